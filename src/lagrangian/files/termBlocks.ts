/** The blocks in which terms are listed, by how many fermions and scalars each of their terms has. */
import type { FlatTerm, Vocabulary } from "./expandTerm.ts";
import { expandTerm } from "./expandTerm.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { ListedTerm } from "./modelFile.ts";

export interface TermBlock {
  readonly name: string;
  readonly fermions: number;
  readonly scalars: number;
}

export const TERM_BLOCKS: readonly TermBlock[] = [
  { name: "Yukawas", fermions: 2, scalars: 1 },
  { name: "FermionMasses", fermions: 2, scalars: 0 },
  { name: "QuarticTerms", fermions: 0, scalars: 4 },
  { name: "TrilinearTerms", fermions: 0, scalars: 3 },
  { name: "ScalarMasses", fermions: 0, scalars: 2 },
];

/** A listed term multiplied out. @throws GlueballError lagrangian/unknown-construct, also for a term in a wrong block. */
export function expandListed(term: ListedTerm, vocabulary: Vocabulary): FlatTerm[] {
  const { fermions, scalars, name } = TERM_BLOCKS.find((block) => block.name === term.block)!;
  const { expression } = term;
  const products =
    expression.kind === "contracted" ? [...expression.products] : expandTerm({ ...term, expression }, vocabulary);
  for (const product of products) {
    const found = fermionsOf(product, vocabulary).length;
    if (found === fermions && product.letters.length - found === scalars) continue;
    const piece = { file: vocabulary.file, text: term.text, line: term.line };
    throw unknownConstruct(piece, `${fermions} fermions and ${scalars} scalars in the block ${name}`);
  }
  return products;
}

/** The fermions among the letters of a product. */
export function fermionsOf({ letters }: FlatTerm, { fields }: Pick<Vocabulary, "fields">): FlatTerm["letters"] {
  const fermions = new Set(fields.filter(({ twiceHelicity }) => twiceHelicity !== 0).map(({ name }) => name));
  return letters.filter(({ name }) => fermions.has(name));
}

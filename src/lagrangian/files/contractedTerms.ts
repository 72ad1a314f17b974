/** Products of fields that a reader has multiplied out, as the terms of a model: one for each coupling and kind of term. */
import type { Field } from "../theory.ts";
import type { FlatTerm } from "./expandTerm.ts";
import type { ListedTerm, UnreadPart } from "./modelFile.ts";
import { fermionsOf, TERM_BLOCKS } from "./termBlocks.ts";

export interface ContractedProduct {
  readonly coupling: string;
  readonly flat: FlatTerm;
  readonly text: string;
  readonly line: number;
  /** The file adds the hermitian conjugate by itself. */
  readonly conjugateAdded: boolean;
  /** The reader has chosen one of several contractions. */
  readonly contractionChosen: boolean;
}

/** What has too many fields is not read, and a term that is linear in a field is noted. */
export function listContracted(
  products: readonly ContractedProduct[],
  fields: readonly Field[],
): { terms: ListedTerm[]; unread: UnreadPart[]; notes: string[] } {
  const sorted = products.map((product) => ({ product, block: blockOf(product.flat, fields) }));
  const others = sorted.flatMap(({ product, block }) => (block === undefined ? [product] : []));
  const isLinear = ({ flat }: ContractedProduct) => flat.letters.length === 1;
  const groups = Map.groupBy(
    sorted.filter(({ block }) => block !== undefined),
    ({ product, block }) => `${block} ${product.coupling}`,
  );
  const conjugates = new Set(products.map(({ flat }) => lettersKey(flat, fields, true)));
  const standsAlone = ({ flat, conjugateAdded }: ContractedProduct) =>
    !conjugateAdded && !conjugates.has(lettersKey(flat, fields, false));
  return {
    terms: [...groups.values()].map((group) => ({
      ...listedTerm(
        group.map(({ product }) => product),
        group[0].block!,
      ),
      withoutConjugate: group.some(({ product }) => standsAlone(product)),
    })),
    unread: others
      .filter((product) => !isLinear(product))
      .map(({ line, text }) => ({ line, found: text, expected: DIMENSIONS })),
    notes: others
      .filter(isLinear)
      .map(({ line, text }) => `Line ${line}: ${text} is linear in a field; such terms are not audited.`),
  };
}

const DIMENSIONS = "terms of dimension 2 to 4: two fermions with one scalar or none, or two to four scalars";

/** What one coupling multiplies in terms of one kind. */
function listedTerm(products: readonly ContractedProduct[], block: string): ListedTerm {
  const [{ coupling, line }] = products;
  return {
    coupling,
    block,
    expression: { kind: "contracted", products: products.map(({ flat }) => flat) },
    text: products.map(({ text }) => text).join(" + "),
    line,
    flavour: "general",
    setToZero: false,
    contractionChosen: products.some(({ contractionChosen }) => contractionChosen),
  };
}

function blockOf(flat: FlatTerm, fields: readonly Field[]): string | undefined {
  const fermions = fermionsOf(flat, { fields }).length;
  const scalars = flat.letters.length - fermions;
  return TERM_BLOCKS.find((block) => block.fermions === fermions && block.scalars === scalars)?.name;
}

/** The fields of a product, or of its conjugate, in any order. */
function lettersKey({ letters }: FlatTerm, fields: readonly Field[], conjugate: boolean): string {
  const isReal = (name: string) => fields.some((field) => field.name === name && field.real);
  return letters
    .map((letter) => `${letter.name}${!isReal(letter.name) && letter.conjugate !== conjugate ? "+" : ""}`)
    .sort()
    .join(" ");
}

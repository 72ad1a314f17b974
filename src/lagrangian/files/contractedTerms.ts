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

/** What no term of dimension 2 to 4 has: too many fields, or a linear term. */
export function listContracted(
  products: readonly ContractedProduct[],
  fields: readonly Field[],
): { terms: ListedTerm[]; unread: UnreadPart[]; notes: string[] } {
  const sorted = products.map((product) => ({ product, block: blockOf(product.flat, fields) }));
  const linear = sorted.filter(({ block, product }) => block === undefined && product.flat.letters.length === 1);
  const large = sorted.filter(({ block, product }) => block === undefined && product.flat.letters.length > 1);
  const groups = Map.groupBy(
    sorted.filter(({ block }) => block !== undefined),
    ({ product, block }) => `${block} ${product.coupling}`,
  );
  const conjugates = new Set(products.map(({ flat }) => lettersKey(flat, fields, true)));
  const standsAlone = ({ flat, conjugateAdded }: ContractedProduct) =>
    !conjugateAdded && !conjugates.has(lettersKey(flat, fields, false));
  return {
    terms: [...groups.values()].map((group) => {
      const own = group.map(({ product }) => product);
      const [{ coupling, line }] = own;
      return {
        coupling,
        block: group[0].block!,
        expression: { kind: "contracted", products: own.map(({ flat }) => flat) },
        text: own.map(({ text }) => text).join(" + "),
        line,
        flavour: "general",
        setToZero: false,
        withoutConjugate: own.some(standsAlone),
        contractionChosen: own.some(({ contractionChosen }) => contractionChosen),
      };
    }),
    unread: large.map(({ product: { line, text } }) => ({
      line,
      found: text,
      expected: "terms of dimension 2 to 4: two fermions with one scalar or none, or two to four scalars",
    })),
    notes: linear.map(
      ({ product: { line, text } }) => `Line ${line}: ${text} is linear in a field; such terms are not audited.`,
    ),
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

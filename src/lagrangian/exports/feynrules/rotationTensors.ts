/**
 * The matrices that stand in definitions: between the generations of a field and the members of a class of particles. What is a
 * number times the unit matrix needs none.
 */
import type { Polynomial } from "../broken/polynomial.ts";
import { polynomialText } from "../broken/polynomial.ts";
import type { DefinitionPart } from "./fieldDefinitions.ts";
import { CKM } from "./parameterNames.ts";

/** A tensor of M$Parameters with a value for each entry. */
export interface RotationTensor {
  readonly name: string;
  /** Numbers of generations of its indices, 1 or 2 of them. */
  readonly sizes: readonly number[];
  /** Row by row, as parameters.py has it. */
  readonly entries: readonly { readonly places: readonly number[]; readonly value: string }[];
}

/** How a part multiplies its class. */
export interface PartFactor {
  /** As parameters.py has it; of a matrix its name. */
  readonly text: string;
  readonly isMatrix: boolean;
  /** What must be defined; the matrix of quarks is a parameter already. */
  readonly tensor: RotationTensor | undefined;
  /** Whether the generation of the field is that of the class. */
  readonly diagonal: boolean;
}

/** `name` is for a matrix that has none yet. */
export function partFactor({ matrix }: DefinitionPart, name: string): PartFactor {
  const texts = matrix.map((row) => row.map(polynomialText));
  const [rows, columns] = [matrix.length, matrix[0].length];
  if (rows === 1 && columns === 1) return { text: texts[0][0], isMatrix: false, tensor: undefined, diagonal: false };
  const isUnit =
    rows === columns && texts.every((row, i) => row.every((own, j) => own === (i === j ? texts[0][0] : "0")));
  if (isUnit) return { text: texts[0][0], isMatrix: false, tensor: undefined, diagonal: true };
  if (isCkm(matrix)) return { text: CKM, isMatrix: true, tensor: undefined, diagonal: false };
  const entries = texts.flatMap((row, i) =>
    row.map((value, j) => ({ places: [...(rows > 1 ? [i + 1] : []), ...(columns > 1 ? [j + 1] : [])], value })),
  );
  const sizes = [rows, columns].filter((size) => size > 1);
  return { text: name, isMatrix: true, tensor: { name, sizes, entries }, diagonal: false };
}

/** The matrix with its own name in the sheet of parameters. */
function isCkm(matrix: readonly (readonly Polynomial[])[]): boolean {
  return matrix.every((row, i) => row.every((own, j) => polynomialText(own) === `${CKM}${i + 1}x${j + 1}`));
}

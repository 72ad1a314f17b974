/** The smallest Z_M that takes chosen terms out of a Lagrangian and leaves all others in it. */
import { GlueballError } from "../../base/index.ts";
import { smallestCyclicSymmetry } from "../../exact/index.ts";
import { chargeMatrix } from "../chargeMatrix.ts";
import type { Theory } from "../theory.ts";
import { lettersOf } from "../theory.ts";
import { conjugateType, parseTypeName, typeName } from "../typeNames.ts";

export interface ForbiddingSymmetry {
  readonly order: number;
  /** Charges from 0 to order - 1 of the complex fields, those with 0 left out. */
  readonly charges: Readonly<Record<string, number>>;
}

/** The symmetries looked for have at most this order. */
export const LARGEST_ORDER = 8;

/**
 * `allowed` and `forbid` name types, the conjugates understood. Real scalars keep charge 0.
 * @throws GlueballError lagrangian/type-not-allowed for a type that is not there anyway, and those of `parseTypeName`.
 */
export function forbiddingSymmetry(
  theory: Theory,
  allowed: readonly string[],
  forbid: readonly string[],
): ForbiddingSymmetry | undefined {
  const letters = lettersOf(theory);
  const forbidden = new Set<string>();
  for (const text of forbid) {
    const type = parseTypeName(text, letters);
    const names = [type, conjugateType(type, letters)].map((one) => typeName(one, letters));
    const found = names.find((name) => allowed.includes(name));
    if (found === undefined) throw notAllowed(text, allowed);
    forbidden.add(found);
  }
  const rowsOf = (names: readonly string[]) =>
    chargeMatrix(
      theory,
      letters,
      names.map((name) => parseTypeName(name, letters)),
    );
  const { fields, rows: forbiddenRows } = rowsOf([...forbidden]);
  const { rows: keptRows } = rowsOf(allowed.filter((name) => !forbidden.has(name)));
  const symmetry = smallestCyclicSymmetry({ keep: keptRows, forbid: forbiddenRows }, LARGEST_ORDER);
  if (symmetry === undefined) return undefined;
  const charges = fields.map((field, k) => [theory.fields[field].name, symmetry.charges[k]] as const);
  return { order: symmetry.order, charges: Object.fromEntries(charges.filter(([, charge]) => charge !== 0)) };
}

function notAllowed(text: string, allowed: readonly string[]): GlueballError {
  return new GlueballError({
    code: "lagrangian/type-not-allowed",
    what: "a term that is to be forbidden is not allowed anyway",
    place: "--forbid",
    found: text,
    expected: `one of ${allowed.join(", ")}`,
  });
}

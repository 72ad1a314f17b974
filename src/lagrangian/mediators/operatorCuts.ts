/**
 * Which single new fields make an effective operator at tree level. The operator is cut into two groups of letters, each
 * of which couples to X by a renormalisable term; X runs from one to the other (propagators.ts).
 *
 * The cuts are all there are: groups psi psi, phi phi, phi phi phi for a scalar, psi phi for a fermion, psi psi+ and
 * phi D phi for a vector. What comes of them only by equations of motion, by the expansion of the propagator of a boson,
 * or with two new fields, is not here. That both vertices exist is not enough, since equal letters of the two can cancel:
 * cutProducts.ts multiplies them.
 */
import { GlueballError } from "../../base/index.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { lettersOf, slotsOfType } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { dimensionOf } from "../verify/checkTerms.ts";
import { brokenCharges } from "../verify/charges.ts";
import { fieldsCompleting } from "./candidates.ts";
import type { Coupling } from "./couplings.ts";
import { couplingTable } from "./couplingTable.ts";
import type { CouplingTable } from "./couplingTable.ts";
import { productOfCut } from "./cutProducts.ts";
import type { End, Product } from "./cutProducts.ts";
import { vectorTypeName } from "./extendedTheory.ts";
import type { NewField } from "./extendedTheory.ts";
import { examineField, isWritable } from "./newFields.ts";
import type { ExaminedField, Setting } from "./newFields.ts";
import { propagatorsOf } from "./propagators.ts";
import { vectorTable } from "./vectorCouplings.ts";

/** Two vertices of dimension 4 on a propagator of 1/M^2, or of 1/M between fermions. */
const LARGEST_DIMENSION = 6;

export interface Cut {
  readonly vertices: readonly [Coupling, Coupling];
  /** What their product is; undefined where it is too large to be written out. */
  readonly product: Product | undefined;
}

export interface Mediator extends ExaminedField {
  readonly cuts: readonly Cut[];
}

/** Fields with cuts; `zero` are those of which every cut is proved to vanish. */
export interface MediatorSearch {
  readonly mediators: readonly Mediator[];
  readonly zero: readonly Mediator[];
}

/**
 * The fields that make an operator, such as `L L H H`.
 * @throws GlueballError lagrangian/unknown-letter, lagrangian/not-a-type, lagrangian/operator-too-high,
 * lagrangian/operator-not-cut, lagrangian/operator-not-allowed.
 */
export function mediatorsOf(
  text: string,
  setting: Setting,
  isWanted: (field: NewField) => boolean = () => true,
): MediatorSearch {
  const letters = lettersOf(setting.theory);
  const type = parseTypeName(text, letters);
  requireCuttable(type, letters, text);
  requireAllowed(type, setting, text);
  const splits = splitsOf(type, letters);
  const candidates = fieldsCompleting(
    setting.theory,
    splits.map(([first]) => first.map((letter) => letters[letter])),
  );
  const found = candidates.filter(isWanted).flatMap((field) => {
    const examined = examineField(field, setting);
    const cuts = splits.flatMap((split) => cutsOf(split, type, examined, setting));
    return cuts.length === 0 ? [] : [{ ...examined, cuts }];
  });
  const isZero = ({ cuts }: Mediator) => cuts.every(({ product }) => product?.three === 0);
  return { mediators: found.filter((own) => !isZero(own)), zero: found.filter(isZero) };
}

function requireCuttable(type: OperatorType, letters: readonly Letter[], text: string): void {
  const place = `--operator "${text}"`;
  const dimension = dimensionOf(type, letters);
  if (dimension > LARGEST_DIMENSION) {
    throw new GlueballError({
      code: "lagrangian/operator-too-high",
      what: "one new field with two renormalisable couplings makes no such operator",
      place,
      found: `dimension ${dimension}`,
      expected: `dimension ${LARGEST_DIMENSION} or less`,
    });
  }
  const strength = type.powers.find(({ letter }) => letters[letter].fieldStrength);
  if (strength === undefined && type.derivatives <= 1) return;
  throw new GlueballError({
    code: "lagrangian/operator-not-cut",
    what: "an operator with field strengths, or more than one derivative, is not cut",
    place,
    found: strength === undefined ? `D^${type.derivatives}` : letters[strength.letter].name,
    expected: "scalars and fermions, with one derivative at most",
  });
}

function requireAllowed(type: OperatorType, { theory, integrals }: Setting, text: string): void {
  const letters = lettersOf(theory);
  const dimension = dimensionOf(type, letters);
  const name = typeName(type, letters);
  const { types } = countOperators(theory, { dimension, generations: "symbolic", ...BASIS }, integrals);
  if (types.some((other) => other.name === name)) return;
  const reasons = brokenCharges(slotsOfType(type), theory, letters);
  throw new GlueballError({
    code: "lagrangian/operator-not-allowed",
    what: "the theory has no such operator",
    place: `--operator "${text}"`,
    found: reasons.length === 0 ? "no invariant of this type" : reasons.join("; "),
    expected: `an operator that lagrangian count lists at --dimension ${dimension}`,
  });
}

type Split = readonly [readonly number[], readonly number[]];

/** All ways to cut a type in two groups that can stand at a renormalisable vertex, each once. */
function splitsOf(type: OperatorType, letters: readonly Letter[]): Split[] {
  const slots = slotsOfType(type);
  const found = new Map<string, Split>();
  // The first letter stays in the first group, so that no cut comes twice with its groups exchanged.
  for (let choice = 0; choice < 2 ** (slots.length - 1); choice++) {
    const isFirst = (slot: number) => slot === 0 || Math.floor(choice / 2 ** (slot - 1)) % 2 === 1;
    const split: Split = [slots.filter((_, slot) => isFirst(slot)), slots.filter((_, slot) => !isFirst(slot))];
    const key = split
      .map((group) => group.join(","))
      .sort()
      .join("|");
    if (split.every((group) => isVertex(group, letters)) && !found.has(key)) found.set(key, split);
  }
  return [...found.values()];
}

/** Two or three letters that leave room for X in a term of dimension 4. */
function isVertex(group: readonly number[], letters: readonly Letter[]): boolean {
  const fermions = group.filter((letter) => letters[letter].fermion).length;
  const twiceDimension = 2 * group.length + fermions + (fermions % 2 === 0 ? 2 : 3);
  return group.length >= 2 && twiceDimension <= 8;
}

/** The cut with each new field that can run in it: mostly one way, none if a vertex vanishes. */
function cutsOf(split: Split, type: OperatorType, examined: ExaminedField, setting: Setting): Cut[] {
  const { theory, library } = setting;
  const letters = lettersOf(examined.extended);
  const vertexOf = vertexTable(examined, letters, theory);
  return propagatorsOf(examined.kind, type.derivatives, letters, theory).flatMap((added): Cut[] => {
    const ends = split.map((group, side): End => ({ group, added: added[side] }));
    const [near, far] = ends;
    const types = ends.map((end) => vertexType(end, letters));
    // Between fermions the derivative is the momentum of the propagator.
    if (added[0].length > 1 && types[0].derivatives + types[1].derivatives !== type.derivatives) return [];
    const vertices = types.map((own) => {
      const found = vertexOf(own);
      // As it stands in the cut, where the list of couplings may have the conjugate.
      return found === undefined ? undefined : { ...found, name: vectorTypeName(typeName(own, letters)) };
    });
    const [first, second] = vertices;
    if (first === undefined || second === undefined) return [];
    const inTheory = { theory: examined.extended, letters, library };
    const product = isWritable(examined) ? productOfCut([near, far], type, inTheory) : undefined;
    return [{ vertices: [first, second], product }];
  });
}

/** A vector that couples to a gradient gives nothing by it but what vanishes by the equations of motion. */
function vertexTable(
  { field, couplings, ...rest }: ExaminedField,
  letters: readonly Letter[],
  theory: Theory,
): CouplingTable {
  if (field.twiceHelicity !== "vector") return couplingTable(couplings, letters);
  return vectorTable({ ...rest, couplings: couplings.filter(({ gradient }) => gradient === undefined) }, theory);
}

/** Two scalars couple to a vector with a derivative. */
function vertexType({ group, added }: End, letters: readonly Letter[]): OperatorType {
  const powers = [...Map.groupBy([...group, ...added], (own) => own)];
  const isCurrent = added.length > 1 && group.every((letter) => !letters[letter].fermion);
  return {
    powers: powers.sort(([a], [b]) => a - b).map(([letter, { length: power }]) => ({ letter, power })),
    derivatives: isCurrent ? 1 : 0,
  };
}

/**
 * Hermitian conjugation of explicit operators.
 *
 * Conjugation turns every letter into its conjugate, <ij> into [ij] and upper into lower indices, and reverses the order
 * of the fields, so that f fermions give the sign (-1)^(f(f-1)/2) when they are put back in order. Bracket by bracket
 * there is no further sign: (eps_ab x^a y^b)* with the order reversed and restored is eps of the conjugates, D is
 * hermitian, F_L+ = F_R. Doublets of SU(2), all written with upper indices, give -1 for each index of a conjugate field:
 * with H+ written as eps^ij H*_j, its conjugate is -H (flagEvaluation.ts; the same for N/2 indices of SU(N)).
 *
 * The conjugate is then expanded in the basis of the conjugate type, whose slots stand in their own order: a permutation
 * of the slots, with the sign of the permutation of the fermions.
 */
import { coordinatesInBasis, divideRationals, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter, conjugateType } from "../typeNames.ts";
import type { RationalRows } from "./expansion.ts";
import { conjugateFlagEvaluation } from "./flagEvaluation.ts";
import type { ExplicitOperator } from "./operatorBasis.ts";
import { alongAxis, operatorSpace } from "./operatorSpace.ts";
import type { OperatorSpace, ScaledVector } from "./operatorSpace.ts";
import { spinorEvaluation } from "./spinorEvaluation.ts";
import type { StructureLibrary } from "./structureLibrary.ts";

/**
 * Row a: the conjugate of operators[a] as a combination of `partners`, the basis of the conjugate type. The operators
 * are of one type and not empty. Flavour indices stay with their fields.
 */
export function conjugatesIn(
  operators: readonly ExplicitOperator[],
  partners: readonly ExplicitOperator[],
  letters: readonly Letter[],
  library: StructureLibrary,
): Rational[][] {
  const conjugate = conjugation(operators[0], letters, library);
  const images = operators.map(({ vector }) => conjugate(Float64Array.from(vector)));
  const coordinates = coordinatesInBasis(
    partners.map(({ vector }) => vector),
    images.map(({ vector }) => vector),
  );
  if (coordinates === undefined) throw new Error("a conjugate is not in the basis of the conjugate type");
  return coordinates.map((row, a) => row.map((entry) => divideRationals(entry, rational(images[a].scale))));
}

interface Fields {
  /** The letter in each slot. */
  readonly held: readonly Letter[];
  readonly library: StructureLibrary;
}

/** The map from vectors of a type to vectors of the conjugate type. */
function conjugation(
  { type, slots }: ExplicitOperator,
  letters: readonly Letter[],
  library: StructureLibrary,
): (vector: Float64Array) => ScaledVector {
  const own = operatorSpace(letters, type, library);
  const other = operatorSpace(letters, conjugateType(type, letters), library);
  const places = conjugatePlaces(slots, other.slots, letters);
  const held = slots.map((letter) => letters[letter]);
  const sign = conjugationSign(held, places);
  const fields = { held, library };
  const matrices = [lorentzConjugation(own, other, places, fields), ...gaugeConjugations(own, other, places, fields)];
  return (vector) =>
    matrices.reduce<ScaledVector>((result, matrix, axis) => alongAxis(result, matrix, own.sizes, axis), {
      vector: vector.map((entry) => sign * entry),
      scale: 1,
    });
}

/** Where the conjugate of each slot stands in the conjugate type; equal letters keep their order. */
function conjugatePlaces(slots: readonly number[], others: readonly number[], letters: readonly Letter[]): number[] {
  const used = new Map<number, number>();
  return slots.map((letter) => {
    const conjugate = conjugateLetter(letter, letters);
    const place = used.get(conjugate) ?? others.indexOf(conjugate);
    used.set(conjugate, place + 1);
    return place;
  });
}

/** Of the order of the fermions, and of the doublet indices (N/2 indices of SU(N)) of conjugate fields. */
function conjugationSign(held: readonly Letter[], places: readonly number[]): 1 | -1 {
  const fermions = places.filter((_, slot) => held[slot].fermion);
  let odd = 0;
  for (let a = 0; a < fermions.length; a++) {
    // Reversal turns every pair around, the new places turn those back that are out of order.
    for (let b = a + 1; b < fermions.length; b++) odd += fermions[a] > fermions[b] ? 2 : 1;
  }
  for (const { conjugate, irreps } of held) {
    if (!conjugate) continue;
    for (const labels of irreps) {
      const half = (labels.length + 1) / 2;
      if (Number.isInteger(half)) odd += half * labels[half - 1];
    }
  }
  return odd % 2 === 0 ? 1 : -1;
}

function lorentzConjugation(
  own: OperatorSpace,
  other: OperatorSpace,
  places: readonly number[],
  { held, library }: Fields,
): RationalRows {
  const { derivatives } = own.type;
  const helicities = held.map(({ twiceHelicity }) => twiceHelicity);
  return library.matrix(`conjugate ${helicities.join()} D${derivatives} to ${places.join()}`, () =>
    other.factors.lorentz.expand((options) => {
      const evaluate = spinorEvaluation(places.length, derivatives, options);
      return own.lorentz.map(({ angle, square }) => evaluate({ angle: square, square: angle }, places));
    }),
  );
}

/** One matrix for each SU(N) factor. */
function gaugeConjugations(
  own: OperatorSpace,
  other: OperatorSpace,
  places: readonly number[],
  { held, library }: Fields,
): RationalRows[] {
  return own.factors.gauge.map((factor, k) => {
    const partner = other.factors.gauge[k];
    const charged = held.map((_, slot) => slot).filter((slot) => factor.places[slot] !== -1);
    const irreps = charged.map((slot) => held[slot].irreps[k]);
    const targets = charged.map((slot) => partner.places[places[slot]]);
    const N = held[0].irreps[k].length + 1;
    return library.matrix(`conjugate SU${N} ${irreps.join(" ")} to ${targets.join()}`, () =>
      partner.space.expand((options) => {
        const evaluate = conjugateFlagEvaluation(N, irreps, options);
        return factor.space.structures.map((structure) => evaluate(structure, targets));
      }),
    );
  });
}

/**
 * Kinetic terms, which the on-shell bases do not hold: a derivative that is contracted with its own field vanishes by the
 * equations of motion, and p_1 p_2 = 0 for two massless particles. With equations of motion kept and total derivatives
 * removed there is one for each pair of fields that make a singlet:
 *
 *     scalars  (D X)+ (D X), half of it for a real one,   spinors  i X+ sigma D X,   field strengths  F_L^2 and F_R^2
 *
 * Beside the canonical term of a field with itself there may be others, between fields with equal quantum numbers (two
 * Higgs doublets, two U(1) factors). A change of the fields removes those of scalars and spinors.
 */
import { slotsOfType } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";
import { conjugateLetter, isSelfConjugate } from "../typeNames.ts";
import type { GaugeStructure } from "./contractions.ts";
import type { GaugeFactor, StructureLibrary } from "./structureLibrary.ts";

export interface KineticTerm {
  readonly kind: "scalar" | "spinor";
  /** X+ and X, or X twice for a real scalar; the right-handed letter of two spinors first. The derivative acts on both scalars, on the second spinor. */
  readonly letters: readonly [number, number];
  /** The contraction with each SU(N) factor; the two letters stand in the slots 0 and 1. */
  readonly gauge: readonly GaugeStructure[];
  /** A field with its own conjugate. */
  readonly canonical: boolean;
  /** Whether the term is its own hermitian conjugate up to flavour; otherwise the conjugate is to be added. */
  readonly hermitian: boolean;
}

/** The kinetic term of a type of two scalars and D^2 or two spinors and D; undefined if the gauge groups forbid it. */
export function kineticTerm(
  type: OperatorType,
  letters: readonly Letter[],
  library: StructureLibrary,
): KineticTerm | undefined {
  const pair = orderedPair(type, letters);
  const held = pair.map((letter) => letters[letter]);
  const factors = held[0].irreps.map((labels, k) =>
    library.gauge(
      labels.length + 1,
      held.map(({ irreps }) => irreps[k]),
    ),
  );
  if (factors.some(({ structures }) => structures.length === 0)) return undefined;
  if (pair[0] === pair[1] && held[0].copies === 1 && isAntisymmetric(factors)) return undefined;
  return {
    kind: held[0].fermion ? "spinor" : "scalar",
    letters: pair,
    gauge: factors.map(({ structures }) => structures[0]),
    canonical: conjugateLetter(pair[0], letters) === pair[1],
    hermitian: isSelfConjugate(type, letters),
  };
}

/** Whether a type is one of two matter fields with the derivatives of a kinetic term. */
export function isKineticType(type: OperatorType, letters: readonly Letter[]): boolean {
  const pair = slotsOfType(type);
  if (pair.length !== 2 || type.derivatives === 0) return false;
  return pair.every((letter) => Math.abs(letters[letter].twiceHelicity) === 2 - type.derivatives);
}

/** The conjugate of a field before the field, the right-handed one of two spinors first. */
function orderedPair(type: OperatorType, letters: readonly Letter[]): [number, number] {
  const [first, second] = slotsOfType(type);
  const isInOrder = letters[second].fermion ? letters[first].twiceHelicity > 0 : letters[first].conjugate;
  return isInOrder ? [first, second] : [second, first];
}

/** Whether the only contraction of two equal fields changes sign with their exchange, as that of doublets does. */
function isAntisymmetric(factors: readonly GaugeFactor[]): boolean {
  const signs = factors.map(({ space, places }) => (places[0] === -1 ? 1 : space.exchange(0).numerators[0][0]));
  return signs.reduce((product, sign) => product * sign, 1) < 0;
}

/**
 * The linear couplings of a massive vector V up to dimension 4: V^m J_m, where J_m is one of
 *
 *     psi1 sigma_m psi2+,   phi1 D_m phi2 - (D_m phi1) phi2,   and gradients D_m(phi1 phi2), D_m phi
 *
 * A derivative on V is moved to the rest by parts, so that couplings are as independent as operators J of spin (1/2,1/2)
 * are, up to the equations of motion. Currents are counted with V_aa' = v_a w_a' (extendedTheory.ts), by the characters
 * of the Lorentz and gauge groups and of the permutations of equal letters; a transverse V does not see gradients, and
 * in this count they vanish. They couple to D.V, which is zero for a free V, and are as many as there are couplings S X
 * of a scalar X with the numbers of V to S = phi1 phi2 or phi. D_m F^mn is a current by the equations of motion.
 */
import { createCycleSums } from "../count/cycleSum.ts";
import { BASIS } from "../count/countOperators.ts";
import { flavourPolynomial } from "../count/flavour.ts";
import type { Integrals } from "../count/integrals.ts";
import { lettersOf, slotsOfType } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateLetter, conjugateType, typeName } from "../typeNames.ts";
import { brokenCharges } from "../verify/charges.ts";
import { dimensionOf } from "../verify/checkTerms.ts";
import { vectorProducts } from "./candidates.ts";
import { couplingsOf, invariantsOf, isShown } from "./couplings.ts";
import type { CountedType, Coupling } from "./couplings.ts";
import { couplingTable } from "./couplingTable.ts";
import type { CouplingTable } from "./couplingTable.ts";
import { addedLetters, extendTheory, isAdded, kindOf, UNKNOWN, vectorTypeName } from "./extendedTheory.ts";
import type { Kind, NewField } from "./extendedTheory.ts";

/** v and w have dimension 3/2 each, V has 1. */
const SPINORS_ABOVE_VECTOR = 2;

export interface VectorSetting {
  readonly theory: Theory;
  readonly integrals: Integrals;
}

/** Currents without gradients; `extended` is the theory with the two spinors of V. */
export function currentCouplings(field: NewField, extended: Theory, { theory, integrals }: VectorSetting): Coupling[] {
  const letters = lettersOf(extended);
  const isReal = kindOf(field, theory) === "real vector";
  const [v, vConjugate, w, wConjugate] = addedLetters(letters, theory);
  const ends = [[v, w], ...(isReal ? [] : [[vConjugate, wConjugate]])];
  const types = productsOf(letters, theory)
    .filter(({ length }) => length === 2)
    .flatMap((product) => ends.map((end) => typeOfSlots([...product, ...end], isDerivative(product, letters) ? 1 : 0)));
  const conjugate = (type: OperatorType) => conjugateCurrent(type, letters, theory, isReal);
  return countedTypes(types, extended, integrals)
    .filter(({ type }) => isShown(type, conjugate(type), letters, theory))
    .map(({ type, name, polynomial }) => ({
      type,
      name: vectorTypeName(name),
      dimension: dimensionOf(type, letters) - SPINORS_ABOVE_VECTOR,
      hermitian: typeName(conjugate(type), letters) === name,
      power: 1,
      invariants: invariantsOf(polynomial),
    }));
}

/** The type of the conjugate; a real V stays as it is. */
function conjugateCurrent(
  type: OperatorType,
  letters: readonly Letter[],
  theory: Theory,
  isReal: boolean,
): OperatorType {
  const other = conjugateType(type, letters);
  if (!isReal) return other;
  const powers = other.powers.map(({ letter, power }) => ({
    letter: isAdded(letters[letter], theory) ? conjugateLetter(letter, letters) : letter,
    power,
  }));
  return { ...other, powers: powers.sort((a, b) => a.letter - b.letter) };
}

/** The theory with a scalar X in the place of V, and its couplings S X to products of one or two scalars. */
export function scalarTwin({ numbers }: NewField, { theory, integrals }: VectorSetting) {
  const extended = extendTheory(theory, { numbers, twiceHelicity: 0 });
  const letters = lettersOf(extended);
  const types = productsOf(letters, theory)
    .filter((product) => isDerivative(product, letters))
    .flatMap((product) => addedLetters(letters, theory).map((own) => typeOfSlots([...product, own], 0)));
  return { extended, couplings: couplingsOf(countedTypes(types, extended, integrals), letters, theory) };
}

/** D(S) V in the theory with the spinors of V, for a coupling S X of the scalar twin. */
export function gradientCoupling(coupling: Coupling, extended: Theory, theory: Theory): Coupling {
  const letters = lettersOf(extended);
  const [, vConjugate, w, wConjugate] = addedLetters(letters, theory);
  const isConjugate = coupling.type.powers.some(({ letter }) => letter === vConjugate);
  const words = coupling.name.split(" ");
  const own = words.filter((word) => word.startsWith(UNKNOWN)).join(" ");
  const rest = words.filter((word) => !word.startsWith(UNKNOWN)).join(" ");
  return {
    ...coupling,
    type: typeOfSlots([...slotsOfType(coupling.type), isConjugate ? wConjugate : w], 1),
    name: `D(${rest}) ${own}`,
    dimension: coupling.dimension + 1,
    gradient: true,
  };
}

interface CoupledVector {
  readonly kind: Kind;
  readonly extended: Theory;
  readonly couplings: readonly Coupling[];
}

/** A current is found before a gradient with the same letters. */
export function vectorTable({ kind, couplings, extended }: CoupledVector, theory: Theory): CouplingTable {
  const letters = lettersOf(extended);
  const ordered = [...couplings.filter(({ gradient }) => gradient), ...couplings.filter(({ gradient }) => !gradient)];
  return couplingTable(ordered, letters, (type) => conjugateCurrent(type, letters, theory, kind === "real vector"));
}

/** What stands beside a vector, as numbers of letters. */
function productsOf(letters: readonly Letter[], theory: Theory): number[][] {
  const own = letters.filter((letter) => !isAdded(letter, theory) && !letter.fieldStrength);
  return vectorProducts(own).map((product) => product.map((letter) => letters.indexOf(letter)));
}

function isDerivative(product: readonly number[], letters: readonly Letter[]): boolean {
  return product.every((letter) => !letters[letter].fermion);
}

function typeOfSlots(slots: readonly number[], derivatives: number): OperatorType {
  const powers = [...Map.groupBy(slots, (letter) => letter)].map(([letter, { length: power }]) => ({ letter, power }));
  return { powers: powers.sort((a, b) => a.letter - b.letter), derivatives };
}

/** Those that have invariants for some number of generations. */
function countedTypes(types: readonly OperatorType[], theory: Theory, integrals: Integrals): CountedType[] {
  const letters = lettersOf(theory);
  const sums = createCycleSums(theory, letters, BASIS, integrals);
  return types.flatMap((type) => {
    const table = brokenCharges(slotsOfType(type), theory, letters).length > 0 ? undefined : sums(type);
    if (table === undefined) return [];
    const polynomial = flavourPolynomial(table, letters);
    return polynomial.numerators.length === 0 ? [] : [{ type, name: typeName(type, letters), polynomial }];
  });
}

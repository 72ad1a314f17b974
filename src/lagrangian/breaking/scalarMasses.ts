/**
 * Masses of scalars after electroweak breaking, symbolically, with H = <H> + H of the vacuum value:
 *
 *     L contains  - x^T M2 y         for components x of some charge and colour and their conjugates y,
 *     L contains  - n^T M2 n/2       for neutral components n, where each complex one stands beside its conjugate.
 *
 * What is linear in a component, L contains - t x, must vanish in a vacuum: for the doublet itself that fixes its mass
 * parameter; for another neutral field it says that this field gets a vacuum value too. With t = 0 the Goldstone
 * directions are null vectors of M2; in general M2_ab (T v)_b = - t_b T_ba for every generator T.
 */
import { multiplyRationals, rational } from "../../exact/index.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import type { LetterComponent } from "./brokenComponents.ts";
import type { MassTerm } from "./massEntries.ts";
import { sumTerms } from "./massEntries.ts";
import type { Bilinear, MassSector, MassState } from "./massSectors.ts";
import { massSectors, massStates, stateKey } from "./massSectors.ts";
import type { BrokenTheory, VacuumProduct } from "./vacuumProducts.ts";
import { vacuumProducts } from "./vacuumProducts.ts";

/** Terms linear in one component. */
export interface Tadpole {
  readonly state: MassState;
  readonly terms: readonly MassTerm[];
}

/** All sectors of scalars in the order of the fields. `operators` are those of dimension 2 to 4. */
export function scalarSectors(broken: BrokenTheory, operators: readonly NamedOperator[]): MassSector[] {
  return massSectors(
    scalarStates(broken),
    potential(broken, operators).flatMap((operator) => scalarBilinears(operator, broken)),
  );
}

/** What is linear in a component, for every one where that is not zero. */
export function tadpoles(broken: BrokenTheory, operators: readonly NamedOperator[]): Tadpole[] {
  const linear = potential(broken, operators).flatMap((operator) =>
    slotsOf(operator).flatMap((slot) => withConjugates(operator, [slot], broken)),
  );
  return scalarStates(broken).flatMap((state) => {
    const own = linear.filter(({ states }) => states[0] === stateKey(state)).map(({ term }) => term);
    const terms = sumTerms(own);
    return terms.length === 0 ? [] : [{ state, terms }];
  });
}

function scalarStates(broken: BrokenTheory): MassState[] {
  return massStates(broken, ({ twiceHelicity }) => twiceHelicity === 0);
}

function potential({ letters }: BrokenTheory, operators: readonly NamedOperator[]): NamedOperator[] {
  return operators.filter(({ operator }) => operator.slots.every((letter) => letters[letter].twiceHelicity === 0));
}

function slotsOf({ operator }: NamedOperator): number[] {
  return operator.slots.map((_, slot) => slot);
}

function scalarBilinears(operator: NamedOperator, broken: BrokenTheory): Bilinear[] {
  const slots = slotsOf(operator);
  const pairs = slots.flatMap((first) => slots.filter((second) => second !== first).map((second) => [first, second]));
  return pairs.flatMap((kept) =>
    withConjugates(operator, kept, broken).map(({ states: [a, b], term }) => ({ states: [a, b], term })),
  );
}

interface ScalarProduct {
  readonly states: readonly string[];
  readonly term: MassTerm;
}

/** The products of the slots `kept` if all others can be the vacuum, and of a pair those of the conjugate. */
function withConjugates(operator: NamedOperator, kept: readonly number[], broken: BrokenTheory): ScalarProduct[] {
  return vacuumProducts(operator, kept, broken).flatMap((product) => {
    const direct = scalarProduct(operator, product, kept, { broken, conjugate: false });
    if (operator.reality !== "pair") return [direct];
    return [direct, scalarProduct(operator, product, kept, { broken, conjugate: true })];
  });
}

/** i^n of the real components and of an imaginary coefficient; the sign is that of the potential, - L. */
function scalarProduct(
  { operator, coupling, reality }: NamedOperator,
  { factors, value, vacuum, phase: power }: VacuumProduct,
  kept: readonly number[],
  { broken, conjugate }: { readonly broken: BrokenTheory; readonly conjugate: boolean },
): ScalarProduct {
  const phase = power + (reality === "imaginary" ? 1 : 0);
  const turned = (conjugate ? 3 * phase : phase) % 4;
  const stateOf = ({ component, conjugate: own }: LetterComponent) =>
    stateKey({ component, conjugate: own !== conjugate && !broken.components[component].real });
  const [first, second] = kept;
  const copies = kept.map((slot) => broken.letters[operator.slots[slot]].copies);
  return {
    states: factors.map(stateOf),
    term: {
      coupling: coupling.name,
      conjugate,
      transposed: second !== undefined && first > second && copies.some((own) => own !== 1),
      symmetry: "none",
      imaginary: turned % 2 === 1,
      value: multiplyRationals(rational(turned < 2 ? -1 : 1), value),
      vacuumValues: vacuum,
    },
  };
}

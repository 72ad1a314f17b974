/**
 * Mass matrices of fermions after electroweak breaking, symbolically. In terms of left-handed Weyl components
 *
 *     L contains  x^T M y + h.c.     for components x of some charge and colour and y of the opposite ones (Dirac),
 *     L contains  n^T M n/2 + h.c.   for neutral components n in a real irrep (Majorana).
 *
 * Physical masses are the singular values of M. The conjugate of c [12] x+ y+ is - c* <12> x y: the order of two fermions
 * is reversed and restored (explicit/hermitian.ts).
 */
import { multiplyRationals, rational } from "../../exact/index.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import type { MassTerm } from "./massEntries.ts";
import type { Bilinear, MassSector } from "./massSectors.ts";
import { massSectors, massStates, stateKey } from "./massSectors.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";
import { vacuumProducts } from "./vacuumProducts.ts";

/** All sectors in the order of the fields. `operators` are those of dimension 2 to 4. */
export function fermionSectors(broken: BrokenTheory, operators: readonly NamedOperator[]): MassSector[] {
  const states = massStates(broken, ({ twiceHelicity }) => twiceHelicity === -1);
  return massSectors(
    states,
    operators.flatMap((operator) => fermionBilinears(operator, broken)),
  );
}

/** The mass terms of one operator, in both orders of the two fermions. */
export function fermionBilinears(operator: NamedOperator, broken: BrokenTheory): Bilinear[] {
  const { letters } = broken;
  const { slots, lorentz, symmetry } = operator.operator;
  const kept = slots.flatMap((letter, slot) => (letters[letter].fermion ? [slot] : []));
  if (kept.length !== 2) return [];
  const rightHanded = letters[slots[kept[0]]].twiceHelicity === 1;
  const [[pair]] = rightHanded ? [lorentz[0].square] : [lorentz[0].angle];
  const sign = (pair[0] === kept[0] ? 1 : -1) * (rightHanded ? -1 : 1);
  const partition = symmetry.find(({ letter }) => letter === slots[kept[0]])?.partition;
  const flavour = partition === undefined ? "none" : partition.length === 1 ? "symmetric" : "antisymmetric";
  const hasFlavour = kept.some((slot) => letters[slots[slot]].copies !== 1);
  return [kept, kept.toReversed()].flatMap((order, isReversed) =>
    vacuumProducts(operator, order, broken).map(({ factors: [x, y], value, vacuum, phase }) => {
      // A coupling with a symmetry is its own transpose, or the negative of it.
      const exchange = isReversed === 1 && flavour === "antisymmetric" ? -1 : 1;
      const turned = (rightHanded ? 3 * phase : phase) % 4;
      const term: MassTerm = {
        coupling: operator.coupling.name,
        conjugate: rightHanded,
        transposed: isReversed === 1 && flavour === "none" && hasFlavour,
        symmetry: flavour,
        imaginary: turned % 2 === 1,
        value: multiplyRationals(rational(exchange * sign * (turned < 2 ? 1 : -1)), value),
        vacuumValues: vacuum,
      };
      const state = (factor: typeof x) =>
        stateKey({ component: factor.component, conjugate: factor.conjugate !== rightHanded });
      return { states: [state(x), state(y)] as const, term };
    }),
  );
}

/**
 * The components of the letters under the broken SU(2), exactly. A field of isospin T is X = sum_m x_m t_m/|t_m| with
 * integer tensors t_m of 2T doublet indices (`irrepStates`), so that sum_m |x_m|^2 is invariant. The letter X+ has the
 * conjugate tensors (conjugateTensor.ts) and x_m* in the place of x_m.
 *
 * A real field of whole isospin equals its conjugate. With J t_m = s_m t_-m that says x_-m = s_m x_m*, so that the
 * components of m > 0 are complex and those of m < 0 their conjugates; x_0 is real for s_0 = 1 and i times a real field
 * for s_0 = -1, as in a triplet. All other gauge indices stay indices.
 */
import { formatRational, irrepStates } from "../../exact/index.ts";
import type { Rational, SparseTensor } from "../../exact/index.ts";
import { conjugateTensor } from "../exports/conjugateTensor.ts";
import type { Letter, Theory } from "../theory.ts";
import type { Vacuum } from "./vacuum.ts";
import { electricCharge } from "./vacuum.ts";

/** A component of a field of the theory. */
export interface BrokenComponent {
  /** Index in `theory.fields`. */
  readonly field: number;
  /** `uc`, `Q[2/3]`. */
  readonly name: string;
  readonly twiceT3: number;
  readonly charge: Rational;
  /** A component of a real field that is its own conjugate, up to colour. */
  readonly real: boolean;
}

/** A component as it stands in a letter: i^phase times x_m or its conjugate, times tensor/sqrt(norm2). */
export interface LetterComponent {
  /** Index in the list of `brokenComponents`. */
  readonly component: number;
  readonly conjugate: boolean;
  readonly tensor: SparseTensor;
  readonly norm2: number;
  /** Power of i, from 0 to 3. */
  readonly phase: number;
}

/** All components of all fields, highest T3 first. */
export function brokenComponents(theory: Theory, vacuum: Vacuum): BrokenComponent[] {
  return theory.fields.flatMap((field, k) => {
    const labels = field.irreps[vacuum.isospin];
    const kept = irrepStates(2, labels).states.filter(({ weight }) => !field.real || weight[0] >= 0);
    return kept.map(({ weight: [twiceT3] }) => {
      const charge = electricCharge(theory, field, twiceT3, vacuum);
      return {
        field: k,
        name: labels[0] === 0 ? field.name : `${field.name}[${formatRational(charge)}]`,
        twiceT3,
        charge,
        real: field.real && twiceT3 === 0,
      };
    });
  });
}

/** The components of one letter, one for each state of its isospin. */
export function letterComponents(
  { field, conjugate, irreps }: Letter,
  theory: Theory,
  components: readonly BrokenComponent[],
  { isospin }: Vacuum,
): LetterComponent[] {
  const { real } = theory.fields[field];
  const labels = irreps[isospin];
  const find = (twiceT3: number) =>
    components.findIndex((component) => component.field === field && component.twiceT3 === twiceT3);
  return irrepStates(2, labels).states.map(({ weight: [twiceT3], indices, coefficients }) => {
    const tensor = new Map(Array.from(indices, (index, k) => [index, coefficients[k]]));
    const norm2 = [...tensor.values()].reduce((sum, value) => sum + value * value, 0);
    const mirrored = conjugated(labels[0], tensor);
    if (conjugate) return { component: find(twiceT3), conjugate, tensor: mirrored, norm2, phase: 0 };
    if (!real || twiceT3 > 0) return { component: find(twiceT3), conjugate, tensor, norm2, phase: 0 };
    const isMinus = [...mirrored].some(([place, value]) => value !== (tensor.get(place) ?? 0));
    if (twiceT3 === 0) return { component: find(0), conjugate, tensor, norm2, phase: isMinus ? 1 : 0 };
    return {
      component: find(-twiceT3),
      conjugate: true,
      tensor: mirrorOfPartner(labels[0], -twiceT3),
      norm2,
      phase: 0,
    };
  });
}

/** J t_m of the state of that m: what stands with x_m* in a real field. */
function mirrorOfPartner(twiceT: number, twiceT3: number): SparseTensor {
  const { indices, coefficients } = irrepStates(2, [twiceT]).states.find(({ weight }) => weight[0] === twiceT3)!;
  return conjugated(twiceT, new Map(Array.from(indices, (index, k) => [index, coefficients[k]])));
}

function conjugated(twiceT: number, tensor: SparseTensor): SparseTensor {
  const complex = new Map([...tensor].map(([place, value]) => [place, [value, 0] as const]));
  return new Map([...conjugateTensor(2, [twiceT], complex)].map(([place, [value]]) => [place, value]));
}

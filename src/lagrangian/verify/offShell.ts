/** Values of Lorentz structures with momenta that are not those of free waves: see kinematics.ts. */
import type { Rng } from "../../base/index.ts";
import { multiplyModulo } from "../../exact/index.ts";
import { indicesPerSlot, ownSpinorIndices } from "../terms/term.ts";
import type { SpinorStructure } from "../terms/term.ts";
import type { Letter } from "../theory.ts";
import type { SlotComponents } from "./contractionTensor.ts";
import { componentsBySlot, spinorLegs, spinorTensor } from "./contractionTensor.ts";
import type { PointSource, SpinorValues } from "./kinematics.ts";

/** What stands in a slot at one point. */
interface Wave {
  /** Components of the letter's own indices, one packed in the other. */
  readonly own: readonly number[];
  /** p_aa', a slower. */
  readonly momentum: readonly number[];
}

/** The momenta of all slots sum to zero. */
export function offShellValues(held: readonly Letter[], source: PointSource): SpinorValues {
  const { prime, points, rng } = source;
  const waves = Array.from({ length: points }, () => drawWaves(held, prime, rng));
  const powers = new Map<string, readonly number[]>();
  const components = new Map<SpinorStructure, readonly [SlotComponents, SlotComponents]>();
  const wavePower = (point: number, slot: number, derivatives: number) => {
    const key = `${point} ${slot} ${derivatives}`;
    const found = powers.get(key) ?? withDerivatives(waves[point][slot], held[slot], derivatives, prime);
    powers.set(key, found);
    return found;
  };
  return (structure, order) => {
    const found = components.get(structure) ?? structureComponents(structure, held.length);
    components.set(structure, found);
    const [undotted, dotted] = found;
    const derivatives = held.map((letter, slot) => Math.log2(undotted.sizes[slot]) - ownSpinorIndices(letter).undotted);
    return Float64Array.from({ length: points }, (_, point) =>
      contracted(
        order.map((other, slot) => wavePower(point, other, derivatives[slot])),
        undotted,
        dotted,
        prime,
      ),
    );
  };
}

function structureComponents({ angle, square }: SpinorStructure, slots: number): [SlotComponents, SlotComponents] {
  const [left, right] = [spinorLegs(indicesPerSlot(angle, slots)), spinorLegs(indicesPerSlot(square, slots))];
  return [componentsBySlot(spinorTensor(angle, left), left), componentsBySlot(spinorTensor(square, right), right)];
}

/** The sum over all components of both tensors; waves[s] has the dotted index of slot s running faster. */
function contracted(
  waves: readonly (readonly number[])[],
  undotted: SlotComponents,
  dotted: SlotComponents,
  prime: number,
): number {
  const slots = waves.length;
  let sum = 0;
  for (let u = 0; u < undotted.coefficients.length; u++) {
    for (let d = 0; d < dotted.coefficients.length; d++) {
      let product = undotted.coefficients[u] * dotted.coefficients[d] > 0 ? 1 : prime - 1;
      for (let slot = 0; slot < slots && product !== 0; slot++) {
        const place = undotted.indices[u * slots + slot] * dotted.sizes[slot] + dotted.indices[d * slots + slot];
        product = multiplyModulo(product, waves[slot][place], prime);
      }
      sum = (sum + product) % prime;
    }
  }
  return sum;
}

/** wave p p ...: own indices first, then those of the derivatives, undotted ones together and dotted ones together. */
function withDerivatives({ own, momentum }: Wave, letter: Letter, derivatives: number, prime: number): number[] {
  const { undotted, dotted } = ownSpinorIndices(letter);
  let [values, lefts, rights] = [own, 2 ** undotted, 2 ** dotted];
  for (let k = 0; k < derivatives; k++) {
    const next = new Array<number>(4 * values.length).fill(0);
    for (let left = 0; left < lefts; left++) {
      for (let right = 0; right < rights; right++) {
        momentum.forEach((entry, index) => {
          const place = (2 * left + Math.floor(index / 2)) * 2 * rights + 2 * right + (index % 2);
          next[place] = multiplyModulo(values[left * rights + right], entry, prime);
        });
      }
    }
    [values, lefts, rights] = [next, 2 * lefts, 2 * rights];
  }
  return [...values];
}

function drawWaves(held: readonly Letter[], prime: number, rng: Rng): Wave[] {
  const draw = (count: number) => Array.from({ length: count }, () => rng.integer(prime));
  const waves = held.map(({ twiceHelicity }) =>
    twiceHelicity === 2 ? freeStrength(draw(4), prime) : { momentum: draw(4) },
  );
  balanceLast(waves, held, prime);
  return waves.map((wave, slot) => ({
    momentum: wave.momentum,
    own: "own" in wave ? wave.own : ownComponents(held[slot], wave.momentum, draw, prime),
  }));
}

interface PartialWave {
  momentum: number[];
  own?: number[];
}

/** F_R of a free wave: |i] |i], momentum |i>[i|. */
function freeStrength([a, b, c, d]: readonly number[], prime: number): Required<PartialWave> {
  const times = (x: number, y: number) => multiplyModulo(x, y, prime);
  return {
    momentum: [times(a, c), times(a, d), times(b, c), times(b, d)],
    own: [times(c, c), times(c, d), times(c, d), times(d, d)],
  };
}

/** The last wave that is off shell takes what is left. */
function balanceLast(waves: readonly PartialWave[], held: readonly Letter[], prime: number): void {
  const last = held.findLastIndex(({ twiceHelicity }) => twiceHelicity !== 2);
  if (last === -1) throw new RangeError("no field is off shell");
  waves[last].momentum = [0, 1, 2, 3].map((entry) =>
    waves.reduce((rest, { momentum }, slot) => (slot === last ? rest : (rest + prime - momentum[entry]) % prime), 0),
  );
}

function ownComponents(
  { twiceHelicity }: Letter,
  momentum: readonly number[],
  draw: (count: number) => number[],
  prime: number,
): number[] {
  if (twiceHelicity !== -2) return draw(2 ** Math.abs(twiceHelicity));
  const potential = draw(4);
  // p_aa' A_bb' eps^a'b'.
  const entry = (a: number, b: number) =>
    (multiplyModulo(momentum[2 * a], potential[2 * b + 1], prime) +
      prime -
      multiplyModulo(momentum[2 * a + 1], potential[2 * b], prime)) %
    prime;
  const mixed = (entry(0, 1) + entry(1, 0)) % prime;
  return [(2 * entry(0, 0)) % prime, mixed, mixed, (2 * entry(1, 1)) % prime];
}

/** The value of a combination of contractions of SU(N) indices on chosen tensors (`contractedChoices`), in whole numbers. */
import type { SparseTensor } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import type { Arithmetic, ContractedChoice } from "../explicit/contractionValues.ts";
import { contractedChoices } from "../explicit/contractionValues.ts";

const WHOLE: Arithmetic<number> = {
  one: 1,
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  scale: (a, factor) => a * factor,
};

/**
 * All products that do not vanish; `tensors[slot]` are the choices of a slot, `lengths[slot]` its number of indices.
 * `weights` is the vector over the structures.
 */
export function componentProducts(
  N: number,
  structures: readonly GaugeStructure[],
  weights: readonly number[],
  tensors: readonly (readonly SparseTensor[])[],
  lengths: readonly number[],
): ContractedChoice<number>[] {
  const combination = structures
    .map((structure, k) => ({ structure, weight: weights[k] }))
    .filter(({ weight }) => weight !== 0);
  return contractedChoices(N, combination, tensors, lengths, WHOLE).filter(({ value }) => value !== 0);
}

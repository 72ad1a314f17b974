/**
 * How many singlets a product of irreps of SU(N) has, by its Lie algebra in whole numbers: a singlet is a vector of weight
 * zero that every raising operator E_i annihilates. E_i acts on one factor after the other (Leibniz), so this is the kernel
 * of one sparse matrix on the zero-weight states of the product. The rank is taken modulo a prime and can only be too small
 * there, the kernel only too large: "no singlet" is a proof. Nothing is shared with the characters by which types are counted.
 *
 * Cost: d^4 states are looked at for four factors of dimension d; 8^4 of SU(3) takes a second.
 */
import { createRowSpace, irrepMatrices } from "../../../../exact/index.ts";
import type { DynkinLabels } from "../../../../exact/index.ts";

/** Remembers what it worked out; the order of the irreps does not matter. */
export function createAlgebraSinglets(): (N: number, irreps: readonly DynkinLabels[]) => number {
  const known = new Map<string, number>();
  return (N, irreps) => {
    const charged = irreps.filter((labels) => labels.some((label) => label > 0));
    const texts = charged.map((labels) => labels.join(",")).sort();
    const key = `${N} ${texts.join(" ")}`;
    const found = known.get(key) ?? singletsOfProduct(N, charged);
    known.set(key, found);
    return found;
  };
}

function singletsOfProduct(N: number, irreps: readonly DynkinLabels[]): number {
  const factors = irreps.map((labels) => irrepMatrices(N, labels));
  const states = zeroWeightStates(factors);
  const rows = new Map<string, Float64Array>();
  states.forEach((state, column) => {
    factors.forEach(({ raising }, slot) =>
      raising.forEach(({ rows: targets, columns, values }, i) => {
        for (let entry = 0; entry < columns.length; entry++) {
          if (columns[entry] !== state[slot]) continue;
          const image = `${i} ${state.with(slot, targets[entry]).join(",")}`;
          const row = rows.get(image) ?? new Float64Array(states.length);
          row[column] += values[entry];
          rows.set(image, row);
        }
      }),
    );
  });
  const space = createRowSpace(states.length);
  for (const row of rows.values()) space.add(row);
  return states.length - space.rank;
}

type Factors = readonly ReturnType<typeof irrepMatrices>[];

/** One state of each factor so that the weights sum to zero. */
function zeroWeightStates(factors: Factors): number[][] {
  const rank = factors[0]?.cartan.length ?? 0;
  let partial: { readonly states: number[]; readonly weight: number[] }[] = [
    { states: [], weight: Array.from({ length: rank }, () => 0) },
  ];
  for (const { dimension, cartan } of factors) {
    partial = partial.flatMap(({ states, weight }) =>
      Array.from({ length: dimension }, (_, state) => ({
        states: [...states, state],
        weight: weight.map((sum, i) => sum + cartan[i][state]),
      })),
    );
  }
  return partial.filter(({ weight }) => weight.every((sum) => sum === 0)).map(({ states }) => states);
}

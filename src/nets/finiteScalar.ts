/**
 * Finite scalar quantisation (Mentzer et al., arXiv 2309.15505): each component is bounded and rounded to one of a few
 * levels; the code is the number whose digits the levels are. No codebook is learnt, so none can collapse.
 *
 *     b(z) = h tanh(z + a) - o,    h = (l - 1)(1 + eps) / 2,    o = 1/2 for an even number l of levels, else 0
 *
 * with a = artanh(o / h), so that b(0) = 0. round(b) takes the l values -floor(l/2) .. ceil(l/2) - 1; the vector is
 * round(b) / floor(l/2), within [-1, 1]. Gradients pass the rounding.
 */
import { constant } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";

const EPSILON = 1e-3; // keeps the outermost levels reachable

/** latents [M, L] -> vectors [M, L], codes int32 [M]; the first component is the lowest digit. */
export function roundToLevels(latents: Tensor, levels: readonly number[]) {
  const row = (value: (l: number) => number) => constant(levels.map(value), [levels.length]);
  const bounded = latents
    .add(row((l) => Math.atanh(offset(l) / halfRange(l))))
    .tanh()
    .mul(row(halfRange))
    .sub(row(offset)); // M L
  const digits = bounded.round().add(row(middle)); // M L
  const vectors = bounded.straightThrough(bounded.round()).mul(row((l) => 1 / middle(l)));
  return {
    vectors,
    codes: digits
      .mul(constant(placeValues(levels), [levels.length]))
      .sum(1)
      .cast("int32"),
  };
}

/** codes int32 [M] -> vectors [M, L] */
export function levelVectors(codes: Tensor, levels: readonly number[]): Tensor {
  const values = placeValues(levels);
  const total = levels.reduce((product, l) => product * l, 1);
  const table = Float64Array.from({ length: total * levels.length }, (_, i) => {
    const [code, component] = [Math.floor(i / levels.length), i % levels.length];
    const digit = Math.floor(code / values[component]) % levels[component];
    return (digit - middle(levels[component])) / middle(levels[component]);
  });
  return constant(table, [total, levels.length]).gather(codes);
}

const halfRange = (levels: number) => ((levels - 1) * (1 + EPSILON)) / 2;
const offset = (levels: number) => (levels % 2 === 0 ? 0.5 : 0);
const middle = (levels: number) => Math.floor(levels / 2);

/** 1, l_1, l_1 l_2, ... */
function placeValues(levels: readonly number[]): number[] {
  return levels.map((_, k) => levels.slice(0, k).reduce((product, l) => product * l, 1));
}

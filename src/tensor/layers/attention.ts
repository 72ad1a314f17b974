/**
 * Scaled dot-product attention with several heads (Vaswani et al., arXiv 1706.03762, sec. 3.2):
 * softmax(Q K^T / sqrt(d) + bias) V for each head, heads joined and mapped by an output layer.
 *
 * Keys and values may have fewer heads than queries, which then share them (grouped-query attention, Ainslie et al.,
 * arXiv 2305.13245). Rotary positions turn pairs of query and key components by angles proportional to the position
 * (Su et al., arXiv 2104.09864), so scores depend on distances only. For decoding, a cache holds the keys and values of
 * earlier positions, and one step costs one row of the score matrix. The cache is the caller's: a step that returned it
 * with one position replaced would copy all of it (10 ms for 4 MB, most of the time of a step).
 *
 * B batch, T queries, S keys, H query heads, G key heads, E width of a head, D = H E.
 */
import { GlueballError } from "../../base/index.ts";
import { zerosInit } from "../initialise.ts";
import type { Initialiser } from "../initialise.ts";
import type { Scope } from "../scope.ts";
import { constant, range, triangularMask } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { dropout } from "./dropout.ts";
import { linear, linearParameters } from "./linear.ts";
import type { LinearOptions } from "./linear.ts";

/** A score of a key that must not be seen. Finite, so that a row without any visible key gives no NaN. */
export const MASKED = -1e9;

export interface AttentionOptions {
  readonly heads: number;
  /** Heads of keys and values; a divisor of `heads`. Default: `heads`. */
  readonly keyValueHeads?: number;
  /** Each position sees itself and earlier ones only. */
  readonly causal?: boolean;
  readonly rotary?: boolean;
  /** Added to the scores; broadcasts to [B, H, T, S]. */
  readonly scoreBias?: Tensor | undefined;
  /** Biases of the linear maps; true by default. */
  readonly bias?: boolean;
  /** Dropout of the attention weights. */
  readonly dropout?: number;
  readonly weightInit?: Initialiser;
  readonly outputInit?: Initialiser;
}

export interface KeysValues {
  /** [B, G, S, E] */
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Self-attention. x [B, T, D] -> [B, T, D]. Parameters query, key, value, output. */
export function attention(scope: Scope, x: Tensor, options: AttentionOptions): Tensor {
  const [, length] = shapeOf(x, options);
  const { query, keys, values } = projectAll(scope, x, options);
  const turned = (h: Tensor) => (options.rotary === true ? rotate(h, range(length)) : h);
  const bias = combine(options.causal === true ? causalBias(length) : undefined, options.scoreBias);
  const mixed = attend(scope, turned(query), { keys: turned(keys), values }, bias, options);
  return output(scope, mixed, options);
}

/**
 * Cross-attention: queries from x [B, T, D], keys and values from `memory` (see `projectKeysValues`). `causal` and
 * `rotary` do not apply: the two sequences count positions of their own.
 */
export function crossAttention(scope: Scope, x: Tensor, memory: KeysValues, options: AttentionOptions): Tensor {
  shapeOf(x, options);
  const query = project(scope, "query", x, options.heads, options);
  return output(scope, attend(scope, query, memory, options.scoreBias, options), options);
}

/** Keys and values of a context [B, S, D], so that a decoder computes them once a sequence. */
export function projectKeysValues(scope: Scope, context: Tensor, options: AttentionOptions): KeysValues {
  shapeOf(context, options);
  const heads = options.keyValueHeads ?? options.heads;
  return {
    keys: project(scope, "key", context, heads, options),
    values: project(scope, "value", context, heads, options),
  };
}

/**
 * One step of causal self-attention. x [B, 1, D] stands at `position` (int32 [B]). The cache holds the keys and values of
 * earlier positions in pages, one behind the other; what it holds at this one and later ones is not seen, but must be
 * finite, and pages that nobody needs may be left out. Returns the output [B, 1, D], and the keys and values of this
 * position, each [B, G, 1, E], for the caller to write into the cache.
 */
export function cachedAttention(
  scope: Scope,
  x: Tensor,
  pages: readonly KeysValues[],
  position: Tensor,
  options: AttentionOptions,
): { readonly output: Tensor; readonly now: KeysValues } {
  const [batch] = shapeOf(x, options);
  const sizes = pages.map(({ keys }) => keys.shape[2]);
  const capacity = sizes.reduce((sum, size) => sum + size, 0);
  const { query, keys, values } = projectAll(scope, x, options);
  const turned = (h: Tensor) => (options.rotary === true ? rotate(h, position.reshape([batch, 1, 1])) : h);
  const now = { keys: turned(keys), values };
  const seen = range(capacity)
    .reshape([1, 1, 1, capacity])
    .less(position.reshape([batch, 1, 1, 1]));
  const [first, ...more] = pages.map(({ keys }) => scoresOf(turned(query), keys));
  const earlier = first.concat(more, 3).add(seen.where(0, MASKED));
  const weights = earlier.concat([scoresOf(turned(query), now.keys)], 3).softmax();
  const parts = weights.split([...sizes, 1], 3);
  const joint = [...pages, now].map(({ values: own }, k) => weigh(parts[k], own)).reduce((sum, part) => sum.add(part));
  return { output: output(scope, joint, options), now };
}

/** Additive bias that hides padded keys. valid: bool [B, S] -> [B, 1, 1, S]. */
export function paddingBias(valid: Tensor): Tensor {
  const [batch, length] = valid.shape as [number, number];
  return valid.where(0, MASKED).reshape([batch, 1, 1, length]);
}

function causalBias(length: number): Tensor {
  return triangularMask(length, length).where(0, MASKED);
}

function combine(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a.add(b);
}

/** Queries, keys and values of one input by a single product: [B, T, D] -> [B, heads, T, E] each. */
function projectAll(scope: Scope, x: Tensor, options: AttentionOptions): KeysValues & { readonly query: Tensor } {
  const { heads, keyValueHeads = heads } = options;
  const headWidth = x.shape[2] / heads;
  const maps = [
    linearParameters(scope.child("query"), x, heads * headWidth, mapOptions(options)),
    linearParameters(scope.child("key"), x, keyValueHeads * headWidth, mapOptions(options)),
    linearParameters(scope.child("value"), x, keyValueHeads * headWidth, mapOptions(options)),
  ];
  const [weight, ...weights] = maps.map((map) => map.weight);
  const [bias, ...biases] = maps.flatMap((map) => map.bias ?? []);
  const mapped = x.linear(weight.concat(weights, 0), bias?.concat(biases, 0));
  const [query, keys, values] = splitHeads(mapped, headWidth).split([heads, keyValueHeads, keyValueHeads], 1);
  return { query, keys, values };
}

/** [B, T, D] -> [B, heads, T, E] */
function project(scope: Scope, name: string, x: Tensor, heads: number, options: AttentionOptions): Tensor {
  const headWidth = x.shape[2] / options.heads;
  return splitHeads(linear(scope.child(name), x, heads * headWidth, mapOptions(options)), headWidth);
}

/** [B, T, heads E] -> [B, heads, T, E] */
function splitHeads(x: Tensor, headWidth: number): Tensor {
  return x.reshape([x.shape[0], x.shape[1], -1, headWidth]).transpose([0, 2, 1, 3]);
}

function mapOptions({ bias = true, weightInit }: AttentionOptions): LinearOptions {
  return { bias, biasInit: zerosInit, ...(weightInit === undefined ? {} : { weightInit }) };
}

/** query [B, H, T, E] -> [B, H, T, E] */
function attend(
  scope: Scope,
  query: Tensor,
  { keys, values }: KeysValues,
  bias: Tensor | undefined,
  options: AttentionOptions,
): Tensor {
  const scores = scoresOf(query, keys);
  const weights = (bias === undefined ? scores : scores.add(bias)).softmax();
  return weigh(dropout(scope.child("weights"), weights, options.dropout ?? 0), values);
}

/** Scaled products of queries [B, H, T, E] with keys [B, G, S, E]: [B, H, T, S]. */
function scoresOf(query: Tensor, keys: Tensor): Tensor {
  const [batch, heads, length, headWidth] = query.shape as [number, number, number, number];
  const [, groups, keyCount] = keys.shape as [number, number, number];
  // Queries that share a key head are stacked behind it: [B, G, H/G, T, E] against [B, G, 1, S, E].
  const grouped = (h: Tensor) => (groups === heads ? h : h.reshape([batch, groups, -1, h.shape[2], headWidth]));
  return grouped(query)
    .matmul(grouped(keys), { transposeB: true, scale: headWidth ** -0.5 })
    .reshape([batch, heads, length, keyCount]);
}

/** Sums of values [B, G, S, E] with weights [B, H, T, S]: [B, H, T, E]. */
function weigh(weights: Tensor, values: Tensor): Tensor {
  const [batch, heads, length, keyCount] = weights.shape as [number, number, number, number];
  const [, groups, , headWidth] = values.shape as [number, number, number, number];
  const shared = groups !== heads;
  const stacked = shared ? weights.reshape([batch, groups, heads / groups, length, keyCount]) : weights;
  const grouped = shared ? values.reshape([batch, groups, 1, keyCount, headWidth]) : values;
  return stacked.matmul(grouped).reshape([batch, heads, length, headWidth]);
}

/** [B, H, T, E] -> [B, T, D], mapped. */
function output(scope: Scope, mixed: Tensor, options: AttentionOptions): Tensor {
  const [batch, heads, length, headWidth] = mixed.shape as [number, number, number, number];
  const joined = mixed.transpose([0, 2, 1, 3]).reshape([batch, length, heads * headWidth]);
  const init = options.outputInit === undefined ? {} : { weightInit: options.outputInit };
  return linear(scope.child("output"), joined, heads * headWidth, { ...mapOptions(options), ...init });
}

const ROTARY_BASE = 10000;

/**
 * Turns the pairs (h_i, h_{i + E/2}) by the angle position * base^(-2i/E). h [B, H, T, E]; positions int32 [T], or
 * [B, 1, 1] for a single position in each row.
 */
function rotate(h: Tensor, positions: Tensor): Tensor {
  const headWidth = h.shape[3];
  const half = headWidth / 2;
  const frequencies = Float64Array.from({ length: half }, (_, i) => ROTARY_BASE ** ((-2 * i) / headWidth));
  const angles = positions
    .cast("float32")
    .unsqueeze(-1)
    .mul(constant(frequencies, [half])); // T E/2, or B 1 1 E/2
  const [cosine, sine] = [angles.cos(), angles.sin()];
  const [a, b] = h.split([half, half], 3) as [Tensor, Tensor];
  return a
    .mul(cosine)
    .sub(b.mul(sine))
    .concat([b.mul(cosine).add(a.mul(sine))], 3);
}

/** [B, T, D]. @throws GlueballError tensor/attention-heads */
function shapeOf(x: Tensor, { heads, keyValueHeads = heads, rotary }: AttentionOptions): [number, number, number] {
  const [batch, length, width] = x.shape as [number, number, number];
  const headWidth = width / heads;
  const counts = [heads, keyValueHeads, headWidth, heads / keyValueHeads];
  const fits = x.rank === 3 && counts.every((count) => Number.isInteger(count) && count > 0);
  if (fits && (rotary !== true || headWidth % 2 === 0)) return [batch, length, width];
  throw new GlueballError({
    code: "tensor/attention-heads",
    what: `attention with ${heads} heads and ${keyValueHeads} key heads on ${x.shape.join(" x ")}`,
    expected:
      "[batch, length, width] with a width that is a multiple of the heads, heads a multiple of the key heads" +
      (rotary === true ? ", and an even width of a head for rotary positions" : ""),
  });
}

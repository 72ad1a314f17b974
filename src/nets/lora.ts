/**
 * Low-rank adapters (Hu et al., arXiv 2106.09685): a trained network is frozen, and each of some matrices W [N, K] gets a
 * trainable product of two thin ones,
 *
 *     W' = W + (alpha / r) B A,    A [r, K] random, B [N, r] zero at the start,
 *
 * so fine-tuning starts at the trained network and learns r (N + K) numbers instead of N K. The sum is formed in the
 * program: its cost, r N K, is small beside that of a batch, and the network's own code stays as it is. Afterwards
 * `mergeLora` makes one matrix of it, and nothing is left of the adapter.
 */
import { GlueballError } from "../base/index.ts";
import { fanInUniform, zerosInit } from "../tensor/index.ts";
import type { NamedArrays, Scope } from "../tensor/index.ts";

export interface LoraConfig {
  readonly rank: number;
  /** The adapter is scaled by alpha / rank, so that the learning rate need not follow the rank; default: `rank`. */
  readonly alpha?: number;
  /** Names of the matrices that get one. */
  readonly match: RegExp;
}

const SUBTREE = "lora";
const [DOWN, UP] = ["down", "up"];
/** Of a matrix, in its owner. */
const LEAF = "weight";
const IS_ADAPTER = new RegExp(`(^|\\.)${SUBTREE}\\.(${DOWN}|${UP})$`);

/**
 * The same tree with frozen parameters, and adapters on the matrices whose names match: `<owner>.lora.down` (A) and
 * `<owner>.lora.up` (B) beside `<owner>.weight`. Give the other parameters the rate factor 0 in training: without a
 * gradient they would still be moved by weight decay.
 */
export function withLora(scope: Scope, config: LoraConfig): Scope {
  requireRank(config);
  return scope.changed((parameter, name, owner) => {
    const frozen = parameter.stopGradient();
    if (!hasAdapter(name, parameter.rank, config)) return frozen;
    const [rows, columns] = parameter.shape;
    const adapter = owner.child(SUBTREE);
    const down = adapter.parameter(DOWN, [config.rank, columns], fanInUniform); // r K
    const up = adapter.parameter(UP, [rows, config.rank], zerosInit); // N r
    return frozen.add(up.matmul(down, { scale: scaleOf(config) }));
  });
}

/** Whether a parameter belongs to an adapter. */
export function isLora(name: string): boolean {
  return IS_ADAPTER.test(name);
}

/** The parameters with every adapter added to its matrix and left out. */
export function mergeLora(parameters: NamedArrays, config: LoraConfig): NamedArrays {
  const merged = new Map([...parameters].filter(([name]) => !isLora(name)));
  for (const [name, weight] of merged) {
    const owner = name.slice(0, name.length - LEAF.length);
    const [down, up] = [DOWN, UP].map((part) => parameters.get(`${owner}${SUBTREE}.${part}`));
    if (!name.endsWith(LEAF) || down === undefined || up === undefined) continue;
    merged.set(name, { shape: weight.shape, data: addProduct(weight.data, up.data, down.data, config) });
  }
  return merged;
}

function hasAdapter(name: string, rank: number, { match }: LoraConfig): boolean {
  return rank === 2 && name.endsWith(LEAF) && name.search(match) >= 0;
}

/** W + scale B A, summed in float64. */
function addProduct(weight: Float32Array, up: Float32Array, down: Float32Array, config: LoraConfig): Float32Array {
  const { rank } = config;
  const columns = down.length / rank;
  const scale = scaleOf(config);
  return weight.map((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let product = 0;
    for (let k = 0; k < rank; k++) product += up[row * rank + k] * down[k * columns + column];
    return value + scale * product;
  });
}

function scaleOf({ rank, alpha = rank }: LoraConfig): number {
  return alpha / rank;
}

function requireRank({ rank }: LoraConfig): void {
  if (Number.isInteger(rank) && rank >= 1) return;
  throw new GlueballError({
    code: "nets/lora-rank",
    what: "the rank of low-rank adapters",
    found: rank,
    expected: "a whole number, at least 1",
  });
}

/** Networks with random values, and comparisons of them, for the tests of this room. */
import { createRng } from "../base/index.ts";
import { grad, interpret, Program } from "../tensor/index.ts";
import type { NdArray, NamedArrays, Scope, Tensor } from "../tensor/index.ts";

type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/** Deviation of the weights: wide enough that no attention and no distribution of a small model is flat. */
const WEIGHT = 0.5;
const GAIN = 0.3;

/**
 * A value for every parameter, other than its initial one: weights and biases around 0, gains around 1, so that a bias
 * forgotten or a gain misplaced shows. Numbers of float32, so that both executors see the same.
 */
export function trialValues(scope: Scope, seed = 3): NamedArrays {
  const root = createRng(seed);
  return new Map(
    scope.parameters.map(({ name, tensor }) => {
      const rng = root.fork(name);
      const [centre, width] = name.endsWith("gain") ? [1, GAIN] : [0, WEIGHT];
      const data = Float32Array.from({ length: tensor.size }, () => centre + width * rng.normal());
      return [name, { shape: tensor.shape, data }];
    }),
  );
}

export function feedsOf(values: NamedArrays): Record<string, Float32Array> {
  return Object.fromEntries([...values].map(([name, { data }]) => [name, data]));
}

export function tokensOf(size: number, below: number, seed = 1): Int32Array {
  const rng = createRng(seed).fork("tokens");
  return Int32Array.from({ length: size }, () => rng.integer(below));
}

/** Row (b, t) of a [B, T, V] array. */
export function rowOf({ data, shape }: NdArray, b: number, t: number): Float64Array {
  const start = (b * shape[1] + t) * shape[2];
  return data.subarray(start, start + shape[2]);
}

/** Largest difference; infinite for other lengths or NaN. */
export function gap(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/** Gradients of a scalar with respect to all parameters, by name. */
export function gradientsOf(loss: Tensor, scope: Scope): Record<string, Tensor> {
  const gradients = grad(
    loss,
    scope.parameters.map(({ tensor }) => tensor),
  );
  return Object.fromEntries(scope.parameters.map(({ name }, k) => [`gradient of ${name}`, gradients[k]]));
}

const STEP = 1e-5;
const SMALLEST_SLOPE = 1e-2; // below it the error is measured absolutely

/**
 * The slope of a scalar along a random direction of each parameter, from the gradient and from a central difference in
 * float64: the largest relative deviation, and where it is.
 */
export function worstSlope(loss: Tensor, scope: Scope, feeds: Feeds): { error: number; worst: string } {
  const gradients = interpret(Object.values(gradientsOf(loss, scope)), feeds);
  let [error, worst] = [0, "no parameters"];
  scope.parameters.forEach(({ name }, k) => {
    const rng = createRng(17).fork(name);
    const direction = gradients[k].data.map(() => rng.normal());
    const at = (shift: number) => {
      const moved = direction.map((d, i) => feeds[name][i] + shift * d);
      return interpret([loss], { ...feeds, [name]: moved })[0].data[0];
    };
    const difference = (at(STEP) - at(-STEP)) / (2 * STEP);
    const slope = gradients[k].data.reduce((sum, g, i) => sum + g * direction[i], 0);
    const deviation = Math.abs(slope - difference) / Math.max(Math.abs(difference), SMALLEST_SLOPE);
    if (deviation <= error) return;
    [error, worst] = [deviation, `${name}: gradient ${slope}, difference ${difference}`];
  });
  return { error, worst };
}

const SMALLEST_SCALE = 1e-2; // a gradient that is zero by a symmetry (of key biases) is rounding noise in float32

/** onnxruntime in float32 against the interpreter: the largest difference of each output over its largest value. */
export async function runtimeDeviations(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Feeds,
): Promise<Record<string, number>> {
  const exact = interpret(Object.values(outputs), feeds);
  const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
  const found = await program.run(Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name]])));
  const deviations = Object.keys(outputs).map((name, k) => {
    const scale = exact[k].data.reduce((top, v) => Math.max(top, Math.abs(v)), SMALLEST_SCALE);
    return [name, gap(found[name], exact[k].data) / scale];
  });
  await program.release();
  return Object.fromEntries(deviations);
}

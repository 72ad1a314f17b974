/** Gradients against central differences, in float64 on the reference interpreter. */
import { grad } from "./gradient.ts";
import { interpret } from "./interpret.ts";
import type { Feeds } from "./interpret.ts";
import { constant, input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

export interface GradcheckResult {
  /** Largest |gradient - difference| / max(1, largest |difference| of the same input) over everything compared. */
  readonly error: number;
  /** Where it is: input name and position. */
  readonly worst: string;
  readonly compared: number;
}

const STEP = 1e-5; // truncation error 1e-10 f''', rounding error 1e-11 f: both far below 1e-6

/**
 * Compares the gradient of `f` with respect to every element of the named inputs with central differences; `others` are
 * the values of further inputs. The output is contracted with fixed weights to a scalar. Cost: two evaluations an element.
 */
export function gradcheck(
  f: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
  point: Readonly<Record<string, { shape: readonly number[]; values: Float64Array }>>,
  others: Feeds = {},
): GradcheckResult {
  const names = Object.keys(point);
  const tensors = Object.fromEntries(names.map((name) => [name, input(name, point[name].shape)]));
  const output = f(tensors);
  const weights = Float64Array.from({ length: output.size }, (_, i) => Math.sin(1.7 * i + 0.3));
  const scalar = output.mul(constant(weights, output.shape)).sum();
  const feeds = (changed: Record<string, Float64Array> = {}): Feeds => ({
    ...others,
    ...Object.fromEntries(names.map((name) => [name, changed[name] ?? point[name].values])),
  });
  const gradients = interpret(
    grad(
      scalar,
      names.map((name) => tensors[name]),
    ),
    feeds(),
  );
  const differences = names.map((name) =>
    point[name].values.map((_, i) => {
      const at = (shift: number) => {
        const moved = point[name].values.slice();
        moved[i] += shift;
        return interpret([scalar], feeds({ [name]: moved }))[0].data[0];
      };
      return (at(STEP) - at(-STEP)) / (2 * STEP);
    }),
  );
  let error = 0;
  let worst = "";
  let compared = 0;
  names.forEach((name, k) => {
    const scale = differences[k].reduce((top, v) => Math.max(top, Math.abs(v)), 1);
    differences[k].forEach((difference, i) => {
      const distance = Math.abs(gradients[k].data[i] - difference) / scale;
      // NaN would compare as smaller than what comes after it.
      const deviation = Number.isNaN(distance) ? Infinity : distance;
      compared++;
      if (deviation > error) {
        error = deviation;
        worst = `${name}[${i}]: gradient ${gradients[k].data[i]}, difference ${difference}`;
      }
    });
  });
  return { error, worst, compared };
}

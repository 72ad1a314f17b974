/** Initial distributions of parameters. Fan-in is the product of all extents after the first (weights are [out, in, ...]). */
import type { Rng } from "../base/index.ts";
import type { Shape } from "./graph.ts";
import { sizeOf } from "./graph.ts";

/** Fills `data`, an array of `shape` in C order. */
export type Initialiser = (data: Float32Array, shape: Shape, rng: Rng) => void;

export const constantValue =
  (value: number): Initialiser =>
  (data) => {
    data.fill(value);
  };

export const zerosInit = constantValue(0);
export const onesInit = constantValue(1);

export const normalInit =
  (deviation: number): Initialiser =>
  (data, _shape, rng) => {
    for (let i = 0; i < data.length; i++) data[i] = deviation * rng.normal();
  };

export const uniformInit =
  (low: number, high: number): Initialiser =>
  (data, _shape, rng) => {
    for (let i = 0; i < data.length; i++) data[i] = low + (high - low) * rng.uniform();
  };

/** Uniform within 1/sqrt(fan-in): PyTorch's default for linear and convolution layers. */
export const fanInUniform: Initialiser = (data, shape, rng) => {
  const limit = 1 / Math.sqrt(sizeOf(shape.slice(1)));
  uniformInit(-limit, limit)(data, shape, rng);
};

/** Uniform within sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio, AISTATS 2010, eq. 16). */
export const xavierUniform: Initialiser = (data, shape, rng) => {
  const kernel = sizeOf(shape.slice(2));
  const limit = Math.sqrt(6 / ((shape[0] + shape[1]) * kernel));
  uniformInit(-limit, limit)(data, shape, rng);
};

/** Normal with variance 2 / fan-in, for rectified layers (He et al., arXiv 1502.01852, eq. 10). */
export const heNormal: Initialiser = (data, shape, rng) => {
  normalInit(Math.sqrt(2 / sizeOf(shape.slice(1))))(data, shape, rng);
};

/** Fixed values, for parameters with a formula. */
export const valuesOf =
  (value: (index: number, shape: Shape) => number): Initialiser =>
  (data, shape) => {
    for (let i = 0; i < data.length; i++) data[i] = value(i, shape);
  };

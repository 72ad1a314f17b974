/** Convolution layers against loops over every output and every tap, and against the identities of the transpose. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { sizeOf } from "../graph.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import { convolution, transposedConvolution } from "./convolution.ts";
import type { ConvolutionOptions } from "./convolution.ts";

const ROUNDING = 1e-12; // sums of at most 50 products of order 1
const rng = createRng(4);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());
const valuesOf = (scope: Scope): Record<string, Float64Array> =>
  Object.fromEntries([...scope.initialValues(createRng(2))].map(([name, { data }]) => [name, Float64Array.from(data)]));

/** All index tuples of a shape, last axis fastest. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (heads, extent) => heads.flatMap((head) => Array.from({ length: extent }, (_, i) => [...head, i])),
    [[]],
  );
}

const at = (shape: readonly number[], index: readonly number[]) =>
  shape.reduce((offset, extent, axis) => offset * extent + index[axis], 0);

interface Case extends Required<Omit<ConvolutionOptions, "weightInit" | "bias">> {
  /** [N, C, ...spatial] */
  readonly shape: readonly number[];
}

/** Layers of one to three axes; extents are large enough for the kernel, cyclic padding for the axis. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    perGroup: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    axes: fc.array(
      fc.record({
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 3 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        padding: fc.integer({ min: 0, max: 2 }),
        more: fc.integer({ min: 0, max: 2 }),
        cyclic: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ batch, groups, perGroup, axes }) => ({
    shape: [
      batch,
      groups * perGroup[0],
      ...axes.map(({ kernel, dilation, padding, more }) => Math.max(padding, dilation * (kernel - 1) + 1) + more),
    ],
    channels: groups * perGroup[1],
    groups,
    kernel: axes.map(({ kernel }) => kernel),
    stride: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ padding }) => padding),
    cyclicAxes: axes.flatMap(({ cyclic }, axis) => (cyclic ? [axis] : [])),
  }));

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++)
    expect(Math.abs(found[i] - expected[i]), `element ${i}`).toBeLessThan(ROUNDING);
}

test("a convolution is the sum over taps, at every stride, dilation, padding (zero or cyclic) and group", () => {
  fc.assert(
    fc.property(cases, (options) => {
      const { shape, channels, kernel, stride, dilation, padding, cyclicAxes, groups } = options;
      const scope = Scope.create();
      const y = convolution(scope, input("x", shape), options);
      const feeds: Record<string, Float64Array> = { ...valuesOf(scope), x: normal(sizeOf(shape)) };
      const perGroup = shape[1] / groups;
      const expected = indices(y.shape).map(([n, o, ...place]) => {
        let sum = feeds.bias[o];
        for (const [c, ...tap] of indices([perGroup, ...kernel])) {
          const from = place.map((p, d) => p * stride[d] + tap[d] * dilation[d] - padding[d]);
          const turned = from.map((p, d) => (cyclicAxes.includes(d) ? (p + shape[d + 2]) % shape[d + 2] : p));
          if (turned.some((p, d) => p < 0 || p >= shape[d + 2])) continue;
          const channel = Math.floor(o / (channels / groups)) * perGroup + c;
          const weight = feeds.weight[at([channels, perGroup, ...kernel], [o, c, ...tap])];
          sum += weight * feeds.x[at(shape, [n, channel, ...turned])];
        }
        return sum;
      });
      expectClose(interpret([y], feeds)[0].data, expected);
    }),
    { numRuns: 60 },
  );
});

test("a transposed convolution adds every input times the kernel where it belongs", () => {
  fc.assert(
    fc.property(cases, (options) => {
      const { shape, channels, kernel, stride, dilation, padding, groups } = options;
      const full = kernel.map((k, d) => (shape[d + 2] - 1) * stride[d] + dilation[d] * (k - 1) + 1);
      fc.pre(full.every((extent, d) => extent > 2 * padding[d]));
      const scope = Scope.create();
      const y = transposedConvolution(scope, input("x", shape), options);
      const feeds: Record<string, Float64Array> = { ...valuesOf(scope), x: normal(sizeOf(shape)) };
      expect(y.shape).toEqual([shape[0], channels, ...full.map((extent, d) => extent - 2 * padding[d])]);
      const perGroup = channels / groups;
      const expected = Float64Array.from(indices(y.shape), ([, o]) => feeds.bias[o]);
      for (const [n, c, ...place] of indices(shape)) {
        for (const [o, ...tap] of indices([perGroup, ...kernel])) {
          const to = place.map((p, d) => p * stride[d] + tap[d] * dilation[d] - padding[d]);
          if (to.some((p, d) => p < 0 || p >= y.shape[d + 2])) continue;
          const channel = Math.floor(c / (shape[1] / groups)) * perGroup + o;
          const weight = feeds.weight[at([shape[1], perGroup, ...kernel], [c, o, ...tap])];
          expected[at(y.shape, [n, channel, ...to])] += weight * feeds.x[at(shape, [n, c, ...place])];
        }
      }
      expectClose(interpret([y], feeds)[0].data, expected);
    }),
    { numRuns: 60 },
  );
});

test("<conv(x), y> = <x, transposed(y)> with equal weights", () => {
  for (const [stride, padding, dilation] of [
    [1, 0, 1],
    [2, 1, 1],
    [3, 2, 2],
  ]) {
    const geometry = { kernel: [3], stride: [stride], padding: [padding], dilation: [dilation], bias: false };
    const scope = Scope.create();
    const small = 4;
    const large = (small - 1) * stride + dilation * 2 + 1 - 2 * padding;
    const forward = convolution(scope, input("x", [1, 2, large]), { ...geometry, channels: 3 });
    const backward = transposedConvolution(scope, input("y", [1, 3, small]), { ...geometry, channels: 2 });
    const [x, y] = [normal(2 * large), normal(3 * small)];
    const [ax, aty] = interpret([forward, backward], { ...valuesOf(scope), x, y });
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
    expect(dot(ax.data, y)).toBeCloseTo(dot(x, aty.data), 10);
  }
});

test("a cyclic axis: turning the input turns the output", () => {
  const scope = Scope.create();
  const y = convolution(scope, input("x", [1, 1, 4, 6]), {
    channels: 2,
    kernel: [3, 3],
    padding: [1, 1],
    cyclicAxes: [1],
  });
  const x = normal(24);
  const turn = (values: ArrayLike<number>, by: number) =>
    Float64Array.from(values, (_, i) => values[Math.floor(i / 6) * 6 + ((i + by) % 6)]);
  const feeds = valuesOf(scope);
  const [plain, turned] = [x, turn(x, 2)].map((values) => interpret([y], { ...feeds, x: values })[0]);
  expect(plain.shape).toEqual([1, 2, 4, 6]);
  expectClose(turned.data, turn(plain.data, 2));
});

test("gradients through a strided cyclic convolution and back up agree with central differences", () => {
  const scope = Scope.create();
  const net = (x: ReturnType<typeof input>) => {
    const down = { channels: 4, kernel: [3, 3], stride: [1, 2], padding: [1, 1], cyclicAxes: [1], groups: 2 };
    const h = convolution(scope.child("down"), x, down).tanh();
    return transposedConvolution(scope.child("up"), h, { channels: 1, kernel: [3, 2], stride: [1, 2] }).tanh();
  };
  const shape = [2, 2, 3, 4];
  expect(net(input("x", shape)).shape).toEqual([2, 1, 5, 4]);
  const feeds: Record<string, Float64Array> = { ...valuesOf(scope), x: normal(48) };
  for (const name of ["x", "down.weight", "down.bias", "up.weight", "up.bias"]) {
    const known = scope.parameters.find((parameter) => parameter.name === name)?.tensor.shape ?? shape;
    const point = { [name]: { shape: known, values: feeds[name] } };
    const { error, worst } = gradcheck(() => net(input("x", shape)), point, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  }
});

test("initial weights and biases fill the range of PyTorch: 1 / sqrt(inputs of one output)", () => {
  const scope = Scope.create();
  const image = input("x", [1, 8, 5, 5]);
  convolution(scope.child("down"), image, { channels: 400, kernel: [3, 3], groups: 4 });
  transposedConvolution(scope.child("up"), image, { channels: 400, kernel: [3, 3], groups: 4 });
  const values = scope.initialValues(createRng(3));
  // The transposed layer's weight is [8, 100, 3, 3]; PyTorch counts its second axis as well.
  for (const [layer, fanIn] of [
    ["down", 2 * 9],
    ["up", 100 * 9],
  ] as const) {
    for (const name of ["weight", "bias"]) {
      const largest = values.get(`${layer}.${name}`)!.data.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
      expect(largest * Math.sqrt(fanIn), `${layer}.${name}`).toBeGreaterThan(0.97);
      expect(largest * Math.sqrt(fanIn), `${layer}.${name}`).toBeLessThanOrEqual(1);
    }
  }
});

const x = input("x", [2, 4, 6, 6]);
const base = { channels: 4, kernel: [3, 3] };

test.each<[Partial<ConvolutionOptions>, string]>([
  [{ kernel: [3] }, "the kernel does not fit in convolution"],
  [{ kernel: [3, 0] }, "found [3, 0], expected 2 whole numbers from 1, one a spatial axis"],
  [{ stride: [2] }, "the stride does not fit in convolution"],
  [{ stride: [0, 1] }, "found [0, 1], expected 2 whole numbers from 1"],
  [{ dilation: [1, 1.5] }, "the dilation does not fit in convolution"],
  [{ padding: [-1, 0] }, "found [-1, 0], expected 2 whole numbers from 0, one a spatial axis"],
  [{ channels: 0 }, "the number of channels does not fit"],
  [{ groups: 3 }, "found 3, expected a divisor of 4 input and 4 output channels"],
  [{ groups: 4, channels: 6 }, "found 4, expected a divisor of 4 input and 6 output channels"],
  [{ cyclicAxes: [2] }, "the cyclic axis does not fit in convolution"],
  [{ cyclicAxes: [-1] }, "found -1, expected one of the spatial axes 0, 1"],
  [{ cyclicAxes: [1, 1] }, "found [1, 1], expected each axis once"],
  [{ cyclicAxes: [1], padding: [0, 7] }, "found 7, expected at most the 6 entries of the axis"],
])("%j is refused: %s", (wrong, message) => {
  const build = () => convolution(Scope.create(), x, { ...base, ...wrong });
  expect(build).toThrow(message);
  expect(build).toThrow(/at \S*convolution\.test\.ts:\d+:\d+: .*\[tensor\/wrong-layer-option\]$/);
});

test("what is no image, and padding that cuts off all, are refused", () => {
  expect(() => convolution(Scope.create(), input("x", [2, 4]), { channels: 4, kernel: [] })).toThrow(
    'found "[2, 4]", expected [N, C, one to three spatial axes] [tensor/wrong-layer-option]',
  );
  expect(() => transposedConvolution(Scope.create(), x, { ...base, padding: [4, 4] })).toThrow(
    /the padding does not fit in transposedConvolution at \S*: found \[4, 4\], expected less: it leaves the extents \[0, 0\]/,
  );
});

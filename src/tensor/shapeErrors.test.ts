/** What a user reads when tensors do not fit: the op, every shape, what was expected, and the line that asked for it. */
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { grad, jvp, vjp } from "./gradient.ts";
import { full, input } from "./tensor.ts";

const [v, x, t] = [input("v", [3]), input("x", [2, 3]), input("t", [2, 3, 4])];
const [i, c] = [input("i", [2, 3], "int32"), input("c", [2, 3], "bool")];
const signal = input("signal", [1, 2, 5]);
const conv = (groups: number, kernel: readonly number[], strides = [1]) =>
  signal.conv(input("w", kernel), { strides, dilations: [1], before: [0], after: [0], groups });

/** What the error says, with the line number of this file in place of HERE; fails when nothing is thrown. */
function messageOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    expect(error).toBeInstanceOf(GlueballError);
    const { code, data, exitCode, message } = error as GlueballError;
    expect([code, exitCode]).toEqual([expect.stringMatching(/^tensor\/[a-z-]+$/), 2]);
    // The place is a line between the first and the last of the tables of this file.
    const [, line] = /^src\/tensor\/shapeErrors\.test\.ts:(\d+):\d+$/.exec(data.place ?? "") ?? [];
    expect(Number(line), data.place).toBeGreaterThan(8);
    return message.replace(data.place!, "HERE");
  }
  return "no error";
}

function testMessages(table: readonly (readonly [build: () => unknown, message: string])[]): void {
  test.each(table.map(([build, message]) => ({ build, message })))("$message", ({ build, message }) => {
    expect(messageOf(build)).toBe(message);
  });
}

const SHAPES = "[tensor/shape-mismatch]";

testMessages([
  // Two operands
  [
    () => v.add(input("w", [4])),
    `shapes do not fit in add at HERE: found "[3] and [4]", expected equal extents, or 1, counted from the last axis ${SHAPES}`,
  ],
  [
    () => t.maximum(x),
    `shapes do not fit in maximum at HERE: found "[2, 3, 4] and [2, 3]", expected equal extents, or 1, counted from the last axis ${SHAPES}`,
  ],
  [
    () => c.where(x, t),
    `shapes do not fit in where at HERE: found "[2, 3] and [2, 3] and [2, 3, 4]", expected three shapes that broadcast together ${SHAPES}`,
  ],
  // Products
  [
    () => x.matmul(x),
    `shapes do not fit in matmul(NN1) at HERE: found "[2, 3] and [2, 3]", expected [..., M, K] and [..., K, N] with equal K and leading axes that broadcast ${SHAPES}`,
  ],
  [
    () => t.matmul(input("w", [5, 4, 6]), { transposeA: true }),
    `shapes do not fit in matmul(TN1) at HERE: found "[2, 3, 4] and [5, 4, 6]", expected [..., K, M] and [..., K, N] with equal K and leading axes that broadcast ${SHAPES}`,
  ],
  [
    () => x.matmul(v),
    `shapes do not fit in matmul(NN1) at HERE: found "[2, 3] and [3]", expected [..., M, K] and [..., K, N] with equal K and leading axes that broadcast ${SHAPES}`,
  ],
  [
    () => x.linear(input("w", [5, 4]), input("b", [5])),
    `shapes do not fit in affine at HERE: found "[2, 3] and [5, 4] and [5]", expected [M, K], [N, K] and [N] ${SHAPES}`,
  ],
  [
    () => conv(1, [4, 3, 2]),
    `shapes do not fit in conv(groups 1) at HERE: found "[1, 2, 5] and [4, 3, 2]", expected [N, C, 1 spatial axes] at least as large as the kernel of [O, C / groups, 1 axes] ${SHAPES}`,
  ],
  [
    () => conv(2, [3, 1, 2]),
    `shapes do not fit in conv(groups 2) at HERE: found "[1, 2, 5] and [3, 1, 2]", expected [N, C, 1 spatial axes] at least as large as the kernel of [O, C / groups, 1 axes] ${SHAPES}`,
  ],
  [
    () => conv(1, [4, 2, 6]),
    `shapes do not fit in conv(groups 1) at HERE: found "[1, 2, 5] and [4, 2, 6]", expected [N, C, 1 spatial axes] at least as large as the kernel of [O, C / groups, 1 axes] ${SHAPES}`,
  ],
  [
    () => conv(1, [4, 2, 2], [0]),
    'these options make no convolution at HERE: found "strides [0], dilations [1], before [0], after [0], groups 1", expected whole numbers, one entry a spatial axis; strides, dilations and groups from 1, padding from 0 [tensor/wrong-convolution]',
  ],
  [
    () => x.layerNorm(v, input("b", [2])),
    `shapes do not fit in layerNorm at HERE: found "[2, 3] and [3] and [2]", expected [..., D], [D] and [D] ${SHAPES}`,
  ],
  [
    () => x.rmsNorm(input("g", [1])),
    `shapes do not fit in rmsNorm at HERE: found "[2, 3] and [1]", expected [..., D] and [D] ${SHAPES}`,
  ],
  [
    () => x.negativeLogLikelihood(input("l", [3], "int32")),
    `shapes do not fit in negativeLogLikelihood at HERE: found "[2, 3] and [3]", expected [M, V] and [M] ${SHAPES}`,
  ],
]);

testMessages([
  [
    () => t.reshape([5, -1]),
    `cannot reshape [2, 3, 4] at HERE: found "[5, -1]", expected a shape of 24 elements ${SHAPES}`,
  ],
  [() => x.reshape([2, 4]), `cannot reshape [2, 3] at HERE: found "[2, 4]", expected a shape of 6 elements ${SHAPES}`],
  [() => v.reshape([-1, -3]), `cannot reshape [3] at HERE: found "[-1, -3]", expected a shape of 3 elements ${SHAPES}`],
  [() => x.squeeze(1), `cannot reshape [2, 3] at HERE: found "[2]", expected a shape of 6 elements ${SHAPES}`],
  [
    () => t.transpose([0, 1, 1]),
    `shapes do not fit in transpose(0,1,1) at HERE: found "[2, 3, 4]", expected each axis once ${SHAPES}`,
  ],
  [
    () => x.broadcastTo([3, 2]),
    `shapes do not fit in broadcastTo at HERE: found "[2, 3]", expected a shape that broadcasts to [3, 2] ${SHAPES}`,
  ],
  [
    () => x.broadcastTo([3]),
    `shapes do not fit in broadcastTo at HERE: found "[2, 3]", expected a shape that broadcasts to [3] ${SHAPES}`,
  ],
  [
    () => x.concat([t], 1),
    `shapes do not fit in concat(axis 1) at HERE: found "[2, 3] and [2, 3, 4]", expected shapes equal outside that axis, and one element type ${SHAPES}`,
  ],
  [
    () => x.concat([input("w", [2])], -1),
    `shapes do not fit in concat(axis 1) at HERE: found "[2, 3] and [2]", expected shapes equal outside that axis, and one element type ${SHAPES}`,
  ],
  [
    () => v.split([1, 1], 0),
    `shapes do not fit in split(axis 0) at HERE: found "[3]", expected an extent that is the sum of the parts 1 + 1, none negative ${SHAPES}`,
  ],
  [
    () => v.split([-1, 4], 0),
    `shapes do not fit in split(axis 0) at HERE: found "[3]", expected an extent that is the sum of the parts -1 + 4, none negative ${SHAPES}`,
  ],
  [
    () => x.pad([1], [0]),
    `shapes do not fit in pad at HERE: found "[2, 3]", expected 2 counts, none negative, on each side ${SHAPES}`,
  ],
  [
    () => x.pad([1, 0.5], [0, 0]),
    `shapes do not fit in pad at HERE: found "[2, 3]", expected 2 counts, none negative, on each side ${SHAPES}`,
  ],
  [
    () => v.embed([7], { axis: 0, start: 0, count: 2, step: 3 }),
    `shapes do not fit in embed at HERE: found "[3]", expected [2] ${SHAPES}`,
  ],
  [
    () => v.narrow(0, 1, 5),
    'slice outside axis 0 of [3] at HERE: found "4 positions from 1 in steps of 1", expected at least one position, all from 0 to 2 [tensor/slice-out-of-range]',
  ],
  [
    () => x.slice({ axis: -1, start: 2, count: 2, step: -3 }),
    'slice outside axis -1 of [2, 3] at HERE: found "2 positions from 2 in steps of -3", expected at least one position, all from 0 to 2 [tensor/slice-out-of-range]',
  ],
  [
    () => x.slice({ axis: 0, start: 0, count: 0, step: 1 }),
    'slice outside axis 0 of [2, 3] at HERE: found "0 positions from 0 in steps of 1", expected at least one position, all from 0 to 1 [tensor/slice-out-of-range]',
  ],
  [
    () => x.slice({ axis: 0, start: 0.5, count: 1, step: 1 }),
    'slice outside axis 0 of [2, 3] at HERE: found "1 positions from 0.5 in steps of 1", expected at least one position, all from 0 to 1 [tensor/slice-out-of-range]',
  ],
  // Positions that are data
  [
    () => x.takeAlong(input("j", [3, 3], "int32"), 1),
    `shapes do not fit in takeAlong at HERE: found "[2, 3] and [3, 3]", expected indices equal to [2, 3] outside axis 1 ${SHAPES}`,
  ],
  [
    () => x.addAlong(i, v, 1),
    `shapes do not fit in addAlong at HERE: found "[2, 3] and [2, 3] and [3]", expected updates shaped as indices ${SHAPES}`,
  ],
  [
    () => t.scatterAdd(input("j", [3], "int32"), 5),
    `shapes do not fit in scatterAdd at HERE: found "[2, 3, 4] and [3]", expected updates whose leading axes are those of the indices ${SHAPES}`,
  ],
  [
    () => v.sum().gather(i),
    `shapes do not fit in gather at HERE: found "[] and [2, 3]", expected a table with at least one axis ${SHAPES}`,
  ],
  [() => x.topK(4, 1), `shapes do not fit in topK(4) at HERE: found "[2, 3]", expected k from 1 to 3 ${SHAPES}`],
  [
    () => i.uniform([4], 0),
    `shapes do not fit in uniform at HERE: found "[2, 3]", expected a key of shape [2] ${SHAPES}`,
  ],
]);

const AXIS = "[tensor/axis-out-of-range]";

testMessages([
  [() => v.sum(1), `no such axis in sum of shape [3] at HERE: found 1, expected an integer from -1 to 0 ${AXIS}`],
  [
    () => t.mean([0, -4]),
    `no such axis in mean of shape [2, 3, 4] at HERE: found -4, expected an integer from -3 to 2 ${AXIS}`,
  ],
  [
    () => t.max(0.5),
    `no such axis in max of shape [2, 3, 4] at HERE: found 0.5, expected an integer from -3 to 2 ${AXIS}`,
  ],
  [() => v.argMax(3), `no such axis in argMax of shape [3] at HERE: found 3, expected an integer from -1 to 0 ${AXIS}`],
  [
    () => v.cumSum(-2),
    `no such axis in cumSum of shape [3] at HERE: found -2, expected an integer from -1 to 0 ${AXIS}`,
  ],
  [
    () => v.concat([v], 1),
    `no such axis in concat of shape [3] at HERE: found 1, expected an integer from -1 to 0 ${AXIS}`,
  ],
  [() => x.sort(2), `no such axis in sort of shape [2, 3] at HERE: found 2, expected an integer from -2 to 1 ${AXIS}`],
  [
    () => x.flip([0, 2]),
    `no such axis in flip of shape [2, 3] at HERE: found 2, expected an integer from -2 to 1 ${AXIS}`,
  ],
  [
    () => x.sum([1, -1]),
    'an axis is named twice in sum of shape [2, 3] at HERE: found "[1, -1]", expected each axis at most once [tensor/axis-repeated]',
  ],
]);

const DTYPE = "[tensor/wrong-dtype]. Convert with .cast(...).";

testMessages([
  [() => x.gather(x), `wrong element type in gather at HERE: found "float32[2, 3]", expected int32 ${DTYPE}`],
  [() => x.add(i), `wrong element type in add at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => c.add(c), `wrong element type in add at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => i.less(v), `wrong element type in less at HERE: found "float32[3]", expected int32 ${DTYPE}`],
  [() => x.and(c), `wrong element type in logicalAnd at HERE: found "float32[2, 3]", expected bool ${DTYPE}`],
  [() => x.not(), `wrong element type in logicalNot at HERE: found "float32[2, 3]", expected bool ${DTYPE}`],
  [() => x.where(x, x), `wrong element type in where at HERE: found "float32[2, 3]", expected bool ${DTYPE}`],
  [() => c.where(x, i), `wrong element type in where at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => c.where(c, c), `wrong element type in where at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => i.exp(), `wrong element type in exp at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => c.neg(), `wrong element type in neg at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => i.gelu(), `wrong element type in gelu at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => i.mean(), `wrong element type in mean at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => i.logSumExp(), `wrong element type in logSumExp at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => c.sum(), `wrong element type in sum at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => c.argMax(0), `wrong element type in argMax at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => c.cumSum(0), `wrong element type in cumSum at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => c.topK(1, 0), `wrong element type in topK at HERE: found "bool[2, 3]", expected float32 or int32 ${DTYPE}`],
  [() => i.softmax(), `wrong element type in softmax at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => x.matmul(i), `wrong element type in matmul at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [
    () => x.linear(i, full([2], 0)),
    `wrong element type in affine at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`,
  ],
  [
    () => x.layerNorm(v, input("b", [3], "int32")),
    `wrong element type in layerNorm at HERE: found "int32[3]", expected float32 ${DTYPE}`,
  ],
  [
    () => i.scatterAdd(i, 4),
    `wrong element type in scatterAdd at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`,
  ],
  [() => x.addAlong(i, i, 0), `wrong element type in addAlong at HERE: found "int32[2, 3]", expected float32 ${DTYPE}`],
  [() => x.oneHot(3), `wrong element type in oneHot at HERE: found "float32[2, 3]", expected int32 ${DTYPE}`],
  [() => x.uniform([2], 0), `wrong element type in uniform at HERE: found "float32[2, 3]", expected int32 ${DTYPE}`],
]);

testMessages([
  [
    () => grad(x, [x]),
    'a gradient is taken of one number at HERE: found "[2, 3]", expected a tensor of one element [tensor/gradient-of-non-scalar]. Sum or average first, or use vjp with a cotangent.',
  ],
  [() => vjp([x.exp()], [v], [x]), `cotangent 0 of vjp does not fit at HERE: found "[3]", expected [2, 3] ${SHAPES}`],
  [() => vjp([x, v], [x], [x]), `cotangent 1 of vjp does not fit at HERE: found "none", expected [3] ${SHAPES}`],
  [() => jvp([x.exp()], [x], [v]), `tangent 0 of jvp does not fit at HERE: found "[3]", expected [2, 3] ${SHAPES}`],
]);

test("the place is the very line of the call", () => {
  const line = (error: Error) => Number(/shapeErrors\.test\.ts:(\d+)/.exec(error.stack ?? "")?.[1]);
  const here = line(new Error());
  let place = "";
  try {
    x.add(
      input("w", [4]), // HERE + 4 is where add is called
    );
  } catch (error) {
    place = (error as GlueballError).data.place ?? "";
  }
  expect(place).toMatch(new RegExp(`^src/tensor/shapeErrors\\.test\\.ts:${here + 3}:\\d+$`));
});

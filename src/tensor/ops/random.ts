/**
 * Random numbers inside a program, for dropout and noise. A number is a hash of (key, stream, position): the key comes
 * from the run's counter-based generator, keyed by (seed, purpose, step), so a resumed run draws the same numbers, on
 * any device and any number of threads, and nothing large is fed from outside.
 *
 * The hash is the 32-bit finaliser "lowbias32" (C. Wellons, public domain), applied twice with two key words. The
 * stream is hashed into both: added to the position it would make of two streams shifted copies of one sequence.
 */
import type { Emitter, Op, Shape } from "../graph.ts";
import { showShape, sizeOf } from "../graph.ts";
import { zeros } from "../nd.ts";
import { requireDType, shapeError } from "./check.ts";

const MULTIPLIER_1 = 0x7feb352d;
const MULTIPLIER_2 = 0x846ca68b | 0;
const GOLDEN_RATIO = 0x9e3779b9 | 0; // its fraction: any constant would do
const UINT32 = 12; // ONNX element types
const INT32 = 6;

/**
 * key: int32 [2] -> uniform numbers in (0, 1]: multiples of 2^-24 plus 2^-25, of which the largest rounds to 1.
 * `stream` separates uses of one key. Keys must be drawn, not counted: two that differ in the first word only give the
 * same numbers in another order.
 */
export function uniform(shape: Shape, stream: number): Op {
  const masks = [lowbias(stream), lowbias(stream ^ GOLDEN_RATIO)];
  return {
    name: "uniform",
    key: `${showShape(shape)}${stream}`,
    shape: (inputs) => {
      requireDType("uniform", inputs[0], "int32");
      if (inputs[0].shape.join() !== "2") throw shapeError("uniform", inputs, "a key of shape [2]");
      return [{ shape, dtype: "float32" }];
    },
    lower: (emit, [key]) => {
      const limits = [0, sizeOf(shape), 1].map((value) => emit.scalar(value, "int32"));
      const positions = emit.node("Range", limits)[0];
      let bits = positions;
      masks.forEach((mask, index) => {
        const word = emit.node("Gather", [key, emit.int64(index)], { axis: 0 })[0];
        const masked = emit.node("BitwiseXor", [word, emit.scalar(mask, "int32")])[0];
        bits = emitLowbias(emit, emit.node("BitwiseXor", [bits, masked])[0]);
      });
      const high = emitShift(emit, bits, 8);
      const float = emit.node("Cast", [high], { to: 1 })[0];
      const scaled = emit.node("Mul", [float, emit.scalar(2 ** -24, "float32")])[0];
      const shifted = emit.node("Add", [scaled, emit.scalar(2 ** -25, "float32")])[0];
      return emit.node("Reshape", [shifted, emit.int64(shape)]);
    },
    evaluate: ([key]) => {
      const out = zeros(shape);
      for (let i = 0; i < out.data.length; i++) {
        let bits = i;
        masks.forEach((mask, index) => (bits = lowbias(bits ^ key.data[index] ^ mask)));
        // Rounded as the float32 program does: near 1 the last half step is not representable.
        out.data[i] = Math.fround((bits >>> 8) * 2 ** -24 + 2 ** -25);
      }
      return [out];
    },
  };
}

function lowbias(bits: number): number {
  bits = Math.imul(bits ^ (bits >>> 16), MULTIPLIER_1);
  bits = Math.imul(bits ^ (bits >>> 15), MULTIPLIER_2);
  return bits ^ (bits >>> 16);
}

function emitShift(emit: Emitter, bits: string, count: number): string {
  const unsigned = emit.node("Cast", [bits], { to: UINT32 })[0];
  const by = emit.node("Cast", [emit.scalar(count, "int32")], { to: UINT32 })[0];
  const shifted = emit.node("BitShift", [unsigned, by], { direction: "RIGHT" })[0];
  return emit.node("Cast", [shifted], { to: INT32 })[0];
}

function emitLowbias(emit: Emitter, bits: string): string {
  const mix = (value: string, shift: number) => emit.node("BitwiseXor", [value, emitShift(emit, value, shift)])[0];
  const times = (value: string, factor: number) => emit.node("Mul", [value, emit.scalar(factor, "int32")])[0];
  return mix(times(mix(times(mix(bits, 16), MULTIPLIER_1), 15), MULTIPLIER_2), 16);
}

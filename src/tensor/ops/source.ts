/** Where graphs begin: named inputs (data, parameters, state) and constants. */
import { GlueballError } from "../../base/index.ts";
import type { NdArray, Op, Spec } from "../graph.ts";
import { showShape, sizeOf, userFrame } from "../graph.ts";
import { requireRepresentable } from "./check.ts";

/** A value that is fed when the program runs. Two inputs of one name are the same value. */
export function input(name: string, spec: Spec): Op {
  return {
    name: "input",
    key: name,
    shape: () => [spec],
    lower: () => [name],
    evaluate: () => {
      throw new Error(`input ${name} is fed, not computed`);
    },
  };
}

export function isInput(op: Op): boolean {
  return op.name === "input";
}

/** @throws GlueballError tensor/wrong-constant, tensor/value-not-representable */
export function constant(value: NdArray): Op {
  const type = `${value.dtype}${showShape(value.shape)}`;
  if (value.data.length !== sizeOf(value.shape)) {
    throw new GlueballError({
      code: "tensor/wrong-constant",
      what: "the values of a constant do not fill its shape",
      place: userFrame(new Error()),
      found: `${value.data.length} numbers`,
      expected: `${sizeOf(value.shape)} numbers for ${type}`,
    });
  }
  requireRepresentable(`the constant ${type}`, value.dtype, value.data);
  return {
    name: "constant",
    key: `${value.dtype}[${value.shape.join()}]${contentKey(value.data)}`,
    shape: () => [{ shape: value.shape, dtype: value.dtype }],
    lower: (emit) => [value.shape.length === 0 ? emit.scalar(value.data[0], value.dtype) : emit.constant(value)],
    evaluate: () => [value],
  };
}

/** The content for small constants; two 32-bit FNV hashes of the bytes and the size for large ones. */
function contentKey(data: Float64Array): string {
  if (data.length <= 16) return data.join();
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b + word, 0x85ebca6b) ^ (b >>> 13);
  }
  return `#${a >>> 0},${b >>> 0},${data.length}`;
}

/** The same number everywhere, without storing it everywhere. */
export function full(spec: Spec, value: number): Op {
  requireRepresentable(`the constant ${spec.dtype}${showShape(spec.shape)}`, spec.dtype, [value]);
  return {
    name: "full",
    key: `${spec.dtype}[${spec.shape.join()}]${value}`,
    shape: () => [spec],
    lower: (emit) => emit.node("Expand", [emit.scalar(value, spec.dtype), emit.int64(spec.shape)]),
    evaluate: () => [{ ...spec, data: new Float64Array(sizeOf(spec.shape)).fill(value) }],
  };
}

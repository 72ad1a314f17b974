/** A trained model as one ONNX file: the format in which experiments deploy networks. */
import { readFileSync } from "node:fs";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import type { DType, Shape } from "./graph.ts";
import { sameShape, showShape, sizeOf, topologicalOrder } from "./graph.ts";
import { lower } from "./lower.ts";
import { isInput } from "./ops/source.ts";
import type { TypedData } from "./program.ts";
import { createSession, loadRuntime } from "./runtime.ts";
import type { Execution, Runtime } from "./runtime.ts";
import type { NamedArrays } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Writes the program that computes `outputs`, with the parameters inside. Inputs that are not parameters stay inputs.
 * Runs in onnxruntime native, web and Python (IR 10, opset 21, and operators of the com.microsoft domain).
 * @throws GlueballError tensor/checkpoint-mismatch when a parameter has another shape than in the program
 */
export function exportOnnx(path: string, outputs: Readonly<Record<string, Tensor>>, parameters: NamedArrays): void {
  const faults = topologicalOrder(Object.values(outputs)).flatMap(({ op, outputs: [{ shape, dtype }] }) => {
    const array = isInput(op) ? parameters.get(op.key) : undefined;
    if (array === undefined || (dtype === "float32" && sameShape(array.shape, shape))) return [];
    return [`${op.key} is float32${showShape(array.shape)} instead of ${dtype}${showShape(shape)}`];
  });
  if (faults.length > 0) {
    throw new GlueballError({
      code: "tensor/checkpoint-mismatch",
      what: "the parameters belong to another network",
      found: faults.join("; "),
      expected: "those that the exported program was traced with",
    });
  }
  const frozen = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
  writeFileAtomic(path, lower(outputs, frozen).bytes);
}

/** float32 as Float32Array, int32 as Int32Array, bool as Uint8Array of 0 and 1. */
export interface OnnxArray {
  readonly shape: Shape;
  readonly data: TypedData;
}

export interface OnnxProgram {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Values by input name. @throws GlueballError tensor/wrong-feed */
  run(feeds: Readonly<Record<string, OnnxArray>>): Promise<Record<string, TypedData>>;
  release(): Promise<void>;
}

/**
 * Opens an ONNX file without the graph that it was made from.
 * @throws GlueballError tensor/onnx-unreadable, tensor/onnx-refused
 */
export async function openOnnx(path: string, execution: Execution): Promise<OnnxProgram> {
  const session = await openSession(path, execution);
  const runtime = await loadRuntime();
  const inputs = session.inputMetadata.map((value) => signatureOf(value, path));
  for (const value of session.outputMetadata) signatureOf(value, path);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    run: async (feeds) => {
      requireFeeds(feeds, inputs, path);
      const tensors = Object.entries(feeds).map(([name, array]) => [name, runtimeTensor(runtime, array)] as const);
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as TypedData]));
    },
    release: () => session.release(),
  };
}

async function openSession(path: string, execution: Execution): Promise<InferenceSession> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError("tensor/onnx-unreadable", "the ONNX file cannot be read", path, messageOf(error));
  }
  try {
    return await createSession(bytes, execution);
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    throw fileError("tensor/onnx-refused", "onnxruntime does not accept this file", path, messageOf(error));
  }
}

interface Signature {
  readonly name: string;
  readonly dtype: DType;
  /** Extents, or names of those that are free. Empty for a scalar, and where the file says nothing. */
  readonly shape: readonly (number | string)[];
}

function signatureOf(value: InferenceSession.ValueMetadata, path: string): Signature {
  const type = value.isTensor ? value.type : "no tensor";
  if (value.isTensor && (type === "float32" || type === "int32" || type === "bool")) {
    return { name: value.name, dtype: type, shape: value.shape };
  }
  throw new GlueballError({
    code: "tensor/onnx-refused",
    what: `${value.name} has an element type that is not supported here`,
    place: path,
    found: type,
    expected: "float32, int32 or bool",
  });
}

function requireFeeds(feeds: Readonly<Record<string, OnnxArray>>, inputs: readonly Signature[], path: string): void {
  const faults = [
    ...inputs.flatMap((input) => {
      const array = feeds[input.name];
      const wanted = `${input.dtype}[${input.shape.join(", ")}]`;
      if (array === undefined) return [`no ${input.name}, ${wanted}`];
      const found = `${dtypeOf(array.data)}${showShape(array.shape)}`;
      if (array.data.length !== sizeOf(array.shape))
        return [`${array.data.length} numbers for ${input.name}, ${found}`];
      return fits(array, input) ? [] : [`${input.name} is ${found} instead of ${wanted}`];
    }),
    ...Object.keys(feeds)
      .filter((name) => !inputs.some((input) => input.name === name))
      .map((name) => `${name}, which is no input`),
  ];
  if (faults.length === 0) return;
  throw new GlueballError({
    code: "tensor/wrong-feed",
    what: "the values do not fit the inputs of the model",
    place: path,
    found: faults.join("; "),
    expected: inputs.map(({ name, dtype, shape }) => `${name} ${dtype}[${shape.join(", ")}]`).join(", "),
  });
}

function fits({ shape, data }: OnnxArray, input: Signature): boolean {
  if (dtypeOf(data) !== input.dtype) return false;
  if (input.shape.length === 0) return true;
  const free = (extent: number | string) => typeof extent === "string";
  return (
    shape.length === input.shape.length && input.shape.every((extent, axis) => free(extent) || extent === shape[axis])
  );
}

function dtypeOf(data: TypedData): DType {
  if (data instanceof Float32Array) return "float32";
  return data instanceof Int32Array ? "int32" : "bool";
}

function runtimeTensor({ Tensor: RuntimeTensor }: Runtime, { shape, data }: OnnxArray): OrtTensor {
  if (data instanceof Float32Array) return new RuntimeTensor("float32", data, shape);
  if (data instanceof Int32Array) return new RuntimeTensor("int32", data, shape);
  return new RuntimeTensor("bool", data, shape);
}

function fileError(code: string, what: string, place: string, found: string): GlueballError {
  return new GlueballError({ code, what, place, found });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0] : String(error);
}

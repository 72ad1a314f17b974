/** A trained model as one ONNX file: the format in which experiments deploy networks. */
import { readFileSync } from "node:fs";
import { writeFileAtomic } from "../base/index.ts";
import { lower } from "./lower.ts";
import { createSession, loadRuntime } from "./runtime.ts";
import type { Execution } from "./runtime.ts";
import type { NamedArrays } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Writes the program that computes `outputs`, with the parameters inside. Inputs that are not parameters stay inputs.
 * Runs in onnxruntime native, web and Python (IR 10, opset 21, and operators of the com.microsoft domain).
 */
export function exportOnnx(path: string, outputs: Readonly<Record<string, Tensor>>, parameters: NamedArrays): void {
  const frozen = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
  writeFileAtomic(path, lower(outputs, frozen).bytes);
}

export interface OnnxProgram {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Values by input name; int32 where the input is of that type. */
  run(
    feeds: Readonly<Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>>,
  ): Promise<Record<string, Float32Array>>;
}

/** Opens any ONNX file, without the graph that it was made from. */
export async function openOnnx(path: string, execution: Execution): Promise<OnnxProgram> {
  const session = await createSession(readFileSync(path), execution);
  const { Tensor: RuntimeTensor } = await loadRuntime();
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => {
        const tensor =
          data instanceof Int32Array
            ? new RuntimeTensor("int32", data, shape)
            : new RuntimeTensor("float32", data, shape);
        return [name, tensor] as const;
      });
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
  };
}

/**
 * A program: a graph compiled to one onnxruntime session, with its inputs and outputs allocated once.
 *
 * State (parameters, optimiser moments) lives in two sets of buffers that swap roles each run: a run reads the current
 * set and writes the other, so nothing is copied through JavaScript, nothing is read after it was overwritten, and the
 * values before the last run are still there when something went wrong.
 */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { GlueballError } from "../base/index.ts";
import type { DType, Shape } from "./graph.ts";
import { sizeOf } from "./graph.ts";
import { feedError } from "./interpret.ts";
import { lower } from "./lower.ts";
import type { OnnxValue } from "./onnx.ts";
import { createSession, loadRuntime } from "./runtime.ts";
import type { Execution, Runtime } from "./runtime.ts";
import type { Tensor } from "./tensor.ts";

export type TypedData = Float32Array | Int32Array | Uint8Array;

export interface ProgramDefinition {
  /** Results by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** State: names of inputs, and the tensors that replace their values after each run. */
  readonly updates?: Readonly<Record<string, Tensor>>;
  /** Arrays in which inputs and outputs of these names live; the others get their own. */
  readonly memory?: Readonly<Record<string, Float32Array>>;
}

const NEXT = "next.";

export class Program {
  /** Inputs that must be fed, without state. */
  readonly inputs: readonly OnnxValue[];
  /** ONNX nodes before onnxruntime's optimisations. */
  readonly nodeCount: number;
  readonly #session: InferenceSession;
  readonly #definition: ProgramDefinition;
  readonly #feeds: Record<string, OrtTensor> = {};
  readonly #results: Record<string, OrtTensor> = {};
  #current = new Map<string, OrtTensor>();
  #next = new Map<string, OrtTensor>();

  private constructor(
    runtime: Runtime,
    definition: ProgramDefinition,
    session: InferenceSession,
    inputs: readonly OnnxValue[],
    nodes: number,
  ) {
    // The runtime's own Tensor class: another copy of it (ES module against CommonJS) is not taken for a fetch.
    const allocate = allocator(runtime, definition.memory ?? {});
    this.#definition = definition;
    this.#session = session;
    this.nodeCount = nodes;
    const updates = definition.updates ?? {};
    this.inputs = inputs.filter(({ name }) => !(name in updates));
    for (const { name, shape, dtype } of this.inputs) this.#feeds[name] = allocate(shape, dtype, name);
    for (const [name, { shape, dtype }] of Object.entries(definition.outputs)) {
      this.#results[name] = allocate(shape, dtype, name);
    }
    for (const [name, { shape, dtype }] of Object.entries(updates)) {
      this.#current.set(name, allocate(shape, dtype));
      this.#next.set(name, allocate(shape, dtype));
    }
  }

  static async compile(definition: ProgramDefinition, execution: Execution): Promise<Program> {
    const updates = definition.updates ?? {};
    const next = Object.fromEntries(Object.entries(updates).map(([name, tensor]) => [NEXT + name, tensor]));
    // WebGPU has no kernel for fused products: they would run on the CPU, with copies there and back.
    const lowered = lower({ ...definition.outputs, ...next }, {}, execution.device !== "webgpu");
    const session = await createSession(lowered.bytes, execution);
    return new Program(await loadRuntime(), definition, session, lowered.inputs, lowered.nodeCount);
  }

  /**
   * Runs once. Values may be given for any input and stay until they are given again. The returned arrays are reused by
   * the next run: copy what must be kept.
   */
  async run(feeds: Readonly<Record<string, ArrayLike<number>>> = {}): Promise<Record<string, TypedData>> {
    for (const [name, values] of Object.entries(feeds)) this.feed(name, values);
    const state = Object.fromEntries(this.#current);
    const fetches: Record<string, OrtTensor> = { ...this.#results };
    for (const [name, tensor] of this.#next) fetches[NEXT + name] = tensor;
    await this.#session.run({ ...this.#feeds, ...state }, fetches);
    [this.#current, this.#next] = [this.#next, this.#current];
    return Object.fromEntries(Object.entries(this.#results).map(([name, tensor]) => [name, dataOf(tensor)]));
  }

  /** Gives an input its value, which stays until it is given again. */
  feed(name: string, values: ArrayLike<number>): void {
    const tensor = this.#feeds[name];
    if (tensor === undefined) {
      const known = this.inputs.map((value) => value.name).join(", ");
      throw new GlueballError({ code: "tensor/unknown-feed", what: "no such input", found: name, expected: known });
    }
    const data = dataOf(tensor);
    if (values.length !== data.length) {
      const { shape, dtype } = this.inputs.find((value) => value.name === name)!;
      throw feedError(name, { shape, dtype, size: sizeOf(shape) }, values.length);
    }
    data.set(values);
  }

  /** The current value of a state; the array is live until the next run. */
  state(name: string): TypedData {
    return dataOf(this.#current.get(name)!);
  }

  /** The live value of a state or an input; undefined when there is none of that name. */
  value(name: string): TypedData | undefined {
    const tensor = this.#current.get(name) ?? this.#feeds[name];
    return tensor === undefined ? undefined : dataOf(tensor);
  }

  /** Takes the last run back: its state is replaced by the one before it. */
  revert(): void {
    [this.#current, this.#next] = [this.#next, this.#current];
  }

  /** The values last fed to the inputs, and the state, for diagnosis. */
  values(): Record<string, TypedData> {
    const all = [...Object.entries(this.#feeds), ...this.#current];
    return Object.fromEntries(all.map(([name, tensor]) => [name, dataOf(tensor)]));
  }

  get definition(): ProgramDefinition {
    return this.#definition;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

type Allocate = (shape: Shape, dtype: DType, name?: string) => OrtTensor;

function allocator({ Tensor }: Runtime, memory: Readonly<Record<string, Float32Array>>): Allocate {
  return (shape, dtype, name = "") => {
    const size = sizeOf(shape);
    if (dtype === "float32") return new Tensor("float32", memory[name] ?? new Float32Array(size), shape);
    if (dtype === "int32") return new Tensor("int32", new Int32Array(size), shape);
    return new Tensor("bool", new Uint8Array(size), shape);
  };
}

function dataOf(tensor: OrtTensor): TypedData {
  return tensor.data as TypedData;
}

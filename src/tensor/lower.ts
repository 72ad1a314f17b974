/**
 * From a graph to an ONNX model: dead nodes are never visited, equal nodes (same op, same inputs) are merged, the rest
 * is lowered in order.
 */
import type { DType, EmitOptions, Emitter, NdArray, Node, OnnxAttribute, Shape } from "./graph.ts";
import { GlueballError } from "../base/index.ts";
import { sameShape, showShape, topologicalOrder } from "./graph.ts";
import { encodeModel } from "./onnx.ts";
import type { OnnxInitializer, OnnxNode, OnnxValue } from "./onnx.ts";
import { isInput } from "./ops/source.ts";
import type { Tensor } from "./tensor.ts";

export interface LoweredProgram {
  readonly bytes: Uint8Array;
  /** Inputs that the outputs depend on. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** ONNX nodes, before onnxruntime's own optimisations. */
  readonly nodeCount: number;
}

/**
 * `frozen` gives values to inputs that become constants of the file (the weights of an exported model). Without
 * `fusesProducts` all products are plain ones, with nodes of their own for transposes and factors.
 */
export function lower(
  outputs: Readonly<Record<string, Tensor>>,
  frozen: Readonly<Record<string, Float32Array>> = {},
  fusesProducts = true,
): LoweredProgram {
  const order = topologicalOrder(Object.values(outputs));
  const inputNames = order.filter(({ op }) => isInput(op)).map(({ op }) => op.key);
  requireOtherNames(inputNames, outputs);
  const emitter = new GraphEmitter([...inputNames, ...Object.keys(outputs)], fusesProducts);
  const names = new Map<Node, readonly string[]>();
  const merged = new Map<string, readonly string[]>();
  const inputs = new Map<string, OnnxValue>();
  for (const node of order) {
    const operands = node.inputs.map((x) => names.get(x.node)![x.output]);
    const identity = JSON.stringify([node.op.name, node.op.key, ...operands]);
    let outputNames = merged.get(identity);
    if (outputNames === undefined) {
      if (isInput(node.op)) {
        const { shape, dtype } = node.outputs[0];
        const name = node.op.key;
        const value = frozen[name];
        if (value === undefined) inputs.set(name, { name, shape, dtype });
        else emitter.initializer(name, shape, dtype, bytesOf(value));
      }
      outputNames = node.op.lower(emitter, operands, node.inputs);
      merged.set(identity, outputNames);
    } else if (isInput(node.op)) {
      const { shape, dtype } = node.outputs[0];
      requireOneMeaning(inputs.get(node.op.key), { name: node.op.key, shape, dtype });
    }
    names.set(node, outputNames);
  }
  const values = Object.entries(outputs).map(([name, { node, output, shape, dtype }]) => {
    emitter.nameOutput(names.get(node)![output], name);
    return { name, shape, dtype };
  });
  const graph = {
    nodes: emitter.renamedNodes(),
    initializers: emitter.initializers,
    inputs: [...inputs.values()],
    outputs: values,
  };
  return { bytes: encodeModel(graph), inputs: graph.inputs, outputs: values, nodeCount: emitter.nodes.length };
}

/** In ONNX a name is one value. @throws GlueballError tensor/output-name-clash */
function requireOtherNames(inputNames: readonly string[], outputs: Readonly<Record<string, Tensor>>): void {
  const clash = inputNames.find((name) => Object.hasOwn(outputs, name));
  if (clash === undefined) return;
  throw new GlueballError({
    code: "tensor/output-name-clash",
    what: `an input and an output of one program are called ${clash}`,
    expected: "a name of its own for each output",
    hint: "Parameters and state are inputs too: rename the output.",
  });
}

/** @throws GlueballError tensor/input-name-clash */
function requireOneMeaning(known: OnnxValue | undefined, now: OnnxValue): void {
  if (known === undefined || (sameShape(known.shape, now.shape) && known.dtype === now.dtype)) return;
  throw new GlueballError({
    code: "tensor/input-name-clash",
    what: `two inputs of one program are called ${now.name}`,
    found: [known, now].map(({ shape, dtype }) => `${dtype}${showShape(shape)}`).join(" and "),
    expected: "one shape and element type a name",
    hint: "Parameters are inputs too: rename one of the two.",
  });
}

class GraphEmitter implements Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #constants = new Map<string, string>();
  readonly #computed = new Set<string>();
  readonly #outputNames = new Map<string, string>();
  /** Names that are given from outside. */
  readonly #taken: ReadonlySet<string>;
  #count = 0;

  readonly fusesProducts: boolean;

  constructor(taken: readonly string[], fusesProducts: boolean) {
    this.#taken = new Set(taken);
    this.fusesProducts = fusesProducts;
  }

  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    { domain = "", outputs = 1 }: EmitOptions = {},
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#freshName());
    this.nodes.push({ type, domain, inputs, outputs: names, attributes });
    for (const name of names) this.#computed.add(name);
    return names;
  }

  /** Makes a value an output under a name of its own. */
  nameOutput(value: string, name: string): void {
    const computed = this.#computed.has(value);
    if (computed && !this.#outputNames.has(value)) {
      this.#outputNames.set(value, name);
    } else {
      // An input, a constant, or a value that is an output already: only a copy can have the second name.
      this.nodes.push({ type: "Identity", domain: "", inputs: [value], outputs: [name], attributes: {} });
    }
  }

  renamedNodes(): OnnxNode[] {
    const rename = (value: string) => this.#outputNames.get(value) ?? value;
    return this.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    }));
  }

  int64(values: number | readonly number[]): string {
    const list = typeof values === "number" ? [values] : values;
    const bytes = bytesOf(BigInt64Array.from(list, BigInt));
    return this.#shared(
      typeof values === "number" ? [] : [list.length],
      "int64",
      bytes,
      `i64 ${JSON.stringify(values)}`,
    );
  }

  scalar(value: number, dtype: DType): string {
    return this.#shared([], dtype, elementBytes([value], dtype), `${dtype} ${value}`);
  }

  constant(value: NdArray): string {
    return this.#shared(value.shape, value.dtype, elementBytes(value.data, value.dtype), undefined);
  }

  initializer(name: string, shape: Shape, dtype: DType | "int64", bytes: Uint8Array): void {
    this.initializers.push({ name, shape, dtype, bytes });
  }

  #freshName(): string {
    const name = `#${this.#count++}`;
    return this.#taken.has(name) ? this.#freshName() : name;
  }

  #shared(shape: Shape, dtype: DType | "int64", bytes: Uint8Array, key: string | undefined): string {
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#freshName();
    this.initializer(name, shape, dtype, bytes);
    if (key !== undefined) this.#constants.set(key, name);
    return name;
  }
}

function bytesOf(values: Float32Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function elementBytes(values: ArrayLike<number>, dtype: DType): Uint8Array {
  if (dtype === "bool") return Uint8Array.from(values);
  return bytesOf(dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values));
}

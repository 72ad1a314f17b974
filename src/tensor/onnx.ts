/**
 * ONNX files, written with the protobuf wire layer. Field numbers: github.com/onnx/onnx, onnx.proto3.
 * IR version 10 and opset 21 are read by every onnxruntime since 1.18 (native, web and Python).
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { DType, OnnxAttribute, Shape } from "./graph.ts";

const IR_VERSION = 10;
const OPSET = 21;
const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const BOOL = 9;
const ELEMENT_TYPE: Record<DType, number> = { float32: FLOAT, int32: INT32, bool: BOOL };

export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxInitializer {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType | "int64";
  /** Little-endian bytes in C order. */
  readonly bytes: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** A ModelProto. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(IR_VERSION);
  writer.tag(2, WireType.LengthDelimited).string("glueball");
  message(writer, 7, (w) => writeGraph(w, graph));
  for (const [domain, version] of [
    ["", OPSET],
    ["com.microsoft", 1],
  ] as const) {
    message(writer, 8, (w) => {
      w.tag(1, WireType.LengthDelimited).string(domain);
      w.tag(2, WireType.Varint).int64(version);
    });
  }
  return writer.finish();
}

function message(writer: BinaryWriter, field: number, body: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body(writer);
  writer.join();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, (w) => writeNode(w, node));
  writer.tag(2, WireType.LengthDelimited).string("glueball");
  for (const initializer of graph.initializers) {
    message(writer, 5, (w) => {
      for (const extent of initializer.shape) w.tag(1, WireType.Varint).int64(extent);
      const type = initializer.dtype === "int64" ? INT64 : ELEMENT_TYPE[initializer.dtype];
      w.tag(2, WireType.Varint).int32(type);
      w.tag(8, WireType.LengthDelimited).string(initializer.name);
      w.tag(9, WireType.LengthDelimited).bytes(initializer.bytes);
    });
  }
  for (const value of graph.inputs) message(writer, 11, (w) => writeValue(w, value));
  for (const value of graph.outputs) message(writer, 12, (w) => writeValue(w, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) writer.tag(1, WireType.LengthDelimited).string(name);
  for (const name of node.outputs) writer.tag(2, WireType.LengthDelimited).string(name);
  writer.tag(4, WireType.LengthDelimited).string(node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, (w) => writeAttribute(w, name, value));
  }
  if (node.domain !== "") writer.tag(7, WireType.LengthDelimited).string(node.domain);
}

/** AttributeProto; the type (field 20) must be set: FLOAT 1, INT 2, STRING 3, INTS 7. */
function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  let type: number;
  if (typeof value === "number") {
    writer.tag(3, WireType.Varint).int64(value);
    type = 2;
  } else if (typeof value === "string") {
    writer.tag(4, WireType.LengthDelimited).bytes(new TextEncoder().encode(value));
    type = 3;
  } else if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type = 1;
  } else {
    for (const entry of value) writer.tag(8, WireType.Varint).int64(entry);
    type = 7;
  }
  writer.tag(20, WireType.Varint).int32(type);
}

function writeValue(writer: BinaryWriter, value: OnnxValue): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(ELEMENT_TYPE[value.dtype]);
      message(tensor, 2, (shape) => {
        for (const extent of value.shape) message(shape, 1, (dim) => dim.tag(1, WireType.Varint).int64(extent));
      });
    }),
  );
}

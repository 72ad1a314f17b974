/**
 * Which columns the objects of a file have, from its first lines. Fields of objects in objects are named `a.b`; a list of
 * numbers is a ragged column, a list of equally long lists one with a shape; a list of objects gives one ragged column for
 * each field (`jets.P_T`). What is of no single type comes as its JSON text.
 */
import type { ColumnSchema, ColumnType } from "../dataset.ts";
import { isObject } from "./parse.ts";
import type { JsonObject } from "./parse.ts";

/** Objects and lists that are nested more deeply come as text. */
const MAX_DEPTH = 8;

/** What is done with a value: go into it, into each element of it, or put it into a column. */
export type PlanNode =
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, PlanNode> }
  | { readonly kind: "objects"; readonly name: string; readonly fields: ReadonlyMap<string, ColumnNode> }
  | ColumnNode;

export interface ColumnNode {
  readonly kind: "column";
  readonly column: ColumnSchema;
  /** Whether the column holds JSON text, for want of a type. */
  readonly asText: boolean;
}

/** The plan for objects that look like these. */
export function planOf(sample: readonly JsonObject[]): {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, PlanNode>;
} {
  return { kind: "object", fields: fieldsOf(sample, "", nodeOf) };
}

/** Types of more digits than float64 holds. */
export function isInteger(type: ColumnType): type is "int64" | "uint64" {
  return type === "int64" || type === "uint64";
}

/** All columns of a plan, in the order of the file. */
export function columnsOf(node: PlanNode): ColumnSchema[] {
  return node.kind === "column" ? [node.column] : [...node.fields.values()].flatMap(columnsOf);
}

function fieldsOf<N>(
  objects: readonly JsonObject[],
  prefix: string,
  make: (name: string, values: readonly unknown[]) => N,
): Map<string, N> {
  const values = new Map<string, unknown[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const known = values.get(key);
      if (known === undefined) values.set(key, [value]);
      else known.push(value);
    }
  }
  return new Map([...values].map(([key, found]) => [key, make(prefix + key, found)]));
}

function nodeOf(name: string, all: readonly unknown[]): PlanNode {
  const values = all.filter((value) => value !== null);
  if (values.length > 0 && values.every(isObject))
    return { kind: "object", fields: fieldsOf(values, `${name}.`, nodeOf) };
  if (values.length > 0 && values.every(Array.isArray))
    return listNode(name, values.flat(1), all.length === values.length);
  const type = scalarType(values);
  return type === undefined ? textNode(name, false) : columnNode(name, type, [], false);
}

function listNode(name: string, elements: readonly unknown[], whole: boolean): PlanNode {
  if (!whole) return textNode(name, false);
  if (elements.length > 0 && elements.every(isObject)) {
    return { kind: "objects", name, fields: fieldsOf(elements, `${name}.`, elementNode) };
  }
  const shape = elements.length === 0 ? [] : shapeOf(elements[0]);
  if (!elements.every((element) => sameShape(element, shape))) return textNode(name, false);
  const type = scalarType(elements.flat(shape.length as 1).filter((value) => value !== null));
  return type === undefined ? textNode(name, false) : columnNode(name, type, shape, true);
}

/** A field of the objects in a list: a number, a truth value or a text, else JSON text. */
function elementNode(name: string, values: readonly unknown[]): ColumnNode {
  const type = scalarType(values.filter((value) => value !== null));
  return type === undefined ? textNode(name, true) : columnNode(name, type, [], true);
}

/** The type of scalars that are all of one type; float64 for none at all, which are nulls. */
function scalarType(values: readonly unknown[]): ColumnType | undefined {
  if (values.every((value) => typeof value === "number")) return "float64";
  const areWhole = values.every((value) => typeof value === "bigint" || Number.isInteger(value));
  if (areWhole) return integerType(values.map((value) => BigInt(value as number | bigint)));
  if (values.every((value) => typeof value === "boolean")) return "bool";
  return values.every((value) => typeof value === "string") ? "string" : undefined;
}

function integerType(values: readonly bigint[]): ColumnType | undefined {
  if (values.every((value) => BigInt.asIntN(64, value) === value)) return "int64";
  return values.every((value) => BigInt.asUintN(64, value) === value) ? "uint64" : undefined;
}

/** Lengths of nested lists, as the first elements have them. */
function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner) && shape.length < MAX_DEPTH; inner = inner[0]) shape.push(inner.length);
  return shape;
}

function sameShape(value: unknown, [length, ...inner]: readonly number[]): boolean {
  if (length === undefined) return !Array.isArray(value) && !isObject(value);
  return Array.isArray(value) && value.length === length && value.every((element) => sameShape(element, inner));
}

function columnNode(name: string, type: ColumnType, shape: readonly number[], ragged: boolean): ColumnNode {
  return { kind: "column", column: { name, type, shape, ragged }, asText: false };
}

function textNode(name: string, ragged: boolean): ColumnNode {
  return { kind: "column", column: { name, type: "string", shape: [], ragged }, asText: true };
}

/** Puts the objects of a file into columns by a plan. */
import type { ColumnData, ColumnSchema } from "../dataset.ts";
import type { TextLines } from "../text/lines.ts";
import type { WarningLog } from "../text/warningLog.ts";
import { isObject } from "./parse.ts";
import type { JsonObject } from "./parse.ts";
import type { ColumnNode, PlanNode } from "./plan.ts";
import { Misfit, Sink } from "./sink.ts";

export class Filler {
  /** Rows in the columns. */
  length = 0;
  readonly #plan: PlanNode;
  readonly #warnings: WarningLog;
  readonly #sinks = new Map<ColumnNode, Sink>();

  /** Fills the selected columns of a plan. */
  constructor(plan: PlanNode, selected: readonly ColumnSchema[], warnings: WarningLog) {
    this.#plan = plan;
    this.#warnings = warnings;
    this.#addSinks(plan, selected);
  }

  /** Puts the object of the current line in. @throws GlueballError formats/jsonl-wrong-type */
  add(lines: TextLines, object: JsonObject): void {
    this.#fillNode(lines, this.#plan, object);
    this.length++;
  }

  /** The columns so far, which are then forgotten here. */
  take(selected: readonly ColumnSchema[]): Map<string, ColumnData> {
    this.length = 0;
    const data = new Map([...this.#sinks.values()].map((sink) => [sink.column, sink.take()]));
    return new Map(selected.map((column) => [column.name, data.get(column)!]));
  }

  #addSinks(node: PlanNode, selected: readonly ColumnSchema[]): void {
    if (node.kind !== "column") for (const field of node.fields.values()) this.#addSinks(field, selected);
    else if (selected.includes(node.column)) this.#sinks.set(node, new Sink(node));
  }

  #fillNode(lines: TextLines, node: PlanNode, value: unknown): void {
    if (node.kind === "column") {
      const sink = this.#sinks.get(node);
      if (sink !== undefined) this.#accept(lines, sink, value, sink.put(value));
    } else if (node.kind === "object") this.#fillObject(lines, node.fields, value);
    else this.#fillElements(lines, node, value);
  }

  #fillObject(lines: TextLines, fields: ReadonlyMap<string, PlanNode>, value: unknown): void {
    const object = value === undefined || value === null ? {} : value;
    if (!isObject(object)) throw wrongType(lines, [...fields.keys()].join(", "), value, "an object");
    let known = 0;
    for (const [key, field] of fields) {
      const inner = Object.hasOwn(object, key) ? object[key] : undefined;
      if (inner !== undefined) known++;
      this.#fillNode(lines, field, inner);
    }
    this.#checkUnknown(lines, object, fields, known);
  }

  #fillElements(lines: TextLines, { name, fields }: Extract<PlanNode, { kind: "objects" }>, value: unknown): void {
    const elements = value === undefined || value === null ? [] : value;
    if (elements !== value) this.#lacks(lines, name);
    if (!Array.isArray(elements)) throw wrongType(lines, name, value, "a list of objects");
    for (const element of elements as readonly unknown[]) {
      if (!isObject(element)) throw wrongType(lines, name, element, "a list of objects");
      let known = 0;
      for (const [key, field] of fields) {
        const inner = Object.hasOwn(element, key) ? element[key] : undefined;
        if (inner !== undefined) known++;
        const sink = this.#sinks.get(field);
        if (sink !== undefined) this.#accept(lines, sink, inner, sink.putScalar(inner));
      }
      this.#checkUnknown(lines, element, fields, known);
    }
    for (const field of fields.values()) this.#sinks.get(field)?.endRow();
  }

  #accept(lines: TextLines, { column }: Sink, value: unknown, found: boolean | Misfit): void {
    if (found instanceof Misfit) throw wrongType(lines, column.name, value, found.expected);
    if (found) this.#lacks(lines, column.name);
  }

  #lacks(lines: TextLines, name: string): void {
    this.#warnings.add(`a line has no value for ${name}: numbers are NaN, texts and lists empty`, `line ${lines.line}`);
  }

  #checkUnknown(lines: TextLines, object: JsonObject, fields: ReadonlyMap<string, PlanNode>, known: number): void {
    let keys = 0;
    for (const _ in object) keys++; // JSON has own fields only; no list of them is made
    if (keys === known) return;
    const unknown = Object.keys(object).find((key) => !fields.has(key))!;
    this.#warnings.add(`the field ${unknown}, which the first lines have not, is passed over`, `line ${lines.line}`);
  }
}

function wrongType(lines: TextLines, name: string, value: unknown, expected: string) {
  return lines.error({
    code: "formats/jsonl-wrong-type",
    what: `the field ${name} is not what it is in the first lines`,
    found: describe(value).slice(0, 40),
    expected,
  });
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "an object" : String(value ?? "nothing");
}

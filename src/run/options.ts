/**
 * Options live in one schema (zod). This file reads the schema back as a list of fields, from which the command line
 * and the documentation are made, and resolves what was given against it: presets first, single options over them,
 * defaults last; the origin of each value is kept. Whatever the schema refuses becomes an error that names the option,
 * the value found, the range and unit allowed, and the default.
 */
import { availableParallelism } from "node:os";
import { z } from "zod";
import { DEVICES, GlueballError, nearestNames } from "../base/index.ts";
import type { Task } from "./task.ts";

/** The options of every task. */
export const commonOptions = z.object({
  seed: z.int().nonnegative().default(1).describe("seed of all random numbers"),
  out: z.string().optional().describe("run folder of a long task; of others, a file for the result as JSON"),
  force: z.boolean().default(false).describe("replace what stands at --out"),
  threads: z
    .int()
    .positive()
    .default(() => availableParallelism())
    .describe("threads that compute"),
  device: z.enum(DEVICES).default("cpu").describe("where tensors are computed"),
  json: z.boolean().default(false).describe("one JSON document on stdout, everything else on stderr"),
  dryRun: z.boolean().default(false).describe("print the resolved options and stop"),
  debug: z.boolean().default(false).describe("show the stack of an error"),
});
export type CommonOptions = z.output<typeof commonOptions>;

export type FieldKind = "number" | "integer" | "boolean" | "text" | "choice" | "list" | "mixed";

/** One option as data. */
export interface OptionField {
  /** camelCase, as in TypeScript and JSON. */
  readonly name: string;
  /** kebab-case with dashes, as on the command line. */
  readonly flag: string;
  readonly kind: FieldKind;
  readonly help: string;
  readonly unit?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** Kind of the members of a list. */
  readonly member?: FieldKind | undefined;
  /** In words, for example `> 0, < 1`; empty when unlimited. */
  readonly range: string;
  readonly required: boolean;
  readonly default?: unknown;
}

export type OptionOrigin = "given" | "preset" | "default";

export interface ResolvedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly origins: Readonly<Record<string, OptionOrigin>>;
  readonly preset?: string | undefined;
}

/** The part of JSON Schema that fields are read from. */
interface FieldSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

export function optionFields(schema: z.ZodObject): OptionField[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const required = new Set(json.required);
  return Object.entries(json.properties ?? {}).map(([name, value]) => {
    const field = value as FieldSchema;
    return {
      name,
      flag: `--${kebabCase(name)}`,
      kind: kindOf(field),
      help: field.description ?? "",
      unit: field.description?.match(/\[([^\]]+)\]$/)?.[1],
      choices: field.enum ?? field.items?.enum,
      member: field.items === undefined ? undefined : kindOf(field.items),
      range: rangeOf(field),
      required: required.has(name),
      default: field.default,
    };
  });
}

/** The fields of a task; one that is given by position has `<name>` as its flag. */
export function taskFields({ options, inputs = [] }: Task): OptionField[] {
  const byPosition = (field: OptionField): OptionField => ({ ...field, flag: `<${kebabCase(field.name)}>` });
  return optionFields(options).map((field) => (inputs.includes(field.name) ? byPosition(field) : field));
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function kindOf(field: FieldSchema): FieldKind {
  if (field.enum !== undefined) return "choice";
  const kinds: Record<string, FieldKind> = {
    number: "number",
    integer: "integer",
    boolean: "boolean",
    string: "text",
    array: "list",
  };
  return kinds[field.type ?? ""] ?? "mixed";
}

/** Limits in words; of a list, those of its members and of its length. */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, items, minItems }: FieldSchema): string {
  if (items !== undefined) {
    const length = minItems === undefined ? "" : `at least ${minItems}`;
    return [rangeOf(items), length].filter((words) => words !== "").join(", ");
  }
  const bounds: [string, number | undefined][] = [
    [">", exclusiveMinimum],
    [">=", minimum],
    ["<", exclusiveMaximum],
    ["<=", maximum],
  ];
  return bounds
    .filter(([, bound]) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER)
    .map(([sign, bound]) => `${sign} ${bound}`)
    .join(", ");
}

/** What a field accepts, in words: `a number > 0 [GeV] (default 20)`. */
export function expectation(field: OptionField): string {
  const words: Record<FieldKind, string> = {
    number: "a number",
    integer: "an integer",
    boolean: "true or false",
    text: "text",
    choice: `one of ${field.choices?.join(", ")}`,
    list: `a list of ${field.member === "choice" ? field.choices?.join(", ") : `${field.member}s`}`,
    mixed: field.help,
  };
  const unit = field.unit === undefined || field.kind === "mixed" ? "" : `[${field.unit}]`;
  const fallback = field.default === undefined ? "" : `(default ${defaultText(field)})`;
  return [words[field.kind], field.range, unit, fallback].filter((word) => word !== "").join(" ");
}

/** 1e11 for a number whose zeros nobody counts. */
function typed(value: unknown): string {
  return typeof value === "number" && Math.abs(value) >= 1e7 ? value.toExponential().replace("+", "") : String(value);
}

/** The default as it would be typed. */
export function defaultText({ default: value }: OptionField): string {
  const empty = Array.isArray(value) ? value.length === 0 : value === "";
  return empty ? "none" : [value].flat().map(typed).join(",");
}

/**
 * Checks and completes the options of a task. `given` holds values (not text) by field name.
 * @throws GlueballError run/unknown-option, run/unknown-preset, run/option-missing, run/option-out-of-range,
 * run/option-wrong-type, run/option-not-a-choice, run/option-refused.
 */
export function resolveOptions(task: Task, given: Readonly<Record<string, unknown>>, preset?: string): ResolvedOptions {
  const chosen = choosePreset(task, preset);
  const fromPreset = chosen === undefined ? {} : (task.presets?.[chosen] ?? {});
  const options = parseTaskOptions(task, { ...fromPreset, ...given });
  const origins: Record<string, OptionOrigin> = {};
  for (const name of Object.keys(options)) {
    origins[name] = name in given ? "given" : name in fromPreset ? "preset" : "default";
  }
  return { options, origins, preset: chosen };
}

/** The options of a task from values by field name; what is missing is told with the task's example. */
export function parseTaskOptions(task: Task, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return parseOptions(task.options, values, { fields: taskFields(task), example: task.example });
}

function choosePreset(task: Task, preset: string | undefined): string | undefined {
  const names = Object.keys(task.presets ?? {});
  if (preset === undefined) return names[0];
  if (names.includes(preset)) return preset;
  throw new GlueballError({
    code: "run/unknown-preset",
    what: "there is no such preset",
    place: "--preset",
    found: preset,
    expected: names.length === 0 ? "none, this task has no presets" : `one of ${names.join(", ")}`,
  });
}

/** Parses values against a schema; the first refusal is thrown as a GlueballError (codes at `resolveOptions`). */
export function parseOptions<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  values: Readonly<Record<string, unknown>>,
  {
    fields = optionFields(schema),
    example,
  }: { readonly fields?: readonly OptionField[]; readonly example?: string } = {},
): z.output<z.ZodObject<Shape>> {
  for (const name of Object.keys(values)) {
    if (!fields.some((field) => field.name === name)) throw unknownOption(name, fields);
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues[0]!, fields, values, example);
}

/** The error for an option that does not exist, with the nearest names; `name` in either spelling. */
export function unknownOption(name: string, fields: readonly OptionField[]): GlueballError {
  const dashed = name.startsWith("-") ? name : `--${kebabCase(name)}`;
  const flags = fields.map(({ flag }) => flag);
  const place = flags.find((flag) => flag === `<${dashed.slice(2)}>`);
  const near = nearestNames(dashed, flags, 2);
  const others = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${flags.join(", ")}`;
  return new GlueballError({
    code: "run/unknown-option",
    what: "there is no such option",
    found: dashed,
    hint: place === undefined ? others : `${place} has no flag: give it by its place`,
  });
}

const CODES: Readonly<Record<string, readonly [code: string, what: string]>> = {
  too_small: ["run/option-out-of-range", "the option is out of range"],
  too_big: ["run/option-out-of-range", "the option is out of range"],
  not_multiple_of: ["run/option-out-of-range", "the option is out of range"],
  invalid_type: ["run/option-wrong-type", "the option has the wrong type"],
  invalid_union: ["run/option-wrong-type", "the option has the wrong type"],
  invalid_value: ["run/option-not-a-choice", "the option is not one of its choices"],
};

function refusal(
  issue: z.core.$ZodIssue,
  fields: readonly OptionField[],
  values: Readonly<Record<string, unknown>>,
  example: string | undefined,
): GlueballError {
  const field = fields.find(({ name }) => name === issue.path[0]);
  if (field === undefined) {
    return new GlueballError({ code: "run/option-refused", what: issue.message }); // a rule over several options
  }
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], values);
  if (found === undefined) return missingValue(field, "a value that must be given is missing", example);
  const [code, what] = CODES[issue.code] ?? ["run/option-refused", issue.message];
  const near = field.choices === undefined ? [] : nearestNames(String(found), field.choices, 1);
  return new GlueballError({
    code,
    what,
    place: field.flag,
    found,
    expected: expectation(field),
    hint: near.length > 0 ? `Did you mean ${near[0]}?` : undefined,
  });
}

/** The error for an option without a value: what the value is, and a command line that has it. */
export function missingValue(field: OptionField, what: string, example: string | undefined): GlueballError {
  const { flag, kind, help } = field;
  const kinds = kind === "text" || kind === "mixed" ? "" : `${expectation(field)}: `;
  const expected = help === "" ? expectation(field) : `${kinds}${help}`;
  const hint = example === undefined ? undefined : `Example: ${example}`;
  return new GlueballError({ code: "run/option-missing", what, place: flag, expected, hint });
}

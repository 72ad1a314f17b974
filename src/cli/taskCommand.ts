/**
 * One task on the command line: its options become flags, the text of flags becomes values, the schema judges them,
 * and the result is printed: the summary and verdict for people, or exactly one JSON document with `--json`.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { EXIT, GlueballError } from "../base/index.ts";
import {
  commonOptions,
  defaultText,
  documentOf,
  executeTask,
  jsonDocument,
  missingValue,
  optionFields,
  progressWriter,
  taskFields,
  taskTitle,
} from "../run/index.ts";
import { parseOptions, resolveOptions, RUNS, textTable, unknownOption } from "../run/index.ts";
import type { CommonOptions, Execution, OptionField, Task } from "../run/index.ts";
import type { Streams } from "./commandLine.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { verdictText } from "./runDetails.ts";
import { readValue } from "./values.ts";

/** What was given, as values by field name. */
interface Given {
  readonly options: Record<string, unknown>;
  readonly common: Record<string, unknown>;
  readonly preset?: string | undefined;
}

/** Runs a task with the words after its name and returns the exit code. */
export async function runTask(task: Task, words: readonly string[], streams: Streams): Promise<number> {
  const parsed = parseWords(task, words, streams);
  if (parsed === "help") return EXIT.done;
  const common = parseOptions(commonOptions, parsed.common);
  if (common.dryRun) return dryRun(task, parsed, common, streams);
  const execution = await execute(task, parsed, common, words, streams);
  printResult(execution, common, streams);
  return execution.exitCode;
}

async function execute(
  task: Task,
  { options, common: given, preset }: Given,
  common: CommonOptions,
  words: readonly string[],
  { stderr }: Streams,
): Promise<Execution> {
  const progress = progressWriter(common.json ? "json" : stderr.isTTY === true ? "bar" : "lines", stderr);
  const interrupt = listenForInterrupt((text) => progress.listener({ type: "log", text }));
  try {
    return await executeTask(task, options, {
      preset,
      common: given,
      commandLine: ["glueball", ...taskTitle(task).split(" "), ...words],
      signal: interrupt.signal,
      listener: progress.listener,
    });
  } finally {
    progress.close();
    interrupt.stop();
  }
}

function printResult({ result, folder }: Execution, { json }: CommonOptions, { stdout }: Streams): void {
  if (json) {
    stdout.write(jsonDocument(documentOf(result)));
    return;
  }
  const { summary, verdict } = result;
  stdout.write(`${summary}\n`);
  if (verdict !== undefined) stdout.write(`${verdictText(verdict)}\n`);
  if (folder === undefined) return;
  const report = join(folder, "report.html");
  stdout.write(existsSync(report) ? `report: ${report}\n` : `run folder: ${folder}\n`);
}

function dryRun(task: Task, given: Given, common: CommonOptions, { stdout }: Streams): number {
  const { options, origins, preset } = resolveOptions(task, given.options, given.preset);
  const { seed, threads, device, json } = common;
  const folder = common.out ?? runPath(task);
  const out = task.long === true ? folder : common.out;
  if (json) {
    stdout.write(
      jsonDocument({ dryRun: true, task: taskTitle(task), preset, options, origins, seed, threads, device, out }),
    );
    return EXIT.done;
  }
  const own = Object.entries(options).map(([name, value]) => [
    name,
    JSON.stringify(value),
    originText(origins[name]!, preset),
  ]);
  const shared = Object.entries({ seed, threads, device, ...(out === undefined ? {} : { out }) }).map(
    ([name, value]) => [name, JSON.stringify(value), name in given.common ? "given" : "default"],
  );
  stdout.write(
    `${textTable({ columns: ["option", "value", "origin"], rows: [...own, ...shared] })}\nNothing was run.\n`,
  );
  return EXIT.done;
}

/** Where a long task puts its run. */
function runPath(task: Task): string {
  return `${RUNS}/${task.folderName ?? `<date>-${taskTitle(task).replaceAll(" ", "-")}-<id>`}`;
}

function originText(origin: string, preset: string | undefined): string {
  return origin === "preset" ? `preset ${preset}` : origin;
}

/** Reads the words; "help" when the help was asked for and printed. */
function parseWords(task: Task, words: readonly string[], { stdout }: Streams): Given | "help" {
  const fields = taskFields(task);
  const common = optionFields(commonOptions);
  const command = buildCommand(task, fields, common, (text) => stdout.write(text));
  try {
    command.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return "help";
    throw wordsRefused(error, [...fields, ...common], task.example);
  }
  const flags = Object.fromEntries(
    Object.entries(command.opts<Record<string, string | boolean | readonly string[]>>()).filter(
      ([name]) => command.getOptionValueSource(name) === "cli", // a --no-NAME brings a default of its own
    ),
  );
  refuseFlagsAsValues([...fields, ...common], flags, task.example);
  const positions = inputFields(task, fields).map(
    (field, index) => [field.name, command.processedArgs[index]] as const,
  );
  const texts = {
    ...flags,
    ...Object.fromEntries(positions.filter(([, text]) => text !== undefined && text.length > 0)),
  };
  const pick = (wanted: readonly OptionField[]): Record<string, unknown> =>
    Object.fromEntries(
      wanted.filter(({ name }) => name in texts).map((field) => [field.name, readValue(field, texts[field.name]!)]),
    );
  return { options: pick(fields), common: pick(common), preset: flags["preset"] as string | undefined };
}

function inputFields({ inputs = [] }: Task, fields: readonly OptionField[]): OptionField[] {
  return inputs.map((name) => fields.find((field) => field.name === name)!);
}

function buildCommand(
  task: Task,
  fields: readonly OptionField[],
  common: readonly OptionField[],
  writeOut: (text: string) => void,
): Command {
  const command = new Command(`glueball ${taskTitle(task)}`)
    .description(task.help)
    .exitOverride()
    .configureOutput({ writeOut, writeErr: () => {} })
    .usage(["[options]", ...inputFields(task, fields).map(positionText)].join(" "))
    .addHelpOption(new Option("-h, --help", "print this help").helpGroup(SHARED_OPTIONS));
  // All positions are optional for the parser: what is missing is said by the schema, in the words of every error.
  for (const field of inputFields(task, fields)) {
    command.argument(positionText({ ...field, required: false }), helpText(field));
  }
  const presets = Object.keys(task.presets ?? {});
  if (presets.length > 0) {
    command.option(
      "--preset <name>",
      `settings of many options at once: ${presets.join(", ")} (default ${presets[0]})`,
    );
  }
  for (const field of fields.filter(({ flag }) => flag.startsWith("--"))) command.addOption(flagOption(field));
  for (const field of common) {
    const own = field.name === "out" ? { ...field, help: outHelp(task) } : field;
    command.addOption(flagOption(own).helpGroup(SHARED_OPTIONS));
  }
  return command.addHelpText("after", `\nExample:\n  ${task.example}`);
}

const SHARED_OPTIONS = "Options of every task:";

/** `<file>` must be given, `[file]` may be, `[files...]` are several. */
function positionText({ flag, kind, required }: OptionField): string {
  const name = `${flag.slice(1, -1)}${kind === "list" ? "..." : ""}`;
  return required ? `<${name}>` : `[${name}]`;
}

/** What `--out` is depends on the task. */
function outHelp(task: Task): string {
  if (task.long === true) return `run folder (default ${runPath(task)})`;
  return task.writesOut === true
    ? "file or folder to write; a name that ends in .json gets the result as JSON"
    : "file for the result as JSON";
}

function flagOption(field: OptionField): Option {
  if (field.kind === "list") {
    const gather = (word: string, before: readonly string[] | undefined) => [...(before ?? []), word];
    return new Option(`${field.flag} <${field.member}>`, `${helpText(field)}; may be repeated`).argParser(gather);
  }
  const word = field.kind === "mixed" ? "value" : field.kind;
  if (field.kind !== "boolean") return new Option(`${field.flag} <${word}>`, helpText(field));
  if (field.default !== true) return new Option(field.flag, field.help);
  return new Option(`--no-${field.flag.slice(2)}`, `switch off, on by default: ${field.help}`);
}

/** `--out --json` lacks the file; the parser would take `--json` for it. */
function refuseFlagsAsValues(
  fields: readonly OptionField[],
  flags: Readonly<Record<string, string | boolean | readonly string[]>>,
  example: string,
): void {
  const names = new Set(fields.flatMap(({ flag }) => [flag, `--no-${flag.slice(2)}`]));
  for (const field of fields) {
    const taken = [flags[field.name] ?? []].flat().some((word) => names.has(String(word)));
    if (taken) throw missingValue(field, NO_VALUE, example);
  }
}

function helpText(field: OptionField): string {
  const { help, kind, choices, range, required } = field;
  const notes = [
    kind === "choice" ? `one of ${choices?.join(", ")}` : range,
    field.default === undefined ? "" : `default ${defaultText(field)}`,
    required ? "required" : "",
  ].filter((note) => note !== "");
  return notes.length === 0 ? help : `${help} (${notes.join("; ")})`;
}

const NO_VALUE = "an option has no value";

/** The parser's refusal in our words. */
function wordsRefused(error: CommanderError, fields: readonly OptionField[], example: string): GlueballError {
  const quoted = error.message.match(/'([^']+)'/)?.[1] ?? "";
  if (error.code === "commander.unknownOption") return unknownOption(quoted, fields);
  if (error.code === "commander.optionMissingArgument") {
    const flag = quoted.split(" ")[0]!;
    const field = fields.find((candidate) => candidate.flag === flag);
    if (field !== undefined) return missingValue(field, NO_VALUE, example);
    return new GlueballError({ code: "run/option-missing", what: NO_VALUE, place: flag }); // --preset
  }
  return new GlueballError({
    code: "cli/words-refused",
    what: error.message.replace(/^error: |\.$/g, ""),
    hint: "Inputs come before or after options; --help shows them",
  });
}

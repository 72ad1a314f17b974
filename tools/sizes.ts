/**
 * `npm run sizes`: how large files, functions and rooms are, and which are too large. A report, not a gate.
 *
 * The measures of the house: a file about 150 lines at the median, 400 is long, 600 is a fault; a function about 10 at
 * the median and 40 at the 90th percentile; blocks nested at most 3 deep; a room's door about 25 names; a file over 80
 * lines opens with a block that says what it is about. Function lengths are oxlint's and count named functions.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LONG_FILE = 400;
const LONG_FUNCTION = 40;
const NEEDS_OPENING = 80;
const WIDE_DOOR = 25;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly isTest: boolean;
  readonly text: string;
  readonly lines: number;
}

/** What oxlint says of one function or block. */
interface Measure {
  readonly message: string;
  /** Absent where the file does not parse. */
  readonly code?: string;
  readonly filename: string;
  readonly labels: readonly [{ readonly span: { readonly line: number } }];
}

/** The report on the tree at `root`, as lines of text. */
export function sizesReport(root: string): string[] {
  const files = sourceFiles(root);
  const sources = files.filter((file) => !file.isTest);
  const { functions, deepBlocks } = measureFunctions(root);
  const named = functions.filter(({ file }) => !file.endsWith(".test.ts"));
  return [
    `${"room".padEnd(16)}  files  lines  median  longest   test lines`,
    ...[...Map.groupBy(files, ({ room }) => room)].map(([room, members]) => roomRow(room, members)),
    roomRow("all", files),
    `functions: ${distribution(named.map(({ lines }) => lines))}`,
    ...section(
      `files over ${LONG_FILE} lines (600 is a fault)`,
      sources.filter(({ lines }) => lines > LONG_FILE).map(({ path, lines }) => `${path}: ${lines}`),
    ),
    ...section(
      `functions over ${LONG_FUNCTION} lines`,
      named
        .filter(({ lines }) => lines > LONG_FUNCTION)
        .map(({ file, line, name, lines }) => `${file}:${line} ${name}: ${lines}`),
    ),
    ...section("blocks nested more than 3 deep", deepBlocks),
    ...section(
      `files over ${NEEDS_OPENING} lines without an opening block`,
      sources.filter((file) => file.lines > NEEDS_OPENING && !hasOpening(file.text)).map(({ path }) => path),
    ),
    ...section(
      `doors of more than ${WIDE_DOOR} names`,
      sources.filter(({ path }) => path.endsWith("/index.ts")).flatMap(({ path, text }) => wideDoor(path, text)),
    ),
  ];
}

function sourceFiles(root: string): SourceFile[] {
  return globSync("{src,bench,tools,web}/**/*.ts", { cwd: root, exclude: (path) => path.includes("node_modules") })
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const room = path
        .split("/")
        .slice(0, path.startsWith("src/") ? 2 : 1)
        .join("/");
      return { path, room, isTest: path.endsWith(".test.ts"), text, lines: text.split("\n").length - 1 };
    });
}

function roomRow(room: string, files: readonly SourceFile[]): string {
  const lines = files.filter((file) => !file.isTest).map((file) => file.lines);
  const testLines = sum(files.filter((file) => file.isTest).map((file) => file.lines));
  const cells = [lines.length, sum(lines), quantile(lines, 0.5), quantile(lines, 1)];
  const widths = [7, 7, 8, 9];
  return (
    room.padEnd(16) +
    cells.map((cell, i) => String(cell).padStart(widths[i]!)).join("") +
    String(testLines).padStart(13)
  );
}

function measureFunctions(root: string) {
  const config = join(import.meta.dirname, "sizes.oxlintrc.json");
  const oxlint = join(import.meta.dirname, "../node_modules/oxlint/bin/oxlint");
  const options = { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const run = spawnSync(process.execPath, [oxlint, "-c", config, "--format", "json"], options);
  const measures = (JSON.parse(run.stdout) as { diagnostics: Measure[] }).diagnostics;
  const functions = measures.flatMap(({ message, filename, labels }) => {
    const [, name, lines] = /function `(.+)` has too many lines \((\d+)\)/.exec(message) ?? [];
    return name === undefined ? [] : [{ file: filename, line: labels[0].span.line, name, lines: Number(lines) }];
  });
  const deepBlocks = measures
    .filter(({ code }) => code?.includes("max-depth"))
    .map(({ filename, labels }) => `${filename}:${labels[0].span.line}`);
  return { functions, deepBlocks };
}

/** Whether a comment of three lines or more stands first, or first after the imports. */
function hasOpening(text: string): boolean {
  const afterImports = text.replace(/^(?:import\b[^;]*;\s*)+/, "");
  return [text, afterImports].some((part) => /^(?:\/\*\*?[^]*?\n[^]*?\n[^]*?\*\/|(?:\/\/.*\n){3})/.test(part));
}

function wideDoor(path: string, text: string): string[] {
  const names = [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) =>
    list!.split(",").filter((name) => name.trim() !== ""),
  );
  return names.length > WIDE_DOOR ? [`${path}: ${names.length}`] : [];
}

const section = (title: string, rows: readonly string[]): string[] => [
  `${title}: ${rows.length === 0 ? "none" : rows.length}`,
  ...rows.map((row) => `  ${row}`),
];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The value below which a fraction of the values lies, at least one of them; 0 of none. */
function quantile(values: readonly number[], fraction: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(fraction * values.length) - 1)] ?? 0;
}

const distribution = (values: readonly number[]): string =>
  `${values.length}, median ${quantile(values, 0.5)}, 90 % ${quantile(values, 0.9)}, longest ${quantile(values, 1)} lines`;

if (import.meta.main) for (const line of sizesReport(process.cwd())) console.log(line);

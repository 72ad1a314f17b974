import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dataFolders } from "../src/run/index.ts";
import { docBlocks, showsOutput } from "./docsBlocks.ts";
import type { DocBlock } from "./docsBlocks.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const AVAILABLE = { data: dataFolders().length > 0, long: process.env["GLUEBALL_LONG"] !== undefined };
const NEEDED = { data: "shared data", long: "./test --long" };
const QUICK_MS = 60_000;
const LONG_MS = 900_000;

const documents = globSync("{README,CONTRIBUTING}.md", { cwd: REPOSITORY }).concat(
  globSync("docs/**/*.md", { cwd: REPOSITORY }),
);

describe.each(documents)("%s", (document) => {
  // The blocks of a document run in order in one scratch folder that looks like the repository, so that what they
  // write, runs/ for example, goes there.
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "glueball-docs-"));
    for (const entry of readdirSync(REPOSITORY)) {
      if (entry !== ".git" && entry !== "runs") symlinkSync(join(REPOSITORY, entry), join(folder, entry));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const blocks = docBlocks(readFileSync(join(REPOSITORY, document), "utf8"));
  test("all fences are understood", () => expect(blocks.every(({ text }) => text.trim() !== "")).toBe(true));
  for (const block of blocks.filter(({ noRun }) => noRun === undefined)) {
    const needs = block.when.filter((word) => !AVAILABLE[word]).map((word) => `needs ${NEEDED[word]}`);
    const firstLine = block.text.trim().split("\n")[0];
    test.skipIf(needs.length > 0)(`line ${block.line}: ${[firstLine, ...needs].join(", ")}`, { timeout: LONG_MS }, () =>
      expectRuns(block, folder),
    );
  }
});

function expectRuns({ language, text, when, output }: DocBlock, folder: string): void {
  const file = join(folder, `block.${language}`);
  writeFileSync(file, text);
  const bin = join(REPOSITORY, "node_modules/.bin");
  const env = { ...process.env, PATH: [dirname(process.execPath), bin, process.env["PATH"]].join(delimiter) };
  const [command, ...args] = language === "sh" ? ["sh", "-e", file] : [process.execPath, file];
  const timeout = when.includes("long") ? LONG_MS : QUICK_MS;
  const run = spawnSync(command!, args, { cwd: folder, env, encoding: "utf8", timeout });
  expect({ status: run.status, output: run.status === 0 ? "" : run.stdout + run.stderr }).toEqual({
    status: 0,
    output: "",
  });
  if (output !== undefined && !showsOutput(output, run.stdout)) expect(run.stdout).toBe(output);
}

describe("the reader of blocks", () => {
  test("finds blocks, their words and their output", () => {
    const markdown =
      "# Title\n```sh\necho 1\n```\n\n```output\n1\n```\ntext\n```ts long data\nf();\n```\n```json\n{}\n```\n";
    const never = "```sh no-run: it needs the network\nnpm ci\n```\n";
    expect(docBlocks(markdown + never)).toEqual([
      { line: 2, language: "sh", when: [], text: "echo 1\n", output: "1\n" },
      { line: 10, language: "ts", when: ["long", "data"], text: "f();\n" },
      { line: 16, language: "sh", when: [], noRun: "it needs the network", text: "npm ci\n" },
    ]);
  });

  test.each([
    ["```sh norun\nx\n```\n", 'line 1: found "norun" after the language'],
    ["```sh no-run:\nx\n```\n", 'line 1: found "no-run:" after the language'],
    ["text\n```output\n1\n```\n", "line 2: this output follows no block that is run"],
    ["```sh\nx\n```\ntext\n```output\n1\n```\n", "line 5: this output follows no block that is run"],
    ["```sh\nx\n```\n```output\n1\n```\n```output\n1\n```\n", "line 7: this output follows no block that is run"],
  ])("refuses %j", (markdown, message) => {
    expect(() => docBlocks(markdown)).toThrow(message);
  });

  test.each([
    ["loss 3.21\n", "loss 3.21", true],
    ["loss 3.21\n", "loss 3.22\n", false],
    ["loss 3.21\n", "loss 3.215\n", false],
    ["loss 3.21...\n", "loss 3.215\n", true],
    ["in ... s, ratio 2\n", "in 17.3 s, ratio 2\n", true],
    ["in ... s, ratio 2\n", "in 17.3 s, ratio 3\n", false],
    ["a\n...\nz\n", "a\nb\nc\nz\n", true],
    ["a.c\n", "abc\n", false],
  ])("shown %j, printed %j: %s", (shown, printed, equal) => {
    expect(showsOutput(shown, printed)).toBe(equal);
  });

  test("a block that fails, or prints something else, fails", () => {
    const folder = mkdtempSync(join(tmpdir(), "glueball-docs-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const block = { line: 1, language: "sh", when: [], text: "echo 2\n" } as const;
    expect(() => expectRuns({ ...block, output: "2\n" }, folder)).not.toThrow();
    expect(() => expectRuns({ ...block, output: "3\n" }, folder)).toThrow("expected '2\\n' to be '3\\n'");
    expect(() => expectRuns({ ...block, text: "exit 3\n" }, folder)).toThrow("to deeply equal");
    expect(() => expectRuns({ ...block, text: "false\ntrue\n" }, folder)).toThrow("to deeply equal");
  });
});

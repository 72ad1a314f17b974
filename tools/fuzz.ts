/**
 * `npm run fuzz -- [--format NAME] [--start N] [--count N] [--seed N] [--threads N] [--out FOLDER]`: reads N damaged
 * files of each format (100,000 by default, from the one numbered `start`) and says what the readers made of them.
 * The first file of every cause of failure is written to FOLDER, as small an edit of the intact file as it could be
 * made. Exit code 1 when a reader failed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { applyEdits } from "./fuzzMutate.ts";
import { fuzz } from "./fuzzRun.ts";
import type { FuzzReport } from "./fuzzRun.ts";
import { FUZZ_FORMATS, fuzzSeeds } from "./fuzzSeeds.ts";

const OPTIONS = {
  format: { type: "string", multiple: true },
  start: { type: "string", default: "0" },
  count: { type: "string", default: "100000" },
  seed: { type: "string", default: "1" },
  threads: { type: "string", default: String(availableParallelism()) },
  out: { type: "string", default: "runs/fuzz" },
} as const;

/** Writes the damaged file of each cause and what is known of it; returns lines for people. */
async function keepFailures({ format, failures }: FuzzReport, folder: string): Promise<string[]> {
  const seeds = await fuzzSeeds(format);
  const lines: string[] = [];
  for (const { edits, ...failed } of failures) {
    lines.push(`  ${failed.cases} x ${failed.cause}: ${failed.seedName}, case ${failed.index}: ${failed.message}`);
    const seed = seeds.find(({ name }) => name === failed.seedName);
    if (edits === undefined || seed === undefined) continue;
    const name = join(folder, `${format}-${failed.index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${name}${seed.extension}`, applyEdits(seed.bytes, edits));
    writeFileSync(`${name}.json`, `${JSON.stringify({ format, ...failed, edits }, undefined, 2)}\n`);
    lines.push(
      `    ${edits.map(({ kind, at, remove, insert }) => `${kind} at ${at}: -${remove} +[${insert.slice(0, 8)}]`).join("; ")}`,
    );
  }
  return lines;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, found ${text}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const formats = values.format ?? FUZZ_FORMATS;
  const unknown = formats.filter((format) => !FUZZ_FORMATS.includes(format));
  if (unknown.length > 0) throw new Error(`no format ${unknown.join(", ")}; there are ${FUZZ_FORMATS.join(", ")}`);
  const number = (name: "start" | "count" | "seed" | "threads"): number => wholeNumber(name, values[name]);
  const asked = { start: number("start"), count: number("count"), seed: number("seed"), threads: number("threads") };
  console.log("format         cases     same    error    other  failed  seconds");
  for (const format of formats) {
    const report = await fuzz({ format, ...asked });
    const { cases, same, error, other, failures, seconds } = report;
    const failed = failures.reduce((sum, failure) => sum + failure.cases, 0);
    const columns = [cases, same, error, other].map((number) => String(number).padStart(9)).join("");
    console.log(`${format.padEnd(11)}${columns}${String(failed).padStart(8)}${seconds.toFixed(0).padStart(9)}`);
    for (const line of await keepFailures(report, values.out)) console.log(line);
    if (failed > 0) process.exitCode = 1;
  }
}

await main();

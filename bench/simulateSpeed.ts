/**
 * The claim: rows a second that one core simulates (hundreds of jets as in JetClass, tens of events as in the LHC Olympics).
 *
 *     node bench/simulateSpeed.ts [--seconds 8] [--only jetclass,lhco-rnd] [--seed 1]
 *
 * Makes rows in this process, as a thread of `glueball simulate jets|events` does, and prints rows a second of processor
 * time (this process's, collector and compiler included), attempts a row, and the load. Each case is warmed up for half of its
 * time with other rows. Processor time is what a busy machine leaves comparable, but a busy neighbour still takes caches.
 * `digest` is a hash of the first rows: what only makes it faster leaves it as it is.
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import type { Batch } from "../src/formats/index.ts";
import { conditions, describeMachine } from "../src/run/index.ts";
import { choosePreset } from "../src/simulate/index.ts";
import { createWork, type SimulatedRows } from "../src/simulate/samples/sampleWork.ts";

const CASES = [
  { name: "jetclass" },
  { name: "jetclass", classes: ["QCD"] },
  { name: "jetclass", classes: ["Tbqq"] },
  { name: "jetclass", classes: ["Hbb"] },
  { name: "top-tagging" },
  { name: "quark-gluon" },
  { name: "lhco-rnd" },
];
/** Rows of a call, and of the digest. */
const LENGTH = 20;

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { seconds: text, only: text, seed: text } });
const seconds = Number(values.seconds ?? "8");
const seed = Number(values.seed ?? "1");
const only = values.only?.split(",");

console.log(conditions(describeMachine()));
for (const { name, classes } of CASES) {
  const title = [name, ...(classes ?? [])].join(" ");
  if (only?.includes(title) ?? true) console.log(measure(title, name, classes));
}

function measure(title: string, name: string, classes?: readonly string[]): string {
  const preset = choosePreset(name, { classes });
  const rows = preset.jet === undefined ? "events" : "jets";
  const work = createWork({ preset, seed, rows });
  const digest = digestOf(work({ first: 0, length: LENGTH }).batch);
  run(work, 1e6, seconds / 2);
  const { count, attempts, cpu } = run(work, LENGTH, seconds);
  return `${title}: ${(count / cpu).toFixed(1)} ${rows} a second, ${(attempts / count).toFixed(2)} attempts each, digest ${digest}`;
}

/** Makes rows from `first` on for so many seconds of processor time. */
function run(work: (range: unknown) => SimulatedRows, first: number, limit: number) {
  const start = process.cpuUsage();
  let [count, attempts, cpu] = [0, 0, 0];
  while (cpu < limit) {
    attempts += work({ first: first + count, length: LENGTH }).attempts;
    count += LENGTH;
    const { user, system } = process.cpuUsage(start);
    cpu = (user + system) / 1e6;
  }
  return { count, attempts, cpu };
}

function digestOf({ columns }: Batch): string {
  const hash = createHash("sha256");
  for (const [name, { values: column, offsets }] of columns) {
    hash.update(name);
    if (ArrayBuffer.isView(column)) hash.update(column);
    if (offsets !== undefined) hash.update(offsets);
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * The claim: a million branch entries a second and more from a ROOT file like JetClass (16 vector branches a jet).
 *
 *     node bench/rootRead.ts [--jets 20000] [--rounds 5] [--keep FOLDER]
 *
 * Writes files of that shape (20 to 80 particles a jet, baskets of 32 kB as ROOT makes them) in four packings, reads all
 * columns of each in turn, and prints entries, numbers and megabytes a second of the fastest round, and the entries a
 * second of processor time, which other programs on the machine disturb less. `--keep` leaves the files, for other
 * programs to read.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { rootReader } from "../src/formats/root.ts";
import { toBaskets, vectorBranch, vectorEntry } from "../src/formats/root/trialBranches.ts";
import { trialFile, type TrialBranch, type TrialPacking } from "../src/formats/root/trialFile.ts";
import { conditions, describeMachine } from "../src/run/index.ts";

const FLOATS = ["px", "py", "pz", "energy", "deta", "dphi", "d0val", "d0err", "dzval", "dzerr", "charge"];
const INTS = ["isChargedHadron", "isNeutralHadron", "isPhoton", "isElectron", "isMuon"];
const BASKET_BYTES = 32000;

const { values } = parseArgs({
  options: { jets: { type: "string" }, rounds: { type: "string" }, keep: { type: "string" } },
});
const jets = Number(values.jets ?? 20000);
const rounds = Number(values.rounds ?? 5);

/** One vector branch; `draw` gives its numbers. */
function branch(name: string, className: string, lengths: readonly number[], draw: () => number): TrialBranch {
  const encoding = className === "vector<float>" ? "f32" : "i32";
  const entries = lengths.map((length) => vectorEntry(Array.from({ length }, draw), encoding));
  const bytes = entries.reduce((sum, entry) => sum + entry.length, 0);
  return vectorBranch(`part_${name}`, className, toBaskets(entries, Math.round((BASKET_BYTES * jets) / bytes)));
}

function jetClassLike(): readonly TrialBranch[] {
  const rng = createRng(1);
  const lengths = Array.from({ length: jets }, () => 20 + rng.integer(61));
  return [
    ...FLOATS.map((name) => branch(name, "vector<float>", lengths, () => rng.normal() * 20)),
    ...INTS.map((name) => branch(name, "vector<int>", lengths, () => rng.integer(2))),
  ];
}

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly entries: number;
  readonly numbers: number;
}

async function read(path: string): Promise<Figures> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const file = await rootReader.open(path);
  let [entries, numbers] = [0, 0];
  for await (const batch of file.batches()) {
    for (const { values } of batch.columns.values()) {
      entries += batch.length;
      numbers += values.length;
    }
  }
  await file.close();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6, entries, numbers };
}

const folder = values.keep ?? mkdtempSync(join(tmpdir(), "glueball-root-"));
const tree = { name: "tree", entries: jets, branches: jetClassLike() };
const files = (["none", "ZL", "L4", "ZS"] as const).map((packing: TrialPacking) => {
  const path = join(folder, `jets-${packing}.root`);
  writeFileSync(path, trialFile(tree, packing));
  return { packing, path, best: Infinity, bestCpu: Infinity };
});
console.log(conditions(describeMachine()));
let last: Figures = { seconds: 0, cpuSeconds: 0, entries: 0, numbers: 0 };
for (let round = 0; round < rounds; round++) {
  for (const file of files) {
    last = await read(file.path);
    file.best = Math.min(file.best, last.seconds);
    file.bestCpu = Math.min(file.bestCpu, last.cpuSeconds);
  }
}
for (const { packing, path, best, bestCpu } of files) {
  const megabytes = statSync(path).size / 1e6;
  console.log(
    `${packing.padEnd(4)} ${(last.entries / best / 1e6).toFixed(2)} million branch entries/s, ` +
      `${(last.numbers / best / 1e6).toFixed(0)} million numbers/s, ${(megabytes / best).toFixed(0)} MB/s of file; ` +
      `${(last.entries / bestCpu / 1e6).toFixed(2)} million branch entries per CPU second`,
  );
}
if (values.keep === undefined) rmSync(folder, { recursive: true });

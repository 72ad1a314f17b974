/**
 * The claim: memory stays flat however large a sample is.
 *
 *     node bench/simulateMemory.ts [--preset lep] [--energy 12] [--count 20000] [--threads 1] [--steps 10]
 *
 * Makes a sample in a temporary folder, then writes it to a Parquet file, and prints resident memory and heap at equal
 * steps of both. The last line compares the peaks of the two halves of each stage: the first has all the code compiled and
 * the collector's room taken, so what the second needs beyond it would grow with the number of events.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { tableOf, writeTable } from "../src/formats/index.ts";
import { conditions, describeMachine } from "../src/run/index.ts";
import { choosePreset, simulateSample } from "../src/simulate/index.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { preset: text, energy: text, count: text, threads: text, steps: text } });
const { preset: name = "lep", count = "20000", threads = "1", steps = "10" } = values;
const preset = choosePreset(name, values.energy === undefined ? {} : { energy: Number(values.energy) });
const rows = preset.jet === undefined ? "events" : "jets";
const total = Number(count);
const MB = 2 ** 20;

/** Memory at equal steps of a stage. */
function createLog(stage: string) {
  const resident: number[] = [];
  return {
    at: (done: number) => {
      if (done < ((resident.length + 1) * total) / Number(steps)) return;
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
      resident.push(rss / MB);
      const parts = [rss, heapUsed, arrayBuffers].map((bytes) => (bytes / MB).toFixed(0));
      console.log(`${stage} ${done}: ${parts[0]} MB resident, ${parts[1]} MB heap, ${parts[2]} MB of arrays`);
    },
    growth: () => {
      const half = resident.length >> 1;
      const [first, second] = [resident.slice(0, half), resident.slice(half)].map((part) => Math.max(...part));
      return `${stage} ${first.toFixed(0)} and ${second.toFixed(0)} MB`;
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), "glueball-memory-"));
try {
  console.log(conditions(describeMachine()));
  const making = createLog("made");
  const settings = { root: folder, threads: Number(threads), progress: making.at };
  const sample = await simulateSample({ preset, seed: 1, rows, count: total }, settings);
  console.log(`${(total / sample.made.seconds).toFixed(0)} ${rows} a second`);
  const writing = createLog("written");
  async function* counted(...range: Parameters<typeof sample.rows.batches>) {
    for await (const batch of sample.rows.batches(...range)) {
      writing.at(batch.first + batch.length);
      yield batch;
    }
  }
  await writeTable(join(folder, "out.parquet"), tableOf({ ...sample.rows, batches: counted }));
  console.log(`resident at most in the first and second half: ${making.growth()}; ${writing.growth()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

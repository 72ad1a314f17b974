/**
 * The claim: HepMC3 is read at 50 MB/s of uncompressed text or better on one core.
 *
 *     node bench/hepmcRead.ts [--megabytes 50] [--rounds 5]
 *
 * The e+e- events of the shared data, repeated in a temporary file of that size, are read in three ways, in turn: only what
 * jets need (final-state momenta), every column, and the same text gzipped. Prints the best of the rounds of each, and
 * of the mean, in MB/s of text.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { FINAL_STATE_COLUMNS, finalState } from "../src/formats/finalState.ts";
import { HEPMC3_END } from "../src/formats/hepmc/hepmc3.ts";
import { hepmcReader } from "../src/formats/hepmc.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "50" }, rounds: { type: "string", default: "5" } },
});

/** The events of the file over and over in one listing, about `bytes` long. */
function repeated(path: string, bytes: number): string {
  const text = gunzipSync(readFileSync(path)).toString("latin1");
  const from = text.indexOf("\nE ") + 1;
  const events = text.slice(from, text.indexOf(HEPMC3_END));
  return `${text.slice(0, from)}${events.repeat(Math.ceil(bytes / events.length))}${HEPMC3_END}\n`;
}

async function readSeconds(path: string, columns: readonly string[] | undefined): Promise<[number, number]> {
  const begin = performance.now();
  const dataset = await hepmcReader.open(path);
  const known = dataset.schema.map(({ name }) => name);
  let particles = 0;
  for await (const batch of dataset.batches(
    0,
    undefined,
    columns?.filter((name) => known.includes(name)),
  )) {
    particles += finalState(batch).px.length;
  }
  await dataset.close();
  return [(performance.now() - begin) / 1000, particles];
}

const folder = mkdtempSync(join(tmpdir(), "glueball-hepmc-"));
try {
  const text = repeated(requireData("jets-lhco/fastjet-ee/events.eeH.hepmc3.gz"), Number(values.megabytes) * 1e6);
  const plain = join(folder, "events.hepmc3");
  const packed = join(folder, "events.hepmc3.gz");
  writeFileSync(plain, text);
  writeFileSync(packed, gzipSync(text, { level: 4 }));
  const megabytes = statSync(plain).size / 1e6;
  const cases = [
    ["final-state momenta", plain, FINAL_STATE_COLUMNS],
    ["every column", plain, undefined],
    ["final-state momenta, gzip", packed, FINAL_STATE_COLUMNS],
  ] as const;
  const rates = cases.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [k, [, path, columns]] of cases.entries()) {
      const [seconds, particles] = await readSeconds(path, columns);
      rates[k]!.push(megabytes / seconds);
      if (round === 0) console.log(`${cases[k]![0]}: ${particles} final-state particles`);
    }
  }
  console.log(`${megabytes.toFixed(1)} MB of HepMC3, ${conditions(describeMachine())}`);
  for (const [k, [name]] of cases.entries()) {
    const mean = rates[k]!.reduce((sum, rate) => sum + rate, 0) / rates[k]!.length;
    console.log(`${name}: best ${Math.max(...rates[k]!).toFixed(0)} MB/s, mean ${mean.toFixed(0)} MB/s`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

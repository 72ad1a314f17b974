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
import { open, particleEvents } from "../src/formats/index.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";

const END = "HepMC::Asciiv3-END_EVENT_LISTING";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "50" }, rounds: { type: "string", default: "5" } },
});

/** The events of the file over and over in one listing, about `bytes` long. */
function repeated(path: string, bytes: number): string {
  const text = gunzipSync(readFileSync(path)).toString("latin1");
  const from = text.indexOf("\nE ") + 1;
  const events = text.slice(from, text.indexOf(END));
  return `${text.slice(0, from)}${events.repeat(Math.ceil(bytes / events.length))}${END}\n`;
}

/** Seconds, and final-state particles or all. */
async function readSeconds(path: string, onlyFinalState: boolean): Promise<[number, number]> {
  const begin = performance.now();
  const dataset = await open(path);
  let particles = 0;
  if (onlyFinalState) for await (const { px } of particleEvents(dataset)) particles += px.length;
  else for await (const { columns } of dataset.batches()) particles += columns.get("px")!.values.length;
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
    ["final-state momenta", plain, true],
    ["every column", plain, false],
    ["final-state momenta, gzip", packed, true],
  ] as const;
  const rates = cases.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [k, [name, path, onlyFinalState]] of cases.entries()) {
      const [seconds, particles] = await readSeconds(path, onlyFinalState);
      rates[k]!.push(megabytes / seconds);
      if (round === 0) console.log(`${name}: ${particles} particles`);
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

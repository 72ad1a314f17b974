/**
 * The claim: jets as fast as FastJet's, one thread each, in turn, on one machine in the same minutes.
 *
 *     node bench/jetsVsFastjet.ts [--rounds 5] [--growth]
 *
 * Events: the 100 pp events and the 1000 LHC Olympics events of the shared data; with --growth also random ones of 100 to
 * 10,000 particles. Prints the median over the rounds of both in milliseconds an event and their ratio (below 1: ours
 * is faster). Needs g++ and FastJet's headers (Debian: libfastjet-dev); without them only our own times are printed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { open, particleEvents } from "../src/formats/index.ts";
import { cluster, jetDefinition } from "../src/jets/index.ts";
import type { JetAlgorithm } from "../src/jets/index.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";

interface Momenta {
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
}

interface Case {
  readonly name: string;
  readonly events: readonly Momenta[];
  readonly radius: number;
  readonly minPt: number;
}

/** What both sides report: a check that they found the same jets, and the time of each pass over all events. */
interface Passes {
  readonly jets: number;
  readonly sumPt: number;
  readonly milliseconds: readonly number[];
}

const { values } = parseArgs({ options: { rounds: { type: "string" }, growth: { type: "boolean" } } });
const rounds = Number(values.rounds ?? 5);
const folder = mkdtempSync(join(tmpdir(), "glueball-fastjet-"));
const peer = buildPeer();
const cases: Case[] = [
  { name: "pp, 431 particles", ...(await read("jets-lhco/fastjet-pp/events_pp13TeV_100_px_py_pz_E.txt.gz", 0.4, 5)) },
  { name: "LHCO, 170 particles", ...(await read("jets-lhco/lhco/events_anomalydetection_tiny.h5", 1, 20)) },
  ...(values.growth === true ? [100, 300, 1000, 3000, 10_000].map(randomCase) : []),
];
for (const one of cases) {
  for (const algorithm of ["antikt", "ca", "kt"] as const) compare(one, algorithm);
}
rmSync(folder, { recursive: true });
console.log(conditions(describeMachine()));

function compare({ name, events, radius, minPt }: Case, algorithm: JetAlgorithm): void {
  const file = join(folder, "events.bin");
  writeFileSync(file, packed(events));
  const particles = events.reduce((sum, { px }) => sum + px.length, 0);
  const passes = Math.max(1, Math.round(100_000 / particles));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Warms the compiler, and touches the memory that starting the peer has marked as shared with it.
    pass(events, algorithm, radius, minPt, passes);
    const own = pass(events, algorithm, radius, minPt, passes);
    ours.push(median(own.milliseconds) / events.length);
    if (peer === undefined) continue;
    const other = runPeer(peer, [file, algorithm, `${radius}`, `${minPt}`, `${passes}`]);
    if (other.jets !== own.jets || Math.abs(other.sumPt / own.sumPt - 1) > 1e-9) throw new Error(`${name}: other jets`);
    theirs.push(median(other.milliseconds) / events.length);
  }
  const ratios = ours.map((time, round) => time / theirs[round]!);
  const compared =
    theirs.length === 0
      ? "no FastJet here"
      : `FastJet ${median(theirs).toFixed(3)} ms, ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
  console.log(`${name.padEnd(20)} ${algorithm.padEnd(7)} ${median(ours).toFixed(3)} ms an event; ${compared}`);
}

function pass(
  events: readonly Momenta[],
  algorithm: JetAlgorithm,
  radius: number,
  minPt: number,
  count: number,
): Passes {
  const definition = jetDefinition({ algorithm, radius });
  const milliseconds: number[] = [];
  let [jets, sumPt] = [0, 0];
  for (let k = 0; k < count; k++) {
    [jets, sumPt] = [0, 0];
    const started = performance.now();
    for (const event of events) {
      for (const { pt } of cluster(event, definition).inclusiveJets(minPt)) {
        jets++;
        sumPt += pt;
      }
    }
    milliseconds.push(performance.now() - started);
  }
  return { jets, sumPt, milliseconds };
}

function runPeer(program: string, args: readonly string[]): Passes {
  const run = spawnSync(program, args, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Passes;
}

function buildPeer(): string | undefined {
  const program = join(folder, "peer");
  const source = join(import.meta.dirname, "jetsVsFastjet.cc");
  const build = spawnSync("g++", ["-O3", "-march=native", "-o", program, source, "-lfastjet"], { encoding: "utf8" });
  if (build.status === 0) return program;
  console.log("FastJet is not here (g++ and libfastjet-dev are needed): only our own times follow");
  return undefined;
}

async function read(name: string, radius: number, minPt: number): Promise<Omit<Case, "name">> {
  const dataset = await open(requireData(name));
  const events: Momenta[] = [];
  for await (const { length, offsets, px, py, pz, energy } of particleEvents(dataset)) {
    for (let i = 0; i < length; i++) {
      const slice = (column: Float64Array) => column.slice(offsets[i], offsets[i + 1]);
      events.push({ px: slice(px), py: slice(py), pz: slice(pz), energy: slice(energy) });
    }
  }
  await dataset.close();
  return { events, radius, minPt };
}

/** Massless particles with falling pt, uniform in |y| < 4 and azimuth: what pileup looks like. */
function randomCase(particles: number): Case {
  const rng = createRng(particles);
  const events = Array.from({ length: Math.max(2, Math.round(20_000 / particles)) }, () => {
    const event = {
      px: new Float64Array(particles),
      py: new Float64Array(particles),
      pz: new Float64Array(particles),
      energy: new Float64Array(particles),
    };
    for (let i = 0; i < particles; i++) {
      const [pt, y, phi] = [-Math.log(rng.uniform()), 8 * rng.uniform() - 4, 2 * Math.PI * rng.uniform()];
      event.px[i] = pt * Math.cos(phi);
      event.py[i] = pt * Math.sin(phi);
      event.pz[i] = pt * Math.sinh(y);
      event.energy[i] = pt * Math.cosh(y);
    }
    return event;
  });
  return { name: `random, ${particles}`, events, radius: 0.4, minPt: 5 };
}

/** An int32 of the number of particles, then px, py, pz, E of each. */
function packed(events: readonly Momenta[]): Buffer {
  return Buffer.concat(
    events.flatMap(({ px, py, pz, energy }) => {
      const rows = new Float64Array(4 * px.length);
      px.forEach((value, i) => rows.set([value, py[i]!, pz[i]!, energy[i]!], 4 * i));
      return [Buffer.from(Int32Array.of(px.length).buffer), Buffer.from(rows.buffer)];
    }),
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

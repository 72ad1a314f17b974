/**
 * The claim: jets as fast as FastJet's, one thread each, in turn, on one machine in the same minutes.
 *
 *     node bench/jetsVsFastjet.ts [--rounds 5] [--growth [--svg FILE]] [--strategies]
 *
 * Events: the 100 pp events and the 1000 LHC Olympics events of the shared data, and the leading jets of the latter
 * clustered again without a limit on the radius. --growth takes random events of 20 to 10,000 particles instead and, with
 * --svg, draws times against particles; --strategies times all of ours beside. Prints the median over the rounds of both
 * in milliseconds an event, their ratio and its range (below 1: ours is faster). A round is a process that clusters all
 * events many times and takes the best time of each block (jetsPass.ts); both sides cluster the same file and must find
 * the same jets. Needs g++ and FastJet's headers (Debian: libfastjet-dev); without them only our own times are printed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { cluster, jetDefinition, MAX_RADIUS, type JetAlgorithm, type Strategy } from "../src/jets/index.ts";
import { lhcoEvents, ppEvents } from "../src/jets/referenceEvents.ts";
import type { FourMomentumColumns } from "../src/kinematics/index.ts";
import { conditions, curveFigure, describeMachine, requireData } from "../src/run/index.ts";

interface Case {
  readonly name: string;
  readonly events: readonly FourMomentumColumns[];
  readonly radius: number;
  readonly minPt: number;
}

/** What both sides report: a check that they found the same jets, and the time for all events. */
interface Report {
  readonly jets: number;
  readonly sumPt: number;
  readonly milliseconds: number;
}

/** Milliseconds an event of each strategy of ours and of FastJet: one number a round. */
interface Times {
  readonly ours: readonly (readonly number[])[];
  readonly theirs: readonly number[];
}

/** Particles that are clustered in a round; enough for tens of milliseconds. */
const PARTICLES = 1_000_000;
/** Leading jets of so many events are clustered again. */
const JETS = 200;

const ALGORITHMS = { antikt: "anti-kt", ca: "C/A", kt: "kt" } as const;
type Algorithm = keyof typeof ALGORITHMS;
const SIZES = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

const { values } = parseArgs({
  options: {
    rounds: { type: "string" },
    growth: { type: "boolean" },
    svg: { type: "string" },
    strategies: { type: "boolean" },
  },
});
const rounds = Number(values.rounds ?? 5);
const folder = mkdtempSync(join(tmpdir(), "glueball-fastjet-"));
const ourSide = join(import.meta.dirname, "jetsPass.ts");
const peer = buildPeer();
const strategies: readonly Strategy[] = values.strategies === true ? ["best", "plain", "tiled", "heap"] : ["best"];
console.log(conditions(describeMachine()));
if (values.growth === true) growth();
else for (const one of realCases()) for (const algorithm of algorithms()) compare(one, algorithm);
rmSync(folder, { recursive: true });
console.log(conditions(describeMachine()));

function algorithms(): Algorithm[] {
  return Object.keys(ALGORITHMS) as Algorithm[];
}

function growth(): void {
  const times = SIZES.map((particles) => {
    const one = randomCase(particles);
    return algorithms().map((algorithm) => compare(one, algorithm));
  });
  if (values.svg !== undefined) writeFileSync(values.svg, `${growthFigure(times)}\n`);
}

/** The times of "best" and of FastJet, by size and algorithm, over the particles, so that lines stay apart: as SVG. */
function growthFigure(times: readonly (readonly Times[])[]): string {
  const series = (side: string, of: (times: Times) => readonly number[]) =>
    Object.values(ALGORITHMS).map((name, k) => {
      const microseconds = (row: readonly Times[], size: number) => (1000 * median(of(row[k]))) / SIZES[size];
      return { label: `${name}, ${side}`, x: SIZES, y: times.map(microseconds) };
    });
  return curveFigure({
    note: "random events, R = 0.4, one thread",
    x: { label: "particles in an event", log: true },
    y: { label: "time for each particle", unit: "µs", log: true },
    series: [
      ...series("Glueball", ({ ours }) => ours[0]),
      ...(peer === undefined ? [] : series("FastJet", ({ theirs }) => theirs)),
    ],
  }).svg;
}

function compare({ name, events, radius, minPt }: Case, algorithm: JetAlgorithm): Times {
  const file = join(folder, "events.bin");
  writeFileSync(file, packed(events));
  const particles = events.reduce((sum, { px }) => sum + px.length, 0);
  const args = [file, algorithm, `${radius}`, `${minPt}`, `${Math.max(3, Math.round(PARTICLES / particles))}`];
  const ours = strategies.map((): number[] => []);
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = strategies.map((strategy) => timed(process.execPath, [ourSide, ...args, strategy]));
    own.forEach(({ milliseconds }, k) => ours[k].push(milliseconds / events.length));
    if (peer === undefined) continue;
    const other = timed(peer, args);
    for (const { jets, sumPt } of own) {
      if (other.jets !== jets || Math.abs(other.sumPt / sumPt - 1) > 1e-9) throw new Error(`${name}: other jets`);
    }
    theirs.push(other.milliseconds / events.length);
  }
  strategies.forEach((strategy, k) => console.log(line(`${name} ${algorithm} ${strategy}`, ours[k], theirs)));
  return { ours, theirs };
}

function line(title: string, ours: readonly number[], theirs: readonly number[]): string {
  const own = `${title.padEnd(42)} ${median(ours).toFixed(4)} ms an event`;
  if (theirs.length === 0) return `${own}; no FastJet here`;
  const ratios = ours.map((time, round) => time / theirs[round]);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  return `${own}; FastJet ${median(theirs).toFixed(4)} ms, ratio ${median(ratios).toFixed(2)} (${range})`;
}

function timed(program: string, args: readonly string[]): Report {
  const run = spawnSync(program, args, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr || String(run.error));
  return JSON.parse(run.stdout);
}

function buildPeer(): string | undefined {
  const program = join(folder, "peer");
  const source = join(import.meta.dirname, "jetsVsFastjet.cc");
  const build = spawnSync("g++", ["-O3", "-march=native", "-o", program, source, "-lfastjet"], { encoding: "utf8" });
  if (build.status === 0) return program;
  console.log("FastJet is not here (g++ and libfastjet-dev are needed): only our own times follow");
  return undefined;
}

function realCases(): Case[] {
  const data = requireData("jets-lhco");
  const lhco = lhcoEvents(data);
  return [
    { name: "pp, 431 particles, R = 0.4", events: ppEvents(data), radius: 0.4, minPt: 5 },
    { name: "LHCO, 170 particles, R = 1", events: lhco, radius: 1, minPt: 20 },
    {
      name: "LHCO jets, 57 particles, no R",
      events: lhco.slice(0, JETS).map(leadingJet),
      radius: MAX_RADIUS,
      minPt: 5,
    },
  ];
}

/** The constituents of the hardest jet of an event. */
function leadingJet(event: FourMomentumColumns): FourMomentumColumns {
  const sequence = cluster(event, jetDefinition({ algorithm: "antikt", radius: 1 }));
  const constituents = sequence.constituents(sequence.inclusiveJets()[0]);
  const part = (column: Float64Array) => Float64Array.from(constituents, (i) => column[i]);
  return { px: part(event.px), py: part(event.py), pz: part(event.pz), energy: part(event.energy) };
}

/** Massless particles with falling pt, uniform in |y| < 4 and azimuth: what pileup looks like. */
function randomCase(particles: number): Case {
  const rng = createRng(particles);
  const events = Array.from({ length: Math.max(2, Math.round(20_000 / particles)) }, () => {
    const column = () => new Float64Array(particles);
    const event = { px: column(), py: column(), pz: column(), energy: column() };
    for (let i = 0; i < particles; i++) {
      const [pt, y, phi] = [-Math.log(rng.uniform()), 8 * rng.uniform() - 4, 2 * Math.PI * rng.uniform()];
      event.px[i] = pt * Math.cos(phi);
      event.py[i] = pt * Math.sin(phi);
      event.pz[i] = pt * Math.sinh(y);
      event.energy[i] = pt * Math.cosh(y);
    }
    return event;
  });
  return { name: `random, ${particles}, R = 0.4`, events, radius: 0.4, minPt: 5 };
}

/** An int32 of the number of particles, then px, py, pz, E of each. */
function packed(events: readonly FourMomentumColumns[]): Buffer {
  return Buffer.concat(
    events.flatMap(({ px, py, pz, energy }) => {
      const rows = new Float64Array(4 * px.length);
      px.forEach((value, i) => rows.set([value, py[i], pz[i], energy[i]], 4 * i));
      return [Buffer.from(Int32Array.of(px.length).buffer), Buffer.from(rows.buffer)];
    }),
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/**
 * Our side of bench/jetsVsFastjet.ts, with the arguments and the output of its peer (jetsVsFastjet.cc):
 *
 *     node bench/jetsPass.ts FILE ALGORITHM RADIUS PTMIN ROUNDS [STRATEGY]
 *
 * It is a process of its own because starting another one marks the memory of the starter as shared, and its next passes
 * then pay for every page that they touch. Rounds while the compiler is still at work are not counted.
 *
 * Times are taken in blocks of events, and the best of all rounds counts for each block, since other work on the machine
 * only ever adds. A block takes a millisecond or two, less than the machine gives one process in turn; so what is missing
 * are the few garbage collections that fall elsewhere in each round, below 1 % of the time.
 */
import { readFileSync } from "node:fs";
import { cluster, jetDefinition, type JetAlgorithm, type Strategy } from "../src/jets/index.ts";
import type { FourMomentumColumns } from "../src/kinematics/index.ts";

const WARM_UP_MS = 1000;
const BLOCK_PARTICLES = 2000;

const [file, algorithm, radius, ptMin, rounds, strategy = "best"] = process.argv.slice(2);
const events = readEvents(file);
const definition = jetDefinition({
  algorithm: algorithm as JetAlgorithm,
  radius: Number(radius),
  strategy: strategy as Strategy,
});

const blocks = inBlocks(events);

let jets = 0;
let sumPt = 0;
const started = performance.now();
while (performance.now() - started < WARM_UP_MS) blocks.map(timeOf);
const best = blocks.map(() => Infinity);
for (let round = 0; round < Number(rounds); round++) {
  jets = 0;
  sumPt = 0;
  blocks.forEach((block, k) => (best[k] = Math.min(best[k], timeOf(block))));
}
console.log(JSON.stringify({ jets, sumPt, milliseconds: best.reduce((sum, time) => sum + time) }));

/** Events in sequence, with at least BLOCK_PARTICLES particles in all but the last block. */
function inBlocks(all: readonly FourMomentumColumns[]): FourMomentumColumns[][] {
  const made: FourMomentumColumns[][] = [];
  let particles = BLOCK_PARTICLES;
  for (const event of all) {
    if (particles >= BLOCK_PARTICLES) {
      made.push([]);
      particles = 0;
    }
    made[made.length - 1].push(event);
    particles += event.px.length;
  }
  return made;
}

/** Clusters the events of a block, in milliseconds. */
function timeOf(block: readonly FourMomentumColumns[]): number {
  const start = performance.now();
  for (const event of block) {
    for (const { pt } of cluster(event, definition).inclusiveJets(Number(ptMin))) {
      jets++;
      sumPt += pt;
    }
  }
  return performance.now() - start;
}

function readEvents(path: string): FourMomentumColumns[] {
  const bytes = readFileSync(path);
  const events: FourMomentumColumns[] = [];
  let at = 0;
  while (at < bytes.length) {
    const count = bytes.readInt32LE(at);
    const start = at + 4;
    const column = (k: number) =>
      Float64Array.from({ length: count }, (_, i) => bytes.readDoubleLE(start + 32 * i + 8 * k));
    events.push({ px: column(0), py: column(1), pz: column(2), energy: column(3) });
    at = start + 32 * count;
  }
  return events;
}

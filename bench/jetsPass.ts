/**
 * Our side of bench/jetsVsFastjet.ts, with the arguments and the output of its peer (jetsVsFastjet.cc):
 *
 *     node bench/jetsPass.ts FILE ALGORITHM RADIUS PTMIN ROUNDS [STRATEGY]
 *
 * It is a process of its own because starting another one marks the memory of the starter as shared, and its next passes
 * then pay for every page that they touch. Rounds while the compiler is still at work are not counted.
 */
import { readFileSync } from "node:fs";
import { cluster, jetDefinition, type JetAlgorithm, type Strategy } from "../src/jets/index.ts";
import type { FourMomentumColumns } from "../src/kinematics/index.ts";

const WARM_UP_MS = 1000;

const [file, algorithm, radius, ptMin, rounds, strategy = "best"] = process.argv.slice(2);
const events = readEvents(file);
const definition = jetDefinition({
  algorithm: algorithm as JetAlgorithm,
  radius: Number(radius),
  strategy: strategy as Strategy,
});

let jets = 0;
let sumPt = 0;
const started = performance.now();
while (performance.now() - started < WARM_UP_MS) pass();
const milliseconds = Array.from({ length: Number(rounds) }, pass);
console.log(JSON.stringify({ jets, sumPt, milliseconds }));

/** Clusters all events once and returns the time. */
function pass(): number {
  jets = 0;
  sumPt = 0;
  const start = performance.now();
  for (const event of events) {
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

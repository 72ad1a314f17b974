/**
 * Coverage and minimum matching distance of generated jets, with the energy mover's distance of pT / pT of the jet, as JetNet
 * has them. Their errors are the spread of ten matrices of 100 x 100 jets over sqrt 10; the floor, which is the ceiling of
 * coverage, is the same between halves of the reference. A thread takes a matrix at a time.
 */
import type { Rng } from "../../base/index.ts";
import { parallelMap } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { averageCoverage, coverageBatches, describe } from "../../stats/index.ts";
import type { BatchCoverage, Coverage, CoverageBatch, MovableJet } from "../../stats/index.ts";
import { constituentsOf, jetCount, type RelativeJets } from "../features.ts";
import type { Pair } from "./compared.ts";
import type { Distance } from "./distances.ts";

const BATCHES = 10;
const MATRIX = 100;

/** @throws when the run is aborted */
export async function matchingDistances(
  context: RunContext,
  { generated, reference }: Pair<RelativeJets>,
  rng: Rng,
): Promise<{ readonly coverage: Distance; readonly mmd: Distance }> {
  const real = movableJets(reference);
  const order = rng.fork("halves").shuffle(Uint32Array.from(real.keys()));
  const half = (from: number, to: number) => Array.from(order.slice(from, to), (jet) => real[jet]);
  const middle = Math.floor(real.length / 2);
  const jets = Math.min(MATRIX, middle, jetCount(generated));
  const options = { jets, batches: BATCHES };
  const batches = [
    ...coverageBatches(real, movableJets(generated), { ...options, rng: rng.fork("value") }),
    ...coverageBatches(half(0, middle), half(middle, 2 * middle), { ...options, rng: rng.fork("floor") }),
  ];
  const measured = await measureBatches(context, batches);
  const [found, floor] = [measured.slice(0, BATCHES), measured.slice(BATCHES)].map(averageCoverage);
  const distance = (name: keyof Coverage): Distance => ({
    value: found[name].value,
    standardError: found[name].standardDeviation / Math.sqrt(BATCHES),
    floor: floor[name].value,
    floorSpread: floor[name].standardDeviation / Math.sqrt(BATCHES),
  });
  return { coverage: distance("coverage"), mmd: distance("mmd") };
}

async function measureBatches(context: RunContext, batches: readonly CoverageBatch[]): Promise<BatchCoverage[]> {
  const job = { module: new URL("./matchingWork.ts", import.meta.url).href, setup: undefined };
  const measured: BatchCoverage[] = [];
  for await (const one of parallelMap<CoverageBatch, BatchCoverage>(job, batches, context.threads)) {
    measured.push(one);
    context.progress({ stage: "coverage", done: measured.length, total: batches.length });
    context.signal.throwIfAborted();
  }
  return measured;
}

function movableJets(jets: RelativeJets): MovableJet[] {
  return Array.from({ length: jetCount(jets) }, (_, jet) => {
    const { pt, etaRel, phiRel } = constituentsOf(jets, jet);
    const total = describe(pt).mean * pt.length;
    return { pt: pt.map((value) => value / total), eta: etaRel, phi: phiRel };
  });
}

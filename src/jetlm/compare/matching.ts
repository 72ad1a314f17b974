/**
 * Coverage and minimum matching distance of generated jets, with the energy mover's distance of pT / pT of the jet, as JetNet
 * has them. Their errors are the spread of ten matrices of 100 x 100 jets over sqrt 10; the floor, which is the ceiling of
 * coverage, is the same between halves of the reference.
 */
import type { Rng } from "../../base/index.ts";
import { coverageAndMmd, describe, type Coverage, type MovableJet } from "../../stats/index.ts";
import { constituentsOf, jetCount, type RelativeJets } from "../features.ts";
import type { Pair } from "./compared.ts";
import type { Distance } from "./distances.ts";

const BATCHES = 10;
const MATRIX = 100;

export function matchingDistances(
  { generated, reference }: Pair<RelativeJets>,
  rng: Rng,
): { readonly coverage: Distance; readonly mmd: Distance } {
  const real = movableJets(reference);
  const order = rng.fork("halves").shuffle(Uint32Array.from(real.keys()));
  const half = (from: number, to: number) => Array.from(order.slice(from, to), (jet) => real[jet]);
  const middle = Math.floor(real.length / 2);
  const jets = Math.min(MATRIX, middle, jetCount(generated));
  const options = { jets, batches: BATCHES };
  const found = coverageAndMmd(real, movableJets(generated), { ...options, rng: rng.fork("value") });
  const floor = coverageAndMmd(half(0, middle), half(middle, 2 * middle), { ...options, rng: rng.fork("floor") });
  const distance = (name: keyof Coverage): Distance => ({
    value: found[name].value,
    standardError: found[name].standardDeviation / Math.sqrt(BATCHES),
    floor: floor[name].value,
    floorSpread: floor[name].standardDeviation / Math.sqrt(BATCHES),
  });
  return { coverage: distance("coverage"), mmd: distance("mmd") };
}

function movableJets(jets: RelativeJets): MovableJet[] {
  return Array.from({ length: jetCount(jets) }, (_, jet) => {
    const { pt, etaRel, phiRel } = constituentsOf(jets, jet);
    const total = describe(pt).mean * pt.length;
    return { pt: pt.map((value) => value / total), eta: etaRel, phi: phiRel };
  });
}

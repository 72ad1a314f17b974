/** Jets of two classes that differ in what a tagger can see, for the tests of this folder. */
import { createRng } from "../../base/index.ts";
import { packJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";

/** One prong (class 0) or two (class 1), of 5 to 40 constituents ordered by falling pT. */
export function toyJets(count: number, seed: number): RelativeJets {
  const root = createRng(seed);
  const labels = Int32Array.from({ length: count }, (_, jet) => jet % 2);
  const jets = Array.from(labels, (label, jet) => {
    const rng = root.fork(jet);
    const length = 5 + rng.integer(36);
    const turn = 2 * Math.PI * rng.uniform();
    const side = () => (label === 1 ? (rng.uniform() < 0.5 ? 0.3 : -0.3) : 0);
    const sides = Float64Array.from({ length }, side);
    return {
      pt: Float64Array.from({ length }, () => Math.exp(2 + rng.normal())).sort((a, b) => b - a),
      etaRel: sides.map((at) => at * Math.cos(turn) + 0.1 * rng.normal()),
      phiRel: sides.map((at) => at * Math.sin(turn) + 0.1 * rng.normal()),
    };
  });
  return packJets(jets, labels);
}

/** Random jets for tests. */
import { createRng } from "../../base/index.ts";
import { packJets, type RelativeJets } from "../features.ts";

export interface TrialJets {
  readonly count: number;
  readonly seed: number;
  /** Most constituents; 10. */
  readonly most?: number;
  /** Fewest constituents; 3. */
  readonly fewest?: number;
  /** Spread of the constituents about the axis; 0.2. */
  readonly spread?: number;
}

/** Constituents of random pT, ordered by it, about an axis at 0. */
export function trialJets({ count, seed, most = 10, fewest = 3, spread = 0.2 }: TrialJets): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const length = fewest + rng.integer(most - fewest + 1);
    const values = (draw: () => number) => Float64Array.from({ length }, draw);
    return {
      pt: values(() => 50 * Math.exp(rng.normal())).sort((a, b) => b - a),
      etaRel: values(() => spread * rng.normal()),
      phiRel: values(() => spread * rng.normal()),
    };
  });
  return packJets(jets, undefined);
}

/**
 * More jets from the same jets: the distribution of radiation around a jet axis hardly depends on the direction in the
 * plane of (eta, phi), so a jet turned about its axis, or mirrored, is another jet. Distances in the plane are kept;
 * squared masses change by terms of fourth order in the angles and the jet pT by terms of second order (each half a per
 * cent in the median of top2000), and the grid of a calorimeter is not respected.
 */
import type { Rng } from "../base/index.ts";
import type { RelativeJets } from "./features.ts";

/** Every jet turned by a random angle and mirrored half of the time; each draws from a stream of its own. */
export function turnJets(jets: RelativeJets, rng: Rng): RelativeJets {
  const etaRel = new Float64Array(jets.etaRel.length);
  const phiRel = new Float64Array(jets.phiRel.length);
  for (let jet = 0; jet + 1 < jets.offsets.length; jet++) {
    const stream = rng.fork(jet);
    const angle = 2 * Math.PI * stream.uniform();
    const mirror = stream.uniform() < 0.5 ? -1 : 1;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    for (let i = jets.offsets[jet]; i < jets.offsets[jet + 1]; i++) {
      const [x, y] = [jets.etaRel[i], mirror * jets.phiRel[i]];
      etaRel[i] = cosine * x - sine * y;
      phiRel[i] = sine * x + cosine * y;
    }
  }
  return { ...jets, etaRel, phiRel };
}

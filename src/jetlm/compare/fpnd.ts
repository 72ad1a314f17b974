/**
 * The Frechet ParticleNet distance FPND (Kansal et al., arXiv 2106.11535) between two samples of jets, and between jets and
 * the published statistics of JetNet's gluon, quark and top jets. Its network sees the 30 hardest constituents as
 * (etarel, phirel, pT / pT of the jet).
 *
 * JetNet's jets have pT of about 1 TeV and 30 constituents at most, made by another program: a distance to its statistics is
 * a distance of populations, not only of qualities. The one between two samples has no such fault.
 */
import { join } from "node:path";
import { readNpyFile } from "../../formats/index.ts";
import { fpndActivations, fpndParticles, loadFpnd } from "../../nets/index.ts";
import type { RunContext } from "../../run/index.ts";
import type { FeatureMoments } from "../../stats/index.ts";
import type { RelativeJets } from "../features.ts";
import { jetRows, type JetRows } from "./jetRows.ts";
import { jetObservables } from "./observables.ts";

/** Activations [jets, 256] of the network in `folder`. */
export async function fpndOf(context: RunContext, jets: RelativeJets, what: string, folder: string): Promise<JetRows> {
  return jetRows(context, jets, `FPND network on ${what}`, { kind: "fpnd", folder });
}

/** The activations of some jets, on one thread. */
export function fpndRows(folder: string): (jets: RelativeJets) => Promise<Float32Array> {
  const net = loadFpnd(folder);
  return (jets) => fpndActivations(net, fpndParticles(relativeParticles(jets)), { device: "cpu", threads: 1 });
}

function relativeParticles(jets: RelativeJets) {
  const { offsets, etaRel, phiRel } = jets;
  const jetPt = jetObservables(jets).pt;
  const ptrel = jets.pt.slice();
  jetPt.forEach((pt, jet) => {
    for (let i = offsets[jet]; i < offsets[jet + 1]; i++) ptrel[i] /= pt;
  });
  return { etarel: etaRel, phirel: phiRel, ptrel, offsets };
}

/** JetNet's kinds of jets whose statistics are published with the network. */
export const FPND_KINDS = ["g", "q", "t"] as const;
export type FpndKind = (typeof FPND_KINDS)[number];

/** Moments of the activations of real JetNet jets of one kind. */
export function publishedMoments(folder: string, kind: FpndKind): FeatureMoments {
  const numbers = (name: string) => Float64Array.from(readNpyFile(join(folder, `${kind}_${name}.npy`)).data, Number);
  return { mean: numbers("mu"), covariance: numbers("sigma") };
}

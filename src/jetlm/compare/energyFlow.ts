/**
 * Energy flow polynomials of jets as JetNet takes them (arXiv 2106.11535, 2211.10295): z = pT / pT of the jet, not
 * normalised to its sum, distances in (eta, phi), beta = 1. The 36 graphs of at most 4 edges are the features of FPD and
 * KPD; the five connected ones of 4 vertices and 4 edges are those of W1EFP.
 */
import { energyFlowPolynomials, multigraphsUpTo } from "../../jets/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import { momentaOf } from "./momenta.ts";
import { jetObservables } from "./observables.ts";
import { jetRows, type JetRows } from "./jetRows.ts";

const GRAPHS = multigraphsUpTo(4);

/** 36 polynomials a jet. */
export async function energyFlowOf(context: RunContext, jets: RelativeJets, what: string): Promise<JetRows> {
  return jetRows(context, jets, `energy flow polynomials of ${what}`, { kind: "energyFlow" });
}

/** The polynomials of each jet one after the other. */
export function energyFlowRows(jets: RelativeJets): Float64Array {
  const { pt } = jetObservables(jets);
  const out = new Float64Array(jetCount(jets) * GRAPHS.length);
  momentaOf(jets).forEach((momenta, jet) => {
    const share = (column: Float64Array) => column.map((value) => value / pt[jet]);
    const { px, py, pz, energy } = momenta;
    const scaled = { px: share(px), py: share(py), pz: share(pz), energy: share(energy) };
    const values = energyFlowPolynomials(scaled, GRAPHS, { normalised: false });
    if (values !== undefined) out.set(values, jet * GRAPHS.length);
  });
  return out;
}

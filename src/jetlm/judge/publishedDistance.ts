/** FPND of jets against the statistics that JetNet publishes with its network. */
import type { Rng } from "../../base/index.ts";
import { bootstrapRows, featureMoments, frechetDistance, takeFeatureRows, type Estimate } from "../../stats/index.ts";
import { FPND_KINDS, publishedMoments, type FpndKind } from "../compare/fpnd.ts";
import type { JetRows } from "../compare/jetRows.ts";

/** An error to 24 %: a resample costs a covariance and three eigenproblems of 256 features. */
const RESAMPLES = 10;

/** To the gluon, quark and top jets of JetNet-30, with bootstrap errors; activations [jets, 256]. */
export function publishedDistances(
  activations: JetRows,
  folder: string,
  rng: Rng,
): Readonly<Record<FpndKind, Pick<Estimate, "value" | "standardError">>> {
  const published = FPND_KINDS.map((kind) => [kind, publishedMoments(folder, kind)] as const);
  const distances = (rows: Uint32Array) => {
    const own = featureMoments(takeFeatureRows(activations, rows));
    const values = published.map(([kind, moments]) => [kind, frechetDistance(own, moments)] as const);
    return Object.fromEntries(values) as Record<FpndKind, number>;
  };
  return bootstrapRows([activations.values.length / activations.width], distances, { rng, resamples: RESAMPLES });
}

/** FPD and KPD of jets on 36 energy flow polynomials, and FPND on the activations of JetNet's network, with floors. */
import type { Rng } from "../../base/index.ts";
import {
  bootstrapRows,
  distanceFloorOfRows,
  featureMoments,
  frechetDistance,
  frechetPhysicsDistance,
  kernelPhysicsDistance,
  takeFeatureRows,
  type FeatureRows,
  type PhysicsDistance,
} from "../../stats/index.ts";
import type { Pair } from "./compared.ts";
import { withFloor, type Distance } from "./distances.ts";

/** Each is as costly as the value itself. */
const SPLITS = 2;
/** An error to 24 %: a resample costs two covariances and an eigenproblem of 256 features. */
const RESAMPLES = 10;

/** The error of FPD is that of its fit, that of KPD the spread of its batches. @throws GlueballError stats/too-few-rows */
export function energyFlowDistances(
  features: Pair<FeatureRows>,
  rng: Rng,
): { readonly fpd: Distance; readonly kpd: Distance } {
  return {
    fpd: physicsDistance(features, frechetPhysicsDistance, rng.fork("fpd")),
    kpd: physicsDistance(features, kernelPhysicsDistance, rng.fork("kpd")),
  };
}

function physicsDistance(
  { generated, reference }: Pair<FeatureRows>,
  distance: (real: FeatureRows, generated: FeatureRows, options: { readonly rng: Rng }) => PhysicsDistance,
  rng: Rng,
): Distance {
  const { value, error } = distance(reference, generated, { rng: rng.fork("value") });
  const ofHalves = (first: Uint32Array, second: Uint32Array) =>
    distance(takeFeatureRows(reference, first), takeFeatureRows(reference, second), { rng: rng.fork("floor value") });
  const floor = distanceFloorOfRows(rowCount(reference), (first, second) => ofHalves(first, second).value, {
    rng: rng.fork("floor"),
    splits: SPLITS,
  });
  return withFloor({ value, standardError: error }, floor);
}

/** The Frechet distance of the activations of two samples. */
export function activationDistance({ generated, reference }: Pair<FeatureRows>, rng: Rng): Distance {
  const momentsOf = (rows: FeatureRows, chosen: Uint32Array) => featureMoments(takeFeatureRows(rows, chosen));
  const { fpnd } = bootstrapRows(
    [rowCount(reference), rowCount(generated)],
    (real, own) => ({ fpnd: frechetDistance(momentsOf(reference, real), momentsOf(generated, own)) }),
    { rng: rng.fork("bootstrap"), resamples: RESAMPLES },
  );
  const floor = distanceFloorOfRows(
    rowCount(reference),
    (first, second) => frechetDistance(momentsOf(reference, first), momentsOf(reference, second)),
    { rng: rng.fork("floor"), splits: SPLITS },
  );
  return withFloor(fpnd, floor);
}

function rowCount({ values, width }: FeatureRows): number {
  return values.length / width;
}

/** Clusters the particles of one event: checks them, chooses a strategy, returns the jets with their whole history. */
import { GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import type { Memory } from "./arena.ts";
import { ClusterSequence } from "./clusterSequence.ts";
import type { JetDefinition } from "./definition.ts";
import { startHistory } from "./history.ts";
import { metricOf, type Metric } from "./metric.ts";
import { clusterPlain } from "./plain.ts";
import { clusterTiled } from "./tiled.ts";
import { derive } from "./pseudojets.ts";
import { preprocess } from "./recombination.ts";

/** By how much |p| may exceed E, relative: rounding of float32 files. */
const SPACELIKE_TOLERANCE = 1e-6;

/**
 * The jets of one event (GeV). The columns are copied; entry i of the sequence is particle i. Throws
 * `jets/not-finite` and `jets/energy-below-momentum` with the index of the particle, and `jets/no-tiles-on-sphere` for a
 * strategy that an e+e- algorithm does not have. `memory` is for many events: once it serves the next event, the sequence of
 * the last is not to be used any more.
 */
export function cluster(particles: MomentumColumns, definition: JetDefinition, memory?: Memory): ClusterSequence {
  checkParticles(particles);
  return clusterChecked(particles, definition, memory);
}

/** `cluster` without the checks, for what was clustered before: the constituents of a jet. */
export function clusterChecked(
  particles: MomentumColumns,
  definition: JetDefinition,
  memory?: Memory,
): ClusterSequence {
  const { px, py, pz, energy } = particles;
  const count = px.length;
  const history = startHistory(count, definition.scheme, memory);
  const { jets } = history;
  for (let i = 0; i < count; i++) {
    jets.px[i] = px[i]!;
    jets.py[i] = py[i]!;
    jets.pz[i] = pz[i]!;
    jets.energy[i] = energy[i]!;
  }
  preprocess(jets, definition.scheme);
  for (let i = 0; i < count; i++) derive(jets, i);
  const metric = metricOf(definition);
  const strategy = strategyFor(definition, metric, count);
  if (strategy === "plain") clusterPlain(history, metric);
  else clusterTiled(history, metric, strategy);
  return new ClusterSequence(definition, history);
}

/**
 * Plain is faster for fewer particles than the first times R^2, for tiles are worth their trouble only if most particles
 * are out of reach, and never for more than the second. Measured; see docs/lab/jets.md and bench/jetsVsFastjet.ts.
 */
const PLAIN_BELOW_AT_UNIT_RADIUS = 300;
const PLAIN_BELOW = 700;

/** "best" is the faster one. Only the cylinder has tiles. */
function strategyFor({ algorithm, radius, strategy }: JetDefinition, { geometry }: Metric, particles: number) {
  if (strategy === "best") {
    const few = particles < Math.min(PLAIN_BELOW, PLAIN_BELOW_AT_UNIT_RADIUS * radius * radius);
    return geometry === "sphere" || few ? "plain" : "heap";
  }
  if (strategy === "plain" || geometry === "cylinder") return strategy;
  throw new GlueballError({
    code: "jets/no-tiles-on-sphere",
    what: "this algorithm has no tiles",
    place: algorithm,
    found: strategy,
    expected: "the strategy plain or best",
  });
}

function checkParticles({ px, py, pz, energy }: MomentumColumns): void {
  for (let i = 0; i < px.length; i++) {
    const p2 = px[i]! ** 2 + py[i]! ** 2 + pz[i]! ** 2;
    const e = energy[i]!;
    if (!Number.isFinite(p2) || !Number.isFinite(e)) throw badParticle(i, "not-finite", [px[i], py[i], pz[i], e]);
    if (e < 0 || e * e < p2 * (1 - 2 * SPACELIKE_TOLERANCE)) {
      throw badParticle(i, "energy-below-momentum", [px[i], py[i], pz[i], e]);
    }
  }
}

function badParticle(index: number, kind: "not-finite" | "energy-below-momentum", found: unknown): GlueballError {
  const finite = kind === "energy-below-momentum";
  return new GlueballError({
    code: `jets/${kind}`,
    what: finite ? "a particle has less energy than momentum" : "a momentum is not a number",
    place: `particle ${index}`,
    found,
    expected: finite ? `E >= |p| to ${SPACELIKE_TOLERANCE} relative` : "finite px, py, pz, E in GeV",
    hint: finite ? "Set the energy to |p| to take the particle as massless" : undefined,
  });
}

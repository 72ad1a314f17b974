/**
 * Passive areas: the event is clustered with one ghost at a time. The passive area of a jet is the area of the places
 * at which a single ghost ends up in it: how it answers to a background of one particle. Cacciari, Salam, Soyez,
 * arXiv:0802.1188, section 2.
 *
 * One ghost does not change the history, so nothing is clustered again. Step t merges at the distance d_t. A pseudojet j
 * that exists from step c_j until step e_j takes the ghost g before the first step t with
 *
 *   c_j < t <= e_j  and  d_gj < d_t,
 *
 * unless another pseudojet or the beam takes it before an earlier step, or before the same one at a smaller distance.
 * In kt every distance of the ghost is as good as zero, so the nearest particle within R takes it before the first step:
 * the passive area is then that of Voronoi cells, and is exact (`voronoi.ts`).
 *
 * Cost: pseudojets times ghosts, a few comparisons each.
 */
import type { MomentumColumns } from "../../kinematics/index.ts";
import { cluster } from "../cluster.ts";
import type { JetDefinition } from "../definition.ts";
import { NONE, type History } from "../history.ts";
import { metricOf, type Metric } from "../metric.ts";
import { azimuthDistance, derive, pseudojets, type Pseudojets } from "../pseudojets.ts";
import { ghostStream } from "./activeArea.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { ghostGrid, placeGhosts, requireCylinder, type Ghosts, type RepeatedGhostOptions } from "./ghosts.ts";
import { addAreaAt, addAreasAlongTree, areaColumns, type JetAreas } from "./jetAreas.ts";
import { meanAreas, type AreaSample } from "./repeatedAreas.ts";

/**
 * Passive areas of the jets of an event: the ghosts of each of the `repeat` sets are tried one by one. Throws what
 * `cluster` throws, `jets/no-area`, `jets/bad-area-parameter` and `jets/too-many-cells`.
 */
export function passiveArea(
  particles: MomentumColumns,
  definition: JetDefinition,
  options: RepeatedGhostOptions,
): JetAreas {
  const { repeat = 1 } = options;
  requireAreaParameters("passiveArea", { repeat });
  requireCylinder(definition);
  const grid = ghostGrid("passiveArea", options);
  const sequence = cluster(particles, definition);
  const { history } = sequence;
  const takers = takersOf(history, metricOf(definition));
  const mean = meanAreas(repeat, history.jets.count, (index) =>
    trySet(history, takers, placeGhosts(grid, ghostStream(options.rng, index))),
  );
  const { rapidityMax } = grid;
  return { type: "passive", sequence, realParticles: sequence.particles, rapidityMax, ...mean };
}

/** Pseudojets as what may take a ghost; one entry each. */
interface Takers {
  readonly metric: Metric;
  readonly weight: Float64Array;
  /** Entries that made and that used it; particles are there from the start. */
  readonly made: Int32Array;
  readonly used: Int32Array;
}

function takersOf(history: History, metric: Metric): Takers {
  const { jets, particles, entryOf, child } = history;
  const weight = new Float64Array(jets.count);
  const made = new Int32Array(jets.count);
  const used = new Int32Array(jets.count);
  for (let j = 0; j < jets.count; j++) {
    weight[j] = metric.weight(jets, j);
    made[j] = Math.max(entryOf[j], particles - 1);
    used[j] = child[entryOf[j]];
  }
  return { metric, weight, made, used };
}

function trySet(history: History, takers: Takers, ghosts: Ghosts): AreaSample {
  const columns = areaColumns(history.jets.count);
  const places = momentaOf(ghosts);
  let emptyArea = 0;
  for (let g = 0; g < ghosts.count; g++) {
    const taker = takerOf(history, takers, places, g);
    if (taker === NONE) emptyArea += ghosts.area;
    else addAreaAt(columns, taker, ghosts.area, places.rapidity[g], places.phi[g]);
  }
  addAreasAlongTree(history, columns);
  return { columns, emptyArea };
}

function momentaOf(ghosts: Ghosts): Pseudojets {
  const places = pseudojets(ghosts.count);
  for (const name of ["px", "py", "pz", "energy"] as const) places[name].set(ghosts[name]);
  for (let i = 0; i < ghosts.count; i++) derive(places, i);
  return places;
}

/** The pseudojet that takes ghost `g` when it is alone, or NONE for the beam. */
function takerOf({ jets, dij, length, particles }: History, takers: Takers, places: Pseudojets, g: number): number {
  const { metric, weight, made, used } = takers;
  const own = metric.weight(places, g);
  let taker = NONE;
  let distance = (own * metric.limit(places, g)) / metric.scale;
  let step = particles;
  while (step < length && dij[step] <= distance) step++;
  for (let j = 0; j < jets.count; j++) {
    if (made[j] >= step) continue;
    const dy = places.rapidity[g] - jets.rapidity[j];
    const dphi = azimuthDistance(places.phi[g], jets.phi[j]);
    const separation = dy * dy + dphi * dphi;
    if (separation >= metric.reach) continue;
    const dgj = (Math.min(own, weight[j]) * separation) / metric.scale;
    const last = Math.min(used[j], step);
    let first = made[j] + 1;
    while (first <= last && dij[first] <= dgj) first++;
    if (first > last || (first === step && dgj >= distance)) continue;
    taker = j;
    distance = dgj;
    step = first;
  }
  return taker;
}

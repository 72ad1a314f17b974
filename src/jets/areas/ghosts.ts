/**
 * Ghosts: particles so soft that no jet notices them, spread evenly over the cylinder. How many of them a jet takes up
 * is its area. Cacciari, Salam, Soyez, "The catchment area of jets", arXiv:0802.1188.
 *
 * Each cell of a grid has one ghost at a random place in it, so that the density is even and yet no pattern of the grid
 * shows in the jets. The pt of 1e-100 GeV has a scatter too: equal ones would tie.
 */
import { GlueballError, type Rng } from "../../base/index.ts";
import type { FourMomentumColumns, MomentumColumns } from "../../kinematics/index.ts";
import { cluster } from "../cluster.ts";
import type { ClusterSequence } from "../clusterSequence.ts";
import type { JetDefinition } from "../definition.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { cellCount, rapidityGrid, type RapidityGrid } from "./rapidityGrid.ts";

export interface GhostOptions {
  /** Places of the ghosts; forked by the number of the repeat. */
  readonly rng: Rng;
  /** Ghosts fill |y| < rapidityMax, which must exceed |y| + R of every jet whose area is asked; 6 by default. */
  readonly rapidityMax?: number;
  /** Wished area of one ghost in rapidity and azimuth; whole cells are made of it. 0.01 by default. */
  readonly ghostArea?: number;
}

export interface RepeatedGhostOptions extends GhostOptions {
  /** Independent sets of ghosts, whose mean counts; from two on there is an error. 1 by default. */
  readonly repeat?: number;
}

/** Momenta in GeV, one entry a ghost. */
export interface Ghosts extends FourMomentumColumns {
  readonly count: number;
  /** Area that each stands for. */
  readonly area: number;
}

const GHOST_PT = 1e-100;
/** Full width of the scatter in pt, relative. */
const PT_SCATTER = 0.1;

/** The cells of the ghosts. Throws `jets/bad-area-parameter` and `jets/too-many-cells`. */
export function ghostGrid(asked: string, { rapidityMax = 6, ghostArea = 0.01 }: GhostOptions): RapidityGrid {
  requireAreaParameters(asked, { rapidityMax, ghostArea });
  return rapidityGrid(rapidityMax, Math.sqrt(ghostArea));
}

/** One ghost in each cell. */
export function placeGhosts(grid: RapidityGrid, rng: Rng): Ghosts {
  const count = cellCount(grid);
  const [px, py, pz, energy] = [0, 1, 2, 3].map(() => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const row = Math.floor(i / grid.columns);
    const rapidity = (row + rng.uniform()) * grid.height - grid.rapidityMax;
    const phi = ((i % grid.columns) + rng.uniform()) * grid.width;
    const pt = GHOST_PT * (1 + PT_SCATTER * (rng.uniform() - 0.5));
    px[i] = pt * Math.cos(phi);
    py[i] = pt * Math.sin(phi);
    pz[i] = pt * Math.sinh(rapidity);
    energy[i] = pt * Math.cosh(rapidity);
  }
  return { count, area: grid.cellArea, px, py, pz, energy };
}

/** Clusters particles together with ghosts, which have the last indices. Throws what `cluster` throws. */
export function clusterWithGhosts(
  particles: MomentumColumns,
  ghosts: Ghosts,
  definition: JetDefinition,
): ClusterSequence {
  const count = particles.px.length;
  const joined = (name: keyof FourMomentumColumns) => {
    const column = new Float64Array(count + ghosts.count);
    column.set(particles[name]);
    column.set(ghosts[name], count);
    return column;
  };
  const all = { px: joined("px"), py: joined("py"), pz: joined("pz"), energy: joined("energy") };
  return cluster(all, definition);
}

/** Throws `jets/no-area` for algorithms of e+e- collisions, whose distances are on a sphere. */
export function requireCylinder({ algorithm }: JetDefinition): void {
  if (!["ee-genkt", "durham", "valencia"].includes(algorithm)) return;
  throw new GlueballError({
    code: "jets/no-area",
    what: "areas are defined in rapidity and azimuth only",
    found: algorithm,
    expected: "antikt, ca, kt, genkt or variable-r",
  });
}

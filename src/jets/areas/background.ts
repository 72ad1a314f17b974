/**
 * The diffuse background of an event: how much pt it has per unit of area, and how that fluctuates. Pileup and the
 * underlying event lie everywhere, hard jets in a few places, so a median over many places sees the former only.
 *
 *   rho = median of pt / A,    sigma = (median - quantile at 15.865 %) sqrt(mean A)
 *
 * over the places, which are jets of small radius with their active areas (Cacciari, Salam, arXiv:0707.1378) or the
 * cells of a grid. The area of a jet is here the pt of its four-vector area: that is what a uniform background fills, and
 * for R = 0.4 it is 2 % less than A. rho_m is the same for the sum of m_T - pt of the particles, with which massive particles add to the
 * mass of a jet (Soyez, Salam, Kim, Dutta, Cacciari, arXiv:1211.2811).
 */
import type { MomentumColumns } from "../../kinematics/index.ts";
import { GlueballError, type Rng } from "../../base/index.ts";
import { transverseMass } from "../../kinematics/index.ts";
import { constituentsOf } from "../constituents.ts";
import { jetDefinition } from "../definition.ts";
import type { Pseudojets } from "../pseudojets.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { activeAreaExplicitGhosts } from "./explicitGhosts.ts";
import { addAlongTree } from "./jetAreas.ts";
import { cellAt, cellCount, rapidityGrid } from "./rapidityGrid.ts";

export interface Background {
  /** pt per unit of area, GeV. */
  readonly rho: number;
  /** Fluctuation of pt in unit area, GeV; in an area A it is sigma sqrt(A). */
  readonly sigma: number;
  /** The same two for m_T - pt. */
  readonly rhoM: number;
  readonly sigmaM: number;
  /** Jets or cells over which the median was taken, and their mean area. */
  readonly places: number;
  readonly meanArea: number;
  /** Jets without a ghost, and so without an area, which were left out. */
  readonly skipped: number;
}

export interface JetMedianOptions {
  /** Places of the ghosts. */
  readonly rng: Rng;
  /** Jets with |y| < rapidityMax count; ghosts lie 2 R further out. */
  readonly rapidityMax: number;
  /** kt by default. */
  readonly algorithm?: "kt" | "ca";
  /** 0.4 by default; up to 0.6 is usual. */
  readonly radius?: number;
  /** So many hardest jets of the event are left out; 2 by default. */
  readonly excludeHardest?: number;
  /** 0.01 by default. */
  readonly ghostArea?: number;
}

export interface GridMedianOptions {
  /** Cells fill |y| < rapidityMax. */
  readonly rapidityMax: number;
  /** Wished side of a cell; whole cells are made of it. 0.55 by default. */
  readonly cell?: number;
}

/** Share of a normal distribution below mean - sigma. */
const ONE_SIGMA_BELOW = (1 - 0.6827) / 2;

/**
 * Background from the jets of the event, those of ghosts alone included. Throws what `cluster` throws,
 * `jets/bad-area-parameter`, `jets/too-many-cells`, and `jets/no-places` where no jet is left.
 */
export function jetMedianBackground(particles: MomentumColumns, options: JetMedianOptions): Background {
  const { rng, rapidityMax, algorithm = "kt", radius = 0.4, excludeHardest = 2, ghostArea = 0.01 } = options;
  requireAreaParameters("jetMedianBackground", { rapidityMax, radius, excludeHardest, ghostArea });
  const ghosts = { rng, ghostArea, rapidityMax: rapidityMax + 2 * radius };
  const { sequence, columns, realParticles } = activeAreaExplicitGhosts(
    particles,
    jetDefinition({ algorithm, radius }),
    ghosts,
  );
  const area = columns.px.map((px, i) => Math.hypot(px, columns.py[i]));
  const massExcess = massExcessOf(sequence.history.jets, realParticles);
  addAlongTree(sequence.history, massExcess);
  const inside = sequence
    .inclusiveJets()
    .slice(excludeHardest)
    .filter(({ rapidity }) => Math.abs(rapidity) < rapidityMax);
  const jets = inside.filter(({ index }) => area[index] > 0);
  if (jets.length === 0) throw noPlaces(rapidityMax, excludeHardest);
  const meanArea = jets.reduce((sum, { index }) => sum + area[index], 0) / jets.length;
  return {
    ...medianOf(
      jets.map(({ pt, index }) => pt / area[index]),
      jets.map(({ index }) => massExcess[index] / area[index]),
      meanArea,
    ),
    skipped: inside.length - jets.length,
  };
}

/** m_T - pt of the first `count` pseudojets, 0 for all others. */
function massExcessOf({ pz, energy, pt2 }: Pseudojets, count: number): Float64Array {
  const excess = new Float64Array(pt2.length);
  for (let i = 0; i < count; i++) excess[i] = transverseMass(pz[i], energy[i]) - Math.sqrt(pt2[i]);
  return excess;
}

/**
 * Background from the cells of a grid: faster than jets, and without ghosts. Throws `jets/not-finite`,
 * `jets/bad-area-parameter` and `jets/too-many-cells`.
 */
export function gridMedianBackground(
  particles: MomentumColumns,
  { rapidityMax, cell = 0.55 }: GridMedianOptions,
): Background {
  requireAreaParameters("gridMedianBackground", { rapidityMax, cell });
  const grid = rapidityGrid(rapidityMax, cell);
  const { count, pt, pz, energy, rapidity, phi } = constituentsOf(particles);
  const sumPt = new Float64Array(cellCount(grid));
  const sumExcess = new Float64Array(cellCount(grid));
  for (let i = 0; i < count; i++) {
    const at = cellAt(grid, rapidity[i], phi[i]);
    if (at < 0) continue;
    sumPt[at] += pt[i];
    sumExcess[at] += transverseMass(pz[i], energy[i]) - pt[i];
  }
  const density = (sums: Float64Array) => sums.map((sum) => sum / grid.cellArea);
  return { ...medianOf(density(sumPt), density(sumExcess), grid.cellArea), skipped: 0 };
}

function medianOf(
  densities: ArrayLike<number>,
  excesses: ArrayLike<number>,
  meanArea: number,
): Omit<Background, "skipped"> {
  const [rho, sigma] = medianAndSpread(densities, meanArea);
  const [rhoM, sigmaM] = medianAndSpread(excesses, meanArea);
  return { rho, sigma, rhoM, sigmaM, places: densities.length, meanArea };
}

function medianAndSpread(densities: ArrayLike<number>, meanArea: number): [number, number] {
  const sorted = Float64Array.from(densities).sort();
  const median = middleQuantile(sorted, 0.5);
  return [median, (median - middleQuantile(sorted, ONE_SIGMA_BELOW)) * Math.sqrt(meanArea)];
}

/** The quantile at position n p - 1/2 among sorted values, as FastJet has it: between neighbours linear, held at the ends. */
function middleQuantile(sorted: Float64Array, p: number): number {
  const position = Math.min(sorted.length - 1, Math.max(0, sorted.length * p - 0.5));
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function noPlaces(rapidityMax: number, excludeHardest: number): GlueballError {
  return new GlueballError({
    code: "jets/no-places",
    what: "no jet is left to take the background from",
    place: `|y| < ${rapidityMax} without the ${excludeHardest} hardest`,
    hint: "Take a larger rapidityMax or a smaller radius",
  });
}

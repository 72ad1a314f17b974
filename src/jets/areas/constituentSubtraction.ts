/**
 * Constituent subtraction: the background is taken out of the particles of a jet or of an event, so that what is left has
 * jets, masses and substructure like any other. Ghosts of the area A_g carry pt = rho A_g, and m_T - pt = rho_m A_g where
 * masses are followed; `pairSubtraction.ts` takes them off the particles near them. Rapidities and azimuths stay, and
 * particles of which nothing is left go. Berta, Spousta, Miller, Leitner, arXiv:1403.3108.
 *
 * In a whole event it may be done in several steps: what the ghosts have left after one is spread evenly over all of them
 * before the next. Berta, Masetti, Miller, Spousta, arXiv:1905.03470.
 */
import { transverseMass, type FourMomentumColumns, type MomentumColumns } from "../../kinematics/index.ts";
import { constituentsOf, type Constituents } from "../constituents.ts";
import { jetConstituents } from "../jetConstituents.ts";
import type { Jet } from "../pseudojets.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { areaOf, type JetAreas } from "./jetAreas.ts";
import { subtractPairs, type PairOptions } from "./pairSubtraction.ts";
import { cellCount, rapidityGrid, type RapidityGrid } from "./rapidityGrid.ts";
import { areasMissing, type BackgroundDensity } from "./subtraction.ts";

export interface SubtractedParticles extends FourMomentumColumns {
  /** Positions of the particles that are left in the event, ascending. */
  readonly kept: Int32Array;
}

export interface EventSubtractionOptions {
  /** The background fills |y| < rapidityMax; particles further out meet it at its edge only. */
  readonly rapidityMax: number;
  /** Wished area of a ghost; whole cells are made of it. 0.01 by default. */
  readonly ghostArea?: number;
  /** One or more rounds; by default one without a limit in distance. */
  readonly steps?: readonly PairOptions[];
}

/** Ghosts sorted by rapidity, each with the same area. */
interface GhostPlaces {
  readonly rapidity: Float64Array;
  readonly phi: Float64Array;
  readonly area: number;
}

/**
 * The constituents of a jet without the background; their sum is the jet. `areas` must have explicit ghosts. Masses are
 * followed where `rhoM` is given and set to 0 where not. Throws `jets/areas-missing`, `jets/ghosts-do-not-cover` and
 * `jets/bad-area-parameter`.
 */
export function subtractConstituents(
  jet: Jet,
  areas: JetAreas | undefined,
  density: BackgroundDensity,
  options: PairOptions = {},
): SubtractedParticles {
  requireDensity("subtractConstituents", density, [options]);
  if (areas === undefined || areas.type !== "explicit") {
    throw areasMissing("the constituents of a jet without ghosts among them", "activeAreaExplicitGhosts");
  }
  const { area } = areaOf(areas, jet);
  const all = jetConstituents(areas.sequence, jet);
  const real = all.indices.findIndex((index) => index >= areas.realParticles);
  const count = real < 0 ? all.indices.length : real;
  const columns = (from: number, to: number) => ({
    px: all.px.subarray(from, to),
    py: all.py.subarray(from, to),
    pz: all.pz.subarray(from, to),
    energy: all.energy.subarray(from, to),
  });
  const ghosts = sortedByRapidity(constituentsOf(columns(count, all.indices.length)), area);
  const { kept, ...rest } = subtract(constituentsOf(columns(0, count)), ghosts, density, [options]);
  return { ...rest, kept: kept.map((place) => all.indices[place]) };
}

/**
 * The particles of an event without the background. Throws `jets/not-finite`, `jets/bad-area-parameter` and
 * `jets/too-many-cells`.
 */
export function subtractEvent(
  particles: MomentumColumns,
  density: BackgroundDensity,
  { rapidityMax, ghostArea = 0.01, steps = [{}] }: EventSubtractionOptions,
): SubtractedParticles {
  requireDensity("subtractEvent", density, steps);
  requireAreaParameters("subtractEvent", { rapidityMax, ghostArea });
  const ghosts = cellCentres(rapidityGrid(rapidityMax, Math.sqrt(ghostArea)));
  return subtract(constituentsOf(particles), ghosts, density, steps);
}

function requireDensity(asked: string, { rho, rhoM = 0 }: BackgroundDensity, steps: readonly PairOptions[]): void {
  requireAreaParameters(asked, { rho, rhoM });
  for (const { maxDistance = Infinity, alpha = 0 } of steps) requireAreaParameters(asked, { maxDistance, alpha });
}

/** The ghosts of a jet, which share its area. */
function sortedByRapidity({ rapidity, phi, count }: Constituents, area: number): GhostPlaces {
  const order = Uint32Array.from(rapidity.keys()).sort((a, b) => rapidity[a] - rapidity[b]);
  const gather = (column: Float64Array) => Float64Array.from(order, (i) => column[i]);
  return { rapidity: gather(rapidity), phi: gather(phi), area: area / count };
}

function cellCentres(grid: RapidityGrid): GhostPlaces {
  const cells = Uint32Array.from({ length: cellCount(grid) }, (_, cell) => cell);
  const row = (cell: number) => Math.floor(cell / grid.columns);
  return {
    rapidity: Float64Array.from(cells, (cell) => (row(cell) + 0.5) * grid.height - grid.rapidityMax),
    phi: Float64Array.from(cells, (cell) => ((cell % grid.columns) + 0.5) * grid.width),
    area: grid.cellArea,
  };
}

function subtract(
  particles: Constituents,
  ghosts: GhostPlaces,
  { rho, rhoM }: BackgroundDensity,
  steps: readonly PairOptions[],
): SubtractedParticles {
  const pt = amountsLeft(particles, particles.pt, ghosts, rho, steps);
  const massExcess = new Float64Array(particles.count);
  if (rhoM !== undefined) {
    const { pz, energy } = particles;
    const before = massExcess.map((_, i) => Math.max(0, transverseMass(pz[i], energy[i]) - particles.pt[i]));
    massExcess.set(amountsLeft(particles, before, ghosts, rhoM, steps));
  }
  return momentaOf(particles, pt, massExcess);
}

/** What is left of one amount of each particle after all steps, with `density` of it in the background. */
function amountsLeft(
  { rapidity, phi, pt }: Constituents,
  amount: Float64Array,
  ghosts: GhostPlaces,
  density: number,
  steps: readonly PairOptions[],
): Float64Array {
  const particles = { rapidity, phi, amount: amount.slice() };
  let each = density * ghosts.area;
  for (const step of steps) {
    const carriers = { ...ghosts, amount: new Float64Array(ghosts.rapidity.length).fill(each) };
    subtractPairs(particles, carriers, pt, step);
    each = carriers.amount.reduce((sum, left) => sum + left, 0) / carriers.amount.length;
  }
  return particles.amount;
}

/** Particles that have pt left, at their old rapidities and azimuths. */
function momentaOf({ rapidity, phi }: Constituents, pt: Float64Array, massExcess: Float64Array): SubtractedParticles {
  const kept = Int32Array.from(pt.keys()).filter((i) => pt[i] > 0);
  const column = (value: (i: number) => number) => Float64Array.from(kept, value);
  return {
    px: column((i) => pt[i] * Math.cos(phi[i])),
    py: column((i) => pt[i] * Math.sin(phi[i])),
    pz: column((i) => (pt[i] + massExcess[i]) * Math.sinh(rapidity[i])),
    energy: column((i) => (pt[i] + massExcess[i]) * Math.cosh(rapidity[i])),
    kept,
  };
}

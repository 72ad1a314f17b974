/**
 * The areas of all jets of a clustering, and of everything they were made from: one entry a pseudojet, so that subjets
 * have areas too. Beside the area A stands a four-vector area, the sum over the surface of the jet of
 *
 *   dA_mu = dy dphi (cos phi, sin phi, sinh y, cosh y),
 *
 * so that rho A_mu is the momentum of a uniform background in the jet. For small jets its pt is A.
 * Cacciari, Salam, Soyez, arXiv:0802.1188.
 */
import { GlueballError } from "../../base/index.ts";
import type { FourMomentum } from "../../kinematics/index.ts";
import type { ClusterSequence } from "../clusterSequence.ts";
import { BEAM, type History } from "../history.ts";
import type { Jet } from "../pseudojets.ts";

/** One entry a pseudojet. */
export interface AreaColumns {
  readonly area: Float64Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
}

export interface JetAreas {
  /** How they were found: see activeArea, activeAreaExplicitGhosts, passiveArea and voronoiArea. */
  readonly type: "active" | "explicit" | "passive" | "voronoi";
  /** The jets. With explicit ghosts the ghosts are among its particles, after the real ones. */
  readonly sequence: ClusterSequence;
  /** Number of particles that are no ghosts. */
  readonly realParticles: number;
  readonly columns: AreaColumns;
  /** Standard error of the mean area, one entry a pseudojet; undefined where there is a single set of ghosts. */
  readonly errors: Float64Array | undefined;
  /** Area that no jet with a real particle has: what is left of the ghosted area. 0 for Voronoi areas. */
  readonly emptyArea: number;
  /** Ghosts were placed in |y| < rapidityMax; Infinity where there are none. */
  readonly rapidityMax: number;
}

/** The area of one jet; the momentum is its four-vector area. Both without unit, in rapidity times radians. */
export interface JetArea extends FourMomentum {
  readonly area: number;
  /** Undefined where there is a single set of ghosts. */
  readonly error: number | undefined;
}

/**
 * The area of a jet of `areas.sequence`. Throws `jets/ghosts-do-not-cover` for a jet so far forward that there were no
 * ghosts on one side of it.
 */
export function areaOf(areas: JetAreas, jet: Jet): JetArea {
  requireCovered(areas.rapidityMax, Math.abs(jet.rapidity) + areas.sequence.definition.radius);
  const { area, px, py, pz, energy } = areas.columns;
  const at = jet.index;
  return { area: area[at], error: areas.errors?.[at], px: px[at], py: py[at], pz: pz[at], energy: energy[at] };
}

function requireCovered(rapidityMax: number, needed: number): void {
  if (needed <= rapidityMax) return;
  throw new GlueballError({
    code: "jets/ghosts-do-not-cover",
    what: "there are no ghosts on one side of a jet",
    place: "rapidityMax",
    found: rapidityMax,
    expected: `${needed.toPrecision(4)} or more, |y| + R`,
    hint: "Place ghosts further out, or leave out what lies there",
  });
}

/** Whether a jet has no real particle; only with explicit ghosts are there such. */
export function isPureGhost({ sequence, realParticles }: JetAreas, jet: Jet): boolean {
  const { history } = sequence;
  const open = [history.entryOf[jet.index]];
  while (open.length > 0) {
    const entry = open.pop()!;
    if (history.parent1[entry] >= 0) open.push(history.parent1[entry], history.parent2[entry]);
    else if (history.jet[entry] < realParticles) return false;
  }
  return true;
}

/** Columns of zeros. */
export function areaColumns(size: number): AreaColumns {
  const zeros = () => new Float64Array(size);
  return { area: zeros(), px: zeros(), py: zeros(), pz: zeros(), energy: zeros() };
}

/** Gives entry `i` an area at a direction, beside what it has. */
export function addAreaAt(columns: AreaColumns, i: number, area: number, rapidity: number, phi: number): void {
  columns.area[i] += area;
  columns.px[i] += area * Math.cos(phi);
  columns.py[i] += area * Math.sin(phi);
  columns.pz[i] += area * Math.sinh(rapidity);
  columns.energy[i] += area * Math.cosh(rapidity);
}

/** Adds to every pseudojet what the two that it was made from have, so that in the end each has all of its branch. */
export function addAlongTree(history: History, column: Float64Array): void {
  const { parent1, parent2, jet } = history;
  for (let entry = history.particles; entry < history.length; entry++) {
    if (parent2[entry] === BEAM) continue;
    column[jet[entry]] += column[jet[parent1[entry]]] + column[jet[parent2[entry]]];
  }
}

/** The same for all columns of an area. */
export function addAreasAlongTree(history: History, columns: AreaColumns): void {
  for (const column of Object.values(columns)) addAlongTree(history, column);
}

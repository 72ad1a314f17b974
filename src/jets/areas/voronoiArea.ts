/**
 * Voronoi areas: the area of a jet is that of the Voronoi cells of its particles, each within a disc of radius f R around
 * the particle. No ghosts and no randomness; for kt with f = 1 it is exactly the passive area, for others f = 0.9 is
 * usual. The four-vector area lies along the particles. Cacciari, Salam, Soyez, arXiv:0802.1188, section 4.2; FastJet
 * manual, arXiv:1111.6097, section 7.
 */
import type { MomentumColumns } from "../../kinematics/index.ts";
import { cluster } from "../cluster.ts";
import type { JetDefinition } from "../definition.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { requireCylinder } from "./ghosts.ts";
import { addAreaAt, addAreasAlongTree, areaColumns, type JetAreas } from "./jetAreas.ts";
import { voronoiCellAreas } from "./voronoi.ts";

export interface VoronoiAreaOptions {
  /** Radius of the discs in units of R; 0.9 by default. */
  readonly radiusFactor?: number;
}

/** Throws what `cluster` throws, `jets/no-area` and `jets/bad-area-parameter`. */
export function voronoiArea(
  particles: MomentumColumns,
  definition: JetDefinition,
  { radiusFactor = 0.9 }: VoronoiAreaOptions = {},
): JetAreas {
  requireAreaParameters("voronoiArea", { radiusFactor });
  requireCylinder(definition);
  const sequence = cluster(particles, definition);
  const { history } = sequence;
  const count = sequence.particles;
  const rapidity = history.jets.rapidity.subarray(0, count);
  const phi = history.jets.phi.subarray(0, count);
  const cells = voronoiCellAreas({ rapidity, phi }, { radius: radiusFactor * definition.radius });
  const columns = areaColumns(history.jets.count);
  for (let i = 0; i < count; i++) addAreaAt(columns, i, cells[i], rapidity[i], phi[i]);
  addAreasAlongTree(history, columns);
  const errors = new Float64Array(history.jets.count);
  return {
    type: "voronoi",
    sequence,
    realParticles: count,
    columns,
    errors,
    emptyArea: 0,
    rapidityMax: Infinity,
  };
}

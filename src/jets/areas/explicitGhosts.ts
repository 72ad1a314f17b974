/**
 * Active areas with the ghosts left in: they are particles of the sequence and constituents of its jets, so that what is
 * done to a jet, subtraction above all, can be done to its ghosts too. Jets of ghosts alone are among its jets.
 *
 * Cost: one clustering of (n + ghosts) particles.
 */
import type { MomentumColumns } from "../../kinematics/index.ts";
import type { JetDefinition } from "../definition.ts";
import { ghostStream } from "./activeArea.ts";
import { clusterWithGhosts, ghostGrid, placeGhosts, requireCylinder, type GhostOptions } from "./ghosts.ts";
import { addAreaAt, addAreasAlongTree, areaColumns, isPureGhost, type JetAreas } from "./jetAreas.ts";

/** The same areas as `activeArea` with one set of ghosts; throws the same but `jets/ghosts-change-jets`. */
export function activeAreaExplicitGhosts(
  particles: MomentumColumns,
  definition: JetDefinition,
  options: GhostOptions,
): JetAreas {
  requireCylinder(definition);
  const grid = ghostGrid("activeAreaExplicitGhosts", options);
  const realParticles = particles.px.length;
  const ghosts = placeGhosts(grid, ghostStream(options.rng, 0));
  const sequence = clusterWithGhosts(particles, ghosts, definition);
  const { history } = sequence;
  const { jets } = history;
  const columns = areaColumns(jets.count);
  for (let i = realParticles; i < history.particles; i++) {
    addAreaAt(columns, i, ghosts.area, jets.rapidity[i], jets.phi[i]);
  }
  addAreasAlongTree(history, columns);
  const areas: JetAreas = {
    type: "explicit",
    sequence,
    realParticles,
    columns,
    errors: undefined,
    emptyArea: 0,
    rapidityMax: grid.rapidityMax,
  };
  return { ...areas, emptyArea: pureGhostArea(areas) };
}

function pureGhostArea(areas: JetAreas): number {
  let total = 0;
  for (const jet of areas.sequence.inclusiveJets()) {
    if (isPureGhost(areas, jet)) total += areas.columns.area[jet.index];
  }
  return total;
}

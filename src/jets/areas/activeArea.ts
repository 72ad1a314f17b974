/**
 * Active areas: the event is clustered together with a dense even coverage of ghosts, which also cluster among
 * themselves, as a diffuse background does. The number of ghosts in a jet times the area of one is its active area. It
 * measures how much of a background goes into the jet.
 *
 * For an isolated hard particle, in units of pi R^2: anti-kt 1, and kt and Cambridge/Aachen 0.81 in the mean with a wide
 * spread from one set of ghosts to the next; a jet of ghosts alone has 0.55. Cacciari, Salam, Soyez, arXiv:0802.1188.
 *
 * Cost: a clustering of (n + ghosts) particles for each set; the default has 7560 ghosts.
 */
import { GlueballError, type Rng } from "../../base/index.ts";
import type { MomentumColumns } from "../../kinematics/index.ts";
import { cluster } from "../cluster.ts";
import type { JetDefinition } from "../definition.ts";
import { BEAM, NONE, type History } from "../history.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import {
  clusterWithGhosts,
  ghostGrid,
  placeGhosts,
  requireCylinder,
  type Ghosts,
  type RepeatedGhostOptions,
} from "./ghosts.ts";
import { addAreaAt, areaColumns, type AreaColumns, type JetAreas } from "./jetAreas.ts";
import { meanAreas, type AreaSample } from "./repeatedAreas.ts";

/**
 * Active areas of the jets of an event, averaged over `repeat` sets of ghosts; the sequence has no ghosts in it. Throws
 * what `cluster` throws, `jets/no-area` for e+e- algorithms, `jets/bad-area-parameter`, `jets/too-many-cells`, and
 * `jets/ghosts-change-jets` for a recombination or particles at rest that are not safe against soft particles. A particle
 * whose four components are all zero has no area and gives none to what it merges with.
 */
export function activeArea(
  particles: MomentumColumns,
  definition: JetDefinition,
  options: RepeatedGhostOptions,
): JetAreas {
  const { repeat = 1 } = options;
  requireAreaParameters("activeArea", { repeat });
  requireCylinder(definition);
  const grid = ghostGrid("activeArea", options);
  const sequence = cluster(particles, definition);
  const { history } = sequence;
  const mean = meanAreas(repeat, history.jets.count, (index) => {
    const ghosts = placeGhosts(grid, ghostStream(options.rng, index));
    return areasIn(history, clusterWithGhosts(particles, ghosts, definition).history, ghosts);
  });
  const { rapidityMax } = grid;
  return { type: "active", sequence, realParticles: sequence.particles, rapidityMax, ...mean };
}

/** The random stream of one set of ghosts: the same for all kinds of areas. */
export function ghostStream(rng: Rng, repeat: number): Rng {
  return rng.fork("ghosts").fork(repeat);
}

/**
 * The pseudojets of the history without ghosts, followed through the one with ghosts, where each grows by ghosts until
 * it meets its partner or the beam. What it has then is its area.
 */
interface Walk {
  readonly bare: History;
  readonly ghosted: History;
  /** 1 for the pseudojets of `bare` that have no particle with momentum: it depends on ties where they go. */
  readonly isNull: Uint8Array;
  /** The pseudojet of `bare` that one of `ghosted` is but for ghosts and null ones; NONE where there is none. */
  readonly same: Int32Array;
  /** Areas of the pseudojets of `ghosted`. */
  readonly grown: AreaColumns;
  /** Areas of those of `bare`, found so far. */
  readonly found: AreaColumns;
}

function areasIn(bare: History, ghosted: History, ghosts: Ghosts): AreaSample {
  const walk = startWalk(bare, ghosted, ghosts);
  const { same, grown, found } = walk;
  const { parent1, parent2, jet } = ghosted;
  let emptyArea = 0;
  for (let entry = ghosted.particles; entry < ghosted.length; entry++) {
    const a = jet[parent1[entry]];
    if (parent2[entry] !== BEAM) join(walk, a, jet[parent2[entry]], jet[entry]);
    else if (same[a] === NONE) emptyArea += grown.area[a];
    else if (bare.parent2[settle(walk, a)] !== BEAM) throw ghostsChangeJets(same[a]);
  }
  return { columns: found, emptyArea };
}

function startWalk(bare: History, ghosted: History, ghosts: Ghosts): Walk {
  const { jets } = ghosted;
  const grown = areaColumns(jets.count);
  const isNull = nullPseudojets(bare);
  const same = new Int32Array(jets.count).fill(NONE);
  for (let i = 0; i < bare.particles; i++) if (isNull[i] === 0) same[i] = i;
  for (let i = bare.particles; i < ghosted.particles; i++) {
    addAreaAt(grown, i, ghosts.area, jets.rapidity[i], jets.phi[i]);
  }
  return { bare, ghosted, isNull, same, grown, found: areaColumns(bare.jets.count) };
}

function nullPseudojets({ jets, particles, length, parent1, parent2, jet }: History): Uint8Array {
  const isNull = new Uint8Array(jets.count);
  for (let i = 0; i < particles; i++) {
    isNull[i] = jets.px[i] === 0 && jets.py[i] === 0 && jets.pz[i] === 0 && jets.energy[i] === 0 ? 1 : 0;
  }
  for (let entry = particles; entry < length; entry++) {
    if (parent2[entry] === BEAM) continue;
    isNull[jet[entry]] = isNull[jet[parent1[entry]]] & isNull[jet[parent2[entry]]];
  }
  return isNull;
}

function join(walk: Walk, a: number, b: number, made: number): void {
  const { bare, same, grown } = walk;
  if (same[a] === NONE || same[b] === NONE) same[made] = Math.max(same[a], same[b]);
  else {
    const entry = settle(walk, a);
    if (entry !== settle(walk, b)) throw ghostsChangeJets(same[a]);
    same[made] = bare.jet[entry];
  }
  for (const column of Object.values(grown)) column[made] = column[a] + column[b];
}

/** Pseudojet `a` grows no more. Returns the entry of `bare` where it meets a partner with momentum, or the beam. */
function settle({ bare, isNull, same, grown, found }: Walk, a: number): number {
  let own = bare.entryOf[same[a]];
  for (;;) {
    for (const name of Object.keys(found) as (keyof AreaColumns)[]) found[name][bare.jet[own]] = grown[name][a];
    const entry = bare.child[own];
    const partner = bare.parent1[entry] === own ? bare.parent2[entry] : bare.parent1[entry];
    if (partner === BEAM || isNull[bare.jet[partner]] === 0) return entry;
    own = entry;
  }
}

function ghostsChangeJets(pseudojet: number): GlueballError {
  return new GlueballError({
    code: "jets/ghosts-change-jets",
    what: "with ghosts of 1e-100 GeV the jets are other jets, so they have no area",
    place: `pseudojet ${pseudojet}`,
    expected: "an infrared-safe recombination scheme and particles that move",
    hint: "Leave out particles without transverse momentum",
  });
}

/**
 * Everything a picture of one event needs, as one JSON document: the particles, the jets, every step of the
 * clustering, the area that each jet would catch soft particles from, and the Lund plane of each jet.
 */
import type { MomentumColumns } from "../../kinematics/index.ts";
import { cluster } from "../cluster.ts";
import type { ClusterSequence } from "../clusterSequence.ts";
import type { JetDefinition } from "../definition.ts";
import { BEAM } from "../history.ts";
import { jetConstituents } from "../jetConstituents.ts";
import { reclusterCambridgeAachen } from "../jetTree.ts";
import { lundCoordinates, primaryLundPlane } from "../lund.ts";
import { azimuthDistance, jetAt, type Jet } from "../pseudojets.ts";

/** GeV and radians; phi in [0, 2 pi). */
export interface DisplayVector {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
  readonly pt: number;
  readonly rapidity: number;
  readonly phi: number;
  readonly mass: number;
}

export interface DisplayParticle extends DisplayVector {
  readonly pdgId?: number;
  /** Place of its jet among `jets`, or -1. */
  readonly jet: number;
}

export interface DisplayJet extends DisplayVector {
  readonly constituents: readonly number[];
  /** Area in the plane of rapidity and azimuth from which it would catch soft particles. */
  readonly area: number;
  readonly lund: readonly DisplayEmission[];
}

export interface DisplayEmission {
  readonly lnInverseDelta: number;
  readonly lnKt: number;
  readonly z: number;
  readonly psi: number;
  /** Particles of the softer branch. */
  readonly softer: readonly number[];
}

/** One merge: pseudojets are numbered, particles first; `b` is -1 and `made` absent where the beam took `a`. */
export interface DisplayStep {
  readonly a: number;
  readonly b: number;
  readonly dij: number;
  readonly made?: DisplayVector;
}

/** Jet that catches a soft particle, by cell: `cells[phi * rapidities + rapidity]`, -1 for none. */
export interface CatchmentMap {
  readonly maxRapidity: number;
  readonly rapidities: number;
  readonly azimuths: number;
  readonly cells: readonly number[];
}

export interface DisplayData {
  readonly schema: "glueball-event-display-1";
  readonly units: "GeV, radians";
  readonly title: string;
  readonly algorithm: string;
  readonly radius: number;
  readonly particles: readonly DisplayParticle[];
  readonly jets: readonly DisplayJet[];
  readonly steps: readonly DisplayStep[];
  readonly catchment: CatchmentMap;
}

/** Side of a catchment cell, and how far beyond the particles the picture goes. */
const CELL = 0.1;
const MARGIN = 0.5;
const MAX_RAPIDITY = 6;
/** Soft enough to move no jet. */
const GHOST_PT = 1e-60;

export interface DisplayRequest {
  readonly title: string;
  readonly particles: MomentumColumns;
  readonly pdgId?: ArrayLike<number> | undefined;
  readonly definition: JetDefinition;
  /** GeV. */
  readonly minPt: number;
}

export function displayData({ title, particles, pdgId, definition, minPt }: DisplayRequest): DisplayData {
  const sequence = cluster(particles, definition);
  const jets = sequence.inclusiveJets(minPt);
  const jetOf = sequence.jetOfParticles(jets);
  const catchment = catchmentOf(sequence, jets, definition);
  const counts = jets.map((_, place) => catchment.cells.filter((cell) => cell === place).length);
  return {
    schema: "glueball-event-display-1",
    units: "GeV, radians",
    title,
    algorithm: definition.algorithm,
    radius: definition.radius,
    particles: Array.from({ length: sequence.particles }, (_, i) => ({
      ...vectorOf(jetAt(sequence.history.jets, i)),
      ...(pdgId === undefined ? {} : { pdgId: pdgId[i] }),
      jet: jetOf[i],
    })),
    jets: jets.map((jet, place) => ({
      ...vectorOf(jet),
      constituents: [...sequence.constituents(jet)],
      area: counts[place] * cellArea(catchment),
      lund: lundOf(sequence, jet),
    })),
    steps: stepsOf(sequence),
    catchment,
  };
}

function cellArea({ maxRapidity, rapidities, azimuths }: CatchmentMap): number {
  return ((2 * maxRapidity) / rapidities) * ((2 * Math.PI) / azimuths);
}

function vectorOf({ px, py, pz, energy, pt, rapidity, phi, mass }: Jet): DisplayVector {
  return { px, py, pz, energy, pt, rapidity, phi, mass };
}

function stepsOf({ history, particles }: ClusterSequence): DisplayStep[] {
  const steps: DisplayStep[] = [];
  for (let entry = particles; entry < history.length; entry++) {
    const a = history.jet[history.parent1[entry]];
    const dij = history.dij[entry];
    if (history.parent2[entry] === BEAM) steps.push({ a, b: -1, dij });
    else {
      const b = history.jet[history.parent2[entry]];
      steps.push({ a, b, dij, made: vectorOf(jetAt(history.jets, history.jet[entry])) });
    }
  }
  return steps;
}

function lundOf(sequence: ClusterSequence, jet: Jet): DisplayEmission[] {
  const constituents = jetConstituents(sequence, jet);
  const tree = reclusterCambridgeAachen(constituents);
  return primaryLundPlane(tree).map((emission) => {
    const [lnInverseDelta, lnKt] = lundCoordinates(emission);
    const softer = tree.constituents(jetAt(tree.history.jets, emission.softer));
    return {
      lnInverseDelta,
      lnKt,
      z: emission.z,
      psi: emission.psi,
      softer: [...softer].map((member) => constituents.indices[member]),
    };
  });
}

/** Clusters the event again with one very soft particle in every cell, and looks where each ends up. */
function catchmentOf(sequence: ClusterSequence, jets: readonly Jet[], definition: JetDefinition): CatchmentMap {
  const { particles, history } = sequence;
  let widest = 0;
  for (const { rapidity } of jets) widest = Math.max(widest, Math.abs(rapidity) + definition.radius + MARGIN);
  const maxRapidity = Math.min(MAX_RAPIDITY, Math.max(1, widest));
  const rapidities = Math.ceil((2 * maxRapidity) / CELL);
  const azimuths = Math.ceil((2 * Math.PI) / CELL);
  const cells = rapidities * azimuths;
  const [px, py, pz, energy] = [history.jets.px, history.jets.py, history.jets.pz, history.jets.energy].map(
    (column) => {
      const all = new Float64Array(particles + cells);
      all.set(column.subarray(0, particles));
      return all;
    },
  );
  for (let cell = 0; cell < cells; cell++) {
    const y = -maxRapidity + (((cell % rapidities) + 0.5) * 2 * maxRapidity) / rapidities;
    const phi = ((Math.floor(cell / rapidities) + 0.5) * 2 * Math.PI) / azimuths;
    px[particles + cell] = GHOST_PT * Math.cos(phi);
    py[particles + cell] = GHOST_PT * Math.sin(phi);
    pz[particles + cell] = GHOST_PT * Math.sinh(y);
    energy[particles + cell] = GHOST_PT * Math.cosh(y);
  }
  const ghosted = cluster({ px, py, pz, energy }, definition);
  const found = ghosted.inclusiveJets(0);
  const places = jets.map((jet) => found.findIndex((other) => isSame(jet, other)));
  const inJet = ghosted.jetOfParticles(found).subarray(particles);
  return { maxRapidity, rapidities, azimuths, cells: Array.from(inJet, (jet) => places.indexOf(jet)) };
}

/** Ghosts change the last digits of a sum at most. */
function isSame(a: Jet, b: Jet): boolean {
  const close = Math.abs(a.rapidity - b.rapidity) + azimuthDistance(a.phi, b.phi) < 1e-6;
  return close && Math.abs(a.pt - b.pt) <= 1e-9 * a.pt;
}

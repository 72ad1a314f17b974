/**
 * Jets of many events at once: what is asked of every event is plain data, so it can be sent to a thread, and the
 * answer is a table of columns with one entry a jet.
 */
import { GlueballError } from "../base/index.ts";
import type { ParticleBatch } from "../formats/index.ts";
import { mass, rapidity, type FourMomentum } from "../kinematics/index.ts";
import { reusedMemory } from "./arena.ts";
import { cluster } from "./cluster.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import { jetDefinition, type JetDefinition, type JetOptions } from "./definition.ts";
import { groomer } from "./groom.ts";
import type { GroomedJet } from "./groomedJet.ts";
import { jetConstituents } from "./jetConstituents.ts";
import { reclusterCambridgeAachen } from "./jetTree.ts";
import { jetObservables } from "./observables.ts";
import { positiveAzimuth, type Jet } from "./pseudojets.ts";
import type { RecombinationScheme } from "./recombination.ts";

/** Which jets of an event are wanted; pt and `dcut` in GeV and the unit of d_ij. */
export type JetSelection = { readonly minPt: number } | { readonly exclusive: number } | { readonly dcut: number };

export interface JetRequest {
  readonly jets: JetOptions & { readonly scheme?: RecombinationScheme };
  readonly select: JetSelection;
  /** Specs of `groomer`. */
  readonly groom: readonly string[];
  /** Names of `jetObservables`. */
  readonly observables: readonly string[];
  /** Whether an event that cannot be clustered is skipped and counted instead of ending the work. */
  readonly skipBad: boolean;
}

/** Event i has the jets [offsets[i], offsets[i + 1]); numbers that do not exist for a jet are NaN. */
export interface JetTable {
  /** Index in the file of the first event. */
  readonly first: number;
  readonly length: number;
  readonly offsets: Uint32Array;
  /** By name; one entry a jet. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Jet j has the constituents [constituentOffsets[j], constituentOffsets[j + 1]): indices of particles in the event. */
  readonly constituentOffsets: Uint32Array;
  readonly constituents: Uint32Array;
  /** Messages of the events that were skipped, by index in the file. */
  readonly skipped: readonly { readonly event: number; readonly code: string; readonly message: string }[];
  /** Time spent on it. */
  readonly milliseconds: number;
}

const KINEMATICS = ["pt", "rapidity", "phi", "mass"] as const;
const SPLITTING = ["z", "deltaR", "mu"] as const;

/** Column of a groomed quantity, for example `softdrop:0.1,0 mass`. */
export function groomedColumn(spec: string, quantity: string): string {
  return `${spec} ${quantity}`;
}

/** Names of all columns in their order. */
export function jetColumns({ groom, observables }: JetRequest): string[] {
  const groomed = [...KINEMATICS, "constituents", ...SPLITTING];
  return [
    ...KINEMATICS,
    "constituents",
    ...groom.flatMap((spec) => groomed.map((quantity) => groomedColumn(spec, quantity))),
    ...observables,
  ];
}

/** The function that finds the jets of a batch. Throws at once what is wrong in the request. */
export function jetFinder(request: JetRequest): (batch: ParticleBatch) => JetTable {
  const definition = jetDefinition(request.jets);
  const describe = jetDescriber(request, definition);
  const names = jetColumns(request);
  const jetsOf = eventJets(request, definition);
  return (batch) => {
    const started = performance.now();
    const lists: number[][] = names.map(() => []);
    const constituents: number[] = [];
    const constituentOffsets = [0];
    const offsets = new Uint32Array(batch.length + 1);
    const skipped: JetTable["skipped"][number][] = [];
    for (let event = 0; event < batch.length; event++) {
      const found = jetsOf(batch, event);
      if (found instanceof GlueballError) {
        if (!request.skipBad) throw atEvent(found, batch.first + event);
        skipped.push({ event: batch.first + event, code: found.code, message: found.message });
      } else {
        const charges = batch.charge?.subarray(batch.offsets[event], batch.offsets[event + 1]);
        for (const jet of found.jets) {
          const members = found.sequence.constituents(jet);
          for (const member of members) constituents.push(member);
          constituentOffsets.push(constituents.length);
          describe(found.sequence, jet, members, charges).forEach((value, k) => lists[k].push(value));
        }
      }
      offsets[event + 1] = constituentOffsets.length - 1;
    }
    return {
      first: batch.first,
      length: batch.length,
      offsets,
      columns: new Map(names.map((name, k) => [name, Float64Array.from(lists[k])])),
      constituentOffsets: Uint32Array.from(constituentOffsets),
      constituents: Uint32Array.from(constituents),
      skipped,
      milliseconds: performance.now() - started,
    };
  };
}

/** The values of one jet in the order of `jetColumns`. One Cambridge/Aachen clustering serves groomers and Lund plane. */
function jetDescriber({ groom, observables }: JetRequest, { algorithm, radius }: JetDefinition) {
  const groomers = groom.map((spec) => groomer(spec));
  // R0 of N-subjettiness is the radius of the jets, where they have one.
  const observe = jetObservables(observables, { radius: algorithm === "durham" ? undefined : radius });
  return (sequence: ClusterSequence, jet: Jet, members: Int32Array, charges: Float32Array | undefined): number[] => {
    const values = [jet.pt, jet.rapidity, jet.phi, jet.mass, members.length];
    if (groomers.length + observables.length === 0) return values;
    const constituents = jetConstituents(sequence, jet);
    let reclustered: ClusterSequence | undefined;
    const tree = (): ClusterSequence => (reclustered ??= reclusterCambridgeAachen(constituents));
    for (const groom of groomers) values.push(...groomedValues(groom(tree())));
    const own = charges && Float64Array.from(members, (member) => charges[member]);
    for (const value of observe(constituents, own, tree)) values.push(value ?? NaN);
    return values;
  };
}

interface EventJets {
  /** To be used before the next event is clustered. */
  readonly sequence: ClusterSequence;
  readonly jets: readonly Jet[];
}

/** Clusters one event of a batch after the other, in the same memory. */
function eventJets({ select }: JetRequest, definition: JetDefinition) {
  const memory = reusedMemory();
  return (batch: ParticleBatch, event: number): EventJets | GlueballError => {
    const [from, to] = [batch.offsets[event], batch.offsets[event + 1]];
    const slice = (column: Float64Array) => column.subarray(from, to);
    const particles = { px: slice(batch.px), py: slice(batch.py), pz: slice(batch.pz), energy: slice(batch.energy) };
    try {
      const sequence = cluster(particles, definition, memory);
      if ("minPt" in select) return { sequence, jets: sequence.inclusiveJets(select.minPt) };
      if ("exclusive" in select) return { sequence, jets: sequence.exclusiveJets(select.exclusive) };
      return { sequence, jets: sequence.exclusiveJetsAt(select.dcut) };
    } catch (error) {
      if (error instanceof GlueballError) return error;
      throw error;
    }
  };
}

/** In the order of `jetColumns`; a jet of which nothing is left has pt 0, mass 0 and no direction. */
function groomedValues(groomed: GroomedJet): number[] {
  const { kept, splitting } = groomed;
  const found = SPLITTING.map((quantity) => splitting?.[quantity] ?? NaN);
  return [...kinematicsOf(groomed, kept.length === 0), kept.length, ...found];
}

function kinematicsOf({ px, py, pz, energy }: FourMomentum, empty: boolean): number[] {
  if (empty) return [0, NaN, NaN, 0];
  return [Math.hypot(px, py), rapidity(px, py, pz, energy), positiveAzimuth(px, py), mass(px, py, pz, energy)];
}

function atEvent(error: GlueballError, event: number): GlueballError {
  const { place, hint, ...rest } = error.data;
  const skip = "--skip-bad leaves such events out and counts them";
  return new GlueballError(
    {
      ...rest,
      place: place === undefined ? `event ${event}` : `event ${event}, ${place}`,
      hint: hint === undefined ? skip : `${hint}; ${skip}`,
    },
    error.exitCode,
  );
}

/** Events of HepMC for tests: small texts, a HepMC2 twin of any event, and how an event is written down to compare it. */
import { GlueballError } from "../../base/index.ts";
import { byteFileOf } from "../byteFile.ts";
import { hepmcEvents } from "../hepmc.ts";
import { hepmc3Text } from "./writer.ts";
import { HEPMC2_END, HEPMC2_START } from "./hepmc2.ts";
import { HEPMC3_END, HEPMC3_START } from "./hepmc3.ts";
import type { HepMCEvent, HepMCVertex } from "./event.ts";
import { FINAL_STATE } from "./event.ts";
import { scientific } from "../text/writer.ts";

export function hepmc3(...lines: readonly string[]): string {
  return ["HepMC::Version 3.02.06", HEPMC3_START, ...lines, HEPMC3_END, ""].join("\n");
}

export function hepmc2(...lines: readonly string[]): string {
  return ["", "HepMC::Version 2.06.09", HEPMC2_START, ...lines, HEPMC2_END, ""].join("\n");
}

/** The event as a HepMC2 library would write it: every vertex in full, particles under the vertex they come from. */
export function hepmc2Twin(event: HepMCEvent): string {
  const vertices = allVertices(event);
  const endOf = new Map(vertices.flatMap(({ id, incoming }) => incoming.map((particle) => [particle, id] as const)));
  const producedAt = productionVertices(event, vertices);
  const lines = [
    `E ${event.number} -1 250 0.1 0.0078 221 0 ${vertices.length} 10001 10002 0 1 ${scientific(event.weights[0]!)}`,
    `N 1 "Weight"`,
    `U ${event.momentumUnit} ${event.lengthUnit}`,
  ];
  for (const { id, status, incoming, position = Float64Array.of(0, 0, 0, 0) } of vertices) {
    const orphans = incoming.filter((particle) => event.particles.parent[particle - 1] === 0);
    const outgoing = [...producedAt.keys()].filter((particle) => producedAt.get(particle) === id);
    const place = Array.from(position, (x) => scientific(x)).join(" ");
    lines.push(`V ${id} ${status} ${place} ${orphans.length} ${outgoing.length} 0`);
    for (const particle of [...orphans, ...outgoing])
      lines.push(particleLine(event, particle, endOf.get(particle) ?? 0));
  }
  return lines.join("\n");
}

function particleLine({ particles }: HepMCEvent, id: number, end: number): string {
  const { pdgId, px, py, pz, energy, mass, status } = particles;
  const i = id - 1;
  const numbers = [px[i]!, py[i]!, pz[i]!, energy[i]!, mass[i]!].map((x) => scientific(x)).join(" ");
  return `P ${10000 + id} ${pdgId[i]} ${numbers} ${status[i]} 0 0 ${end} 0`;
}

/** The listed vertices and those that a parent > 0 implies. */
function allVertices({ particles, vertices }: HepMCEvent): readonly HepMCVertex[] {
  const explicit = new Set(vertices.flatMap(({ incoming }) => incoming));
  const parents = [...new Set(particles.parent)].filter((parent) => parent > 0 && !explicit.has(parent));
  const free = -1 - Math.max(0, ...vertices.map(({ id }) => -id));
  return [...vertices, ...parents.map((parent, k) => ({ id: free - k, status: 0, incoming: [parent] }))];
}

function productionVertices({ particles }: HepMCEvent, vertices: readonly HepMCVertex[]): Map<number, number> {
  const endOf = new Map(vertices.flatMap(({ id, incoming }) => incoming.map((particle) => [particle, id] as const)));
  const produced = new Map<number, number>();
  for (const [i, parent] of particles.parent.entries()) {
    if (parent !== 0) produced.set(i + 1, parent < 0 ? parent : endOf.get(parent)!);
  }
  return produced;
}

/** The final-state particles of an event, one line each, sorted. */
export function finalStateLines({ particles }: HepMCEvent): string[] {
  const { pdgId, px, py, pz, energy, mass, status } = particles;
  return Array.from(pdgId, (id, i) => `${id} ${px[i]} ${py[i]} ${pz[i]} ${energy[i]} ${mass[i]} ${status[i]}`)
    .filter((_, i) => status[i] === FINAL_STATE)
    .sort();
}

/** All events of a text. */
export async function eventsIn(text: string): Promise<HepMCEvent[]> {
  return Array.fromAsync(hepmcEvents(byteFileOf(Buffer.from(text), "t")));
}

/** The HepMC3 of events in one string. */
export async function textOf(events: Iterable<HepMCEvent>): Promise<string> {
  return (await Array.fromAsync(hepmc3Text(events))).join("");
}

/** The whole sentence of the error that an action throws. */
export async function message(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

/** Two beams into one vertex, from which two particles come; of one of them two more. */
const BODY = [
  "P 1 0 11 0 0 125 125 0 4",
  "P 2 0 -11 0 0 -125 125 0 4",
  "V -1 0 [1,2] @ 0 0 1e-3 2e-3",
  "P 3 -1 23 0 0 50 200 193.64916731037085 2",
  "P 4 -1 22 0 0 -50 50 0 1",
  "P 5 3 13 0 60 25 100 75.99342076785331 1",
  "P 6 3 -13 0 -60 25 100 75.99342076785331 1",
];
export const EVENT = ["E 7 2 6", "U GEV MM", "W 1.0", ...BODY];

/** As BODY: both beams are orphans of the first vertex; barcodes have gaps and the second vertex comes late. */
export const BODY2 = [
  "V -5 0 0 0 1e-3 2e-3 2 2 0",
  "P 10001 11 0 0 125 125 0 4 0 0 -5 0",
  "P 10002 -11 0 0 -125 125 0 4 0 0 -5 0",
  "P 10007 23 0 0 50 200 193.64916731037085 2 0 0 -9 1 1 501",
  "P 10008 22 0 0 -50 50 0 1 0.5 1.5 0 0",
  "V -9 3 0 0 0 0 0 2 1 0.25",
  "P 10009 13 0 60 25 100 75.99342076785331 1 0 0 0 0",
  "P 10010 -13 0 -60 25 100 75.99342076785331 1 0 0 0 0",
];
export const E2 = "E 7 -1 250 0.1 0.0078 221 -5 2 10001 10002 0 1 1";
export const EVENT2 = [E2, "U GEV MM", ...BODY2];

/**
 * Decays of heavy particles within an event record: momenta in the rest frame of what decays, then the boost, the
 * colour lines and the status. The products are massless where they are quarks or gluons, as the shower wants them.
 *
 * Lines of colour: what comes from a colour singlet is a chain quark - gluons - antiquark, or a ring of gluons; the quark
 * of a top takes over the line of the top.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { addParticle, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { createDecayRoom, type DecayRoom, drawPhaseSpace, turnDirection, twoBodyMomentum } from "./phaseSpace.ts";
import { intoRestFrame, outOfRestFrame, setFrame } from "./restFrame.ts";

export interface Product {
  readonly pdgId: number;
  readonly mass: number;
}

/** Quarks, gluons and whatever else has no mass. */
export function massless(...pdgIds: readonly number[]): Product[] {
  return pdgIds.map((pdgId) => ({ pdgId, mass: 0 }));
}

/** For all but decays to very many. */
const ROOM = createDecayRoom();

/** Entry `entry` decays evenly in phase space. Returns the entry of the first product. @throws simulate/decay-closed */
export function decayEvenly(rng: Rng, event: EventRecord, entry: number, products: readonly Product[]): number {
  const room = products.length <= ROOM.size ? ROOM : createDecayRoom(products.length);
  products.forEach(({ mass }, n) => (room.masses[n] = mass));
  drawPhaseSpace(room, event.mass[entry], products.length, rng);
  return addProducts(event, entry, products, room);
}

/**
 * Entry `entry` decays to two products, the first at polar angle `cosTheta` to the direction in which `entry` flies for
 * its mother, at a random azimuth. Returns the entry of the first product.
 */
export function decayAtAngle(
  rng: Rng,
  event: EventRecord,
  entry: number,
  products: readonly [Product, Product],
  cosTheta: number,
): number {
  const room = createDecayRoom(2);
  const { momenta } = room;
  const [first, second] = products;
  requireOpen(event.mass[entry], first.mass, second.mass);
  const p = twoBodyMomentum(event.mass[entry], first.mass, second.mass);
  const direction = flightDirection(event, entry);
  turnDirection(direction, cosTheta, 2 * Math.PI * rng.uniform());
  for (let axis = 0; axis < 3; axis++) {
    momenta[axis] = p * direction[axis];
    momenta[4 + axis] = -momenta[axis];
  }
  momenta[3] = Math.sqrt(p * p + first.mass * first.mass);
  momenta[7] = Math.sqrt(p * p + second.mass * second.mass);
  return addProducts(event, entry, products, room);
}

/**
 * The cosine of density (3/4) sin^2 with which a longitudinal vector boson decays to fermions, and one made by fermions to
 * scalars: the root of 3 c - c^3 = 4 u - 2 that lies in [-1, 1].
 */
export function drawSineSquared(rng: Rng): number {
  return 2 * Math.cos((Math.acos(1 - 2 * rng.uniform()) + 4 * Math.PI) / 3);
}

/** @throws GlueballError simulate/decay-closed */
export function requireOpen(mass: number, first: number, second: number): void {
  if (mass > first + second) return;
  throw new GlueballError({
    code: "simulate/decay-closed",
    what: "a particle cannot decay to two that are as heavy as itself",
    found: `${mass} GeV to ${first} and ${second} GeV`,
    expected: `masses that add up to less than ${mass} GeV`,
  });
}

/** Against the mother's direction as the entry itself sees it, which is where it flies for its mother. */
function flightDirection(event: EventRecord, entry: number): Float64Array {
  const { frame } = createDecayRoom(1);
  setFrame(frame, momentumOf(event, entry), 0, event.mass[entry]);
  const mother = momentumOf(event, event.mother[entry]);
  intoRestFrame(mother, 0, frame);
  const p = Math.hypot(mother[0], mother[1], mother[2]);
  return mother.subarray(0, 3).map((component) => -component / p);
}

function momentumOf({ px, py, pz, energy }: EventRecord, i: number): Float64Array {
  return Float64Array.of(px[i], py[i], pz[i], energy[i]);
}

/** Writes the products, whose momenta in the rest frame are in the room. */
function addProducts(event: EventRecord, entry: number, products: readonly Product[], room: DecayRoom): number {
  const { momenta, frame } = room;
  const first = event.count;
  setFrame(frame, momentumOf(event, entry), 0, event.mass[entry]);
  products.forEach((product, n) => {
    const at = 4 * n;
    outOfRestFrame(momenta, at, frame);
    const [px, py, pz, energy] = [momenta[at], momenta[at + 1], momenta[at + 2], momenta[at + 3]];
    addParticle(event, { ...product, px, py, pz, energy, status: STATUS.final, mother: entry });
  });
  event.status[entry] = STATUS.decayed;
  colourProducts(event, entry, first);
  return first;
}

function hasPartons({ count, pdgId }: EventRecord, first: number): boolean {
  for (let i = first; i < count; i++) if (Math.abs(pdgId[i]) <= 6 || pdgId[i] === 21) return true;
  return false;
}

function colourProducts(event: EventRecord, entry: number, first: number): void {
  const { pdgId, colour, antiColour } = event;
  if (!hasPartons(event, first)) return;
  const products = Array.from({ length: event.count - first }, (_, n) => first + n);
  const quarks = products.filter((i) => pdgId[i] > 0 && pdgId[i] <= 6);
  const antiquarks = products.filter((i) => pdgId[i] < 0 && pdgId[i] >= -6);
  if (colour[entry] > 0 || antiColour[entry] > 0) {
    for (const i of quarks) colour[i] = colour[entry];
    for (const i of antiquarks) antiColour[i] = antiColour[entry];
    return;
  }
  const gluons = products.filter((i) => pdgId[i] === 21);
  const chain = [...quarks, ...gluons, ...antiquarks];
  const isRing = quarks.length === 0;
  for (let n = 0; n < (isRing ? chain.length : chain.length - 1); n++) {
    colour[chain[n]] = antiColour[chain[(n + 1) % chain.length]] = newLine(event);
  }
}

/**
 * Decays of hadrons and of the tau down to what lives longer than a given c tau: with the default pi, K, K0L, p, n, gamma,
 * e, mu and neutrinos. Channels are drawn by their fractions among those that are open, momenta by phase space, without
 * matrix elements, so the spectrum of a lepton is only roughly right. Particles with a lifetime fly before they decay:
 *
 *   x -> x + (p/m) l,   t -> t + (E/m) l,   l = -c tau ln u.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { DECAYS, type DecayChannel } from "./decayTable.ts";
import { addParticle, STATUS, type EventRecord } from "./eventRecord.ts";
import { drawHadronMass } from "./hadronMass.ts";
import { particleOf } from "./particleTable.ts";
import { createDecayRoom, drawPhaseSpace, type DecayRoom } from "./phaseSpace.ts";
import { outOfRestFrame } from "./restFrame.ts";

export interface HadronDecaySettings {
  /** c tau up to which particles decay. */
  readonly longestLifetimeMm: number;
}

/** What LEP counts as primary: 1 ns, so that K0S, Lambda and the other hyperons decay. LHC detectors are often given 10 mm. */
export const HADRON_DECAYS: HadronDecaySettings = { longestLifetimeMm: 300 };

/**
 * Decays all final particles that can, and their products; returns how many decayed.
 *
 * @throws GlueballError simulate/bad-lifetime
 */
export function decayHadrons(event: EventRecord, settings: HadronDecaySettings, rng: Rng): number {
  requireSettings(settings);
  const room = createDecayRoom();
  let decayed = 0;
  // Products are added behind, where this loop finds them.
  for (let entry = 0; entry < event.count; entry++) {
    if (event.status[entry] !== STATUS.final) continue;
    const channels = DECAYS.get(event.pdgId[entry]);
    if (channels === undefined) continue;
    const { lifetimeMm } = particleOf(event.pdgId[entry]);
    if (lifetimeMm > settings.longestLifetimeMm) continue;
    const flightMm = lifetimeMm === 0 ? 0 : -lifetimeMm * Math.log(1 - rng.uniform());
    const first = event.count;
    decay(event, entry, drawChannel(channels, event.mass[entry], rng), { room, rng });
    for (let product = first; product < event.count; product++) moveVertex(event, product, entry, flightMm);
    decayed++;
  }
  return decayed;
}

/** Room for the fraction of each channel. */
const FRACTIONS = new Float64Array(Math.max(...[...DECAYS.values()].map(({ length }) => length)));

/** One of the channels that are open for this mass. */
function drawChannel(channels: readonly DecayChannel[], mass: number, rng: Rng): DecayChannel {
  for (let n = 0; n < channels.length; n++) {
    FRACTIONS[n] = isOpen(channels[n], mass) ? channels[n].fraction : 0;
  }
  return channels[choose(rng, FRACTIONS, channels.length)];
}

/** Open, or the particle by another name: K0 is K0S or K0L. */
function isOpen({ products, threshold }: DecayChannel, mass: number): boolean {
  return threshold < mass || products.length === 1;
}

interface Dice {
  readonly room: DecayRoom;
  readonly rng: Rng;
}

/** Adds the products of one particle, which start where it did. */
function decay(event: EventRecord, entry: number, { products, threshold }: DecayChannel, { room, rng }: Dice): void {
  const mass = event.mass[entry];
  event.status[entry] = STATUS.decayed;
  if (products.length === 1) {
    room.momenta.fill(0, 0, 3);
    room.momenta[3] = room.masses[0] = mass;
  } else {
    drawMasses(room.masses, products, mass - threshold, rng);
    drawPhaseSpace(room, mass, products.length, rng);
  }
  room.frame[0] = event.px[entry];
  room.frame[1] = event.py[entry];
  room.frame[2] = event.pz[entry];
  room.frame[3] = event.energy[entry];
  room.frame[4] = mass;
  for (let n = 0; n < products.length; n++) {
    outOfRestFrame(room.momenta, 4 * n, room.frame);
    addProduct(event, entry, products[n], room, n);
  }
}

/** Draws of the masses before the poles are taken, whose sum is below the limit. */
const TRIES = 10;

/** Masses of the products; together they may exceed their poles by less than `free`. */
function drawMasses(masses: Float64Array, products: readonly number[], free: number, rng: Rng): void {
  for (let attempt = 0; attempt <= TRIES; attempt++) {
    let excess = 0;
    for (let n = 0; n < products.length; n++) {
      const pole = particleOf(products[n]).mass;
      masses[n] = attempt === TRIES ? pole : drawHadronMass(products[n], rng);
      excess += masses[n] - pole;
    }
    if (excess < free) return;
  }
}

function addProduct(
  event: EventRecord,
  mother: number,
  pdgId: number,
  { momenta, masses }: DecayRoom,
  n: number,
): void {
  addParticle(event, {
    pdgId,
    status: STATUS.final,
    px: momenta[4 * n],
    py: momenta[4 * n + 1],
    pz: momenta[4 * n + 2],
    energy: momenta[4 * n + 3],
    mass: masses[n],
    mother,
  });
}

/** Moves a product to where its mother decays after a proper flight of c tau. */
function moveVertex(event: EventRecord, product: number, mother: number, flightMm: number): void {
  if (flightMm === 0) return;
  const perMomentum = flightMm / event.mass[mother];
  event.x[product] += event.px[mother] * perMomentum;
  event.y[product] += event.py[mother] * perMomentum;
  event.z[product] += event.pz[mother] * perMomentum;
  event.t[product] += event.energy[mother] * perMomentum;
}

function requireSettings({ longestLifetimeMm }: HadronDecaySettings): void {
  if (longestLifetimeMm >= 0 && longestLifetimeMm < SHORTEST_STABLE) return;
  throw new GlueballError({
    code: "simulate/bad-lifetime",
    what: "particles cannot be told stable by this lifetime",
    place: "longestLifetimeMm",
    found: longestLifetimeMm,
    expected: `c tau of at least 0 and below ${SHORTEST_STABLE} mm, that of the charged kaon`,
  });
}

/** c tau of the first particle without channels, in mm. */
const SHORTEST_STABLE = particleOf(321).lifetimeMm;

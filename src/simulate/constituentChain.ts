/**
 * A colour chain whose partons get the masses that they have inside hadrons. In the rest frame of the chain all momenta
 * shrink by one factor k,
 *
 *   sum_i sqrt(m_i^2 + k^2 p_i^2) = M,
 *
 * so that momentum and energy of the chain stay what they were (as in Herwig, arXiv:0803.0883, section 7.1). A chain that
 * is too light for all its masses first loses gluons: the two neighbours of smallest mass become one parton, and this is
 * counted. What is then still too light (a pair of quarks, or of gluons) keeps its momenta, and makes a single cluster.
 */
import type { ColourChain } from "./colourChains.ts";
import type { EventRecord } from "./eventRecord.ts";
import { particleOf } from "./particleTable.ts";
import { createFrame, intoRestFrame, massAt, outOfRestFrame, setFrame } from "./restFrame.ts";

/** Masses of quarks inside hadrons, by flavour from d to b (GeV). */
const QUARK_MASS = [0, 0.325, 0.325, 0.45, 1.55, 4.8] as const;

/** Mass inside hadrons of a quark, of a diquark (also by its flavours alone, such as 2100), or of their antiparticles. */
export function constituentMass(pdgId: number): number {
  const code = Math.abs(pdgId);
  if (code < QUARK_MASS.length) return QUARK_MASS[code];
  return particleOf(code - (code % 10) + 3).mass; // every flavour pair has a diquark of spin 1
}

export interface ConstituentChain {
  readonly isRing: boolean;
  readonly pdgId: Int32Array;
  readonly entry: Int32Array;
  /** px, py, pz, E of the n-th parton from 4n. */
  readonly momentum: Float64Array;
  readonly mass: Float64Array;
  /** Whether the partons have these masses; if not, the chain is lighter than they are together. */
  fits: boolean;
  count: number;
  /** Pairs of neighbours that became one. */
  joined: number;
}

const GLUON = 21;

/** The chain with constituent masses. */
export function constituentChain(event: EventRecord, chain: ColourChain, gluonMass: number): ConstituentChain {
  const constituents = loadChain(event, chain, gluonMass);
  const total = new Float64Array(4);
  for (let n = 0; n < constituents.count; n++) {
    for (let axis = 0; axis < 4; axis++) total[axis] += constituents.momentum[4 * n + axis];
  }
  const mass = massAt(total, 0);
  while (constituents.count > 2 && sumOfMasses(constituents) >= mass) joinLightest(constituents, gluonMass);
  constituents.fits = sumOfMasses(constituents) < mass;
  if (constituents.fits) {
    shrinkMomenta(constituents, total, mass);
    restoreTotal(constituents, total);
  }
  return constituents;
}

function loadChain(event: EventRecord, { entries, isRing }: ColourChain, gluonMass: number): ConstituentChain {
  const count = entries.length;
  const pdgId = Int32Array.from(entries, (entry) => event.pdgId[entry]);
  const mass = Float64Array.from(pdgId, (code) => (code === GLUON ? gluonMass : constituentMass(code)));
  const momentum = new Float64Array(4 * count);
  entries.forEach((entry, n) => {
    momentum[4 * n] = event.px[entry];
    momentum[4 * n + 1] = event.py[entry];
    momentum[4 * n + 2] = event.pz[entry];
    momentum[4 * n + 3] = event.energy[entry];
  });
  return { isRing, pdgId, entry: Int32Array.from(entries), momentum, mass, fits: false, count, joined: 0 };
}

function sumOfMasses({ mass, count }: ConstituentChain): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += mass[n];
  return sum;
}

/** Makes one parton of the two neighbours of smallest mass; of a gluon and an end, that end. */
function joinLightest(chain: ConstituentChain, gluonMass: number): void {
  const { momentum, pdgId, mass, entry } = chain;
  const pair = new Float64Array(4);
  let [at, smallest] = [0, Infinity];
  for (let n = 0; n + 1 < chain.count; n++) {
    for (let axis = 0; axis < 4; axis++) pair[axis] = momentum[4 * n + axis] + momentum[4 * n + 4 + axis];
    const together = massAt(pair, 0);
    if (together < smallest) [at, smallest] = [n, together];
  }
  for (let axis = 0; axis < 4; axis++) momentum[4 * at + axis] += momentum[4 * at + 4 + axis];
  const kept = pdgId[at] === GLUON ? at + 1 : at;
  pdgId[at] = pdgId[kept];
  entry[at] = entry[kept];
  mass[at] = pdgId[at] === GLUON ? gluonMass : constituentMass(pdgId[at]);
  for (const column of [pdgId, entry, mass]) column.copyWithin(at + 1, at + 2, chain.count);
  momentum.copyWithin(4 * at + 4, 4 * at + 8, 4 * chain.count);
  chain.count--;
  chain.joined++;
}

/** Newton's method for k converges from above, as the sum of energies is convex in k. */
function shrinkMomenta({ momentum, mass, count }: ConstituentChain, total: Float64Array, invariantMass: number): void {
  const frame = createFrame();
  setFrame(frame, total, 0, invariantMass);
  for (let n = 0; n < count; n++) intoRestFrame(momentum, 4 * n, frame);
  let k = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    let excess = -invariantMass;
    let slope = 0;
    for (let n = 0; n < count; n++) {
      const p2 = squareAt(momentum, 4 * n);
      const energy = Math.sqrt(mass[n] * mass[n] + k * k * p2);
      excess += energy;
      slope += (k * p2) / energy;
    }
    k -= excess / slope;
    if (Math.abs(excess) < PRECISION * invariantMass) break;
  }
  for (let n = 0; n < count; n++) {
    for (let axis = 0; axis < 3; axis++) momentum[4 * n + axis] *= k;
    momentum[4 * n + 3] = Math.sqrt(mass[n] * mass[n] + squareAt(momentum, 4 * n));
    outOfRestFrame(momentum, 4 * n, frame);
  }
}

/**
 * The boosts of a light chain of high energy round its momenta by gamma E times the precision, some 10 keV for a singlet of
 * 1 GeV in a beam remnant of TeV. The parton of most energy, which feels it least, takes back what was lost.
 */
function restoreTotal({ momentum, count }: ConstituentChain, total: Float64Array): void {
  const lost = total.slice();
  let fastest = 0;
  for (let n = 0; n < count; n++) {
    for (let axis = 0; axis < 4; axis++) lost[axis] -= momentum[4 * n + axis];
    if (momentum[4 * n + 3] > momentum[4 * fastest + 3]) fastest = n;
  }
  for (let axis = 0; axis < 4; axis++) momentum[4 * fastest + axis] += lost[axis];
}

/** Of the energy, relative: a few roundings. */
const PRECISION = 1e-14;
const MOST_STEPS = 50;

function squareAt(p: Float64Array, i: number): number {
  return p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
}

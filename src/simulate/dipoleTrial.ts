/**
 * Trial emissions of dipole ends for the veto algorithm. With an overestimate c = alpha/2pi times the integral over z that
 * holds at and below a scale, the next trial below t is t u^(1/c), u uniform; it is then kept with the ratio of the true
 * density to the overestimate (Sjostrand, Mrenna, Skands, hep-ph/0603175, section 4.2).
 *
 * Coupling and range of z grow as t falls, so a bound for all t would reject nearly everything. Scales are cut into bands,
 * a factor of 4 in t each, with the bound of the band's lower edge; a trial that leaves its band starts again at the edge.
 * This is exact, since what happens below the edge does not depend on how it was reached.
 *
 * A gluon of an end whose line leads to a beam or to its resonance, and not to what recoils, is kept with the probability
 * that this line gives it besides (`softCoherence.ts`); the bound has room for that.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import type { AlphaS } from "./alphaS.ts";
import {
  BRANCHING_SIZE,
  type Branching,
  type BranchingMomenta,
  branchMomenta,
  EMITTER,
  pairShare,
  SECOND,
  SPECTATOR,
  twiceProduct,
} from "./dipoleKinematics.ts";
import {
  deadCone,
  EMIT_GLUON,
  firstGluonKernel,
  fractionOfPole,
  gluonKernel,
  CA,
  PAIR_BOUND,
  pairKernel,
  quarkKernel,
  QUARK_POLE,
  smallestFraction,
} from "./dipoleKernels.ts";
import { blocksOf, noteTrial } from "./hardestEnd.ts";
import { findRecoiler, LEADS_TO, NO_PARTON, radiates, type ShowerPartons } from "./showerPartons.ts";
import { finalToBeam, finalToOrigin, MOST_COHERENCE } from "./softCoherence.ts";

const BAND_RATIO = 4;
const GLUON = 21;
/**
 * No trial is kept with more than 1 / HEADROOM, so that weights of a coupling that is larger by up to half stay positive,
 * and spread less. The same with and without weights, so that events are the same too.
 */
const HEADROOM = 1.5;
/** A frozen coupling may differ from itself by this. */
const ROUNDING = 1e-12;

/** Masses by flavour, for dead cones and for the virtuality 4 m^2 from which a gluon can make a pair. Light ones have none. */
const QUARK_MASS = [0, 0, 0, 0, 1.5, 4.8] as const;

export interface DipoleTrials {
  readonly alphaS: AlphaS;
  readonly flavours: number;
  /** Lower edges of the bands in t, ascending from the cut-off, and the bound of alpha_s in each. */
  readonly edge: Float64Array;
  readonly coupling: Float64Array;
  /** t of each end's next trial; 0 where there is none. */
  scale2: Float64Array;
  z: Float64Array;
  /** Of a gluon where the line leads away, see `coherence`; of others it is drawn when they branch. */
  azimuth: Float64Array;
  /** EMIT_GLUON or the flavour of a quark pair. */
  kind: Uint8Array;
  band: Uint8Array;
  /** The largest t of each block of ends, see `hardestEnd.ts`. */
  largest2: Float64Array;
}

/** The columns that have one entry an end or a block of them. */
export type EndColumns = Pick<DipoleTrials, "scale2" | "z" | "azimuth" | "kind" | "band" | "largest2">;

export interface TrialSettings {
  readonly alphaS: AlphaS;
  readonly cutoff2: number;
  readonly flavours: number;
}

/** No trials yet, for ends of at most `capacity` partons. The columns may be those of a shower that has ended. */
export function createTrials(
  settings: TrialSettings,
  highest2: number,
  capacity: number,
  columns: EndColumns = endColumns(capacity),
): DipoleTrials {
  const { alphaS, cutoff2, flavours } = settings;
  const bands = Math.max(1, Math.ceil(Math.log(Math.max(1, highest2 / cutoff2)) / Math.log(BAND_RATIO)));
  const edge = Float64Array.from({ length: bands }, (_, band) => cutoff2 * BAND_RATIO ** band);
  const coupling = edge.map((t) => HEADROOM * alphaS(Math.sqrt(t)));
  const own = columns.scale2.length < 2 * capacity ? endColumns(capacity) : columns;
  own.scale2.fill(0);
  own.largest2.fill(0);
  return { alphaS, flavours, edge, coupling, ...own };
}

export function endColumns(capacity: number): EndColumns {
  const ends = 2 * capacity;
  return {
    scale2: new Float64Array(ends),
    z: new Float64Array(ends),
    azimuth: new Float64Array(ends),
    kind: new Uint8Array(ends),
    band: new Uint8Array(ends),
    largest2: new Float64Array(blocksOf(ends)),
  };
}

/** Room for the ends of more partons. */
export function growTrials(trials: DipoleTrials, capacity: number): void {
  const { scale2, z, azimuth, kind, band, largest2 } = trials;
  Object.assign(trials, endColumns(capacity));
  trials.scale2.set(scale2);
  trials.z.set(z);
  trials.azimuth.set(azimuth);
  trials.kind.set(kind);
  trials.band.set(band);
  trials.largest2.set(largest2);
}

/** Draws the next trial of an end below `from`, in t, and chooses what recoils. */
export function propose(trials: DipoleTrials, partons: ShowerPartons, end: number, from: number, rng: Rng): void {
  trials.scale2[end] = 0;
  drawBelow(trials, partons, end, from, rng);
  noteTrial(trials, end);
}

function drawBelow(trials: DipoleTrials, partons: ShowerPartons, end: number, from: number, rng: Rng): void {
  if (partons.line[end] === 0 || !radiates(partons, end >> 1)) return;
  findRecoiler(partons, end, from);
  const partner = partons.partner[end];
  if (partner === NO_PARTON || partner === partons.recoiler[end]) {
    drawTrial(trials, partons, end, { from, to: 0 }, rng);
    return;
  }
  const wakesAt = partons.ceiling2[partner];
  drawTrial(trials, partons, end, { from, to: wakesAt }, rng);
  if (trials.scale2[end] !== 0) return;
  findRecoiler(partons, end, wakesAt);
  drawTrial(trials, partons, end, { from: wakesAt, to: 0 }, rng);
}

/** Draws a trial between two values of t; where there is none the end has none. */
function drawTrial(
  trials: DipoleTrials,
  partons: ShowerPartons,
  end: number,
  { from, to }: { readonly from: number; readonly to: number },
  rng: Rng,
): void {
  const i = end >> 1;
  const scale2 = dipoleOf(partons, end);
  let t = Math.min(from, scale2 / 4);
  let band = trials.edge.length - 1;
  while (band >= 0 && trials.edge[band] >= t) band--;
  for (; band >= 0 && t > to; band--) {
    const low = trials.edge[band];
    const zLow = smallestFraction(low, scale2);
    const gluons = roomOf(partons, end) * poleOf(partons, i) * Math.log((1 - zLow) / zLow);
    const pairs = partons.pdgId[i] === GLUON ? trials.flavours * PAIR_BOUND * (1 - 2 * zLow) : 0;
    t *= rng.uniform() ** ((2 * Math.PI) / (trials.coupling[band] * (gluons + pairs)));
    if (t > low && t > to) {
      trials.scale2[end] = t;
      trials.band[end] = band;
      drawKind(trials, end, zLow, pairs / (gluons + pairs), rng);
      if (leadsAway(partons, end)) trials.azimuth[end] = 2 * Math.PI * rng.uniform();
      return;
    }
    t = low;
  }
}

/** Whether something else recoils than what the line of an end leads to. */
export function leadsAway({ partner, recoiler, leadsTo }: ShowerPartons, end: number): boolean {
  return leadsTo[end] !== LEADS_TO.nowhere && recoiler[end] !== partner[end];
}

const roomOf = (partons: ShowerPartons, end: number): number => (leadsAway(partons, end) ? MOST_COHERENCE : 1);

const poleOf = (partons: ShowerPartons, i: number): number => (partons.pdgId[i] === GLUON ? CA : QUARK_POLE);

/** Q^2 = 2 p.k of an end's dipole. */
function dipoleOf(partons: ShowerPartons, end: number): number {
  const recoiler = partons.recoiler[end];
  if (recoiler !== NO_PARTON) {
    return twiceProduct(partons.momentum, 4 * (end >> 1), partons.momentum, 4 * recoiler);
  }
  throw new GlueballError({
    code: "simulate/no-recoiler",
    what: "a parton whose colour line is open has nothing to recoil against",
    place: `entry ${partons.entry[end >> 1]} (PDG code ${partons.pdgId[end >> 1]})`,
    expected: "another parton on an open line, or a colourless particle, among those that take part",
  });
}

function drawKind(trials: DipoleTrials, end: number, zLow: number, pairShare: number, rng: Rng): void {
  const isPair = pairShare > 0 && rng.uniform() < pairShare;
  trials.kind[end] = isPair ? 1 + rng.integer(trials.flavours) : EMIT_GLUON;
  trials.z[end] = isPair ? zLow + (1 - 2 * zLow) * rng.uniform() : fractionOfPole(zLow, rng.uniform());
}

/** Probability with which the trial of an end is kept: the true density over the one it was drawn from. */
export function acceptance(trials: DipoleTrials, partons: ShowerPartons, end: number): number {
  const t = trials.scale2[end];
  const z = trials.z[end];
  const scale2 = dipoleOf(partons, end);
  const y = t / (z * (1 - z) * scale2);
  if (!(y < 1)) return 0;
  const spectatorMass = partons.mass[partons.recoiler[end]];
  if (spectatorMass > 0 && Number.isNaN(pairShare(y, spectatorMass ** 2 / scale2))) return 0;
  const bound = trials.coupling[trials.band[end]];
  const coupling = trials.alphaS(Math.sqrt(t));
  const highest = bound / HEADROOM;
  if (coupling > highest * (1 + ROUNDING)) throw risingCoupling(t, coupling, highest);
  const probability = (kernelRatio(trials, partons, end, y) * (1 - y) * coupling) / bound;
  if (trials.kind[end] !== EMIT_GLUON || !leadsAway(partons, end)) return probability;
  return (probability * coherence(trials, partons, end)) / MOST_COHERENCE;
}

/** Room for the momenta of one branching, and the gluon's there. */
const MOMENTA = new Float64Array(BRANCHING_SIZE);
const EMITTED = MOMENTA.subarray(SECOND, SECOND + 4);

/** What the line of an end makes of the gluon of its trial, see `softCoherence.ts`. */
function coherence(trials: DipoleTrials, partons: ShowerPartons, end: number): number {
  const { momentum, recoiler, leadsTo, origin } = partons;
  const [at, to] = [4 * (end >> 1), 4 * recoiler[end]];
  trialMomenta(trials, partons, end, trials.azimuth[end], MOMENTA);
  return leadsTo[end] === LEADS_TO.origin
    ? finalToOrigin(origin, momentum, at, to, EMITTED)
    : finalToBeam(leadsTo[end], momentum, at, to, EMITTED);
}

const BRANCHING: Branching = { z: 0, y: 0, azimuth: 0, spectatorMass: 0 };

/** Writes the momenta that the trial of an end gives. */
export function trialMomenta(
  trials: DipoleTrials,
  partons: ShowerPartons,
  end: number,
  azimuth: number,
  momenta: BranchingMomenta,
): void {
  const i = end >> 1;
  const k = partons.recoiler[end];
  const z = trials.z[end];
  BRANCHING.z = z;
  BRANCHING.y = trials.scale2[end] / (z * (1 - z) * dipoleOf(partons, end));
  BRANCHING.azimuth = azimuth;
  BRANCHING.spectatorMass = partons.mass[k];
  for (let axis = 0; axis < 4; axis++) {
    momenta[EMITTER + axis] = partons.momentum[4 * i + axis];
    momenta[SPECTATOR + axis] = partons.momentum[4 * k + axis];
  }
  branchMomenta(momenta, BRANCHING);
}

/** Kernel without (1-y), over its overestimate. */
function kernelRatio(trials: DipoleTrials, partons: ShowerPartons, end: number, y: number): number {
  const z = trials.z[end];
  const kind = trials.kind[end];
  const i = end >> 1;
  if (kind !== EMIT_GLUON) {
    return y * dipoleOf(partons, end) < 4 * QUARK_MASS[kind] ** 2 ? 0 : pairKernel(z) / PAIR_BOUND;
  }
  if (partons.pdgId[i] === GLUON) return (gluonKernel(z, y) * (1 - z)) / CA;
  const massless = (isUntouchedPair(partons, end) ? firstGluonKernel : quarkKernel)(z, y);
  const mass = QUARK_MASS[Math.abs(partons.pdgId[i])];
  const kernel = mass === 0 ? massless : deadCone(massless, trials.scale2[end], z, mass);
  return (kernel * (1 - z)) / QUARK_POLE;
}

/** Whether emitter and recoiler are a quark and an antiquark as they came from a decay: they alone are the singlet. */
function isUntouchedPair(partons: ShowerPartons, end: number): boolean {
  const i = end >> 1;
  const k = partons.recoiler[end];
  return partons.partner[end] === k && i < partons.primaries && k < partons.primaries && partons.pdgId[k] !== GLUON;
}

function risingCoupling(t: number, found: number, bound: number): GlueballError {
  return new GlueballError({
    code: "simulate/rising-coupling",
    what: "the shower needs a coupling that does not rise with the scale",
    place: `Q = ${Math.sqrt(t)} GeV`,
    found,
    expected: `at most ${bound}, its value at a lower scale`,
  });
}

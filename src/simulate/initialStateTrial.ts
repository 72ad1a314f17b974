/**
 * Trial emissions of the initial-state shower, backwards from the hard process (Sjostrand 1985; hep-ph/0603175, section
 * 6.3). For an incoming parton b of fraction x, with the mother a of fraction x' = x / momentumRatio(z),
 *
 *   dP = dt/t dz (x/x')/z  alpha_s(t)/2pi P(z)  x' f_a(x', t) / [x f_b(x, t)],   x < z < 1 - sqrt(t / scale2);
 *
 * (x/x')/z, which is 1 for small t, is the measure of the exact phase space, see `initialStateKinematics.ts`. The veto
 * algorithm as in `dipoleTrial.ts`, in bands of a factor of 4 in t. Within a band f is monotonous in t, and falls from x
 * to x' but for the valence quarks, which have a maximum of known height; the densities at both edges of the band and at
 * x therefore bound the ratio, with some room for what the fit does at the edges of its range. What still exceeds the
 * bound is kept, and counted.
 *
 * The density of a heavy quark vanishes at its threshold, where all evolution must have led to g -> Q Qbar. Bands there
 * halve the distance to the threshold, in ln t, and who comes within a hundredth branches without a trial.
 *
 * Cost: two sets of densities for a band that a parton enters, and two densities for a trial that passed the rest.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import type { AlphaS } from "./alphaS.ts";
import { choose } from "./choose.ts";
import { CTEQ5L } from "./cteq5lTable.ts";
import { initialKernel } from "./initialStateKernels.ts";
import { momentumRatio } from "./initialStateKinematics.ts";
import { type Densities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { PDG } from "./standardModel.ts";

const BAND_RATIO = 4;
/** Heavy quarks branch when t is at most this times their threshold. */
const THRESHOLD_MARGIN = 1.01;
/** Room above the densities at the edges of a band. */
const HEADROOM = 1.05;

/** A frozen coupling may differ from itself by this. */
const ROUNDING = 1e-12;

/** Height of the maximum of x f of valence quarks for all Q, and the x above which x f falls. */
const VALENCE = { 1: { peak: 0.41, end: 0.13 }, 2: { peak: 0.7, end: 0.26 } } as const;

const GLUON = flavourSlot(PDG.gluon);
/** PDG numbers by slot, see `flavourSlot`. */
const PARTONS = Array.from({ length: FLAVOURS }, (_, slot) => (slot === GLUON ? PDG.gluon : slot - GLUON));

/** kT^2 at which a quark's density begins: 0 for light ones and gluons. */
export function threshold2(pdgId: number): number {
  const flavour = Math.abs(pdgId);
  const fit = flavour === 4 ? CTEQ5L.charm : flavour === 5 ? CTEQ5L.bottom : undefined;
  return fit === undefined ? 0 : fit.qmin ** 2;
}

export interface InitialTrialSettings {
  readonly alphaS: AlphaS;
  readonly densities: Densities;
  /** kT^2 at which evolution ends. */
  readonly cutoff2: number;
}

/** Settings with room for the rates of all mothers. */
export interface InitialTrials extends InitialTrialSettings {
  readonly rates: Float64Array;
}

export function createInitialTrials({ alphaS, densities, cutoff2 }: InitialTrialSettings): InitialTrials {
  return { alphaS, densities, cutoff2, rates: new Float64Array(FLAVOURS) };
}

/** An incoming parton with its next trial. */
export interface InitialLeg {
  /** Entries of the beam and of the parton. */
  readonly beam: number;
  entry: number;
  pdgId: number;
  /** Fraction of the beam's energy. */
  x: number;
  /** kT^2 of the trial; 0 where evolution has ended. */
  t: number;
  z: number;
  /** PDG number. */
  mother: number;
  /** Whether it is the branching of a heavy quark that has come to its threshold. */
  isForced: boolean;
  readonly band: Band;
}

/** What holds between two t for one parton. */
interface Band {
  entry: number;
  low: number;
  high: number;
  /** Bound of the coupling. */
  coupling: number;
  /** By mother, see `flavourSlot`: densities at both ends and at x of the parton, and the bound of their ratio. */
  readonly atLow: Float64Array;
  readonly atHigh: Float64Array;
  readonly ratio: Float64Array;
}

export function createLeg(beam: number, entry: number, pdgId: number, x: number): InitialLeg {
  const column = () => new Float64Array(FLAVOURS);
  const band = { entry: -1, low: 0, high: 0, coupling: 0, atLow: column(), atHigh: column(), ratio: column() };
  return { beam, entry, pdgId, x, t: 0, z: 0, mother: 0, isForced: false, band };
}

/** Draws the next trial of a leg below `from`, in t, in a collision of square `scale2`. */
export function proposeInitial(trials: InitialTrials, leg: InitialLeg, from: number, scale2: number, rng: Rng): void {
  const threshold = threshold2(leg.pdgId);
  const end = Math.max(trials.cutoff2, THRESHOLD_MARGIN * threshold);
  leg.t = 0;
  leg.isForced = false;
  // Above this, no z is left.
  let t = Math.min(from, scale2 * (1 - leg.x) ** 2);
  while (t > end) {
    const low = Math.max(end, edgeBelow(t, trials.cutoff2), Math.sqrt(t * threshold));
    t = drawTrial(trials, leg, { low, high: t, scale2 }, rng);
    if (t > low) {
      leg.t = t;
      return;
    }
    t = low;
  }
  if (threshold > 0) forceBranching(trials, leg, t, scale2, rng);
}

/** The highest edge of a band that is below t. */
function edgeBelow(t: number, cutoff2: number): number {
  return cutoff2 * BAND_RATIO ** (Math.ceil(Math.log(t / cutoff2) / Math.log(BAND_RATIO)) - 1);
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly scale2: number;
}

/** Sets z and mother of a trial and returns its t, which is 0 where the range has none. */
function drawTrial(trials: InitialTrials, leg: InitialLeg, { low, high, scale2 }: Range, rng: Rng): number {
  const zHigh = 1 - Math.sqrt(low / scale2);
  if (zHigh <= leg.x) return 0;
  setBand(trials, leg, low, high);
  const { ratio, coupling } = leg.band;
  const { rates } = trials;
  let total = 0;
  for (let slot = 0; slot < FLAVOURS; slot++) {
    rates[slot] = ratio[slot] === 0 ? 0 : ratio[slot] * initialKernel(leg.pdgId, PARTONS[slot]).integral(leg.x, zHigh);
    total += rates[slot];
  }
  const t = high * rng.uniform() ** ((2 * Math.PI) / (coupling * total));
  if (t <= low) return 0;
  leg.mother = PARTONS[choose(rng, rates)];
  leg.z = initialKernel(leg.pdgId, leg.mother).draw(leg.x, zHigh, rng.uniform());
  return t;
}

/** Finds the bounds between two t unless the leg has them already. */
function setBand(trials: InitialTrials, leg: InitialLeg, low: number, high: number): void {
  const { band, pdgId, entry } = leg;
  if (band.entry === entry && band.low === low && band.high >= high) return;
  fillBand(trials, leg, low, high);
  const { atLow, atHigh, ratio } = band;
  const own = flavourSlot(pdgId);
  const smallest = Math.min(atLow[own], atHigh[own]);
  for (let slot = 0; slot < FLAVOURS; slot++) {
    const isMother = pdgId === PDG.gluon || slot === own || slot === GLUON;
    const largest = Math.max(atLow[slot], atHigh[slot], valencePeak(PARTONS[slot], leg.x));
    ratio[slot] = isMother && smallest > 0 ? (HEADROOM * largest) / smallest : 0;
  }
}

function fillBand(
  { densities, alphaS }: InitialTrials,
  { band, entry, x }: InitialLeg,
  low: number,
  high: number,
): void {
  if (band.entry === entry && band.low === high) band.atHigh.set(band.atLow);
  else densities.fill(x, Math.sqrt(high), band.atHigh);
  densities.fill(x, Math.sqrt(low), band.atLow);
  band.entry = entry;
  band.low = low;
  band.high = high;
  band.coupling = alphaS(Math.sqrt(low));
}

function valencePeak(pdgId: number, x: number): number {
  if (pdgId !== 1 && pdgId !== 2) return 0;
  const { peak, end } = VALENCE[pdgId];
  return x < end ? peak : 0;
}

/** Cells in z of the branching that is not drawn by trial. */
const CELLS = 40;

/**
 * Lets a heavy quark at its threshold come from a gluon, at t or where there is still room for it, with z from the
 * kernel and the gluons' density.
 */
function forceBranching(trials: InitialTrials, leg: InitialLeg, from: number, scale2: number, rng: Rng): void {
  const { x } = leg;
  // At most half of what the exact momenta allow at z = (1 + x) / 2.
  const t = Math.min(from, (scale2 * (1 - x) ** 2) / 8);
  const width = (1 - Math.sqrt(t / scale2) - x) / CELLS;
  const { kernel } = initialKernel(leg.pdgId, PDG.gluon);
  const fraction = (cell: number) => x + (cell + 0.5) * width;
  const weights = Float64Array.from({ length: CELLS }, (_, cell) => {
    const ratio = momentumRatio(fraction(cell), t, scale2);
    if (x >= ratio) return 0;
    return (
      (trials.densities.density(PDG.gluon, x / ratio, Math.sqrt(t)) * kernel(fraction(cell)) * ratio) / fraction(cell)
    );
  });
  const cell = choose(rng, weights);
  if (!(weights[cell] > 0)) return;
  leg.t = t;
  leg.z = fraction(cell);
  leg.mother = PDG.gluon;
  leg.isForced = true;
}

export type Verdict = "kept" | "rejected" | "kept above its bound";

/** Tests a trial: the true density over the one it was drawn from. @throws GlueballError simulate/rising-coupling */
export function judgeInitial(trials: InitialTrials, leg: InitialLeg, scale2: number, rng: Rng): Verdict {
  if (leg.isForced) return "kept";
  const { t, z, band, mother, pdgId, x } = leg;
  const ratio = momentumRatio(z, t, scale2);
  if (1 - z < Math.sqrt(t / scale2) || x >= ratio) return "rejected";
  const q = Math.sqrt(t);
  const coupling = trials.alphaS(q);
  if (coupling > band.coupling * (1 + ROUNDING)) throw risingCoupling(q, coupling, band.coupling);
  const { kernel, bound } = initialKernel(pdgId, mother);
  const shape = ((coupling / band.coupling) * (kernel(z) / bound(z)) * ratio) / z;
  // The densities, which cost most, can only lower it.
  const uniform = rng.uniform();
  if (uniform >= shape) return "rejected";
  const { densities } = trials;
  const quotient = densities.density(mother, x / ratio, q) / densities.density(pdgId, x, q);
  const share = quotient / band.ratio[flavourSlot(mother)];
  if (uniform >= shape * share) return "rejected";
  return share > 1 ? "kept above its bound" : "kept";
}

function risingCoupling(q: number, found: number, bound: number): GlueballError {
  return new GlueballError({
    code: "simulate/rising-coupling",
    what: "the shower needs a coupling that does not rise with the scale",
    place: `Q = ${q} GeV`,
    found,
    expected: `at most ${bound}, its value at a lower scale`,
  });
}

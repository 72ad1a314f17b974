/**
 * Trial emissions of the initial-state shower, backwards from the hard process (Sjostrand 1985; hep-ph/0603175, section
 * 6.3). For an incoming parton b of fraction x and its mother a of fraction x',
 *
 *   dP = dt/t dz r/z  alpha_s(t)/2pi P(z)  x' f_a(x', t) / [x f_b(x, t)],   r = x / x',   x < z < 1 - sqrt(t / scale2);
 *
 * r/z, which is 1 for small t, is the measure of the exact phase space, see `initialStateKinematics.ts`. The veto
 * algorithm is that of `dipoleTrial.ts`, in bands of a factor of 4 in t with the bounds of `initialStateBand.ts`; what
 * exceeds them is kept, and counted.
 *
 * A gluon's emission is multiplied by what the colour line makes of its direction (`softCoherence.ts`), also behind the
 * collision, and the bound has room for that.
 *
 * The density of a heavy quark vanishes at its threshold, where all evolution must have led to g -> Q Qbar. Bands there
 * halve the distance to the threshold, in ln t, and who comes within a hundredth branches without a trial.
 *
 * Cost: one set of densities for a band that a parton enters, and two densities for a trial that passed the rest.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { CTEQ5L } from "./cteq5lTable.ts";
import {
  type BandSettings,
  createBand,
  type IncomingParton,
  type InitialBand,
  PARTONS,
  setBand,
} from "./initialStateBand.ts";
import { initialKernel } from "./initialStateKernels.ts";
import { momentumRatio } from "./initialStateKinematics.ts";
import { FLAVOURS, flavourSlot } from "./pdf.ts";
import { MOST_COHERENCE } from "./softCoherence.ts";
import { PDG } from "./standardModel.ts";

const BAND_RATIO = 4;
/** Heavy quarks branch when t is at most this times their threshold. */
const THRESHOLD_MARGIN = 1.01;
/** Gluons may go as far behind the collision as a rapidity of -1 in its own frame. */
const BEHIND = Math.exp(-1);
/** A frozen coupling may differ from itself by this. */
const ROUNDING = 1e-12;

/** kT^2 at which a quark's density begins: 0 for light ones and gluons. */
export function threshold2(pdgId: number): number {
  const flavour = Math.abs(pdgId);
  const fit = flavour === 4 ? CTEQ5L.charm : flavour === 5 ? CTEQ5L.bottom : undefined;
  return fit === undefined ? 0 : fit.qmin ** 2;
}

export interface InitialTrialSettings extends BandSettings {
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
export interface InitialLeg extends IncomingParton {
  /** Entry of the beam. */
  readonly beam: number;
  entry: number;
  pdgId: number;
  x: number;
  /** kT^2 of the trial; 0 where evolution has ended. */
  t: number;
  z: number;
  /** PDG number. */
  mother: number;
  /** Whether it is the branching of a heavy quark that has come to its threshold. */
  isForced: boolean;
  /** Of what is emitted, and whether, if there is a choice, it is emitted from the line of colour; set when it is judged. */
  azimuth: number;
  isFromColour: boolean;
  readonly band: InitialBand;
}

export function createLeg(beam: number, entry: number, pdgId: number, x: number): InitialLeg {
  return {
    beam,
    entry,
    pdgId,
    x,
    t: 0,
    z: 0,
    mother: 0,
    isForced: false,
    azimuth: 0,
    isFromColour: true,
    band: createBand(),
  };
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

/** The highest edge of a band that is below t, which is above the cut-off. Powers of 2 are exact, so that edges meet. */
function edgeBelow(t: number, cutoff2: number): number {
  let edge = cutoff2;
  while (edge * BAND_RATIO < t) edge *= BAND_RATIO;
  return edge;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly scale2: number;
}

/** Sets z and mother of a trial and returns its t, which is 0 where the range has none. */
function drawTrial(trials: InitialTrials, leg: InitialLeg, { low, high, scale2 }: Range, rng: Rng): number {
  const zHigh = 1 - BEHIND * Math.sqrt(low / scale2);
  if (zHigh <= leg.x) return 0;
  setBand(leg.band, leg, [low, high], trials);
  const { ratio, coupling } = leg.band;
  const { rates } = trials;
  let total = 0;
  for (let slot = 0; slot < FLAVOURS; slot++) {
    const mother = PARTONS[slot];
    const room = mother === leg.pdgId ? MOST_COHERENCE : 1;
    rates[slot] = ratio[slot] === 0 ? 0 : room * ratio[slot] * initialKernel(leg.pdgId, mother).integral(leg.x, zHigh);
    total += rates[slot];
  }
  const t = high * rng.uniform() ** ((2 * Math.PI) / (coupling * total));
  if (t <= low) return 0;
  leg.mother = PARTONS[choose(rng, rates)];
  leg.z = initialKernel(leg.pdgId, leg.mother).draw(leg.x, zHigh, rng.uniform());
  return t;
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

/** Gluons ahead of the collision, in its own frame, and none behind: what a leg radiates whose line leads to nothing. */
function hemisphere(scale2: number): (leg: InitialLeg) => number {
  return ({ t, z }) => (1 - z < Math.sqrt(t / scale2) ? 0 : 1);
}

export type Verdict = "kept" | "rejected" | "kept above its bound";

/** Tests a trial: the true density over the one it was drawn from. @throws GlueballError simulate/rising-coupling */
export function judgeInitial(
  trials: InitialTrials,
  leg: InitialLeg,
  scale2: number,
  rng: Rng,
  coherence: (leg: InitialLeg) => number = hemisphere(scale2),
): Verdict {
  leg.azimuth = 2 * Math.PI * rng.uniform();
  leg.isFromColour = rng.uniform() < 0.5;
  if (leg.isForced) return "kept";
  const { t, z, band, mother, pdgId, x } = leg;
  const ratio = momentumRatio(z, t, scale2);
  const isGluon = mother === pdgId;
  if (x >= ratio || (!isGluon && 1 - z < Math.sqrt(t / scale2))) return "rejected";
  const q = Math.sqrt(t);
  const coupling = trials.alphaS(q);
  if (coupling > band.coupling * (1 + ROUNDING)) throw risingCoupling(q, coupling, band.coupling);
  const { kernel, bound } = initialKernel(pdgId, mother);
  const shape = ((coupling / band.coupling) * (kernel(z) / bound(z)) * ratio) / z;
  // The densities, which cost most, can only lower it.
  const uniform = rng.uniform() * (isGluon ? MOST_COHERENCE : 1);
  if (uniform >= shape * (isGluon ? MOST_COHERENCE : 1)) return "rejected";
  const pattern = isGluon ? coherence(leg) : 1;
  if (uniform >= shape * pattern) return "rejected";
  const { densities } = trials;
  const quotient = densities.density(mother, x / ratio, q) / densities.density(pdgId, x, q);
  const share = quotient / band.ratio[flavourSlot(mother)];
  if (uniform >= shape * pattern * share) return "rejected";
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

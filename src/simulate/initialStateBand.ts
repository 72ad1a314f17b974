/**
 * What bounds the trials of an incoming parton b of fraction x between two t: the coupling at the lower one, and for each
 * mother a the largest ratio of densities x' f_a(x', t) / [x f_b(x, t)] over x' > x.
 *
 * Within a band f is monotonous in t, and x f falls from x to x' but for the valence quarks, which have a maximum of
 * known height. The densities at both ends and at x therefore bound the ratio, with some room for what the fit does at
 * the edges of its range.
 *
 * Cost: the densities of all mothers (two for a quark) at the lower end; the upper one is the band before, but for the first.
 */
import type { AlphaS } from "./alphaS.ts";
import { type Densities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { PDG } from "./standardModel.ts";

/** Room above the densities at the edges of a band. */
const HEADROOM = 1.05;

/** Height of the maximum of x f of valence quarks for all Q, and the x above which x f falls. */
const VALENCE = { 1: { peak: 0.41, end: 0.13 }, 2: { peak: 0.7, end: 0.26 } } as const;

const GLUON = flavourSlot(PDG.gluon);
/** PDG numbers by slot, see `flavourSlot`. */
export const PARTONS = Array.from({ length: FLAVOURS }, (_, slot) => (slot === GLUON ? PDG.gluon : slot - GLUON));

/** What holds between two t for one parton. */
export interface InitialBand {
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

export function createBand(): InitialBand {
  const column = () => new Float64Array(FLAVOURS);
  return { entry: -1, low: 0, high: 0, coupling: 0, atLow: column(), atHigh: column(), ratio: column() };
}

export interface BandSettings {
  readonly alphaS: AlphaS;
  readonly densities: Densities;
}

export interface IncomingParton {
  /** Of the record. */
  readonly entry: number;
  readonly pdgId: number;
  /** Fraction of the beam's energy. */
  readonly x: number;
}

/** Sets the band to a range of t of a parton, unless it is there already. */
export function setBand(
  band: InitialBand,
  parton: IncomingParton,
  [low, high]: readonly [number, number],
  settings: BandSettings,
): void {
  const { entry, pdgId, x } = parton;
  if (band.entry === entry && band.low === low && band.high >= high) return;
  fillBand(band, parton, [low, high], settings);
  const { atLow, atHigh, ratio } = band;
  const own = flavourSlot(pdgId);
  const smallest = Math.min(atLow[own], atHigh[own]);
  for (let slot = 0; slot < FLAVOURS; slot++) {
    const isMother = pdgId === PDG.gluon || slot === own || slot === GLUON;
    const largest = Math.max(atLow[slot], atHigh[slot], valencePeak(PARTONS[slot], x));
    ratio[slot] = isMother && smallest > 0 ? (HEADROOM * largest) / smallest : 0;
  }
}

function fillBand(
  band: InitialBand,
  parton: IncomingParton,
  [low, high]: readonly [number, number],
  settings: BandSettings,
): void {
  const { alphaS, densities } = settings;
  if (band.entry === parton.entry && band.low === high) band.atHigh.set(band.atLow);
  else fillMothers(densities, parton, Math.sqrt(high), band.atHigh);
  fillMothers(densities, parton, Math.sqrt(low), band.atLow);
  band.entry = parton.entry;
  band.low = low;
  band.high = high;
  band.coupling = alphaS(Math.sqrt(low));
}

/** The densities of what a parton can come from: of a quark, itself and the gluon. Other slots keep what they have. */
function fillMothers(densities: Densities, { pdgId, x }: IncomingParton, q: number, out: Float64Array): void {
  if (pdgId === PDG.gluon) {
    densities.fill(x, q, out);
    return;
  }
  out[flavourSlot(pdgId)] = densities.density(pdgId, x, q);
  out[GLUON] = densities.density(PDG.gluon, x, q);
}

function valencePeak(pdgId: number, x: number): number {
  if (pdgId !== 1 && pdgId !== 2) return 0;
  const { peak, end } = VALENCE[pdgId];
  return x < end ? peak : 0;
}

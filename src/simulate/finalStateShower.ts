/**
 * The final-state shower: Catani-Seymour dipoles, ordered in kT. All ends of all dipoles compete: each has a trial, the one
 * of largest t is tested, and is either done or replaced by that end's next one (the veto algorithm, without a list of
 * what would have come later). An emission changes emitter, recoiler and the new parton, so only ends at these draw anew.
 *
 *   g inserted between i and k;   g -> q qbar cuts the colour chain;   t falls to the cut-off.
 *
 * Kernels and phase space: `dipoleKernels.ts`; momenta: `dipoleKinematics.ts`; open colour lines: `showerPartons.ts`.
 *
 * Other renormalisation scales are weights of the same event (Mrenna and Skands, arXiv:1605.08352): with the ratio
 * r = alpha_s(f kT) / alpha_s(kT), a kept trial multiplies the weight by r, a rejected one of probability p by
 * (1 - p r) / (1 - p). The mean weight is 1. Below the cut-off, where alpha_s may have no value, f kT stays at it.
 *
 * Cost: about ten trials an emission; an emission looks at all ends, a trial at some (`hardestEnd.ts`).
 */
import { GlueballError, type Rng } from "../base/index.ts";
import type { AlphaS } from "./alphaS.ts";
import { branchEnd, createShower, type Shower } from "./dipoleBranch.ts";
import { acceptance, createTrials, endColumns, propose, type EndColumns } from "./dipoleTrial.ts";
import type { EventRecord } from "./eventRecord.ts";
import { hardestEnd, NO_END } from "./hardestEnd.ts";
import { collectPartons, createPartons, recordPartons, type ShowerPartons } from "./showerPartons.ts";

export interface FinalStateShowerSettings {
  readonly alphaS: AlphaS;
  /** kT^2 at which the shower ends, in GeV^2. */
  readonly cutoff2: number;
  /** Flavours that gluons become, from d up: 5 with c and b above their thresholds. */
  readonly flavours: number;
  /** Factors f on the renormalisation scale kT for which weights are wanted. */
  readonly scaleFactors: readonly number[];
  /** Entries that take part: all final ones by default. Those of one decay, for a shower that keeps its mass. */
  readonly entries?: ArrayLike<number>;
  /** kT^2 below which the parton of an entry radiates: as far as its dipoles allow (a quarter of their m^2) by default. */
  readonly start2?: (entry: number) => number;
  /** Its own by default. */
  readonly room?: ShowerRoom;
}

/** All but the coupling, as a start for `{ ...FINAL_STATE_SHOWER, alphaS }`. */
export const FINAL_STATE_SHOWER = { cutoff2: 0.25, flavours: 5, scaleFactors: [] as readonly number[] } as const;

export interface ShowerResult {
  readonly emissions: number;
  /** Trials tested; with the emissions, the efficiency of the overestimates. */
  readonly trials: number;
  /** Weight of the event for each scale factor. */
  readonly weights: readonly number[];
}

/** Columns that showers which follow each other share, so that none allocates its own; each overwrites them. */
export interface ShowerRoom {
  readonly partons: ShowerPartons;
  readonly ends: EndColumns;
}

const ROOM_PARTONS = 256;

export function createShowerRoom(): ShowerRoom {
  return { partons: createPartons(ROOM_PARTONS), ends: endColumns(ROOM_PARTONS) };
}

/**
 * Showers the final partons of a record. What radiated or recoiled becomes `radiated`; its daughters, with their colour
 * lines, are new final entries.
 *
 * @throws GlueballError simulate/bad-shower-setting, simulate/massive-parton, simulate/no-recoiler, simulate/rising-coupling
 */
export function finalStateShower(event: EventRecord, settings: FinalStateShowerSettings, rng: Rng): ShowerResult {
  requireSettings(settings);
  const { entries = allEntries(event), start2 = () => Infinity, scaleFactors, room } = settings;
  const partons = collectPartons(event, entries, start2, room?.partons);
  const trials = createTrials(settings, largestScale2(partons), partons.pdgId.length, room?.ends);
  const shower = createShower(event, partons, trials);
  const weights = scaleFactors.map(() => 1);
  for (let end = 0; end < 2 * partons.count; end++) {
    propose(trials, partons, end, partons.ceiling2[end >> 1], rng);
  }
  const counts = { emissions: 0, trials: 0 };
  const hardest = () => hardestEnd(trials, 2 * partons.count);
  for (let end = hardest(); end !== NO_END; end = hardest()) {
    const probability = acceptance(trials, partons, end);
    const kept = rng.uniform() < probability;
    const t = trials.scale2[end];
    if (weights.length > 0) reweight(weights, settings, t, kept ? undefined : probability);
    if (kept) emit(shower, end, rng);
    else propose(trials, partons, end, t, rng);
    counts.emissions += kept ? 1 : 0;
    counts.trials++;
  }
  recordPartons(event, partons);
  return { ...counts, weights };
}

const allEntries = (event: EventRecord): Int32Array => Int32Array.from({ length: event.count }, (_, entry) => entry);

/** No dipole is heavier than all that takes part. */
function largestScale2({ count, momentum }: ShowerPartons): number {
  let energy = 0;
  let [px, py, pz] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    px += momentum[4 * i];
    py += momentum[4 * i + 1];
    pz += momentum[4 * i + 2];
    energy += momentum[4 * i + 3];
  }
  return (energy * energy - px * px - py * py - pz * pz) / 4;
}

/** Branches, and draws new trials for all ends whose dipole has changed. */
function emit(shower: Shower, end: number, rng: Rng): void {
  const { partons, trials } = shower;
  const t = trials.scale2[end];
  const i = end >> 1;
  const k = partons.recoiler[end];
  const j = branchEnd(shower, end, rng);
  for (let other = 0; other < 2 * partons.count; other++) {
    const emitter = other >> 1;
    const recoiler = partons.recoiler[other];
    const isChanged =
      emitter === i || emitter === j || emitter === k || recoiler === i || recoiler === j || recoiler === k;
    if (!isChanged) continue;
    propose(trials, partons, other, Math.min(t, partons.ceiling2[emitter]), rng);
  }
}

/** Multiplies the weights of other scales by what they make of a kept trial, or of one rejected with a probability. */
function reweight(
  weights: number[],
  settings: FinalStateShowerSettings,
  t: number,
  rejected: number | undefined,
): void {
  const { alphaS, scaleFactors, cutoff2 } = settings;
  const kT = Math.sqrt(t);
  const coupling = alphaS(kT);
  for (let n = 0; n < weights.length; n++) {
    const ratio = alphaS(Math.max(scaleFactors[n] * kT, Math.sqrt(cutoff2))) / coupling;
    weights[n] *= rejected === undefined ? ratio : (1 - rejected * ratio) / (1 - rejected);
  }
}

function requireSettings({ cutoff2, flavours, scaleFactors }: FinalStateShowerSettings): void {
  requireSetting("cutoff2", cutoff2, cutoff2 > 0 && cutoff2 < Infinity, "kT^2 above 0, in GeV^2; 0.5 to 1 is usual");
  requireSetting(
    "flavours",
    flavours,
    Number.isInteger(flavours) && flavours >= 0 && flavours <= 5,
    "0 to 5 quark flavours",
  );
  for (const factor of scaleFactors) {
    requireSetting("scaleFactors", factor, factor > 0 && factor < Infinity, "factors above 0, such as 0.5 and 2");
  }
}

function requireSetting(place: string, found: number, holds: boolean, expected: string): void {
  if (holds) return;
  throw new GlueballError({
    code: "simulate/bad-shower-setting",
    what: "the final-state shower cannot run with this",
    place,
    found,
    expected,
  });
}

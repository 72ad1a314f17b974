/**
 * The final-state shower of an event in which resonances have decayed: t -> b W, W -> q qbar, H -> W W. Each decay showers
 * on its own, so that it keeps the mass of what decayed: first what the hard process made, with its resonances as
 * particles that only recoil, then the products of each resonance, from the outside in. A resonance that recoiled takes
 * its products along, at rest with it as they were.
 *
 * Within t -> b W the colour line of the b leads to the other end of the top's line, outside the decay, and the W takes
 * the recoil: see `showerPartons.ts`. Tops do not radiate themselves.
 */
import type { Rng } from "../base/index.ts";
import { NO_MOTHER, STATUS, type EventRecord } from "./eventRecord.ts";
import { finalStateShower, type FinalStateShowerSettings, type ShowerResult } from "./finalStateShower.ts";
import { createFrame, intoRestFrame, outOfRestFrame, type Frame } from "./restFrame.ts";

/** All but the choice of entries; `start2` holds for what the hard process made, products have all of their phase space. */
export type ShowerCascadeSettings = Omit<FinalStateShowerSettings, "entries">;

/**
 * Showers hard process and decays. Entries of status `decayed` are taken for resonances, and those that name one as
 * mother for its products.
 *
 * @throws GlueballError what `finalStateShower` throws
 */
export function showerCascade(event: EventRecord, settings: ShowerCascadeSettings, rng: Rng): ShowerResult {
  const total = { emissions: 0, trials: 0, weights: settings.scaleFactors.map(() => 1) };
  add(total, showerSystem(event, NO_MOTHER, settings, rng.fork("hard process")));
  const { start2: _, ...ofDecays } = settings;
  // Resonances that recoiled are added behind, where this loop finds them.
  for (let entry = 0; entry < event.count; entry++) {
    if (event.status[entry] !== STATUS.decayed) continue;
    add(total, showerSystem(event, entry, ofDecays, rng.fork(entry)));
  }
  return total;
}

interface Total {
  emissions: number;
  trials: number;
  readonly weights: number[];
}

function add(total: Total, { emissions, trials, weights }: ShowerResult): void {
  total.emissions += emissions;
  total.trials += trials;
  weights.forEach((weight, n) => (total.weights[n] *= weight));
}

/** Showers the products of one resonance, or, for NO_MOTHER, of the hard process. */
function showerSystem(
  event: EventRecord,
  resonance: number,
  settings: FinalStateShowerSettings,
  rng: Rng,
): ShowerResult {
  const entries = membersOf(event, resonance);
  const decayed = entries.filter((entry) => event.status[entry] === STATUS.decayed);
  for (const entry of decayed) event.status[entry] = STATUS.final;
  const first = event.count;
  const result = finalStateShower(event, { ...settings, entries }, rng);
  for (const entry of decayed) {
    if (event.status[entry] === STATUS.final) event.status[entry] = STATUS.decayed;
    else moveProducts(event, entry, event.mother.indexOf(entry, first));
  }
  return result;
}

/** What a resonance, or the hard process, made: final or decayed in turn. */
function membersOf({ count, mother, status }: EventRecord, resonance: number): number[] {
  const isProduct = (entry: number) => mother[entry] !== NO_MOTHER && status[mother[entry]] === STATUS.decayed;
  const members: number[] = [];
  for (let entry = 0; entry < count; entry++) {
    const isMember = resonance === NO_MOTHER ? !isProduct(entry) : mother[entry] === resonance;
    const isOut = status[entry] === STATUS.final || status[entry] === STATUS.decayed;
    if (isMember && isOut) members.push(entry);
  }
  return members;
}

/** Gives the products of a resonance to the entry that it has become. */
function moveProducts(event: EventRecord, old: number, moved: number): void {
  event.status[moved] = STATUS.decayed;
  const from = frameOf(event, old);
  const to = frameOf(event, moved);
  for (let entry = 0; entry < event.count; entry++) {
    if (entry === moved || !descendsFrom(event, entry, old)) continue;
    boostEntry(event, entry, from, to);
  }
  for (let entry = 0; entry < event.count; entry++) {
    if (entry !== moved && event.mother[entry] === old) event.mother[entry] = moved;
  }
}

function frameOf({ px, py, pz, energy, mass }: EventRecord, entry: number): Frame {
  const frame = createFrame();
  frame.set([px[entry], py[entry], pz[entry], energy[entry], mass[entry]]);
  return frame;
}

function descendsFrom({ mother }: EventRecord, entry: number, ancestor: number): boolean {
  let at = mother[entry];
  while (at !== NO_MOTHER && at !== ancestor) at = mother[at];
  return at === ancestor;
}

function boostEntry(event: EventRecord, entry: number, from: Frame, to: Frame): void {
  const momentum = Float64Array.of(event.px[entry], event.py[entry], event.pz[entry], event.energy[entry]);
  intoRestFrame(momentum, 0, from);
  outOfRestFrame(momentum, 0, to);
  [event.px[entry], event.py[entry], event.pz[entry], event.energy[entry]] = momentum;
}

/** Carries out one emission of the final-state shower: new momenta, the new parton, and the colour lines. */
import type { Rng } from "../base/index.ts";
import { BRANCHING_SIZE, FIRST, RECOILED, SECOND } from "./dipoleKinematics.ts";
import { EMIT_GLUON } from "./dipoleKernels.ts";
import { type DipoleTrials, growTrials, leadsAway, trialMomenta } from "./dipoleTrial.ts";
import { newLine, type EventRecord } from "./eventRecord.ts";
import { addParton, insertGluon, moveLine, type ShowerPartons } from "./showerPartons.ts";

const GLUON = 21;

/** A shower while it runs. */
export interface Shower {
  readonly event: EventRecord;
  readonly partons: ShowerPartons;
  readonly trials: DipoleTrials;
  /** Room for the momenta of one branching. */
  readonly momenta: Float64Array;
}

export function createShower(event: EventRecord, partons: ShowerPartons, trials: DipoleTrials): Shower {
  return { event, partons, trials, momenta: new Float64Array(BRANCHING_SIZE) };
}

/** Does the trial of an end and returns the new parton. */
export function branchEnd(shower: Shower, end: number, rng: Rng): number {
  const { partons, trials } = shower;
  const i = end >> 1;
  const kind = trials.kind[end];
  const t = trials.scale2[end];
  setMomenta(shower, end, rng);
  // The end that faces the recoiler is a gluon's colour, where a quark goes, or its anticolour.
  const pairSign = end % 2 === 0 ? 1 : -1;
  const j = addParton(partons, kind === EMIT_GLUON ? GLUON : pairSign * kind, i);
  if (trials.scale2.length < partons.line.length) growTrials(trials, partons.pdgId.length);
  partons.momentum.set(shower.momenta.subarray(SECOND, SECOND + 4), 4 * j);
  partons.ceiling2[j] = t;
  if (kind === EMIT_GLUON) {
    insertGluon(partons, end, j, newLine(shower.event));
  } else {
    partons.pdgId[i] = -pairSign * kind;
    moveLine(partons, end, 2 * j + (end & 1));
  }
  return j;
}

/** The new momenta: of emitter and recoiler in place, of the new parton in the shower's room. */
function setMomenta({ partons, trials, momenta }: Shower, end: number, rng: Rng): void {
  const i = end >> 1;
  const k = partons.recoiler[end];
  const isDrawn = trials.kind[end] === EMIT_GLUON && leadsAway(partons, end);
  const azimuth = isDrawn ? trials.azimuth[end] : 2 * Math.PI * rng.uniform();
  trialMomenta(trials, partons, end, azimuth, momenta);
  for (let axis = 0; axis < 4; axis++) {
    partons.momentum[4 * i + axis] = momenta[FIRST + axis];
    partons.momentum[4 * k + axis] = momenta[RECOILED + axis];
  }
  partons.changed[i] = partons.changed[k] = 1;
}

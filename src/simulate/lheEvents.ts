/**
 * Hard processes as Les Houches events (hep-ph/0109068), for the showers of other programs. Beams are left out, as the
 * format has them in its head; what a hard process makes has both incoming partons as mothers.
 */
import { GlueballError } from "../base/index.ts";
import type { LheEvent, LheRun } from "../formats/index.ts";
import { type EventRecord, STATUS } from "./eventRecord.ts";
import { type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { ALPHA_QED } from "./standardModel.ts";

/** CTEQ5L in the numbering of LHAPDF. */
const CTEQ5L = 19070;
/** Weights in pb, whose mean is the cross-section. */
const WEIGHT_STRATEGY = 4;
const PROCESS_ID = 1;
/** Colour lines begin at 501 by custom. */
const FIRST_LINE = 500;
const UNKNOWN_SPIN = 9;

/** What stands before the events; the beams are those of `event`, any one of the process. */
export function lheRun({ name, crossSection }: HardProcess, event: EventRecord): LheRun {
  const { valuePb, errorPb } = crossSection;
  const isHadronic = event.pdgId[0] === 2212;
  const pdfSet = isHadronic ? CTEQ5L : 0;
  return {
    version: "3.0",
    header: `<header>\n<!-- Glueball, process ${name}, leading order -->\n</header>`,
    beams: [event.pdgId[0], event.pdgId[1]],
    beamEnergies: [event.energy[0], event.energy[1]],
    pdfGroups: [0, 0],
    pdfSets: [pdfSet, pdfSet],
    weightStrategy: WEIGHT_STRATEGY,
    processes: [{ crossSectionPb: valuePb, errorPb, largestWeight: valuePb, id: PROCESS_ID }],
    initText: "<generator name='Glueball'></generator>",
  };
}

export interface LheNumbers {
  /** As `generate` returned it, in pb. */
  readonly weight: number;
  /** GeV. */
  readonly scale: number;
  readonly alphaQcd: number;
}

/** An event of a hard process before its shower. @throws GlueballError simulate/not-a-hard-process */
export function lheEvent(event: EventRecord, { weight, scale, alphaQcd }: LheNumbers): LheEvent {
  requireHardProcess(event);
  const { pdgId, px, py, pz, energy, mass } = event;
  const cut = <T extends Int32Array | Float64Array>(column: T): T => column.slice(INCOMING_1, event.count) as T;
  const from = (of: (i: number) => number) => Int32Array.from(cut(pdgId), (_, n) => of(INCOMING_1 + n));
  const line = (column: Int32Array) => from((i) => (column[i] === 0 ? 0 : FIRST_LINE + column[i]));
  return {
    tag: "",
    processId: PROCESS_ID,
    weight,
    scale,
    alphaQed: ALPHA_QED,
    alphaQcd,
    particles: {
      pdgId: cut(pdgId),
      status: from((i) => lheStatus(event.status[i])),
      mother1: from((i) => mothersOf(event, i)[0]),
      mother2: from((i) => mothersOf(event, i)[1]),
      colour1: line(event.colour),
      colour2: line(event.antiColour),
      px: cut(px),
      py: cut(py),
      pz: cut(pz),
      energy: cut(energy),
      mass: cut(mass),
      lifetime: new Float64Array(event.count - INCOMING_1),
      spin: new Float64Array(event.count - INCOMING_1).fill(UNKNOWN_SPIN),
    },
    text: "",
    weights: [],
  };
}

function lheStatus(status: number): number {
  if (status === STATUS.incoming) return -1;
  return status === STATUS.decayed ? 2 : 1;
}

/** First and last mother, counted from 1 with the first incoming parton. */
function mothersOf({ status, mother }: EventRecord, i: number): readonly [number, number] {
  if (status[i] === STATUS.incoming) return [0, 0];
  if (mother[i] === INCOMING_1) return [1, 2];
  const number = mother[i] - INCOMING_1 + 1;
  return [number, number];
}

function requireHardProcess(event: EventRecord): void {
  const isIncoming = [INCOMING_1, INCOMING_2].every((i) => i < event.count && event.status[i] === STATUS.incoming);
  const known: readonly number[] = [STATUS.final, STATUS.decayed];
  const rest = event.status.subarray(INCOMING_2 + 1, event.count);
  if (isIncoming && rest.every((status) => known.includes(status))) return;
  throw new GlueballError({
    code: "simulate/not-a-hard-process",
    what: "only the hard process of two beams can be a Les Houches event",
    found: `statuses ${event.status.subarray(0, Math.min(event.count, 8)).join(" ")}`,
    expected: `two beams, two incoming partons (${STATUS.incoming}) and what they make, before any shower`,
  });
}

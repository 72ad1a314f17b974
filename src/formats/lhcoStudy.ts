/**
 * Events of the LHC Olympics study with language models, as JSON lines: jets with P_T, eta, phi, E, m, counts and
 * distances, and their mass M_jj. Some of these files call the sum of the jet masses M_jj, list jets out of order or slip in
 * a unit. Every line is checked against the schema; what looks wrong comes as a proposal beside the untouched event, and
 * nothing is changed until `applyRepairs` is asked to.
 */
import { z } from "zod";
import { fromPtEtaPhiMass, invariantMass } from "../kinematics/index.ts";
import type { FourMomentum } from "../kinematics/index.ts";
import type { ByteFile } from "./byteFile.ts";
import { parseLine } from "./jsonl/parse.ts";
import { TextLines } from "./text/lines.ts";

const finite = z.number();
const jetSchema = z.looseObject({
  P_T: finite.positive(),
  eta: finite,
  phi: finite,
  E: finite.positive(),
  m: finite.nonnegative(),
  n_particles: z.int().nonnegative(),
  P_T_lead: finite.nonnegative(),
  /** Distance to the other jets: `{ jet2: 3.1 }`. */
  dR: z.record(z.string(), finite.nonnegative()).optional(),
});
const eventSchema = z.looseObject({
  type: z.string(),
  jets: z.array(jetSchema).min(1),
  n_particles: z.int().nonnegative(),
  M_jj: finite.nonnegative(),
});

export type StudyJet = z.infer<typeof jetSchema>;
export type StudyEvent = z.infer<typeof eventSchema>;

/** What would make an event right; `field` is `M_jj`, `jets`, or `jets[1].E`. */
export interface StudyRepair {
  readonly field: string;
  readonly found: unknown;
  readonly proposed: unknown;
  readonly why: string;
}

export interface StudyLine {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly event: StudyEvent;
  readonly repairs: readonly StudyRepair[];
}

/** Reads events with proposed repairs. @throws GlueballError formats/lhco-study-schema, formats/jsonl-syntax with the line */
export async function* readLhcoStudy(file: ByteFile): AsyncGenerator<StudyLine> {
  const lines = new TextLines(file);
  try {
    while (lines.nextLine() || (await lines.refill())) {
      if (lines.remaining() === 0) continue;
      lines.at = lines.start;
      const event = checked(lines);
      yield { line: lines.line, event, repairs: proposeRepairs(event) };
    }
  } finally {
    await lines.close();
  }
}

function checked(lines: TextLines): StudyEvent {
  const object = parseLine(lines);
  const { success, data, error } = eventSchema.safeParse(object);
  if (success) return data;
  const issue = error.issues[0]!;
  const field = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  throw lines.error({
    code: "formats/lhco-study-schema",
    what: `${field.replace(/^\./, "")} is not what an event of the study has`,
    found: String(issue.path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)[step], object)),
    expected: issue.message,
  });
}

/** Relative agreement of M_jj with a sum of masses: both are printed with 15 digits or more. */
const SAME = 1e-6;
/** A ratio within this of 1000 or 1/1000 is a slip of unit. */
const SLIP = 0.01;
/** GeV. A fat jet below is given in TeV, jets above in MeV. */
const LOWEST_FAT_JET = 20;
const HIGHEST_JET = 1e5;

const JET_MOMENTA = ["P_T", "E", "m", "P_T_lead"] as const;

/** Repairs of units, then of M_jj, then of the order. Each is made as if those before it were applied. */
export function proposeRepairs(event: StudyEvent): readonly StudyRepair[] {
  const units = proposeUnits(event);
  const inGeV = applyRepairs(event, units);
  return [...units, ...proposeMass(inGeV), ...proposeOrder(inGeV)];
}

/** The event with these repairs made; the one given is not changed. */
export function applyRepairs(event: StudyEvent, repairs: readonly StudyRepair[]): StudyEvent {
  const repaired = structuredClone(event);
  for (const { field, proposed } of repairs) {
    const jet = /^jets\[(\d+)\]\.(\w+)$/.exec(field);
    if (jet === null) repaired[field] = structuredClone(proposed);
    else repaired.jets[Number(jet[1])]![jet[2]!] = proposed;
  }
  return repaired;
}

function proposeUnits(event: StudyEvent): StudyRepair[] {
  const jets = event.jets.flatMap((jet, k) => jetSlips(jet, `jets[${k}]`));
  const all = jets.length === 0 ? wholeEventSlip(event) : jets;
  const inGeV = applyRepairs(event, all);
  const mass = slip("M_jj", inGeV.M_jj, invariantMass(inGeV.jets.map(momentum)), "the mass of the jets");
  return [...all, ...mass];
}

/** Energy and mass of one jet against its other numbers. */
function jetSlips(jet: StudyJet, name: string): StudyRepair[] {
  const p = jet.P_T * Math.cosh(jet.eta);
  const energy = slip(`${name}.E`, jet.E, Math.hypot(p, jet.m), "P_T, eta and m");
  if (energy.length > 0) return energy;
  const mass2 = jet.E * jet.E - p * p;
  return mass2 <= 0 ? [] : slip(`${name}.m`, jet.m, Math.sqrt(mass2), "P_T, eta and E");
}

/** A value that is a thousand times, or a thousandth of, what it should be. */
function slip(field: string, found: number, expected: number, of: string): StudyRepair[] {
  for (const [factor, unit] of [
    [1000, "MeV"],
    [1 / 1000, "TeV"],
  ] as const) {
    if (Math.abs(found / expected / factor - 1) > SLIP) continue;
    return [{ field, found, proposed: found / factor, why: `${field} looks like ${unit} beside ${of}` }];
  }
  return [];
}

/** All jets agree with each other in a unit that no jets have in GeV. */
function wholeEventSlip({ jets }: StudyEvent): StudyRepair[] {
  const sorted = jets.map(({ P_T }) => P_T).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const isMeV = median > HIGHEST_JET;
  if (!isMeV && sorted.at(-1)! >= LOWEST_FAT_JET) return [];
  const why = isMeV ? "jets of so high P_T look like MeV" : "fat jets of so low P_T look like TeV";
  return jets.flatMap((jet, k) =>
    JET_MOMENTA.map((name) => {
      const found = jet[name];
      return { field: `jets[${k}].${name}`, found, proposed: isMeV ? found / 1000 : found * 1000, why };
    }),
  );
}

/** M_jj that is the sum of the masses is recomputed as the mass of the sum. */
function proposeMass({ jets, M_jj }: StudyEvent): StudyRepair[] {
  const leading = jets.toSorted((a, b) => b.P_T - a.P_T).slice(0, 2);
  for (const summed of [jets, leading]) {
    const masses = summed.reduce((total, { m }) => total + m, 0);
    if (masses === 0 || Math.abs(M_jj / masses - 1) > SAME) continue;
    const proposed = invariantMass(summed.map(momentum));
    if (Math.abs(M_jj / proposed - 1) <= SAME) continue; // one jet: both are the same
    return [
      { field: "M_jj", found: M_jj, proposed, why: "M_jj is the sum of the jet masses, not the mass of the jets" },
    ];
  }
  return [];
}

/** Jets that are not sorted by P_T are sorted, and their distances renamed. */
function proposeOrder({ jets }: StudyEvent): StudyRepair[] {
  const order = jets.map((_, k) => k).sort((a, b) => jets[b]!.P_T - jets[a]!.P_T || a - b);
  if (order.every((from, k) => from === k)) return [];
  const first = jets.some(({ dR }) => dR !== undefined && "jet0" in dR) ? 0 : 1;
  const names = new Map(order.map((from, k) => [`jet${from + first}`, `jet${k + first}`]));
  const proposed = order.map((from) => {
    const { dR, ...jet } = jets[from]!;
    if (dR === undefined) return jet;
    return { ...jet, dR: Object.fromEntries(Object.entries(dR).map(([name, d]) => [names.get(name) ?? name, d])) };
  });
  return [{ field: "jets", found: jets, proposed, why: "the jets are not sorted by P_T" }];
}

function momentum({ P_T, eta, phi, E }: StudyJet): FourMomentum {
  return { ...fromPtEtaPhiMass({ pt: P_T, eta, phi, mass: 0 }), energy: E };
}

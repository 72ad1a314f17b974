/**
 * The classes of JetClass (Qu, Li, Qian, arXiv:2202.03772) that come from a heavy particle, by the name of their label: what
 * decays and how. The tenth class, QCD, is jets of quarks and gluons.
 */
import type { Rng } from "../base/index.ts";
import { drawMass } from "./breitWigner.ts";
import { decayHiggs, decayTop, decayW, decayZ } from "./electroweakDecays.ts";
import type { EventRecord } from "./eventRecord.ts";
import { HIGGS_POLE, PDG, type Pole, TOP_POLE, W_POLE, Z_POLE } from "./standardModel.ts";

export interface JetClassDecay {
  /** PDG number; the antiparticle decays to the antiparticles. */
  readonly parent: number;
  readonly pole: Pole;
  readonly decay: (rng: Rng, event: EventRecord, entry: number) => number;
}

const higgs = { parent: PDG.higgs, pole: HIGGS_POLE } as const;
const top = { parent: PDG.top, pole: TOP_POLE } as const;

export const JETCLASS_DECAYS = {
  Hbb: { ...higgs, decay: (rng, event, entry) => decayHiggs(rng, event, entry, "bb") },
  Hcc: { ...higgs, decay: (rng, event, entry) => decayHiggs(rng, event, entry, "cc") },
  Hgg: { ...higgs, decay: (rng, event, entry) => decayHiggs(rng, event, entry, "gg") },
  H4q: { ...higgs, decay: (rng, event, entry) => decayHiggs(rng, event, entry, "4q") },
  Hqql: { ...higgs, decay: (rng, event, entry) => decayHiggs(rng, event, entry, "lvqq") },
  Zqq: { parent: PDG.Z, pole: Z_POLE, decay: decayZ },
  Wqq: { parent: PDG.W, pole: W_POLE, decay: (rng, event, entry) => decayW(rng, event, entry, "qq") },
  Tbqq: { ...top, decay: (rng, event, entry) => decayTop(rng, event, entry, "qq") },
  Tbl: { ...top, decay: (rng, event, entry) => decayTop(rng, event, entry, "lv") },
} as const satisfies Record<string, JetClassDecay>;

export type JetClassDecayName = keyof typeof JETCLASS_DECAYS;

/** A mass for the parent of a class, from its Breit-Wigner. */
export function drawParentMass(rng: Rng, name: JetClassDecayName): number {
  return drawMass(rng, JETCLASS_DECAYS[name].pole);
}

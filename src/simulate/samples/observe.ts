/** What of an event is handed out: what a detector sees, or where there is none the stable particles themselves. */
import type { Rng } from "../../base/index.ts";
import { rapidity } from "../../kinematics/index.ts";
import { createDetector, detect, type Detector } from "../detector.ts";
import { createDetected, type DetectedParticles, IDENTITIES, trimDetected } from "../detector/detected.ts";
import type { DetectorCard } from "../detector/card.ts";
import { STATUS, type EventRecord } from "../eventRecord.ts";
import { particleOf } from "../particleTable.ts";
import type { ParticleForm } from "./presets.ts";

export type Observer = (event: EventRecord, rng: Rng) => DetectedParticles;

export function createObserver(card: DetectorCard | undefined, form: ParticleForm): Observer {
  const observe = card === undefined ? stableParticles : detectWith(createDetector(card));
  return form === "massless at their rapidities" ? (event, rng) => atRapidities(observe(event, rng)) : observe;
}

const detectWith =
  (detector: Detector): Observer =>
  (event, rng) =>
    detect(event, detector, rng);

/** The same transverse momenta at pseudorapidities that are the rapidities, so that jets keep their particles. */
function atRapidities(observed: DetectedParticles): DetectedParticles {
  const { length, px, py, pz, energy } = observed;
  for (let i = 0; i < length; i++) {
    const y = rapidity(px[i], py[i], pz[i], energy[i]);
    const pt = Math.hypot(px[i], py[i]);
    pz[i] = pt * Math.sinh(y);
    energy[i] = pt * Math.cosh(y);
  }
  return observed;
}

const NEUTRINOS: ReadonlySet<number> = new Set([12, 14, 16]);
const [CHARGED_HADRON, NEUTRAL_HADRON, PHOTON, ELECTRON, MUON] = IDENTITIES.keys();
const IDENTITY_OF: ReadonlyMap<number, number> = new Map([
  [22, PHOTON],
  [11, ELECTRON],
  [13, MUON],
]);

/** Final particles but neutrinos, without impact parameters. */
function stableParticles(event: EventRecord): DetectedParticles {
  const columns = createDetected(event.count);
  for (let entry = 0; entry < event.count; entry++) {
    const code = Math.abs(event.pdgId[entry]);
    if (event.status[entry] !== STATUS.final || NEUTRINOS.has(code)) continue;
    const charge = Math.round(particleOf(event.pdgId[entry]).charge);
    const i = columns.length++;
    columns.px[i] = event.px[entry];
    columns.py[i] = event.py[entry];
    columns.pz[i] = event.pz[entry];
    columns.energy[i] = event.energy[entry];
    columns.identity[i] = IDENTITY_OF.get(code) ?? (charge === 0 ? NEUTRAL_HADRON : CHARGED_HADRON);
    columns.charge[i] = charge;
    columns.truth[i] = entry;
  }
  return trimDetected(columns);
}

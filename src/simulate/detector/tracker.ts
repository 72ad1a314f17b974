/**
 * The tracker: each charged particle made inside it is found with the efficiency of its kind, keeps its direction, and
 * gets a momentum of log-normal error (as in Delphes, so that it stays positive) and impact parameters of normal error.
 * The mass stays the true one. Every charged particle takes the same random numbers whether it is found or not.
 */
import type { Rng } from "../../base/index.ts";
import { drawLogNormal } from "../distributions.ts";
import type { EventRecord } from "../eventRecord.ts";
import { type DetectorCard, SPECIES } from "./card.ts";
import type { DetectedColumns } from "./detected.ts";
import { EXIT_BY } from "./propagation.ts";
import { impactResolution, momentumResolution, trackEfficiency } from "./response.ts";
import type { VisibleParticles } from "./visible.ts";

const ELECTRON = SPECIES.indexOf("electron");
const MUON = SPECIES.indexOf("muon");

/** Adds the tracks of `event` to `detected`, and their energies to `visible`. */
export function findTracks(
  event: EventRecord,
  visible: VisibleParticles,
  card: DetectorCard,
  detected: DetectedColumns,
  rng: Rng,
): void {
  for (let k = 0; k < visible.length; k++) {
    if (visible.paths.charge[k] === 0 || visible.paths.exit[k] === EXIT_BY.calorimeter) continue;
    const i = visible.truth[k];
    const pt = Math.hypot(event.px[i], event.py[i]);
    const eta = Math.asinh(event.pz[i] / pt);
    const { efficiency, resolution } = trackResponse(card, visible.species[k]);
    const share = visible.paths.exit[k] === EXIT_BY.looper ? card.looperShare : 1;
    const isFound = rng.uniform() < share * trackEfficiency(efficiency, eta, pt);
    const relative = momentumResolution(resolution, eta, pt);
    const scale = drawLogNormal(1, relative, rng);
    const d0Shift = rng.normal();
    const dzShift = rng.normal();
    if (!isFound) continue;
    const entry = detected.length++;
    writeMomentum(event, i, scale, detected, entry);
    writeImpact(visible, k, card, detected, entry);
    detected.d0[entry] += d0Shift * detected.d0Error[entry];
    detected.dz[entry] += dzShift * detected.dzError[entry];
    visible.track[k] = entry;
    visible.trackEnergy[k] = detected.energy[entry];
    visible.trackError[k] = relative * detected.energy[entry];
  }
}

function trackResponse({ tracks }: DetectorCard, species: number) {
  return species === ELECTRON ? tracks.electron : species === MUON ? tracks.muon : tracks.chargedHadron;
}

function writeMomentum(event: EventRecord, i: number, scale: number, detected: DetectedColumns, entry: number): void {
  const px = scale * event.px[i];
  const py = scale * event.py[i];
  const pz = scale * event.pz[i];
  detected.px[entry] = px;
  detected.py[entry] = py;
  detected.pz[entry] = pz;
  detected.energy[entry] = Math.sqrt(px * px + py * py + pz * pz + event.mass[i] * event.mass[i]);
  detected.truth[entry] = i;
}

/** True impact parameters and the errors that a track of the measured momentum has. */
function writeImpact(
  { paths, species }: VisibleParticles,
  k: number,
  { impact }: DetectorCard,
  detected: DetectedColumns,
  entry: number,
): void {
  const pt = Math.hypot(detected.px[entry], detected.py[entry]);
  const sinTheta = pt / Math.hypot(pt, detected.pz[entry]);
  detected.identity[entry] = species[k];
  detected.charge[entry] = paths.charge[k];
  detected.d0[entry] = paths.d0[k];
  detected.dz[entry] = paths.dz[k];
  detected.d0Error[entry] = impactResolution(impact.d0, pt, sinTheta);
  detected.dzError[entry] = impactResolution(impact.dz, pt, sinTheta);
}

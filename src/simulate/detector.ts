/**
 * A fast detector in the manner of Delphes (J. de Favereau et al., JHEP 02 (2014) 057): no material and no showers, but
 * the efficiencies, resolutions and cells of a card.
 *
 *   final particles -> paths in the solenoid -> tracks -> electromagnetic cells -> hadronic cells -> candidates
 *
 * Candidates are particle flow: every track, and for every cell what its tracks do not account for. Each knows which
 * particle of the record it comes from. Nothing is allocated for a single particle, some columns for an event.
 */
import type { Rng } from "../base/index.ts";
import { buildCalorimeter, type Calorimeter, findNeutrals } from "./detector/calorimeter.ts";
import type { DetectorCard } from "./detector/card.ts";
import { checkCard } from "./detector/checkCard.ts";
import { createDetected, type DetectedParticles, dropLost, trimDetected } from "./detector/detected.ts";
import { findTracks } from "./detector/tracker.ts";
import { visibleParticles } from "./detector/visible.ts";
import type { EventRecord } from "./eventRecord.ts";

export interface Detector {
  readonly card: DetectorCard;
  readonly ecal: Calorimeter;
  readonly hcal: Calorimeter;
}

/** Builds the detector of a card; throws `simulate/impossible-detector` with the field and its range. */
export function createDetector(card: DetectorCard): Detector {
  checkCard(card);
  return { card, ecal: buildCalorimeter(card, "ecal"), hcal: buildCalorimeter(card, "hcal") };
}

/**
 * What the detector sees of the final particles of an event: tracks in the order of the record, then photons, then
 * neutral hadrons cell by cell. The same event, card and stream give the same candidates.
 */
export function detect(event: EventRecord, { card, ecal, hcal }: Detector, rng: Rng): DetectedParticles {
  const visible = visibleParticles(event, card.solenoid);
  // At most one track, one photon and one neutral hadron a particle.
  const detected = createDetected(3 * visible.length);
  findTracks(event, visible, card, detected, rng.fork("tracks"));
  findNeutrals(event, visible, ecal, detected, rng.fork("ecal"));
  findNeutrals(event, visible, hcal, detected, rng.fork("hcal"));
  if (card.ecal.setsTracks === true || card.hcal.setsTracks === true) dropLost(detected);
  return trimDetected(detected);
}

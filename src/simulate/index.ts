export {
  addParticle,
  clearEvent,
  createEventRecord,
  finalMomentum,
  newLine,
  NO_MOTHER,
  STATUS,
} from "./eventRecord.ts";
export type { EventRecord, NewParticle, Status } from "./eventRecord.ts";
export { createDetector, detect } from "./detector.ts";
export type { Detector } from "./detector.ts";
export { ATLAS_CARD, CMS_CARD, DETECTOR_CARDS, JETCLASS_CARD, LHCO_CARD } from "./detectorCards.ts";
export type { DetectorCard } from "./detector/card.ts";
export { IDENTITIES, toParticleBatch } from "./detector/detected.ts";
export type { DetectedParticles } from "./detector/detected.ts";
export { addUnderlyingEvent, UNDERLYING_EVENT } from "./underlyingEvent.ts";
export type { SoftActivity } from "./underlyingEvent.ts";
export { addPileup, NO_PILEUP } from "./pileup.ts";
export type { Pileup } from "./pileup.ts";
export type { CrossSection, EventSource, HardProcess, SamplingStatistics } from "./hardProcess.ts";
export { qcdDijets } from "./qcdDijets.ts";
export { zJet } from "./zJet.ts";
export { topPairs } from "./topPairs.ts";
export { resonance } from "./resonance.ts";
export { angularCoefficients, electronPositron, quarkCrossSectionPb } from "./electronPositron.ts";
export { jetPairs } from "./jetPairs.ts";
export { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
export { activeFlavours, createAlphaS } from "./alphaS.ts";
export { JETCLASS_DECAYS } from "./jetClassDecays.ts";
export { lheEvent, lheRun } from "./lheEvents.ts";
export { antiparticle, particleNamed, particleOf, PARTICLES } from "./particleTable.ts";
export type { Particle } from "./particleTable.ts";
export { DECAYS } from "./decayTable.ts";
export { FINAL_STATE_SHOWER, finalStateShower } from "./finalStateShower.ts";
export { INITIAL_STATE_SHOWER, initialStateShower } from "./initialStateShower.ts";
export { showerCascade } from "./showerCascade.ts";
export { CLUSTER_HADRONISATION, hadronise } from "./clusterHadronisation.ts";
export { decayHadrons, HADRON_DECAYS } from "./hadronDecays.ts";
export { thrust } from "./thrust.ts";
export { addBeamRemnants } from "./beamRemnants.ts";
export { choosePreset } from "./samples/choosePreset.ts";
export type { PresetChanges } from "./samples/choosePreset.ts";
export { PRESETS } from "./samples/presets.ts";
export type { Preset } from "./samples/presets.ts";
export { simulateSample } from "./samples/sample.ts";
export type { Sample, SampleRequest, SampleSettings } from "./samples/sample.ts";

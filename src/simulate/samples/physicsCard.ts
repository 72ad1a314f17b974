/**
 * All numbers on which a simulated event depends beside its hard process, in one record of plain data: it travels to the
 * worker threads, and its hash names the sample.
 */
import { CLUSTER_HADRONISATION, type ClusterHadronisationSettings } from "../clusterHadronisation.ts";
import type { DetectorCard } from "../detector/card.ts";
import { FINAL_STATE_SHOWER } from "../finalStateShower.ts";
import { INITIAL_STATE_SHOWER } from "../initialStateShower.ts";
import { NO_PILEUP, type Pileup } from "../pileup.ts";
import type { SoftActivity } from "../underlyingEvent.ts";

export interface PhysicsCard {
  /** alpha_s(M_Z) of both showers; the hard process has its own. */
  readonly alphaS: number;
  readonly finalState: { readonly cutoff2: number; readonly flavours: number };
  readonly initialState: { readonly cutoff2: number; readonly startFactor: number };
  readonly hadronisation: ClusterHadronisationSettings;
  /** c tau up to which hadrons decay in the generator, in mm. */
  readonly longestLifetimeMm: number;
  readonly underlyingEvent: SoftActivity;
  readonly pileup: Pileup;
  /** Absent: stable particles as they are, without neutrinos. */
  readonly detector?: DetectorCard;
}

const NO_UNDERLYING_EVENT: SoftActivity = { density: 0, meanPt: 0.65, etaMax: 2 };

/** Tuned to e+e- at 91.2 GeV (clusterHadronisation.ts); lifetimes as LHC detectors see them. */
export const DEFAULT_CARD: PhysicsCard = {
  alphaS: 0.14,
  finalState: { cutoff2: FINAL_STATE_SHOWER.cutoff2, flavours: FINAL_STATE_SHOWER.flavours },
  initialState: { cutoff2: INITIAL_STATE_SHOWER.cutoff2, startFactor: INITIAL_STATE_SHOWER.startFactor },
  hadronisation: CLUSTER_HADRONISATION,
  longestLifetimeMm: 10,
  underlyingEvent: NO_UNDERLYING_EVENT,
  pileup: NO_PILEUP,
};

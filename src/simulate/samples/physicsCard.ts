/**
 * All numbers on which a simulated event depends beside its hard process, in one record of plain data: it travels to the
 * worker threads, and its hash names the sample.
 */
import { CLUSTER_HADRONISATION, type ClusterHadronisationSettings } from "../clusterHadronisation.ts";
import type { DetectorCard } from "../detector/card.ts";
import { FINAL_STATE_SHOWER } from "../finalStateShower.ts";
import { NO_PILEUP, type Pileup } from "../pileup.ts";
import type { SoftActivity } from "../underlyingEvent.ts";

export interface PhysicsCard {
  /** With their own alpha_s(M_Z), as the hard process has its. */
  readonly finalState: { readonly alphaS: number; readonly cutoff2: number; readonly flavours: number };
  readonly initialState: { readonly alphaS: number; readonly cutoff2: number; readonly startFactor: number };
  readonly hadronisation: ClusterHadronisationSettings;
  /** c tau up to which hadrons decay in the generator, in mm. */
  readonly longestLifetimeMm: number;
  readonly underlyingEvent: SoftActivity;
  readonly pileup: Pileup;
  /** Absent: stable particles as they are, without neutrinos. */
  readonly detector?: DetectorCard;
}

const NO_UNDERLYING_EVENT: SoftActivity = { density: 0, meanPt: 0.65, etaMax: 2 };

/** alpha_s(M_Z) at one loop of both showers: Pythia's (Monash tune, arXiv:1404.5630), with which the public sets were made. */
const SHOWER_ALPHA_S = 0.1365;

/**
 * Coupling and end of the final-state shower are Pythia's too, and hadronisation is tuned to e+e- with them. The range of the
 * initial-state shower is tuned to the background of the LHC Olympics (docs/lab/simulate.md); lifetimes as LHC detectors
 * see them.
 */
export const DEFAULT_CARD: PhysicsCard = {
  finalState: { alphaS: SHOWER_ALPHA_S, cutoff2: FINAL_STATE_SHOWER.cutoff2, flavours: FINAL_STATE_SHOWER.flavours },
  initialState: { alphaS: SHOWER_ALPHA_S, cutoff2: 1, startFactor: 0.3 },
  hadronisation: CLUSTER_HADRONISATION,
  longestLifetimeMm: 10,
  underlyingEvent: NO_UNDERLYING_EVENT,
  pileup: NO_PILEUP,
};

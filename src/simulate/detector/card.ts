/**
 * What a detector is here: a record of numbers, in the manner of a Delphes card. Cards are plain data, so that they can
 * be printed, hashed, and changed with a spread: `{ ...CMS_CARD, solenoid: { ...CMS_CARD.solenoid, fieldTesla: 2 } }`.
 * Lengths are in mm. Bands in |eta| follow each other from 0 and end with their own `etaMax`; what lies beyond the last
 * one is not seen.
 */
import { IDENTITIES } from "./detected.ts";
import type { Solenoid } from "./propagation.ts";

/** What a particle is to the detector: the five classes that it tells apart, and K0S and Lambda, which shower early. */
export const SPECIES = [...IDENTITIES, "v0"] as const;
export type Species = (typeof SPECIES)[number];

export interface DetectorCard {
  readonly name: string;
  /** Where its numbers come from. */
  readonly source: string;
  readonly solenoid: Solenoid;
  readonly tracks: Readonly<Record<"chargedHadron" | "electron" | "muon", TrackResponse>>;
  /** Share of the tracks of loopers (propagation.ts) that are found, of those that the efficiencies let pass. */
  readonly looperShare: number;
  readonly impact: { readonly d0: ImpactResolution; readonly dz: ImpactResolution };
  readonly ecal: CalorimeterCard;
  readonly hcal: CalorimeterCard;
  /** Shares of the energy of a particle that it leaves in the two calorimeters. */
  readonly deposits: Readonly<Record<Species, { readonly ecal: number; readonly hcal: number }>>;
}

export interface TrackResponse {
  readonly efficiency: readonly EfficiencyBand[];
  readonly resolution: readonly MomentumBand[];
}

/** Probability that a track is found. A step holds from above its `ptMin` to the next one; below the first it is 0. */
export interface EfficiencyBand {
  readonly etaMax: number;
  readonly steps: readonly {
    readonly ptMin: number;
    readonly efficiency: number;
    /** Above `ptMin` the efficiency falls as exp(-fallPerGeV (pT - ptMin)); absent means not at all. */
    readonly fallPerGeV?: number;
  }[];
}

/** sigma(pT) / pT = sqrt(constant^2 + (perGeV pT)^2). */
export interface MomentumBand {
  readonly etaMax: number;
  readonly constant: number;
  readonly perGeV: number;
}

/**
 * sigma in mm = sqrt(floor^2 + (scattering / (pT^ptPower sin(theta)^sinPower))^2), pT in GeV: what the hits resolve, and
 * what the scattering on the way to them adds.
 */
export interface ImpactResolution {
  readonly floor: number;
  readonly scattering: number;
  readonly ptPower: number;
  readonly sinPower: number;
}

export interface CalorimeterCard {
  /** The least energy of a neutral. */
  readonly energyMin: number;
  /** The least energy of a neutral in units of its standard deviation. */
  readonly significanceMin: number;
  /**
   * Whether the tracks of a cell without a neutral get the energy that the cell measures, and are lost where that is below
   * both limits: what Delphes does with tracks that come without an error. Absent: they stay as they are.
   */
  readonly setsTracks?: boolean;
  readonly cells: readonly CellBand[];
  readonly resolution: readonly EnergyBand[];
}

/** Rings of cells between neighbouring |eta| edges, on both sides; the next band begins at the last edge of this one. */
export interface CellBand {
  readonly etaEdges: readonly number[];
  /** Cells in a ring. */
  readonly phiCells: number;
}

/** sigma(E) = growth(eta) sqrt((constant E)^2 + stochastic^2 E + noise^2). */
export interface EnergyBand {
  readonly etaMax: number;
  readonly constant: number;
  readonly stochastic: number;
  readonly noise: number;
  /** growth(eta) = offset + slope (|eta| - centre)^2; absent means 1. */
  readonly growth?: { readonly offset: number; readonly slope: number; readonly centre: number };
}

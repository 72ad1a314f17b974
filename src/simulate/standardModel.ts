/**
 * Masses, widths and leading-order couplings that the hard processes and the decays share. Values of the Particle Data
 * Group, rounded as event generators have them.
 */

export interface Pole {
  readonly mass: number;
  readonly width: number;
}

export const W_POLE: Pole = { mass: 80.4, width: 2.09 };
export const Z_POLE: Pole = { mass: 91.2, width: 2.5 };
/** 4 MeV wide: no detector sees it. */
export const HIGGS_POLE: Pole = { mass: 125, width: 0 };
export const TOP_POLE: Pole = { mass: 172.5, width: 1.42 };

export const ELECTRON_MASS = 0.000511;
export const MUON_MASS = 0.10566;

/** PDG numbers of what decays here. The scalars serve as X and Y of new resonances: they have the charges that X and Y need. */
export const PDG = {
  gluon: 21,
  Z: 23,
  W: 24,
  higgs: 25,
  ZPrime: 32,
  WPrime: 34,
  neutralX: 35,
  neutralY: 36,
  chargedX: 37,
  top: 6,
  electron: 11,
  muon: 13,
  proton: 2212,
} as const;

/** (hbar c)^2 in GeV^2 pb: cross-sections from natural units. */
export const PB_GEV2 = 3.893793721e8;

const FERMI_CONSTANT = 1.1663788e-5;
/** Effective weak mixing angle of leptons at the Z. */
const SIN2_THETA = 0.2315;
/** Electromagnetic coupling at the Z. */
export const ALPHA_QED = 1 / 128.9;

/** g^2 / (4 cos^2 theta) = sqrt(2) G_F M_Z^2: times v^2 + a^2 the squared coupling of a fermion to the Z. */
export const Z_COUPLING2 = Math.SQRT2 * FERMI_CONSTANT * Z_POLE.mass * Z_POLE.mass;
/** g^2 / 4 = sqrt(2) G_F M_W^2: times |V_ij|^2 the squared coupling of two quarks to the W. */
export const W_COUPLING2 = Math.SQRT2 * FERMI_CONSTANT * W_POLE.mass * W_POLE.mass;

/** |V_ij|^2 by up-type row (u, c) and down-type column (d, s, b). */
const CKM2 = { 2: { 1: 0.94926, 3: 0.05063, 5: 1.36e-5 }, 4: { 1: 0.05055, 3: 0.94776, 5: 0.00169 } } as const;

export const UP_QUARKS = [2, 4] as const;
export const DOWN_QUARKS = [1, 3, 5] as const;

/** |V_ij|^2 of an up-type and a down-type quark. */
export function ckm2(up: (typeof UP_QUARKS)[number], down: (typeof DOWN_QUARKS)[number]): number {
  return CKM2[up][down];
}

export interface ZCouplings {
  /** In units of the positron's. */
  readonly charge: number;
  /** v = T3 - 2 Q sin^2 theta. */
  readonly vector: number;
  /** a = T3. */
  readonly axial: number;
}

/** Charge and Z couplings of a quark (1 to 5) or of the electron (11). */
export function zCouplings(pdgId: number): ZCouplings {
  const isUp = pdgId < 10 && pdgId % 2 === 0;
  const charge = pdgId > 10 ? -1 : isUp ? 2 / 3 : -1 / 3;
  const axial = isUp ? 0.5 : -0.5;
  return { charge, vector: axial - 2 * charge * SIN2_THETA, axial };
}

/** v^2 + a^2: the strength with which a fermion couples to the Z. */
export function zStrength(pdgId: number): number {
  const { vector, axial } = zCouplings(pdgId);
  return vector * vector + axial * axial;
}

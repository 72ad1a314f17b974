/**
 * The particles that the simulation knows: PDG code, names, mass, width, charge and lifetime. One row serves particle
 * and antiparticle. Values as in the Review of Particle Physics (2022), rounded; where the room's specification (4.7,
 * 4.8) gives a value, that one. Light quarks, c and b are massless here, as the shower treats them; the masses that
 * they have inside clusters belong to the hadronisation.
 *
 * Decays are in `decayTable.ts`.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { ELECTRON_MASS, HIGGS_POLE, MUON_MASS, PDG, TOP_POLE, W_POLE, Z_POLE } from "./standardModel.ts";

export interface Particle {
  readonly pdgId: number;
  readonly name: string;
  /** Pole mass. */
  readonly mass: number;
  /** 0 where it is too small for a mass spectrum (below 0.1 MeV). */
  readonly width: number;
  /** In units of the positron's charge. */
  readonly charge: number;
  /** Mean decay length at rest c tau; 0 for what decays where it is made, Infinity for what never decays. */
  readonly lifetimeMm: number;
  /** 2 J + 1 of a hadron. */
  readonly spinStates: number;
}

/** Code, name, name of the antiparticle ("" for its own), mass, width, charge in thirds, c tau in mm. */
type Row = readonly [number, string, string, number, number, number, number];

const ELEMENTARY: readonly Row[] = [
  [1, "d", "dbar", 0, 0, -1, Infinity],
  [2, "u", "ubar", 0, 0, 2, Infinity],
  [3, "s", "sbar", 0, 0, -1, Infinity],
  [4, "c", "cbar", 0, 0, 2, Infinity],
  [5, "b", "bbar", 0, 0, -1, Infinity],
  [6, "t", "tbar", TOP_POLE.mass, TOP_POLE.width, 2, 0],
  [11, "e-", "e+", ELECTRON_MASS, 0, -3, Infinity],
  [12, "nu_e", "nu_ebar", 0, 0, 0, Infinity],
  [13, "mu-", "mu+", MUON_MASS, 0, -3, 658638],
  [14, "nu_mu", "nu_mubar", 0, 0, 0, Infinity],
  [15, "tau-", "tau+", 1.77686, 0, -3, 0.08703],
  [16, "nu_tau", "nu_taubar", 0, 0, 0, Infinity],
  [21, "g", "", 0, 0, 0, Infinity],
  [22, "gamma", "", 0, 0, 0, Infinity],
  [23, "Z0", "", Z_POLE.mass, Z_POLE.width, 0, 0],
  [24, "W+", "W-", W_POLE.mass, W_POLE.width, 3, 0],
  [25, "H", "", HIGGS_POLE.mass, HIGGS_POLE.width, 0, 0],
];

/**
 * Bosons that nobody has found, by the codes that PDG keeps for them; the Higgs bosons of two-doublet models serve as the
 * scalars X (35, 37) and Y (36). Their masses are what a run says; here those of the LHC Olympics' R&D set.
 */
const HYPOTHETICAL: readonly Row[] = [
  [PDG.ZPrime, "Z'0", "", 3500, 0, 0, 0],
  [PDG.WPrime, "W'+", "W'-", 3500, 0, 3, 0],
  [PDG.neutralX, "H0", "", 500, 0, 0, 0],
  [PDG.neutralY, "A0", "", 100, 0, 0, 0],
  [PDG.chargedX, "H+", "H-", 500, 0, 3, 0],
];

/** Pairs of quarks, as remnants of a proton and ends of a colour line; masses are sums of constituent masses. */
const DIQUARKS: readonly Row[] = [
  [1103, "dd_1", "dd_1bar", 0.65, 0, -2, Infinity],
  [2101, "ud_0", "ud_0bar", 0.65, 0, 1, Infinity],
  [2103, "ud_1", "ud_1bar", 0.65, 0, 1, Infinity],
  [2203, "uu_1", "uu_1bar", 0.65, 0, 4, Infinity],
  [3101, "sd_0", "sd_0bar", 0.775, 0, -2, Infinity],
  [3103, "sd_1", "sd_1bar", 0.775, 0, -2, Infinity],
  [3201, "su_0", "su_0bar", 0.775, 0, 1, Infinity],
  [3203, "su_1", "su_1bar", 0.775, 0, 1, Infinity],
  [3303, "ss_1", "ss_1bar", 0.9, 0, -2, Infinity],
];

const LIGHT_MESONS: readonly Row[] = [
  [111, "pi0", "", 0.13498, 0, 0, 2.55e-5],
  [211, "pi+", "pi-", 0.13957, 0, 3, 7804.5],
  [221, "eta", "", 0.54786, 0, 0, 0],
  [331, "eta'", "", 0.95778, 0.00019, 0, 0],
  [113, "rho0", "", 0.775, 0.149, 0, 0],
  [213, "rho+", "rho-", 0.775, 0.149, 3, 0],
  [223, "omega", "", 0.7827, 0.0087, 0, 0],
  [333, "phi", "", 1.0195, 0.0042, 0, 0],
  [311, "K0", "K0bar", 0.49761, 0, 0, 0],
  [310, "K0S", "", 0.49761, 0, 0, 26.84],
  [130, "K0L", "", 0.49761, 0, 0, 15340],
  [321, "K+", "K-", 0.49368, 0, 3, 3711],
  [313, "K*0", "K*0bar", 0.892, 0.05, 0, 0],
  [323, "K*+", "K*-", 0.892, 0.05, 3, 0],
];

const HEAVY_MESONS: readonly Row[] = [
  [411, "D+", "D-", 1.8697, 0, 3, 0.3118],
  [421, "D0", "D0bar", 1.8648, 0, 0, 0.1229],
  [431, "Ds+", "Ds-", 1.9684, 0, 3, 0.1511],
  [413, "D*+", "D*-", 2.01026, 0, 3, 0],
  [423, "D*0", "D*0bar", 2.00685, 0, 0, 0],
  [433, "Ds*+", "Ds*-", 2.1122, 0, 3, 0],
  [443, "J/psi", "", 3.0969, 0, 0, 0],
  [511, "B0", "B0bar", 5.2797, 0, 0, 0.4554],
  [521, "B+", "B-", 5.2793, 0, 3, 0.4911],
  [531, "Bs0", "Bs0bar", 5.3669, 0, 0, 0.4557],
  [541, "Bc+", "Bc-", 6.2745, 0, 3, 0.1529],
  [513, "B*0", "B*0bar", 5.3247, 0, 0, 0],
  [523, "B*+", "B*-", 5.3247, 0, 3, 0],
  [533, "Bs*0", "Bs*0bar", 5.4154, 0, 0, 0],
  [553, "Upsilon", "", 9.4603, 0, 0, 0],
];

const BARYONS: readonly Row[] = [
  [2212, "p", "pbar", 0.93827, 0, 3, Infinity],
  [2112, "n", "nbar", 0.93957, 0, 0, 2.64e14],
  [1114, "Delta-", "Deltabar+", 1.232, 0.117, -3, 0],
  [2114, "Delta0", "Deltabar0", 1.232, 0.117, 0, 0],
  [2214, "Delta+", "Deltabar-", 1.232, 0.117, 3, 0],
  [2224, "Delta++", "Deltabar--", 1.232, 0.117, 6, 0],
  [3122, "Lambda", "Lambdabar", 1.11568, 0, 0, 78.9],
  [3112, "Sigma-", "Sigmabar+", 1.19745, 0, -3, 44.34],
  [3212, "Sigma0", "Sigmabar0", 1.19264, 0, 0, 0],
  [3222, "Sigma+", "Sigmabar-", 1.18937, 0, 3, 24.04],
  [3114, "Sigma*-", "Sigma*bar+", 1.3872, 0.039, -3, 0],
  [3214, "Sigma*0", "Sigma*bar0", 1.3837, 0.036, 0, 0],
  [3224, "Sigma*+", "Sigma*bar-", 1.3828, 0.036, 3, 0],
  [3312, "Xi-", "Xibar+", 1.32171, 0, -3, 49.1],
  [3322, "Xi0", "Xibar0", 1.31486, 0, 0, 87.1],
  [3314, "Xi*-", "Xi*bar+", 1.535, 0.0099, -3, 0],
  [3324, "Xi*0", "Xi*bar0", 1.5318, 0.0091, 0, 0],
  [3334, "Omega-", "Omegabar+", 1.67245, 0, -3, 24.61],
  [4122, "Lambdac+", "Lambdacbar-", 2.28646, 0, 3, 0.0607],
  [5122, "Lambdab0", "Lambdabbar0", 5.6196, 0, 0, 0.441],
];

/** K0S and K0L break the rule that the last digit of a hadron's code is 2 J + 1. */
const spinStatesOf = (code: number): number => (code === 310 || code === 130 ? 1 : code > 100 ? code % 10 : 0);

function bothOf([code, name, antiName, mass, width, thirds, lifetimeMm]: Row): Particle[] {
  const common = { mass, width, lifetimeMm, spinStates: spinStatesOf(code) };
  const particle = { ...common, pdgId: code, name, charge: thirds / 3 };
  return antiName === "" ? [particle] : [particle, { ...common, pdgId: -code, name: antiName, charge: -thirds / 3 }];
}

/** Every particle and antiparticle of the table. */
export const PARTICLES: readonly Particle[] = [
  ELEMENTARY,
  HYPOTHETICAL,
  DIQUARKS,
  LIGHT_MESONS,
  HEAVY_MESONS,
  BARYONS,
].flatMap((rows) => rows.flatMap(bothOf));

const BY_CODE: ReadonlyMap<number, Particle> = new Map(PARTICLES.map((particle) => [particle.pdgId, particle]));
const BY_NAME: ReadonlyMap<string, Particle> = new Map(PARTICLES.map((particle) => [particle.name, particle]));

/** The particle of a PDG code; throws `simulate/unknown-particle`. */
export function particleOf(pdgId: number): Particle {
  return BY_CODE.get(pdgId) ?? unknown(pdgId, "a PDG code of the particle table, such as 211 or -11");
}

/** The particle of a name such as "pi+"; throws `simulate/unknown-particle`. */
export function particleNamed(name: string): Particle {
  return BY_NAME.get(name) ?? unknown(name, `a name such as ${nearestNames(name, BY_NAME.keys()).join(", ") || "pi+"}`);
}

/** Code of the antiparticle, which is the particle itself where it has no charge of any kind. */
export function antiparticle(pdgId: number): number {
  return BY_CODE.has(-pdgId) ? -pdgId : particleOf(pdgId).pdgId;
}

function unknown(found: number | string, expected: string): never {
  throw new GlueballError({ code: "simulate/unknown-particle", what: "no such particle is known", found, expected });
}

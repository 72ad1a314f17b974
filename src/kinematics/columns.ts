/**
 * The formulas of `fourMomentum.ts` on flat columns, one entry a particle, and on slices of them. Columns may be
 * float32, as in most files; every product and sum is float64, because the mass of a jet is a small difference of
 * large numbers.
 *
 * A ragged store keeps the constituents of all jets in one set of columns, and jet j is the slice [offsets[j],
 * offsets[j + 1]). `jetKinematics` takes such a slice, so nothing is copied.
 */
import { GlueballError } from "../base/index.ts";
import type { FourMomentum, PtEtaPhiMass } from "./fourMomentum.ts";
import { fromPtEtaPhiMass, rapidity, toPtEtaPhiMass } from "./fourMomentum.ts";

/** Numbers of one quantity, one entry a particle. */
export type Column = ArrayLike<number>;

export type FourMomentumColumns = { readonly [Key in keyof FourMomentum]: Float64Array };
export type PtEtaPhiMassColumns = { readonly [Key in keyof PtEtaPhiMass]: Float64Array };

/** Momenta of many particles, one entry each. */
export type MomentumColumns = Readonly<Record<"px" | "py" | "pz" | "energy", Column>>;

export interface JetKinematics extends PtEtaPhiMass {
  readonly rapidity: number;
}

/** (px, py, pz, E) to (pt, eta, phi, mass), particle by particle, into new float64 columns. */
export function toPtEtaPhiMassColumns(px: Column, py: Column, pz: Column, energy: Column): PtEtaPhiMassColumns {
  const count = commonLength({ px, py, pz, energy });
  const out = {
    pt: new Float64Array(count),
    eta: new Float64Array(count),
    phi: new Float64Array(count),
    mass: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const particle = toPtEtaPhiMass({ px: px[i], py: py[i], pz: pz[i], energy: energy[i] });
    out.pt[i] = particle.pt;
    out.eta[i] = particle.eta;
    out.phi[i] = particle.phi;
    out.mass[i] = particle.mass;
  }
  return out;
}

/** (pt, eta, phi, mass) to (px, py, pz, E), particle by particle, into new float64 columns. */
export function fromPtEtaPhiMassColumns(pt: Column, eta: Column, phi: Column, mass: Column): FourMomentumColumns {
  const count = commonLength({ pt, eta, phi, mass });
  const out = {
    px: new Float64Array(count),
    py: new Float64Array(count),
    pz: new Float64Array(count),
    energy: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const particle = fromPtEtaPhiMass({ pt: pt[i], eta: eta[i], phi: phi[i], mass: mass[i] });
    out.px[i] = particle.px;
    out.py[i] = particle.py;
    out.pz[i] = particle.pz;
    out.energy[i] = particle.energy;
  }
  return out;
}

/**
 * Kinematics of the jet whose constituents are the entries [from, to) of the columns: their float64 sum (E-scheme).
 * Throws `kinematics/no-constituents` for an empty slice: whoever reads jets counts the empty ones.
 */
export function jetKinematics({ px, py, pz, energy }: MomentumColumns, from: number, to: number): JetKinematics {
  requireSlice(commonLength({ px, py, pz, energy }), from, to);
  const jet = { px: 0, py: 0, pz: 0, energy: 0 };
  for (let i = from; i < to; i++) {
    jet.px += px[i];
    jet.py += py[i];
    jet.pz += pz[i];
    jet.energy += energy[i];
  }
  return { ...toPtEtaPhiMass(jet), rapidity: rapidity(jet.px, jet.py, jet.pz, jet.energy) };
}

function requireSlice(count: number, from: number, to: number): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= count && from < to) return;
  const empty = from === to;
  throw new GlueballError({
    code: empty ? "kinematics/no-constituents" : "kinematics/slice-outside-columns",
    what: empty ? "a jet without constituents" : "a slice outside its columns",
    place: `entries [${from}, ${to})`,
    expected: `0 <= from < to <= ${count}, integers`,
    hint: empty ? "skip and count such jets before asking for their kinematics" : undefined,
  });
}

/** The length all columns share; throws `kinematics/columns-differ-in-length`. */
function commonLength(columns: Readonly<Record<string, Column>>): number {
  const lengths = Object.values(columns).map((column) => column.length);
  if (lengths.every((length) => length === lengths[0])) return lengths[0];
  throw new GlueballError({
    code: "kinematics/columns-differ-in-length",
    what: "columns of the same particles differ in length",
    place: Object.keys(columns).join(", "),
    found: lengths,
    expected: "one entry a particle in each column",
  });
}

/**
 * Jets as rows in the layout of JetClass (columns part_*, jet_*, label_*), so that whatever reads JetClass reads these.
 * Particles in the order of falling pt; part_deta is mirrored for jets at negative eta, as there. tau_N are
 * N-subjettiness with WTA_KT axes, beta = 1 and R0 the radius of the jets; jet_sdmass is soft drop's with z_cut = 0.1, beta = 0.
 * GeV and mm.
 */
import type { ColumnSchema, ColumnType } from "../../formats/index.ts";
import { jetObservables, softDrop, type Jet } from "../../jets/index.ts";
import { deltaPhi, invariantMass, pseudorapidity, wrapPhi } from "../../kinematics/index.ts";
import type { DetectedParticles } from "../detector/detected.ts";
import type { GrowingBatch } from "./columns.ts";
import type { Preset, SamplePart } from "./presets.ts";
import type { SampledEvent } from "./sampler.ts";
import { weightColumns, weightRows } from "./weights.ts";

const list = (name: string, type: ColumnType = "float32", unit?: string): ColumnSchema => {
  return { name: `part_${name}`, type, shape: [], ragged: true, ...(unit === undefined ? {} : { unit }) };
};
const single = (name: string, type: ColumnType = "float32", unit?: string): ColumnSchema => {
  return { name, type, shape: [], ragged: false, ...(unit === undefined ? {} : { unit }) };
};

/** Columns of JetClass in the order of IDENTITIES. */
const KINDS = ["isChargedHadron", "isNeutralHadron", "isPhoton", "isElectron", "isMuon"] as const;
const TAUS = [1, 2, 3, 4] as const;

export function jetSchema({ oneHot }: Preset, scaleFactors: readonly number[]): ColumnSchema[] {
  const labels = oneHot?.map((name) => single(`label_${name}`, "bool")) ?? [single("jet_label", "int32")];
  return [
    ...["px", "py", "pz", "energy"].map((name) => list(name, "float32", "GeV")),
    list("deta"),
    list("dphi", "float32", "rad"),
    ...["d0val", "d0err", "dzval", "dzerr"].map((name) => list(name, "float32", "mm")),
    list("charge", "float32", "e"),
    ...KINDS.map((name) => list(name, "bool")),
    ...labels,
    single("jet_pt", "float32", "GeV"),
    single("jet_eta"),
    single("jet_phi", "float32", "rad"),
    single("jet_energy", "float32", "GeV"),
    single("jet_nparticles", "int32"),
    single("jet_sdmass", "float32", "GeV"),
    ...TAUS.map((n) => single(`jet_tau${n}`)),
    ...weightColumns("jet_weight", scaleFactors),
  ];
}

/** Adds to a batch the chosen jets of events. */
export function jetRows(batch: GrowingBatch, preset: Preset, scaleFactors: readonly number[]) {
  const addParticles = particleRows(batch);
  const addJet = jetQuantities(batch, preset);
  const addLabel = labelRows(batch, preset);
  const addWeights = weightRows(batch, "jet_weight", scaleFactors);
  return (sampled: SampledEvent): void => {
    const { axis, constituents } = sampled.jet!;
    const { observed, part } = sampled;
    const order = [...constituents].sort((a, b) => pt2Of(observed, b) - pt2Of(observed, a));
    addParticles(observed, order, axis);
    addJet(axis, momentaOf(observed, order));
    addLabel(part);
    addWeights(sampled);
    batch.endRow();
  };
}

function pt2Of({ px, py }: DetectedParticles, i: number): number {
  return px[i] * px[i] + py[i] * py[i];
}

/** Columns that are copied particle by particle. */
const COPIED = {
  px: "px",
  py: "py",
  pz: "pz",
  energy: "energy",
  d0val: "d0",
  d0err: "d0Error",
  dzval: "dz",
  dzerr: "dzError",
  charge: "charge",
} as const;

function particleRows(batch: GrowingBatch) {
  const copied = Object.entries(COPIED).map(([name, from]) => ({ values: batch.values(`part_${name}`), from }));
  const [deta, dphi] = ["part_deta", "part_dphi"].map((name) => batch.values(name));
  const kinds = KINDS.map((name) => batch.values(`part_${name}`));
  return (observed: DetectedParticles, order: readonly number[], axis: Jet): void => {
    const eta = pseudorapidity(axis.px, axis.py, axis.pz);
    const mirror = eta < 0 ? -1 : 1;
    for (const { values, from } of copied) for (const i of order) values.push(observed[from][i]);
    for (const i of order) {
      const [px, py, pz] = [observed.px[i], observed.py[i], observed.pz[i]];
      deta.push(mirror * (pseudorapidity(px, py, pz) - eta));
      dphi.push(deltaPhi(Math.atan2(py, px), axis.phi));
      for (const [identity, values] of kinds.entries()) values.push(observed.identity[i] === identity ? 1 : 0);
    }
  };
}

function momentaOf(from: DetectedParticles, order: readonly number[]) {
  const of = (column: Float64Array) => {
    const own = new Float64Array(order.length);
    for (let n = 0; n < own.length; n++) own[n] = column[order[n]];
    return own;
  };
  return { px: of(from.px), py: of(from.py), pz: of(from.pz), energy: of(from.energy) };
}

function jetQuantities(batch: GrowingBatch, { jet }: Preset) {
  // Together they take their axes from one reclustering.
  const tausOf = jetObservables(
    TAUS.map((n) => `tau${n}_wta`),
    { radius: jet!.radius },
  );
  return (axis: Jet, particles: ReturnType<typeof momentaOf>): void => {
    const values = {
      pt: axis.pt,
      eta: pseudorapidity(axis.px, axis.py, axis.pz),
      phi: wrapPhi(axis.phi),
      energy: axis.energy,
      nparticles: particles.px.length,
      sdmass: invariantMass([softDrop(particles, { zCut: 0.1, beta: 0 })]),
    };
    for (const [name, value] of Object.entries(values)) batch.values(`jet_${name}`).push(value);
    for (const [i, tau] of tausOf(particles).entries()) batch.values(`jet_tau${TAUS[i]}`).push(tau!);
  };
}

function labelRows(batch: GrowingBatch, { oneHot }: Preset) {
  const classes = oneHot?.map((name) => ({ name, values: batch.values(`label_${name}`) }));
  if (classes === undefined) return ({ label }: SamplePart) => void batch.values("jet_label").push(label);
  return ({ name }: SamplePart) => {
    for (const one of classes) one.values.push(one.name === name ? 1 : 0);
  };
}

/**
 * Jets as rows in the layout of JetClass (columns part_*, jet_*, label_*), so that whatever reads JetClass reads these.
 * Particles in the order of falling pt; part_deta is mirrored for jets at negative eta, as there. tau_N are
 * N-subjettiness with WTA_KT axes, beta = 1 and R0 the radius of the jets; jet_sdmass is soft drop's with z_cut = 0.1, beta = 0.
 * GeV and mm.
 */
import type { ColumnSchema, ColumnType } from "../../formats/index.ts";
import { axesDefinition, nSubjettiness, softDrop, type Jet } from "../../jets/index.ts";
import { deltaPhi, invariantMass, pseudorapidity, wrapPhi } from "../../kinematics/index.ts";
import type { DetectedParticles } from "../detector/detected.ts";
import { IDENTITIES } from "../detector/detected.ts";
import type { GrowingBatch } from "./columns.ts";
import type { Preset } from "./presets.ts";
import type { SampledEvent } from "./sampler.ts";

const list = (name: string, type: ColumnType = "float32", unit?: string): ColumnSchema => {
  return { name: `part_${name}`, type, shape: [], ragged: true, ...(unit === undefined ? {} : { unit }) };
};
const single = (name: string, type: ColumnType = "float32", unit?: string): ColumnSchema => {
  return { name, type, shape: [], ragged: false, ...(unit === undefined ? {} : { unit }) };
};

/** Columns of JetClass by the identities of IDENTITIES. */
const KINDS = ["isChargedHadron", "isNeutralHadron", "isPhoton", "isElectron", "isMuon"] as const;
const TAUS = [1, 2, 3, 4] as const;

export function jetSchema({ oneHot }: Preset): ColumnSchema[] {
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
    single("jet_weight", "float64"),
  ];
}

/** Adds the chosen jet of an event. */
export function addJetRow(batch: GrowingBatch, preset: Preset, { part, observed, jet, weight }: SampledEvent): void {
  const { axis, constituents } = jet!;
  const order = [...constituents].sort((a, b) => pt2Of(observed, b) - pt2Of(observed, a));
  addParticles(batch, observed, order, axis);
  addJet(batch, preset, axis, momentaOf(observed, order));
  if (preset.oneHot === undefined) batch.values("jet_label").push(part.label);
  for (const name of preset.oneHot ?? []) batch.values(`label_${name}`).push(name === part.name ? 1 : 0);
  batch.values("jet_weight").push(weight);
  batch.endRow();
}

function pt2Of({ px, py }: DetectedParticles, i: number): number {
  return px[i] * px[i] + py[i] * py[i];
}

function addParticles(batch: GrowingBatch, from: DetectedParticles, order: readonly number[], axis: Jet): void {
  const eta = pseudorapidity(axis.px, axis.py, axis.pz);
  const mirror = eta < 0 ? -1 : 1;
  const push = (name: string, value: number) => batch.values(`part_${name}`).push(value);
  for (const i of order) {
    const [px, py, pz] = [from.px[i], from.py[i], from.pz[i]];
    push("px", px);
    push("py", py);
    push("pz", pz);
    push("energy", from.energy[i]);
    push("deta", mirror * (pseudorapidity(px, py, pz) - eta));
    push("dphi", deltaPhi(Math.atan2(py, px), axis.phi));
    push("d0val", from.d0[i]);
    push("d0err", from.d0Error[i]);
    push("dzval", from.dz[i]);
    push("dzerr", from.dzError[i]);
    push("charge", from.charge[i]);
    for (const identity of IDENTITIES.keys()) push(KINDS[identity], from.identity[i] === identity ? 1 : 0);
  }
}

function momentaOf(from: DetectedParticles, order: readonly number[]) {
  const of = (column: Float64Array) => Float64Array.from(order, (i) => column[i]);
  return { px: of(from.px), py: of(from.py), pz: of(from.pz), energy: of(from.energy) };
}

function addJet(batch: GrowingBatch, { jet }: Preset, axis: Jet, particles: ReturnType<typeof momentaOf>): void {
  const values = {
    pt: axis.pt,
    eta: pseudorapidity(axis.px, axis.py, axis.pz),
    phi: wrapPhi(axis.phi),
    energy: axis.energy,
    nparticles: particles.px.length,
    sdmass: invariantMass([softDrop(particles, { zCut: 0.1, beta: 0 })]),
  };
  for (const [name, value] of Object.entries(values)) batch.values(`jet_${name}`).push(value);
  const options = { axes: axesDefinition("WTA_KT"), beta: 1, radius: jet!.radius };
  for (const n of TAUS) batch.values(`jet_tau${n}`).push(nSubjettiness(particles, n, options)!);
}

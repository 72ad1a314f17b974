/**
 * NanoAOD with particle-flow candidates (PFNano): candidates of whole events, and candidates of each AK8 jet. The join
 * goes through a table of its own: row r of FatJetPFCands says that candidate pFCandsIdx[r] of the event belongs to jet
 * jetIdx[r] of the event. The PUPPI weight, which tells pileup from the hard collision, is stored beside the momentum and
 * not applied to it; it multiplies the whole 4-vector here unless switched off. Units: GeV, and cm for d0 and dz, which
 * are -1 for neutral candidates.
 * Source: CMS NanoAOD documentation and the PFNano producer; classes of candidates from reco::PFCandidate.
 */
import { GlueballError } from "../base/index.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { requireMomenta } from "./momentumCheck.ts";
import { listOf, listsOf, type Numbers } from "./namedLists.ts";
import type { ParticleBatch } from "./particles.ts";

export interface NanoOptions {
  /** Whether 4-vectors are multiplied with their PUPPI weight; default true. */
  readonly puppi?: boolean;
  /** Whether candidates of the forward calorimeter (|pdgId| < 11) are kept; default false, and they are counted. */
  readonly keepForward?: boolean;
}

/** What a candidate is, as `pid` counts. */
export const PID_CLASSES = ["photon", "neutral hadron", "charged hadron", "electron", "muon", "forward"] as const;
const PID_CLASS = new Map([22, 130, 211, 11, 13].map((pdgId, i) => [pdgId, i]));
const FORWARD = PID_CLASSES.indexOf("forward");
const FIRST_KNOWN_PDG = 11;

const TRACK = ["d0", "d0Err", "dz", "dzErr", "puppiWeight"] as const;
const CANDIDATE = ["pt", "eta", "phi", "mass", "charge", "pdgId", ...TRACK] as const;
const FATJET = ["pt", "eta", "phi", "mass", "msoftdrop", "jetId", "rawFactor", "tau1", "tau2", "tau3", "tau4"] as const;

/** Candidates with what only a detector knows. */
export interface NanoParticles extends ParticleBatch {
  readonly pdgId: Int32Array;
  readonly charge: Float32Array;
  /** Index into `PID_CLASSES`. */
  readonly pid: Uint8Array;
  /** d0, dz and their errors, and the weight, whether it was applied or not. */
  readonly tracks: Readonly<Record<(typeof TRACK)[number], Float32Array>>;
  /** What is left out: forward candidates, and with PUPPI those of weight 0, which have no momentum. */
  readonly dropped: { readonly forward: number; readonly weightless: number };
}

export interface NanoJets {
  /** Row i holds the candidates of jet i; `first` counts jets of the file. */
  readonly particles: NanoParticles;
  /** Row of the file in which each jet's event is. */
  readonly eventRow: Uint32Array;
  /** Columns of the jets as the file has them: pt, eta, phi and of the rest of `FATJET` what there is. */
  readonly jets: Readonly<Partial<Record<(typeof FATJET)[number], Numbers>>>;
}

const candidateColumns = CANDIDATE.map((name) => `PFCands_${name}`);
const linkColumns = ["FatJet_pt", "FatJetPFCands_jetIdx", "FatJetPFCands_pFCandsIdx"];

/**
 * All candidates of each event. @throws GlueballError formats/no-such-column for a NanoAOD without PFCands,
 * formats/nano-unknown-particle, formats/impossible-momentum
 */
export async function* nanoEvents(file: Dataset, options: NanoOptions = {}): AsyncGenerator<NanoParticles> {
  for await (const batch of file.batches(0, undefined, candidateColumns)) {
    const { offsets } = listOf(batch, "PFCands_pt");
    const every = Uint32Array.from({ length: offsets[batch.length] }, (_, i) => i);
    const particles = gather(batch, { offsets, index: every }, options);
    requireMomenta(particles, file.path, "event");
    yield particles;
  }
}

/** The candidates of each AK8 jet. @throws as `nanoEvents`, and formats/nano-index-out-of-range */
export async function* nanoJets(file: Dataset, options: NanoOptions = {}): AsyncGenerator<NanoJets> {
  const known = new Set(file.schema.map(({ name }) => name));
  const jetColumns = FATJET.filter((name) => known.has(`FatJet_${name}`));
  let first = 0;
  const names = [...new Set([...candidateColumns, ...linkColumns, ...jetColumns.map((name) => `FatJet_${name}`)])];
  for await (const batch of file.batches(0, undefined, names)) {
    const links = jetCandidates(batch, file.path);
    const particles = { ...gather(batch, links, options), first };
    requireMomenta(particles, file.path, "AK8 jet");
    yield { particles, eventRow: eventRows(batch), jets: listsOf(batch, "FatJet", jetColumns) };
    first += particles.length;
  }
}

/** Which candidates each jet of a batch has, as positions in the candidate columns of the batch. */
export interface Links {
  /** One more than there are jets. */
  readonly offsets: Uint32Array;
  readonly index: Uint32Array;
}

/** Follows FatJetPFCands; the candidates of a jet stay in the order of that table. */
export function jetCandidates(batch: Batch, path: string): Links {
  const [jets, candidates, rows] = ["FatJet_pt", "PFCands_pt", "FatJetPFCands_jetIdx"].map((name) => {
    return listOf(batch, name).offsets;
  });
  const { jetIdx, pFCandsIdx } = listsOf(batch, "FatJetPFCands", ["jetIdx", "pFCandsIdx"]);
  const offsets = new Uint32Array(jets[batch.length] + 1);
  for (let event = 0; event < batch.length; event++) {
    const [jetCount, candidateCount] = [jets[event + 1] - jets[event], candidates[event + 1] - candidates[event]];
    for (let row = rows[event]; row < rows[event + 1]; row++) {
      const place = `${path}, event ${batch.first + event}, row ${row - rows[event]} of FatJetPFCands`;
      requireIndex(jetIdx[row], jetCount, "jetIdx", place);
      requireIndex(pFCandsIdx[row], candidateCount, "pFCandsIdx", place);
      offsets[jets[event] + jetIdx[row] + 1]++;
    }
  }
  for (let jet = 1; jet < offsets.length; jet++) offsets[jet] += offsets[jet - 1];
  const index = new Uint32Array(rows[batch.length]);
  const next = offsets.slice();
  for (let event = 0; event < batch.length; event++) {
    for (let row = rows[event]; row < rows[event + 1]; row++) {
      index[next[jets[event] + jetIdx[row]]++] = candidates[event] + pFCandsIdx[row];
    }
  }
  return { offsets, index };
}

function requireIndex(index: number, count: number, name: string, place: string): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new GlueballError({
    code: "formats/nano-index-out-of-range",
    what: `${name} leads to nothing`,
    place,
    found: index,
    expected: `0 to ${count - 1}`,
  });
}

/** Row of the file for each jet of a batch. */
function eventRows(batch: Batch): Uint32Array {
  const { offsets } = listOf(batch, "FatJet_pt");
  const rows = new Uint32Array(offsets[batch.length]);
  for (let event = 0; event < batch.length; event++) rows.fill(batch.first + event, offsets[event], offsets[event + 1]);
  return rows;
}

/** The linked candidates as particles, row by row. */
function gather(batch: Batch, links: Links, { puppi = true, keepForward = false }: NanoOptions): NanoParticles {
  const columns = listsOf(batch, "PFCands", CANDIDATE);
  const dropped = { forward: 0, weightless: 0 };
  const { offsets, index } = keep(links, (i) => {
    const forward = !keepForward && Math.abs(columns.pdgId[i]) < FIRST_KNOWN_PDG;
    const weightless = !forward && puppi && columns.puppiWeight[i] === 0;
    if (forward) dropped.forward++;
    if (weightless) dropped.weightless++;
    return !forward && !weightless;
  });
  const float32 = (values: Numbers) => Float32Array.from(index, (i) => values[i]);
  const pdgId = Int32Array.from(index, (i) => columns.pdgId[i]);
  const tracks = Object.fromEntries(TRACK.map((name) => [name, float32(columns[name])])) as NanoParticles["tracks"];
  return {
    first: batch.first,
    length: offsets.length - 1,
    offsets,
    ...momenta(columns, index, puppi ? tracks.puppiWeight : undefined),
    pdgId,
    charge: float32(columns.charge),
    pid: classes(pdgId),
    tracks,
    dropped,
  };
}

/** The links whose candidate passes. */
function keep({ offsets, index }: Links, passes: (candidate: number) => boolean): Links {
  const kept = new Uint32Array(index.length);
  const borders = new Uint32Array(offsets.length);
  let at = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let i = offsets[row]; i < offsets[row + 1]; i++) if (passes(index[i])) kept[at++] = index[i];
    borders[row + 1] = at;
  }
  return { offsets: borders, index: kept.subarray(0, at) };
}

/** Cartesian 4-vectors of some candidates, in float64, times their weight where there is one. */
export function momenta(
  candidates: Readonly<Record<"pt" | "eta" | "phi" | "mass", Numbers>>,
  index: Uint32Array,
  weight?: Float32Array,
): Record<"px" | "py" | "pz" | "energy", Float64Array> {
  const { pt, eta, phi, mass } = candidates;
  const [px, py, pz, energy] = [0, 1, 2, 3].map(() => new Float64Array(index.length));
  for (let k = 0; k < index.length; k++) {
    const i = index[k];
    const [x, y, z] = [pt[i] * Math.cos(phi[i]), pt[i] * Math.sin(phi[i]), pt[i] * Math.sinh(eta[i])];
    const factor = weight === undefined ? 1 : weight[k];
    px[k] = factor * x;
    py[k] = factor * y;
    pz[k] = factor * z;
    energy[k] = factor * Math.sqrt(x * x + y * y + z * z + mass[i] * mass[i]);
  }
  return { px, py, pz, energy };
}

function classes(pdgIds: Int32Array): Uint8Array {
  return Uint8Array.from(pdgIds, (pdgId) => {
    const code = Math.abs(pdgId);
    const found = code < FIRST_KNOWN_PDG ? FORWARD : PID_CLASS.get(code);
    if (found !== undefined) return found;
    throw new GlueballError({
      code: "formats/nano-unknown-particle",
      what: "a particle-flow candidate is of no known kind",
      found: pdgId,
      expected: `a PDG number of ${[...PID_CLASS.keys()].join(", ")}, or less than ${FIRST_KNOWN_PDG}`,
    });
  });
}

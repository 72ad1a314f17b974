/**
 * AspenOpenJets from PFNano, as its authors made it from CMS JetHT 2016 (O. Amram et al., arXiv:2412.10504): events in
 * which a jet trigger fired, that pass all noise filters and lie in certified luminosity sections; of these the AK8 jets
 * with pt > 300 GeV, |eta| < 2.5 and tight identification; of a jet the first 150 candidates in the order of the file,
 * sorted by pt. Momenta are not multiplied with the PUPPI weight. A branch that a Nano version does not have gives -1.
 * Simulated events need neither triggers nor filters: switch them off.
 */
import { ASPEN_CANDIDATE, ASPEN_CANDIDATES, ASPEN_COLUMNS, type AspenJets } from "./aspenOpenJets.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { listOf, listsOf } from "./namedLists.ts";
import { jetCandidates, momenta, type Links } from "./nanoAod.ts";

/** Triggers of the data set JetHT: any that begins so. */
const TRIGGERS = ["HLT_AK8PFJet", "HLT_PFHT", "HLT_PFJet", "HLT_DiPFJetAve"];
const FILTERS = [
  "Flag_goodVertices",
  "Flag_globalSuperTightHalo2016Filter",
  "Flag_HBHENoiseFilter",
  "Flag_HBHENoiseIsoFilter",
  "Flag_EcalDeadCellTriggerPrimitiveFilter",
  "Flag_BadPFMuonFilter",
  "Flag_eeBadScFilter",
  "Flag_CSCTightHalo2016Filter",
];
const MIN_PT = 300;
const MAX_ABS_ETA = 2.5;
/** Bits tight and tight-lepton-veto of the jet identification. */
const TIGHT = 6;

const EVENT = ["run", "luminosityBlock", "event"];
const CANDIDATE = ["pt", "eta", "phi", "mass", "d0", "d0Err", "dz", "dzErr", "charge", "pdgId", "puppiWeight"] as const;
const JET = ["pt", "eta", "phi", "msoftdrop", "jetId"] as const;
const LINKS = ["FatJetPFCands_jetIdx", "FatJetPFCands_pFCandsIdx"];
const TAGS = ASPEN_COLUMNS.jet_tagging;
const MISSING = -1;
/** Counted here where the file does not have it. */
const COUNTED = "FatJet_nConstituents";

export interface AspenSelection {
  /** Whether a trigger must have fired; default true. */
  readonly triggers?: boolean;
  /** Whether all noise filters must be passed; default true. */
  readonly filters?: boolean;
  /** Certified data, the content of CMS's "golden JSON": by run the first and last luminosity section of each range. */
  readonly certified?: Readonly<Record<string, readonly (readonly [first: number, last: number])[]>>;
}

/** What became of events and jets so far; each event or jet is counted once, where it was first refused. */
export interface AspenCounts {
  events: number;
  notCertified: number;
  notTriggered: number;
  filtered: number;
  jets: number;
  jetsRefused: number;
}

export interface AspenConversion {
  /** For `writeAspenOpenJets`. */
  readonly jets: AsyncIterable<AspenJets>;
  /** Grows while `jets` are taken. */
  readonly counts: Readonly<AspenCounts>;
  /** Triggers of which one must have fired. */
  readonly triggers: readonly string[];
  /** Filters and tagging branches that this Nano version does not have. */
  readonly missing: readonly string[];
}

/** @throws GlueballError while jets are taken: formats/no-such-column, formats/nano-index-out-of-range */
export function aspenFromNano(file: Dataset, selection: AspenSelection = {}): AspenConversion {
  const names = new Set(file.schema.map(({ name }) => name));
  const triggers = [...names].filter((name) => TRIGGERS.some((prefix) => name.startsWith(prefix)));
  const tags = TAGS.map((name) => `FatJet_${name}`);
  const required = selection.filters === false ? [] : FILTERS;
  const missing = [...required, ...tags].filter((name) => !names.has(name) && name !== COUNTED);
  const columns = {
    triggers: selection.triggers === false ? undefined : triggers,
    filters: required.filter((name) => names.has(name)),
    tags: tags.filter((name) => names.has(name)),
  };
  const counts = { events: 0, notCertified: 0, notTriggered: 0, filtered: 0, jets: 0, jetsRefused: 0 };
  const jets = convert(file, columns, selection.certified, counts);
  return { jets, counts, triggers: columns.triggers ?? [], missing };
}

interface Columns {
  /** Undefined where none need to have fired. */
  readonly triggers: readonly string[] | undefined;
  readonly filters: readonly string[];
  readonly tags: readonly string[];
}

async function* convert(
  file: Dataset,
  columns: Columns,
  certified: AspenSelection["certified"],
  counts: AspenCounts,
): AsyncGenerator<AspenJets> {
  const names = [
    ...EVENT,
    ...CANDIDATE.map((name) => `PFCands_${name}`),
    ...JET.map((name) => `FatJet_${name}`),
    ...LINKS,
    ...(columns.triggers ?? []),
    ...columns.filters,
    ...columns.tags,
  ];
  for await (const batch of file.batches(0, undefined, names)) {
    const events = selectEvents(batch, columns, certified, counts);
    const chosen = selectJets(batch, events, counts);
    yield fill(batch, chosen, jetCandidates(batch, file.path), columns.tags);
  }
}

/** Events of the batch that pass. */
function selectEvents(
  batch: Batch,
  { triggers, filters }: Columns,
  certified: AspenSelection["certified"],
  counts: AspenCounts,
): number[] {
  const bits = (name: string) => batch.columns.get(name)!.values as Uint8Array;
  const [run, section] = EVENT.map((name) => batch.columns.get(name)!.values as Uint32Array);
  const fired = triggers?.map(bits);
  const passed = filters.map(bits);
  const isCertified = (event: number) => {
    if (certified === undefined) return true;
    return (certified[String(run[event])] ?? []).some(([a, b]) => a <= section[event] && section[event] <= b);
  };
  return Array.from({ length: batch.length }, (_, event) => event).filter((event) => {
    counts.events++;
    if (!isCertified(event)) counts.notCertified++;
    else if (fired?.every((trigger) => trigger[event] === 0)) counts.notTriggered++;
    else if (passed.some((filter) => filter[event] === 0)) counts.filtered++;
    else return true;
    return false;
  });
}

interface ChosenJet {
  readonly event: number;
  /** Position in the jet columns of the batch. */
  readonly jet: number;
}

function selectJets(batch: Batch, events: readonly number[], counts: AspenCounts): ChosenJet[] {
  const { offsets } = listOf(batch, "FatJet_pt");
  const { pt, eta, jetId } = listsOf(batch, "FatJet", JET);
  const chosen: ChosenJet[] = [];
  for (const event of events) {
    for (let jet = offsets[event]; jet < offsets[event + 1]; jet++) {
      const passes = pt[jet] > MIN_PT && Math.abs(eta[jet]) < MAX_ABS_ETA && jetId[jet] === TIGHT;
      if (passes) chosen.push({ event, jet });
      counts[passes ? "jets" : "jetsRefused"]++;
    }
  }
  return chosen;
}

/** The four datasets of the chosen jets. */
function fill(batch: Batch, chosen: readonly ChosenJet[], links: Links, tags: readonly string[]): AspenJets {
  const eventInfo = new BigInt64Array(chosen.length * EVENT.length);
  const kinematics = new Float32Array(chosen.length * ASPEN_COLUMNS.jet_kinematics.length);
  const tagging = new Float32Array(chosen.length * TAGS.length).fill(MISSING);
  const candidates = new Float32Array(chosen.length * ASPEN_CANDIDATES * ASPEN_CANDIDATE.length);
  const events = EVENT.map((name) => batch.columns.get(name)!.values);
  const jets = listsOf(batch, "FatJet", JET);
  const columns = listsOf(batch, "PFCands", CANDIDATE);
  const known = new Map(tags.map((name) => [name, listOf(batch, name, jets.pt.length).values]));
  for (const [row, { event, jet }] of chosen.entries()) {
    eventInfo.set(
      events.map((values) => BigInt(values[event])),
      row * EVENT.length,
    );
    kinematics.set(
      ASPEN_COLUMNS.jet_kinematics.map((name) => jets[name][jet]),
      row * 4,
    );
    const own = links.index.subarray(links.offsets[jet], links.offsets[jet + 1]);
    for (const [i, name] of TAGS.entries()) {
      const values = known.get(`FatJet_${name}`);
      if (values !== undefined) tagging[row * TAGS.length + i] = values[jet];
      else if (`FatJet_${name}` === COUNTED) tagging[row * TAGS.length + i] = own.length;
    }
    fillCandidates(candidates, row, own, columns);
  }
  return { eventInfo, kinematics, candidates, tagging };
}

type CandidateColumns = ReturnType<typeof listsOf<(typeof CANDIDATE)[number]>>;

/** The first candidates of a jet, of higher pt first; of equal pt in the order of the file. */
function fillCandidates(into: Float32Array, row: number, own: Uint32Array, columns: CandidateColumns): void {
  const { pt } = columns;
  const sorted = own.slice(0, ASPEN_CANDIDATES).sort((a, b) => pt[b] - pt[a]);
  const { px, py, pz, energy } = momenta(columns, sorted);
  const { d0, d0Err, dz, dzErr, charge, pdgId, puppiWeight } = columns;
  const stored = [d0, d0Err, dz, dzErr, charge, pdgId, puppiWeight];
  for (let k = 0; k < sorted.length; k++) {
    const values = [px[k], py[k], pz[k], energy[k], ...stored.map((column) => column[sorted[k]])];
    into.set(values, (row * ASPEN_CANDIDATES + k) * ASPEN_CANDIDATE.length);
  }
}

/**
 * JetClass (H. Qu, C. Li, S. Qian, arXiv:2202.03772; Zenodo 6619768, CC-BY-4.0): 100,000 simulated jets a file, each a
 * list of particles. The label is one-hot over ten columns of three different types; a file holds one class, which its
 * name begins with. Files of CMS data in the same layout have no labels and count as QCD. Units: GeV and mm.
 *
 * The stored part_deta is sign(jet_eta) (eta - jet_eta), so it is mirrored for jets at negative eta; part_dphi is not.
 */
import { basename } from "node:path";
import { GlueballError } from "../base/index.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { requireMomenta } from "./momentumCheck.ts";
import { listsOf, type Numbers } from "./namedLists.ts";
import type { ParticleBatch } from "./particles.ts";

/** Classes in the order of their label, and how the names of their files begin. */
export const JETCLASS = [
  { name: "QCD", prefixes: ["ZJetsToNuNu_", "2016G_", "2016H_"] },
  { name: "Hbb", prefixes: ["HToBB_"] },
  { name: "Hcc", prefixes: ["HToCC_"] },
  { name: "Hgg", prefixes: ["HToGG_"] },
  { name: "H4q", prefixes: ["HToWW4Q_"] },
  { name: "Hqql", prefixes: ["HToWW2Q1L_"] },
  { name: "Zqq", prefixes: ["ZToQQ_"] },
  { name: "Wqq", prefixes: ["WToQQ_"] },
  { name: "Tbqq", prefixes: ["TTBar_"] },
  { name: "Tbl", prefixes: ["TTBarLep_"] },
] as const;

const MOMENTUM = ["px", "py", "pz", "energy"] as const;
const OTHER = ["deta", "dphi", "d0val", "d0err", "dzval", "dzerr", "charge"] as const;
const KINDS = ["isPhoton", "isNeutralHadron", "isChargedHadron", "isElectron", "isMuon"] as const;
const JET = ["pt", "eta", "phi", "energy", "nparticles", "sdmass", "tau1", "tau2", "tau3", "tau4"] as const;
const LABELS = JETCLASS.map(({ name }) => `label_${name}`);
/** `pid` of a particle that none of the five columns claims. */
export const NO_PID = 255;

export interface JetClassBatch {
  /** One row a jet, with its label where it is known. */
  readonly particles: ParticleBatch;
  /** As stored, one number a particle; see above for deta. */
  readonly stored: Readonly<Record<Exclude<(typeof OTHER)[number], "charge">, Numbers>>;
  /** Index into `PID_CLASSES` of nanoAod.ts, or `NO_PID`. */
  readonly pid: Uint8Array;
  /** Columns jet_* of the file, of those it has. */
  readonly jets: ReadonlyMap<string, Numbers>;
}

/** The class of a file by its name, or undefined. */
export function jetClassLabel(path: string): number | undefined {
  const file = basename(path);
  const label = JETCLASS.findIndex(({ prefixes }) => prefixes.some((prefix) => file.startsWith(prefix)));
  return label === -1 ? undefined : label;
}

/**
 * The jets of a JetClass file (a ROOT tree, or Parquet of the same columns). @throws GlueballError
 * formats/no-such-column, formats/jetclass-bad-label, formats/jetclass-bad-kind, formats/impossible-momentum
 */
export async function* jetClassJets(file: Dataset): AsyncGenerator<JetClassBatch> {
  const known = new Set(file.schema.map(({ name }) => name));
  const labelled = LABELS.some((name) => known.has(name));
  const jetNames = JET.map((name) => `jet_${name}`).filter((name) => known.has(name));
  const particleNames = [...MOMENTUM, ...OTHER, ...KINDS].map((name) => `part_${name}`);
  for await (const batch of file.batches(0, undefined, [...particleNames, ...(labelled ? LABELS : []), ...jetNames])) {
    const label = labelled ? oneHotLabels(batch, file.path) : sameLabel(batch.length, jetClassLabel(file.path));
    const { offsets } = batch.columns.get("part_px")!;
    const { charge, ...stored } = listsOf(batch, "part", OTHER);
    const momenta = listsOf(batch, "part", MOMENTUM);
    const particles = {
      first: batch.first,
      length: batch.length,
      offsets: offsets!,
      px: Float64Array.from(momenta.px),
      py: Float64Array.from(momenta.py),
      pz: Float64Array.from(momenta.pz),
      energy: Float64Array.from(momenta.energy),
      charge: Float32Array.from(charge),
      ...(label === undefined ? {} : { label }),
    };
    requireMomenta(particles, file.path, "jet");
    const jets = new Map(jetNames.map((name) => [name, batch.columns.get(name)!.values as Numbers]));
    yield { particles, stored, pid: kinds(batch, particles, file.path), jets };
  }
}

function sameLabel(length: number, label: number | undefined): Int32Array | undefined {
  return label === undefined ? undefined : new Int32Array(length).fill(label);
}

/** float, bool and int columns alike: exactly one of the ten must be 1 and the others 0. */
function oneHotLabels(batch: Batch, path: string): Int32Array {
  const columns = LABELS.map((name) => batch.columns.get(name)!.values as Numbers);
  return Int32Array.from({ length: batch.length }, (_, row) => {
    const values = columns.map((column) => column[row]);
    const label = values.indexOf(1);
    if (label !== -1 && values.every((value, i) => value === (i === label ? 1 : 0))) return label;
    throw new GlueballError({
      code: "formats/jetclass-bad-label",
      what: "the labels of a jet are not one-hot",
      place: `${path}, jet ${batch.first + row}`,
      found: values,
      expected: `one 1 and nine 0 in ${LABELS.join(", ")}`,
    });
  });
}

/** What each particle is; at most one of the five columns may say 1. */
function kinds(batch: Batch, { offsets, length, first }: ParticleBatch, path: string): Uint8Array {
  const columns = Object.values(listsOf(batch, "part", KINDS)); // in the order of PID_CLASSES
  const pid = new Uint8Array(columns[0].length).fill(NO_PID);
  for (let row = 0; row < length; row++) {
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      for (let kind = 0; kind < KINDS.length; kind++) {
        const claimed = columns[kind][i];
        if (claimed === 0) continue;
        if (claimed !== 1 || pid[i] !== NO_PID) {
          throw new GlueballError({
            code: "formats/jetclass-bad-kind",
            what: "a particle is of several kinds",
            place: `${path}, jet ${first + row}, particle ${i - offsets[row]}`,
            found: columns.map((column) => column[i]),
            expected: `at most one 1 and else 0 in ${KINDS.join(", ")}`,
          });
        }
        pid[i] = kind;
      }
    }
  }
  return pid;
}

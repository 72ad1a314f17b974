/**
 * AspenOpenJets (O. Amram et al., arXiv:2412.10504): about 180 million AK8 jets of CMS open data 2016, in HDF5 files of
 * four datasets with one row a jet. Momenta in GeV, impact parameters as NanoAOD has them (cm, -1 for neutrals); what a
 * Nano version does not have is -1. The momentum of a candidate is not multiplied with its PUPPI weight.
 */
import type { Dataset, NumberArray } from "./dataset.ts";
import type { Hdf5Dataset, Hdf5File } from "./hdf5/file.ts";
import { columnOf, tableDataset, wholeColumn, type Hdf5Column } from "./hdf5/tableDataset.ts";
import { writeHdf5File } from "./hdf5/writer.ts";

/** Columns of the three flat datasets, in the order of the file. */
export const ASPEN_COLUMNS = {
  event_info: ["run", "lumi", "event"],
  jet_kinematics: ["pt", "eta", "phi", "msoftdrop"],
  jet_tagging: [
    "nConstituents",
    "tau1",
    "tau2",
    "tau3",
    "tau4",
    "particleNet_H4qvsQCD",
    "particleNet_HbbvsQCD",
    "particleNet_HccvsQCD",
    "particleNet_QCD",
    "particleNet_TvsQCD",
    "particleNet_WvsQCD",
    "particleNet_ZvsQCD",
    "particleNet_mass",
  ],
} as const;

/** What the last axis of `PFCands` holds. */
export const ASPEN_CANDIDATE = [
  "px",
  "py",
  "pz",
  "E",
  "d0",
  "d0Err",
  "dz",
  "dzErr",
  "charge",
  "pdgId",
  "puppiWeight",
] as const;

/** Candidates of a jet: pt ordered, zero padded, cut off after so many. */
export const ASPEN_CANDIDATES = 150;

const WRITE_ROWS = 5000; // of a chunk of the flat datasets, as in the published files
const CANDIDATE_ROWS = 64; // 64 x 150 x 11 float32 are 420 kB

/** The columns of an AspenOpenJets file, or undefined where the four datasets are not there with their shapes. */
export function aspenOpenJets(file: Hdf5File): Dataset | undefined {
  const candidates = shaped(file, "PFCands", [ASPEN_CANDIDATES, ASPEN_CANDIDATE.length]);
  const flat = Object.entries(ASPEN_COLUMNS).map(([name, columns]) => {
    return { columns, dataset: shaped(file, name, [columns.length]) };
  });
  if (candidates === undefined) return undefined;
  const columns: Hdf5Column[] = [];
  for (const { columns: names, dataset } of flat) {
    if (dataset === undefined || dataset.shape[0] !== candidates.shape[0]) return undefined;
    const { type } = dataset;
    const range = (i: number) => ({ offset: i * type.size, bytes: type.size, shape: [] });
    columns.push(...names.map((name, i) => columnOf(name, dataset, type, range(i))!));
  }
  const metadata = {
    PFCands: `${ASPEN_CANDIDATES} candidates of ${ASPEN_CANDIDATE.join(", ")}; pt ordered, zero padded`,
  };
  columns.push(wholeColumn("PFCands", candidates)!);
  return tableDataset(file, { format: "AspenOpenJets (HDF5)", metadata, columns });
}

function shaped(file: Hdf5File, name: string, row: readonly number[]): Hdf5Dataset | undefined {
  const object = file.objects.get(`/${name}`);
  if (object?.kind !== "dataset" || object.shape.length !== row.length + 1) return undefined;
  const numeric = object.type.kind === "float" || object.type.kind === "integer";
  return numeric && row.every((length, axis) => object.shape[axis + 1] === length) ? object : undefined;
}

/** Some jets in the layout of the file; n rows each. */
export interface AspenJets {
  /** n x 3: run, lumi, event. */
  readonly eventInfo: BigInt64Array;
  /** n x 4: pt, eta, phi, msoftdrop. */
  readonly kinematics: Float32Array;
  /** n x 150 x 11, the last axis as in `ASPEN_CANDIDATE`. */
  readonly candidates: Float32Array;
  /** n x 13. */
  readonly tagging: Float32Array;
}

/** Writes jets as they come; `attributes` are what the file says of itself. */
export async function writeAspenOpenJets(
  path: string,
  jets: AsyncIterable<AspenJets> | Iterable<AspenJets>,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeHdf5File(path, async (file) => {
    for (const [name, value] of Object.entries(attributes)) file.attribute("/", name, value);
    const flat = (name: keyof typeof ASPEN_COLUMNS, type: "int64" | "float32") => {
      return file.dataset(`/${name}`, { type, rowShape: [ASPEN_COLUMNS[name].length], chunkRows: WRITE_ROWS });
    };
    const rowShape = [ASPEN_CANDIDATES, ASPEN_CANDIDATE.length];
    const writers: readonly [keyof AspenJets, { append(values: NumberArray): void }][] = [
      ["eventInfo", flat("event_info", "int64")],
      ["kinematics", flat("jet_kinematics", "float32")],
      ["candidates", file.dataset("/PFCands", { type: "float32", rowShape, chunkRows: CANDIDATE_ROWS })],
      ["tagging", flat("jet_tagging", "float32")],
    ];
    for await (const some of jets) for (const [part, writer] of writers) writer.append(some[part]);
  });
}

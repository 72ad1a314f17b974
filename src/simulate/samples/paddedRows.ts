/** Rows of lists as arrays of one size, padded with zeros, for formats and programs that know no lists. */
import type { Batch, ColumnSchema, Dataset, NumberArray, Table } from "../../formats/index.ts";
import { pseudorapidity } from "../../kinematics/index.ts";

export interface Padded {
  readonly table: Table;
  /** What found no place; complete when the table is written. */
  lost(): Lost;
}

export interface Lost {
  /** The softest particles of rows that are too long. */
  readonly particles: number;
  /** Weights other than 1. */
  readonly weights: number;
}

interface Layout {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly slots: number;
  /** Writes particle `slot` of a row whose numbers begin at `at`: entry `i` of px, py, pz, energy. */
  readonly write: (out: Float32Array, at: number, slot: number, momenta: Momenta, i: number) => void;
}

type Momenta = readonly Float32Array[];

/** Columns of the rows that are padded. */
interface Source {
  readonly momenta: readonly string[];
  /** One of whole numbers, or one for each class. */
  readonly labels: readonly string[];
  readonly weight: string;
}

/** Places of the LHC Olympics layout. */
export const LHCO_PARTICLES = 700;
/** Places for a jet, as in the top-tagging reference. */
export const JET_PARTICLES = 200;

/** pt, eta, phi of each particle, as in the LHC Olympics. */
const POLAR: Layout = {
  name: "particles",
  shape: [LHCO_PARTICLES, 3],
  slots: LHCO_PARTICLES,
  write: (out, at, slot, [px, py, pz], i) => {
    out[at + 3 * slot] = Math.hypot(px[i], py[i]);
    out[at + 3 * slot + 1] = pseudorapidity(px[i], py[i], pz[i]);
    out[at + 3 * slot + 2] = Math.atan2(py[i], px[i]);
  },
};

/** px, py, pz, E, each for all particles: what `glueball jetlm` reads. */
const VECTORS: Layout = {
  name: "vectors",
  shape: [4, JET_PARTICLES],
  slots: JET_PARTICLES,
  write: (out, at, slot, momenta, i) => {
    for (let k = 0; k < 4; k++) out[at + k * JET_PARTICLES + slot] = momenta[k][i];
  },
};

const MOMENTA = ["px", "py", "pz", "energy"];

/** Events as `particles` [700, 3] and `label`. */
export function paddedEvents(rows: Dataset): Padded {
  return padded(rows, POLAR, { momenta: MOMENTA, labels: ["label"], weight: "weight" });
}

/** Jets as `vectors` [4, 200] and `label`. */
export function paddedJets(rows: Dataset): Padded {
  const momenta = MOMENTA.map((name) => `part_${name}`);
  const names = rows.schema.map(({ name }) => name);
  const labels = names.filter((name) => name === "jet_label" || name.startsWith("label_"));
  return padded(rows, VECTORS, { momenta, labels, weight: "jet_weight" });
}

function padded(rows: Dataset, layout: Layout, { momenta, labels, weight }: Source): Padded {
  const lost = { particles: 0, weights: 0 };
  async function* batches(): AsyncGenerator<Batch> {
    for await (const batch of rows.batches(0, undefined, [...momenta, ...labels, weight])) {
      const found = padMomenta(batch, layout, momenta);
      lost.particles += found.cut;
      lost.weights += (batch.columns.get(weight)!.values as Float64Array).filter((value) => value !== 1).length;
      const columns = new Map([
        [layout.name, { values: found.values }],
        ["label", { values: labelsOf(batch, labels) }],
      ]);
      yield { first: batch.first, length: batch.length, columns };
    }
  }
  const schema: ColumnSchema[] = [
    { name: layout.name, type: "float32", shape: layout.shape, ragged: false },
    { name: "label", type: "int32", shape: [], ragged: false },
  ];
  return { table: { schema, metadata: rows.metadata, batches: batches() }, lost: () => lost };
}

function padMomenta({ columns, length }: Batch, layout: Layout, names: readonly string[]) {
  const momenta = names.map((name) => columns.get(name)!.values as Float32Array);
  const offsets = columns.get(names[0])!.offsets!;
  const width = layout.shape[0] * layout.shape[1];
  const values = new Float32Array(length * width);
  let cut = 0;
  for (let row = 0; row < length; row++) {
    const places = hardest(momenta, offsets[row], offsets[row + 1], layout.slots);
    cut += offsets[row + 1] - offsets[row] - places.length;
    for (let slot = 0; slot < places.length; slot++) layout.write(values, row * width, slot, momenta, places[slot]);
  }
  return { values, cut };
}

/** Particles of a row in their order; of too many, those of largest pt. */
function hardest([px, py]: Momenta, from: number, to: number, most: number): Int32Array {
  const all = Int32Array.from({ length: to - from }, (_, i) => from + i);
  if (all.length <= most) return all;
  const pt2 = (i: number) => px[i] ** 2 + py[i] ** 2;
  return all
    .sort((a, b) => pt2(b) - pt2(a))
    .slice(0, most)
    .sort();
}

function labelsOf({ columns, length }: Batch, names: readonly string[]): Int32Array {
  const lists = names.map((name) => columns.get(name)!.values as NumberArray);
  if (lists.length === 1) return Int32Array.from({ length }, (_, row) => Number(lists[0][row]));
  return Int32Array.from({ length }, (_, row) => lists.findIndex((list) => Number(list[row]) === 1));
}

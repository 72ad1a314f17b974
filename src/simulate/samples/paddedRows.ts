/** Rows of lists as arrays of one size, padded with zeros, for formats and programs that know no lists. */
import type { Batch, ColumnSchema, Dataset, NumberArray, Table } from "../../formats/index.ts";
import { pseudorapidity } from "../../kinematics/index.ts";

export interface Padded {
  readonly table: Table;
  /** Particles that found no place: the softest of rows that are too long. Complete when the table is written. */
  cut(): number;
}

interface Layout {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly slots: number;
  /** Writes particle `slot` of a row whose numbers begin at `at`. */
  readonly write: (out: Float32Array, at: number, slot: number, momentum: readonly number[]) => void;
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
  write: (out, at, slot, [px, py, pz]) => {
    out[at + 3 * slot] = Math.hypot(px, py);
    out[at + 3 * slot + 1] = pseudorapidity(px, py, pz);
    out[at + 3 * slot + 2] = Math.atan2(py, px);
  },
};

/** px, py, pz, E, each for all particles: what `glueball jetlm` reads. */
const VECTORS: Layout = {
  name: "vectors",
  shape: [4, JET_PARTICLES],
  slots: JET_PARTICLES,
  write: (out, at, slot, momentum) => {
    for (let k = 0; k < 4; k++) out[at + k * JET_PARTICLES + slot] = momentum[k];
  },
};

/** Events as `particles` [700, 3] and `label`. */
export function paddedEvents(rows: Dataset): Padded {
  return padded(rows, POLAR, ["px", "py", "pz", "energy"], ["label"]);
}

/** Jets as `vectors` [4, 200] and `label`, the columns of which are `labels`: one of whole numbers, or one for each class. */
export function paddedJets(rows: Dataset): Padded {
  const momenta = ["px", "py", "pz", "energy"].map((name) => `part_${name}`);
  const labels = rows.schema.map(({ name }) => name).filter((name) => name === "jet_label" || name.startsWith("label_"));
  return padded(rows, VECTORS, momenta, labels);
}

function padded(rows: Dataset, layout: Layout, momenta: readonly string[], labels: readonly string[]): Padded {
  let cut = 0;
  async function* batches(): AsyncGenerator<Batch> {
    for await (const batch of rows.batches(0, undefined, [...momenta, ...labels])) {
      const found = padMomenta(batch, layout, momenta);
      cut += found.cut;
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
  return { table: { schema, metadata: rows.metadata, batches: batches() }, cut: () => cut };
}

function padMomenta({ columns, length }: Batch, layout: Layout, names: readonly string[]) {
  const lists = names.map((name) => columns.get(name)!.values as NumberArray);
  const offsets = columns.get(names[0])!.offsets!;
  const width = layout.shape[0] * layout.shape[1];
  const values = new Float32Array(length * width);
  let cut = 0;
  for (let row = 0; row < length; row++) {
    const places = hardest(lists, offsets[row], offsets[row + 1], layout.slots);
    cut += offsets[row + 1] - offsets[row] - places.length;
    places.forEach((i, slot) => {
      layout.write(
        values,
        row * width,
        slot,
        lists.map((list) => Number(list[i])),
      );
    });
  }
  return { values, cut };
}

/** Particles of a row in their order; of too many, those of largest pt. */
function hardest([px, py]: readonly NumberArray[], from: number, to: number, most: number): number[] {
  const all = Array.from({ length: to - from }, (_, i) => from + i);
  if (all.length <= most) return all;
  const pt2 = (i: number) => Number(px[i]) ** 2 + Number(py[i]) ** 2;
  return all
    .sort((a, b) => pt2(b) - pt2(a))
    .slice(0, most)
    .sort((a, b) => a - b);
}

function labelsOf({ columns, length }: Batch, names: readonly string[]): Int32Array {
  const lists = names.map((name) => columns.get(name)!.values as NumberArray);
  if (lists.length === 1) return Int32Array.from({ length }, (_, row) => Number(lists[0][row]));
  return Int32Array.from({ length }, (_, row) => lists.findIndex((list) => Number(list[row]) === 1));
}

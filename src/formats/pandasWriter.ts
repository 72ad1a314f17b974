/**
 * Writes a pandas frame in the "fixed" format (pandasHdf5.ts), row by row, so that `pandas.read_hdf` reads it: one
 * block of one type, columns with names or, where there are none, with numbers. The attributes are those that pandas
 * 0.15 and later look for; checked with pandas 3.0.
 */
import type { NumberArray } from "./dataset.ts";
import type { NumberType } from "./columns.ts";
import { writeHdf5File, type Hdf5Writer, type RowWriter } from "./hdf5/writer.ts";

export interface FrameOptions {
  /** Name of the frame in the file, the `key` of pandas. */
  readonly key: string;
  readonly type: Exclude<NumberType, "bool">;
  /** Names of the columns, or only their number. */
  readonly columns: readonly string[] | number;
  /** Rows of a chunk; about 256 kB by default. */
  readonly chunkRows?: number;
  /** What the file says of itself. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Writes blocks of whole rows as they come. @throws GlueballError formats/hdf5-wrong-rows. */
export async function writeFixedFrame(
  path: string,
  options: FrameOptions,
  blocks: AsyncIterable<NumberArray> | Iterable<NumberArray>,
): Promise<void> {
  const { key, type, columns, attributes = {} } = options;
  const width = typeof columns === "number" ? columns : columns.length;
  await writeHdf5File(path, async (file) => {
    for (const [name, value] of Object.entries(attributes)) file.attribute("/", name, value);
    startFrame(file, key);
    for (const axis of ["axis0", "block0_items"]) writeLabels(file, `/${key}/${axis}`, columns);
    const chunk = options.chunkRows === undefined ? {} : { chunkRows: options.chunkRows };
    const values = file.dataset(`/${key}/block0_values`, { type, rowShape: [width], ...chunk });
    values.attribute("transposed", 1);
    const index = file.dataset(`/${key}/axis1`, { type: "int64", rowShape: [] });
    describeAxis(index, "integer");
    let rows = 0;
    for await (const block of blocks) {
      values.append(block);
      const more = block.length / width;
      index.append(BigInt64Array.from({ length: more }, (_, i) => BigInt(rows + i)));
      rows += more;
    }
  });
}

function startFrame(file: Hdf5Writer, key: string): void {
  file.group(`/${key}`);
  const texts = {
    CLASS: "GROUP",
    TITLE: "",
    VERSION: "1.0",
    pandas_type: "frame",
    pandas_version: "0.15.2",
    encoding: "UTF-8",
    errors: "strict",
    axis0_variety: "regular",
    axis1_variety: "regular",
    block0_items_variety: "regular",
  };
  for (const [name, value] of Object.entries(texts)) file.attribute(`/${key}`, name, value);
  file.attribute(`/${key}`, "ndim", 2);
  file.attribute(`/${key}`, "nblocks", 1);
}

function writeLabels(file: Hdf5Writer, path: string, columns: readonly string[] | number): void {
  if (typeof columns !== "number") {
    describeAxis(file.fixedTexts(path, columns), "string");
    return;
  }
  const labels = file.dataset(path, { type: "int64", rowShape: [], chunkRows: columns });
  labels.append(BigInt64Array.from({ length: columns }, (_, i) => BigInt(i)));
  describeAxis(labels, "integer");
}

function describeAxis(axis: Pick<RowWriter, "attribute">, kind: "integer" | "string"): void {
  axis.attribute("kind", kind);
  axis.attribute("transposed", 1);
}

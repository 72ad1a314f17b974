/**
 * Features of the two leading jets of LHC Olympics events: the published 14 columns (momentum, mass and N-subjettiness
 * of each jet; GeV, j1 has the higher pt) with a label, extended sets, and the six columns of the signal-region arrays.
 * They come as pandas frames, as CSV with a header, or as NPY matrices, whose columns have no names in the file.
 */
import { GlueballError } from "../base/index.ts";
import { listed, selectColumns } from "./columns.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset, NumberArray } from "./dataset.ts";
import { open } from "./open.ts";
import type { Table } from "./table.ts";

const jet = (i: number) => [`pxj${i}`, `pyj${i}`, `pzj${i}`, `mj${i}`, `tau1j${i}`, `tau2j${i}`, `tau3j${i}`];

/** Columns of `events_anomalydetection_v2.features.h5`; the label comes after them. */
export const LHCO_FEATURES: readonly string[] = [...jet(1), ...jet(2)];

/** Columns of the signal-region arrays: masses in TeV, of the lighter jet and the difference; tau21 of both; label. */
export const SIGNAL_REGION: readonly string[] = ["mjj", "mJ1", "dmJ", "tau21J1", "tau21J2", "label"];

/** Names of the columns of a matrix by its width. */
const NAMES: ReadonlyMap<number, readonly string[]> = new Map([
  [LHCO_FEATURES.length, LHCO_FEATURES],
  [LHCO_FEATURES.length + 1, [...LHCO_FEATURES, "label"]],
  [SIGNAL_REGION.length, SIGNAL_REGION],
]);

export interface FeatureOptions {
  /** Group or frame in the file, where it holds several. */
  readonly part?: string;
  /** Names of the columns of a matrix; by default those that belong to its width. */
  readonly columns?: readonly string[];
}

/** Opens a feature file of any of these kinds as named columns. @throws GlueballError formats/lhco-features-width. */
export async function openLhcoFeatures(path: string, { part, columns }: FeatureOptions = {}): Promise<Dataset> {
  const file = await open(path, part);
  const [matrix] = file.schema;
  if (file.schema.length !== 1 || matrix?.shape.length !== 1) return file;
  const names = columns ?? NAMES.get(matrix.shape[0]!);
  if (names?.length === matrix.shape[0]) return splitMatrix(file, matrix, names);
  await file.close();
  throw new GlueballError({
    code: "formats/lhco-features-width",
    what: "the matrix has another number of columns than there are names",
    place: path,
    found: `${matrix.shape[0]} columns`,
    expected:
      columns === undefined ? `${[...NAMES.keys()].join(", ")} columns` : `${columns.length} (${listed(columns)})`,
    hint: columns === undefined ? "Name the columns" : undefined,
  });
}

/** A matrix as one column of numbers for each name. */
function splitMatrix(file: Dataset, matrix: ColumnSchema, names: readonly string[]): Dataset {
  const schema = names.map((name): ColumnSchema => {
    const inTeV = names === SIGNAL_REGION && MASSES.has(name);
    return { name, type: matrix.type, shape: [], ragged: false, ...(inTeV ? { unit: "TeV" } : {}) };
  });
  return {
    ...file,
    format: `LHC Olympics features (${file.format})`,
    schema,
    batches: async function* (start, size, wanted) {
      const chosen = selectColumns(schema, wanted, file.path);
      for await (const batch of file.batches(start, size)) {
        const values = batch.columns.get(matrix.name)!.values as NumberArray;
        const split = chosen.map(({ name }): readonly [string, ColumnData] => {
          return [name, { values: strided(values, names.indexOf(name), names.length) }];
        });
        yield { ...batch, columns: new Map(split) };
      }
    },
  };
}

const MASSES: ReadonlySet<string> = new Set(["mjj", "mJ1", "dmJ"]);

/** Every `width`-th number from `first` on. */
function strided(values: NumberArray, first: number, width: number): NumberArray {
  const out = values.slice(0, Math.ceil((values.length - first) / width)) as Float64Array; // any one type
  const from = values as Float64Array;
  for (let i = 0, at = first; at < from.length; i++, at += width) out[i] = from[at];
  return out;
}

/** The named columns of single numbers side by side in one column `values`, as a NumPy matrix wants them. */
export function matrixTable(file: Dataset, names: readonly string[]): Table {
  selectColumns(file.schema, names, file.path);
  const schema: ColumnSchema[] = [{ name: "values", type: "float32", shape: [names.length], ragged: false }];
  return { schema, metadata: { columns: names.join(" ") }, batches: matrices(file, names) };
}

async function* matrices(file: Dataset, names: readonly string[]): AsyncGenerator<Batch> {
  for await (const batch of file.batches(0, undefined, names)) {
    const values = new Float32Array(batch.length * names.length);
    for (const [column, name] of names.entries()) {
      const from = batch.columns.get(name)!.values as NumberArray;
      for (let row = 0; row < batch.length; row++) values[row * names.length + column] = Number(from[row]);
    }
    yield { ...batch, columns: new Map([["values", { values }]]) };
  }
}

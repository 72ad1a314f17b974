/**
 * What every file looks like once it is open: named columns, read in batches of rows, so that memory stays constant
 * whatever the size of the file. A column of a batch is a typed array; where rows have different numbers of values
 * (particles of an event), `offsets` says where each row begins, as in Arrow and awkward-array.
 */

/** Numbers of every width; 64-bit integers are BigInt arrays, because a float64 cannot hold an event number above 2^53. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export type ColumnType =
  | "float64"
  | "float32"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "bool"
  | "string";

export interface ColumnSchema {
  readonly name: string;
  /** `bool` comes as Uint8Array of 0 and 1. */
  readonly type: ColumnType;
  /** Shape of one value: [] for a number, [2101] for a row of a matrix. */
  readonly shape: readonly number[];
  /** Whether a row has any number of values (a list) instead of one. */
  readonly ragged: boolean;
  /** Unit as the format defines it, for example "GeV"; absent where the file does not say. */
  readonly unit?: string;
}

export interface ColumnData {
  /** All values of the batch one after the other; they belong to the caller and are never written again. */
  readonly values: NumberArray | readonly string[];
  /** Only for a ragged column: row i holds the values [offsets[i], offsets[i + 1]), counted in values of `shape`. */
  readonly offsets?: Uint32Array;
}

export interface Batch {
  /** Index in the file of the first row. */
  readonly first: number;
  /** Number of rows. */
  readonly length: number;
  readonly columns: ReadonlyMap<string, ColumnData>;
}

export interface Dataset {
  readonly path: string;
  /** What the file is, for example "HepMC3 (gzip)" or "ROOT TTree Events (zlib)". */
  readonly format: string;
  readonly schema: readonly ColumnSchema[];
  /** Number of rows; undefined where only reading to the end can tell (compressed text). */
  readonly length: number | undefined;
  /**
   * Rows that are unpacked together (of a chunk, a row group): reading that begins at a multiple of it unpacks little or
   * nothing that lies before. Absent where a row is only reached by reading all before it.
   */
  readonly block?: number;
  /** What else the file says of itself: generator, cross-section, attributes. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What was odd but readable; grows while batches are read. */
  readonly warnings: readonly string[];
  /**
   * Rows from `start` to the end, at most `size` at a time (default: the format's own grain), of the named columns
   * (default: all). An unknown column throws `formats/no-such-column` with the nearest names.
   */
  batches(start?: number, size?: number, columns?: readonly string[]): AsyncIterable<Batch>;
  close(): Promise<void>;
}

/** How a format is known and opened. `open.ts` lists all of them. */
export interface Reader {
  /** Short name for the command line and messages, for example "hepmc". */
  readonly name: string;
  /** Whether a file that begins with these bytes (up to 4096, already decompressed) is of this format. */
  recognises(head: Uint8Array): boolean;
  /** `part` names one of several tables in a file: a ROOT tree, an HDF5 group. */
  open(path: string, part?: string): Promise<Dataset>;
}

/**
 * Packing sequences of different lengths into rows of one length. Shapes of programs are static, and jets have 1 to some
 * hundred constituents: padding each to the longest would more than double the work. A row holds whole sequences one
 * behind the other; `segments` numbers them, and attention does not cross (decoder in src/nets).
 */
import { jetCount } from "./features.ts";
import type { TokenSequences } from "./tokens.ts";
import { sequenceAt } from "./tokens.ts";
import { IGNORED } from "./model.ts";

/** Rows of a fixed length, flat: row r is positions r * length .. (r + 1) * length - 1. */
export interface PackedRows {
  readonly rows: number;
  readonly length: number;
  readonly tokens: Int32Array;
  /** The id that follows each token; IGNORED on padding. */
  readonly targets: Int32Array;
  /** Number of the sequence in its row; IGNORED on padding. */
  readonly segments: Int32Array;
  /** Where each sequence begins, -1 for those that were not packed. */
  readonly starts: Int32Array;
  /** Targets that count. */
  readonly targetCount: number;
  /** What else a position has, by the name of the input that it feeds (hybrid.ts). */
  readonly columns?: Readonly<Record<string, RowColumn>>;
}

/** `width` values a position, and what padding has. */
export interface RowColumn {
  readonly values: Int32Array | Float32Array;
  readonly width: number;
  readonly padding: number;
}

/**
 * Packs the sequences in the given order by first fit: each goes into the first open row that has room. A sequence of n
 * ids takes n - 1 positions, since its last id is a target only.
 */
export function packRows(sequences: TokenSequences, order: ArrayLike<number>, length: number): PackedRows {
  const rows: number[][] = [];
  const used: number[] = [];
  let open = 0; // rows before this one have at most one position left: too few for a constituent and an end
  for (let k = 0; k < order.length; k++) {
    const size = sequenceAt(sequences, order[k]).length - 1;
    if (size > length) throw new Error(`sequence ${order[k]} takes ${size} positions of a row of ${length}`);
    let row = open;
    while (row < rows.length && used[row] + size > length) row++;
    if (row === rows.length) {
      rows.push([]);
      used.push(0);
    }
    rows[row].push(order[k]);
    used[row] += size;
    while (open < rows.length && used[open] >= length - 1) open++;
  }
  return fillRows(sequences, rows, length);
}

function fillRows(sequences: TokenSequences, rows: readonly (readonly number[])[], length: number): PackedRows {
  const size = rows.length * length;
  const tokens = new Int32Array(size);
  const targets = new Int32Array(size).fill(IGNORED);
  const segments = new Int32Array(size).fill(IGNORED);
  const starts = new Int32Array(jetCount(sequences)).fill(-1);
  let targetCount = 0;
  rows.forEach((members, row) => {
    let at = row * length;
    members.forEach((sequence, segment) => {
      const ids = sequenceAt(sequences, sequence);
      const positions = ids.length - 1;
      tokens.set(ids.subarray(0, positions), at);
      targets.set(ids.subarray(1), at);
      segments.fill(segment, at, at + positions);
      starts[sequence] = at;
      at += positions;
      targetCount += positions;
    });
  });
  return { rows: rows.length, length, tokens, targets, segments, starts, targetCount };
}

/** Rows from..from+count-1 as the feeds of a program; rows beyond the last are padding. */
export function feedsOf(packed: PackedRows, from: number, count: number): Record<string, Int32Array> {
  const { length } = packed;
  const cut = (values: Int32Array, padding: number) => {
    const out = new Int32Array(count * length).fill(padding);
    out.set(values.subarray(from * length, (from + count) * length));
    return out;
  };
  return {
    tokens: cut(packed.tokens, 0),
    targets: cut(packed.targets, IGNORED),
    segments: cut(packed.segments, IGNORED),
  };
}

/** The further columns of the same rows. */
export function columnFeeds(
  { length, columns = {} }: PackedRows,
  from: number,
  count: number,
): Record<string, Int32Array | Float32Array> {
  const cut = ({ values, width, padding }: RowColumn) => {
    const size = length * width;
    const out = values instanceof Int32Array ? new Int32Array(count * size) : new Float32Array(count * size);
    out.fill(padding);
    out.set(values.subarray(from * size, (from + count) * size));
    return out;
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cut(column)]));
}

/** Number of targets that count in these rows. */
export function countTargets(targets: Int32Array): number {
  return targets.reduce((count, target) => count + Number(target !== IGNORED), 0);
}

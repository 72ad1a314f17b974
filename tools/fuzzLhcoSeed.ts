/**
 * The first seven events of the public LHC Olympics sample as a file of 40 kB with all the structures of the whole one:
 * a PyTables frame, blosc chunks, a B-tree of two levels. The addresses are those of that one file
 * (`events_anomalydetection_tiny.h5`, sha256 12eafee7...), found by reading it.
 */

/** Parts that are kept, [begin, end) in the whole file; what lies between is the other 142 chunks of events. */
const KEPT = [
  [0, 32_239], // superblock, groups, heaps, most headers, the root of the event index, the first chunk
  [1_190_967, 1_193_583], // a leaf of the event index
  [2_285_432, 2_289_856], // headers and index of the column names, chunks of both axes
  [2_586_661, 2_587_490], // chunk of the column names
] as const;

const CHUNK_ROWS = 7;
/** Where the number of rows stands: events with their maximum, row names. */
const ROW_COUNTS = [8312, 8328, 5624];
/** Where the number of entries of a B-tree node stands: root and leaf of the event index. */
const ENTRY_COUNTS = [8638, 1_190_973];

export interface SmallHdf5 {
  readonly bytes: Uint8Array;
  /** Everything but the packed events. */
  readonly structure: readonly (readonly [begin: number, end: number])[];
}

export function smallLhco(whole: Uint8Array): SmallHdf5 {
  const edited = whole.slice();
  const view = new DataView(edited.buffer);
  for (const at of ROW_COUNTS) view.setBigUint64(at, BigInt(CHUNK_ROWS), true);
  for (const at of ENTRY_COUNTS) view.setUint16(at, 1, true);
  const bytes = new Uint8Array(KEPT.reduce((sum, [begin, end]) => sum + end - begin, 0));
  let at = 0;
  const moved = KEPT.map(([begin, end]) => {
    bytes.set(edited.subarray(begin, end), at);
    at += end - begin;
    return { begin, end, by: at - end };
  });
  repoint(bytes, whole.length, moved);
  const [first] = KEPT[0];
  const [chunkBegin, chunkEnd] = [11_248, 32_239];
  return {
    bytes,
    structure: [
      [first, chunkBegin],
      [chunkEnd, bytes.length],
    ],
  };
}

/** Addresses are 8 bytes and so large that nothing else looks like them. */
function repoint(
  bytes: Uint8Array,
  oldEnd: number,
  moved: readonly { readonly begin: number; readonly end: number; readonly by: number }[],
): void {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const address = Number(view.getBigUint64(at, true));
    const part = moved.find(({ begin, end, by }) => by !== 0 && address >= begin && address < end);
    if (address === oldEnd) view.setBigUint64(at, BigInt(bytes.length), true);
    else if (part !== undefined) view.setBigUint64(at, BigInt(address + part.by), true);
  }
}

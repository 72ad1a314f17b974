/**
 * Damage as files suffer it and as attackers write it: flipped bits, lost ends, doubled and missing pieces, runs of
 * zeros, counts and offsets that are much too large. Every edit is "at this byte, so many bytes are replaced by these",
 * so that a case can be written down, applied again and made smaller.
 */
import type { Rng } from "../src/base/index.ts";

export interface Edit {
  /** For people. */
  readonly kind: EditKind;
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly number[];
}

export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  return edits.reduce(applyEdit, bytes);
}

function applyEdit(bytes: Uint8Array, { at, remove, insert }: Edit): Uint8Array {
  const begin = Math.min(at, bytes.length); // an earlier edit may be gone when a case is made smaller
  const end = Math.min(begin + remove, bytes.length);
  const edited = new Uint8Array(begin + insert.length + bytes.length - end);
  edited.set(bytes.subarray(0, begin));
  edited.set(insert, begin);
  edited.set(bytes.subarray(end), begin + insert.length);
  return edited;
}

/** One to four edits, mostly one: what follows from a single fault is the easiest to understand. */
export function drawEdits(bytes: Uint8Array, rng: Rng, hot?: readonly (readonly [number, number])[]): Edit[] {
  const edits: Edit[] = [];
  let current = bytes;
  const count = [1, 1, 1, 1, 2, 2, 3, 4][rng.integer(8)]!;
  while (edits.length < count && current.length > 0) {
    const edit = KINDS[DRAWN[rng.integer(DRAWN.length)]!]({ bytes: current, rng, hot });
    edits.push(edit);
    current = applyEdit(current, edit);
  }
  return edits;
}

interface Draw {
  readonly bytes: Uint8Array;
  readonly rng: Rng;
  readonly hot: readonly (readonly [begin: number, end: number])[] | undefined;
}

const KINDS = {
  flip(draw: Draw): Edit {
    const at = position(draw);
    return { kind: "flip", at, remove: 1, insert: [draw.bytes[at]! ^ (1 << draw.rng.integer(8))] };
  },
  byte(draw: Draw): Edit {
    return { kind: "byte", at: position(draw), remove: 1, insert: [draw.rng.integer(256)] };
  },
  truncate(draw: Draw): Edit {
    const at = draw.rng.integer(draw.bytes.length);
    return { kind: "truncate", at, remove: draw.bytes.length - at, insert: [] };
  },
  overwrite(draw: Draw): Edit {
    const piece = range(draw);
    const insert = [...draw.bytes.subarray(piece.at, piece.at + piece.length)];
    return { kind: "overwrite", at: position(draw), remove: insert.length, insert };
  },
  double(draw: Draw): Edit {
    const { at, length } = range(draw);
    return { kind: "double", at, remove: 0, insert: [...draw.bytes.subarray(at, at + length)] };
  },
  lose(draw: Draw): Edit {
    const { at, length } = range(draw);
    return { kind: "lose", at, remove: length, insert: [] };
  },
  zero(draw: Draw): Edit {
    const { at, length } = range(draw);
    return { kind: "zero", at, remove: length, insert: Array.from({ length }, () => 0) };
  },
  count(draw: Draw): Edit {
    const width = [1, 2, 4, 4, 8, 8][draw.rng.integer(6)]!;
    // Two thirds aligned, as fields mostly are.
    const at = draw.rng.integer(3) < 2 ? position(draw) & -width : position(draw);
    const value = hugeCount(draw, at, width);
    const little = Array.from({ length: width }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    return { kind: "count", at, remove: width, insert: draw.rng.integer(2) === 0 ? little : little.reverse() };
  },
  number(draw: Draw): Edit {
    const { at, length } = numberNear(draw.bytes, position(draw));
    const text = NUMBERS[draw.rng.integer(NUMBERS.length)]!;
    return { kind: "number", at, remove: length, insert: [...new TextEncoder().encode(text)] };
  },
} satisfies Record<string, (draw: Draw) => Edit>;

export type EditKind = keyof typeof KINDS;

/** How often each kind is drawn. */
const DRAWN: readonly EditKind[] = [
  ...(["flip", "flip", "flip", "byte", "byte", "truncate", "overwrite", "double"] as const),
  ...(["lose", "zero", "count", "count", "count", "number", "number"] as const),
];

/** What readers of text trip over. */
const NUMBERS = "0 -1 1 -0 00 1e5 1e999 -1e999 1e-999 nan inf 0x10 1_0 . - + 1.5 2147483648 4294967295 4294967296 \
9007199254740993 18446744073709551616 99999999999999999999999999 1e9 1000000000 -2147483649".split(" ");

/** Half of all positions are where the structure is: in the hot parts, or near an end, where headers and indices are. */
function position({ bytes, rng, hot }: Draw): number {
  const where = rng.integer(4);
  if (where >= 2) return rng.integer(bytes.length);
  const near = Math.min(bytes.length, 512);
  if (hot === undefined) return where === 0 ? rng.integer(near) : bytes.length - 1 - rng.integer(near);
  const [begin, end] = hot[rng.integer(hot.length)]!;
  return Math.min(begin + rng.integer(end - begin), bytes.length - 1); // the file may have become shorter
}

/** Up to 64 bytes, short ones more often. */
function range(draw: Draw): { at: number; length: number } {
  const at = position(draw);
  const most = [2, 4, 8, 16, 64][draw.rng.integer(5)]!;
  return { at, length: Math.min(1 + draw.rng.integer(most), draw.bytes.length - at) };
}

/** Limits of the usual integers, and values beside the one that is there. */
function hugeCount({ bytes, rng }: Draw, at: number, width: number): bigint {
  const all = (1n << BigInt(8 * width)) - 1n;
  let there = 0n;
  for (let i = 0; i < width; i++) there |= BigInt(bytes[at + i] ?? 0) << BigInt(8 * i);
  const limits = [0n, 1n, all, all - 1n, all >> 1n, (all >> 1n) + 1n, all >> 2n, 0x7fffffffn, 1n << 53n];
  const beside = [there + 1n, there - 1n, there * 2n, there + 256n, there << 8n, there << 16n];
  const candidates = [...limits, ...beside];
  return BigInt.asUintN(8 * width, candidates[rng.integer(candidates.length)]!);
}

/** The run of digits at or after a position; one byte where there is none within reach. */
function numberNear(bytes: Uint8Array, from: number): { at: number; length: number } {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte < 58;
  let at = from;
  while (at < Math.min(from + 64, bytes.length) && !isDigit(bytes[at])) at++;
  if (!isDigit(bytes[at])) return { at: from, length: 1 };
  let end = at;
  while (isDigit(bytes[end])) end++;
  return { at, length: end - at };
}

/** Fewer and shorter edits with which `fails` is still true; `most` limits how often it is asked. */
export async function minimiseEdits(
  edits: readonly Edit[],
  fails: (edits: readonly Edit[]) => Promise<boolean>,
  most = 120,
): Promise<readonly Edit[]> {
  let best = edits;
  let attempts = 0;
  const accept = async (candidate: readonly Edit[]): Promise<boolean> => {
    if (attempts++ >= most || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let i = best.length - 1; i >= 0; i--) await accept(best.filter((_, index) => index !== i));
  for (let i = 0; i < best.length; i++) {
    while (best[i]!.insert.length > 1 && best[i]!.insert.length === best[i]!.remove) {
      const { front, back } = halves(best[i]!);
      const replaced = (edit: Edit): Edit[] => best.map((old, index) => (index === i ? edit : old));
      if (!(await accept(replaced(front))) && !(await accept(replaced(back)))) break;
    }
  }
  return best;
}

/** The edit on the first and on the second half of its bytes only. */
function halves(edit: Edit): { front: Edit; back: Edit } {
  const middle = edit.insert.length >> 1;
  const part = (from: number, to: number): Edit => {
    return { ...edit, at: edit.at + from, remove: to - from, insert: edit.insert.slice(from, to) };
  };
  return { front: part(0, middle), back: part(middle, edit.insert.length) };
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IGNORED } from "./model.ts";
import { countTargets, feedsOf, packRows } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import { packSequences } from "./tokens.ts";

const LENGTH = 8;

/** A start, then ids above 0: 2 to LENGTH + 1 ids, of which all but the last take a position. */
const sequence = fc
  .array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: LENGTH })
  .map((ids) => Int32Array.of(0, ...ids));

/** Sequences, and an order of all of them. */
const packing = fc.array(sequence, { maxLength: 30 }).chain((sequences) => {
  const all = [...sequences.keys()];
  return fc.tuple(fc.constant(sequences), fc.shuffledSubarray(all, { minLength: all.length }));
});

const pack = (sequences: readonly Int32Array[], order: ArrayLike<number>) =>
  packRows(packSequences(sequences), order, LENGTH);

/** Slow twin: reads the rows back position by position; a sequence ends where its segment does. */
function unpack({ rows, length, tokens, targets, segments }: PackedRows): { row: number; ids: number[] }[] {
  const found: { row: number; ids: number[] }[] = [];
  for (let row = 0; row < rows; row++) {
    let segment = IGNORED;
    for (let at = row * length; at < (row + 1) * length && segments[at] !== IGNORED; at++) {
      if (segments[at] !== segment) found.push({ row, ids: [tokens[at]] });
      segment = segments[at];
      const { ids } = found.at(-1)!;
      expect(tokens[at]).toBe(ids.at(-1)); // what was the target before
      ids.push(targets[at]);
    }
  }
  return found;
}

const byText = (lists: readonly ArrayLike<number>[]) => lists.map((list) => Array.from(list).join(" ")).sort();

describe("packing", () => {
  test("every sequence appears exactly once, whole and in order, with the next ids as targets", () => {
    fc.assert(
      fc.property(packing, ([sequences, order]) => {
        const packed = pack(sequences, order);
        expect(byText(unpack(packed).map(({ ids }) => ids))).toEqual(byText(sequences));
      }),
      { seed: 11 },
    );
  });

  test("no row overflows, segments count up from 0, padding stands only behind them, and counts add up", () => {
    fc.assert(
      fc.property(packing, ([sequences, order]) => {
        const packed = pack(sequences, order);
        const { rows, tokens, targets, segments, targetCount } = packed;
        for (const column of [tokens, targets, segments]) expect(column).toHaveLength(rows * LENGTH);
        for (let row = 0; row < rows; row++) {
          const own = [...segments.subarray(row * LENGTH, (row + 1) * LENGTH)];
          const used = own.filter((segment) => segment !== IGNORED);
          expect(used[0]).toBe(0); // no row is empty
          used.forEach((segment, i) => i > 0 && expect([0, 1]).toContain(segment - used[i - 1]));
          expect(own.slice(used.length).every((segment) => segment === IGNORED)).toBe(true);
        }
        segments.forEach((segment, at) => expect(targets[at] === IGNORED).toBe(segment === IGNORED));
        const positions = sequences.reduce((sum, { length }) => sum + length - 1, 0);
        expect([targetCount, countTargets(targets)]).toEqual([positions, positions]);
      }),
      { seed: 12 },
    );
  });
});

describe("first fit", () => {
  test("known answer: 5 + 3 fill a row, 4 opens the next and 2 goes there", () => {
    const sized = (size: number, id: number) => Int32Array.from({ length: size + 1 }, (_, i) => (i === 0 ? 0 : id));
    const packed = pack([sized(5, 50), sized(4, 40), sized(3, 30), sized(2, 20)], [0, 1, 2, 3]);
    const X = IGNORED;
    expect(packed.rows).toBe(2);
    expect([...packed.tokens]).toEqual([0, 50, 50, 50, 50, 0, 30, 30, 0, 40, 40, 40, 0, 20, 0, 0]);
    expect([...packed.targets]).toEqual([50, 50, 50, 50, 50, 30, 30, 30, 40, 40, 40, 40, 20, 20, X, X]);
    expect([...packed.segments]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, X, X]);
  });

  test("each sequence with an end goes into the first row that has room", () => {
    const withEnd = packing.map(([sequences, order]) => {
      const long = order.filter((i) => sequences[i].length > 2); // at least a start, a constituent and an end
      return [sequences, long] as const;
    });
    fc.assert(
      fc.property(withEnd, ([sequences, order]) => {
        const rows: number[][] = [];
        for (const i of order) {
          const size = sequences[i].length - 1;
          const room = rows.find((row) => row.reduce((sum, j) => sum + sequences[j].length - 1, size) <= LENGTH);
          if (room === undefined) rows.push([i]);
          else room.push(i);
        }
        const expected = rows.flatMap((members, row) => members.map((i) => ({ row, ids: [...sequences[i]] })));
        expect(unpack(pack(sequences, order))).toEqual(expected);
      }),
      { seed: 13 },
    );
  });

  test("a sequence that is longer than a row is a mistake of ours", () => {
    expect(() => pack([new Int32Array(LENGTH + 2)], [0])).toThrow("sequence 0 takes 9 positions of a row of 8");
  });

  test("only the sequences in the order are packed, none gives no rows", () => {
    const two = [Int32Array.of(0, 1, 2), Int32Array.of(0, 3, 4)];
    expect(unpack(pack(two, [1]))).toEqual([{ row: 0, ids: [0, 3, 4] }]);
    expect(pack(two, [])).toMatchObject({ rows: 0, targetCount: 0 });
  });
});

test("feeds are rows of the packing, padded beyond the last", () => {
  fc.assert(
    fc.property(packing, fc.nat(6), fc.integer({ min: 1, max: 4 }), ([sequences, order], from, count) => {
      const packed = pack(sequences, order);
      const feeds = feedsOf(packed, from, count);
      const expected = (values: Int32Array, padding: number) =>
        Array.from({ length: count * LENGTH }, (_, at) => values[from * LENGTH + at] ?? padding);
      expect([...feeds["tokens"]!]).toEqual(expected(packed.tokens, 0));
      expect([...feeds["targets"]!]).toEqual(expected(packed.targets, IGNORED));
      expect([...feeds["segments"]!]).toEqual(expected(packed.segments, IGNORED));
    }),
    { seed: 14 },
  );
});

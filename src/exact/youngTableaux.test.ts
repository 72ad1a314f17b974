import fc from "fast-check";
import { expect, test } from "vitest";
import { factorial, partitionsOf, type Partition } from "./partitions.ts";
import { generalLinearDimension, symmetricGroupDimension } from "./symmetricGroup.ts";
import { kostkaNumber, semistandardTableaux, standardTableaux, type Tableau } from "./youngTableaux.ts";

/** A shape and a content of the same size, zeros and any order allowed. */
const filling = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 })
  .filter((content) => sum(content) <= 9)
  .chain((content) => fc.tuple(fc.constantFrom(...partitionsOf(sum(content))), fc.constant(content)));

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, x) => total + x, 0);
}

function isSemistandard(tableau: Tableau): boolean {
  return tableau.every((row, i) =>
    row.every((label, j) => (j === 0 || row[j - 1] <= label) && (i === 0 || tableau[i - 1][j] < label)),
  );
}

/** The slow twin: all arrangements of the labels in the boxes, kept where they are semi-standard. */
function slowTableaux(shape: Partition, content: readonly number[]): Tableau[] {
  const found: Tableau[] = [];
  const place = (labels: number[], left: readonly number[]) => {
    if (labels.length === sum(content)) {
      let used = 0;
      const tableau = shape.map((length) => labels.slice(used, (used += length)));
      if (isSemistandard(tableau)) found.push(tableau);
    }
    left.forEach((count, i) => count > 0 && place([...labels, i + 1], left.with(i, count - 1)));
  };
  place([], content);
  return found;
}

test("the two fillings of [2, 1] with 1, 2, 3, in their order", () => {
  expect(standardTableaux([2, 1])).toEqual([
    [[1, 2], [3]],
    [[1, 3], [2]],
  ]);
  expect(semistandardTableaux([], [0, 0])).toEqual([[]]);
  expect(semistandardTableaux([1, 1], [2])).toEqual([]);
});

test("the list is that of trying all arrangements, order included", () => {
  const small = filling.filter(([, content]) => sum(content) <= 6);
  fc.assert(
    fc.property(small, ([shape, content]) => {
      expect(semistandardTableaux(shape, content)).toEqual(slowTableaux(shape, content));
    }),
  );
});

test("the Kostka number is the length of the list, and a permutation of the content keeps it", () => {
  fc.assert(
    fc.property(filling, ([shape, content]) => {
      const number = kostkaNumber(shape, content);
      expect(semistandardTableaux(shape, content)).toHaveLength(Number(number));
      expect(kostkaNumber(shape, content.toReversed())).toBe(number);
    }),
  );
});

test("Robinson-Schensted-Knuth: matrices with given row and column sums are pairs of tableaux of one shape", () => {
  const contents = fc
    .tuple(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([rows, count]) => ({
      rows,
      columns: Array.from({ length: count }, (_, k) => Math.floor((sum(rows) + k) / count)),
    }));
  fc.assert(
    fc.property(contents, ({ rows, columns }) => {
      const pairs = partitionsOf(sum(rows)).reduce(
        (total, shape) => total + kostkaNumber(shape, rows) * kostkaNumber(shape, columns),
        0n,
      );
      expect(pairs).toBe(matricesWithSums(rows, columns));
    }),
  );
});

/** Matrices of whole numbers >= 0 with these sums, counted column by column. */
function matricesWithSums(rows: readonly number[], columns: readonly number[]): bigint {
  if (columns.length === 0) return rows.every((row) => row === 0) ? 1n : 0n;
  let count = 0n;
  const fill = (left: readonly number[], row: number, rest: number) => {
    if (row === rows.length) {
      if (rest === 0) count += matricesWithSums(left, columns.slice(1));
      return;
    }
    for (let entry = 0; entry <= Math.min(rest, left[row]); entry++)
      fill(left.with(row, left[row] - entry), row + 1, rest - entry);
  };
  fill(rows, 0, columns[0]);
  return count;
}

test("standard tableaux number the dimension of S_n, and with their squares all of S_n", () => {
  for (let n = 0; n <= 7; n++) {
    const numbers = partitionsOf(n).map((shape) => BigInt(standardTableaux(shape).length));
    expect(numbers).toEqual(partitionsOf(n).map((shape) => symmetricGroupDimension(shape)));
    expect(numbers.reduce((total, number) => total + number ** 2n, 0n)).toBe(factorial(n));
  }
});

test("a flavour tensor of symmetry lambda has one component for each tableau: dim GL(N)", () => {
  for (const shape of partitionsOf(4)) {
    let components = 0n;
    for (let one = 0; one <= 4; one++) {
      for (let two = 0; one + two <= 4; two++) components += kostkaNumber(shape, [one, two, 4 - one - two]);
    }
    expect(components).toBe(generalLinearDimension(shape, 3));
  }
});

test("unitriangular: K(lambda, lambda) = 1, and 0 where lambda stands below mu", () => {
  const all = partitionsOf(7);
  all.forEach((shape, i) => {
    expect(kostkaNumber(shape, shape)).toBe(1n);
    // Reverse lexicographic order extends dominance.
    for (const content of all.slice(0, i)) expect(kostkaNumber(shape, content)).toBe(0n);
  });
});

test("bad input", () => {
  expect(() => semistandardTableaux([2, 1], [1, 1])).toThrow(
    'the content [1,1] does not fill the diagram [2,1]: found "2 labels", expected 3 [exact/sizes-differ]',
  );
  expect(() => kostkaNumber([1, 2], [3])).toThrow("[exact/not-a-partition]");
  expect(() => kostkaNumber([3], [4, -1])).toThrow("[exact/size-not-whole]");
});

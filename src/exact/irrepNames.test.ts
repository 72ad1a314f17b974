import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { irrepName, parseIrrep } from "./irrepNames.ts";
import { irrepDimension } from "./specialUnitary.ts";

describe("what a user may write", () => {
  test.each<{ input: string | number | number[]; N: number; labels: number[] }>([
    { input: "1", N: 3, labels: [0, 0] },
    { input: "3", N: 3, labels: [1, 0] },
    { input: "3bar", N: 3, labels: [0, 1] },
    { input: " - 3 ", N: 3, labels: [0, 1] },
    { input: -6, N: 3, labels: [0, 2] },
    { input: "15'", N: 3, labels: [4, 0] },
    { input: "15'bar", N: 3, labels: [0, 4] },
    { input: "15bar'", N: 3, labels: [0, 4] },
    { input: "8bar", N: 3, labels: [1, 1] },
    { input: "2", N: 2, labels: [1] },
    { input: 5, N: 2, labels: [4] },
    { input: "45", N: 5, labels: [0, 1, 0, 1] },
    { input: "20'", N: 4, labels: [0, 2, 0] },
    { input: "[2, 1]", N: 3, labels: [2, 1] },
    { input: [2, 1], N: 3, labels: [2, 1] },
    { input: "rows [2,1]", N: 3, labels: [1, 1] },
    { input: "rows [3,2,2]", N: 3, labels: [1, 0] },
    { input: "rows [1,1]", N: 5, labels: [0, 1, 0, 0] },
  ])("$input of SU($N) is $labels", ({ input, N, labels }) => {
    expect(parseIrrep(input, N)).toEqual(labels);
  });

  test.each<{ input: string | number[]; N: number; message: string }>([
    {
      input: "7",
      N: 3,
      message:
        'SU(3) has no irrep of this name at field Q: found "7", expected a name such as 1, 3, 3bar, 6, 6bar, 8, ' +
        "or Dynkin labels such as [1,1] [exact/unknown-irrep]",
    },
    {
      input: "0",
      N: 2,
      message:
        'SU(2) has no irrep of this name at field Q: found "0", expected a name such as 1, 2, 3, 4, 5, ' +
        "or Dynkin labels such as [2] [exact/unknown-irrep]",
    },
    {
      input: "15",
      N: 3,
      message:
        'several SU(3) irreps have this dimension at field Q: found "15", ' +
        "expected Dynkin labels: [2,1] or [4,0] (15') [exact/ambiguous-irrep]",
    },
    {
      input: "15bar",
      N: 3,
      message:
        'several SU(3) irreps have this dimension at field Q: found "15bar", ' +
        "expected Dynkin labels: [1,2] or [0,4] (15'bar) [exact/ambiguous-irrep]",
    },
    {
      input: "[1,0,0]",
      N: 3,
      message:
        "these are no Dynkin labels of SU(3) at field Q: found [1, 0, 0], " +
        "expected 2 non-negative integers [exact/wrong-dynkin-labels]",
    },
    {
      input: [-1],
      N: 2,
      message:
        "these are no Dynkin labels of SU(2) at field Q: found [-1], " +
        "expected 1 non-negative integer [exact/wrong-dynkin-labels]",
    },
    {
      input: "[1,]",
      N: 3,
      message:
        "these are no Dynkin labels of SU(3) at field Q: found [1, NaN], " +
        "expected 2 non-negative integers [exact/wrong-dynkin-labels]",
    },
    {
      input: "rows [1,2]",
      N: 3,
      message:
        "these are no rows of a Young diagram of SU(3) at field Q: found [1, 2], " +
        "expected at most 3 whole numbers that never rise [exact/wrong-young-rows]",
    },
  ])("$input of SU($N) is refused", ({ input, N, message }) => {
    expect(() => parseIrrep(input, N, "field Q")).toThrow(message);
  });
});

describe("names", () => {
  test("of the usual irreps", () => {
    expect(
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [2, 0],
        [1, 1],
        [3, 0],
        [2, 1],
        [4, 0],
        [2, 2],
      ].map(irrepName),
    ).toEqual(["1", "3", "3bar", "6", "8", "10", "[2,1]", "15'", "27"]);
    expect(
      [
        [1, 1, 0],
        [0, 2, 0],
        [3, 0, 0],
        [0, 0, 3],
      ].map(irrepName),
    ).toEqual(["[1,1,0]", "20'", "20''", "20''bar"]);
    expect(
      [
        [1, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 1, 0, 1],
        [0, 1, 1, 0],
      ].map(irrepName),
    ).toEqual(["24", "10bar", "45", "75"]);
  });

  test("are read back as the same irrep", () => {
    const labels = fc
      .integer({ min: 1, max: 5 })
      .chain((rank) => fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rank, maxLength: rank }));
    fc.assert(
      fc.property(labels, (irrep) => {
        fc.pre(irrepDimension(irrep) <= 2000);
        expect(parseIrrep(irrepName(irrep), irrep.length + 1)).toEqual(irrep);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

/** Scores of the BART-L kind: known answers, the assignment against brute force, words. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestAssignment } from "./assignment.ts";
import { scoreTerms, termOfWords, termsOfTypes } from "./termScores.ts";
import type { ScoredTerm } from "./termScores.ts";
import { readFieldList, readLagrangian, splitWords } from "../../words/wordReader.ts";

describe("assignment", () => {
  /** All ways to give rows different columns, or none where columns are fewer. */
  function bruteForce(values: Float64Array, rows: number, columns: number): number {
    const from = (row: number, used: number, skipped: number): number => {
      if (row === rows) return 0;
      let best = rows - columns > skipped ? from(row + 1, used, skipped + 1) : -Infinity;
      for (let c = 0; c < columns; c++) {
        if ((used & (1 << c)) !== 0) continue;
        best = Math.max(best, values[row * columns + c] + from(row + 1, used | (1 << c), skipped));
      }
      return best;
    };
    return from(0, 0, 0);
  }

  test("has the largest sum, for more rows or more columns", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const problems = sizes.chain(([rows, columns]) => {
      const size = rows * columns;
      const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size });
      return fc.record({ rows: fc.constant(rows), columns: fc.constant(columns), values });
    });
    fc.assert(
      fc.property(problems, ({ rows, columns, values }) => {
        const matrix = Float64Array.from(values);
        const columnOf = [...bestAssignment(matrix, rows, columns)];
        const assigned = columnOf.filter((column) => column >= 0);
        expect(new Set(assigned).size).toBe(assigned.length);
        expect(assigned.length).toBe(Math.min(rows, columns));
        const sum = columnOf.reduce((total, c, r) => total + (c < 0 ? 0 : matrix[r * columns + c]), 0);
        expect(sum).toBeCloseTo(bruteForce(matrix, rows, columns), 12);
      }),
      { seed: 1 },
    );
  });
});

describe("scores", () => {
  const term = (factors: string, contractions: string): ScoredTerm => ({
    factors: [...factors].sort(),
    contractions: [...contractions].sort(),
  });

  test("equal Lagrangians in whatever order have 1, empty ones too", () => {
    const terms = [term("ab", "x"), term("aab", ""), term("abcd", "xy")];
    expect(scoreTerms(terms.toReversed(), terms)).toEqual({ lagrangian: 1, contraction: 1, length: 1 });
    expect(scoreTerms([], [])).toEqual({ lagrangian: 1, contraction: 1, length: 1 });
    expect(scoreTerms([], terms)).toEqual({ lagrangian: 0, contraction: 0, length: 0 });
    expect(scoreTerms(terms, [])).toEqual({ lagrangian: 0, contraction: 0, length: 0 });
  });

  test("one of two terms written: half of the sum, times the length's half", () => {
    expect(scoreTerms([term("ab", "x")], [term("ab", "x"), term("cd", "x")])).toEqual({
      lagrangian: 0.25,
      contraction: 1,
      length: 0.5,
    });
  });

  test("a wrong contraction halves a term, half of the factors halve it again", () => {
    expect(scoreTerms([term("ab", "x")], [term("ab", "y")])).toEqual({ lagrangian: 0.5, contraction: 0, length: 1 });
    expect(scoreTerms([term("ab", "x")], [term("ac", "y")]).lagrangian).toBe(0.25);
    expect(scoreTerms([term("aab", "x")], [term("abb", "x")]).lagrangian).toBeCloseTo(2 / 3, 12);
  });

  test("a further term costs the length only", () => {
    const truth = [term("ab", "x"), term("cd", "x")];
    expect(scoreTerms([...truth, term("ef", "x")], truth)).toEqual({
      lagrangian: 2 / 3,
      contraction: 1,
      length: 2 / 3,
    });
  });

  test("invariants of a type are terms of their own", () => {
    const fields = readFieldList(splitWords("FIELD SPIN 0 SU2 2 U1 1"));
    const terms = termsOfTypes([{ letters: [0, 1], count: 2 }], fields);
    expect(terms).toEqual(
      [1, 2].map((k) => ({
        factors: ["FIELD SPIN 0 SU2 2 U1 1", "FIELD SPIN 0 SU2 2 U1 1 DAGGER"],
        contractions: [`invariant ${k}`],
      })),
    );
  });

  test("names of IDs do not matter in words, what they join does", () => {
    const field = "FIELD SPIN 0 SU2 2 U1 1";
    const [one, renamed, other] = [
      `[SOS] + ${field} ID0 ${field} DAGGER ID1 CONTRACTIONS SU2 ID0 ID1 [EOS]`,
      `[SOS] + ${field} DAGGER ID5 ${field} ID3 CONTRACTIONS SU2 ID5 ID3 [EOS]`,
      `[SOS] + ${field} DAGGER ID5 ${field} ID3 CONTRACTIONS SU2 ID5 ID5 [EOS]`,
    ].map((text) => readLagrangian(splitWords(text)).map(termOfWords));
    expect(renamed).toEqual(one);
    expect(scoreTerms(other, one)).toEqual({ lagrangian: 0.5, contraction: 0, length: 1 });
  });
});

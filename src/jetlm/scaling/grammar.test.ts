import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { sequenceAt } from "../tokens.ts";
import { BRANCHING_GRAMMAR, drawGrammar, grammarFigures } from "./grammar.ts";
import type { Grammar } from "./grammar.ts";

test("the example of the specification: 5 letters on average, 5.148265 nats a sequence", () => {
  const { entropy, length } = grammarFigures(BRANCHING_GRAMMAR);
  expect(entropy.toFixed(6)).toBe("5.148265");
  expect(length).toBeCloseTo(5, 9);
});

test("two symbols by hand: S -> a T T or b, T -> a or b S", () => {
  const grammar: Grammar = {
    letters: 2,
    productions: [
      [
        { probability: 0.25, letter: 0, symbols: [1, 1] },
        { probability: 0.75, letter: 1, symbols: [] },
      ],
      [
        { probability: 0.5, letter: 0, symbols: [] },
        { probability: 0.5, letter: 1, symbols: [0] },
      ],
    ],
  };
  // Visits: n_S = 1 + n_T / 2, n_T = n_S / 2, so n_S = 4 / 3 and n_T = 2 / 3.
  const [ofS, ofT] = [-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), Math.log(2)];
  const { entropy, length } = grammarFigures(grammar);
  expect(entropy).toBeCloseTo((4 / 3) * ofS + (2 / 3) * ofT, 10);
  expect(length).toBeCloseTo(2, 10);
});

test("drawn sequences cost their entropy, are as long as they should, and end where their derivation does", () => {
  const { sequences, surprise, cut } = drawGrammar(BRANCHING_GRAMMAR, 4000, 500, createRng(1));
  const mean = surprise.reduce((sum, value) => sum + value, 0) / surprise.length;
  const variance = surprise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / surprise.length;
  expect(Math.abs(mean - grammarFigures(BRANCHING_GRAMMAR).entropy)).toBeLessThan(3 * Math.sqrt(variance / 4000));
  expect(cut).toBe(0);
  for (let i = 0; i < 4000; i++) {
    const ids = sequenceAt(sequences, i);
    let waiting = 1;
    ids.subarray(1, -1).forEach((id, k) => {
      expect(waiting, `sequence ${i} goes on after its end, place ${k}`).toBeGreaterThan(0);
      waiting += [1, 0, -1][id - 1];
    });
    expect([ids[0], ids[ids.length - 1], waiting]).toEqual([0, 4, 0]);
  }
});

test("a sequence beyond the cap is cut, has no end, and is charged for what is there", () => {
  const { sequences, surprise, cut } = drawGrammar(BRANCHING_GRAMMAR, 500, 2, createRng(2));
  const lengths = Array.from(surprise, (_, i) => sequenceAt(sequences, i).length);
  expect(cut).toBe(Array.from(surprise, (_, i) => sequenceAt(sequences, i).at(-1)).filter((id) => id !== 4).length);
  expect(cut).toBeGreaterThan(50);
  expect(Math.max(...lengths)).toBe(4); // start, b, c, end
  for (let i = 0; i < 500; i++) {
    const cost = sequenceAt(sequences, i)
      .subarray(1)
      .reduce((sum, id) => sum - Math.log([0.3, 0.2, 0.5, 1][id - 1]), 0);
    expect(surprise[i]).toBeCloseTo(cost, 12);
  }
});

test("grammars that do not end, or are none, are refused", () => {
  const [[first, second]] = BRANCHING_GRAMMAR.productions;
  const endless = {
    letters: 2,
    productions: [
      [
        { ...first, probability: 0.8 },
        { ...second, probability: 0.2 },
      ],
    ],
  };
  expect(() => grammarFigures(endless)).toThrow("[jetlm/endless-grammar]");
  expect(() => grammarFigures({ letters: 2, productions: [[first, second]] })).toThrow("[jetlm/bad-grammar]");
  const ambiguous = {
    letters: 2,
    productions: [
      [
        { ...first, probability: 0.5 },
        { ...first, probability: 0.5, symbols: [] },
      ],
    ],
  };
  expect(() => drawGrammar(ambiguous, 1, 5, createRng(1))).toThrow("[jetlm/bad-grammar]");
});

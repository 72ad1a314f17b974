import fc from "fast-check";
import { expect, test } from "vitest";
import { createTrials } from "./dipoleTrial.ts";
import { hardestEnd, NO_END, noteTrial } from "./hardestEnd.ts";

/** By a look at all ends. */
function plainHardest(scale2: Float64Array, ends: number): number {
  const largest = Math.max(0, ...scale2.subarray(0, ends));
  return largest === 0 ? NO_END : scale2.indexOf(largest);
}

test("after any trials that come and go it is the first end of largest t, as a look at all of them finds", () => {
  const change = fc.record({ end: fc.nat(99), t: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const trials = createTrials({ alphaS: () => 0.1, cutoff2: 1, flavours: 5 }, 100, 50);
      expect(hardestEnd(trials, 100)).toBe(NO_END);
      for (const { end, t } of changes) {
        trials.scale2[end] = t;
        noteTrial(trials, end);
        expect(hardestEnd(trials, 100)).toBe(plainHardest(trials.scale2, 100));
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("columns of a shower that has ended hold no trial for the next one", () => {
  const settings = { alphaS: () => 0.1, cutoff2: 1, flavours: 5 };
  const before = createTrials(settings, 100, 50);
  before.scale2[77] = 3;
  noteTrial(before, 77);
  const after = createTrials(settings, 100, 50, before);
  expect(after.scale2).toBe(before.scale2);
  expect(hardestEnd(after, 100)).toBe(NO_END);
});

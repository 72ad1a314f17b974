import fc from "fast-check";
import { expect, test } from "vitest";
import { createMultisets, EMPTY, MEMBER_LIMIT } from "./multisets.ts";

test("one number for one multiset, by whatever way it is reached", () => {
  const multisets = createMultisets();
  const members = fc.array(fc.integer({ min: 0, max: MEMBER_LIMIT - 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(members, members, (first, second) => {
      const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
      const reached = first.reduce((multiset, member) => multisets.with(multiset, member), EMPTY);
      expect(multisets.membersOf(reached)).toEqual(sorted(first));
      expect(multisets.find(first.toReversed())).toBe(reached);
      const same = JSON.stringify(sorted(first)) === JSON.stringify(sorted(second));
      expect(multisets.find(second) === reached).toBe(same);
    }),
    { seed: 1 },
  );
});

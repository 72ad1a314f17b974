import { expect, test } from "vitest";
import { packJets } from "../features.ts";
import { constituentsIn, jetSlots } from "./vqFeatures.ts";

const jet = (pt: number[], etaRel: number[], phiRel: number[]) => ({
  pt: Float64Array.from(pt),
  etaRel: Float64Array.from(etaRel),
  phiRel: Float64Array.from(phiRel),
});
const jets = packJets(
  [jet([Math.E, 1], [0.1, -0.2], [0.3, 0]), jet([9, 8, 7, 6], [0, 0.8, 0.1, 0], [0, 0, -0.79, 0])],
  undefined,
);

test("features, empty slots, the angular cut and the limit of slots", () => {
  const { x, valid } = jetSlots(jets, [1, -1, 0], 2);
  expect([...valid]).toEqual([1, 1, 0, 0, 1, 1]);
  const expected = [
    [Math.log(9) - 1.8, 0, 0],
    [Math.log(7) - 1.8, 0.3, -2.37], // the second is outside the cut, the fourth beyond the slots
    [0, 0, 0],
    [0, 0, 0],
    [1 - 1.8, 0.3, 0.9],
    [-1.8, -0.6, 0],
  ].flat();
  expect(x.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(x[i] - value)).toBeLessThan(1e-6));
});

test("the constituents come back", () => {
  const slots = jetSlots(jets, [0, 1], 4);
  const back = [0, 1].map((row) => constituentsIn(slots, row, 4));
  expect(back.map(({ pt }) => pt.length)).toEqual([2, 3]);
  const close = (found: Float64Array, expected: number[]) =>
    expected.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(1e-5));
  close(back[1].pt, [9, 7, 6]);
  close(back[1].phiRel, [0, -0.79, 0]);
  close(back[0].etaRel, [0.1, -0.2]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { chooseFlow, COLOUR_FLOWS, drawLines } from "./colourFlow.ts";
import { addParticle, createEventRecord, STATUS } from "./eventRecord.ts";
import { MATRIX_ELEMENTS } from "./twoToTwo.ts";

/** The same rational function, summed in another order; it cancels by some digits at small angles. */
const SUM_OF_FLOWS = 1e-12;

const scattering = fc.double({ min: 0.001, max: 0.999, noNaN: true }).map((x) => ({ s: 1, t: -x, u: x - 1 }));

const sumOfFlows = (name: keyof typeof COLOUR_FLOWS, m: { s: number; t: number; u: number }) =>
  COLOUR_FLOWS[name].reduce((sum, { weight }) => sum + weight(m), 0);

test("the weights of the flows sum to the matrix element where flows do not interfere", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      for (const name of ["gg->gg", "qg->qg", "qqbar->gg", "gg->qqbar", "qq'->qq'", "qqbar->q'q'bar"] as const) {
        expect(Math.abs(sumOfFlows(name, m) / MATRIX_ELEMENTS[name](m) - 1), name).toBeLessThan(SUM_OF_FLOWS);
      }
    }),
    { seed: 1 },
  );
});

test("for one flavour they differ from it by the interference, which is suppressed by 1 / N^2", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      const { s, t, u } = m;
      const identical = MATRIX_ELEMENTS["qq->qq"](m) + ((8 / 27) * s * s) / (t * u);
      expect(Math.abs(sumOfFlows("qq->qq", m) / identical - 1)).toBeLessThan(SUM_OF_FLOWS);
      const pair = MATRIX_ELEMENTS["qqbar->qqbar"](m) + ((8 / 27) * u * u) / (s * t);
      expect(Math.abs(sumOfFlows("qqbar->qqbar", m) / pair - 1)).toBeLessThan(SUM_OF_FLOWS);
    }),
    { seed: 1 },
  );
});

test("every weight is positive, so that flows can be drawn", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      for (const flow of Object.values(COLOUR_FLOWS).flat()) expect(flow.weight(m)).toBeGreaterThan(0);
    }),
    { seed: 1 },
  );
});

test("flows are drawn in proportion to their weights", () => {
  const rng = createRng(1);
  const m = { s: 1, t: -0.3, u: -0.7 };
  const flows = COLOUR_FLOWS["gg->gg"];
  const draws = 3000;
  const counts = [0, 0, 0];
  for (let i = 0; i < draws; i++) counts[flows.indexOf(chooseFlow(rng, flows, m))]++;
  const expected = flows.map(({ weight }) => (draws * weight(m)) / sumOfFlows("gg->gg", m));
  const chi2 = counts.reduce((sum, n, i) => sum + (n - expected[i]) ** 2 / expected[i], 0);
  // 99.9 % of chi-square with two degrees of freedom.
  expect(chi2).toBeLessThan(13.8);
});

function partons(pdgIds: readonly number[]) {
  const event = createEventRecord();
  pdgIds.forEach((pdgId, i) => {
    const status = i < 2 ? STATUS.incoming : STATUS.final;
    addParticle(event, { pdgId, status, px: 0, py: 0, pz: 0, energy: 0, mass: 0 });
  });
  return event;
}

const lines = (
  pdgIds: readonly number[],
  flow: (typeof COLOUR_FLOWS)["gg->gg"][number],
  swapped = false,
  reversed = false,
) => {
  const event = partons(pdgIds);
  drawLines(event, [0, 1, 2, 3], flow, { swapped, reversed });
  return [0, 1, 2, 3].map((i) => [event.colour[i], event.antiColour[i]]);
};

test("t-channel exchange swaps the colours of two quarks, and annihilates those of quark and antiquark", () => {
  const [exchange] = COLOUR_FLOWS["qq'->qq'"];
  expect(lines([2, 1, 2, 1], exchange)).toEqual([
    [1, 0],
    [2, 0],
    [2, 0],
    [1, 0],
  ]);
  expect(lines([-2, -1, -2, -1], exchange, false, true)).toEqual([
    [0, 1],
    [0, 2],
    [0, 2],
    [0, 1],
  ]);
  const [between] = COLOUR_FLOWS["qqbar'->qqbar'"];
  expect(lines([2, -1, 2, -1], between)).toEqual([
    [1, 0],
    [0, 1],
    [2, 0],
    [0, 2],
  ]);
  expect(lines([-1, 2, -1, 2], between, true)).toEqual([
    [0, 1],
    [1, 0],
    [0, 2],
    [2, 0],
  ]);
});

test("a gluon takes a line in and gives another out; a ring of gluons turns either way", () => {
  const [first] = COLOUR_FLOWS["qg->qg"];
  expect(lines([2, 21, 2, 21], first)).toEqual([
    [3, 0],
    [2, 3],
    [1, 0],
    [2, 1],
  ]);
  expect(lines([21, 2, 21, 2], first, true)).toEqual([
    [2, 3],
    [3, 0],
    [2, 1],
    [1, 0],
  ]);
  expect(lines([-2, 21, -2, 21], first, false, true)).toEqual([
    [0, 3],
    [3, 2],
    [0, 1],
    [1, 2],
  ]);
  const [ring] = COLOUR_FLOWS["gg->gg"];
  expect(lines([21, 21, 21, 21], ring)).toEqual([
    [4, 1],
    [1, 2],
    [4, 3],
    [3, 2],
  ]);
  expect(lines([21, 21, 21, 21], ring, false, true)).toEqual([
    [1, 4],
    [2, 1],
    [3, 4],
    [2, 3],
  ]);
});

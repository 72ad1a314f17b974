import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { colourChains } from "./colourChains.ts";
import { constituentChain, constituentMass } from "./constituentChain.ts";
import { createEventRecord, finalMomentum, newLine } from "./eventRecord.ts";
import { putFinal, type Vector } from "./partonTrial.ts";
import { massAt } from "./restFrame.ts";

const GLUON_MASS = 0.95;
const ROUNDING = 1e-15; // of the energy

/** The chain of a quark and a diquark or antiquark, with gluons between. */
function chainOf(codes: readonly number[], momenta: readonly Vector[]) {
  const event = createEventRecord();
  let line = 0;
  codes.forEach((code, n) => {
    const before = line;
    line = n === codes.length - 1 ? 0 : newLine(event);
    putFinal(event, code, momenta[n], [line, before]);
  });
  return { event, constituents: constituentChain(event, colourChains(event)[0], GLUON_MASS) };
}

test("partons get their masses, and the chain keeps its momentum", () => {
  const momenta: Vector[] = [
    [0, 30, 100],
    [0, -30, 20],
    [5, 0, -200],
    [0, 0, -800],
  ];
  const { event, constituents } = chainOf([2, 21, 21, 2101], momenta);
  expect([constituents.fits, constituents.joined]).toEqual([true, 0]);
  const total = finalMomentum(event);
  const sums = [0, 1, 2, 3].map((axis) =>
    [0, 1, 2, 3].reduce((sum, n) => sum + constituents.momentum[4 * n + axis], 0),
  );
  [total.px, total.py, total.pz, total.energy].forEach((before, axis) => {
    expect(Math.abs(sums[axis] - before)).toBeLessThan(1000 * ROUNDING * total.energy);
  });
  for (const [n, code] of [2, 21, 21, 2101].entries()) {
    const mass = code === 21 ? GLUON_MASS : constituentMass(code);
    expect(massAt(constituents.momentum, 4 * n)).toBeCloseTo(mass, 6);
  }
});

test("a light singlet of TeV, as beam remnants have them, keeps its momentum to the last digits", () => {
  const rng = createRng(71);
  for (let n = 0; n < 50; n++) {
    const [qx, qy] = [0.3 + rng.uniform(), rng.uniform()];
    const momenta: Vector[] = [
      [qx, qy, 3000 * rng.uniform()],
      [-qx, -qy, 3000],
    ];
    const { event, constituents } = chainOf([2, -3], momenta);
    if (!constituents.fits) continue;
    const total = finalMomentum(event);
    const { momentum } = constituents;
    [total.px, total.py, total.pz, total.energy].forEach((before, axis) => {
      expect(Math.abs(momentum[axis] + momentum[4 + axis] - before)).toBeLessThan(ROUNDING * total.energy);
    });
  }
});

test("a chain that is too light for its gluons joins two, and one of two partons stays as it is", () => {
  const close: Vector[] = [
    [0, 0, 9],
    [0.1, 0.1, 1],
    [-0.1, 0, 1],
    [0, 1, 2],
  ];
  const { constituents } = chainOf([1, 21, 21, -1], close);
  // 2.37 GeV: below 2.55 with both gluons, above 1.6 with one.
  expect(constituents.joined).toBe(1);
  expect([...constituents.pdgId.subarray(0, constituents.count)]).toEqual([1, 21, -1]);
  const light = chainOf(
    [1, -2],
    [
      [0, 0, 9],
      [0.1, 0, 9],
    ],
  ).constituents;
  expect([light.fits, light.momentum[2], light.momentum[6]]).toEqual([false, 9, 9]);
});

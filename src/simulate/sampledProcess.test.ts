import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { addParticle, clearEvent, createEventRecord, STATUS } from "./eventRecord.ts";
import { type Integrand, sampledProcess } from "./sampledProcess.ts";

/** The first coordinate of the point is the energy of a particle whose code is the channel. */
function toy(of: (point: Float64Array) => readonly number[], dimensions: Integrand["dimensions"] = 2): Integrand {
  let energy = 0;
  return {
    name: "toy",
    dimensions,
    channels: of(new Float64Array(dimensions).fill(0.5)).map((_, i) => `${i}`),
    weigh: (point, weights) => {
      energy = point[0];
      weights.set(of(point));
      return weights.reduce((sum, weight) => sum + weight);
    },
    write: (_, event, channel) => {
      clearEvent(event);
      addParticle(event, { pdgId: channel, status: STATUS.final, px: 0, py: 0, pz: 0, energy, mass: 0 });
    },
    scale: (event) => event.energy[0],
    frozen: () => 0,
  };
}

const polynomial = toy(([x, y]) => [6 * x * x * y, 2 * y]);

test("the pilot integrates a known function within its error, channel by channel", () => {
  const { crossSection, channels } = sampledProcess(polynomial);
  expect(Math.abs(crossSection.valuePb - 2) / crossSection.errorPb).toBeLessThan(4);
  // 16000 random points would have an error of 0.011.
  expect(crossSection.errorPb).toBeLessThan(0.002);
  expect(channels["0"] + channels["1"]).toBeCloseTo(crossSection.valuePb, 12);
  expect(Math.abs(channels["0"] - 1)).toBeLessThan(0.005);
});

test("the error of the pilot is the spread of its results for functions that it cannot integrate exactly", () => {
  const pulls = Array.from({ length: 30 }, (_, k) => {
    const step = toy(([x, y, z]) => [x + y + z < 0.3 + 0.08 * k ? 1 : 0], 3);
    const edge = 0.3 + 0.08 * k;
    const corner = (size: number) => Math.max(0, edge - size) ** 3 / 6;
    const volume = corner(0) - 3 * corner(1) + 3 * corner(2);
    const { valuePb, errorPb } = sampledProcess(step, { pilotPoints: 200 }).crossSection;
    return (valuePb - volume) / errorPb;
  });
  const chi2 = pulls.reduce((sum, pull) => sum + pull * pull, 0);
  // 30 pulls of Student's t with 15 degrees of freedom have a mean square of 15 / 13.
  expect(chi2 / 30).toBeGreaterThan(0.4);
  expect(chi2 / 30).toBeLessThan(2.5);
});

test("unweighted events follow the integrand: chi-square in the first coordinate, share of the channels", () => {
  const process = sampledProcess(polynomial);
  const event = createEventRecord();
  const events = 4000;
  const bins = new Float64Array(10);
  let first = 0;
  for (let i = 0; i < events; i++) {
    expect(process.generate(createRng(5).fork(i), event)).toBe(process.crossSection.valuePb);
    bins[Math.floor(10 * event.energy[0])]++;
    if (event.pdgId[0] === 0) first++;
  }
  // Density of x: (3 x^2 + 1) / 2.
  const cumulative = (x: number) => (x ** 3 + x) / 2;
  const chi2 = bins.reduce((sum, n, k) => {
    const expected = events * (cumulative((k + 1) / 10) - cumulative(k / 10));
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  // 99.9 % of chi-square with 9 degrees of freedom.
  expect(chi2).toBeLessThan(27.9);
  expect(Math.abs(first / events - 0.5)).toBeLessThan(3.3 * Math.sqrt(0.25 / events));
  const { tried, accepted, above, largest } = process.statistics();
  expect([accepted, above]).toEqual([events, 0]);
  // Mean 2 against the largest weight 8 and the margin of 1.2.
  expect(Math.abs(accepted / tried - 2 / 9.6)).toBeLessThan(0.02);
  expect(largest).toBeLessThan(1);
});

test("a weight above the maximum stays in the weight of its event, so that distributions stay right", () => {
  // A spike in a thousandth of the cube, which a pilot of 16 points misses.
  const spike = toy(([x]) => [x > 0.3 && x < 0.301 ? 20 : 1], 1);
  const process = sampledProcess(spike, { pilotPoints: 1 });
  const event = createEventRecord();
  let above = 0;
  const events = 3000;
  for (let i = 0; i < events; i++) if (process.generate(createRng(1).fork(i), event) > 1.001) above += 1;
  expect(process.statistics().above).toBe(above);
  expect(above).toBeGreaterThan(0);
  expect(process.statistics().largest).toBeCloseTo(20 / 1.2, 12);
});

test("a maximum that is passed too often is an error with the point and what to do", () => {
  const spike = toy(([x]) => [x > 0.3 && x < 0.303 ? 20 : 1], 1);
  const process = sampledProcess(spike, { pilotPoints: 1 });
  const run = () => {
    const event = createEventRecord();
    for (let i = 0; i < 20_000; i++) process.generate(createRng(1).fork(i), event);
  };
  expect(run).toThrow(
    /^the weight of toy is above its maximum too often at point 0\.30\d+ of the unit cube: found "10 of \d+ events, this one by 16\.7", expected at most 0\.001 of them \[simulate\/maximum-too-low\]\. Raise pilotPoints/,
  );
});

test("what has no cross-section, and a pilot without points, are refused", () => {
  expect(() => sampledProcess(toy(() => [0, 0]))).toThrow(
    'no channel of toy is open: found ["0", "1"], expected a cross-section above 0 [simulate/no-process-open]. ' +
      "Raise the energy of the beams, or lower the mass or the lowest pt",
  );
  expect(() => sampledProcess(polynomial, { pilotPoints: 1.5 })).toThrow(
    "a pilot sample needs points at pilotPoints: found 1.5, expected a positive integer; 1000 is the default " +
      "[simulate/bad-pilot]",
  );
});

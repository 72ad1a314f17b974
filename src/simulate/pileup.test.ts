import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
import { createEventRecord, STATUS } from "./eventRecord.ts";
import { addPileup, NO_PILEUP } from "./pileup.ts";

const SMALL_P = 1e-3;

test("pileup is off by default, counts like a Poisson number, and its vertices lie along the beam", () => {
  const none = createEventRecord();
  expect([addPileup(none, NO_PILEUP, createRng(1)), none.count]).toEqual([0, 0]);
  const rng = createRng(2);
  const thin = { ...NO_PILEUP, interactions: 30, soft: { ...NO_PILEUP.soft, density: 0 }, dijetFraction: 0 };
  const counts: number[] = [];
  const places: number[] = [];
  for (let k = 0; k < 200; k++) {
    const event = createEventRecord();
    counts.push(addPileup(event, thin, rng.fork(k)));
    for (let i = 0; i < event.count; i++) places.push(event.z[i] / 50);
  }
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  expect(Math.abs(mean - 30)).toBeLessThan(4 * Math.sqrt(30 / 200));
  const normal = createRng(3);
  const expected = Float64Array.from({ length: 5 * places.length }, () => normal.normal());
  expect(kolmogorovSmirnov(Float64Array.from(places), expected).pValue).toBeGreaterThan(SMALL_P);
});

test("a dijet of pileup is two jets of at least 20 GeV from one vertex", () => {
  for (let seed = 0; seed < 10; seed++) {
    const event = createEventRecord();
    const soft = { ...NO_PILEUP.soft, density: 0 };
    addPileup(event, { ...NO_PILEUP, interactions: 3, soft, dijetFraction: 1 }, createRng(seed));
    for (let system = 0; system < event.count; system++) {
      if (event.status[system] !== STATUS.incoming) continue;
      const hadrons = [...event.mother.keys()].filter((i) => i < event.count && event.mother[i] === system);
      const scalarSum = hadrons.reduce((sum, i) => sum + Math.hypot(event.px[i], event.py[i]), 0);
      expect(scalarSum).toBeGreaterThan(40 * (1 - 1e-12));
      expect(Math.hypot(event.px[system], event.py[system])).toBeLessThan(0.6 * scalarSum);
      expect(hadrons.every((i) => event.z[i] === event.z[system])).toBe(true);
    }
  }
});

test("an impossible crossing is refused with its range", () => {
  const event = createEventRecord();
  const rng = createRng(1);
  expect(() => addPileup(event, { ...NO_PILEUP, interactions: Number.NaN }, rng)).toThrow(
    "no bunch crossing is like this at interactions: found NaN, expected from 0 to 1000 [simulate/impossible-pileup]",
  );
  expect(() => addPileup(event, { ...NO_PILEUP, dijetFraction: 2 }, rng)).toThrow(
    "no bunch crossing is like this at dijetFraction: found 2, expected from 0 to 1 [simulate/impossible-pileup]",
  );
  expect(event.count).toBe(0);
});

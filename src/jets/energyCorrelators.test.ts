import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deltaR, fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { constituentsOf } from "./constituents.ts";
import { CORRELATOR_RATIOS, correlatorRatio, d2, pointsOf, type CorrelatorRatio } from "./correlatorRatios.ts";
import { correlatorWarning, ecf, energyCorrelator } from "./energyCorrelators.ts";
import { jetsOf, randomJets } from "./groomingTrial.ts";
import { readMomenta } from "./referenceEvents.ts";
import { reordered } from "./substructureTrial.ts";

const DATA = findData("jets-lhco/fjcontrib");
/** Relative: rounding of sums of a few thousand positive terms. */
const EXACT = 1e-11;
/** Products of angles below it may be taken for 0. */
const UNDERFLOW = 1e-250;

/** Massless particles (pt, y, phi). */
const jet = (...particles: readonly (readonly [pt: number, y: number, phi: number])[]): FourMomentumColumns => {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
};

(DATA === undefined ? describe.skip : describe)("fjcontrib's example_basic_usage (needs shared data)", () => {
  const folder = DATA ?? "";
  const [leading] = DATA === undefined ? [] : jetsOf(readMomenta(join(folder, "single-event.dat")), "antikt", 1, 0);

  /** The rows (beta, values) of the series with this title. */
  function printedRows(series: string): string[][] {
    const text = readFileSync(join(folder, "EnergyCorrelator_example_basic_usage.ref.txt"), "utf8");
    const [, own] = text.split(`EnergyCorrelator: ${series}`);
    const lines = own
      .split("\n")
      .slice(2)
      .map((line) => line.trim().split(/\s+/));
    return lines.slice(
      1,
      lines.findIndex(([word], at) => at > 0 && !/^[\d.]+$/.test(word)),
    );
  }

  const SERIES: readonly {
    readonly series: string;
    readonly names: readonly CorrelatorRatio[];
    readonly digits: number;
  }[] = [
    { series: "C series", names: ["c1", "c2", "c3"], digits: 6 },
    { series: "N series", names: ["n2", "n3"], digits: 6 },
    { series: "M series", names: ["m2", "m3"], digits: 6 },
    { series: "U series", names: ["u1", "u2", "u3"], digits: 8 },
  ];

  test.for(SERIES)("$series, every printed digit", ({ series, names, digits }) => {
    const rows = printedRows(series);
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const [beta, ...values] of rows) {
      expect(names.map((name) => correlatorRatio(leading, name, Number(beta))!.toFixed(digits))).toEqual(values);
    }
  });

  test("D2 with one and with two powers, every printed digit", () => {
    const rows = printedRows("D2, orignal");
    expect(rows).toHaveLength(2);
    for (const [beta, ...values] of rows) {
      const ours = [
        correlatorRatio(leading, "d2", Number(beta)),
        d2(leading, 1, Number(beta)),
        d2(leading, 2, Number(beta)),
      ];
      expect(ours.map((value) => value!.toFixed(6))).toEqual(values);
    }
  });
});

test("known answers: three equal particles at the corners of a triangle of side 0.3", () => {
  const side = 0.3;
  const triangle = jet([10, 0, 0], [10, side, 0], [10, side / 2, (Math.sqrt(3) / 2) * side]);
  const value = (name: CorrelatorRatio) => correlatorRatio(triangle, name, 1);
  expect(energyCorrelator(triangle, 1, 1)).toBe(1);
  expect(value("c1")).toBeCloseTo(side / 3, 12);
  expect(value("c2")).toBeCloseTo(side / 3, 12);
  expect(value("d2")).toBeCloseTo(1, 12);
  expect(value("n2")).toBeCloseTo(1 / 3, 12);
  expect(value("m2")).toBeCloseTo(1 / 9, 12);
  expect(value("u2")).toBeCloseTo(side / 27, 12);
  expect(ecf(triangle, 3, 2)).toBeCloseTo(1000 * side ** 6, 12);
});

/** All subsets, their angles sorted: the definition itself. */
function byDefinition(particles: FourMomentumColumns, points: number, beta: number, angles: number): number {
  const { pt, rapidity, phi, sumPt, count } = constituentsOf(particles);
  const term = (subset: readonly number[]) => {
    const pairs = subset.flatMap((i, at) =>
      subset.slice(at + 1).map((j) => deltaR(rapidity[i], phi[i], rapidity[j], phi[j])),
    );
    const smallest = pairs.sort((a, b) => a - b).slice(0, angles);
    return smallest.reduce(
      (product, angle) => product * angle ** beta,
      subset.reduce((z, i) => (z * pt[i]) / sumPt, 1),
    );
  };
  const sumFrom = (first: number, subset: readonly number[]): number => {
    if (subset.length === points) return term(subset);
    let sum = 0;
    for (let i = first; i < count; i++) sum += sumFrom(i + 1, [...subset, i]);
    return sum;
  };
  return sumFrom(0, []);
}

test("every v_e_n is its definition, subset by subset", () => {
  const KINDS = [1, 2, 3, 4].flatMap((points) => {
    const most = (points * (points - 1)) / 2;
    return Array.from({ length: Math.max(1, most) }, (_, at) => ({ points, angles: Math.min(most, at + 1) }));
  });
  expect(KINDS).toHaveLength(1 + 1 + 3 + 6);
  const property = fc.property(
    randomJets(9),
    fc.constantFrom(...KINDS),
    fc.constantFrom(0.5, 1, 2),
    (particles, { points, angles }, beta) => {
      const expected = byDefinition(particles, points, beta, angles);
      const found = energyCorrelator(particles, points, beta, angles)!;
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(EXACT * expected + UNDERFLOW);
    },
  );
  fc.assert(property, { seed: 5, numRuns: 300 });
});

test("ratios do not know the order of the constituents; a particle without pt and an exact split change nothing", () => {
  const property = fc.property(randomJets(12), fc.constantFrom(...CORRELATOR_RATIOS), (particles, name) => {
    const count = particles.px.length;
    const value = correlatorRatio(particles, name, 1);
    if (count < pointsOf(name)) expect(value).toBeUndefined();
    if (value === undefined) return;
    const same = (changed: FourMomentumColumns) => {
      expect(Math.abs(correlatorRatio(changed, name, 1)! / value - 1)).toBeLessThan(1e-9);
    };
    same(
      reordered(
        particles,
        Array.from(particles.px, (_, i) => count - 1 - i),
      ),
    );
    const join = (column: Float64Array, last: number) => Float64Array.from([...column, last]);
    const { px, py, pz, energy } = particles;
    same({ px: join(px, 0), py: join(py, 0), pz: join(pz, 0), energy: join(energy, 0) });
    // A quarter of the first particle becomes a particle of its own: its angle of 0 is a product with 0 everywhere.
    const split = (column: Float64Array) =>
      join(
        column.map((value, i) => (i === 0 ? 0.75 * value : value)),
        column[0] / 4,
      );
    same({ px: split(px), py: split(py), pz: split(pz), energy: split(energy) });
  });
  fc.assert(property, { seed: 6, numRuns: 200 });
});

test("too few constituents, no pt, or all in one direction: nothing, never NaN", () => {
  const none = { px: [], py: [], pz: [], energy: [] };
  const beam = { px: [0, 0], py: [0, 0], pz: [5, -3], energy: [5, 3] };
  const line = jet([1, 0, 0], [2, 0, 0], [3, 0, 0], [4, 0, 0]);
  for (const name of CORRELATOR_RATIOS) {
    expect(correlatorRatio(none, name, 1)).toBeUndefined();
    expect(correlatorRatio(beam, name, 1)).toBeUndefined();
    expect(correlatorRatio(line, name, 1)).toBe(/^(c1|u)/.test(name) ? 0 : undefined);
  }
  expect(energyCorrelator(jet([1, 0, 0]), 2, 1)).toBe(0);
  expect(d2(jet([1, 0, 0], [1, 0.1, 0]), 1, 2)).toBeUndefined();
  expect(ecf(none, 2, 1)).toBeUndefined();
});

test.for([
  [5, 1, 1, /at points: found 5, expected 1, 2, 3 or 4 \[jets\/bad-correlator\]/],
  [3, 0, 1, /at beta: found 0, expected a positive power/],
  [3, 1, 4, /at angles: found 4, expected a whole number from 1 to 3/],
  [2, Number.NaN, 1, /at beta: found NaN/],
] as const)("refused: points %d, beta %d, angles %d", ([points, beta, angles, message]) => {
  expect(() => energyCorrelator(jet([1, 0, 0]), points, beta, angles)).toThrow(message);
});

test("an unknown ratio is answered with the nearest; a huge jet is refused for four points and warned of for three", () => {
  expect(() => correlatorRatio(jet([1, 0, 0]), "d3" as CorrelatorRatio, 1)).toThrow(
    /found "d3".*jets\/unknown-correlator\]. Nearest: /,
  );
  const many = jet(...Array.from({ length: 201 }, (_, i) => [1, 0.01 * (i % 17), 0.01 * (i % 13)] as const));
  const ask = () => correlatorRatio(many, "n3", 1);
  expect(ask).toThrow(
    /201 constituents: 6.60e\+7 terms, about 1.3 s", expected at most 200 constituents \[jets\/correlator-too-large\]/,
  );
  expect(ask).toThrow(expect.objectContaining({ exitCode: 3 }));
  expect(correlatorRatio(many, "d2", 1)).toBeGreaterThan(0);
  expect(correlatorWarning(300)).toBeUndefined();
  expect(correlatorWarning(301)).toBe("three-point correlators of 301 constituents take about 18 ms each");
});

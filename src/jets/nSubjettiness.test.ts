import fc from "fast-check";
import { expect, test } from "vitest";
import { fromPtEtaPhiMassColumns, deltaR, type FourMomentumColumns } from "../kinematics/index.ts";
import { weightedConstituents, constituentsOf } from "./constituents.ts";
import { randomJets } from "./groomingTrial.ts";
import { NANOAOD_TAU, nSubjets, nSubjettiness, type NSubjettinessOptions } from "./nSubjettiness.ts";
import { AXES_NAMES, axesDefinition, type AxesName } from "./nSubjettinessAxes.ts";
import { reordered } from "./substructureTrial.ts";

/** Rounding of sums of a few dozen numbers. */
const EXACT = 1e-10;
const KT: NSubjettinessOptions = { axes: axesDefinition("KT"), beta: 1, radius: 0.8 };
const withAxes = (name: AxesName, beta = 1): NSubjettinessOptions => {
  const p = name.includes("GenKT") ? { p: 0.5 } : {};
  return { axes: axesDefinition(name, p), beta, radius: 0.8 };
};
const jet = (...particles: readonly (readonly [pt: number, y: number, phi: number])[]): FourMomentumColumns => {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
};

test("known answers: two equal prongs at distance 0.2, then a soft particle in the middle", () => {
  const two = jet([50, 0.1, 0], [50, -0.1, 0]);
  expect(nSubjettiness(two, 1, KT)).toBeCloseTo(0.1 / 0.8, 12);
  expect(nSubjettiness(two, 2, KT)).toBe(0);
  const three = jet([50, 0.1, 0], [50, -0.1, 0], [1, 0, 0]);
  const manual = {
    ...KT,
    axes: {
      seeds: [
        { rapidity: 0.1, phi: 0 },
        { rapidity: -0.1, phi: 2 * Math.PI },
      ],
      onePass: false,
    },
  };
  expect(nSubjettiness(three, 2, manual)).toBeCloseTo(0.1 / (0.8 * 101), 12);
  expect(nSubjettiness(three, 2, { ...manual, radius: "unnormalized" })).toBeCloseTo(0.1, 12);
  expect(nSubjettiness(three, 2, { ...manual, cutoff: 0.05 })).toBeCloseTo(0.05 / (0.8 * 101), 12);
  const { axisOf, beyond, tau } = nSubjets(three, 2, { ...manual, cutoff: 0.05 })!;
  expect([...axisOf]).toEqual([0, 1, -1]);
  expect(beyond).toBeCloseTo(tau, 12);
});

test("one-pass axes of beta = 2 end at the pt-weighted mean, across the seam of phi", () => {
  const three = jet([30, 0.3, 6.2], [10, -0.1, 0.1], [20, 0, 0]);
  const { axes } = nSubjets(three, 1, withAxes("OnePass_WTA_KT", 2))!;
  expect(axes[0].rapidity).toBeCloseTo((30 * 0.3 - 10 * 0.1) / 60, 12);
  expect(axes[0].phi).toBeCloseTo(2 * Math.PI + (30 * (6.2 - 2 * Math.PI) + 10 * 0.1) / 60, 12);
});

test("NanoAOD's definition: R0 = 0.8, one-pass kt axes, PUPPI weights; weight 0 counts as absent", () => {
  const three = jet([100, 0, 0], [40, 0.3, 0], [70, 0.1, 0.4]);
  const weighted = weightedConstituents(three, [1, 0.5, 0]);
  expect(weighted.count).toBe(2);
  // The best axis lies on the harder particle, but for the softening of the distance.
  expect(nSubjettiness(weighted, 1, NANOAOD_TAU)).toBeCloseTo((20 * 0.3) / (0.8 * 120), 4);
  expect(nSubjettiness(weighted, 2, NANOAOD_TAU)).toBe(0);
});

/** The definition, term by term, with the axes that were found. */
function byDefinition(
  particles: FourMomentumColumns,
  { beta, cutoff = Infinity }: NSubjettinessOptions,
  axes: readonly { rapidity: number; phi: number }[],
) {
  const { pt, rapidity, phi, sumPt } = constituentsOf(particles);
  const nearest = (i: number) =>
    Math.min(cutoff, ...axes.map((axis) => deltaR(rapidity[i], phi[i], axis.rapidity, axis.phi)));
  return pt.reduce((sum, value, i) => sum + value * nearest(i) ** beta, 0) / (0.8 ** beta * sumPt);
}

test.for(AXES_NAMES)("%s: tau is its definition, of any beta; 0 where N reaches the constituents", (name) => {
  const property = fc.property(
    randomJets(12),
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom(0.5, 1, 2, 3),
    (particles, count, beta) => {
      const options = { ...withAxes(name, beta), ...(beta === 0.5 ? { cutoff: 0.3 } : {}) };
      const { tau, axes, parts, beyond } = nSubjets(particles, count, options)!;
      expect(tau).toBeCloseTo(byDefinition(particles, options, axes), 10);
      expect(parts.reduce((sum, part) => sum + part, beyond)).toBeCloseTo(tau, 12);
      if (particles.px.length <= count) expect(tau).toBe(0);
    },
  );
  fc.assert(property, { seed: 1, numRuns: 60 });
});

test("tau does not know the order of the constituents, the direction of the jet or the unit of momentum", () => {
  const property = fc.property(
    randomJets(15),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(...AXES_NAMES),
    (particles, count, name) => {
      const options = withAxes(name);
      const tau = nSubjettiness(particles, count, options)!;
      const same = (changed: FourMomentumColumns) =>
        expect(Math.abs(nSubjettiness(changed, count, options)! - tau)).toBeLessThan(EXACT);
      same(reordered(particles, Array.from(particles.px, (_, i) => i).reverse()));
      const { px, py, pz, energy } = particles;
      same({ px: py.map((y) => -y), py: px, pz, energy });
      same({
        px: px.map((x) => 8 * x),
        py: py.map((y) => 8 * y),
        pz: pz.map((z) => 8 * z),
        energy: energy.map((e) => 8 * e),
      });
      const [cosh, sinh] = [Math.cosh(0.7), Math.sinh(0.7)];
      same({
        px,
        py,
        pz: pz.map((z, i) => cosh * z + sinh * energy[i]),
        energy: energy.map((e, i) => cosh * e + sinh * pz[i]),
      });
    },
  );
  fc.assert(property, { seed: 2, numRuns: 100 });
});

test("moving the axes lowers tau, for beta = 1 up to the softening of 1e-4 in the distance", () => {
  const property = fc.property(randomJets(20), fc.integer({ min: 1, max: 4 }), (particles, count) => {
    for (const name of ["KT", "CA", "WTA_KT", "WTA_CA"] as const) {
      const [start, end] = ([name, `OnePass_${name}`] as const).map((axes) =>
        nSubjettiness(particles, count, withAxes(axes, 2))!,
      );
      expect(end).toBeLessThanOrEqual(start + EXACT);
      const [start1, end1] = ([name, `OnePass_${name}`] as const).map((axes) =>
        nSubjettiness(particles, count, withAxes(axes))!,
      );
      expect(end1).toBeLessThanOrEqual(start1 + 1e-4 / 0.8);
    }
  });
  fc.assert(property, { seed: 3, numRuns: 60 });
});

test("jets without pt, along the beam and of equal particles give numbers or nothing", () => {
  const none = new Float64Array(0);
  const options = AXES_NAMES.map((name) => withAxes(name));
  for (const option of options) {
    expect(nSubjettiness({ px: none, py: none, pz: none, energy: none }, 1, option)).toBeUndefined();
    expect(nSubjettiness({ px: [0, 0], py: [0, 0], pz: [5, -3], energy: [5, 3] }, 2, option)).toBeUndefined();
    const withBeam = { px: [3, 0, 1], py: [0, 0, 1], pz: [1, 7, 0], energy: [Math.sqrt(10), 7, Math.SQRT2] };
    expect(nSubjettiness(withBeam, 1, option)).toBeGreaterThanOrEqual(0);
    expect(nSubjettiness(withBeam, 1, { ...option, distance: "pseudorapidity" })).toBeGreaterThanOrEqual(0);
    expect(nSubjettiness(jet([1, 0, 0], [1, 0, 0], [1, 0, 0]), 1, option)).toBeCloseTo(0, 12);
  }
});

test.for([
  [{ beta: 0 }, 1, "jets/bad-n-subjettiness", /at beta: found 0, expected a positive power/],
  [{ radius: -1 }, 1, "jets/bad-n-subjettiness", /at radius: found -1, expected a positive R0, or "unnormalized"/],
  [{ cutoff: 0 }, 1, "jets/bad-n-subjettiness", /at cutoff: found 0/],
  [{}, 0, "jets/bad-n-subjettiness", /at N: found 0, expected a whole number of axes/],
  [
    { axes: { seeds: [{ rapidity: 0, phi: 0 }], onePass: false } },
    2,
    "jets/axes-count",
    /found 1, expected 2 directions/,
  ],
] as const)("refused: %o, N = %i", ([change, count, code, message]) => {
  const ask = () => nSubjettiness(jet([1, 0, 0]), count, { ...KT, ...change });
  expect(ask).toThrow(message);
  expect(ask).toThrow(expect.objectContaining({ code }));
});

test("unknown axes are answered with the nearest names; GenKT needs its power", () => {
  expect(() => axesDefinition("OnePas_KT" as AxesName)).toThrow(
    /no such axes: found "OnePas_KT".*unknown-axes.*Nearest: OnePass_KT/,
  );
  expect(() => axesDefinition("GenKT")).toThrow(expect.objectContaining({ code: "jets/bad-definition" }));
});

test("momenta that are not numbers and weights that do not fit are refused", () => {
  const broken = { px: [1, Number.NaN], py: [0, 0], pz: [0, 0], energy: [1, 1] };
  expect(() => nSubjettiness(broken, 1, KT)).toThrow(/a momentum is not a number at constituent 1.*jets\/not-finite/);
  expect(() => weightedConstituents(jet([1, 0, 0]), [1, 1])).toThrow(/weights do not belong.*found 2, expected 1/);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";
import { randomJets } from "./groomingTrial.ts";
import {
  angularity,
  chargedMultiplicity,
  girth,
  jetCharge,
  lesHouchesAngularity,
  planarFlow,
  ptDispersion,
  pull,
} from "./shapes.ts";
import { reordered } from "./substructureTrial.ts";

const jet = (...particles: readonly (readonly [pt: number, y: number, phi: number])[]): FourMomentumColumns => {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
};
const SHAPES = {
  girth,
  lesHouchesAngularity,
  ptDispersion,
  planarFlow,
  thrust: (particles: FourMomentumColumns) => angularity(particles, 1, 2),
  pull: (particles: FourMomentumColumns) => pull(particles)?.magnitude,
};
test("known answers: two equal particles 0.4 apart in azimuth", () => {
  const DISTANCE = 0.2;
  const two = jet([10, 0, 1 - DISTANCE], [10, 0, 1 + DISTANCE]);
  expect(girth(two)).toBeCloseTo(DISTANCE, 12);
  expect(lesHouchesAngularity(two)).toBeCloseTo(Math.sqrt(DISTANCE), 12);
  expect(angularity(two, 1, 2)).toBeCloseTo(DISTANCE ** 2, 12);
  expect(angularity(two, 2, 0)).toBeCloseTo(1 / 2, 12);
  expect(angularity(two, 0, 0)).toBe(2);
  expect(ptDispersion(two)).toBeCloseTo(Math.SQRT1_2, 12);
  expect(pull(two)!.magnitude).toBeCloseTo(0, 12);
  expect(planarFlow(two)).toBeCloseTo(0, 12);
  expect(jetCharge(two, [1, -1], 0.5)).toBeCloseTo(0, 12);
  expect(jetCharge(two, [1, 1], 1)).toBeCloseTo(1 / Math.cos(DISTANCE), 12);
  expect(chargedMultiplicity(two, [-1, 0])).toBe(1);
});

test("pull points to the side of the softer particle, across the seam of azimuth", () => {
  const { y, phi, magnitude, angle } = pull(jet([90, 0, 0], [10, 0, -0.5]))!;
  const axis = Math.atan2(-10 * Math.sin(0.5), 90 + 10 * Math.cos(0.5));
  const [hard, soft] = [0 - axis, -0.5 - axis];
  const ptJet = Math.hypot(90 + 10 * Math.cos(0.5), 10 * Math.sin(0.5));
  expect(y).toBeCloseTo(0, 12);
  expect(phi).toBeCloseTo((90 * hard * Math.abs(hard) + 10 * soft * Math.abs(soft)) / ptJet, 12);
  expect([magnitude, angle]).toEqual([expect.closeTo(-phi, 12), expect.closeTo(-Math.PI / 2, 12)]);
});

test("planar flow: 1 for a ring around the axis, 4 a b / (a + b)^2 for a cross with moments a and b", () => {
  const around = (tilts: readonly number[]) => {
    const column = (of: (tilt: number, at: number) => number) => Float64Array.from(tilts, of);
    const angle = (at: number) => (2 * Math.PI * at) / tilts.length;
    return {
      px: column((tilt) => Math.cos(tilt)),
      py: column((tilt, at) => Math.sin(tilt) * Math.cos(angle(at))),
      pz: column((tilt, at) => Math.sin(tilt) * Math.sin(angle(at))),
      energy: column(() => 1),
    };
  };
  expect(planarFlow(around([0.3, 0.3, 0.3, 0.3, 0.3]))).toBeCloseTo(1, 12);
  const [a, b] = [Math.sin(0.3) ** 2, Math.sin(0.1) ** 2];
  expect(planarFlow(around([0.3, 0.1, 0.3, 0.1]))).toBeCloseTo((4 * a * b) / (a + b) ** 2, 12);
});

test("shapes do not know order, direction in azimuth or unit; all but planar flow no boost along the beam", () => {
  const property = fc.property(randomJets(12), (particles) => {
    for (const [name, shape] of Object.entries(SHAPES)) {
      const value = shape(particles);
      const same = (changed: FourMomentumColumns) => {
        const other = shape(changed);
        if (value === undefined) expect(other, name).toBeUndefined();
        else expect(Math.abs(other! - value), name).toBeLessThan(1e-9);
      };
      const { px, py, pz, energy } = particles;
      same(reordered(particles, Array.from(px, (_, i) => i).reverse()));
      same({ px: py.map((y) => -y), py: px, pz, energy });
      const scaled = (column: Float64Array) => column.map((value) => 8 * value);
      same({ px: scaled(px), py: scaled(py), pz: scaled(pz), energy: scaled(energy) });
      if (name === "planarFlow") continue;
      const [cosh, sinh] = [Math.cosh(0.7), Math.sinh(0.7)];
      const boosted = {
        pz: pz.map((z, i) => cosh * z + sinh * energy[i]),
        energy: energy.map((e, i) => cosh * e + sinh * pz[i]),
      };
      same({ px, py, ...boosted });
    }
  });
  fc.assert(property, { seed: 10, numRuns: 100 });
});

test("shapes lie in their ranges: planar flow and ptD between 0 and 1, ptD at least 1 / sqrt(n)", () => {
  const property = fc.property(randomJets(12), (particles) => {
    const flow = planarFlow(particles);
    if (particles.px.length === 1) expect(flow).toBeUndefined();
    else if (flow !== undefined) expect(Math.abs(flow - 0.5)).toBeLessThanOrEqual(0.5 + 1e-12);
    const dispersion = ptDispersion(particles)!;
    expect(dispersion).toBeLessThanOrEqual(1 + 1e-12);
    expect(dispersion * Math.sqrt(particles.px.length)).toBeGreaterThanOrEqual(1 - 1e-12);
  });
  fc.assert(property, { seed: 11, numRuns: 100 });
});

test("jets without pt have no shape, and a jet of one or of parallel constituents no planar flow", () => {
  const beam = { px: [0, 0], py: [0, 0], pz: [5, 3], energy: [5, 3] };
  const none = { px: [], py: [], pz: [], energy: [] };
  for (const particles of [none, beam]) {
    for (const shape of [girth, ptDispersion, pull, planarFlow]) expect(shape(particles)).toBeUndefined();
    expect(jetCharge(particles, new Array(particles.px.length).fill(1), 1)).toBeUndefined();
  }
  expect(planarFlow(jet([1, 0.3, 2], [7, 0.3, 2], [0.1, 0.3, 2]))).toBeUndefined();
  expect(girth(jet([1, 0, 0]))).toBe(0);
});

test("charges must be there, one each; powers must be 0 or more", () => {
  const two = jet([1, 0, 0], [1, 0, 0.1]);
  const message =
    /the jet charge needs the charges of the constituents: expected a column.*\[jets\/no-charges\]. Give `charges`/;
  expect(() => jetCharge(two, undefined, 0.5)).toThrow(message);
  expect(() => chargedMultiplicity(two, undefined)).toThrow(expect.objectContaining({ code: "jets/no-charges" }));
  expect(() => jetCharge(two, [1], 0.5)).toThrow(/charges do not belong to these constituents: found 1, expected 2/);
  expect(() => angularity(two, 1, -1)).toThrow(
    /no such jet shape at beta: found -1, expected a power, 0 or more \[jets\/bad-shape\]/,
  );
  expect(() => jetCharge(two, [1, 1], Number.NaN)).toThrow(expect.objectContaining({ code: "jets/bad-shape" }));
});

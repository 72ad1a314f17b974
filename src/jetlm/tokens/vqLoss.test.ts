import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { fromPtEtaPhiMassColumns, jetKinematics } from "../../kinematics/index.ts";
import { grad, input, interpret } from "../../tensor/index.ts";
import { weightedError } from "./vqLoss.ts";
import type { VqLoss } from "./vqLoss.ts";

const [B, T] = [3, 5];
const LENGTHS = [5, 2, 0];
const VALID = LENGTHS.flatMap((length) => Array.from({ length: T }, (_, t) => Number(t < length)));

/** Scaled features of every slot; those of padding are not zero, so that it shows when they count. */
function features(seed: number, spread: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: B * T * 3 }, (_, i) => {
    if (i % 3 === 0) return 3 - 0.5 * (Math.floor(i / 3) % T) + spread * rng.normal();
    return 0.6 * Math.sin(i) + spread * rng.normal();
  });
}
const X = features(1, 0);
const DECODED = features(2, 0.1);

const traced = (loss: VqLoss) => {
  const [decoded, x] = [input("decoded", [B, T, 3]), input("x", [B, T, 3])];
  return { decoded, value: weightedError(decoded, x, input("valid", [B, T], "bool"), loss) };
};
const valueOf = (loss: VqLoss, feeds = { decoded: DECODED, x: X, valid: VALID }) =>
  interpret([traced(loss).value], feeds)[0].data[0];

/** pT, eta, phi of the real slots of a jet. */
function particles(x: Float64Array, jet: number) {
  const slots = Array.from({ length: LENGTHS[jet] }, (_, t) => 3 * (jet * T + t));
  return {
    pt: Float64Array.from(slots, (i) => Math.exp(x[i] + 1.8)),
    eta: Float64Array.from(slots, (i) => x[i + 1] / 3),
    phi: Float64Array.from(slots, (i) => x[i + 2] / 3),
  };
}
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, v) => total + v, 0);

test("all alike and no jets: the mean squared error of real particles", () => {
  const squares = X.map((v, i) => VALID[Math.floor(i / 3)] * (v - DECODED[i]) ** 2);
  expect(valueOf({ floor: 1, lnPt: 1, jet: 0 })).toBeCloseTo(sum(squares) / 7 / 3, 12);
});

test("particles weigh as their share in the pT of their jet", () => {
  const [floor, lnPt] = [0.25, 0.5];
  let total = 0;
  for (let jet = 0; jet < B; jet++) {
    const { pt } = particles(X, jet);
    pt.forEach((v, t) => {
      const at = 3 * (jet * T + t);
      const [a, b, c] = [0, 1, 2].map((k) => (DECODED[at + k] - X[at + k]) ** 2);
      total += (floor + (1 - floor) * pt.length * (v / sum(pt))) * (lnPt * a + b + c);
    });
  }
  expect(valueOf({ floor, lnPt, jet: 0 })).toBeCloseTo(total / 7 / 3, 12);
});

test("the jet's own momentum and mass, from four-momenta", () => {
  const moments = (x: Float64Array, jet: number, scale: number) => {
    const { pt, eta, phi } = particles(x, jet);
    const momenta = fromPtEtaPhiMassColumns(pt, eta, phi, new Float64Array(pt.length));
    const { mass } = jetKinematics(momenta, 0, pt.length);
    const mean = (angle: Float64Array) => 3 * sum(pt.map((v, i) => (v * angle[i]) / scale));
    return [sum(pt) / scale, mean(eta), mean(phi), 3 * Math.sqrt((mass / scale) ** 2 + 1e-5)];
  };
  let total = 0;
  for (const jet of [0, 1]) {
    const scale = sum(particles(X, jet).pt);
    const [after, before] = [moments(DECODED, jet, scale), moments(X, jet, scale)];
    for (const [k, v] of after.entries()) total += 0.02 * (Math.hypot(1, (v - before[k]) / 0.1) - 1);
  }
  const none = { floor: 1, lnPt: 1, jet: 0 };
  expect(valueOf({ ...none, jet: 4 }) - valueOf(none)).toBeCloseTo((4 * total) / 2, 10);
});

test("padding counts nowhere, and gives no gradient", () => {
  const loss = { floor: 0.2, lnPt: 0.3, jet: 2 };
  const other = DECODED.map((v, i) => (VALID[Math.floor(i / 3)] === 1 ? v : 40 * Math.cos(i)));
  expect(valueOf(loss, { decoded: other, x: X, valid: VALID })).toBe(valueOf(loss));
  const { decoded, value } = traced(loss);
  const [slope] = interpret(grad(value, [decoded]), { decoded: other, x: X, valid: VALID });
  slope.data.forEach((v, i) => (VALID[Math.floor(i / 3)] === 1 ? expect(v).not.toBe(0) : expect(v).toBe(0)));
});

test("a jet of one particle and jets that are the same on both sides: a finite gradient", () => {
  const valid = VALID.map((_, i) => Number(i === 0));
  const { decoded, value } = traced({ floor: 0.2, lnPt: 0.3, jet: 2 });
  const [same, slope] = interpret([value, ...grad(value, [decoded])], { decoded: X, x: X, valid });
  expect(same.data[0]).toBe(0);
  expect(slope.data.every((v) => v === 0)).toBe(true);
});

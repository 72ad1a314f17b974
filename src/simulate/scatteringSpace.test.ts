import fc from "fast-check";
import { expect, test } from "vitest";
import { scatteringSpace } from "./scatteringSpace.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** Jets, Z + jet, tops, and two that differ. */
const MASSES = [
  [0, 0],
  [91.2, 0],
  [172.5, 172.5],
  [80, 150],
] as const;

test("every point is one of the phase space: x below 1, s + t + u = m3^2 + m4^2, pt from t and u", () => {
  for (const masses of MASSES) {
    const [m3, m4] = masses;
    const space = scatteringSpace({ energy: 13000, ptMin: 20, yMax: 6 }, masses);
    fc.assert(
      fc.property(unit, unit, unit, (a, b, c) => {
        const { pt, y3, y4, x1, x2, s, t, u } = space([a, b, c]);
        expect(Math.max(x1, x2)).toBeLessThan(1 + 1e-9);
        expect(Math.max(Math.abs(y3), Math.abs(y4))).toBeLessThan(6 + 1e-9);
        expect(Math.abs(s + t + u - m3 * m3 - m4 * m4) / s).toBeLessThan(1e-9);
        expect(pt).toBeGreaterThan(20 - 1e-9);
        // p* sin(theta) of the partons' rest frame.
        expect(Math.abs((t * u - m3 * m3 * m4 * m4) / s / (pt * pt) - 1)).toBeLessThan(1e-6);
      }),
      { seed: 1 },
    );
  }
});

test("its volume is dx1 dx2 dt / (x1 x2), whatever the masses", () => {
  const energy = 1000;
  const steps = 40;
  const middle = (i: number) => (i + 0.5) / steps;
  for (const [masses, ptMin] of [...MASSES.map((pair) => [pair, 50] as const), [MASSES[2], 0] as const]) {
    const [m3, m4] = masses;
    // Of 1 / s^4 over x1, x2 and t, the last as long as pt > ptMin leaves it: 2 p* sqrt(s) cos(theta)_max.
    const inner = (tau: number) => {
      const s = tau * energy * energy;
      const lambda = (s - (m3 + m4) ** 2) * (s - (m3 - m4) ** 2);
      const p = s > (m3 + m4) ** 2 ? Math.sqrt(lambda / s) / 2 : 0;
      return p <= ptMin ? 0 : (2 * p * Math.sqrt(s) * Math.sqrt(1 - (ptMin / p) ** 2)) / s ** 4;
    };
    let expected = 0;
    // Even steps of ln tau, with dx1 dx2 = ln(1/tau) dtau.
    for (let i = 0; i < 20_000; i++) {
      const logTau = (-8 * (i + 0.5)) / 20_000;
      expected += -logTau * Math.exp(logTau) * inner(Math.exp(logTau)) * (8 / 20_000);
    }
    const space = scatteringSpace({ energy, ptMin, yMax: 20 }, masses);
    let sum = 0;
    for (let i = 0; i < steps ** 3; i++) {
      const cube = [middle(i % steps), middle(Math.floor(i / steps) % steps), middle(Math.floor(i / steps ** 2))];
      const { x1, x2, s, volume } = space(cube);
      sum += (x1 * x2 * volume) / s ** 4 / steps ** 3;
    }
    expect(Math.abs(sum / expected - 1), `masses ${m3} and ${m4}`).toBeLessThan(0.003);
  }
});

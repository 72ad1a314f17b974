import fc from "fast-check";
import { expect, test } from "vitest";
import { scatteringSpace } from "./scatteringSpace.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });

test("every point is one of the phase space: x below 1, s + t + u = M^2, pt from t and u", () => {
  for (const mass of [0, 91.2]) {
    const space = scatteringSpace({ energy: 13000, ptMin: 20, yMax: 6 }, mass);
    fc.assert(
      fc.property(unit, unit, unit, (a, b, c) => {
        const { pt, y3, y4, x1, x2, s, t, u } = space([a, b, c]);
        expect(Math.max(x1, x2)).toBeLessThan(1 + 1e-9);
        expect(Math.max(Math.abs(y3), Math.abs(y4))).toBeLessThan(6 + 1e-9);
        expect(Math.abs(s + t + u - mass * mass) / s).toBeLessThan(1e-9);
        expect(pt).toBeGreaterThan(20 - 1e-9);
        // p* sin(theta) of the partons' rest frame.
        expect(Math.abs((t * u) / s / (pt * pt) - 1)).toBeLessThan(1e-6);
      }),
      { seed: 1 },
    );
  }
});

test("its volume is dx1 dx2 dt / (x1 x2), with and without a mass", () => {
  const [energy, ptMin] = [1000, 50];
  const steps = 40;
  const middle = (i: number) => (i + 0.5) / steps;
  for (const mass of [0, 91.2]) {
    // Of 1 / s^4 over x1, x2 and t, the last as long as pt > ptMin leaves it: (s - M^2) cos(theta)_max.
    const inner = (tau: number) => {
      const s = tau * energy * energy;
      const p = (s - mass * mass) / (2 * Math.sqrt(s));
      return p < ptMin ? 0 : ((s - mass * mass) * Math.sqrt(1 - (ptMin / p) ** 2)) / s ** 4;
    };
    let expected = 0;
    // Even steps of ln tau, with dx1 dx2 = ln(1/tau) dtau.
    for (let i = 0; i < 20_000; i++) {
      const logTau = (-8 * (i + 0.5)) / 20_000;
      expected += -logTau * Math.exp(logTau) * inner(Math.exp(logTau)) * (8 / 20_000);
    }
    const space = scatteringSpace({ energy, ptMin, yMax: 20 }, mass);
    let sum = 0;
    for (let i = 0; i < steps ** 3; i++) {
      const cube = [middle(i % steps), middle(Math.floor(i / steps) % steps), middle(Math.floor(i / steps ** 2))];
      const { x1, x2, s, volume } = space(cube);
      sum += (x1 * x2 * volume) / s ** 4 / steps ** 3;
    }
    expect(Math.abs(sum / expected - 1), `mass ${mass}`).toBeLessThan(0.003);
  }
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_OUTGOING } from "./hardProcess.ts";
import { eventOf, expectSoundEvents } from "./hardProcessTrial.ts";
import { Z_POLE } from "./standardModel.ts";
import { annihilationToZ, comptonToZ, zJet } from "./zJet.ts";

const M2 = Z_POLE.mass ** 2;

test("a soft gluon is radiated as from the current of the annihilating quarks", () => {
  // |M|^2 -> |M_0|^2 g^2 C_F 2 p1.p2 / (p1.k p2.k) with |M_0|^2 = G M^2 / 3, here over g^2 G.
  for (const share of [0.2, 0.5, 0.9]) {
    const energy2 = 1e-6 * M2;
    const [t, u] = [-energy2 * share, -energy2 * (1 - share)];
    const s = M2 - t - u;
    const eikonal = ((4 / 3) * s) / ((t / 2) * (u / 2));
    expect(annihilationToZ({ s, t, u }) / ((M2 / 3) * eikonal)).toBeCloseTo(1, 5);
  }
});

test("for a light Z it is the photon's: (8/9)(t/u + u/t) and -(1/3)(s/t + t/s)", () => {
  const s = 1e8 * M2;
  const [t, u] = [-0.3 * s, -0.7 * s];
  expect(annihilationToZ({ s, t, u })).toBeCloseTo((8 / 9) * (3 / 7 + 7 / 3), 5);
  expect(comptonToZ({ s, t, u })).toBeCloseTo((1 / 3) * (1 / 0.3 + 0.3), 5);
});

test("the Compton process is the annihilation with antiquark and gluon crossed, both positive", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.01, max: 100, noNaN: true }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (r, x) => {
        const s = r * M2;
        const t = (M2 - s) * x;
        const u = M2 - s - t;
        // 9 pairs of quark colours against 24 of quark and gluon, and the sign of a crossed fermion.
        const crossed = (-9 / 24) * annihilationToZ({ s: u, t, u: s });
        expect(comptonToZ({ s, t, u }) / crossed).toBeCloseTo(1, 12);
        expect(annihilationToZ({ s, t, u })).toBeGreaterThan(0);
        expect(comptonToZ({ s, t, u })).toBeGreaterThan(0);
      },
    ),
    { seed: 1 },
  );
});

const process = zJet({ energy: 13000, ptMin: 500, yMax: 2.5 });

test("events are sound: a Z against a jet, most of them quarks", () => {
  let quarks = 0;
  expectSoundEvents(process, 300, ({ pdgId, mass }) => {
    expect([pdgId[FIRST_OUTGOING], mass[FIRST_OUTGOING]]).toEqual([23, 91.2]);
    if (pdgId[FIRST_OUTGOING + 1] !== 21) quarks++;
  });
  const { channels, crossSection } = process;
  const expected = 1 - channels["qqbar->Zg"] / crossSection.valuePb;
  expect(expected).toBeGreaterThan(0.75);
  expect(expected).toBeLessThan(0.85);
  expect(Math.abs(quarks / 300 - expected)).toBeLessThan(3.3 * Math.sqrt((expected * (1 - expected)) / 300));
});

test("a pt that leaves nothing for the mass of the Z is refused", () => {
  expect(() => zJet({ energy: 200, ptMin: 80 })).toThrow(
    'no event has such a transverse momentum at ptMin: found "ptMin 80 and ptMax Infinity", expected 0 < ptMin < ptMax, ' +
      "and ptMin below 79.2064 GeV, the limit at 200 GeV [simulate/pt-range-empty]",
  );
});

test.each(["quark", "gluon"] as const)("jets of %ss only, with their part of the cross-section", (jet) => {
  const options = { energy: 13000, ptMin: 500, yMax: 2.5 };
  const [both, one] = [zJet(options), zJet({ ...options, jet })];
  for (let n = 0; n < 20; n++) {
    const isGluon = eventOf(one, n).pdgId[FIRST_OUTGOING + 1] === 21;
    expect(isGluon).toBe(jet === "gluon");
  }
  const share = one.crossSection.valuePb / both.crossSection.valuePb;
  expect(Math.abs(share - (jet === "gluon" ? 0.2 : 0.8))).toBeLessThan(0.06);
});

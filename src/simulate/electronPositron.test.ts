import { expect, test } from "vitest";
import { angularCoefficients, electronPositron, quarkCrossSectionPb } from "./electronPositron.ts";
import { FIRST_OUTGOING } from "./hardProcess.ts";
import { expectSoundEvents } from "./hardProcessTrial.ts";
import { ALPHA_QED, PB_GEV2, Z_COUPLING2, Z_POLE, zStrength } from "./standardModel.ts";

const lep = electronPositron();
const share = (flavour: string) => lep.channels[flavour] / lep.crossSection.valuePb;

test("at the Z: the measured flavour fractions, and 12 pi Gamma_ee Gamma_qq / (M Gamma)^2 and the photon", () => {
  // R_b 0.2163 and R_c 0.172; massless b quarks have 2 % more.
  expect(Math.abs(share("b") / 0.2163 - 1)).toBeLessThan(0.02);
  expect(Math.abs(share("c") / 0.172 - 1)).toBeLessThan(0.02);
  const width = (code: number, colours: number) =>
    (colours * Z_COUPLING2 * zStrength(code) * Z_POLE.mass) / (12 * Math.PI);
  // Measured: 83.98 MeV, of which half a percent is radiative corrections.
  expect(Math.abs(width(11, 1) / 0.08398 - 1)).toBeLessThan(0.01);
  const { mass } = Z_POLE;
  for (const [quark, charge] of [
    [2, 2 / 3],
    [5, -1 / 3],
  ] as const) {
    const resonant = (12 * Math.PI * width(11, 1) * width(quark, 3)) / (mass * Z_POLE.width) ** 2;
    const photon = (4 * Math.PI * ALPHA_QED ** 2 * charge ** 2) / (mass * mass);
    expect(quarkCrossSectionPb(quark, mass) / (PB_GEV2 * (resonant + photon))).toBeCloseTo(1, 10);
  }
  // Measured: 41.54 nb with 4 % of QCD radiation, which is not in here.
  expect(Math.abs(lep.crossSection.valuePb / 41_540 - 1)).toBeLessThan(0.06);
});

test("far below the Z it is the photon's, 4 pi alpha^2 / 3s N_c Q^2, even in the angle", () => {
  const energy = 5;
  const pointlike = (PB_GEV2 * 4 * Math.PI * ALPHA_QED ** 2) / (3 * energy * energy);
  expect(quarkCrossSectionPb(2, energy) / (pointlike * 3 * (4 / 9))).toBeCloseTo(1, 2);
  const { even, odd } = angularCoefficients(2, energy);
  expect(Math.abs(odd / even)).toBeLessThan(0.02);
});

test("the forward-backward asymmetry of quarks at the Z is (3/4) A_e A_q", () => {
  const asymmetry = (vector: number, axial: number) => (2 * vector * axial) / (vector ** 2 + axial ** 2);
  const ofElectron = asymmetry(-0.5 + 2 * 0.2315, -0.5);
  const ofBottom = asymmetry(-0.5 + (2 / 3) * 0.2315, -0.5);
  const { even, odd } = angularCoefficients(5, Z_POLE.mass);
  // The photon adds 0.2 % to the even part.
  expect(Math.abs((3 * odd) / (8 * even) / (0.75 * ofElectron * ofBottom) - 1)).toBeLessThan(0.005);
});

test("events are sound; the angle to the electron has the density A (1 + c^2) + B c", () => {
  // Off the Z the odd part is large.
  const energy = 70;
  const process = electronPositron({ energy });
  const bins = new Float64Array(6);
  const expected = new Float64Array(6);
  const codes = { d: 1, u: 2, s: 3, c: 4, b: 5 };
  const events = 2000;
  for (const [flavour, code] of Object.entries(codes)) {
    const { even, odd } = angularCoefficients(code, energy);
    const cumulative = (c: number) => (even * (c + c ** 3 / 3 + 4 / 3) + (odd * (c * c - 1)) / 2) / ((8 / 3) * even);
    const part = process.channels[flavour] / process.crossSection.valuePb;
    bins.forEach((_, k) => {
      expected[k] += events * part * (cumulative((k + 1) / 3 - 1) - cumulative(k / 3 - 1));
    });
  }
  expectSoundEvents(process, events, ({ pdgId, pz, energy: e }) => {
    const quark = FIRST_OUTGOING + 1;
    expect(pdgId[quark]).toBeGreaterThan(0);
    bins[Math.floor(3 * (1 + pz[quark] / e[quark]))]++;
  });
  const chi2 = bins.reduce((sum, n, k) => sum + (n - expected[k]) ** 2 / expected[k], 0);
  // 99.9 % of chi-square with 5 degrees of freedom.
  expect(chi2).toBeLessThan(20.5);
});

test("without energy there is nothing to make", () => {
  expect(() => electronPositron({ energy: 0 })).toThrow("[simulate/bad-beam-energy]");
});

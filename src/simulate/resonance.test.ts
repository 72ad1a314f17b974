import { expect, test } from "vitest";
import { invariantMass } from "../kinematics/index.ts";
import type { EventRecord } from "./eventRecord.ts";
import { FIRST_OUTGOING } from "./hardProcess.ts";
import { childrenOf, expectSoundEvents } from "./hardProcessTrial.ts";
import { createDensities } from "./pdf.ts";
import { resonance, type ResonanceOptions } from "./resonance.ts";

const lhco: ResonanceOptions = {
  energy: 13000,
  boson: "W'",
  mass: 3500,
  x: { mass: 500, prongs: 2 },
  y: { mass: 100, prongs: 2 },
};

const momentum = ({ px, py, pz, energy }: EventRecord, i: number) => ({
  px: px[i],
  py: py[i],
  pz: pz[i],
  energy: energy[i],
});

test("W' -> X Y: masses, prongs, energies in the rest frame, both charges", () => {
  const process = resonance(lhco);
  let positive = 0;
  const events = 300;
  expectSoundEvents(process, events, (event) => {
    const [boson, x, y] = [FIRST_OUTGOING, FIRST_OUTGOING + 1, FIRST_OUTGOING + 2];
    expect([event.mass[boson], event.mass[x], event.mass[y]]).toEqual([3500, 500, 100]);
    expect([34, -34]).toContain(event.pdgId[boson]);
    if (event.pdgId[boson] > 0) positive++;
    // E_X = (M^2 + m_X^2 - m_Y^2) / 2M in the frame of the W': p_X.P / M.
    const [p, q] = [momentum(event, x), momentum(event, boson)];
    const inRest = (p.energy * q.energy - p.px * q.px - p.py * q.py - p.pz * q.pz) / 3500;
    expect(inRest).toBeCloseTo((3500 ** 2 + 500 ** 2 - 100 ** 2) / 7000, 6);
    for (const [parent, mass] of [
      [x, 500],
      [y, 100],
    ] as const) {
      const prongs = childrenOf(event, parent);
      expect(prongs.length).toBe(2);
      expect(invariantMass(prongs.map((i) => momentum(event, i)))).toBeCloseTo(mass, 5);
    }
  });
  const share = process.channels["W'+"] / process.crossSection.valuePb;
  expect(share).toBeGreaterThan(0.7);
  expect(Math.abs(positive / events - share)).toBeLessThan(3.3 * Math.sqrt((share * (1 - share)) / events));
});

test("Z' -> X Y with three prongs each: two quarks and the gluon between them", () => {
  const process = resonance({ ...lhco, boson: "Z'", x: { mass: 732, prongs: 3 }, y: { mass: 378, prongs: 3 } });
  expectSoundEvents(process, 100, (event) => {
    for (const parent of [FIRST_OUTGOING + 1, FIRST_OUTGOING + 2]) {
      const [quark, antiquark, gluon] = childrenOf(event, parent).map((i) => event.pdgId[i]);
      expect([quark + antiquark, gluon]).toEqual([0, 21]);
    }
  });
});

test("W and Z themselves have the cross-sections of leading order, some 20 % below the measured ones", () => {
  // ATLAS at 13 TeV (arXiv:1603.09222), fully inclusive, to one lepton: W+ 11.83, W- 8.79, Z 1.981 nb.
  const sigma = (boson: "W'" | "Z'", mass: number) =>
    resonance({ ...lhco, boson, mass, x: { mass: 20, prongs: 2 }, y: { mass: 20, prongs: 2 } });
  const [w, z] = [sigma("W'", 80.4), sigma("Z'", 91.2)];
  const leptonic = { w: 0.1086, z: 0.033658 };
  const ratio = (w.crossSection.valuePb * leptonic.w) / (z.crossSection.valuePb * leptonic.z);
  expect(Math.abs(ratio / ((11.83 + 8.79) / 1.981) - 1)).toBeLessThan(0.05);
  expect(Math.abs(w.channels["W'+"] / w.channels["W'-"] / (11.83 / 8.79) - 1)).toBeLessThan(0.06);
  for (const [ours, measured] of [
    [w.channels["W'+"] * leptonic.w, 11830],
    [w.channels["W'-"] * leptonic.w, 8790],
    [z.crossSection.valuePb * leptonic.z, 1981],
  ] as const) {
    expect(ours / measured).toBeGreaterThan(0.7);
    expect(ours / measured).toBeLessThan(0.9);
  }
});

test("a narrow Breit-Wigner gives the cross-section of the fixed mass; masses follow the width", () => {
  const fixed = resonance(lhco).crossSection;
  const narrow = resonance({ ...lhco, width: 0.1 }).crossSection;
  // 1.6 % of a Breit-Wigner lie beyond 20 widths.
  expect(Math.abs(narrow.valuePb / (fixed.valuePb * (1 - 2 / (20 * 2 * Math.PI))) - 1)).toBeLessThan(0.01);
  const broad = resonance({ ...lhco, width: 70 });
  let within = 0;
  expectSoundEvents(broad, 200, (event) => {
    if (Math.abs(event.mass[FIRST_OUTGOING] - 3500) < 70) within++;
  });
  expect(within).toBeGreaterThan(90);
  expect(within).toBeLessThan(190);
});

test("the rapidity follows the luminosity of quark and antiquark", () => {
  const process = resonance({ ...lhco, boson: "Z'" });
  const { density } = createDensities();
  const luminosity = (y: number) => {
    const [x1, x2] = [(3500 / 13000) * Math.exp(y), (3500 / 13000) * Math.exp(-y)];
    const at = (q: number) =>
      density(q, x1, 3500) * density(-q, x2, 3500) + density(-q, x1, 3500) * density(q, x2, 3500);
    // v^2 + a^2 of up and down quarks with sin^2 theta = 0.2315.
    return 0.2866 * (at(2) + at(4)) + 0.3693 * (at(1) + at(3) + at(5));
  };
  const integral = (from: number, to: number) => {
    let sum = 0;
    for (let i = 0; i < 200; i++) sum += luminosity(from + ((i + 0.5) / 200) * (to - from)) * ((to - from) / 200);
    return sum;
  };
  const edges = [0, 0.15, 0.3, 0.5, 0.75, Math.log(13000 / 3500)];
  const counts = new Float64Array(5);
  const events = 600;
  expectSoundEvents(process, events, ({ pz, energy }) => {
    const y = Math.abs(Math.atanh(pz[FIRST_OUTGOING] / energy[FIRST_OUTGOING]));
    counts[edges.findIndex((edge) => y < edge) - 1]++;
  });
  const chi2 = counts.reduce((sum, n, k) => {
    const expected = (events * integral(edges[k], edges[k + 1])) / integral(0, edges[5]);
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  // 99.9 % of chi-square with 4 degrees of freedom.
  expect(chi2).toBeLessThan(18.5);
});

test("masses that cannot be are refused", () => {
  const refused = (options: Partial<ResonanceOptions>) => () => resonance({ ...lhco, ...options });
  expect(refused({ x: { mass: 3400, prongs: 2 } })).toThrow(
    'a particle cannot decay to two that are as heavy as itself: found "3500 GeV to 3400 and 100 GeV", expected masses ' +
      "that add up to less than 3500 GeV [simulate/decay-closed]",
  );
  expect(refused({ width: -5 })).toThrow("[simulate/bad-resonance]");
  expect(refused({ mass: 14000 })).toThrow(
    "the beams cannot make this at energy: found 13000, expected the energy of both beams together, above 14000 GeV " +
      "[simulate/bad-beam-energy]",
  );
  expect(refused({ y: { mass: -1, prongs: 2 } })).toThrow(
    'X and Y cannot be this: found "mass -1 and 2 prongs", expected a mass above 0, and 2 or 3 prongs ' +
      "[simulate/bad-daughter]",
  );
});

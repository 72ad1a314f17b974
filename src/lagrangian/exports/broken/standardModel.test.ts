/** The Standard Model in mass eigenstates against its Feynman rules in textbooks, and against unitarity at high energies. */
import { describe, expect, test } from "vitest";
import type { Complex } from "../../complexNumbers.ts";
import { trialModel } from "./trialModel.ts";
import { verifyBroken } from "./verifyBroken.ts";

const sm = trialModel("sm", 3);
const [e, g, gPrime, v, mW, mZ, mH, s] = ["ee", "g_W", "g_B", "vev", "MW", "MZ", "MH", "sw"].map(sm.value);
const c = mW / mZ;

/** Equal up to the rounding of some products. */
function expectImaginary([re, im]: Complex, expected: number): void {
  expect(Math.abs(re)).toBeLessThan(1e-12);
  expect(im).toBeCloseTo(expected, 11);
}

const FERMIONS = [
  { names: ["u", "c", "t"], bar: "~", T3: 1 / 2, Q: 2 / 3 },
  { names: ["d", "s", "b"], bar: "~", T3: -1 / 2, Q: -1 / 3 },
  { names: ["e-", "mu-", "ta-"], bar: "+", T3: -1 / 2, Q: -1 },
  { names: ["ve", "vm", "vt"], bar: "~", T3: 1 / 2, Q: 0 },
];
const barred = (name: string, bar: string) => (bar === "+" ? name.replace("-", "+") : `${name}${bar}`);
const all = FERMIONS.flatMap(({ names, ...own }) =>
  names.map((name) => ({ name, anti: barred(name, own.bar), ...own })),
);

test("inputs: G_F, alpha and m_Z give m_W, v and the couplings", () => {
  expect(v).toBeCloseTo((Math.SQRT2 * sm.value("Gf")) ** -0.5, 10);
  expect(e ** 2 / (4 * Math.PI)).toBeCloseTo(1 / sm.value("aEWM1"), 14);
  expect([mW, mZ * Math.sqrt(1 - s ** 2)]).toEqual([expect.closeTo((g * v) / 2, 10), expect.closeTo(mW, 10)]);
  expect([g * s, gPrime * c]).toEqual([expect.closeTo(e, 14), expect.closeTo(e, 14)]);
});

test("masses of the particles are those of the tables; PDG codes and charges", () => {
  expect(Object.fromEntries(sm.content.particles.map(({ name, pdgCode }) => [name, pdgCode]))).toEqual({
    a: 22,
    Z: 23,
    "W+": 24,
    g: 21,
    u: 2,
    c: 4,
    t: 6,
    d: 1,
    s: 3,
    b: 5,
    "e-": 11,
    "mu-": 13,
    "ta-": 15,
    ve: 12,
    vm: 14,
    vt: 16,
    h: 25,
  });
  for (const { name, Q } of all)
    expect(sm.content.particles.find((own) => own.name === name)!.charge).toBeCloseTo(Q, 14);
  expect([sm.mass("t"), sm.mass("e-"), sm.mass("ve"), sm.mass("a")]).toEqual([172.57, 0.00051099895, 0, 0]);
});

describe("neutral currents", () => {
  test.each(all)("$name: i e Q of the photon, i g/c (T3 - Q s^2) of the Z", ({ name, anti, T3, Q }) => {
    const [left, right] = ["ProjM", "ProjP"];
    expectImaginary(sm.coupling(`${anti} ${name} a`, left), e * Q);
    expectImaginary(sm.coupling(`${anti} ${name} a`, right), e * Q);
    expectImaginary(sm.coupling(`${anti} ${name} Z`, left), (g / c) * (T3 - Q * s ** 2));
    expectImaginary(sm.coupling(`${anti} ${name} Z`, right), (g / c) * (-Q * s ** 2));
  });

  test("no flavour changes: 21 currents of photon and Z, 9 Yukawa couplings and no more", () => {
    const spinors = new Set(all.flatMap(({ name, anti }) => [name, anti]));
    const withBoson = (boson: string) =>
      sm.vertices.filter(
        (names) =>
          names.split(" ").filter((name) => spinors.has(name)).length === 2 && names.split(" ").includes(boson),
      );
    expect([withBoson("a").length, withBoson("Z").length, withBoson("h").length]).toEqual([9, 12, 9]);
  });
});

test("charged currents are i g/sqrt(2) V, with a unitary V of CP violation 3.1e-5", () => {
  const [up, down] = [FERMIONS[0].names, FERMIONS[1].names];
  const V = up.map((u) =>
    down.map((d): Complex => {
      const [re, im] = sm.coupling(`${u}~ ${d} W+`, "ProjM");
      // i g/sqrt(2) V.
      return [(im * Math.SQRT2) / g, (-re * Math.SQRT2) / g];
    }),
  );
  for (let j = 0; j < 3; j++) {
    for (let k = 0; k < 3; k++) {
      const [re, im] = [0, 1, 2].reduce(
        ([x, y], i) => [
          x + V[i][j][0] * V[i][k][0] + V[i][j][1] * V[i][k][1],
          y + V[i][j][0] * V[i][k][1] - V[i][j][1] * V[i][k][0],
        ],
        [0, 0],
      );
      expect([re, im]).toEqual([expect.closeTo(j === k ? 1 : 0, 13), expect.closeTo(0, 13)]);
    }
  }
  expect(Math.hypot(...V[0][1])).toBeCloseTo(0.22501, 5);
  // Jarlskog: Im(V_us V_cb V*_ub V*_cs).
  const times = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
  const star = ([re, im]: Complex): Complex => [re, -im];
  const jarlskog = [V[0][1], V[1][2], star(V[0][2]), star(V[1][1])].reduce(times)[1];
  expect(jarlskog).toBeCloseTo(3.12e-5, 6);
  expectImaginary(sm.coupling("ve~ e- W+", "ProjM"), g / Math.SQRT2);
  expect(sm.coupling("vm~ e- W+")).toEqual([0, 0]);
});

describe("the Higgs boson", () => {
  test.each(all.filter(({ Q }) => Q !== 0))("$name: - i m/v", ({ name, anti }) => {
    for (const side of ["ProjM", "ProjP"]) expectImaginary(sm.coupling(`${anti} ${name} h`, side), -sm.mass(name) / v);
  });

  test("bosons: i g m_W, i g m_Z/c, - 3 i m_h^2/v, and the couplings of two", () => {
    expectImaginary(sm.coupling("W+ W- h"), g * mW);
    expectImaginary(sm.coupling("Z Z h"), (g * mZ) / c);
    expectImaginary(sm.coupling("W+ W- h h"), g ** 2 / 2);
    expectImaginary(sm.coupling("Z Z h h"), g ** 2 / (2 * c ** 2));
    expectImaginary(sm.coupling("h h h"), (-3 * mH ** 2) / v);
    expectImaginary(sm.coupling("h h h h"), (-3 * mH ** 2) / v ** 2);
  });
});

test("W W scattering stays finite: terms of E^4 and E^2 cancel (Cornwall, Levin, Tiktopoulos 1974)", () => {
  const size = (names: string, lorentz?: string) => Math.hypot(...sm.coupling(names, lorentz));
  const [gamma, z, higgs] = [size("a W+ W-"), size("Z W+ W-"), size("W+ W- h")];
  const four = size("W+ W+ W- W-", "Metric(1,2)*Metric(3,4)") / 2;
  expect(four).toBeCloseTo(gamma ** 2 + z ** 2, 12);
  expect(4 * mW ** 2 * four).toBeCloseTo(3 * mZ ** 2 * z ** 2 + higgs ** 2, 8);
  // The same for W+ W- to Z Z, where a W is exchanged.
  const zz = size("Z Z W+ W-", "Metric(1,2)*Metric(3,4)") / 2;
  expect(zz).toBeCloseTo(z ** 2, 12);
  expect(size("Z Z h") * higgs).toBeCloseTo((z ** 2 * mZ ** 4) / mW ** 2, 8);
});

test("t t to W W and to Z Z: the Higgs boson cancels what grows with m_t E (Appelquist, Chanowitz 1987)", () => {
  // a_t = g_Z(left) - g_Z(right): m_t a_t^2 from the exchanged t meets y_t g_hZZ.
  const axial = Math.hypot(...sm.coupling("t~ t Z", "ProjM")) + Math.hypot(...sm.coupling("t~ t Z", "ProjP"));
  const yukawa = Math.hypot(...sm.coupling("t~ t h", "ProjM"));
  expect(sm.mass("t") * axial ** 2).toBeCloseTo((yukawa * Math.hypot(...sm.coupling("Z Z h"))) / 2, 8);
});

test("vertices and masses are the unbroken Lagrangian, at other numbers of the card too", () => {
  const check = verifyBroken(sm.files, sm.model);
  expect(check).toMatchObject({ particles: 17, vertices: 74, draws: 2, faults: [] });
  expect(check.largestDifference).toBeLessThan(1e-13);
});

describe("damage is seen", () => {
  test.each([
    ["couplings.py", "-cmath.sqrt(2)/2.*complex(0,1)*yt", "-complex(0,1)*yt", /terms of 3 fields differ/],
    ["couplings.py", "2*complex(0,1)*g_W**2", "complex(0,1)*g_W**2", /terms of 4 fields differ/],
    ["parameters.py", "(2*MW*sw)/ee", "(3*MW*sw)/ee", /terms of 1 fields differ|terms of 2 fields differ/],
    ["particles.py", "Param.MW", "Param.MZ", /terms of 2 fields differ/],
    ["particles.py", "charge = 2/3.", "charge = 1/3.", /violates charge/],
  ])("%s: %s to %s", (file, from, to, fault) => {
    const text = sm.files.get(file)!;
    expect(text).toContain(from);
    const files = new Map([...sm.files, [file, text.replace(from, to)]]);
    expect(verifyBroken(files, sm.model).faults.join()).toMatch(fault);
  });
});

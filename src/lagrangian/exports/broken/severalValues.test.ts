/**
 * Broken phases with several vacuum values against published formulas: two Higgs doublets (Gunion, Haber, hep-ph/0207010), the
 * type-II seesaw (Arhrib et al., arXiv 1105.1925), and a further U(1).
 */
import { describe, expect, test } from "vitest";
import { parseRational } from "../../../exact/index.ts";
import { builtinTheory } from "../../builtin/theories.ts";
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, conjugateComplex, multiplyComplex } from "../../complexNumbers.ts";
import type { Theory } from "../../theory.ts";
import { productValue } from "./polynomial.ts";
import { trialModel, trialOf } from "./trialModel.ts";
import { vacuumTerms } from "./vacuumTerms.ts";
import { verifyBroken } from "./verifyBroken.ts";

type Trial = ReturnType<typeof trialModel>;

/** The terms of V with so many scalars, for components by name and 0 for all others. */
function potential({ model, values }: Trial, order: number, fields: Readonly<Record<string, Complex>>): number {
  const { terms, table } = model.build.components;
  return terms
    .filter(({ lorentz, particles }) => lorentz.kind === "scalars" && particles.length === order)
    .flatMap((term) => vacuumTerms(term, new Map()))
    .reduce((sum, { factors, product, term }) => {
      const number = multiplyComplex(
        productValue(product, (name) => values.get(name)!),
        term.colour.factor,
      );
      const value = factors.reduce<Complex>((total, { particle, anti }) => {
        const own = fields[table.particles[particle].name] ?? [0, 0];
        return multiplyComplex(total, anti ? conjugateComplex(own) : own);
      }, number);
      return sum - value[0];
    }, 0);
}

const ONE: Complex = [1, 0];
const size = ({ coupling }: Trial, names: string, lorentz?: string) => complexSize(coupling(names, lorentz));

describe("two Higgs doublets", () => {
  const given = {
    tanb: [2.5, 0],
    mu2_H_H2d: [-90000, 0],
    lambda_H_H_Hd_Hd: [0.15, 0],
    lambda_H_Hd_H2_H2d_n1: [0.3, 0],
    lambda_H_Hd_H2_H2d_n2: [-0.12, 0],
    lambda_H_H_H2d_H2d: [0.11, 0],
    lambda_H_H_Hd_H2d: [0.07, 0],
    lambda_H_H2_H2d_H2d: [-0.05, 0],
  } as const;
  const trial = trialModel("2HDM", 1, given, ["H", "H2"]);
  const { value, mass } = trial;
  const v = value("vev");
  const [s, c] = [value("v_H2") / v, value("v_H") / v];

  /** m_12^2 and lambda_1 to lambda_7 of V, from its values. */
  function couplings() {
    const V = (order: number, first: Complex, second: Complex, charged: Complex = [0, 0]) =>
      potential(trial, order, { H_2: first, H2_2: second, H2_1: charged });
    const [one, i, none]: Complex[] = [ONE, [0, 1], [0, 0]];
    const [lambda1, lambda2] = [2 * V(4, one, none), 2 * V(4, none, one)];
    const lambda3 = V(4, one, none, one) - (lambda1 + lambda2) / 2;
    const at = (second: Complex) => V(4, one, second) - (lambda1 + lambda2) / 2;
    // lambda3 + lambda4 + lambda5 cos 2x + 2 (lambda6 + lambda7) cos x at the phase x.
    const [plus, minus, turned] = [at(one), at([-1, 0]), at(i)];
    const lambda5 = ((plus + minus) / 2 - turned) / 2;
    const lambda4 = (plus + minus) / 2 - lambda5 - lambda3;
    const double = (V(4, one, [2, 0]) - V(4, one, [-2, 0])) / 4;
    // (V(1, 2) - V(1, -2))/4 = 2 lambda6 + 8 lambda7.
    const sum = (plus - minus) / 4;
    const lambda7 = (double - 2 * sum) / 6;
    const m12 = -(V(2, one, one) - V(2, one, [-1, 0])) / 4;
    return { m12, lambda1, lambda2, lambda3, lambda4, lambda5, lambda6: sum - lambda7, lambda7 };
  }

  const { m12, lambda1, lambda2, lambda3, lambda4, lambda5, lambda6, lambda7 } = couplings();
  const mA2 = m12 / (s * c) - (v ** 2 / 2) * (2 * lambda5 + (lambda6 * c) / s + (lambda7 * s) / c);

  test("masses of h3 and h+: formulas (D.2) and (D.3) of Gunion and Haber's paper", () => {
    expect(mass("h3") ** 2 / mA2).toBeCloseTo(1, 10);
    expect(mass("h+") ** 2 / (mA2 + (v ** 2 / 2) * (lambda5 - lambda4))).toBeCloseTo(1, 10);
  });

  test("masses and mixing of h and h2", () => {
    const first = mA2 * s ** 2 + v ** 2 * (lambda1 * c ** 2 + 2 * lambda6 * s * c + lambda5 * s ** 2);
    const second = mA2 * c ** 2 + v ** 2 * (lambda2 * s ** 2 + 2 * lambda7 * s * c + lambda5 * c ** 2);
    const mixed = -mA2 * s * c + v ** 2 * ((lambda3 + lambda4) * s * c + lambda6 * c ** 2 + lambda7 * s ** 2);
    expect((mass("h") ** 2 + mass("h2") ** 2) / (first + second)).toBeCloseTo(1, 10);
    expect((mass("h") ** 2 * mass("h2") ** 2) / (first * second - mixed ** 2)).toBeCloseTo(1, 9);
    expect(mass("h")).toBeCloseTo(125.2, 8);
    // tan 2 alpha = 2 M12/(M11 - M22); h = - phi1 sin alpha + phi2 cos alpha.
    const alpha = Math.atan2(2 * mixed, first - second) / 2;
    const sine = Math.abs(s * Math.cos(alpha) - c * Math.sin(alpha));
    expect(size(trial, "W+ W- h") / (value("g_W") * value("MW"))).toBeCloseTo(sine, 8);
  });

  test("h V V and h h3 Z are sin and cos of beta - alpha, and h2 has the rest", () => {
    const [g, cw] = [value("g_W"), value("cw")];
    const V = ["h", "h2"].map((name) => size(trial, `W+ W- ${name}`) / (g * value("MW")));
    const Z = ["h", "h2"].map((name) => size(trial, `Z Z ${name}`) / ((g * value("MZ")) / cw));
    const A = ["h", "h2"].map((name) => size(trial, `Z ${name} h3`, "P(1,2)") / (g / (2 * cw)));
    expect(V[0] ** 2 + V[1] ** 2).toBeCloseTo(1, 12);
    expect(Z).toEqual(V.map((own) => expect.closeTo(own, 12)));
    expect(A).toEqual([expect.closeTo(V[1], 10), expect.closeTo(V[0], 10)]);
    expect(V[0]).toBeLessThan(0.9999);
  });

  test("W W scattering stays finite with both of them", () => {
    const [z, four] = [size(trial, "Z W+ W-"), size(trial, "W+ W+ W- W-", "Metric(1,2)*Metric(3,4)") / 2];
    const scalars = size(trial, "W+ W- h") ** 2 + size(trial, "W+ W- h2") ** 2;
    expect(4 * value("MW") ** 2 * four).toBeCloseTo(3 * value("MZ") ** 2 * z ** 2 + scalars, 8);
  });

  const flavoured = trialModel("2HDM", 3, {}, ["H", "H2"]);

  test("type II: h3 and h+ couple to t with m_t/tan beta and to b with m_b tan beta", () => {
    const [tan, vev] = [5, flavoured.value("vev")];
    const [mt, mb] = [flavoured.mass("t"), flavoured.mass("b")];
    expect(size(flavoured, "t~ t h3", "ProjP")).toBeCloseTo(mt / tan / vev, 12);
    expect(size(flavoured, "b~ b h3", "ProjP")).toBeCloseTo((mb * tan) / vev, 12);
    const Vtb = Math.hypot(...flavoured.values.get("CKM3x3")!);
    expect(size(flavoured, "t~ b h+", "ProjM")).toBeCloseTo((Math.SQRT2 * mt * Vtb) / tan / vev, 10);
    expect(size(flavoured, "t~ b h+", "ProjP")).toBeCloseTo((Math.SQRT2 * mb * tan * Vtb) / vev, 10);
    expect(size(flavoured, "t~ c h3")).toBe(0);
  });

  test("heavy scalars decouple: h has the couplings of the Standard Model", () => {
    const { mass: massOf, value: valueOf } = flavoured;
    expect(size(flavoured, "W+ W- h") / (valueOf("g_W") * valueOf("MW"))).toBeCloseTo(1, 4);
    expect((size(flavoured, "b~ b h", "ProjP") * valueOf("vev")) / massOf("b")).toBeCloseTo(1, 1);
    expect(massOf("h2") / massOf("h3")).toBeCloseTo(1, 3);
  });

  test("couplings of the other doublet leave masses and change flavours", () => {
    const other = trialModel("2HDM", 2, { y_Q_uc_H_1x2: [0.2, 0.1], y_L_ec_H2d_2x2: [0.05, 0] }, ["H", "H2"]);
    expect(verifyBroken(other.files, other.model).faults).toEqual([]);
    expect(other.mass("c")).toBe(1.273);
    expect(size(other, "u~ c h3", "ProjP") + size(other, "u~ c h3", "ProjM")).toBeGreaterThan(0.1);
  });

  test("complex couplings: the vacuum fixes Im mu2, and h, h2 and h3 mix", () => {
    const mixed = trialModel("2HDM", 1, { ...given, lambda_H_H_H2d_H2d: [0.11, 0.1] }, ["H", "H2"]);
    expect(verifyBroken(mixed.files, mixed.model).faults).toEqual([]);
    expect(mixed.values.get("mu2_H_H2d")![1]).not.toBe(0);
    expect(size(mixed, "W+ W- h3")).toBeGreaterThan(0.1);
    const wrong = { ...given, mu2_H_H2d: [-90000, 500] } as const;
    expect(() => trialModel("2HDM", 1, wrong, ["H", "H2"])).toThrow(/fixes the phase.*lagrangian\/phase-fixed/);
    const fixed = { mu2_H_Hd: [5000, 0] } as const;
    expect(() => trialModel("2HDM", 1, fixed, ["H", "H2"])).toThrow(/this parameter follows from others/);
  });

  test("m_12^2 of the other sign makes the vacuum unstable, and the message says what decides", () => {
    const wrong = { mu2_H_H2d: [200000, 0] } as const;
    expect(() => trialModel("2HDM", 1, wrong, ["H", "H2"])).toThrow(/unstable-vacuum.*These decide it: .*mu2_H_H2d/);
  });
});

describe("type-II seesaw", () => {
  const trial = trialModel("TypeII", 1, { v_Delta: [3, 0], kappa_H_H_Deltad: [40, 0] });
  const { value, mass } = trial;
  const [vH, vD] = [value("v_H"), value("v_Delta")];

  test("rho = (1 + 2 x^2)/(1 + 4 x^2), and G_F, alpha and m_Z are kept", () => {
    const x = vD / vH;
    expect(value("rho")).toBeCloseTo((1 + 2 * x ** 2) / (1 + 4 * x ** 2), 12);
    expect((value("g_W") * Math.hypot(vH, Math.SQRT2 * vD)) / 2).toBeCloseTo(value("MW"), 10);
    expect((value("g_W") / value("cw")) * (Math.hypot(vH, 2 * vD) / 2)).toBeCloseTo(value("MZ"), 10);
    expect(vH ** 2 + 2 * vD ** 2).toBeCloseTo(1 / (Math.SQRT2 * value("Gf")), 6);
  });

  test("masses of H++, H+ and A", () => {
    const V = (order: number, fields: Readonly<Record<string, Complex>>) => potential(trial, order, fields);
    const [plus2, plus, zero] = ["Delta_1", "Delta_2", "Delta_3"];
    // H^T i tau2 Delta+ H = - H0^2 Delta0*; H+ Delta Delta+ H sees Delta0 and not Delta++.
    const mu = -V(3, { H_2: ONE, [zero]: ONE }) / 2;
    const alone = (name: string) => V(4, { [name]: ONE });
    const mixed = (name: string) => V(4, { H_2: ONE, [name]: ONE }) - alone(name) - alone("H_2");
    const [lambda4, lambda3] = [mixed(zero) - mixed(plus2), 2 * (alone(zero) - alone(plus))];
    const double = (Math.SQRT2 * mu * vH ** 2 - lambda4 * vH ** 2 * vD - 2 * lambda3 * vD ** 3) / (2 * vD);
    const single = ((vH ** 2 + 2 * vD ** 2) * (2 * Math.SQRT2 * mu - lambda4 * vD)) / (4 * vD);
    const odd = (mu * (vH ** 2 + 4 * vD ** 2)) / (Math.SQRT2 * vD);
    expect([mass("h++") ** 2 / double, mass("h+") ** 2 / single, mass("h3") ** 2 / odd]).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
    ]);
    const small = trialModel("TypeII", 1, { v_Delta: [0.001, 0] });
    const splitting = small.mass("h+") ** 2 - small.mass("h++") ** 2;
    expect(splitting / ((lambda4 * vH ** 2) / 4)).toBeCloseTo(1, 3);
  });

  test("neutrinos: m = sqrt(2) y v_Delta, and H++ decays to leptons with sqrt(2) m/v_Delta", () => {
    const y = value("ry_L_L_Delta");
    expect(mass("v1") / (Math.SQRT2 * y * vD)).toBeCloseTo(1, 12);
    expect(size(trial, "e- e- h++") / ((Math.SQRT2 * mass("v1")) / vD)).toBeCloseTo(1, 10);
  });

  test("W W scattering: neutral scalars less the doubly charged one (Gunion, Haber, Wudka 1991)", () => {
    const g = value("g_W");
    const neutral = ["h", "h2"].reduce((sum, name) => sum + size(trial, `W+ W- ${name}`) ** 2, 0);
    const charged = size(trial, "W- W- h++") ** 2;
    const left = g ** 2 * (4 * value("MW") ** 2 - 3 * value("MZ") ** 2 * value("cw") ** 2);
    expect((neutral - charged) / left).toBeCloseTo(1, 10);
    expect(Math.sqrt(charged)).toBeCloseTo(Math.SQRT2 * g ** 2 * vD, 8);
  });

  test("m^2 and mu of the potential give v_Delta", () => {
    const given = { kappa_H_H_Deltad: [40, 0], mu2_Delta_Deltad: [value("mu2_Delta_Deltad"), 0] } as const;
    const solved = trialModel("TypeII", 1, given);
    expect(solved.value("v_Delta") / vD).toBeCloseTo(1, 9);
    expect(solved.value("mu2_Delta_Deltad") / value("mu2_Delta_Deltad")).toBeCloseTo(1, 12);
    const none = { ...given, kappa_H_H_Deltad: [-40, 0] } as const;
    expect(() => trialModel("TypeII", 1, none)).toThrow(/no vacuum value of this field.*lagrangian\/no-vacuum-value/);
  });

  test("values too large for G_F are refused", () => {
    expect(() => trialModel("TypeII", 1, { v_Delta: [200, 0] })).toThrow(/found "282.8 GeV".*vacuum-too-large/);
  });
});

describe("B - L broken by a singlet of charge 2", () => {
  const trial = trialModel("SM_B-L", 1, {}, ["H", "chi"]);
  const { value, mass } = trial;

  test("m_Z' = 2 g' v, the Z' does not mix, and couples to B - L alone", () => {
    expect(mass("Zp")).toBeCloseTo(2 * value("g_Bp") * value("v_chi"), 9);
    expect(value("szp")).toBe(0);
    expect(trial.model.build.particles.find(({ name }) => name === "Zp")).toMatchObject({ pdgCode: 32 });
    for (const [names, charge] of [
      ["e+ e-", 1],
      ["u~ u", 1 / 3],
    ] as const) {
      for (const side of ["ProjM", "ProjP"])
        expect(size(trial, `${names} Zp`, side)).toBeCloseTo(charge * value("g_Bp"), 12);
    }
    expect(size(trial, "Zp W+ W-")).toBe(0);
  });

  test("heavy neutrinos have sqrt(2) y v, light ones the seesaw", () => {
    const heavy = Math.SQRT2 * value("ry_nuc_nuc_chid") * value("v_chi");
    expect(mass("nuc") / heavy).toBeCloseTo(1, 12);
    const dirac = (value("ry_L_nuc_H") * value("v_H")) / Math.SQRT2;
    expect((mass("v1") * mass("nuc")) / dirac ** 2).toBeCloseTo(1, 7);
  });

  test("kinetic mixing: the Z of the card is an eigenstate, and W W goes to both", () => {
    const mixed = trialModel("SM_B-L", 1, { gmix_B_Bp: [0.2, 0], v_chi: [400, 0] }, ["H", "chi"]);
    expect(verifyBroken(mixed.files, mixed.model).faults).toEqual([]);
    expect(Math.abs(mixed.value("szp"))).toBeGreaterThan(1e-3);
    const [z, other] = [size(mixed, "Z W+ W-"), size(mixed, "Zp W+ W-")];
    const own = mixed.value("g_W") * mixed.value("cw");
    expect(z ** 2 + other ** 2).toBeCloseTo(own ** 2, 12);
  });

  test("a doublet with the charge: Z and Z' mix in their masses", () => {
    const theory = hyperchargeTwice();
    const mixed = trialOf(theory, 1, new Map([["v_S", [500, 0]]]), ["H", "S"]);
    expect(verifyBroken(mixed.files, mixed.model).faults).toEqual([]);
    expect(Math.abs(mixed.value("szp"))).toBeGreaterThan(1e-3);
    expect(() => trialOf(theory, 1)).toThrow(/lagrangian\/no-doublet/);
  });
});

/** The Standard Model with a second U(1) under which all fields have their hypercharge, and a singlet of charge 1. */
function hyperchargeTwice(): Theory {
  const { groups, fields, ...rest } = builtinTheory("SM");
  const S = fields.find(({ name }) => name === "H")!;
  const zero = parseRational("0");
  return {
    ...rest,
    groups: [...groups, { kind: "U1", name: "X", gauged: true, boson: "X" }],
    fields: [
      ...fields.map((field) => ({ ...field, charges: [...field.charges, ...field.charges] })),
      {
        ...S,
        name: "S",
        latex: undefined,
        irreps: S.irreps.map((labels) => labels.map(() => 0)),
        charges: [zero, parseRational("1")],
      },
    ],
  };
}

describe("vertices and masses are the unbroken Lagrangian", () => {
  test.each([
    ["2HDM", 2, "H,H2"],
    ["TypeII", 3, ""],
    ["SM+xi", 1, ""],
    ["SM_B-L", 2, "H,chi"],
    ["SM+S", 1, "H,S"],
    ["SM+cS", 1, "H,S"],
    ["Zee", 1, "H,H2"],
  ] as const)("%s, %i generations, %s", (name, generations, fields) => {
    const { files, model } = trialModel(name, generations, {}, fields === "" ? [] : fields.split(","));
    const check = verifyBroken(files, model);
    expect(check.faults).toEqual([]);
    expect(check.largestDifference).toBeLessThan(1e-11);
  });
});

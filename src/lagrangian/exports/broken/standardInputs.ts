/**
 * What is known of the Standard Model, in the order of its generations: names and PDG codes, masses, widths, the CKM matrix
 * and the numbers of the electroweak sector. Values: Particle Data Group 2024, quarks as quoted there (u, d, s at 2 GeV, c and b at
 * their own mass, t from direct measurements); 1/alpha at m_Z. A tree-level model takes alpha, G_F and m_Z as they are:
 *
 *     m_W^2 = m_Z^2/2 + sqrt(m_Z^4/4 - pi alpha m_Z^2/(sqrt(2) G_F)),   s_W^2 = 1 - m_W^2/m_Z^2,   v = 2 m_W s_W/e.
 */
import type { ParameterSheet } from "./parameterSheet.ts";

export interface StandardFermion {
  readonly name: string;
  readonly antiname: string;
  readonly pdgCode: number;
  /** Parameters; undefined for neutrinos. */
  readonly mass?: { readonly name: string; readonly value: number } | undefined;
  readonly width?: { readonly name: string; readonly value: number } | undefined;
  /** Name of the Yukawa coupling to the mass eigenstate. */
  readonly yukawa?: string | undefined;
}

const quark = (name: string, pdgCode: number, mass: readonly [string, number], yukawa: string): StandardFermion => ({
  name,
  antiname: `${name}~`,
  pdgCode,
  mass: { name: mass[0], value: mass[1] },
  yukawa,
});
const lepton = (stem: string, pdgCode: number, mass: readonly [string, number], yukawa: string): StandardFermion => ({
  ...quark(`${stem}-`, pdgCode, mass, yukawa),
  antiname: `${stem}+`,
});
const neutrino = (name: string, pdgCode: number): StandardFermion => ({ name, antiname: `${name}~`, pdgCode });

export const STANDARD_FERMIONS = {
  up: [
    quark("u", 2, ["MU", 0.00216], "yup"),
    quark("c", 4, ["MC", 1.273], "yc"),
    { ...quark("t", 6, ["MT", 172.57], "yt"), width: { name: "WT", value: 1.42 } },
  ],
  down: [quark("d", 1, ["MD", 0.0047], "ydo"), quark("s", 3, ["MS", 0.0935], "ys"), quark("b", 5, ["MB", 4.183], "yb")],
  lepton: [
    lepton("e", 11, ["Me", 0.00051099895], "ye"),
    lepton("mu", 13, ["MMU", 0.1056583755], "ym"),
    lepton("ta", 15, ["MTA", 1.77693], "ytau"),
  ],
  neutrino: [neutrino("ve", 12), neutrino("vm", 14), neutrino("vt", 16)],
} as const satisfies Readonly<Record<string, readonly StandardFermion[]>>;

export type FermionKind = keyof typeof STANDARD_FERMIONS;

export const HIGGS_MASS = { name: "MH", value: 125.2 };
export const HIGGS_WIDTH = { name: "WH", value: 0.0041 };

/** alpha, G_F, m_Z, alpha_s, the widths of Z and W, and e. */
export function addInputs(sheet: ParameterSheet, hasColour: boolean): void {
  sheet.addNumber("aEWM1", 127.951, { block: "SMINPUTS", code: [1] });
  sheet.addNumber("Gf", 1.1663788e-5, { block: "SMINPUTS", code: [2] });
  if (hasColour) sheet.addNumber("aS", 0.118, { block: "SMINPUTS", code: [3] });
  sheet.addNumber("MZ", 91.188, { block: "MASS", code: [23] });
  sheet.addNumber("WZ", 2.4955, { block: "DECAY", code: [23] });
  sheet.addNumber("WW", 2.085, { block: "DECAY", code: [24] });
  sheet.addExpression("aEW", "real", "1/aEWM1");
  sheet.addExpression("ee", "real", "2*cmath.sqrt(aEW)*cmath.sqrt(cmath.pi)");
}

/** m_W, the angle, couplings by the names of their bosons, and v, for rho = 1 and a Z that mixes with no other boson. */
export function addStandardElectroweak(
  sheet: ParameterSheet,
  names: { readonly isospin: string; readonly hypercharge: string },
): void {
  sheet.addExpression(
    "MW",
    "real",
    "cmath.sqrt(MZ**2/2. + cmath.sqrt(MZ**4/4. - (aEW*cmath.pi*MZ**2)/(Gf*cmath.sqrt(2))))",
  );
  sheet.addExpression("cw", "real", "MW/MZ");
  sheet.addExpression("sw", "real", "cmath.sqrt(1 - cw**2)");
  sheet.addExpression(names.isospin, "real", "ee/sw");
  sheet.addExpression(names.hypercharge, "real", "ee/cw");
  sheet.addExpression("vev", "real", "(2*MW*sw)/ee");
}

/**
 * The CKM matrix of two or three generations from Wolfenstein's parameters, unitary to all orders: s12 = lambda,
 * s23 = A lambda^2, s13 exp(i delta) = A lambda^3 (rho + i eta), where rho and eta of the fit, rho-bar = 0.1591 and
 * eta-bar = 0.3523, are turned into these. Names by row and column; none for one generation.
 */
export function addCkmMatrix(sheet: ParameterSheet, generations: number): string[][] {
  if (generations < 2) return [];
  const place = (code: number) => ({ block: "WOLFENSTEIN", code: [code] });
  sheet.addNumber("lamWS", 0.22501, place(1));
  sheet.addExpression("s12", "real", "lamWS");
  sheet.addExpression("c12", "real", "cmath.sqrt(1 - s12**2)");
  let entries = [
    ["c12", "s12"],
    ["-s12", "c12"],
  ];
  if (generations > 2) {
    sheet.addNumber("AWS", 0.826, place(2));
    sheet.addNumber("rhoWS", 0.16297, place(3));
    sheet.addNumber("etaWS", 0.36146, place(4));
    sheet.addExpression("s23", "real", "AWS*lamWS**2");
    sheet.addExpression("c23", "real", "cmath.sqrt(1 - s23**2)");
    sheet.addExpression("z13", "complex", "AWS*lamWS**3*(rhoWS + complex(0,1)*etaWS)");
    sheet.addExpression("c13", "real", "cmath.sqrt(1 - z13*complexconjugate(z13))");
    entries = [
      ["c12*c13", "s12*c13", "complexconjugate(z13)"],
      ["-s12*c23 - c12*s23*z13", "c12*c23 - s12*s23*z13", "s23*c13"],
      ["s12*s23 - c12*c23*z13", "-c12*s23 - s12*c23*z13", "c23*c13"],
    ];
  }
  return entries.map((row, i) =>
    row.map((text, j) => {
      const name = `CKM${i + 1}x${j + 1}`;
      sheet.addExpression(name, "complex", text);
      return name;
    }),
  );
}

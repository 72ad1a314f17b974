import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { parseRational } from "../../exact/index.ts";
import { createContext } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import type { Theory } from "../theory.ts";
import { breakResult, breakTask } from "./breakTask.ts";

const broken = (name: string, ...vacuum: readonly string[]) =>
  breakResult(builtinTheory(name), { vacuum, generations: 3 });

/** Component -> electric charge. */
function chargesOf(name: string): Record<string, string> {
  return Object.fromEntries(broken(name).components.map((own) => [own.name, own.charge]));
}

/** rows | columns -> matrix, masses and massless Weyl fermions. */
function massesOf(name: string): Record<string, unknown> {
  return Object.fromEntries(
    broken(name).fermions.map(({ rows, columns, matrix, massive, massless }) => [
      `${rows.join(" ")} | ${columns.join(" ")}`,
      [matrix, massive, massless],
    ]),
  );
}

const QUARKS_AND_LEPTONS = {
  "Q[2/3] | uc": [[["y_Q_uc_H v/√2"]], 3, 0],
  "Q[-1/3] | dc": [[["-y_Q_dc_Hd v/√2"]], 3, 0],
  "L[-1] | ec": [[["-y_L_ec_Hd v/√2"]], 3, 0],
};

test("the Standard Model: charges, masses of u, d and e, massless neutrinos", () => {
  expect(chargesOf("sm")).toEqual({
    "Q[2/3]": "2/3",
    "Q[-1/3]": "-1/3",
    uc: "-2/3",
    dc: "1/3",
    "L[0]": "0",
    "L[-1]": "-1",
    ec: "1",
    "H[1]": "1",
    "H[0]": "0",
  });
  expect(massesOf("sm")).toEqual({ ...QUARKS_AND_LEPTONS, "L[0] | L[0]": [[["0"]], 0, 3] });
});

test("the Standard Model: bosons, and a vacuum that is stationary where the Goldstone bosons are massless", () => {
  const { bosons, scalars, tadpoles, verdict } = broken("sm");
  expect(bosons).toEqual({
    wMass2: "g^2 v^2/4",
    zMass2: "(g^2 + g'^2) v^2/4",
    photonMass2: "0",
    neutralMatrix: [
      ["g^2 v^2/4", "-g g' v^2/4"],
      ["-g g' v^2/4", "g'^2 v^2/4"],
    ],
    rho: "1",
    goldstones: 3,
    others: [],
  });
  // mu2 = 2 lambda v^2: the charged component and the imaginary part of the neutral one have no mass, the Higgs 4 lambda v^2.
  const [charged, neutral] = scalars;
  expect(charged.mass2).toEqual([["-mu2_H_Hd + 2 lambda_H_H_Hd_Hd v^2"]]);
  expect(neutral.mass2).toEqual([
    ["2 lambda_H_H_Hd_Hd v^2", "-mu2_H_Hd + 4 lambda_H_H_Hd_Hd v^2"],
    ["-mu2_H_Hd + 4 lambda_H_H_Hd_Hd v^2", "2 lambda_H_H_Hd_Hd v^2"],
  ]);
  const value = "-mu2_H_Hd v/√2 + 2 lambda_H_H_Hd_Hd v^3/√2";
  expect(tadpoles).toEqual([{ component: "H[0]", field: "H", value, induced: false }]);
  expect(verdict.passed).toBe(true);
});

test("type-I seesaw: Dirac and Majorana blocks, six Majorana masses", () => {
  expect(massesOf("TypeI")).toEqual({
    ...QUARKS_AND_LEPTONS,
    "L[0] nuc | L[0] nuc": [
      [
        ["0", "y_L_H_nuc v/√2"],
        ["y_L_H_nuc^T v/√2", "2 M_nuc_nuc"],
      ],
      6,
      0,
    ],
  });
});

test("type-II seesaw: the triplet gets a value from the doublet, and neutrinos get masses from it", () => {
  expect(massesOf("TypeII")).toMatchObject({
    "Q[2/3] | uc": [[["y_Q_uc_H v_H/√2"]], 3, 0],
    "L[0] | L[0]": [[["2 y_L_L_Delta v_Delta/√2"]], 3, 0],
  });
  const { vacuum, scalars, tadpoles } = broken("TypeII");
  expect(vacuum.values).toEqual([
    { field: "H", component: "H[0]", value: "v_H/√2" },
    { field: "Delta", component: "Delta[0]", value: "v_Delta/√2" },
  ]);
  expect(tadpoles[1].value).toContain("- 1/2 kappa_H_H_Deltad* v_H^2");
  expect(scalars[0].mass2[0][1]).toContain("v_Delta v_H");
});

test("type-II seesaw with the value of the doublet alone: a tadpole of the triplet, massless neutrinos", () => {
  const { tadpoles, scalars, fermions } = broken("TypeII", "H");
  const neutrinos = fermions.find(({ rows }) => rows.join() === "L[0]");
  expect(neutrinos).toMatchObject({ matrix: [["0"]], massive: 0, massless: 3 });
  expect(tadpoles[1]).toEqual({
    component: "Delta[0]",
    field: "Delta",
    value: "-1/2 kappa_H_H_Deltad* v^2",
    induced: true,
  });
  expect(scalars.map(({ charge, rows }) => [charge, rows])).toEqual([
    ["1", ["H[1]", "Delta[1]"]],
    ["0", ["H[0]", "H[0]+", "Delta[0]", "Delta[0]+"]],
    ["2", ["Delta[2]"]],
  ]);
});

test("type-III seesaw: neutral and charged members have one mass, and the charged Yukawa entry is √2 larger", () => {
  const { "L[0] Sigma[0] | L[0] Sigma[0]": neutral, "L[-1] Sigma[-1] | ec Sigma[1]": charged } = massesOf("TypeIII");
  expect(neutral).toEqual([
    [
      ["0", "-1/√2 y_L_H_Sigma v/√2"],
      ["-1/√2 y_L_H_Sigma^T v/√2", "-2 M_Sigma_Sigma"],
    ],
    6,
    0,
  ]);
  expect(charged).toEqual([
    [
      ["-y_L_ec_Hd v/√2", "y_L_H_Sigma v/√2"],
      ["0", "2 M_Sigma_Sigma"],
    ],
    6,
    0,
  ]);
});

test("two doublets: either can have the vacuum; in the Higgs basis the other one has a tadpole too", () => {
  const first = broken("2HDM");
  expect(first.vacuum).toEqual({
    doublet: "H",
    component: "H[0]",
    value: "v/√2",
    values: [{ field: "H", component: "H[0]", value: "v/√2" }],
    charge: "T3+Y",
    others: ["H2"],
  });
  expect(first.scalars[0].mass2[1][0]).toBe("mu2_H_H2d* - lambda_H_H_Hd_H2d* v^2");
  expect(first.tadpoles[1].value).toBe("mu2_H_H2d* v/√2 - lambda_H_H_Hd_H2d* v^3/√2");
  const second = broken("2HDM", "H2");
  expect(second.fermions[0].matrix).toEqual([["y_Q_uc_H2 v/√2"]]);
  expect(broken("IDM", "H").tadpoles).toHaveLength(1);
});

test("leptoquarks: charges of S1, S1~, R2 and S3; the vacuum mixes S1 with the 1/3 member of S3", () => {
  expect(chargesOf("S1")).toMatchObject({ S1: "1/3" });
  expect(chargesOf("S1t")).toMatchObject({ S1t: "4/3" });
  expect(chargesOf("R2")).toMatchObject({ "R2[5/3]": "5/3", "R2[2/3]": "2/3" });
  expect(chargesOf("S3")).toMatchObject({ "S3[4/3]": "4/3", "S3[1/3]": "1/3", "S3[-2/3]": "-2/3" });
  const mixing = broken("S1+S3").scalars.find(({ rows }) => rows.includes("S1"))!;
  expect(mixing.rows).toEqual(["S1", "S3[1/3]"]);
  expect(mixing.mass2[0][1]).toBe("-1/(2√2) lambda_H_Hd_S1_S3d v^2");
  expect(mixing.mass2[1][0]).toBe("-1/(2√2) lambda_H_Hd_S1_S3d* v^2");
});

test("vector-like top: four charge-2/3 masses from a 2 x 2 matrix of blocks", () => {
  expect(massesOf("VLQ_T")["Q[2/3] TL | uc TRc"]).toEqual([
    [
      ["y_Q_uc_H v/√2", "y_Q_H_TRc v/√2"],
      ["M_uc_TL^T", "M_TL_TRc"],
    ],
    4,
    0,
  ]);
});

test("vector-like leptons: three neutrinos stay massless", () => {
  const neutral = broken("VLL_L").fermions.find(({ kind }) => kind === "Majorana")!;
  expect([neutral.rows, neutral.massive, neutral.massless]).toEqual([["L[0]", "LL[0]", "LRc[0]"], 2, 3]);
});

test("other charges: gauged B - L keeps neutrinos of Dirac type while its own scalar has no value", () => {
  const neutrino = broken("SM_B-L").fermions.find(({ rows }) => rows.includes("L[0]"))!;
  expect([neutrino.kind, neutrino.columns, neutrino.matrix]).toEqual(["Dirac", ["nuc"], [["y_L_nuc_H v/√2"]]]);
});

const BROKEN = ["SM+xi", "GM", "MW", "Zee", "ZeeBabu", "Quad12", "Quad32", "R2", "R2t", "S1+S3", "Sx", "phi8", "3HDM"];

test.each(BROKEN)("%s: every product of components is neutral", (name) => {
  expect(broken(name).verdict).toEqual({
    passed: true,
    text: expect.stringMatching(/^the photon is massless and all \d+ products of components are neutral$/),
  });
});

test("Y and Y/2 are the same physics", () => {
  const sm = builtinTheory("sm");
  const doubled: Theory = {
    ...sm,
    hyperchargeConvention: "T3+Y/2",
    fields: sm.fields.map((field) => ({
      ...field,
      charges: field.charges.map(({ numerator, denominator }) => parseRational(`${2n * numerator}/${denominator}`)),
    })),
  };
  const { vacuum, summary, ...same } = breakResult(doubled, { generations: 3 });
  const { vacuum: plain, summary: text, ...rest } = broken("sm");
  expect(same).toEqual(rest);
  expect([vacuum.charge, plain.charge]).toEqual(["T3+Y/2", "T3+Y"]);
  expect(summary).toBe(text.replace("T3+Y", "T3+Y/2"));
});

function thrown(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
  }
  return "nothing";
}

test("what is no vacuum is refused", () => {
  const charged: Theory = builtinTheory("sm");
  const wrong = {
    ...charged,
    fields: charged.fields.map((field) => (field.name === "H" ? { ...field, charges: [parseRational("3/2")] } : field)),
  };
  expect(thrown(() => breakResult(wrong, { vacuum: ["H"], generations: 3 }))).toBe(
    'no component of the doublet is neutral: its vacuum value would break the electric charge at H: found "Y = 3/2", ' +
      "expected a charge of 1/2 or -1/2 under one gauged U(1), so that Q = T3+Y vanishes [lagrangian/charged-vacuum]",
  );
  expect(thrown(() => breakResult(wrong, { generations: 3 }))).toBe(
    'the theory has no scalar doublet with a neutral component at SM: found "Q, uc, dc, L, ec, H", expected one copy of a ' +
      "scalar doublet of a gauged SU(2) with a charge under one gauged U(1) [lagrangian/no-doublet]",
  );
  const doubled = { ...wrong, fields: wrong.fields.map((field) => ({ ...field, charges: [parseRational("1")] })) };
  expect(thrown(() => breakResult(doubled, { generations: 3 }))).toMatch(
    /no-doublet\]\. If Q = T3 \+ Y\/2, the file needs/,
  );
  expect(thrown(() => broken("sm", "Q"))).toBe(
    'the field is not a Higgs doublet at --vacuum: found "Q", expected one copy of a scalar that is a doublet of one gauged ' +
      "SU(2) and a singlet of every other SU(N) [lagrangian/not-a-doublet]",
  );
  expect(thrown(() => broken("sm", "h"))).toBe(
    'the theory has no such field at --vacuum: found "h", expected one of Q, uc, dc, L, ec, H ' +
      "[lagrangian/unknown-field]. Did you mean H, Q, L?",
  );
  expect(thrown(() => broken("left-right"))).toContain("[lagrangian/no-doublet]");
  expect(thrown(() => broken("R2", "R2"))).toContain("[lagrangian/not-a-doublet]");
});

test("the command", async () => {
  const context = createContext({ seed: 1, threads: 1, device: "cpu" });
  const { summary } = await breakTask.run(context, { model: "builtin:sm", vacuum: "H", generations: 1 });
  expect(summary).toContain("SM: <H[0]> = v/√2, Q = T3+Y");
  expect(summary).toContain("fermions of charge 2/3, L contains x^T M y + h.c.: 1 Dirac masses, 0 massless");
});

/**
 * Broken phases beyond the Standard Model: masses against the symbolic matrices of `lagrangian break`, sum rules, the seesaw,
 * what follows from what on the card, and what is refused.
 */
import { describe, expect, test } from "vitest";
import { theoryOf, weyl } from "../../builtin/notation.ts";
import { builtinTheory } from "../../builtin/theories.ts";
import { fermionSectors } from "../../breaking/fermionMasses.ts";
import type { MassTerm } from "../../breaking/massEntries.ts";
import type { MassSector } from "../../breaking/massSectors.ts";
import { scalarSectors } from "../../breaking/scalarMasses.ts";
import { breakTheory } from "../../breaking/vacuumProducts.ts";
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, conjugateComplex, multiplyComplex, scaleComplex, sumComplex } from "../../complexNumbers.ts";
import { evaluatePython } from "../pythonExpression.ts";
import { hasPython, importByPython } from "../trialPython.ts";
import type { Theory } from "../../theory.ts";
import { parameterValues } from "../ufoReader.ts";
import { brokenFiles } from "./brokenFiles.ts";
import { singularValues } from "./massDiagonalisation.ts";
import { trialModel, trialOf } from "./trialModel.ts";
import { verifyBroken } from "./verifyBroken.ts";

type Trial = ReturnType<typeof trialModel>;

/** The masses of a sector of `lagrangian break`, squared ones of scalars, at the numbers of the file; one generation. */
function sectorMasses({ model, content }: Trial, { rows, columns, entries, selfConjugate }: MassSector): number[] {
  const values = parameterValues(content, new Map());
  const vacuum = (factors: MassTerm["vacuumValues"]) =>
    factors.reduce((product, { name, root }) => {
      const [value] = values.get(name === "v" ? "vev" : name)!;
      return (product * value) / Math.sqrt(root);
    }, 1);
  const valueOf = ({ coupling, conjugate, imaginary, value, vacuumValues }: MassTerm): Complex => {
    const own = values.get(coupling)!;
    const number = conjugate ? conjugateComplex(own) : own;
    const factor = (Number(value.numerator) / Number(value.denominator)) * vacuum(vacuumValues);
    return multiplyComplex(imaginary ? [0, factor] : [factor, 0], number);
  };
  const matrix = entries.map((row, a) =>
    row.map((terms, b) =>
      scaleComplex(sumComplex(terms.map(valueOf)), 1 / Math.sqrt(rows[a].norm2 * columns[b].norm2)),
    ),
  );
  expect(model.build.components.generations).toBe(1);
  const { values: masses } = singularValues(matrix, columns.length);
  // Weyl fermions without a partner.
  return [...masses, ...Array.from({ length: selfConjugate ? 0 : Math.abs(rows.length - columns.length) }, () => 0)];
}

describe("masses are those of the symbolic matrices of `lagrangian break`", () => {
  const ONE_VALUE = ["SM+cS", "2HDM", "IDM", "S1", "R2", "VLQ_T", "VLL_L", "TypeIII", "Zee"];

  test.each([
    ...ONE_VALUE.map((name) => [name, []] as const),
    ["2HDM", ["H", "H2"]],
    ["TypeII", ["H", "Delta"]],
    ["SM_B-L", ["H", "chi"]],
  ] as const)("%s %j", (name, fields) => {
    const trial = trialModel(name, 1, {}, fields);
    const broken = breakTheory(trial.model.build.components.lagrangian.theory, fields);
    const { operators } = trial.model.build.components;
    const massesOf = (spin: number) =>
      trial.content.particles.flatMap(({ spin: own, name: particle, selfConjugate, colour, charge }) => {
        if (own !== spin) return [];
        const mass = trial.mass(particle);
        // Neutral spinors have one matrix, which shows a Dirac mass as two Majorana masses.
        const isDouble = spin === 2 && !selfConjugate && charge === 0 && colour === 1;
        return isDouble ? [mass, mass] : [mass];
      });
    const fermions = fermionSectors(broken, operators).flatMap((sector) => sectorMasses(trial, sector));
    expectSame(fermions.filter(isMassive), massesOf(2).filter(isMassive));
    const scalars = scalarSectors(broken, operators).flatMap((sector) => sectorMasses(trial, sector));
    expectSame(
      scalars.map(Math.sqrt).filter((mass) => mass > 1),
      massesOf(1),
    );
  });

  const isMassive = (mass: number) => mass > 1e-9;

  function expectSame(found: readonly number[], expected: readonly number[]): void {
    const [a, b] = [found, expected].map((own) => own.toSorted((x, y) => x - y));
    expect(a).toHaveLength(b.length);
    a.forEach((mass, k) => expect(mass / b[k]).toBeCloseTo(1, 9));
  }
});

describe("vertices and masses are the unbroken Lagrangian", () => {
  test.each([
    ["S1", 3, 2],
    ["TypeI", 3, 1],
    ["TypeIII", 2, 1],
    ["SM+S", 1, 1],
    ["SM+cS", 1, 1],
    ["2HDM", 2, 1],
    ["IDM", 1, 2],
    ["VLQ_T", 3, 1],
    ["VLL_L", 2, 1],
    ["Zee", 1, 1],
    ["S3", 1, 2],
    ["Sx", 1, 2],
    ["phi8", 1, 2],
    ["MW", 1, 2],
    ["SM_B-L", 1, 1],
  ])("%s, %i generations", (name, generations, draws) => {
    const { files, model } = trialModel(name, generations);
    const check = verifyBroken(files, model);
    expect(check.faults).toEqual([]);
    expect(check.draws).toBe(draws);
    expect(check.largestDifference).toBeLessThan(1e-12);
  });
});

test("S1: its mass is on the card, its coupling to h is the change of its mass with v", () => {
  const { content, coupling, model, value } = trialModel("S1", 3);
  expect(value("MS1")).toBe(1000);
  // M^2 = - mu2 + r(v) at fixed mu2, so d M^2/dv = d mu2/dv at fixed M.
  const at = (step: number) => {
    const values = parameterValues(content, new Map([["Gf", value("Gf") * (1 + step)]]));
    return { mu2: values.get("mu2_S1_S1d")![0], v2: values.get("vev")![0] ** 2 };
  };
  const [low, high] = [at(-0.1), at(0.1)];
  const slope = (high.mu2 - low.mu2) / (high.v2 - low.v2);
  const [re, im] = coupling("S1 S1~ h");
  expect([re, im]).toEqual([0, expect.closeTo(-slope * 2 * value("vev"), 8)]);
  // Colour and charge: the same photon coupling as a down quark.
  expect(model.build.particles.find(({ name }) => name === "S1")).toMatchObject({ colour: 3, pdgCode: 9000001 });
  expect(Math.hypot(...coupling("S1 S1~ a"))).toBeCloseTo(value("ee") / 3, 12);
});

test("S1: a term of the Lagrangian with the CKM matrix, u e S1 without and d v S1 with it", () => {
  const { coupling, value } = trialModel("S1", 3);
  const y = value("ry_Q_L_S1_1x1");
  expect(complexSize(coupling("u e- S1~", "ProjM"))).toBeCloseTo(y, 12);
  const V = [1, 2, 3].map((i) => [value(`CKM${i}x2`), Math.hypot(value(`CKM${i}x2`))]);
  expect(complexSize(coupling("s ve S1~", "ProjM"))).toBeCloseTo(y * Math.abs(V.reduce((sum, [re]) => sum + re, 0)), 4);
});

describe("neutrinos", () => {
  const { coupling, mass, value, content } = trialModel("TypeI", 3);

  test("the seesaw: m_light M = m_D^2, and the mixing is m_D/M", () => {
    [1, 2, 3].forEach((k) => {
      const dirac = (value(`ry_L_H_nuc_${k}x${k}`) * value("vev")) / Math.SQRT2;
      const heavy = mass(`nuc_g${k}`);
      expect((mass(`v${k}`) * heavy) / dirac ** 2).toBeCloseTo(1, 7);
      const [re, im] = coupling(`nuc_g${k} ${["e-", "mu-", "ta-"][k - 1]} W+`, "ProjM");
      expect((Math.hypot(re, im) * Math.SQRT2 * heavy) / value("g_W") / dirac).toBeCloseTo(1, 9);
    });
    expect(
      content.particles.filter(({ name }) => /^v\d|nuc/.test(name)).every(({ selfConjugate }) => selfConjugate),
    ).toBe(true);
  });

  test("Majorana neutrinos couple to the Z through gamma gamma5 alone", () => {
    const [left, right] = ["ProjM", "ProjP"].map((side) => coupling("v1 v1 Z", side));
    expect(left[1]).toBeCloseTo((value("g_W") * value("MZ")) / value("MW") / 2, 12);
    expect(right[1]).toBeCloseTo(-left[1], 12);
  });
});

describe("sum rules", () => {
  const sum = ({ coupling, content }: Trial, names: string) =>
    content.particles
      .filter(({ spin, selfConjugate }) => spin === 1 && selfConjugate)
      .reduce((total, { name }) => total + complexSize(coupling(`${names} ${name}`)) ** 2, 0);

  test.each(["SM+S", "SM+cS", "2HDM"])("%s: neutral scalars share g m_W (Gunion, Haber, Wudka 1991)", (name) => {
    const trial = trialModel(name, 1);
    const { value } = trial;
    expect(sum(trial, "W+ W-") / (value("g_W") * value("MW")) ** 2).toBeCloseTo(1, 12);
    expect(sum(trial, "Z Z") / ((value("g_W") * value("MZ") ** 2) / value("MW")) ** 2).toBeCloseTo(1, 12);
  });

  test("a top partner: couplings to W and b of u, c, t and T are a row of length 1, and the Z changes flavour", () => {
    const { coupling, value } = trialModel("VLQ_T", 3);
    const rows = ["u", "c", "t", "TL"].map((name) => complexSize(coupling(`${name}~ b W+`, "ProjM")) ** 2);
    expect((rows.reduce((total, own) => total + own, 0) * 2) / value("g_W") ** 2).toBeCloseTo(1, 12);
    // Z t T: g/(2c) sum over doublets of V*_it V_iT = - g/(2c) V*_Tt V_TT.
    const [mixed, own] = [coupling("t~ TL Z", "ProjM"), coupling("TL~ TL Z", "ProjM")].map(complexSize);
    expect(mixed).toBeGreaterThan(1e-3);
    expect(own).toBeGreaterThan(0);
    expect(coupling("t~ TL Z", "ProjP")).toEqual([0, 0]);
    expect(coupling("t~ TL a")).toEqual([0, 0]);
  });
});

describe("numbers that a user gives", () => {
  test("masses, Yukawa couplings with phases and strong mixing: all checks hold at them", () => {
    const given = { MS1: [1500, 0], MT: [173, 0], y_Q_L_S1_3x3: [0.3, -0.4] } as const;
    const s1 = trialModel("S1", 3, given);
    expect([s1.mass("S1"), s1.mass("t"), complexSize(s1.coupling("t ta- S1~", "ProjM"))]).toEqual([
      1500,
      173,
      expect.closeTo(0.5, 12),
    ]);
    expect(verifyBroken(s1.files, s1.model).faults).toEqual([]);
    const singlet = trialModel("SM+S", 1, { kappa_H_Hd_S: [60, 0], mu2_S_S: [-20000, 0] });
    expect(singlet.mass("Sx") / singlet.mass("h")).toBeGreaterThan(1.05);
    expect(complexSize(singlet.coupling("W+ W- h")) / (singlet.value("g_W") * singlet.value("MW"))).toBeLessThan(0.99);
    expect(verifyBroken(singlet.files, singlet.model).faults).toEqual([]);
  });

  test("a large mixing makes the vacuum unstable", () => {
    const given = { kappa_H_Hd_S: [5000, 0], lambda_H_H_Hd_Hd: [0.1, 0] } as const;
    expect(() => trialModel("SM+S", 1, given)).toThrow(/negative eigenvalue.*lagrangian\/unstable-vacuum/);
  });

  test.each([
    [{ MS2: [1, 0] }, /the model has no such parameter at --numbers: found "MS2".*unknown-parameter.*Nearest: MS1/],
    [{ vev: [1, 0] }, /this parameter follows from others at --numbers: found "vev"/],
    [{ MS1: [1, 2] }, /this parameter is real at MS1: found "an imaginary part of 2".*parameter-not-real/],
  ] as const)("%j is refused", (given, message) => {
    expect(() => trialModel("S1", 1, given)).toThrow(message);
  });
});

describe("what is written", () => {
  test("notes say the gauge, the doublet, linear terms and what does not follow other couplings", () => {
    const text = (name: string) => brokenFiles(trialModel(name, 1).model, { certificate: "" }).get("__init__.py")!;
    expect(text("2HDM")).toMatch(/vacuum: <H_2> = vev\/sqrt\(2\)\. .*unitary gauge/);
    expect(text("2HDM")).toMatch(/in which H2 stay without a vacuum value \(the Higgs basis\)/);
    expect(text("SM+S")).toMatch(/No vacuum value of S: a shift of the field/);
    expect(text("SM+S")).toMatch(/masses and rotations \(R_\) of h, Sx. They do not follow other couplings/);
    expect(text("SM")).not.toMatch(/do not follow|beyond the Standard Model/);
    expect(text("SM")).toMatch(/Fermions without a mass have one helicity/);
    expect(text("SM_B-L")).toMatch(/stay unbroken: Bp without a mass/);
  });

  test("masses and widths are numbers of the card under the codes of their particles", () => {
    const { files, content } = trialModel("S1", 3);
    const text = files.get("parameters.py")!;
    for (const { name, pdgCode, mass } of content.particles.filter((own) => own.mass !== "ZERO" && own.name !== "W+")) {
      const [, block, code] = new RegExp(`^${mass} = [^]*?lhablock = '(\\w+)',[^]*?lhacode = \\[ (\\d+) \\]`, "m").exec(
        text,
      )!;
      expect([name, block, Number(code)]).toEqual([name, "MASS", pdgCode]);
    }
    expect(text).toMatch(/WT = Parameter[^]*?lhablock = 'DECAY',[^]*?lhacode = \[ 6 \]/);
  });

  test.skipIf(!hasPython)("Python imports the folder and finds the same numbers (needs python3)", () => {
    const { files, content, values } = trialModel("TypeI", 3);
    const expressions = [
      ...new Set(content.vertices.flatMap(({ entries }) => entries.map(({ coupling }) => coupling))),
    ];
    const python = importByPython(files);
    expect(python).toMatchObject({ vertices: 107, couplings: content.couplings });
    const total = expressions.reduce(
      (sum, text) => sum + complexSize(evaluatePython(text, (name) => values.get(name))),
      0,
    );
    // Couplings of one value and other orders are listed twice; here none are.
    expect(expressions).toHaveLength(content.couplings);
    expect(python.total / total).toBeCloseTo(1, 12);
  });

  test("names are unique whatever their capitals: the h of Zee's model makes room for the Higgs boson", () => {
    const { content } = trialModel("Zee", 1);
    const names = content.particles.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(content.particles.filter(({ pdgCode }) => pdgCode === 25)).toMatchObject([{ name: "h", charge: 0 }]);
    expect(names).toContain("hx");
  });
});

/** Fields beside those of the Standard Model whose particles need all kinds of particles and antiparticles. */
const [SM_GROUPS, SM_FIELDS] = (({ groups, fields }) => [groups, fields])(builtinTheory("SM"));
const extended = (...notes: readonly (readonly [name: string, numbers: string])[]): Theory => {
  const added = theoryOf({
    name: "x",
    description: "",
    groups: SM_GROUPS,
    fields: notes.map(([name, numbers]) => weyl(name, numbers)),
  });
  return { ...added, fields: [...SM_FIELDS, ...added.fields] };
};

describe("unusual fermions: charges of both signs in one multiplet, one side of a mass matrix longer than the other", () => {
  test.each([
    ["a quintuplet, with doubly charged and Majorana particles", [["Psi", "1 5 0"]]],
    [
      "a quadruplet of charges 2 to -1",
      [
        ["F", "1 4 1/2"],
        ["Fc", "1 4 -1/2"],
        ["T", "1 3 0"],
      ],
    ],
    [
      "a triplet whose neutral component joins the neutrinos",
      [
        ["F", "1 3 1"],
        ["Fc", "1 3 -1"],
      ],
    ],
    ["gluinos", [["gl", "8 1 0"]]],
  ] as const)("%s", (_, notes) => {
    const { files, model } = trialOf(extended(...notes), 2);
    expect(verifyBroken(files, model).faults).toEqual([]);
  });
});

describe("what is refused", () => {
  test("four generations", () => {
    expect(() => trialModel("SM", 4)).toThrow(/found "4 generations", expected 1, 2 or 3.*too-many-generations/);
  });

  test.each([
    ["left-right", "lagrangian/no-doublet", "left-right", "scalar doublet"],
    ["SU5-GG", "lagrangian/no-doublet", "SU5-GG", "scalar doublet"],
  ])("%s: %s at %s", (name, code, place, expected) => {
    expect(() => trialModel(name, 1)).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({ code, place, expected: expect.stringContaining(expected) }),
      }),
    );
  });
});

/**
 * UFO models: the vertices that are read back sum to the Lagrangian on random fields, the conventions are those of the
 * files that FeynRules writes, Python imports the directory, and damage is seen.
 */
import { describe, expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { hasPython, importByPython } from "./trialPython.ts";
import { ufoFiles } from "./ufoFiles.ts";
import type { FileTexts } from "./ufoDocument.ts";
import { ufoModel } from "./ufoModel.ts";
import { readUfo } from "./ufoReader.ts";
import { verifyUfo } from "./verifyUfo.ts";

const library = createStructureLibrary(6);

function exported(theory: Theory, generations: number) {
  const model = ufoModel(renormalisableLagrangian(theory, library), generations);
  return { model, files: ufoFiles(model, { certificate: "certificate: none" }) };
}

/** Quarks, gluons and a W: enough to compare conventions. */
const sm = exported(builtinTheory("sm"), 1);

test("two U(1)s mix: the second boson couples to the charge of the first with a number of its own", () => {
  const { model, files } = exported(builtinTheory("SM_B-L"), 1);
  const mixing = model.parameters.filter(({ name }) => name.startsWith("gmix"));
  expect(mixing).toMatchObject([{ kind: "gauge", defaultValue: 0 }]);
  const [{ name }] = mixing;
  expect(files.get("__init__.py")).toContain(`Kinetic mixing of U(1) factors is in the couplings ${name}`);
  expect(files.get("couplings.py")).toContain(name);
  // Without it the vertices are those of another theory.
  const without = files.get("couplings.py")!.replaceAll(name, "0");
  expect(verifyUfo(new Map([...files, ["couplings.py", without]]), model, { draws: 1 }).faults).not.toEqual([]);
});

/** SM with leptoquark S1 and sterile neutrinos. */
const worked = theoryFromJson(
  {
    name: "SM, S1 and sterile neutrinos",
    groups: [
      { name: "SU3", type: "SU", N: 3 },
      { name: "SU2", type: "SU", N: 2 },
      { name: "Y", type: "U1" },
    ],
    fields: [
      { name: "Q", spin: "1/2", helicity: "-1/2", irreps: { SU3: "3", SU2: "2" }, charges: { Y: "1/6" }, copies: 3 },
      { name: "uc", spin: "1/2", helicity: "-1/2", irreps: { SU3: "3bar" }, charges: { Y: "-2/3" }, copies: 3 },
      { name: "dc", spin: "1/2", helicity: "-1/2", irreps: { SU3: "3bar" }, charges: { Y: "1/3" }, copies: 3 },
      { name: "L", spin: "1/2", helicity: "-1/2", irreps: { SU2: "2" }, charges: { Y: "-1/2" }, copies: 3 },
      { name: "ec", spin: "1/2", helicity: "-1/2", charges: { Y: "1" }, copies: 3 },
      { name: "N", spin: "1/2", helicity: "-1/2", copies: 3 },
      { name: "H", spin: "0", irreps: { SU2: "2" }, charges: { Y: "1/2" } },
      { name: "S1", spin: "0", irreps: { SU3: "3bar" }, charges: { Y: "1/3" } },
    ],
  },
  "test",
).theory;

describe("vertices sum to the Lagrangian", () => {
  test.each(["SM", "2HDM", "SM+cS", "GM", "S1+S3", "MW", "Sx", "VLQ_T", "TypeIII", "SM_B-L"])(
    "%s, one generation",
    (name) => {
      const { model, files } = exported(builtinTheory(name), 1);
      const check = verifyUfo(files, model, { draws: 1 });
      expect(check.faults).toEqual([]);
      expect(check.largestDifference).toBeLessThan(1e-12);
    },
  );

  test("the Standard Model with S1 and sterile neutrinos, three generations", () => {
    const { model, files } = exported(worked, 3);
    const check = verifyUfo(files, model, { draws: 1 });
    expect(check.faults).toEqual([]);
    // 21 quarks and leptons, 3 sterile neutrinos, the doublet, S1, gluon, W+, W3 and B.
    expect(check.particles).toBe(31);
    const content = readUfo(files);
    const massive = content.particles.filter(({ mass }) => mass !== "ZERO").map(({ name, mass }) => `${name} ${mass}`);
    expect(massive).toEqual(["N_g1 MN_1", "N_g2 MN_2", "N_g3 MN_3", "H_1 MH", "H_2 MH", "S1 MS1"]);
    expect(content.particles.filter(({ selfConjugate }) => selfConjugate).map(({ name }) => name)).toEqual([
      "N_g1",
      "N_g2",
      "N_g3",
      "G",
      "W_h1",
      "B",
    ]);
  });
});

describe("conventions of FeynRules' files", () => {
  const content = readUfo(sm.files);
  const vertexOf = (...names: string[]) =>
    content.vertices.find(
      ({ particles }) =>
        particles.map(({ particle, anti }) => (anti ? particle.antiname : particle.name)).join(" ") === names.join(" "),
    )!;

  test("quark, quark, gluon: iG T(3,2,1); three gluons: -G f(1,2,3)", () => {
    const [quarks] = vertexOf("Q_1~", "Q_1", "G").entries;
    expect([quarks.colour, quarks.lorentz, quarks.coupling]).toEqual([
      "T(3,2,1)",
      "Gamma(3,2,-1)*ProjM(-1,1)",
      "complex(0,1)*G",
    ]);
    const [right] = vertexOf("uc~", "uc", "G").entries;
    expect([right.colour, right.lorentz, right.coupling]).toEqual([
      "T(3,2,1)",
      "Gamma(3,2,-1)*ProjP(-1,1)",
      "complex(0,1)*G",
    ]);
    const [gluons] = vertexOf("G", "G", "G").entries;
    expect([gluons.colour, gluons.coupling]).toEqual(["f(1,2,3)", "-G"]);
    expect(vertexOf("G", "G", "G", "G").entries).toHaveLength(6);
  });

  test("W couples to left-handed quarks with g/sqrt(2), the up quark has charge 2/3", () => {
    const [charged] = vertexOf("Q_1~", "Q_2", "W_12").entries;
    expect(charged.coupling).toBe("cmath.sqrt(2)/2.*complex(0,1)*g_W");
    const charges = Object.fromEntries(content.particles.map(({ name, charge }) => [name, charge]));
    expect(charges).toMatchObject({
      Q_1: 2 / 3,
      Q_2: -1 / 3,
      uc: 2 / 3,
      dc: -1 / 3,
      L_1: 0,
      L_2: -1,
      ec: -1,
      H_1: 1,
      W_12: 1,
    });
  });

  test("coupling orders are plain dictionaries of whole numbers", () => {
    expect(sm.files.get("couplings.py")).toContain("order = {'QCD':2}");
    const orders = content.vertices.flatMap(({ entries }) => entries.flatMap((entry) => [...entry.orders.values()]));
    expect(orders.every(Number.isInteger)).toBe(true);
  });

  test("the caveat about Weyl fields stands in the model", () => {
    expect(sm.files.get("__init__.py")).toMatch(/Caveat: a single Weyl field is written as a Dirac spinor/);
  });
});

describe("damage is seen", () => {
  const damaged = (file: string, from: string, to: string): FileTexts => {
    const text = sm.files.get(file)!;
    expect(text).toContain(from);
    return new Map([...sm.files, [file, text.replace(from, to)]]);
  };

  test.each([
    ["couplings.py", "'-G'", "'G'"],
    ["couplings.py", "'complex(0,1)*y_Q_uc_H'", "'-complex(0,1)*y_Q_uc_H'"],
    ["vertices.py", "'T(3,2,1)'", "'T(3,1,2)'"],
    ["lorentz.py", "ProjM(-1,1)", "ProjP(-1,1)"],
    ["couplings.py", "'2*complex(0,1)*g_W**2'", "'complex(0,1)*g_W**2'"],
    ["particles.py", "mass = Param.MH", "mass = Param.ZERO"],
  ])("%s: %s to %s", (file, from, to) => {
    const files = damaged(file, from, to);
    const faults = () => verifyUfo(files, sm.model, { draws: 1 }).faults;
    if (to.includes("ProjP")) expect(faults).toThrow("projected away");
    else expect(faults().join()).toMatch(/differ from the Lagrangian/);
  });

  test("a wrong charge is a fault, an unknown name an error", () => {
    const charged = damaged("particles.py", "charge = 2/3.", "charge = 1/3.");
    expect(verifyUfo(charged, sm.model, { draws: 1 }).faults.join()).toMatch(/V_\d+ violates charge/);
    expect(() => readUfo(damaged("vertices.py", "L.FFV1", "L.FFV9"))).toThrow(/ufo-incomplete/);
  });
});

test("a colour irrep that UFO lacks is refused by name", () => {
  const theory = theoryFromJson(
    {
      name: "decuplet",
      groups: [{ name: "SU3", type: "SU", N: 3 }],
      fields: [{ name: "D", spin: "0", irreps: { SU3: "10" } }],
    },
    "test",
  ).theory;
  expect(() => exported(theory, 1)).toThrow(/lagrangian\/colour-not-in-ufo/);
});

test.skipIf(!hasPython)("Python imports the directory and all names resolve (needs python3)", () => {
  const { files } = exported(worked, 3);
  const content = readUfo(files);
  const particles = content.particles.reduce((sum, { selfConjugate }) => sum + (selfConjugate ? 1 : 2), 0);
  expect(importByPython(files)).toMatchObject({
    particles,
    vertices: content.vertices.length,
    couplings: content.couplings,
  });
});

import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { auditModel } from "../audit/audit.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { parseAutoEft } from "./autoEft.ts";

const SMEFT = `# a model file
name: SMEFT
description: Standard Model with baryon number

symmetries:
  lorentz_group:
    tex: SO^+(1,3)
  sun_groups:
    SU3:
      N: 3
      indices: [a,b,c]
    SU2:
      N: 2
  u1_groups:
    U1:
      tex: U(1)
    Bno: {}

fields:
  GL:
    representations:
      Lorentz: -1
      SU3: [2,1]
    tex: G_{\\mathrm{L}}
    tex_hc: G_{\\mathrm{R}}
  WL:
    representations:
      Lorentz: -1
      SU2: (2)
  BL:
    representations:
      Lorentz: -1
  QL:
    representations: # a comment
      Lorentz: -1/2
      SU3: [1]
      SU2: [1]
      U1: 1/6
      Bno: 1/3
    generations: 3
  uR:
    representations:
      Lorentz: 1/2
      SU3: (1,0)
      U1: 2/3
      Bno: 1/3
    generations: 3
  dR:
    representations:
      Lorentz: 1/2
      SU3: [1]
      U1: -1/3
      Bno: 1/3
    generations: 3
  LL:
    representations:
      Lorentz: -1/2
      SU2: [1]
      U1: -1/2
    generations: 3
  eR:
    representations:
      Lorentz: 1/2
      U1: -1
    generations: 3
  H:
    representations:
      SU2: [1]
      U1: 1/2
    tex: H
`;

test("groups with their bosons, baryon number global, and fields of both chiralities", () => {
  const { theory, listsTerms } = parseAutoEft(SMEFT, "sm.yml");
  expect(listsTerms).toBe(false);
  expect(theory.groups).toEqual([
    { kind: "SU", name: "SU3", n: 3, gauged: true, boson: "G" },
    { kind: "SU", name: "SU2", n: 2, gauged: true, boson: "W" },
    { kind: "U1", name: "U1", gauged: true, boson: "B" },
    { kind: "U1", name: "Bno", gauged: false },
  ]);
  expect(theory.fields.map(({ name, twiceHelicity, copies }) => `${name} ${twiceHelicity} ${copies}`)).toEqual([
    "QL -1 3",
    "uR 1 3",
    "dR 1 3",
    "LL -1 3",
    "eR 1 3",
    "H 0 1",
  ]);
});

test("the operators of dimension 6 that conserve baryon number are 2499, and 3045 without it", () => {
  const count = (text: string) => {
    const { theory } = parseAutoEft(text, "sm.yml");
    const { types } = countOperators(theory, { ...BASIS, dimension: 6, generations: 3 });
    return types.reduce((sum, { operators }) => sum + Number(operators), 0);
  };
  expect(count(SMEFT)).toBe(2499);
  expect(count(SMEFT.replaceAll(/\n +Bno:.*/g, ""))).toBe(3045);
});

test("the audit lists what the fields allow at dimension 2 to 4", () => {
  const { complete, types } = auditModel(parseAutoEft(SMEFT, "sm.yml"));
  expect([complete, types.map(({ allowed }) => allowed)]).toEqual([undefined, [1, 9, 9, 9, 1]]);
});

const failure = (text: string): string => {
  try {
    parseAutoEft(text, "bad.yml");
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "no error";
};

test.each([
  [
    SMEFT.replace("generations: 3", "flavours: 3"),
    'found "flavours", expected one of representations, generations, tex, tex_hc',
  ],
  [SMEFT.replace("SU3: [2,1]", "SU3: 8"), 'at bad.yml:23: found "8", expected Young rows [2,1] or Dynkin labels (1,1)'],
  [SMEFT.replace("Lorentz: -1/2", "Lorentz: -3/2"), 'found "-3/2", expected a helicity from -1 to 1 in steps of 1/2'],
  [SMEFT.replace("    tex: H", "    - H"), 'found "- H", expected a line KEY: VALUE'],
  [SMEFT.replace("N: 3", "N: x"), 'found "SU3", expected N: 2 or more of a group'],
  [SMEFT.replace("SU2: (2)", "SU2: (1)"), 'found "WL", expected field strengths in adjoints or singlets'],
  [SMEFT.replace("  uR:", "  QL:"), 'found "QL:", expected each key once in a block'],
])("bad input is refused (%#)", (text, expected) => {
  expect(failure(text)).toContain(`${expected} [lagrangian/unknown-construct]`);
});

/** Theories as people write them, right and wrong. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { formatRational } from "../exact/index.ts";
import { builtinNames, builtinTheory } from "./builtin/theories.ts";
import { checkTheory } from "./checkTheory.ts";
import { readTheory } from "./readTheory.ts";
import { lettersOf } from "./theory.ts";
import { theoryFromJson } from "./theoryJson.ts";
import { theoryFromTokens } from "./tokenList.ts";

const GROUPS = [
  { name: "SU3", type: "SU", N: 3, gauged: true },
  { name: "SU2", type: "SU", N: 2 },
  { name: "Y", type: "U1" },
  { name: "Z2", type: "Z", M: 2 },
] as const;

const QUARK = {
  name: "Q",
  spin: "1/2",
  helicity: "-1/2",
  irreps: { SU3: 3, SU2: "2" },
  charges: { Y: "1/6" },
  copies: "Nf",
};

function theoryWith(...fields: readonly object[]): unknown {
  return { name: "test", groups: GROUPS, fields };
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

const refusal = (...fields: readonly object[]): string =>
  messageOf(() => theoryFromJson(theoryWith(...fields), "t.json"));

test("a theory file", () => {
  const { theory, options } = theoryFromJson(
    {
      ...(theoryWith(QUARK, { name: "S", spin: 0, real: true, z: { Z2: -1 }, latex: "S" }) as object),
      options: { dmax: 6, eom: "keep" },
    },
    "t.json",
  );
  expect(options).toEqual({ dmax: 6, eom: "keep" });
  expect(
    theory.fields.map(({ name, irreps, charges, residues, copies, real }) => [
      name,
      irreps,
      charges.map(formatRational),
      residues,
      copies,
      real,
    ]),
  ).toEqual([
    ["Q", [[1, 0], [1]], ["1/6"], [0], "Nf", false],
    ["S", [[0, 0], [0]], ["0"], [1], 1, true],
  ]);
  expect(lettersOf(theory).map(({ name, charges, residues }) => `${name} ${charges[0]} ${residues[0]}`)).toEqual([
    "G 0 0",
    "G+ 0 0",
    "W 0 0",
    "W+ 0 0",
    "B 0 0",
    "B+ 0 0",
    "Q 1 0",
    "Q+ -1 0",
    "S 0 1",
  ]);
});

test("the same charge in whatever fraction", () => {
  const charge = (text: string | number) => {
    const { theory } = theoryFromJson(theoryWith({ ...QUARK, charges: { Y: text } }), "t.json");
    return theory.fields[0].charges[0];
  };
  for (const text of ["2/4", "0.5", 0.5, " 1 / 2", "3/6"]) expect(charge(text)).toEqual(charge("1/2"));
  expect(theoryFromJson(theoryWith({ ...QUARK, charges: ["1/2"] }), "t.json").theory.fields[0].charges[0]).toEqual(
    charge("1/2"),
  );
});

test("a charge that was rounded is refused, since it would forbid terms silently", () => {
  const charge = (Y: unknown) => () => theoryFromJson(theoryWith({ ...QUARK, charges: { Y } }), "t.json");
  expect(messageOf(charge("0.333"))).toBe(
    'a charge looks rounded, and charges are exact at Y of field Q of t.json: found "0.333", ' +
      'expected "1/3", or "333/1000" if that is meant [lagrangian/rounded-charge]',
  );
  const thirds = [1 / 3, 0.67, -0.66, 1 / 6, "0.1667", 0.14285714, -7 / 12, "4.3333"];
  for (const rounded of thirds) expect(messageOf(charge(rounded)), String(rounded)).toContain("rounded-charge");
  for (const exact of [0.5, 0.25, 0.75, 0.125, 0.1, 0.3, 0.35, "0.0625", "1.20", 2, "333/1000"]) {
    expect(charge(exact), String(exact)).not.toThrow();
  }
});

test("irreps by name, dimension, labels", () => {
  const irreps = (SU3: unknown) =>
    theoryFromJson(theoryWith({ ...QUARK, irreps: { SU3 } }), "t.json").theory.fields[0].irreps;
  expect([3, "3bar", -3, "6", "8", "[2,1]", [4, 0], "15'"].map(irreps)).toEqual(
    [
      [1, 0],
      [0, 1],
      [0, 1],
      [2, 0],
      [1, 1],
      [2, 1],
      [4, 0],
      [4, 0],
    ].map((labels) => [labels, [0]]),
  );
});

test("wrong fields: irreps", () => {
  expect(refusal({ ...QUARK, irreps: { SU3: 5 } })).toMatch(
    /^SU\(3\) has no irrep of this name at SU3 of field Q of t\.json: found "5", expected a name such as 1, 3, 3bar, 6/,
  );
  expect(refusal({ ...QUARK, irreps: { SU3: 15 } })).toMatch(
    /^several SU\(3\) irreps have this dimension at SU3 of field Q of t\.json: found "15", expected .*\[2,1\] or \[4,0\] \(15'\)/,
  );
  expect(refusal({ ...QUARK, irreps: { SU3: [1] } })).toBe(
    "these are no Dynkin labels of SU(3) at SU3 of field Q of t.json: found [1], expected 2 non-negative integers " +
      "[exact/wrong-dynkin-labels]",
  );
  expect(refusal({ ...QUARK, irreps: { SU3: [1, -1] } })).toMatch(/exact\/wrong-dynkin-labels/);
  expect(refusal({ ...QUARK, irreps: { SU4: 3 } })).toBe(
    'the theory has no SU(N), SO(N) or Sp(N) of this name at irreps of field Q of t.json: found "SU4", expected SU3, SU2 ' +
      "[lagrangian/unknown-group]. Nearest: SU3, SU2",
  );
});

test("wrong fields: charges, spins, copies", () => {
  expect(refusal({ ...QUARK, charges: { Y: "1/0" } })).toBe(
    'a fraction has denominator 0 at Y of field Q of t.json: found "1/0", expected a denominator other than 0 ' +
      "[exact/denominator-zero]",
  );
  for (const text of ["NaN", "sqrt(2)", "1.5e3", ""]) {
    expect(refusal({ ...QUARK, charges: { Y: text } })).toMatch(/^a text is not a rational number at Y of field Q/);
  }
  expect(refusal({ ...QUARK, charges: ["1/6", 1] })).toBe(
    'a field needs one charge for each U(1) at field Q of t.json: found ["1/6", 1], expected 1 charges, of Y ' +
      "[lagrangian/wrong-number-of-charges]",
  );
  const spins = "expected spin 0 without helicity, or spin 1/2 with helicity -1/2 (left-handed) or 1/2 (right-handed)";
  expect(refusal({ name: "S", spin: 0, helicity: "1/2" })).toContain(
    `found "1/2", ${spins} [lagrangian/helicity-of-scalar]`,
  );
  expect(refusal({ name: "V", spin: 1 })).toContain(`found 1, ${spins} [lagrangian/unknown-spin]`);
  expect(refusal({ name: "P", spin: "1/2" })).toContain("a fermion needs its helicity at field P of t.json: expected");
  expect(refusal({ name: "P", spin: "1/2", helicity: 1 })).toContain("[lagrangian/unknown-helicity]");
  for (const copies of [0, -1, 1.5, "NF", "2x"]) {
    expect(refusal({ ...QUARK, copies })).toContain("expected 1, 2, 3, ... or Nf [lagrangian/copies-not-positive]");
  }
});

test("wrong fields: real scalars", () => {
  const real = (field: object): string => refusal({ name: "S", spin: 0, real: true, ...field });
  expect(real({ irreps: { SU2: 2 } })).toBe(
    'a scalar in the pseudo-real irrep 2 of SU2 cannot be real at field S of t.json: found "real: true" ' +
      "[lagrangian/real-field-impossible]. Its conjugate is equivalent to it, but only by an antisymmetric form: a single " +
      "real one does not exist",
  );
  expect(real({ irreps: { SU3: "3bar" } })).toContain("a scalar in the complex irrep 3bar of SU3 cannot be real");
  expect(real({ charges: { Y: 1 } })).toContain("a charged scalar cannot be real");
  expect(real({ spin: "1/2", helicity: "1/2" })).toContain("A Majorana fermion is one Weyl field in a real irrep");
  expect(() =>
    theoryFromJson(theoryWith({ name: "S", spin: 0, real: true, irreps: { SU3: 8, SU2: 3 } }), "t.json"),
  ).not.toThrow();
});

test("two pseudo-real irreps together are real", () => {
  const groups = [
    { name: "SU2L", type: "SU", N: 2 },
    { name: "SU2R", type: "SU", N: 2 },
  ];
  const bidoublet = { name: "Phi", spin: 0, real: true, irreps: { SU2L: 2, SU2R: 2 } };
  expect(() => theoryFromJson({ name: "so4", groups, fields: [bidoublet] }, "t.json")).not.toThrow();
});

test("wrong names", () => {
  expect(refusal(QUARK, QUARK)).toBe(
    'two fields have the same name at t.json: found "Q", expected different names [lagrangian/name-twice]',
  );
  expect(refusal({ ...QUARK, name: "G" })).toContain("a field strength and a field have the same name");
  expect(refusal({ ...QUARK, name: "Q+" })).toContain("X+ is how the conjugate of X is written; list X alone");
  const conjugate = {
    name: "Qbar",
    spin: "1/2",
    helicity: "1/2",
    irreps: { SU3: "3bar", SU2: 2 },
    charges: { Y: "-1/6" },
  };
  expect(refusal(QUARK, conjugate)).toBe(
    'a field and its own conjugate are both listed at t.json: found ["Q", "Qbar"], expected Q alone; Q+ is its conjugate ' +
      "[lagrangian/conjugate-listed]. If they are different fields, give the second a name of its own",
  );
  expect(() => theoryFromJson(theoryWith(QUARK, { ...conjugate, charges: { Y: 1 } }), "t.json")).not.toThrow();
});

test("wrong shapes", () => {
  const shape = (value: unknown): string => messageOf(() => theoryFromJson(value, "t.json"));
  expect(shape([])).toMatch(/^this is no theory at t\.json: .*\[lagrangian\/bad-theory\]$/);
  expect(shape({ groups: [] })).toBe(
    "something is missing in a theory at fields of t.json: expected a list of fields, each with name and spin " +
      "[lagrangian/bad-theory]",
  );
  expect(shape({ name: "x", groups: [], fields: [], group: 3 })).toBe(
    'a theory has no such entry at t.json: found "group" [lagrangian/bad-theory]. Did you mean groups?',
  );
  expect(shape({ name: "x", groups: [{ name: "SU1", type: "SU", N: 1 }], fields: [] })).toBe(
    "this is no theory at N of group SU1 of t.json: found 1, expected a whole number of at least 2 [lagrangian/bad-theory]",
  );
  expect(shape({ name: "x", groups: [{ name: "E8", type: "E8" }], fields: [] })).toContain(
    'type of group E8 of t.json: found "E8", expected SU, SO or Sp (with N), U1, or Z (with M)',
  );
  expect(shape(theoryWith({ ...QUARK, copies: true }))).toContain(
    "copies of field Q of t.json: found true, expected a",
  );
  expect(shape(theoryWith({ name: "S" }))).toContain(
    "missing in a theory at spin of field S of t.json: expected 0 or 1/2",
  );
  expect(shape(theoryWith({ spin: 0 }))).toContain("missing in a theory at name of field 1 of t.json: expected a name");
  expect(shape(theoryWith({ name: "S", spin: 0, irrep: {} }))).toBe(
    'a theory has no such entry at field S of t.json: found "irrep" [lagrangian/bad-theory]. Did you mean irreps?',
  );
  expect(shape(theoryWith({ name: "S", spin: 0, z: { Z2: "1/2" } }))).toContain(
    'Z2 of z of field S of t.json: found "1/2", expected a whole number for each Z_M',
  );
  expect(
    messageOf(() =>
      checkTheory({ ...builtinTheory("sm"), fields: [{ ...builtinTheory("sm").fields[0], irreps: [] }] }, "sm"),
    ),
  ).toBe(
    "a field has a wrong number of irreps at field Q of sm: found 0, expected 2, one for each SU(N), SO(N) and Sp(N) " +
      "[lagrangian/wrong-number-of-irreps]",
  );
});

test("token lists", () => {
  const theory = theoryFromTokens(
    "[SOS] FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU3 - 3 SU2 2 U1 2 / 6 HEL - 1 / 2 [EOS]",
  );
  expect(theory.hyperchargeConvention).toBe("T3+Y/2");
  expect(
    theory.fields.map(({ name, twiceHelicity, irreps, charges }) => [
      name,
      twiceHelicity,
      irreps,
      formatRational(charges[0]),
    ]),
  ).toEqual([
    ["f0", 0, [[0, 0], [1]], "1"],
    ["f1", -1, [[0, 1], [1]], "1/3"],
  ]);
  expect(theoryFromTokens("FIELD SPIN 0 SU3 1 0 U1 - 1 2").fields[0]).toMatchObject({ irreps: [[3, 0], [0]] });
  expect(theoryFromTokens("FIELD SPIN 0 SU3 DYN 1 0 SU2 DYN 4").fields[0]).toMatchObject({ irreps: [[1, 0], [4]] });
  expect(theoryFromTokens("").fields).toEqual([]);
});

test("wrong token lists", () => {
  const refused = (text: string): string => messageOf(() => theoryFromTokens(text));
  expect(refused("FIELD SPIN 0 SU2 two")).toBe(
    'these words are not of the grammar at word 5: found "two", expected a digit [lagrangian/unreadable-words]',
  );
  expect(refused("FIELD SU2 2")).toContain('at word 2: found "SU2", expected SPIN');
  expect(refused("FIELD SPIN 0 [EOS] FIELD")).toContain('found "FIELD", expected nothing after [EOS]');
  expect(refused("FIELD SPIN 0 SU3 15")).toContain("at word 5");
});

const YAML_THEORY = `
# a leptoquark
name: leptoquark
groups:
  - {name: SU3, type: SU, N: 3}
  - {name: Y, type: U1}
fields:
  - name: S1
    spin: 0
    irreps: {SU3: 3bar}
    charges: {Y: 1/3}
options: {dmax: 5}
`;
const JSON_THEORY = {
  name: "leptoquark",
  groups: [
    { name: "SU3", type: "SU", N: 3 },
    { name: "Y", type: "U1" },
  ],
  fields: [{ name: "S1", spin: 0, irreps: { SU3: "3bar" }, charges: { Y: "1/3" } }],
  options: { dmax: 5 },
};

test("what the command line takes for a theory", () => {
  const folder = mkdtempSync(join(tmpdir(), "theory-"));
  try {
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    expect(readTheory(file("t.json", JSON.stringify(theoryWith(QUARK)))).theory.fields).toHaveLength(1);
    expect(messageOf(() => readTheory(file("bad.json", "{")))).toContain("[lagrangian/not-json]");
    expect(messageOf(() => readTheory(file("t.txt", "name: t")))).toContain("[lagrangian/unknown-theory-format]");
    const yaml = file("t.yaml", YAML_THEORY);
    expect(readTheory(yaml)).toEqual(readTheory(file("same.json", JSON.stringify(JSON_THEORY))));
    expect(readTheory(file("editor.yaml", `\uFEFF${YAML_THEORY.trim()}`))).toEqual(readTheory(yaml));
    expect(readTheory(file("leptoquark.yml", YAML_THEORY.replace("name: leptoquark\n", "")))).toEqual(readTheory(yaml));
    expect(messageOf(() => readTheory(file("t.yml", "name: t")))).toMatch(
      /groups of .*t\.yml.*\[lagrangian\/bad-theory\]/,
    );
    expect(messageOf(() => readTheory(file("l.yml", "name: t\n- x")))).toContain("[lagrangian/unknown-construct]");
    expect(messageOf(() => readTheory(join(folder, "none.json")))).toContain("[lagrangian/theory-not-found]");
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(readTheory("FIELD SPIN 0").theory.fields).toHaveLength(1);
  expect(readTheory("builtin:2hdm").theory.name).toBe("2HDM");
  expect(readTheory("Pati-Salam").theory.groups).toHaveLength(3);
  expect(messageOf(() => readTheory("builtin:pati-salami"))).toMatch(
    /^there is no built-in theory of this name: found "pati-salami", expected one of SM, .* \[lagrangian\/unknown-theory\]\. Nearest: pati-salam/,
  );
});

const GUT_GROUPS = [
  { name: "SO10", type: "SO", N: 10 },
  { name: "Sp4", type: "Sp", N: 4, gauged: false },
];

test("SO(N) and Sp(N): irreps by name or Dynkin labels, singlets where nothing is said, conjugates by the group", () => {
  const fields = [
    { name: "F", spin: "1/2", helicity: "-1/2", irreps: { SO10: "16" }, copies: "Nf" },
    { name: "H", spin: 0, real: true, irreps: { SO10: 10, Sp4: "5" } },
    { name: "D", spin: 0, irreps: { SO10: [0, 0, 0, 2, 0], Sp4: "4" } },
  ];
  const { theory } = theoryFromJson({ name: "gut", groups: GUT_GROUPS, fields }, "gut.json");
  expect(theory.groups).toEqual([
    { kind: "SO", name: "SO10", n: 10, gauged: true, boson: undefined },
    { kind: "Sp", name: "Sp4", n: 4, gauged: false, boson: undefined },
  ]);
  expect(
    lettersOf(theory).map(({ name, irreps }) => [name, irreps.map((labels) => labels.join("")).join(" ")]),
  ).toEqual([
    ["ASO10", "01000 00"],
    ["ASO10+", "01000 00"],
    ["F", "00001 00"],
    ["F+", "00010 00"],
    ["H", "10000 01"],
    ["D", "00020 10"],
    ["D+", "00002 10"],
  ]);
});

test("SO(N) and Sp(N): what is refused", () => {
  const refused = (group: object, field: object) =>
    messageOf(() => theoryFromJson({ name: "gut", groups: [{ name: "G", ...group }], fields: [field] }, "gut.json"));
  const scalar = (irrep: string, real = false) => ({ name: "S", spin: 0, real, irreps: { G: irrep } });
  expect(refused({ type: "SO", N: 4 }, scalar("4"))).toBe(
    "there is no group SO(N) of this size at group G of gut.json: found 4, expected 3, or a whole number from 5 on " +
      "(SO(2) is U(1), SO(4) is SU(2) x SU(2)) [exact/unknown-group]",
  );
  expect(refused({ type: "Sp", N: 5 }, scalar("5"))).toBe(
    "there is no group Sp(N) of this size at group G of gut.json: found 5, expected an even number from 2 on " +
      "[exact/unknown-group]",
  );
  expect(refused({ type: "SO", N: 8 }, scalar("8"))).toBe(
    'several SO(8) irreps have this dimension at G of field S of gut.json: found "8", expected Dynkin labels: ' +
      "[1,0,0,0] or [0,0,1,0] (8') or [0,0,0,1] (8'') [exact/ambiguous-irrep]",
  );
  expect(refused({ type: "SO", N: 10 }, scalar("126bar", true))).toBe(
    'a scalar in the complex irrep 126bar of G cannot be real at field S of gut.json: found "real: true" ' +
      "[lagrangian/real-field-impossible]. Leave out real",
  );
  expect(refused({ type: "Sp", N: 6 }, scalar("14'", true))).toMatch(
    /^a scalar in the pseudo-real irrep 14' of G cannot be real .* \[lagrangian\/real-field-impossible\]/,
  );
});

test("every built-in theory is one", () => {
  const names = [
    ...builtinNames().map(({ name }) => name),
    "smeft",
    "type1",
    "type2",
    "type3",
    "leptoquarks",
    "mssm-fields",
  ];
  expect(names).toHaveLength(43);
  for (const name of [...names, "su5", "left-right", "pati-salam", "nu-smeft"]) checkTheory(builtinTheory(name), name);
});

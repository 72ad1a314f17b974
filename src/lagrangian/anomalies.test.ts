import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  conjugateIrrep,
  formatRational,
  multiplyRationals,
  negateRational,
  parseRational,
  rational,
} from "../exact/index.ts";
import { findData } from "../run/index.ts";
import { anomalySums, mixedAnomalies } from "./anomalies.ts";
import { betaCoefficients } from "./betaCoefficients.ts";
import type { Field, Group, Theory, TwiceHelicity } from "./theory.ts";

const SM_GROUPS: readonly Group[] = [
  { kind: "SU", name: "SU3", n: 3, gauged: true },
  { kind: "SU", name: "SU2", n: 2, gauged: true },
  { kind: "U1", name: "Y", gauged: true },
];

function field(name: string, twiceHelicity: TwiceHelicity, irreps: number[][], ...charges: string[]): Field {
  const fermion = twiceHelicity !== 0;
  return {
    name,
    twiceHelicity,
    irreps,
    charges: charges.map((charge) => parseRational(charge)),
    residues: [],
    real: false,
    copies: fermion ? "Nf" : 1,
  };
}

const theoryOf = (fields: readonly Field[], groups = SM_GROUPS): Theory => ({
  name: "test",
  description: "",
  groups,
  fields,
  hyperchargeConvention: "T3+Y",
});

const STANDARD_MODEL = [
  field("Q", -1, [[1, 0], [1]], "1/6"),
  field("uc", -1, [[0, 1], [0]], "-2/3"),
  field("dc", -1, [[0, 1], [0]], "1/3"),
  field("L", -1, [[0, 0], [1]], "-1/2"),
  field("ec", -1, [[0, 0], [0]], "1"),
  field("H", 0, [[0, 0], [1]], "1/2"),
];

const values = (theory: Theory, generations = 3) =>
  Object.fromEntries(anomalySums(theory, generations).map(({ name, value }) => [name, formatRational(value)]));

test("the Standard Model is free of anomalies; its twelve doublets are an even number", () => {
  expect(values(theoryOf(STANDARD_MODEL))).toEqual({
    "SU3^3": "0",
    "SU3^2 Y": "0",
    "SU2^2 Y": "0",
    "Y^3": "0",
    "grav^2 Y": "0",
    "Witten SU2": "12",
  });
  expect(anomalySums(theoryOf(STANDARD_MODEL), 3).every(({ vanishes }) => vanishes)).toBe(true);
});

test("without ec the hypercharge sums fail by what ec had: 3 generations of charge 1", () => {
  const theory = theoryOf(STANDARD_MODEL.filter(({ name }) => name !== "ec"));
  expect(values(theory)).toEqual({
    "SU3^3": "0",
    "SU3^2 Y": "0",
    "SU2^2 Y": "0",
    "Y^3": "-3",
    "grav^2 Y": "-3",
    "Witten SU2": "12",
  });
  const failing = anomalySums(theory, 3).filter(({ vanishes }) => !vanishes);
  expect(failing.map(({ name }) => name)).toEqual(["Y^3", "grav^2 Y"]);
});

test("without L one generation fails four sums, Witten's too: three doublets are left", () => {
  const theory = theoryOf(STANDARD_MODEL.filter(({ name }) => name !== "L"));
  expect(values(theory, 1)).toEqual({
    "SU3^3": "0",
    "SU3^2 Y": "0",
    "SU2^2 Y": "1/4",
    "Y^3": "1/4",
    "grav^2 Y": "1",
    "Witten SU2": "3",
  });
  const witten = anomalySums(theory, 1).find(({ name }) => name === "Witten SU2");
  expect(witten).toEqual({
    name: "Witten SU2",
    value: rational(3),
    vanishes: false,
    contributions: [{ field: "Q", value: rational(3) }],
  });
});

test("a single quark sextet has the cubic anomaly 7, the right-handed one -7; SU(5) needs 5bar with 10", () => {
  expect(values(theoryOf([field("q", -1, [[2, 0], [0]], "0")]), 1)["SU3^3"]).toBe("7");
  expect(values(theoryOf([field("q", 1, [[2, 0], [0]], "0")]), 1)["SU3^3"]).toBe("-7");
  const su5: Group[] = [{ kind: "SU", name: "SU5", n: 5, gauged: true }];
  const five = field("five", -1, [[0, 0, 0, 1]]);
  const ten = field("ten", -1, [[0, 1, 0, 0]]);
  expect(values(theoryOf([five, ten], su5))).toEqual({ "SU5^3": "0" });
  expect(values(theoryOf([ten], su5))).toEqual({ "SU5^3": "3" });
  // 45 = [0,1,0,1] with anomaly -6 (section 6.6) is cancelled by six tens.
  expect(values(theoryOf([field("x", -1, [[0, 1, 0, 1]]), { ...ten, copies: 6 }], su5), 1)).toEqual({ "SU5^3": "0" });
});

const oneU1 = (name: string): Group => ({ kind: "U1", name, gauged: true });

test("two U(1) factors have four cubic sums, and B - L needs the right-handed neutrino", () => {
  const groups = [...SM_GROUPS, oneU1("X")];
  const charges: Record<string, string> = { Q: "1/3", uc: "-1/3", dc: "-1/3", L: "-1", ec: "1", H: "0" };
  const fields = STANDARD_MODEL.map((f) => ({ ...f, charges: [...f.charges, parseRational(charges[f.name])] }));
  const sums = values(theoryOf(fields, groups));
  expect(Object.keys(sums)).toEqual([
    "SU3^3",
    "SU3^2 Y",
    "SU3^2 X",
    "SU2^2 Y",
    "SU2^2 X",
    "Y^3",
    "Y^2 X",
    "Y X^2",
    "X^3",
    "grav^2 Y",
    "grav^2 X",
    "Witten SU2",
  ]);
  expect(sums).toMatchObject({ "X^3": "-3", "grav^2 X": "-3", "Y^2 X": "0", "Y X^2": "0", "SU2^2 X": "0" });
  const completed = theoryOf([...fields, field("nuc", -1, [[0, 0], [0]], "0", "1")], groups);
  expect(anomalySums(completed, 3).every(({ vanishes }) => vanishes)).toBe(true);
});

test("baryon and lepton number are anomalous under SU(2) and Y, their difference is not", () => {
  const theory = theoryOf(STANDARD_MODEL);
  const charge = (text: string) => text.split(" ").map((q) => parseRational(q));
  const sums = (charges: string) =>
    mixedAnomalies(theory, charge(charges), 3).map(({ name, value }) => [name, formatRational(value)].join(": "));
  expect(sums("1/3 -1/3 -1/3 0 0 0")).toEqual(["SU3^2: 0", "SU2^2: 3/2", "Y^2: -3/2"]);
  expect(sums("0 0 0 1 -1 0")).toEqual(["SU3^2: 0", "SU2^2: 3/2", "Y^2: -3/2"]);
  expect(sums("1/3 -1/3 -1/3 -1 1 0")).toEqual(["SU3^2: 0", "SU2^2: 0", "Y^2: 0"]);
});

test("one-loop coefficients of the Standard Model: -7, -19/6, 41/6 = 5/3 of 41/10", () => {
  expect(betaCoefficients(theoryOf(STANDARD_MODEL), 3)).toEqual([
    { factors: ["SU3"], value: rational(-7) },
    { factors: ["SU2"], value: rational(-19, 6) },
    { factors: ["Y"], value: rational(41, 6) },
  ]);
});

test("with Q = T3 + Y/2 the same coupling runs alike", () => {
  const doubled = STANDARD_MODEL.map((own) => ({
    ...own,
    charges: own.charges.map((Y) => multiplyRationals(Y, rational(2))),
  }));
  const theory: Theory = { ...theoryOf(doubled), hyperchargeConvention: "T3+Y/2" };
  expect(betaCoefficients(theory, 3)).toEqual(betaCoefficients(theoryOf(STANDARD_MODEL), 3));
});

test("the minimal B - L model mixes its U(1) factors: 41/6, 12 and 16/3 (Basso, Moretti, Pruna 2010)", () => {
  const charges: Record<string, string> = { Q: "1/3", uc: "-1/3", dc: "-1/3", L: "-1", ec: "1", H: "0" };
  const fields = STANDARD_MODEL.map((f) => ({ ...f, charges: [...f.charges, parseRational(charges[f.name])] }));
  const model = [...fields, field("nuc", -1, [[0, 0], [0]], "0", "1"), field("chi", 0, [[0, 0], [0]], "0", "2")];
  expect(betaCoefficients(theoryOf(model, [...SM_GROUPS, oneU1("X")]), 3).slice(2)).toEqual([
    { factors: ["Y"], value: rational(41, 6) },
    { factors: ["X"], value: rational(12) },
    { factors: ["Y", "X"], value: rational(16, 3) },
  ]);
});

test("real scalars count half: a real triplet adds 1/3 to SU(2), a complex one 2/3; global factors are not summed", () => {
  const triplet = field("xi", 0, [[0, 0], [2]], "0");
  const su2 = (extra: Field) =>
    formatRational(
      betaCoefficients(theoryOf([...STANDARD_MODEL, extra]), 3).find((b) => b.factors[0] === "SU2")!.value,
    );
  expect(su2({ ...triplet, real: true })).toBe("-17/6");
  expect(su2(triplet)).toBe("-5/2");
  const global = SM_GROUPS.map((group) => (group.kind === "U1" ? { ...group, gauged: false } : group));
  expect(Object.keys(values(theoryOf(STANDARD_MODEL, global)))).toEqual(["SU3^3", "Witten SU2"]);
  expect(betaCoefficients(theoryOf(STANDARD_MODEL, global), 3)).toHaveLength(2);
});

test("a field and the conjugate of opposite helicity are the same: every sum agrees (property)", () => {
  const irrep = fc.record({ a: fc.nat(2), b: fc.nat(2), c: fc.nat(4), y: fc.integer({ min: -9, max: 9 }) });
  fc.assert(
    fc.property(fc.array(irrep, { minLength: 1, maxLength: 4 }), (list) => {
      const left = list.map(({ a, b, c, y }, k) => field(`f${k}`, -1, [[a, b], [c]], `${y}/6`));
      const right = left.map((f): Field => ({
        ...f,
        twiceHelicity: 1,
        irreps: f.irreps.map(conjugateIrrep),
        charges: f.charges.map(negateRational),
      }));
      expect(anomalySums(theoryOf(right), 1)).toEqual(anomalySums(theoryOf(left), 1));
      const pair = theoryOf([...left, ...right.map((f): Field => ({ ...f, twiceHelicity: -1 }))]);
      expect(anomalySums(pair, 1).every(({ vanishes }) => vanishes)).toBe(true);
    }),
    { seed: 6, numRuns: 50 },
  );
});

interface StoredModel {
  readonly name: string;
  readonly groups: readonly string[];
  readonly zn: readonly unknown[];
  readonly fields: readonly {
    readonly name: string;
    readonly helicity: number;
    readonly dynkin: number[][];
    readonly charges: string[];
    readonly real: boolean;
    readonly copies: number | "Nf";
  }[];
}

const MODELS = findData("lagrangian/bsm_models.json");

test.skipIf(MODELS === undefined)("all 31 stored models are free of anomalies (needs shared data)", () => {
  const models = JSON.parse(readFileSync(MODELS!, "utf8")) as StoredModel[];
  const anomalous = models.filter((model) => !anomalySums(stored(model), 3).every(({ vanishes }) => vanishes));
  expect(models).toHaveLength(31);
  expect(anomalous.map(({ name }) => name)).toEqual([]);
});

function stored(model: StoredModel): Theory {
  const special = model.groups.map((text): Group => {
    const n = Number(/\d+/.exec(text)![0]);
    return { kind: "SU", name: `SU${n}`, n, gauged: true };
  });
  const abelian = (model.fields[0]?.charges ?? []).map((_, k) => oneU1(`U${k}`));
  const matter = model.fields.filter(({ helicity }) => Math.abs(helicity) < 1);
  const fields = matter.map((f): Field => ({
    ...field(f.name, (2 * f.helicity) as TwiceHelicity, f.dynkin, ...f.charges),
    real: f.real,
    copies: f.copies,
  }));
  return theoryOf(fields, [...special, ...abelian]);
}

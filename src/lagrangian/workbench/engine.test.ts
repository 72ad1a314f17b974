import { expect, test } from "vitest";
import { basisResult } from "../basis/basisTask.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { countResult } from "../count/countTask.ts";
import { exportContent } from "../exports/exportContent.ts";
import { FORMATS } from "../exports/exportFormats.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { editorTheory } from "./editorTheory.ts";
import type { Question } from "./engine.ts";
import { createEngine } from "./engine.ts";

const ask = (name: string, generations = 3) => {
  const engine = createEngine();
  const theory = editorTheory(builtinTheory(name));
  return { theory, ask: (question: Question) => engine.answer({ theory, generations, question }) };
};

test.each(["s1"])("%s: the terms of the page are those of `basis`, each proved, and complete", (name) => {
  const { ask: put } = ask(name);
  const [lagrangian, proofs] = [put({ kind: "lagrangian" }), put({ kind: "proofs" })];
  if (lagrangian.kind !== "lagrangian" || proofs.kind !== "proofs") throw new Error("another answer");
  const request = { style: "basis", dimension: 4, generations: 3, allowLarge: false } as const;
  const { terms, certificate } = basisResult(builtinTheory(name), request);
  // Kinetic terms and field strengths come first.
  const written = terms.map(({ text }) => text).slice(-lagrangian.terms.length);
  expect(lagrangian.terms.map(({ text }) => text)).toEqual(written);
  expect(terms).toHaveLength(lagrangian.terms.length + lagrangian.kinetic.filter((tex) => !/theta/.test(tex)).length);
  expect(written.every((text) => proofs.terms[text].valid)).toBe(true);
  expect(proofs.passed).toBe(true);
  expect(proofs.checks).toEqual(certificate.checks);
});

test("operators of dimension 5 and 6 are as many as `count` says, and a type is written out with all its terms", () => {
  const { ask: put } = ask("sm");
  for (const dimension of [5, 6]) {
    const answer = put({ kind: "operators", dimension });
    const counted = countResult(
      builtinTheory("sm"),
      { dimension, generations: 3, removeEom: true, removeIbp: true },
      false,
    );
    if (answer.kind !== "operators") throw new Error("another answer");
    expect(answer.operators).toBe(String(counted.operators));
  }
  const weinberg = put({ kind: "type", type: "L^2 H^2" });
  if (weinberg.kind !== "type") throw new Error("another answer");
  expect(weinberg.terms.map(({ symmetry }) => symmetry)).toEqual(["symmetric in p r"]);
});

test("what a term is made of: contractions by group, quantum numbers and their sums", () => {
  const { ask: put } = ask("s1");
  const lagrangian = put({ kind: "lagrangian" });
  if (lagrangian.kind !== "lagrangian") throw new Error("another answer");
  const yukawa = lagrangian.terms.find(({ type }) => type === "Q L S1")!;
  const answer = put({ kind: "term", text: yukawa.text });
  if (answer.kind !== "term") throw new Error("another answer");
  expect(answer.graphs).toEqual([
    {
      coefficient: 1,
      edges: [
        { group: "Lorentz", kind: "angle", slots: [0, 1] },
        { group: "SU3", kind: "delta", slots: [0, 2] },
        { group: "SU2", kind: "epsilon", slots: [0, 1] },
      ],
    },
  ]);
  expect(answer.slots.map(({ numbers }) => numbers)).toEqual([
    ["3", "2", "1/6"],
    ["1", "2", "-1/2"],
    ["3bar", "1", "1/3"],
  ]);
  expect(answer.sums).toEqual(["1 singlet", "1 singlet", "0"]);
});

test("a person's list: what is not allowed and why, what is missing and how it is written", () => {
  const { ask: put } = ask("sm");
  const answer = put({ kind: "check", lines: "Q uc H\n# the charge is wrong:\nQ dc H\nL ec H+\nH^2 H+^2\nH H+" });
  if (answer.kind !== "check") throw new Error("another answer");
  expect(answer.lines.filter(({ valid }) => !valid)).toEqual([
    { text: "Q dc H", valid: false, reasons: ["charge Y sums to 1"] },
  ]);
  expect(answer.missing).toEqual([
    { type: "Q dc H+", operators: 9, complement: ["Q dc H+ | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)"] },
  ]);
});

test("anomalies, running and accidental symmetries of the Standard Model", () => {
  const answer = ask("sm").ask({ kind: "anomalies" });
  if (answer.kind !== "anomalies") throw new Error("another answer");
  expect(answer.sums.every(({ vanishes }) => vanishes)).toBe(true);
  expect(answer.beta).toEqual([
    { name: "SU3", value: "-7" },
    { name: "SU2", value: "-19/6" },
    { name: "Y", value: "41/6" },
  ]);
  // Baryon number, and lepton number for all generations together.
  expect(answer.accidental).toHaveLength(2);
});

test("what is wrong with an edit is told in one line", () => {
  const engine = createEngine();
  const answer = (change: (theory: ReturnType<typeof editorTheory>) => void, generations = 3) => {
    const theory = editorTheory(builtinTheory("s1"));
    change(theory);
    return () => engine.answer({ theory, generations, question: { kind: "lagrangian" } });
  };
  expect(answer(({ fields }) => (fields[6].irreps.SU3 = "15"))).toThrow(/exact\/ambiguous-irrep/);
  expect(answer(({ fields }) => (fields[6].charges.Y = "1/0"))).toThrow(/exact\/denominator-zero/);
  expect(answer(({ fields }) => (fields[5].real = true))).toThrow(/lagrangian\/real-field-impossible/);
  expect(answer(({ groups }) => (groups[0].N = Number("x")))).toThrow(/lagrangian\/bad-theory/);
  expect(answer(() => undefined, 0)).toThrow(/generations-out-of-range/);
});

test("theories from files: what was edited and saved, a SARAH model, and what is no model", () => {
  const { theory, ask: put } = ask("2hdm");
  const saved = JSON.stringify(theory);
  expect(put({ kind: "file", name: "mine.json", text: saved })).toEqual({ kind: "file", theory });
  const [text] = FORMATS.sarah(exportContent(builtinTheory("sm"), { dimension: 4, generations: 3 })).files.values();
  const answer = put({ kind: "file", name: "sm.m", text });
  expect(answer.kind === "file" && answer.theory.fields.map(({ name }) => name).sort()).toEqual(
    ["Q", "uc", "dc", "L", "ec", "H"].sort(),
  );
  expect(() => put({ kind: "file", name: "mine.txt", text: saved })).toThrow(/lagrangian\/unknown-model-format/);
  expect(() => put({ kind: "file", name: "mine.json", text: "{" })).toThrow(/lagrangian\/not-json/);
});

test("a theory that the page edits is the theory that it was given", () => {
  for (const name of ["pati-salam", "so10", "flipped-su5"]) {
    const theory = editorTheory(builtinTheory(name));
    expect(editorTheory(theoryFromJson(theory, name).theory)).toEqual(theory);
  }
});

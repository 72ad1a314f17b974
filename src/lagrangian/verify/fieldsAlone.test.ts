import { expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { checkTask } from "./checkTask.ts";

const context = createContext({ seed: 1, threads: 1, device: "cpu" });
const run = async (terms: string, generations = 3, model = "builtin:sm") =>
  await checkTask.run(context, { model, terms, generations, allowIncomplete: true });

test("fields alone stand for all their contractions", async () => {
  const quartic = await run("L Q^3");
  expect(quartic.terms.map(({ operators }) => operators)).toEqual([30, 24, 3]); // the literature's 57 for three generations
  expect(quartic.missing.filter(({ type }) => type === "L Q^3")).toEqual([]);
  expect((await run("Q uc H")).terms).toMatchObject([
    { term: "Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)", operators: 9, valid: true },
  ]);
  expect((await run("H+ H D^2")).terms).toMatchObject([{ type: "H H+ D^2", valid: true }]);
});

test.each([
  ["Q uc H+", "charge Y sums to -1"],
  ["L L H", "charge Y sums to -1/2; no singlet of SU2 in 2 x 2 x 2"],
  ["Q H", "charge Y sums to 2/3; no Lorentz scalar: 1 left- and 0 right-handed spinors; no singlet of SU3 in 3 x 1"],
  ["Q Q+ H H+", "no Lorentz scalar: 1 left- and 1 right-handed spinors"],
  ["L+ L D^2", "no Lorentz scalar: 1 left- and 1 right-handed spinors, 2 derivatives"],
  ["B H+ H", "no Lorentz scalar: 0 left- and 0 right-handed spinors, 1 left- and 0 right-handed field strengths"],
  ["H H", "charge Y sums to 1"],
  ["B B B", "every contraction vanishes by the statistics of equal fields (copies of B)"],
])("%s is forbidden: %s", async (terms, reasons) => {
  const { verdict, terms: verdicts, certificate } = await run(terms);
  expect(verdicts.map((own) => own.reasons.join("; "))).toEqual([reasons]);
  expect([verdict.passed, certificate.passed]).toEqual([false, false]);
});

test("S3 couples to different generations of quark doublets alone", async () => {
  const one = await run("Q^2 S3+", 1, "builtin:s3");
  expect(one.terms[0].reasons).toEqual(["every contraction vanishes by the statistics of equal fields (copies of Q)"]);
  expect((await run("Q^2 S3+", 3, "builtin:s3")).terms).toMatchObject([{ valid: true, operators: 3 }]);
});

test.each([
  ["Q uc h", "lagrangian/unknown-letter", 'the term, Q uc h: found "h"'],
  ["H^30 H+^30", "lagrangian/dimension-too-high", "60"],
])("%s is refused: %s", async (terms, code, text) => {
  await expect(run(terms)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

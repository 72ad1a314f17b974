import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { EXIT } from "../../base/index.ts";
import { writeNpyFile } from "../../formats/index.ts";
import { executeTask } from "../../run/index.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { saveTokeniser } from "../tokens/tokeniserFolder.ts";
import { toFourVectors } from "../vectors.ts";
import { evaluateTask } from "./evaluateTask.ts";
import { trialJets } from "./trialJets.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-evaluate-"));
afterAll(() => rmSync(root, { recursive: true }));

function written(name: string, seed: number, spread: number): string {
  const path = join(root, `${name}_vectors.npy`);
  writeNpyFile(path, toFourVectors(trialJets({ count: 120, seed, spread, fewest: 1 })));
  return path;
}
const [narrow, wide] = [written("narrow", 1, 0.1), written("wide", 2, 0.3)];

/** The command with these options, on one thread. */
async function evaluated(generated: string, options: Readonly<Record<string, unknown>>) {
  const given = { generated, reference: narrow, resamples: 10, ...options };
  const { result, exitCode, folder } = await executeTask(evaluateTask, given, {
    root: join(root, "runs"),
    common: { threads: 1 },
  });
  return { result: result as unknown as Result, exitCode, report: readFileSync(join(folder!, "report.html"), "utf8") };
}

interface Result {
  readonly metrics: Record<string, { value: number; floor: number }>;
  readonly observables: Record<string, { w1: { value: number }; generatedLeftOut: number }>;
  readonly intervals95: Record<string, readonly number[]>;
  readonly verdict: { passed: boolean; text: string } | undefined;
  readonly summary: string;
}

test("the usual metrics: distances by name, a report with its figures, limits that are kept", async () => {
  const { result, exitCode, report } = await evaluated(narrow, { threshold: ["sw1=0.001", "mass.w1=0.001"] });
  expect(exitCode).toBe(EXIT.done);
  expect(Object.keys(result.metrics)).toEqual(["sw1", "sw2", "auc"]);
  expect(result.metrics["sw1"]).toMatchObject({ value: 0 });
  expect(result.metrics["sw1"].floor).toBeGreaterThan(0);
  expect(Object.keys(result.observables)).toHaveLength(10);
  expect(result.observables["tau32"].generatedLeftOut).toBeGreaterThan(0);
  expect(result.intervals95["auc"]).toHaveLength(2);
  expect(result.verdict).toEqual({
    passed: true,
    text: expect.stringMatching(/^all limits kept: sw1 0 \+- \S+ <= 0.001/),
  });
  expect(report).toContain("Figure 9.");
  expect(report).not.toContain("Figure 10.");
  for (const title of ["Whole jets", "Observables", "Can they be told apart?"]) expect(report).toContain(title);
  expect(report).toContain("without a value, left out");
});

test("the reference without its first jets, and through the codes of a tokeniser", async () => {
  const coarse = join(root, "coarse");
  saveTokeniser(coarse, { tokeniser: binnedTokeniser({ binsPt: 2, binsEta: 2, binsPhi: 2 }), fit: {} });
  const metrics = ["observables"];
  const whole = await evaluated(narrow, { metrics });
  const rest = await evaluated(narrow, { metrics, skip: 20 });
  const through = await evaluated(narrow, { metrics, skip: 20, through: coarse });
  const [mass, restMass, throughMass] = [whole, rest, through].map(({ result }) => result.observables["mass"].w1.value);
  expect(mass).toBe(0);
  expect(restMass).toBeGreaterThan(0);
  expect(throughMass).toBeGreaterThan(5 * restMass); // cells as wide as 0.8
  expect(through.result.summary).toContain(`against 100 of 120 jets of narrow, through the codes of ${coarse}`);
});

test("a limit that is broken: exit code 1", async () => {
  const { result, exitCode, report } = await evaluated(wide, { metrics: ["sliced"], threshold: ["sw1=0.1"] });
  expect(exitCode).toBe(EXIT.negative);
  expect(result.verdict).toMatchObject({ passed: false, text: expect.stringMatching(/^1 of 1 limits broken: sw1/) });
  expect(result.observables).toBeUndefined();
  expect(report).toContain("Not passed.");
  expect(result.summary).toMatch(/^sw1 \S+ \+- \S+ \(floor \S+\), sw2 /);
});

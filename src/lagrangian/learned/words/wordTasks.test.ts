/** The road of a user of the twin over words: train, evaluate, generate; the paper's size as a preset. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContext, executeTask, resolveOptions } from "../../../run/index.ts";
import { evaluateTask } from "../evaluateTask.ts";
import { generateTask } from "../generateTask.ts";
import { METRICS } from "../measures/metrics.ts";
import { trainWordsTask } from "./trainWordsTask.ts";
import { isWordModel, loadWordModel } from "./wordFolder.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-words-"));
afterAll(() => rmSync(root, { recursive: true }));
const settings = (name: string) => ({ root, common: { out: join(root, name), threads: 1 } });
const lists = "random:60:2";
const model = join(root, "words");

beforeAll(async () => {
  const tiny = { lists, size: "tiny", style: "irreps", first: 8, steps: 2, every: 2, batch: 2, targetWords: 200 };
  await executeTask(trainWordsTask, { ...tiny, largest: 2 }, settings("words"));
}, 60_000);

test("the folder of a run is a model over words, its network as it was saved", () => {
  expect(isWordModel(model)).toBe(true);
  expect(loadWordModel(model)).toMatchObject({ style: "irreps", config: { width: 16, context: 512 } });
  const file = join(model, "model", "config.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace('"LORENTZ"', '"LORENZ"'));
  expect(() => loadWordModel(model)).toThrow("words: the words of another version");
  writeFileSync(file, text);
});

test("evaluate reads it: one writer, every metric a share, by number of fields", async () => {
  const options = { model, lists, part: "all", first: 6, maxTokens: 24 };
  const run = await executeTask(evaluateTask, options, settings("evaluation"));
  const { evaluations } = run.result as Awaited<ReturnType<typeof evaluateTask.run>>;
  expect(evaluations.map(({ name }) => name)).toEqual(["words, irreps"]);
  for (const name of METRICS) {
    expect(evaluations[0].all[name].value, name).toBeGreaterThanOrEqual(0);
    expect(evaluations[0].all[name].value, name).toBeLessThanOrEqual(1);
  }
  expect(evaluations[0].all.exact.value).toBe(0);
  expect(evaluations[0].byFields.reduce((sum, row) => sum + row.lists, 0)).toBe(6);
});

test("generate reads it, at L0, and lists what is missing", async () => {
  const options = generateTask.options.parse({ model, fields: "FIELD SPIN 0 SU2 2 U1 1", maxTokens: 12 });
  const { level, types, verdict } = await generateTask.run(createContext({ threads: 1 }), options);
  expect([level, verdict.passed]).toEqual(["L0", false]);
  const H = "FIELD SPIN 0 SU2 2 U1 1";
  expect(types).toContainEqual({ type: `${H}, ${H} DAGGER`, count: 0, allowed: 1 });
  expect(types).toContainEqual({ type: `${H}, ${H}, ${H} DAGGER, ${H} DAGGER`, count: 0, allowed: 1 });
});

test("the preset of the paper's size", () => {
  const { options } = resolveOptions(trainWordsTask, { lists }, "paper");
  expect(options).toMatchObject({ size: "paper", targetWords: 2048, style: "raw" });
});

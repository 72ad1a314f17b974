/** The road of a user: train, stop and resume, evaluate, generate. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext, executeTask, findData, resumeTask } from "../../run/index.ts";
import { evaluateTask } from "./evaluateTask.ts";
import { generateTask } from "./generateTask.ts";
import { openLists } from "./lists/listSet.ts";
import { typesOfList } from "./lists/labelledLists.ts";
import { METRICS } from "./measures/metrics.ts";
import { trainTask } from "./compact/trainTask.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-lagrangian-"));
afterAll(() => rmSync(root, { recursive: true }));
const settings = (name: string) => ({ root, common: { out: join(root, name), threads: 1 } });
const lists = "random:60:2";
const tiny = { lists, size: "tiny", steps: 4, every: 2, rows: 2, rowItems: 64, rowTokens: 32, warmup: 2, dropout: 0.1 };

beforeAll(async () => {
  await executeTask(trainTask, tiny, settings("whole"));
}, 60_000);

describe("training", () => {
  test("stopped after a step and resumed, it ends with the same model and the same numbers", async () => {
    const controller = new AbortController();
    const stopped = executeTask(trainTask, tiny, {
      ...settings("stopped"),
      signal: controller.signal,
      listener: (event) => {
        if (event.type === "metrics" && event.step === 3) controller.abort(new Error("Ctrl-C"));
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "run/interrupted" });
    await resumeTask(trainTask, join(root, "stopped"), { root });
    for (const file of ["metrics.jsonl", join("model", "model.safetensors"), join("model", "config.json")]) {
      expect(readFileSync(join(root, "stopped", file)).equals(readFileSync(join(root, "whole", file))), file).toBe(
        true,
      );
    }
  }, 120_000);
});

describe("evaluation", () => {
  test("L3 is valid and L4 exact whatever the network; shares by group; baselines beside", async () => {
    const options = {
      model: join(root, "whole"),
      lists,
      part: "all",
      first: 8,
      maxTokens: 12,
      samples: 1,
      training: lists,
    };
    const run = await executeTask(evaluateTask, options, settings("evaluation"));
    const { evaluations } = run.result as Awaited<ReturnType<typeof evaluateTask.run>>;
    expect(evaluations.map(({ name }) => name)).toEqual([
      "L0",
      "L1",
      "L2",
      "L3",
      "L4",
      "rejected",
      "completed",
      "neutral pairs",
      "majority",
      "nearest",
    ]);
    const [, , local, valid, complete, rejected, completed] = evaluations;
    expect([rejected.all.valid.value, rejected.all.precision.value, completed.all.exact.value]).toEqual([1, 1, 1]);
    expect(completed.ownShare).toBeCloseTo(rejected.all.completeness.value, 12);
    for (const name of METRICS) expect(complete.all[name].value, name).toBe(1);
    expect(valid.all.valid.value).toBe(1);
    expect([local.all.u1.value, local.all.lorentz.value]).toEqual([1, 1]);
    expect(complete.byFields.reduce((sum, row) => sum + row.lists, 0)).toBe(8);
    expect(readFileSync(join(root, "evaluation", "report.html"), "utf8")).toContain(
      "At L4 the network contributes the ordering only.",
    );
  }, 120_000);
});

describe("generation", () => {
  const higgs = "FIELD SPIN 1 / 2 U1 2 HEL - 1 / 2 FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU2 2 U1 - 1 HEL - 1 / 2";
  const model = join(root, "whole");

  test("a field list at L4, with fields numbered as they were given", async () => {
    const options = generateTask.options.parse({ model, fields: higgs, level: "L4" });
    const result = await generateTask.run(createContext({ threads: 1 }), options);
    expect(result.types).toEqual([
      { type: "f1 f1+", count: 1, allowed: 1 },
      { type: "f0 f1+ f2", count: 1, allowed: 1 },
      { type: "f0+ f1 f2+", count: 1, allowed: 1 },
      { type: "f1 f1 f1+ f1+", count: 1, allowed: 1 },
    ]);
    expect(result.verdict).toEqual({ passed: true, text: "4 types right, 0 not allowed, 0 missing, 0 unreadable" });
  });

  test("an untrained network at L1 is told what is wrong, and an unreadable list where", async () => {
    const run = (fields: string) =>
      generateTask.run(createContext({ threads: 1 }), generateTask.options.parse({ model, fields, level: "L1" }));
    const { verdict } = await run(higgs);
    expect(verdict.passed).toBe(false);
    await expect(run("FIELD SPIN 2")).rejects.toThrow("matter has spin 0 or 1/2 at word 3");
  });
});

/** Lists whose types somebody else counted: valid and complete at L4 says that the file and the network's trie agree. */
describe.each(["random_fieldlists_oracle.json", "random_fieldlists_oracle_ext.json"])("%s", (name) => {
  const oracle = findData(`lagrangian/${name}`);
  /** Every 60th list, of 1 to 10 fields; all 522 take `glueball lagrangian evaluate MODEL FILE --part all --levels L4`. */
  const sample = () => {
    const records = JSON.parse(readFileSync(oracle!, "utf8")) as { input: string; terms: [object, number, number][] }[];
    return records.filter((_, k) => k % 60 === 0);
  };
  const fileOf = (records: readonly object[]) => {
    const file = join(root, name);
    writeFileSync(file, JSON.stringify(records));
    return file;
  };

  test.skipIf(oracle === undefined)("L4 writes the file's own types (needs shared data)", async () => {
    const file = { model: join(root, "whole"), lists: fileOf(sample()), part: "all" };
    const run = await executeTask(evaluateTask, { ...file, levels: ["L4"], baselines: false }, settings(`L4-${name}`));
    const [complete] = (run.result as Awaited<ReturnType<typeof evaluateTask.run>>).evaluations;
    expect(complete.lists).toBe(sample().length);
    for (const metric of METRICS) expect(complete.all[metric].value, metric).toBe(1);
  });

  test.skipIf(oracle === undefined)("the file is believed, not counted again (needs shared data)", () => {
    const changed = sample().map((record) => ({ ...record, terms: record.terms.slice(1) }));
    const set = openLists(createContext(), fileOf(changed));
    expect(changed.map((_, list) => typesOfList(set, list).length)).toEqual(changed.map(({ terms }) => terms.length));
    const foreign = fileOf([{ ...changed[0], terms: [[{ f70: 2 }, 2, 1]] }]);
    expect(() => openLists(createContext(), foreign)).toThrow("lagrangian/no-list-set");
  });
});

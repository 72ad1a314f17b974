import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeNpyFile } from "../../formats/index.ts";
import { executeTask, findData, resumeTask } from "../../run/index.ts";
import type { RunEvent } from "../../run/index.ts";
import { toFourVectors } from "../vectors.ts";
import { loadTagger } from "./taggerFolder.ts";
import { tagTask } from "./tagTask.ts";
import { toyJets } from "./toyJets.ts";

let root = "";
let file = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "glueball-tag-"));
  file = join(root, "toys_vectors.npy");
  const jets = toyJets(160, 5);
  writeNpyFile(file, toFourVectors(jets));
  writeNpyFile(join(root, "toys_labels.npy"), { type: "i4", shape: [160], data: Int32Array.from(jets.labels!) });
});
afterAll(() => rmSync(root, { recursive: true }));

const tiny = { network: "pfn", epochs: 3, rows: 16, every: 5 };
const run = (name: string, settings: Parameters<typeof executeTask>[2] = {}, options: object = {}) =>
  executeTask(
    tagTask,
    { jets: file, ...tiny, ...options },
    { root, ...settings, common: { out: join(root, name), threads: 1 } },
  );
const bytes = (...name: string[]) => readFileSync(join(root, ...name));

test(
  "a run leaves a tagger, an ONNX file, a report and its figures; stopped and resumed, the same",
  { timeout: 60_000 },
  async () => {
    await run("whole");
    const result = JSON.parse(bytes("whole", "result.json").toString());
    expect(result).toMatchObject({
      network: "pfn",
      classes: ["class 0", "class 1"],
      jets: { train: 104, validation: 16, test: 40 },
      steps: 21,
      test: { jets: 40, binary: { signalCount: expect.any(Number) } },
      baselines: { majority: expect.any(Number) },
    });
    expect(result.baselines.single.map(({ name }: { name: string }) => name)).toEqual([
      "mass",
      "pt",
      "multiplicity",
      "tau21",
      "tau32",
    ]);
    expect(loadTagger(join(root, "whole")).training).toMatchObject({
      jets: expect.stringContaining("toys"),
      epochs: 3,
    });
    expect(existsSync(join(root, "whole", "tagger.onnx"))).toBe(true);
    const report = bytes("whole", "report.html").toString();
    for (const part of ["boosted trees on five observables", "background rejection", "cross-entropy"])
      expect(report).toContain(part);

    const controller = new AbortController();
    const listener = (event: RunEvent) => {
      if (event.type === "metrics" && event.step === 12) controller.abort(new Error("Ctrl-C"));
    };
    await expect(run("stopped", { signal: controller.signal, listener })).rejects.toMatchObject({
      code: "run/interrupted",
    });
    await resumeTask(tagTask, join(root, "stopped"), { root });
    for (const name of ["metrics.jsonl", "tagger/model.safetensors", "tagger.onnx"])
      expect(bytes("stopped", name).equals(bytes("whole", name)), name).toBe(true);
  },
);

test("more jets than there are, and jets without labels, are refused", async () => {
  await expect(run("many", {}, { train: 105 })).rejects.toMatchObject({
    code: "jetlm/too-few-jets",
    data: { found: 105, expected: "at most 104, the training part (65 % of all)" },
  });
  const bare = join(root, "bare_vectors.npy");
  writeNpyFile(bare, toFourVectors(toyJets(40, 6)));
  await expect(run("bare", {}, { jets: bare })).rejects.toMatchObject({ code: "jetlm/jets-without-labels" });
});

const shared = findData("jet-foundation/jets/jetclass500_vectors.npy.gz");
test.skipIf(shared === undefined)(
  "ten classes: a confusion of classes instead of a rejection (needs shared data)",
  async () => {
    await run("ten", {}, { jets: "jetclass500", epochs: 1 });
    const { test: figures, classes } = JSON.parse(bytes("ten", "result.json").toString());
    expect(classes).toHaveLength(10);
    expect(figures.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(125);
    expect(figures.auc).toBeGreaterThan(0.5);
    expect(bytes("ten", "report.html").toString()).toContain("what they were called");
  },
);

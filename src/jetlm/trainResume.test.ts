/** Trainings with everything that a row can have resume to the same numbers: classes, features, removed constituents. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { createRng } from "../base/index.ts";
import { executeTask, resumeTask, task } from "../run/index.ts";
import { saveCheckpoint } from "../tensor/index.ts";
import { packJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig } from "./model.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { trainJetModel } from "./train.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-resume-"));
afterAll(() => rmSync(root, { recursive: true }));

const CAP = 6;
const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2, lnPtRange: [0, 3], angle: 0.6 });
const SMALL = { layers: 1, width: 8, heads: 2, embeddingWidth: 4, dropout: 0.1 };
const config = modelConfig({ ...ARCHITECTURES["hybrid-s"], ...SMALL }, tokeniser, CAP, 2);

function jetsOf(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const length = 1 + rng.integer(CAP + 2);
    const column = (draw: () => number) => Float64Array.from({ length }, draw);
    const pt = column(() => Math.exp(3 * rng.uniform())).sort((a, b) => b - a);
    return { pt, etaRel: column(() => 1.2 * rng.uniform() - 0.6), phiRel: column(() => 1.2 * rng.uniform() - 0.6) };
  });
  return packJets(
    jets,
    Int32Array.from({ length: count }, () => rng.integer(2)),
  );
}

const training = task({
  room: "jetlm",
  name: "training",
  help: "A training of the test",
  inputs: [],
  options: z.object({ patience: z.int().optional() }),
  example: "none",
  long: true,
  run: async (context, { patience }) => {
    const data = { train: jetsOf(60, 1), validation: jetsOf(20, 2) };
    const usual = { steps: 12, rows: 4, rate: 1e-2, weightDecay: 0.1, augment: true, every: 4 }; // epochs of 9 batches
    const recipe = patience === undefined ? usual : { ...usual, steps: 60, rate: 0.3, every: 2, patience };
    const { parameters, curve, kept } = await trainJetModel(context, data, tokeniser, config, recipe);
    if (context.folder !== undefined) saveCheckpoint(context.folder.file("end.safetensors"), parameters, {});
    return { curve, kept, summary: "trained" };
  },
});

/** The same training in one go, and stopped at a step and resumed. */
async function expectResumes(name: string, stop: number, options: { readonly patience?: number }) {
  const settings = (own: string) => ({ root, common: { out: join(root, own), threads: 1 } });
  const whole = await executeTask(training, options, settings(`whole-${name}`));
  const controller = new AbortController();
  const stopped = executeTask(training, options, {
    ...settings(`stopped-${name}`),
    signal: controller.signal,
    listener: (event) => {
      if (event.type === "metrics" && event.step === stop) controller.abort(new Error("Ctrl-C"));
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: "run/interrupted" });
  const folder = join(root, `stopped-${name}`);
  await resumeTask(training, folder, { root });
  for (const file of ["metrics.jsonl", "end.safetensors", "result.json"]) {
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(whole.folder!, file))), file).toBe(true);
  }
  return JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as { kept: Point; curve: readonly Point[] };
}

interface Point {
  readonly step: number;
  readonly validation: number;
}

test.each([3, 10])("stopped at step %i and resumed: metrics and parameters as in one go", async (stop) => {
  await expectResumes(`${stop}`, stop, {});
});

test("stopped between the best validation and the end that patience makes: the best parameters are not lost", async () => {
  const { kept, curve } = await expectResumes("first", 1, { patience: 3 });
  expect(curve.at(-1)!.step).toBe(kept.step + 6);
  await expectResumes("patient", kept.step + 3, { patience: 3 });
});

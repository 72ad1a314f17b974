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
import { ARCHITECTURES, modelConfig } from "./model.ts";
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
  options: z.object({}),
  example: "none",
  long: true,
  run: async (context) => {
    const data = { train: jetsOf(60, 1), validation: jetsOf(20, 2) };
    const recipe = { steps: 12, rows: 4, rate: 1e-2, weightDecay: 0.1, augment: true, every: 4 }; // epochs of 9 batches
    const { parameters, curve } = await trainJetModel(context, data, tokeniser, config, recipe);
    if (context.folder !== undefined) saveCheckpoint(context.folder.file("end.safetensors"), parameters, {});
    return { curve, summary: "trained" };
  },
});

test.each([3, 10])("stopped at step %i and resumed: metrics and parameters as in one go", async (stop) => {
  const settings = (name: string) => ({ root, common: { out: join(root, name), threads: 1 } });
  const whole = await executeTask(training, {}, settings(`whole-${stop}`));
  const controller = new AbortController();
  const stopped = executeTask(
    training,
    {},
    {
      ...settings(`stopped-${stop}`),
      signal: controller.signal,
      listener: (event) => {
        if (event.type === "metrics" && event.step === stop) controller.abort(new Error("Ctrl-C"));
      },
    },
  );
  await expect(stopped).rejects.toMatchObject({ code: "run/interrupted" });
  const folder = join(root, `stopped-${stop}`);
  await resumeTask(training, folder, { root });
  for (const name of ["metrics.jsonl", "end.safetensors", "result.json"]) {
    expect(readFileSync(join(folder, name)).equals(readFileSync(join(whole.folder!, name))), name).toBe(true);
  }
});

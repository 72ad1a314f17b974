/** Exported files give the numbers of the network, without its graph. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { executeTask } from "../run/index.ts";
import { interpret, openOnnx, Scope } from "../tensor/index.ts";
import { compareExported } from "./exportCheck.ts";
import { exportModel } from "./exportModel.ts";
import { exportTask } from "./exportTask.ts";
import { packJets } from "./features.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { nextTokenLogits, modelConfig, packedInputs, rowLength, trainingLoss } from "./model.ts";
import type { Architecture } from "./architectures.ts";
import { saveModel } from "./modelFolder.ts";
import type { JetModel } from "./modelFolder.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { parametersOf, learntTokeniser } from "./tokens/learnt.ts";
import { emptyCounts } from "./tokens/tokeniser.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { jetSlots } from "./tokens/vqFeatures.ts";
import type { VqNetworkConfig } from "./tokens/vqNetwork.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const FLOAT32 = 1e-4; // logits of order 1
const CAP = 5;
const [BATCH, V] = [2, 14];
const SMALL = { layers: 2, width: 16, heads: 2 };
const grid = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2 });
const root = mkdtempSync(join(tmpdir(), "glueball-jetlm-export-"));
afterAll(() => rmSync(root, { recursive: true }));

function randomModel(architecture: Architecture, tokeniser: Tokeniser = grid): JetModel {
  const config = modelConfig(architecture, tokeniser, CAP);
  const scope = Scope.create();
  trainingLoss(scope, 1, rowLength(CAP), config);
  const values = [...scope.initialValues(createRng(1))].map(
    ([name, { shape, data }]) => [name, { shape, data: data.map((v) => (shape.length > 1 ? 5 * v : v)) }] as const,
  );
  return { config, tokeniser, parameters: new Map(values), training: {} };
}

test.each([
  ["transformer, rotary", { ...ARCHITECTURES["ours-s"], ...SMALL }],
  ["as OmniJet-alpha", { ...ARCHITECTURES["omnijet-alpha"], ...SMALL }],
  ["Mamba", { ...ARCHITECTURES["mamba-s"], ...SMALL, states: 4 }],
  ["gates and last blocks", { ...ARCHITECTURES["ours-s"], ...SMALL, gates: true, headBlocks: 2 }],
  ["as the hybrid study", { ...ARCHITECTURES["hybrid"], ...SMALL }],
  ["features and tokens in", { ...ARCHITECTURES["hybrid-s"], ...SMALL, embeddingWidth: 4 }],
])("steps from step.onnx are the whole jet from full.onnx, and the network: %s", async (name, architecture) => {
  const model = randomModel(architecture);
  const files = await exportModel(HERE, join(root, name), model, BATCH);
  expect(Object.keys(files)).toEqual(["step", "full"]);
  const [step, full] = [await openOnnx(files["step"], HERE), await openOnnx(files["full"], HERE)];
  expect(await compareExported(step, full, model.config, BATCH, createRng(3))).toBeLessThan(FLOAT32);
  if (model.config.input !== undefined) return;

  const tokens = Int32Array.of(0, 3, 5, 7, 1, 2, 0, 9, 9, 9, 0, 0);
  const segments = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1);
  const shape = [BATCH, CAP + 1];
  const { logits } = await full.run({ tokens: { shape, data: tokens }, segments: { shape, data: segments } });
  const scope = Scope.create();
  const exact = nextTokenLogits(scope, packedInputs(BATCH, CAP + 1), model.config);
  const parameters = Object.fromEntries([...model.parameters].map(([key, { data }]) => [key, data]));
  const [{ data }] = interpret([exact], { ...parameters, tokens, segments });
  for (let at = 0; at < 10 * V; at++) expect(Math.abs(logits[at] - data[at])).toBeLessThan(FLOAT32);
});

test("encoder and decoder of a learnt tokeniser give the codes and constituents of the tokeniser", async () => {
  const network: VqNetworkConfig = {
    features: 3,
    quantiser: { kind: "vq", codes: 8, width: 2 },
    body: { kind: "conditional", blocks: 1, width: 8, heads: 2, dropout: 0 },
  };
  const tokeniser = learntTokeniser(network, parametersOf(network).initialValues(createRng(2)));
  const model = randomModel({ ...ARCHITECTURES["ours-s"], ...SMALL }, tokeniser);
  const files = await exportModel(HERE, join(root, "learnt"), model, 1);
  const rng = createRng(4);
  const column = (draw: () => number) => Float64Array.from({ length: 4 }, draw);
  const pt = column(() => Math.exp(3 * rng.uniform())).sort((a, b) => b - a);
  const jet = { pt, etaRel: column(() => rng.uniform() - 0.5), phiRel: column(() => rng.uniform() - 0.5) };
  const jets = packJets([jet], undefined);
  const expected = await tokeniser.encode(HERE, jets, CAP, emptyCounts());
  const encoder = await openOnnx(files["encoder"], HERE);
  const { x, valid } = jetSlots(jets, [0], CAP);
  const { codes } = await encoder.run({ x: { shape: [1, CAP, 3], data: x }, valid: { shape: [1, CAP], data: valid } });
  expect([...codes]).toEqual([...expected.codes, -1]);

  const decoder = await openOnnx(files["decoder"], HERE);
  const { features } = await decoder.run({ codes: { shape: [1, CAP, 1], data: codes } });
  const decoded = await tokeniser.decode(HERE, expected);
  decoded.pt.forEach((value, i) => expect(Math.abs(features[3 * i] + 1.8 - Math.log(value))).toBeLessThan(FLOAT32));
});

test("the command writes the files and says how well they agree", async () => {
  saveModel(join(root, "saved"), randomModel({ ...ARCHITECTURES["ours-s"], ...SMALL }));
  const common = { out: join(root, "run"), threads: 1 };
  const run = await executeTask(exportTask, { model: join(root, "saved") }, { root, common });
  const result = JSON.parse(readFileSync(join(run.folder!, "result.json"), "utf8"));
  expect(result.verdict.passed).toBe(true);
  expect(result.deviation).toBeLessThan(FLOAT32);
  expect(result.inputs.full.sort()).toEqual(["segments", "tokens"]);
  expect(result.inputs.step).toContain("cache.1.values");
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as web from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { openOnnx } from "../../tensor/index.ts";
import { inputsOf } from "./architectures.ts";
import type { Architecture } from "./architectures.ts";
import { exportTagger, lengthsOf, tagJets, trainTagger } from "./tagger.ts";
import type { TrainedTagger } from "./tagger.ts";
import { SLOT_INPUTS, taggerExamples } from "./taggerFeatures.ts";
import { loadTagger, saveTagger } from "./taggerFolder.ts";
import { toyJets } from "./toyJets.ts";

const context = createContext({ seed: 2, threads: 1 });
const [train, validation, judged] = [toyJets(240, 1), toyJets(100, 2), toyJets(200, 3)];
const data = { train, validation, test: judged, classes: ["one prong", "two prongs"] };

/** Small enough for a test. */
const ARCHITECTURES: readonly Architecture[] = [
  {
    network: "particle-net",
    config: { neighbours: 4, blocks: [[8, 8]], hidden: [8], classes: 2, dropout: 0 },
  },
  {
    network: "part",
    config: { embedding: [8], pairEmbedding: [4], heads: 2, blocks: 1, classBlocks: 1, dropout: 0.1, classes: 2 },
  },
  { network: "pfn", config: { particle: [16, 16], jet: [16], classes: 2 } },
];

let root = "";
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), "glueball-tagger-"))));
afterAll(() => rmSync(root, { recursive: true }));

test("programs reach as far as 99 % of the jets, at most 128 slots", () => {
  expect(lengthsOf(train)).toEqual([32, 48]);
  const short = { ...train, offsets: train.offsets.map((_, jet) => 3 * jet) };
  expect(lengthsOf(short)).toEqual([32]);
  const long = { ...train, offsets: train.offsets.map((at) => 10 * at) };
  expect(lengthsOf(long)).toEqual([32, 64, 96, 128]);
});

describe.each(ARCHITECTURES)("$network", (architecture) => {
  let trained: TrainedTagger;
  beforeAll(async () => {
    const recipe = { steps: 60, rate: 1e-2, schedule: "cosine", every: 20, rows: 24 } as const;
    trained = await trainTagger(context, data, architecture, recipe);
  }, 60_000);

  test("learns to tell two prongs from one, and its figures are consistent", () => {
    const { test: figures, fitted } = trained;
    expect(figures.accuracy.value).toBeGreaterThan(0.8);
    expect(figures.binary!.accuracy.value).toBeCloseTo(figures.accuracy.value, 12);
    expect(figures.binary!.auc.value).toBeCloseTo(figures.auc, 12);
    const right = figures.confusion[0][0] + figures.confusion[1][1];
    expect(right / figures.jets).toBeCloseTo(figures.accuracy.value, 12);
    expect(fitted.curve.map(({ step }) => step)).toEqual([20, 40, 60]);
  });

  test("comes back from its folder and judges the same, without labels and in other batches", async () => {
    const folder = join(root, architecture.network);
    saveTagger(folder, { ...trained.tagger, training: { jets: "toys" } });
    const loaded = loadTagger(folder);
    expect(loaded).toEqual({ ...trained.tagger, training: { jets: "toys" } });
    const logits = await tagJets(loaded, { ...judged, labels: undefined }, context);
    logits.forEach((logit, k) => expect(logit).toBeCloseTo(trained.logits[k], 4));
  });

  test("its ONNX file gives the same numbers, native and on WebAssembly", { timeout: 60_000 }, async () => {
    const file = join(root, `${architecture.network}.onnx`);
    exportTagger(file, trained.tagger, 2);
    const slots = trained.tagger.lengths.at(-1)!;
    const shapes = namedInputs(architecture, slots);
    const native = await openOnnx(file, context);
    const { logits } = await native.run(Object.fromEntries(shapes.map(({ name, ...array }) => [name, array])));
    await native.release();
    web.env.wasm.numThreads = 1;
    web.env.logLevel = "error";
    const session = await web.InferenceSession.create(readFileSync(file), { executionProviders: ["wasm"] });
    const tensors = shapes.map(({ name, shape, data: values }) => [name, new web.Tensor("float32", values, shape)]);
    const onWeb = (await session.run(Object.fromEntries(tensors))).logits.data as Float32Array;
    for (let k = 0; k < 4; k++) {
      expect(logits[k]).toBeCloseTo(trained.logits[k], 4);
      expect(onWeb[k]).toBeCloseTo(trained.logits[k], 4);
    }
  });

  test("its ONNX file gives the same numbers in Python", { timeout: 60_000 }, (run) => {
    const file = join(root, `${architecture.network}-python.onnx`);
    exportTagger(file, trained.tagger, 2);
    const inputs = join(root, `${architecture.network}-inputs.json`);
    const shapes = namedInputs(architecture, trained.tagger.lengths.at(-1)!);
    writeFileSync(inputs, JSON.stringify(shapes.map(({ data: values, ...rest }) => ({ ...rest, data: [...values] }))));
    const child = spawnSync("python3", ["-c", PYTHON, file, inputs], { encoding: "utf8" });
    if (child.status !== 0 && /ModuleNotFoundError|ENOENT/.test(child.stderr ?? String(child.error))) {
      run.skip("Python with numpy and onnxruntime is not on this machine");
    }
    expect(child.status, child.stderr).toBe(0);
    const logits: number[] = JSON.parse(child.stdout);
    expect(logits).toHaveLength(4);
    logits.forEach((logit, k) => expect(logit).toBeCloseTo(trained.logits[k], 4));
  });
});

const PYTHON = `import sys, json, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
feeds = {i["name"]: numpy.array(i["data"], dtype=numpy.float32).reshape(i["shape"]) for i in json.load(open(sys.argv[2]))}
print(json.dumps(session.run(None, feeds)[0].ravel().tolist()))`;

/** The first two jets as the network takes them. */
function namedInputs(architecture: Architecture, slots: number) {
  const feeds = taggerExamples(judged, inputsOf(architecture), 2).feeds(Int32Array.of(0, 1), slots);
  return inputsOf(architecture).map((name) => ({
    name,
    shape: name === "valid" ? [2, slots] : [2, slots, SLOT_INPUTS[name]],
    data: feeds[name] as Float32Array,
  }));
}

test("what is no tagger is said", () => {
  const folder = join(root, "pfn");
  expect(() => loadTagger(join(root, "nowhere"))).toThrow("nothing there");
  const config = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  const write = (change: object) =>
    writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, ...change }));
  write({ classes: ["a", "b", "c"] });
  expect(() => loadTagger(folder)).toThrow("3 names for 2 classes");
  write({ architecture: { ...config.architecture, network: "lorentz-net" } });
  expect(() => loadTagger(folder)).toThrow("[jetlm/not-a-tagger]");
  write({ architecture: { network: "pfn", config: { ...config.architecture.config, jet: [17] } } });
  expect(() => loadTagger(folder)).toThrow("[tensor/checkpoint-mismatch]");
});

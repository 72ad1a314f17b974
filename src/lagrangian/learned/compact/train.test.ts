/** A tiny training: it learns, it resumes to the same numbers, its model comes back from disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import { decodeLists } from "../decoding/decode.ts";
import { fieldsOfList, listsOfPart, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { SIZES } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";
import { loadModel, saveModel } from "./modelFolder.ts";
import { trainLagrangianModel } from "./train.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-lagrangian-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG: LagrangianModelConfig = {
  ...SIZES.s,
  width: 16,
  heads: 2,
  hidden: 32,
  encoderLayers: 1,
  decoderLayers: 1,
};
const RECIPE = {
  steps: 24,
  rows: 4,
  rowItems: 48,
  rowTokens: 32,
  rate: 1e-2,
  warmup: 4,
  weightDecay: 0.01,
  augment: true,
  every: 8,
};
const set = openLists(createContext({ seed: 2 }), "random:120:3");
const data = { set, train: listsOfPart(set, "train"), validation: listsOfPart(set, "validation") };
const plain = () => createContext({ seed: 5, threads: 1 });

describe("training", () => {
  test("learns a few Lagrangians by heart and writes them freely", async () => {
    const train = data.train.filter((list) => typesOfList(set, list).length >= 3).slice(0, 2);
    const recipe = {
      ...RECIPE,
      steps: 240,
      rows: 1,
      rowItems: 64,
      rowTokens: 48,
      warmup: 10,
      every: 120,
      augment: false,
    };
    const config = { ...CONFIG, width: 32, dropout: 0 };
    const trained = await trainLagrangianModel(plain(), { set, train, validation: train }, config, recipe);
    const network = { config, parameters: trained.parameters };
    const options = { level: "L0", batch: 3, maxTokens: 48, temperature: 0, rng: createRng(1) } as const;
    const lists = train.map((list) => fieldsOfList(set, list));
    const written = await decodeLists(plain(), network, lists, options);
    expect(written.map(({ types }) => types)).toEqual(train.map((list) => typesOfList(set, list)));
    expect(written.every(({ complete, unreadable, repeated }) => complete && unreadable + repeated === 0)).toBe(true);
  });

  test("the loss on other lists falls, and lists that fit nowhere are counted", async () => {
    const trained = await trainLagrangianModel(plain(), data, CONFIG, { ...RECIPE, steps: 12, every: 6 });
    const [first, last] = trained.curve;
    expect(trained.curve.map(({ step }) => step)).toEqual([6, 12]);
    expect(last.validation).toBeLessThan(first.validation);
    const narrow = await trainLagrangianModel(plain(), data, CONFIG, { ...RECIPE, steps: 1, rowTokens: 12 });
    expect(narrow.tooLong).toBeGreaterThan(trained.tooLong);
  });

  test("without a list that fits", async () => {
    await expect(trainLagrangianModel(plain(), data, CONFIG, { ...RECIPE, rowItems: 1 })).rejects.toThrow(
      `there is no list to train on: found "${data.train.length} training lists, none of which fits into a row of 1 items and 32 tokens"`,
    );
  });
});

describe("model folder", () => {
  test("a model comes back, also by its run folder", async () => {
    const { parameters } = await trainLagrangianModel(plain(), data, CONFIG, { ...RECIPE, steps: 1 });
    const model = { config: CONFIG, parameters, training: { lists: "random:120:3" } };
    saveModel(join(folder, "run", "model"), model);
    expect(loadModel(join(folder, "run"))).toEqual(model);
  });

  test("what is no model", () => {
    expect(() => loadModel(join(folder, "nowhere"))).toThrow('found "nothing there"');
    const stopped = join(folder, "stopped");
    mkdirSync(stopped, { recursive: true });
    writeFileSync(join(stopped, "run.json"), "{}");
    expect(() => loadModel(stopped)).toThrow(`goes on with: glueball runs resume ${stopped}`);
    const other = join(folder, "other");
    mkdirSync(other, { recursive: true });
    expect(() => loadModel(other)).toThrow('found "no config.json in it"');
    writeFileSync(join(other, "config.json"), '{"format":1,"model_type":"glueball-jetlm"}');
    expect(() => loadModel(other)).toThrow("[lagrangian/not-a-model]. glueball lagrangian train makes one");
  });
});

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { Scope } from "../tensor/index.ts";
import { nextTokenLoss, packedInputs, rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import { loadModel, saveModel } from "./modelFolder.ts";
import type { JetModel } from "./modelFolder.ts";
import { vocabularySize } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";

const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2, lnPtRange: [0.1, 6.9063], angle: 0.7 });
const config: JetModelConfig = {
  layers: 2,
  width: 8,
  heads: 2,
  activation: "gelu",
  norm: "rms",
  normPosition: "pre",
  positions: "rotary",
  dropout: 0,
  cap: 6,
  vocabulary: vocabularySize(tokeniser),
};

function modelOf(changes: Partial<JetModelConfig> = {}): JetModel {
  const changed = { ...config, ...changes };
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, rowLength(changed.cap)), changed);
  const training = { jets: "top2000", seed: 1, rate: 3e-3, augment: true };
  return { config: changed, tokeniser, parameters: scope.initialValues(createRng(1)), training };
}

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glueball-model-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = (...name: string[]) => join(folder, ...name);

describe("a model that is saved and loaded", () => {
  test.each<[string, Partial<JetModelConfig>]>([
    ["rms norm before, rotary", {}],
    [
      "layer norm behind, ReLU, no positions",
      { norm: "layer", normPosition: "post", activation: "relu", positions: "none" },
    ],
  ])("is the same to the last bit: %s", (_, changes) => {
    const model = modelOf(changes);
    saveModel(folder, model);
    const loaded = loadModel(folder);
    expect(loaded.parameters).toEqual(model.parameters);
    expect([...loaded.parameters.keys()]).toEqual([...model.parameters.keys()]);
    expect(loaded.config).toEqual(model.config);
    expect(loaded.training).toEqual(model.training);
    expect(loaded.tokeniser.hash).toBe(tokeniser.hash);
    expect(loaded.tokeniser.parameters).toEqual(tokeniser.parameters);
  });

  test("special values survive: -0, the smallest and the largest float32, infinity", () => {
    const model = modelOf();
    const values = Float32Array.of(-0, 2 ** -149, 3.4028234663852886e38, -Infinity);
    for (const { data } of model.parameters.values()) data.set(values);
    saveModel(folder, model);
    for (const { data } of loadModel(folder).parameters.values())
      expect([...data.subarray(0, 4)].every((value, i) => Object.is(value, values[i]))).toBe(true);
  });

  test("twice saved, it is the same bytes", () => {
    for (const name of ["a", "b"]) saveModel(file(name), modelOf());
    for (const name of ["config.json", "model.safetensors"])
      expect(readFileSync(file("a", name)).equals(readFileSync(file("b", name)))).toBe(true);
  });

  test("the folder of a run gives the model inside it", () => {
    saveModel(file("model"), modelOf());
    expect(loadModel(folder)).toMatchObject({ config, training: { jets: "top2000" } });
  });
});

describe("what is refused", () => {
  /** Code and sentence of loading the folder, which stands for its path. */
  function refusal(path = folder): string {
    try {
      loadModel(path);
    } catch (error) {
      if (error instanceof GlueballError) {
        expect(error.exitCode).toBe(2);
        return error.message.replaceAll(folder, "FOLDER");
      }
      throw error;
    }
    return "nothing was refused";
  }
  /** Saves a model and changes its config.json. */
  function changed(edit: (content: Record<string, Record<string, unknown>>) => void): void {
    saveModel(folder, modelOf());
    const content = JSON.parse(readFileSync(file("config.json"), "utf8"));
    edit(content);
    writeFileSync(file("config.json"), JSON.stringify(content));
  }
  const notAModel = (place: string, found: string) =>
    `this is not the folder of a jet language model at ${place}: found ${JSON.stringify(found)}, expected config.json ` +
    "and model.safetensors [jetlm/not-a-model]. glueball jetlm train makes one: give its run folder";

  test("nothing there, a file, a folder without a model", () => {
    expect(refusal(file("nowhere"))).toBe(notAModel("FOLDER/nowhere", "nothing there"));
    expect(refusal()).toBe(notAModel("FOLDER", "no config.json in it"));
    writeFileSync(file("some.json"), "{}");
    expect(refusal(file("some.json"))).toBe(notAModel("FOLDER/some.json", "a file"));
  });

  test.each([
    ["{", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ["[]", "Invalid input: expected object, received array"],
    ['{"model_type": "gpt2"}', "format: Invalid input: expected 1"],
  ])("config.json with %s", (content, found) => {
    writeFileSync(file("config.json"), content);
    expect(refusal()).toBe(notAModel("FOLDER/config.json", found));
  });

  test.each<[string, unknown, string]>([
    ["norm", "batch", 'model.norm: Invalid option: expected one of "layer"|"rms"'],
    ["heads", 0, "model.heads: Too small: expected number to be >0"],
    ["cap", 1.5, "model.cap: Invalid input: expected int, received number"],
    ["vocabulary", 15, "15 ids, but a tokeniser of 14"],
  ])("config.json with %s %s", (name, value, found) => {
    changed(({ model }) => (model![name] = value));
    expect(refusal()).toBe(notAModel("FOLDER/config.json", found));
  });

  const other = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2 });
  const otherTokeniser = (name: string, found: string, expected: string) =>
    `the tokens were made by another tokeniser at FOLDER/${name}: found "${found}", expected tokeniser ${expected} ` +
    "[jetlm/other-tokeniser]. Encode the jets with the tokeniser that is stored beside the model";

  test("a tokeniser that is not the one of the stored hash, both are named", () => {
    changed((content) => (content["tokeniser"]!["lnPtRange"] = other.parameters["lnPtRange"]));
    const found = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2, angle: 0.7 }).hash;
    expect(refusal()).toBe(otherTokeniser("config.json", found, tokeniser.hash));
  });

  test("weights of a model with another tokeniser, although their shapes fit", () => {
    saveModel(file("other"), { ...modelOf(), tokeniser: other });
    saveModel(folder, modelOf());
    copyFileSync(file("other", "model.safetensors"), file("model.safetensors"));
    expect(refusal()).toBe(otherTokeniser("model.safetensors", tokeniser.hash, other.hash));
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["an unknown kind", { kind: "vq" }, 'there is no tokeniser of this kind at FOLDER: found "vq", expected binned'],
    ["a grid without bins", { binsPt: 0 }, "the grid of the binned tokeniser cannot be made at binsPt"],
  ])("a tokeniser of %s", (_, changes, message) => {
    changed((content) => Object.assign(content["tokeniser"]!, changes));
    expect(refusal()).toContain(message);
  });

  test("a network of another width or depth: every tensor that does not fit is listed", () => {
    changed(({ model }) => (model!["width"] = 16));
    const wider = refusal();
    expect(wider).toContain("the checkpoint belongs to another network at FOLDER/model.safetensors: found");
    expect(wider).toContain("token.weight is [14, 8] instead of [14, 16]; ");
    expect(wider).toContain('head.weight is [14, 8] instead of [14, 16]", expected the 31 tensors');
    changed(({ model }) => (model!["layers"] = 1));
    expect(refusal()).toMatch(/"unexpected blocks\.1\..*expected the 17 tensors.*\[tensor\/checkpoint-mismatch\]/);
    changed(({ model }) => (model!["layers"] = 3));
    expect(refusal()).toMatch(/"missing blocks\.2\..*expected the 45 tensors.*\[tensor\/checkpoint-mismatch\]/);
  });

  test("weights that are missing or not whole", () => {
    saveModel(folder, modelOf());
    const bytes = readFileSync(file("model.safetensors"));
    rmSync(file("model.safetensors"));
    expect(refusal()).toMatch(
      /^the file of tensors cannot be read at FOLDER.model.safetensors: .*safetensors-unreadable/,
    );
    for (const size of [0, 7, 200, bytes.length - 4, bytes.length - 1]) {
      writeFileSync(file("model.safetensors"), bytes.subarray(0, size));
      expect(refusal()).toMatch(/^this is not a whole safetensors file at FOLDER.*\[tensor\/safetensors-damaged\]$/);
    }
  });
});

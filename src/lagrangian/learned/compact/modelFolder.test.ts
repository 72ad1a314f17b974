/** Folders of models: those from before the twins are read as what they were. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { Scope } from "../../../tensor/index.ts";
import { rowInputs, SIZES, tokenLoss } from "./model.ts";
import { loadModel, saveModel } from "./modelFolder.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-lagrangian-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG = { ...SIZES.s, width: 8, heads: 2, hidden: 12, encoderLayers: 1, decoderLayers: 1 };
const scope = Scope.create();
tokenLoss(scope, rowInputs(1, { items: 1, tokens: 1 }, CONFIG), CONFIG);
const parameters = scope.initialValues(createRng(1));

test("a folder that says nothing of charges and fields is of a network that saw them as numbers", () => {
  const { charges: _charges, fields: _fields, ...old } = CONFIG;
  saveModel(folder, { config: CONFIG, parameters, training: {} });
  const file = join(folder, "config.json");
  const content = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...content, model: old }));
  expect(loadModel(folder).config).toEqual(CONFIG);
});

test("a twin is not read with the parameters of another", () => {
  saveModel(folder, { config: { ...CONFIG, charges: "memorised" }, parameters, training: {} });
  expect(() => loadModel(folder)).toThrow("tensor/checkpoint-mismatch");
});

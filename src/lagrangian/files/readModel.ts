/** Models and theories from files of every kind that is read. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { GlueballError } from "../../base/index.ts";
import { readTheory } from "../readTheory.ts";
import type { Theory } from "../theory.ts";
import type { Model } from "../theoryJson.ts";
import { parseAutoEft } from "./autoEft.ts";
import { parseFeynRules } from "./feynRules.ts";
import type { ModelFile } from "./modelFile.ts";
import { parsePyrate } from "./pyrate.ts";
import { parseSarah } from "./sarah.ts";
import { parseJsonModel, parseYamlModel } from "./theoryModel.ts";

const READERS: Readonly<Record<string, (text: string, file: string) => ModelFile>> = {
  ".model": parsePyrate,
  ".json": parseJsonModel,
  ".yml": parseYaml,
  ".yaml": parseYaml,
  ".m": parseSarah,
  ".fr": parseFeynRules,
};

function parseYaml(text: string, file: string): ModelFile {
  return isAutoEft(text) ? parseAutoEft(text, file) : parseYamlModel(text, file);
}

/** AutoEFT has `symmetries` where a theory of ours has `groups`. */
function isAutoEft(text: string): boolean {
  return /^symmetries\s*:/m.test(text);
}

/** A model with the terms of its Lagrangian, or with its fields alone. @throws GlueballError lagrangian/model-file-not-found, lagrangian/unknown-model-format. */
export function readModel(path: string): ModelFile {
  const read = readerOf(path);
  if (read === undefined) {
    throw new GlueballError({
      code: "lagrangian/unknown-model-format",
      what: "a model is not read from this",
      place: path,
      expected: ".model (PyR@TE), .json or .yml (a theory with terms), .m (SARAH), .fr (FeynRules) or AutoEFT's .yml",
    });
  }
  if (!existsSync(path)) {
    throw new GlueballError({ code: "lagrangian/model-file-not-found", what: "there is no such file", place: path });
  }
  return read(readFileSync(path, "utf8"), basename(path));
}

/** A theory as `readTheory` reads it, or that of a PyR@TE, SARAH, FeynRules or AutoEFT file, with the options of its file. */
export function readTheoryWithOptions(source: string): Model {
  const isForeign = /\.(model|m|fr)$/.test(source) || isAutoEftFile(source);
  return isForeign ? { theory: readModel(source).theory, options: {} } : readTheory(source);
}

export function readTheoryOrModel(source: string): Theory {
  return readTheoryWithOptions(source).theory;
}

function isAutoEftFile(path: string): boolean {
  return /\.ya?ml$/.test(path) && existsSync(path) && isAutoEft(readFileSync(path, "utf8"));
}

function readerOf(path: string): ((text: string, file: string) => ModelFile) | undefined {
  return Object.entries(READERS).find(([ending]) => path.endsWith(ending))?.[1];
}

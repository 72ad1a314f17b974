/** Models and theories from files of every kind that is read. */
import { existsSync, readFileSync } from "node:fs";
import { GlueballError } from "../../base/index.ts";
import { readTheory } from "../readTheory.ts";
import type { Theory } from "../theory.ts";
import type { Model } from "../theoryJson.ts";
import type { ModelFile } from "./modelFile.ts";
import { isAutoEft, parseModel, requireModelFormat } from "./parseModel.ts";

/** A model with the terms of its Lagrangian, or with its fields alone. @throws GlueballError lagrangian/model-file-not-found, lagrangian/unknown-model-format. */
export function readModel(path: string): ModelFile {
  requireModelFormat(path);
  if (!existsSync(path)) {
    throw new GlueballError({ code: "lagrangian/model-file-not-found", what: "there is no such file", place: path });
  }
  return parseModel(readFileSync(path, "utf8"), path);
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

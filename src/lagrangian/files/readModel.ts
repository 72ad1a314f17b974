/** Models and theories from files of every kind that is read. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { GlueballError } from "../../base/index.ts";
import { readTheory } from "../readTheory.ts";
import type { Theory } from "../theory.ts";
import { parseAutoEft } from "./autoEft.ts";
import { parseFeynRules } from "./feynRules.ts";
import { parseJsonModel } from "./jsonModel.ts";
import type { ModelFile } from "./modelFile.ts";
import { parsePyrate } from "./pyrate.ts";
import { parseSarah } from "./sarah.ts";

const READERS: Readonly<Record<string, (text: string, file: string) => ModelFile>> = {
  ".model": parsePyrate,
  ".json": parseJsonModel,
  ".yml": parseAutoEft,
  ".yaml": parseAutoEft,
  ".m": parseSarah,
  ".fr": parseFeynRules,
};

/** A model with the terms of its Lagrangian, or with its fields alone. @throws GlueballError lagrangian/model-file-not-found, lagrangian/unknown-model-format. */
export function readModel(path: string): ModelFile {
  const read = readerOf(path);
  if (read === undefined) {
    throw new GlueballError({
      code: "lagrangian/unknown-model-format",
      what: "a model is not read from this",
      place: path,
      expected: ".model (PyR@TE), .json (a theory with terms), .m (SARAH), .fr (FeynRules) or .yml (AutoEFT)",
    });
  }
  if (!existsSync(path)) {
    throw new GlueballError({ code: "lagrangian/model-file-not-found", what: "there is no such file", place: path });
  }
  return read(readFileSync(path, "utf8"), basename(path));
}

/** A theory as `readTheory` reads it, or that of a PyR@TE, SARAH, FeynRules or AutoEFT file. */
export function readTheoryOrModel(source: string): Theory {
  return /\.(model|m|fr|ya?ml)$/.test(source) ? readModel(source).theory : readTheory(source).theory;
}

function readerOf(path: string): ((text: string, file: string) => ModelFile) | undefined {
  return Object.entries(READERS).find(([ending]) => path.endsWith(ending))?.[1];
}

/** Models from the text of a file, by the ending of its name; nothing here touches a disk, so that the page can use it. */
import { GlueballError } from "../../base/index.ts";
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
export function isAutoEft(text: string): boolean {
  return /^symmetries\s*:/m.test(text);
}

/** @throws GlueballError lagrangian/unknown-model-format and those of the reader. */
export function parseModel(text: string, path: string): ModelFile {
  return requireModelFormat(path)(text, path.split("/").at(-1)!);
}

/** The reader for files of such a name. @throws GlueballError lagrangian/unknown-model-format. */
export function requireModelFormat(path: string): (text: string, file: string) => ModelFile {
  const read = Object.entries(READERS).find(([ending]) => path.endsWith(ending))?.[1];
  if (read !== undefined) return read;
  throw new GlueballError({
    code: "lagrangian/unknown-model-format",
    what: "a model is not read from this",
    place: path,
    expected: ".model (PyR@TE), .json or .yml (a theory with terms), .m (SARAH), .fr (FeynRules) or AutoEFT's .yml",
  });
}

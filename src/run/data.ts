/**
 * Where data are looked for: the folders of the environment variable GLUEBALL_DATA (a list, as PATH is), then
 * `../shared/data` beside the repository. The data sets themselves never enter the repository.
 */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { GlueballError } from "../base/index.ts";
import { productRoot } from "./product.ts";

/** The folders that exist, in the order in which they are searched. */
export function dataFolders(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  return candidates(environment).filter((folder) => existsSync(folder));
}

/** The first `name` (a file or folder such as `jet-foundation/jets`) in the data folders. */
export function findData(name: string, environment = process.env): string | undefined {
  return dataFolders(environment)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** A file that a person named: as it stands where it exists, else in the data folders. */
export function locate(path: string): string {
  return existsSync(path) ? path : (findData(path) ?? path);
}

/** As `findData`, but absence is an error that says where was looked. @throws GlueballError run/data-not-found. */
export function requireData(name: string, environment = process.env): string {
  const path = findData(name, environment);
  if (path !== undefined) return path;
  throw new GlueballError({
    code: "run/data-not-found",
    what: "a data set is not there",
    place: name,
    expected: `it in one of ${candidates(environment).join(", ")}`,
    hint: "Set GLUEBALL_DATA to the folder that holds it",
  });
}

function candidates(environment: Readonly<Record<string, string | undefined>>): string[] {
  const listed = (environment["GLUEBALL_DATA"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...listed, join(productRoot(), "..", "shared", "data")];
}

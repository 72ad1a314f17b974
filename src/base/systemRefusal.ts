/** What the operating system refuses: a disk that is full, a folder that is not ours. Faults of the place, not of Glueball. */
import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { GlueballError } from "./error.ts";

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "not allowed",
  EROFS: "a disk that can only be read",
  ENOSPC: "a full disk",
  EDQUOT: "a full quota",
  ENOENT: "nothing there",
  EEXIST: "something there already",
  ENOTDIR: "a file where a folder should be",
  EISDIR: "a folder where a file should be",
  ENOTEMPTY: "a folder that is not empty",
  ENAMETOOLONG: "a name that is too long",
  EMFILE: "too many open files",
  EBUSY: "something that is in use",
};

/** The refusal of the system as an error of the place, with its path; undefined for another error. */
export function systemRefusal(error: unknown): GlueballError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const found = MEANINGS[code ?? ""];
  if (found === undefined) return undefined;
  const what = `the system refuses to read or write (${code})`;
  return new GlueballError({ code: "base/system-refuses", what, place: dest ?? path, found });
}

/**
 * Refuses a path at which no file or folder can be written, before hours were spent on what is to stand there.
 * @throws GlueballError base/not-writable
 */
export function requireWritable(path: string): void {
  let folder = dirname(resolve(path));
  for (; statSync(folder, { throwIfNoEntry: false }) === undefined; folder = dirname(folder));
  const refuse = (found: string): never => {
    const hint = "Choose another --out";
    throw new GlueballError({ code: "base/not-writable", what: "nothing can be written", place: path, found, hint });
  };
  if (!statSync(folder).isDirectory()) refuse(`${folder}, a file where a folder should be`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    refuse(`no permission to write in ${folder}`);
  }
}

/**
 * The public data sets that the rooms understand: where they are, under which licence, and what a whole file is known
 * by. A size or checksum that no public source gives is undefined and shown as "unknown"; none is guessed.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { PUBLIC_SETS } from "./catalogue/sets.ts";
import type { Checksum } from "./download.ts";

export interface PublicFile {
  readonly name: string;
  readonly url: string;
  readonly bytes?: number | undefined;
  readonly checksum?: Checksum | undefined;
}

export interface PublicSet {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** The page a person reads: description, authors, how to cite. */
  readonly page: string;
  readonly doi?: string | undefined;
  readonly licence?: string | undefined;
  /** Empty where the set has no fixed list of files; then `page` says how it is got. */
  readonly files: readonly PublicFile[];
}

/** A set and those of its files that were asked for. */
export interface Selection {
  readonly set: PublicSet;
  readonly files: readonly PublicFile[];
}

/** @throws GlueballError formats/no-such-set with the nearest names. */
export function findSet(name: string, sets: readonly PublicSet[] = PUBLIC_SETS): PublicSet {
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  throw missing(
    "formats/no-such-set",
    "there is no such public data set",
    name,
    sets.map((set) => set.name),
  );
}

/**
 * `jetclass` is a whole set, `jetclass/JetClass_Pythia_val_5M.tar` one file of it.
 * @throws GlueballError formats/no-such-set, formats/no-such-public-file, formats/set-without-files.
 */
export function selectFiles(wanted: string, sets: readonly PublicSet[] = PUBLIC_SETS): Selection {
  const slash = wanted.indexOf("/");
  const set = findSet(slash < 0 ? wanted : wanted.slice(0, slash), sets);
  if (set.files.length === 0) throw withoutFiles(set);
  if (slash < 0) return { set, files: set.files };
  const name = wanted.slice(slash + 1);
  const file = set.files.find((candidate) => candidate.name === name);
  if (file !== undefined) return { set, files: [file] };
  const names = set.files.map((candidate) => candidate.name);
  throw missing("formats/no-such-public-file", `the set ${set.name} has no such file`, name, names);
}

/** Bytes of all files together; undefined as soon as one of them is unknown. */
export function totalBytes(files: readonly PublicFile[]): number | undefined {
  return files.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    files.length === 0 ? undefined : 0,
  );
}

/** `2.38 GB`, decimal as archives state it; "unknown" where nobody does. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "unknown";
  if (bytes < 1000) return `${bytes} bytes`;
  const rounded = Number(bytes.toPrecision(3)); // first, so that 999,999 becomes 1.00 MB
  const power = Math.min(4, Math.floor(Math.log10(rounded) / 3));
  return `${(rounded / 1000 ** power).toPrecision(3)} ${["", "kB", "MB", "GB", "TB"][power]}`;
}

function missing(code: string, what: string, found: string, names: readonly string[]): GlueballError {
  const near = nearestNames(found, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "glueball data list names them";
  return new GlueballError({ code, what, found, hint });
}

function withoutFiles({ name, page }: PublicSet): GlueballError {
  return new GlueballError({
    code: "formats/set-without-files",
    what: "this set has no list of files here",
    found: name,
    hint: `Its page says how to get it: ${page}`,
  });
}

/** Which writer makes which file. A file that is to be written has no content yet, so here the name decides. */
import { GlueballError, nearestNames } from "../base/index.ts";
import { writeCsv } from "./csv/writer.ts";
import { writeHdf5 } from "./hdf5Write.ts";
import { writeHepMC3Table } from "./hepmc/tableWriter.ts";
import { writeJsonl } from "./jsonl/writer.ts";
import { writeLheTable } from "./lhe/tableWriter.ts";
import { writeNpyTable, writeNpzTable } from "./numpyWriter.ts";
import { writeSafetensors } from "./safetensors.ts";
import type { Table, TableWriter } from "./table.ts";
import { writeTextVectors } from "./vectors/writer.ts";

/** By the ending of the name. */
const WRITERS: Readonly<Record<string, TableWriter>> = {
  // Loaded where it is needed: its packages are a seventh of the modules that a command would load.
  ".parquet": async (path, table) => (await import("./parquet/writer.ts")).writeParquet(path, table),
  ".npy": writeNpyTable,
  ".npz": writeNpzTable,
  ".safetensors": writeSafetensors,
  ".h5": writeHdf5,
  ".hdf5": writeHdf5,
  ".jsonl": writeJsonl,
  ".csv": writeCsv,
  ".dat": writeTextVectors,
  ".hepmc3": writeHepMC3Table,
  ".hepmc": writeHepMC3Table,
  ".lhe": writeLheTable,
};

/** Endings of text formats, which may be followed by `.gz` or `.zst`. */
const TEXTS = new Set([".jsonl", ".csv", ".dat", ".hepmc3", ".hepmc", ".lhe"]);

export const ENDINGS: readonly string[] = Object.keys(WRITERS);

/** The ending of a name without that of a packing. @throws GlueballError formats/unknown-ending */
export function endingOf(path: string): string {
  const [, packing = ""] = /(\.gz|\.zst)$/u.exec(path) ?? [];
  const name = path.slice(0, path.length - packing.length);
  const ending = ENDINGS.find((candidate) => name.endsWith(candidate));
  if (ending !== undefined && (packing === "" || TEXTS.has(ending))) return ending;
  const found = (/\.[^./\\]*$/u.exec(name)?.[0] ?? "") + packing;
  const near = nearestNames(found, ENDINGS, 1);
  throw new GlueballError({
    code: "formats/unknown-ending",
    what: ending === undefined ? "no writer makes a file of this ending" : `a ${ending} file is not packed as a whole`,
    place: path,
    found,
    expected: `one of ${ENDINGS.join(", ")}; ${[...TEXTS].join(", ")} also with .gz or .zst`,
    hint: ending === undefined && near.length > 0 ? `Did you mean ${near[0]}?` : undefined,
  });
}

/** Writes a table in the format of the name's ending. @throws GlueballError formats/unknown-ending, formats/not-writable */
export async function writeTable(path: string, table: Table): Promise<void> {
  await WRITERS[endingOf(path)]!(path, table);
}

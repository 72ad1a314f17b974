/**
 * Whether a file can be written, known before an hour of simulation and not after: the file is written without its rows,
 * so that ending, columns and folder are seen by whoever will write it, and nothing stays.
 */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { GlueballError } from "../../base/index.ts";
import type { Dataset } from "../../formats/index.ts";
import { metadataOf, schemaOf, type SampleSetup } from "./sampleWork.ts";

/** Thrown in place of the first row. */
const ENOUGH = new Error("the first row was asked for");

/** @throws GlueballError simulate/not-writable, and what the writer of the format refuses, such as formats/unknown-ending */
export async function rehearse(
  path: string,
  setup: SampleSetup,
  write: (path: string, rows: Dataset) => Promise<unknown>,
): Promise<void> {
  try {
    await write(path, withoutRows(setup));
  } catch (error) {
    if (error !== ENOUGH) throw refusal(path, error);
  }
  requireFile(path);
}

function withoutRows(setup: SampleSetup): Dataset {
  return {
    path: "",
    format: "",
    schema: schemaOf(setup),
    length: undefined,
    metadata: metadataOf(setup),
    warnings: [],
    batches: noRows,
    close: async () => {},
  };
}

// oxlint-disable-next-line require-yield -- it fails before
async function* noRows(): AsyncGenerator<never> {
  throw ENOUGH;
}

/** What is seen only when a whole file is put in place. */
function requireFile(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw refusal(path, error);
  }
  if (existsSync(path) && statSync(path).isDirectory()) throw notWritable(path, "a folder");
}

function refusal(path: string, error: unknown): unknown {
  return error instanceof Error && "syscall" in error ? notWritable(path, error.message) : error;
}

function notWritable(path: string, found: string): GlueballError {
  return new GlueballError({
    code: "simulate/not-writable",
    what: "the file cannot be written",
    place: path,
    found,
    expected: "a file in a folder that can be written to",
    hint: "Choose another --out",
  });
}

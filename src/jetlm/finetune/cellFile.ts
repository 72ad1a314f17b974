/** Results of the cells of a grid as files of the run, so that an interrupted run goes on with those it lacks. */
import { existsSync } from "node:fs";
import { jsonDocument, readJson } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";

interface StoredCell {
  readonly key: string;
  readonly result: unknown;
}

/** The result that the run has under this name, if it is of this key: everything beside the name that it depends on. */
export function storedCell<Result>({ folder }: RunContext, name: string, key: string): Result | undefined {
  const file = folder?.file("cells", `${name}.json`);
  if (file === undefined || !existsSync(file)) return undefined;
  const stored = readJson(file) as StoredCell | undefined;
  return stored?.key === key ? (withNumbers(stored.result) as Result) : undefined;
}

export function storeCell({ folder }: RunContext, name: string, key: string, result: unknown): void {
  folder?.write(`cells/${name}.json`, jsonDocument({ key, result }));
}

/** `jsonDocument` writes the numbers that JSON lacks as strings; here they are numbers again. */
function withNumbers(value: unknown): unknown {
  if (value === "Infinity" || value === "-Infinity" || value === "NaN") return Number(value);
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withNumbers(member)]));
}

/** Numbers of parameters from a JSON file: `{ "MS1": 1500, "y_Q_L_S1_1x1": [0.1, 0.2] }`. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { GlueballError } from "../../../base/index.ts";
import type { GivenNumbers } from "./parameterSheet.ts";

const NUMBERS = z.record(z.string(), z.union([z.number(), z.tuple([z.number(), z.number()])]));

/** @throws GlueballError lagrangian/numbers-not-found, lagrangian/numbers-unreadable. */
export function readNumbers(path: string): GivenNumbers {
  if (!existsSync(path)) {
    throw new GlueballError({ code: "lagrangian/numbers-not-found", what: "there is no such file", place: path });
  }
  const parsed = NUMBERS.safeParse(parse(readFileSync(path, "utf8"), path));
  if (!parsed.success) throw unreadable(path, parsed.error.issues[0].path.join("."));
  return new Map(
    Object.entries(parsed.data).map(([name, value]) => [name, typeof value === "number" ? [value, 0] : value]),
  );
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(path, "no JSON");
  }
}

function unreadable(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/numbers-unreadable",
    what: "these are no numbers of parameters",
    place,
    found,
    expected: '{ "NAME": number or [real part, imaginary part], ... }',
  });
}

/** The built-in theories by name. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import type { Theory } from "../theory.ts";
import { theoryOf } from "./notation.ts";
import { OTHER_GROUPS } from "./otherGroups.ts";
import { STANDARD_MODEL } from "./standardModel.ts";

const NOTES = [...STANDARD_MODEL, ...OTHER_GROUPS];

/** Other names of some of them. */
const ALIASES: Readonly<Record<string, string>> = {
  smeft: "SM",
  type1: "TypeI",
  "nu-smeft": "TypeI",
  type2: "TypeII",
  type3: "TypeIII",
  "georgi-machacek": "GM",
  leptoquarks: "S1+S3",
  "manohar-wise": "MW",
  "mssm-fields": "MSSMfields",
  su5: "SU5-GG",
  "b-l": "SM_B-L",
};

/** The names of all of them, each with one line; aliases are left out. */
export function builtinNames(): { readonly name: string; readonly description: string }[] {
  return NOTES.map(({ name, description }) => ({ name, description }));
}

/** Capitals or not. @throws GlueballError lagrangian/unknown-theory with the nearest names. */
export function builtinTheory(name: string): Theory {
  const wanted = name.toLowerCase();
  const known = (ALIASES[wanted] ?? name).toLowerCase();
  const note = NOTES.find((candidate) => candidate.name.toLowerCase() === known);
  if (note !== undefined) return theoryOf(note);
  const names = [...NOTES.map((candidate) => candidate.name), ...Object.keys(ALIASES)];
  const near = nearestNames(name, names);
  throw new GlueballError({
    code: "lagrangian/unknown-theory",
    what: "there is no built-in theory of this name",
    found: name,
    expected: `one of ${names.join(", ")}`,
    hint: near.length === 0 ? undefined : `Nearest: ${near.join(", ")}`,
  });
}

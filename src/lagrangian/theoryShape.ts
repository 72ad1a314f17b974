/** What is wrong with the shape of a theory file, in the words of whoever wrote it. */
import type { z } from "zod";
import { GlueballError, nearestNames } from "../base/index.ts";

/** What stands under a key, of the file or of the groups and fields in it. */
const MEANINGS: Readonly<Record<string, string>> = {
  name: "a name",
  groups: "a list of groups, each with name and type",
  fields: "a list of fields, each with name and spin",
  type: "SU, SO or Sp (with N), U1, or Z (with M)",
  N: "a whole number of at least 2",
  M: "a whole number of at least 2",
  gauged: "true or false",
  boson: "the name of the field strength",
  spin: "0 or 1/2",
  helicity: "-1/2 (left-handed) or 1/2 (right-handed)",
  irreps: "an irrep for each group, as { SU3: 3bar } or { SU3: [1, 1] }",
  charges: "a charge for each U(1), as { Y: 1/6 }",
  z: "a whole number for each Z_M, as { Z2: 1 }",
  real: "true or false",
  copies: "a number, or Nf for generations",
  hyperchargeConvention: "T3+Y or T3+Y/2",
};
const WHOLE = "an object with groups and fields, as docs/lagrangian.md describes";

/** The first refusal of the schema as an error; `value` is what it refused, with these `keys` at its places. */
export function wrongShape(issue: z.core.$ZodIssue, value: unknown, place: string): GlueballError {
  const entry = (path: readonly PropertyKey[]): unknown =>
    path.reduce<unknown>((own, key) => (own as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const owner = issue.path.slice(0, 2).length === 2 ? entry(issue.path.slice(0, 2)) : undefined;
  const where = [...wordsOf(issue.path, owner), place].join(" of ");
  if (issue.code === "unrecognized_keys") return unknownKey(issue.keys[0]!, issue.path.length === 0, where);
  const found = entry(issue.path);
  const key =
    issue.path.find((own) => typeof own === "string" && own !== "groups" && own !== "fields") ?? issue.path[0];
  const expected = MEANINGS[String(key)] ?? WHOLE;
  const what = found === undefined ? "something is missing in a theory" : "this is no theory";
  return new GlueballError({ code: "lagrangian/bad-theory", what, place: where, found: readable(found), expected });
}

/** `fields.0.spin` as `spin`, `field S`. */
function wordsOf([list, row, ...keys]: readonly PropertyKey[], owner: unknown): string[] {
  if (list === undefined) return [];
  if (row === undefined) return [String(list)];
  const name = (owner as { readonly name?: unknown } | undefined)?.name;
  const own = `${String(list).replace(/s$/, "")} ${typeof name === "string" ? name : Number(row) + 1}`;
  return typeof row === "number" ? [...keys.map(String).reverse(), own] : [[list, row, ...keys].map(String).join(".")];
}

function unknownKey(key: string, ofFile: boolean, place: string): GlueballError {
  const own = ["groups", "fields", "hyperchargeConvention"];
  const near = nearestNames(
    key,
    Object.keys(MEANINGS).filter((name) => own.includes(name) === ofFile || name === "name"),
    1,
  );
  const hint = near.length === 0 ? undefined : `Did you mean ${near[0]}?`;
  return new GlueballError({
    code: "lagrangian/bad-theory",
    what: "a theory has no such entry",
    place,
    found: key,
    hint,
  });
}

/** Nothing where nothing stands, short where much does. */
function readable(found: unknown): unknown {
  return typeof found === "object" && found !== null ? JSON.stringify(found).slice(0, 60) : found;
}

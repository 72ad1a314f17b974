/**
 * A theory as JSON, or YAML that says the same, the form in which people write one down:
 *
 *     { "name": "SM with a leptoquark",
 *       "groups": [ {"name": "SU3", "type": "SU", "N": 3, "gauged": true}, {"name": "Y", "type": "U1", "gauged": true} ],
 *       "fields": [ {"name": "S1", "spin": "0", "irreps": {"SU3": "3bar"}, "charges": {"Y": "1/3"}, "copies": 1} ] }
 *
 * Groups are of type SU, SO, Sp (N even: 4 for Sp(4), whose fundamental has 4 components), U1 and Z.
 * An irrep, charge or residue that is not given is trivial; charges may also be a list in the order of the U(1)s. The
 * schema judges the shape, `checkTheory` the physics.
 */
import { z } from "zod";
import { GlueballError, nearestNames } from "../base/index.ts";
import { classicalGroup, formatRational, parseIrrep, parseRational, trivialLabels, ZERO } from "../exact/index.ts";
import type { DynkinLabels, Rational } from "../exact/index.ts";
import { checkTheory } from "./checkTheory.ts";
import { refuseRounded } from "./roundedCharge.ts";
import { cyclicGroups, nonabelianGroups, simpleGroupOf, unitaryGroups } from "./theory.ts";
import type { Field, Group, Theory, TwiceHelicity } from "./theory.ts";
import { wrongShape } from "./theoryShape.ts";

const numberSchema = z.union([z.string(), z.number()]);

const groupSchema = z.discriminatedUnion("type", [
  z.strictObject({
    name: z.string(),
    type: z.enum(["SU", "SO", "Sp"]),
    N: z.int().min(2),
    gauged: z.boolean().default(true),
    boson: z.string().optional(),
  }),
  z.strictObject({
    name: z.string(),
    type: z.literal("U1"),
    gauged: z.boolean().default(true),
    boson: z.string().optional(),
  }),
  z.strictObject({ name: z.string(), type: z.literal("Z"), M: z.int().min(2) }),
]);

const fieldSchema = z.strictObject({
  name: z.string(),
  latex: z.string().optional(),
  spin: numberSchema,
  helicity: numberSchema.optional(),
  irreps: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number())])).default({}),
  charges: z.union([z.record(z.string(), numberSchema), z.array(numberSchema)]).default({}),
  z: z.record(z.string(), z.int()).default({}),
  real: z.boolean().default(false),
  copies: numberSchema.default(1),
});

/** What a theory file may ask for; options of the command line come first. */
const optionsSchema = z.strictObject({
  dmax: z.int().min(1).optional(),
  eom: z.enum(["keep", "remove"]).optional(),
  ibp: z.enum(["keep", "remove"]).optional(),
  kinetic: z.boolean().optional(),
  theta: z.boolean().optional(),
  hermitianPairs: z.boolean().optional(),
  style: z.enum(["basis", "green", "raw"]).optional(),
});

const theorySchema = z.strictObject({
  name: z.string().min(1).optional(),
  description: z.string().default(""),
  groups: z.array(groupSchema),
  fields: z.array(fieldSchema),
  hyperchargeConvention: z.enum(["T3+Y", "T3+Y/2"]).default("T3+Y"),
  options: optionsSchema.default({}),
  // A file may list the terms of its Lagrangian as well; files/theoryModel.ts reads those.
  definitions: z.unknown().optional(),
  terms: z.unknown().optional(),
  zero: z.unknown().optional(),
  // What an exported document has beside its theory; files/theoryModel.ts and terms/readTerms.ts read it.
  generations: z.unknown().optional(),
  dimension: z.unknown().optional(),
  lagrangian: z.unknown().optional(),
  certificate: z.unknown().optional(),
});

type GroupJson = z.output<typeof groupSchema>;
type FieldJson = z.output<typeof fieldSchema>;
export type TheoryOptions = z.output<typeof optionsSchema>;

/** A theory with the options that its file asks for. */
export interface Model {
  readonly theory: Theory;
  readonly options: TheoryOptions;
}

/**
 * Checked as `checkTheory` does. `place` names the file in errors.
 * @throws GlueballError lagrangian/bad-theory for a wrong shape, lagrangian/unknown-group for an unknown name of a group,
 * exact/... for irreps and numbers, and the errors of `checkTheory`.
 */
export function theoryFromJson(value: unknown, place: string): Model {
  const parsed = theorySchema.safeParse(value);
  if (!parsed.success) throw wrongShape(parsed.error.issues[0]!, value, place);
  const { name = nameOfFile(place), description, hyperchargeConvention, options } = parsed.data;
  const groups = parsed.data.groups.map((group) => groupOf(group, place));
  const empty: Theory = { name, description, groups, fields: [], hyperchargeConvention };
  const theory = { ...empty, fields: parsed.data.fields.map((field) => fieldOf(field, empty, place)) };
  checkTheory(theory, place);
  return { theory, options };
}

/** `models/scotogenic.yaml` is the theory scotogenic, unless it says otherwise. */
function nameOfFile(path: string): string {
  return path.replace(/^.*[/\\]/, "").replace(/\.\w+$/, "");
}

function groupOf(group: GroupJson, place: string): Group {
  if (group.type === "Z") return { kind: "Z", name: group.name, order: group.M };
  const { name, gauged, boson } = group;
  if (group.type === "U1") return { kind: "U1", name, gauged, boson };
  const { type, N } = group;
  classicalGroup(type, N, `group ${name} of ${place}`); // refuses sizes that there are not
  return { kind: type, name, n: N, gauged, boson };
}

function fieldOf(field: FieldJson, theory: Theory, file: string): Field {
  const { name, latex, real } = field;
  const place = `field ${name} of ${file}`;
  return {
    name,
    latex,
    twiceHelicity: twiceHelicityOf(field, place),
    irreps: irrepsOf(field, theory, place),
    charges: chargesOf(field, theory, place),
    residues: residuesOf(field, theory, place),
    real,
    copies: copiesOf(field.copies, place),
  };
}

function irrepsOf({ irreps }: FieldJson, theory: Theory, place: string): DynkinLabels[] {
  const groups = nonabelianGroups(theory);
  refuseUnknownGroups(Object.keys(irreps), groups, "irreps", place);
  return groups.map((factor) => {
    const given = irreps[factor.name];
    const group = simpleGroupOf(factor);
    return given === undefined ? trivialLabels(group) : parseIrrep(given, group, `${factor.name} of ${place}`);
  });
}

function chargesOf({ charges }: FieldJson, theory: Theory, place: string): Rational[] {
  const groups = unitaryGroups(theory);
  if (!Array.isArray(charges)) {
    refuseUnknownGroups(Object.keys(charges), groups, "charges", place);
    return groups.map(({ name }) => (name in charges ? readCharge(charges[name], `${name} of ${place}`) : ZERO));
  }
  if (charges.length === groups.length) {
    return groups.map(({ name }, k) => readCharge(charges[k], `${name} of ${place}`));
  }
  throw new GlueballError({
    code: "lagrangian/wrong-number-of-charges",
    what: "a field needs one charge for each U(1)",
    place,
    found: charges,
    expected: `${groups.length} charges${groups.length === 0 ? "" : `, of ${groups.map(({ name }) => name).join(", ")}`}`,
  });
}

function residuesOf(field: FieldJson, theory: Theory, place: string): number[] {
  const groups = cyclicGroups(theory);
  refuseUnknownGroups(Object.keys(field.z), groups, "z", place);
  return groups.map(({ name, order }) => (((field.z[name] ?? 0) % order) + order) % order);
}

function readNumber(value: string | number, place: string): Rational {
  return parseRational(String(value), place);
}

function readCharge(value: string | number, place: string): Rational {
  refuseRounded(String(value), place);
  return readNumber(value, place);
}

/** `Nf`, a number, or a text with a number; `checkTheory` judges the number. */
function copiesOf(copies: string | number, place: string): number | "Nf" {
  if (copies === "Nf" || typeof copies === "number") return copies;
  if (/^\d+$/.test(copies)) return Number(copies);
  const expected = "1, 2, 3, ... or Nf";
  throw new GlueballError({
    code: "lagrangian/copies-not-positive",
    what: "this is no number of copies",
    place,
    found: copies,
    expected,
  });
}

const TWICE_HELICITIES: Readonly<Record<string, TwiceHelicity>> = { "-1/2": -1, "1/2": 1 };

function twiceHelicityOf({ spin, helicity }: FieldJson, place: string): TwiceHelicity {
  const spinText = formatRational(readNumber(spin, `spin of ${place}`));
  if (spinText !== "0" && spinText !== "1/2") {
    throw wrongSpin("lagrangian/unknown-spin", "a field of matter has spin 0 or 1/2", spin, place);
  }
  if (spinText === "0") {
    if (helicity === undefined) return 0;
    throw wrongSpin("lagrangian/helicity-of-scalar", "a scalar has no helicity", helicity, place);
  }
  if (helicity === undefined) {
    throw wrongSpin("lagrangian/helicity-missing", "a fermion needs its helicity", undefined, place);
  }
  const found = TWICE_HELICITIES[formatRational(readNumber(helicity, `helicity of ${place}`))];
  if (found !== undefined) return found;
  throw wrongSpin("lagrangian/unknown-helicity", "this is no helicity of a fermion", helicity, place);
}

function wrongSpin(code: string, what: string, found: unknown, place: string): GlueballError {
  const expected = "spin 0 without helicity, or spin 1/2 with helicity -1/2 (left-handed) or 1/2 (right-handed)";
  const hint =
    code === "lagrangian/unknown-spin"
      ? "Of vector fields, `lagrangian mediators --spin 1` finds the couplings"
      : "A Dirac field is two fields: its left-handed part and the conjugate of its right-handed part";
  return new GlueballError({ code, what, place, found, expected, hint });
}

function refuseUnknownGroups(
  names: readonly string[],
  groups: readonly { readonly name: string }[],
  what: "irreps" | "charges" | "z",
  place: string,
): void {
  const known = groups.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const kind = { irreps: "SU(N), SO(N) or Sp(N)", charges: "U(1)", z: "Z_M" }[what];
  const near = nearestNames(unknown, known);
  throw new GlueballError({
    code: "lagrangian/unknown-group",
    what: `the theory has no ${kind} of this name`,
    place: `${what} of ${place}`,
    found: unknown,
    expected: known.length === 0 ? `none, since the theory has no ${kind}` : known.join(", "),
    hint: near.length === 0 ? undefined : `Nearest: ${near.join(", ")}`,
  });
}

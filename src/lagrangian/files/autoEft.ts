/**
 * Model files of AutoEFT (Harlander, Schaaf, arXiv:2309.15783): symmetries, and fields by their representations.
 *
 *     symmetries: { sun_groups: { SU3: { N: 3 } }, u1_groups: { U1: {}, Bno: {} } }      (written over several lines)
 *     fields:     { QL: { representations: { Lorentz: -1/2, SU3: [1], SU2: [1], U1: 1/6 }, generations: 3 } }
 *
 * `Lorentz` is the helicity. [2,1] are Young rows, (1,1) Dynkin labels. Field strengths are listed like fields: those of
 * helicity -1 or 1 are taken out and make their factor gauged, an adjoint its SU(N), singlets the first U(1)s in order;
 * the other factors are global. The Lagrangian is what AutoEFT makes of it, so no terms are listed.
 */
import { parseIrrep, parseRational, rational, rationalToNumber, ZERO } from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import { checkTheory } from "../checkTheory.ts";
import type { Field, Group, Theory, TwiceHelicity } from "../theory.ts";
import { singletLabels } from "../theory.ts";
import { placeOf, unknownConstruct } from "./flowBlocks.ts";
import type { Piece } from "./flowBlocks.ts";
import type { IndentedEntry } from "./indentedBlocks.ts";
import { readIndented } from "./indentedBlocks.ts";
import type { ModelFile } from "./modelFile.ts";

const FIELD_KEYS = ["representations", "generations", "tex", "tex_hc"];
const SYMMETRY_KEYS = ["lorentz_group", "sun_groups", "u1_groups"];

/** @throws GlueballError lagrangian/unknown-construct, and those of `checkTheory`, irreps and charges. */
export function parseAutoEft(text: string, file: string): ModelFile {
  const roots = readIndented(file, text);
  requireKeys(roots, ["name", "description", "symmetries", "fields"]);
  const symmetries = childrenOf(roots, "symmetries", file);
  requireKeys(symmetries, SYMMETRY_KEYS);
  const groups = [
    ...(symmetries.find(({ key }) => key === "sun_groups")?.children ?? []).map(specialGroup),
    ...(symmetries.find(({ key }) => key === "u1_groups")?.children ?? []).map(({ key }): Group => ({
      kind: "U1",
      name: key,
      gauged: false,
    })),
  ];
  const all = childrenOf(roots, "fields", file).map((entry) => readField(entry, groups));
  const strengths = all.filter(({ twiceHelicity }) => Math.abs(twiceHelicity) === 2);
  const fields = all.filter((field) => !strengths.includes(field));
  const name = roots.find(({ key }) => key === "name")?.value.text ?? file;
  const theory: Theory = {
    name,
    description: roots.find(({ key }) => key === "description")?.value.text ?? "",
    groups: gaugedBy(strengths, groups, file),
    fields,
    hyperchargeConvention: "T3+Y",
  };
  checkTheory(theory, file);
  const nothing = { definitions: [], groupTensors: [], terms: [], notes: [] };
  return { file, theory, convention: "tensor", listsTerms: false, ...nothing };
}

function requireKeys(entries: readonly IndentedEntry[], known: readonly string[]): void {
  const strange = entries.find(({ key }) => !known.includes(key));
  if (strange === undefined) return;
  throw unknownConstruct({ ...strange.value, text: strange.key }, `one of ${known.join(", ")}`);
}

function childrenOf(entries: readonly IndentedEntry[], key: string, file: string): readonly IndentedEntry[] {
  const entry = entries.find((candidate) => candidate.key === key);
  if (entry === undefined) throw unknownConstruct({ file, text: "", line: 1 }, `the block ${key}`);
  return entry.children;
}

function specialGroup({ key, value, children }: IndentedEntry): Group {
  requireKeys(children, ["N", "tex", "indices"]);
  const n = Number(children.find((child) => child.key === "N")?.value.text);
  if (!Number.isInteger(n) || n < 2) throw unknownConstruct({ ...value, text: key }, "N: 2 or more of a group");
  return { kind: "SU", name: key, n, gauged: false };
}

function readField({ key, value, children }: IndentedEntry, groups: readonly Group[]): Field {
  requireKeys(children, FIELD_KEYS);
  const given = children.find((child) => child.key === "representations")?.children ?? [];
  requireKeys(given, ["Lorentz", ...groups.map(({ name }) => name)]);
  const valueOf = (name: string) => given.find((entry) => entry.key === name)?.value;
  const generations = children.find((child) => child.key === "generations")?.value.text ?? "1";
  if (!/^[1-9]\d*$/.test(generations))
    throw unknownConstruct({ ...value, text: generations }, "a number of generations from 1");
  return {
    name: key,
    latex: children.find((child) => child.key === "tex")?.value.text,
    twiceHelicity: twiceHelicityOf(valueOf("Lorentz")),
    irreps: groups.flatMap((group) => (group.kind === "SU" ? [irrepOf(valueOf(group.name), group.n)] : [])),
    charges: groups.flatMap((group) => (group.kind === "U1" ? [chargeOf(valueOf(group.name))] : [])),
    residues: [],
    real: false,
    copies: Number(generations),
  };
}

function twiceHelicityOf(value: Piece | undefined): TwiceHelicity {
  if (value === undefined) return 0;
  const { numerator, denominator } = parseRational(value.text, placeOf(value));
  const twice = rationalToNumber(rational(2n * numerator, denominator));
  const known = ([-2, -1, 0, 1, 2] as const).find((one) => one === twice);
  if (known === undefined) throw unknownConstruct(value, "a helicity from -1 to 1 in steps of 1/2");
  return known;
}

/** [2,1] are Young rows, (1,1) Dynkin labels. */
function irrepOf(value: Piece | undefined, n: number): DynkinLabels {
  if (value === undefined) return singletLabels(n);
  const { text } = value;
  if (text.startsWith("[")) return parseIrrep(`rows ${text}`, n, placeOf(value));
  if (text.startsWith("(")) return parseIrrep(`[${text.slice(1, -1)}]`, n, placeOf(value));
  throw unknownConstruct(value, "Young rows [2,1] or Dynkin labels (1,1)");
}

function chargeOf(value: Piece | undefined): Rational {
  return value === undefined ? ZERO : parseRational(value.text, placeOf(value));
}

/** The groups with those gauged that have a field strength, which gives the boson its name: GL is the boson G. */
function gaugedBy(strengths: readonly Field[], groups: readonly Group[], file: string): Group[] {
  const special = groups.filter((group) => group.kind === "SU");
  const adjointOf = (field: Field) => special.find(({ n }, g) => isOnlyAdjoint(field, g, n));
  const abelian = strengths.filter((field) => adjointOf(field) === undefined);
  const strange = abelian.find(({ irreps }) => irreps.some((labels) => labels.some((label) => label !== 0)));
  if (strange !== undefined)
    throw unknownConstruct({ file, text: strange.name, line: 1 }, "field strengths in adjoints or singlets");
  const unitary = groups.filter((group) => group.kind === "U1");
  const strengthOf = (group: Group) => {
    if (group.kind === "Z") return undefined;
    return group.kind === "U1"
      ? abelian[unitary.indexOf(group)]
      : strengths.find((field) => adjointOf(field) === group);
  };
  return groups.map((group) => {
    const strength = strengthOf(group);
    if (group.kind === "Z" || strength === undefined) return group;
    return { ...group, gauged: true, boson: strength.name.replace(/[LR]$/, "") };
  });
}

function isOnlyAdjoint({ irreps }: Field, g: number, n: number): boolean {
  const wanted = singletLabels(n).map((_, k) => (k === 0 ? 1 : 0) + (k === n - 2 ? 1 : 0));
  return irreps.every((labels, k) => labels.every((label, i) => label === (k === g ? wanted[i] : 0)));
}

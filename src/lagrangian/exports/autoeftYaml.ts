/**
 * Operators of one type as YAML in the manner of AutoEFT (Harlander, Schaaf, arXiv:2309.15783): bases of Lorentz and gauge
 * invariants from epsilons alone, and whole-number matrices over their products for every permutation symmetry.
 *
 *     type: [{L: 1, Q: 3}, complex]
 *     invariants: { Lorentz: { "O(Lorentz,1)": "eps(1_1,3_1)*eps(2_1,4_1)" }, SU3: ..., SU2: ... }
 *     permutation_symmetries: [ vector: Lorentz * SU3 * SU2, {symmetry: {L: [1], Q: [3]}, n_terms: 1, n_operators: 30, matrix: [...]} ]
 *
 * i_k is index k of the field in slot i, i_k~ a dotted spinor index; slots stand in the order of `type`. Which indices of a
 * gauge irrep are which is said in epsilonForm.ts. Field strengths are GL and GR. The keys are those of AutoEFT's files; its
 * own bases are other ones, so files are compared by their span.
 */
import { GlueballError } from "../../base/index.ts";
import { createRng } from "../../base/index.ts";
import { createRowSpace, multiplyModulo, PRIME, residue } from "../../exact/index.ts";
import type { LorentzStructure } from "../explicit/lorentzStructures.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import { flavourComponents } from "../explicit/flavourComponents.ts";
import { spinorEvaluation } from "../explicit/spinorEvaluation.ts";
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { isSelfConjugate } from "../typeNames.ts";
import { withIndices } from "../terms/term.ts";
import type { EpsilonProduct } from "./epsilonForm.ts";
import { contractionValues, epsilonForm, epsilonValues, randomTensors } from "./epsilonForm.ts";

interface Context {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly generations: number;
}

/** The name of a letter in AutoEFT's models. */
function autoeftName({ name, fieldStrength, conjugate }: Letter): string {
  return fieldStrength ? `${name.replace("+", "")}${conjugate ? "R" : "L"}` : name;
}

/** The text of one type; all operators are of that type. */
export function writeAutoeft(operators: readonly ExplicitOperator[], context: Context): string {
  const { theory, letters, generations } = context;
  const [{ type, slots, lorentz, gauge }] = operators;
  const held = slots.map((letter) => letters[letter]);
  const copies = type.powers.map(({ letter }) => [
    autoeftName(letters[letter]),
    copiesOf(letters[letter], generations),
  ]);
  const powers = type.powers.map(({ letter, power }) => `${autoeftName(letters[letter])}: ${power}`);
  const derivatives = type.derivatives === 0 ? [] : [`D: ${type.derivatives}`];
  const counts = operators.map((operator) => flavourComponents(letters, operator, generations));
  const groups = specialUnitaryGroups(theory);
  const invariants = groups.flatMap(({ name, n }, factor) => [
    `  ${name}:`,
    ...gauge[factor].map((structure, k) => {
      const irreps = held.map(({ irreps: own }) => own[factor]);
      return `    O(${name},${k + 1}): ${epsilonText(epsilonForm(n, irreps, structure))}`;
    }),
  ]);
  const classes = [...Map.groupBy(operators, ({ symmetry }) => JSON.stringify(symmetry)).values()];
  return [
    "type:",
    `- {${[...powers, ...derivatives].join(", ")}}`,
    `- ${isSelfConjugate(type, letters) ? "real" : "complex"}`,
    `generations: {${copies.map(([name, count]) => `${name}: ${count}`).join(", ")}}`,
    `n_terms: ${operators.length}`,
    `n_operators: ${counts.reduce((sum, count) => sum + count, 0)}`,
    "invariants:",
    "  Lorentz:",
    ...lorentz.map((structure, k) => `    O(Lorentz,${k + 1}): ${lorentzEpsilons(structure, slots.length)}`),
    ...invariants,
    "permutation_symmetries:",
    `- vector: ${["Lorentz", ...groups.map(({ name }) => name)].join(" * ")}`,
    ...classes.flatMap((members) => [
      `- symmetry: {${symmetryText(members[0], letters)}}`,
      `  n_terms: ${members.length}`,
      `  n_operators: ${members.reduce((sum, own) => sum + flavourComponents(letters, own, generations), 0)}`,
      "  matrix:",
      ...members.map(({ vector }) => `  - [${vector.join(", ")}]`),
    ]),
    "",
  ].join("\n");
}

function copiesOf({ copies }: Letter, generations: number): number {
  return copies === "Nf" ? generations : copies;
}

function symmetryText({ type, symmetry }: ExplicitOperator, letters: readonly Letter[]): string {
  return type.powers
    .map(({ letter }) => {
      const partition = symmetry.find((own) => own.letter === letter)?.partition ?? [1];
      return `${autoeftName(letters[letter])}: [${partition.join(",")}]`;
    })
    .join(", ");
}

function epsilonText(product: EpsilonProduct): string {
  if (product.length === 0) return "1";
  return product
    .map((places) => `eps(${places.map(({ slot, index }) => `${slot + 1}_${index + 1}`).join(",")})`)
    .join("*");
}

function lorentzEpsilons(structure: LorentzStructure, slots: number): string {
  const { angle, square } = withIndices(structure, slots);
  const text = (mark: string) => (pair: (typeof angle)[number]) =>
    `eps(${pair.map(({ slot, index }) => `${slot + 1}_${index + 1}${mark}`).join(",")})`;
  const factors = [...angle.map(text("")), ...square.map(text("~"))];
  return factors.length === 0 ? "1" : factors.join("*");
}

/** What a file says. */
export interface AutoeftType {
  /** Letters and powers in the order of the slots; D apart. */
  readonly powers: readonly { readonly name: string; readonly power: number }[];
  readonly derivatives: number;
  readonly selfConjugate: boolean;
  readonly terms: number;
  readonly operators: number;
  readonly lorentz: readonly LorentzStructure[];
  /** By name of the group. */
  readonly gauge: ReadonlyMap<string, readonly EpsilonProduct[]>;
  /** The order of the factors of the vectors. */
  readonly order: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** @throws GlueballError lagrangian/autoeft-not-understood with the line. */
export function readAutoeft(text: string): AutoeftType {
  const lines = text.split("\n").map((line) => line.replace(/(^|\s)#.*$/, "").trimEnd());
  const found = {
    powers: [] as { name: string; power: number }[],
    derivatives: 0,
    selfConjugate: false,
    terms: Number.NaN,
    operators: Number.NaN,
    lorentz: [] as LorentzStructure[],
    gauge: new Map<string, EpsilonProduct[]>(),
    order: [] as string[],
    rows: [] as number[][],
  };
  const rules: readonly (readonly [RegExp, (match: RegExpExecArray) => void])[] = [
    [/^- \{(.*)\}$/, ([, list]) => readPowers(list, found)],
    [/^- (real|complex)$/, ([, kind]) => (found.selfConjugate = kind === "real")],
    [/^n_terms: (\d+)$/, ([, count]) => (found.terms = Number(count))],
    [/^n_operators: (\d+)$/, ([, count]) => (found.operators = Number(count))],
    [/^ {2}(\w+):$/, ([, name]) => void (name === "Lorentz" || name === "matrix" || found.gauge.set(name, []))],
    [/^ {4}O\((\w+),\d+\): (.*)$/, ([, group, product]) => readInvariant(group, product, found)],
    [/^- vector: (.*)$/, ([, names]) => (found.order = names.split(" * "))],
    [/^ {2}- \[([-\d, ]+)\]$/, ([, row]) => found.rows.push(row.split(",").map(Number))],
    [/^(type|invariants|permutation_symmetries):$|^generations: \{.*\}$|^version: .*$/, () => {}],
    [/^- symmetry: \{.*\}$|^ {2}n_(terms|operators): \d+$|^$|^---$/, () => {}],
  ];
  lines.forEach((line, k) => {
    const rule = rules.find(([pattern]) => pattern.test(line));
    if (rule === undefined) throw notUnderstood(line, k + 1);
    rule[1](rule[0].exec(line)!);
  });
  return found;
}

function readPowers(list: string, found: { powers: { name: string; power: number }[]; derivatives: number }): void {
  for (const entry of list.split(",")) {
    const [name, power] = entry.split(":").map((part) => part.trim());
    if (name === "D") found.derivatives = Number(power);
    else found.powers.push({ name, power: Number(power) });
  }
}

function readInvariant(
  group: string,
  product: string,
  found: { lorentz: LorentzStructure[]; gauge: Map<string, EpsilonProduct[]> },
): void {
  const factors = [...product.matchAll(/eps\(([^()]*)\)/g)].map(([, places]) =>
    places.split(",").map((place) => {
      const [, slot, index, dotted] = /^\s*(\d+)_(\d+)(~?)\s*$/.exec(place) ?? [];
      return { slot: Number(slot) - 1, index: Number(index) - 1, dotted: dotted === "~" };
    }),
  );
  if (group !== "Lorentz") {
    found.gauge.set(group, [...(found.gauge.get(group) ?? []), factors]);
    return;
  }
  const pairs = (dotted: boolean) =>
    factors.filter(([first]) => first.dotted === dotted).map(([a, b]) => [a.slot, b.slot] as const);
  found.lorentz.push({ angle: pairs(false), square: pairs(true) });
}

function notUnderstood(line: string, number: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/autoeft-not-understood",
    what: "a line of an operator file is not understood",
    place: `line ${number}`,
    found: line,
    expected: "the keys type, generations, n_terms, n_operators, invariants, permutation_symmetries",
  });
}

const SPARE_POINTS = 4;

/** Whether the file spans the same operators: values of both on the same random spinors and tensors, modulo a prime. */
export function sameSpan(read: AutoeftType, operators: readonly ExplicitOperator[], context: Context): boolean {
  const { theory, letters } = context;
  const [{ type, slots, lorentz, gauge, vector }] = operators;
  const held = slots.map((letter) => letters[letter]);
  const points = vector.length + SPARE_POINTS;
  const rng = createRng(1).fork("autoeft");
  const options = { prime: PRIME, points, rng };
  const evaluate = spinorEvaluation(slots.length, type.derivatives, options);
  const order = slots.map((_, slot) => slot);
  const groups = specialUnitaryGroups(theory);
  const tensors = groups.map(({ n }, factor) =>
    randomTensors(
      n,
      held.map(({ irreps }) => irreps[factor]),
      { ...options, rng: rng.fork(factor) },
    ),
  );
  const own = [
    lorentz.map((structure) => Array.from(evaluate(structure, order))),
    ...gauge.map((structures, factor) => structures.map((structure) => contractionValues(tensors[factor], structure))),
  ];
  const other = [
    read.lorentz.map((structure) => Array.from(evaluate(structure, order))),
    ...groups.map(({ name }, factor) =>
      (read.gauge.get(name) ?? []).map((product) => epsilonValues(tensors[factor], product)),
    ),
  ];
  const span = createRowSpace(points, PRIME);
  const rows = operators.map((operator) => rowValues(operator.vector, own, points));
  const independent = rows.filter((row) => span.add(row)).length;
  const added = read.rows.map((row) => rowValues(row, other, points)).filter((row) => span.add(row)).length;
  const alone = createRowSpace(points, PRIME);
  const rank = read.rows.map((row) => rowValues(row, other, points)).filter((row) => alone.add(row)).length;
  return independent === operators.length && added === 0 && rank === operators.length;
}

/** sum over products of structures, the last factor fastest. */
function rowValues(
  vector: readonly number[],
  factors: readonly (readonly (readonly number[])[])[],
  points: number,
): Float64Array {
  const sum = new Float64Array(points);
  vector.forEach((entry, place) => {
    if (entry === 0) return;
    let rest = place;
    const chosen = factors.toReversed().map((values) => {
      const structure = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      return structure;
    });
    for (let point = 0; point < points; point++) {
      const product = chosen.reduce((value, own) => multiplyModulo(value, own[point], PRIME), residue(entry, PRIME));
      sum[point] = (sum[point] + product) % PRIME;
    }
  });
  return sum;
}

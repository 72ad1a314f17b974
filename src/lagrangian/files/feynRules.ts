/**
 * Field declarations of FeynRules models (Alloul et al., arXiv:1310.1921): M$GaugeGroups and M$ClassesDescription.
 *
 *     U1Y  == {Abelian -> True, GaugeBoson -> B, Charge -> Y},
 *     SU3C == {Abelian -> False, GaugeBoson -> G, Representations -> {T, Colour}}
 *     F[11] == {ClassName -> LL, Unphysical -> True, Indices -> {Index[SU2D], Index[Generation]}, QuantumNumbers -> {Y -> -1/2}, ...}
 *
 * The unbroken multiplets are wanted: classes marked `Unphysical`, and the others that are not part of their definitions.
 * The irrep of a field is that of its index (feynRulesGroups.ts), the number of generations comes from IndexRange. A Weyl
 * field W has its chirality, a fermion F that of the projectors in its definitions, and a Dirac fermion is split into XL and
 * XR. Terms are read in feynRulesLagrangian.ts; the notes say what is left.
 */
import { nearestNames } from "../../base/index.ts";
import { parseRational, ZERO } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { checkTheory } from "../checkTheory.ts";
import type { Field, Theory } from "../theory.ts";
import { singletLabels } from "../theory.ts";
import type { Factor, Rules } from "./feynRulesGroups.ts";
import { gaugeFactor, indexRanges, rulesOf } from "./feynRulesGroups.ts";
import { readFeynRulesLagrangian } from "./feynRulesLagrangian.ts";
import type { FrMultiplet, FrVocabulary } from "./feynRulesVocabulary.ts";
import type { Piece } from "./flowBlocks.ts";
import { placeOf, readList, unknownConstruct } from "./flowBlocks.ts";
import { readEquation, readStatements } from "./mathematicaText.ts";
import type { Statement } from "./mathematicaText.ts";
import { mathematicaModel } from "./mathematicaModel.ts";
import type { ModelFile } from "./modelFile.ts";
import { writeFeynRulesTerm } from "./termWriters.ts";

/** The options of a class (section 2.4 of the manual). One with a letter wrong must not lose a charge or an index. */
const CLASS_OPTIONS = (
  "ClassName ClassMembers SelfConjugate Indices FlavorIndex QuantumNumbers Mass Width ParticleName AntiParticleName PDG " +
  "FullName PropagatorLabel PropagatorType PropagatorArrow Unphysical Definitions Ghost Goldstone Chirality WeylComponents " +
  "MajoranaPhase TeXClassName TeXAntiClassName TeXParticleName TeXAntiParticleName MixingPartners MatrixTraceFactor " +
  "InsertOnly Phase Symmetric AntiSymmetric Description"
).split(" ");

/** @throws GlueballError lagrangian/unknown-construct, and those of `checkTheory` and of charges. */
export function parseFeynRules(text: string, file: string): ModelFile {
  const statements = readStatements(file, text);
  const ranges = indexRanges(statements);
  const classes = entriesOf(statements, "M$ClassesDescription", file).map(({ head, value }) => ({
    kind: head[0],
    rules: classRules(value),
    piece: value,
  }));
  const factors = entriesOf(statements, "M$GaugeGroups", file).map(({ head, value }) =>
    gaugeFactor(head, value, ranges, bosonIndices(classes)),
  );
  const matter = classes.filter(({ kind }) => ["S", "F", "W"].includes(kind));
  const taken = multiplets(matter).map(({ kind, rules, piece }) => ({
    kind,
    rules,
    fields: readClass(kind, { rules, piece, factors, ranges }),
  }));
  const fields = taken.flatMap((own) => own.fields);
  const name = textOf(statements.find(({ head }) => head === "M$ModelName")?.value) ?? file;
  const groups = factors.map(({ group }) => group);
  const theory: Theory = { name, description: `read from ${file}`, groups, fields, hyperchargeConvention: "T3+Y" };
  checkTheory(theory, file);
  const declared: Declared = { statements, theory, file, classes, taken, factors };
  const vocabulary = vocabularyOf(declared);
  const lagrangian = readFeynRulesLagrangian(statements, vocabulary);
  return mathematicaModel({
    file,
    theory,
    lagrangian,
    writeTerm: (product) => writeFeynRulesTerm(product, vocabulary),
    leftAside: (heads) => leftAside(declared, heads),
  });
}

interface Declared {
  readonly statements: readonly Statement[];
  readonly theory: Theory;
  readonly file: string;
  readonly classes: readonly { readonly kind: string; readonly rules: Rules }[];
  /** Those that are multiplets. */
  readonly taken: readonly ReadClass[];
  readonly factors: readonly Factor[];
}

function leftAside({ statements, classes, taken }: Declared, read: readonly string[]): string[] {
  const left = [
    ...statements
      .filter(({ head }) => !READ.test(head) && !read.includes(head))
      .map(({ head, value }) => (head === "" ? value.text : head)),
    ...classes
      .filter((one) => !taken.some(({ rules }) => rules === one.rules))
      .map(({ rules }) => `class ${rules.get("ClassName")?.text}`),
  ];
  return left.length === 0 ? [] : [`Not read: ${left.join(", ")}.`];
}

function vocabularyOf({ statements, theory, file, classes, taken, factors }: Declared): FrVocabulary {
  return {
    file,
    theory,
    multiplets: new Map(taken.map((own) => [textOf(own.rules.get("ClassName"))!, multipletOfClass(own)])),
    ...namesOfFactors(factors),
    otherNames: [...classNames(classes, "V"), ...factors.flatMap(otherTensors)],
    ghosts: classNames(classes, "U"),
    parameters: parameterNames(statements),
  };
}

const READ = /^(M\$(GaugeGroups|ClassesDescription|ModelName|Parameters)|IndexRange\[.*)$/;

/** A word, or what stands in quotes. */
function textOf(value: Piece | undefined): string | undefined {
  return value?.text.replaceAll('"', "");
}

interface ReadClass {
  readonly kind: string;
  readonly rules: Rules;
  readonly fields: readonly Field[];
}

function multipletOfClass({ kind, rules, fields }: ReadClass): FrMultiplet {
  const isMajorana = kind === "F" && fields.length === 1 && projectedChirality(rules) === undefined;
  return {
    fermion: kind !== "S",
    parts: fields.flatMap(({ name }) => [
      { field: name, conjugate: false },
      ...(isMajorana ? [{ field: name, conjugate: true }] : []),
    ]),
    indices: namesOfIndices(rules.get("Indices")),
  };
}

function namesOfFactors(
  factors: readonly Factor[],
): Pick<FrVocabulary, "indices" | "generators" | "structureConstants"> {
  const special = factors.flatMap(({ group, ...own }) => (group.kind === "SU" ? [{ ...own, n: group.n }] : []));
  return {
    indices: new Map(
      special.flatMap(({ irreps }, factor) => [...irreps].map(([name, labels]) => [name, { factor, labels }] as const)),
    ),
    generators: new Map(
      special.flatMap(({ generators, n }) => generators.slice(0, 1).map((name) => [name, n] as const)),
    ),
    // Eps[i, j, k] is known anyway.
    structureConstants: new Map(
      special.flatMap(({ structureConstant, n }) =>
        structureConstant === undefined || structureConstant === "Eps" ? [] : [[structureConstant, n] as const],
      ),
    ),
  };
}

function otherTensors({ generators, symmetricTensor }: Factor): string[] {
  return [...generators.slice(1), ...(symmetricTensor === undefined ? [] : [symmetricTensor])];
}

function classNames(classes: Declared["classes"], wanted: string): string[] {
  return classes.filter(({ kind }) => kind === wanted).flatMap(({ rules }) => textOf(rules.get("ClassName")) ?? []);
}

function parameterNames(statements: readonly Statement[]): string[] | undefined {
  const lists = statements.filter(({ head }) => head === "M$Parameters");
  return lists.length === 0
    ? undefined
    : lists.flatMap(({ value }) => readList(value).map((item) => readEquation(item).head));
}

/** The classes that are no components of others: `Phi`, whose definition names `H`, and not `H`. */
function multiplets<Class extends { readonly rules: Rules }>(classes: readonly Class[]): Class[] {
  const isUnphysical = ({ rules }: Class) => rules.get("Unphysical")?.text === "True";
  const definitions = classes.filter(isUnphysical).map(({ rules }) => rules.get("Definitions")?.text ?? "");
  const components = new Set(definitions.flatMap((text) => text.match(/[A-Za-z]\w*/g) ?? []));
  return classes.filter((one) => {
    const members = one.rules.get("ClassMembers");
    const names = [one.rules.get("ClassName")?.text ?? "", ...(members === undefined ? [] : listedNames(members))];
    return isUnphysical(one) || !names.some((name) => components.has(name) || components.has(`${name}bar`));
  });
}

function listedNames(list: Piece): string[] {
  return readList(list).map(({ text }) => text);
}

function entriesOf(statements: readonly Statement[], head: string, file: string): { head: string; value: Piece }[] {
  const found = statements.filter((statement) => statement.head === head);
  if (found.length === 0) throw unknownConstruct({ file, text: "", line: 1 }, `the list ${head}`);
  return found.flatMap(({ value }) => readList(value).map(readEquation));
}

function classRules(value: Piece): Rules {
  const rules = rulesOf(value);
  const strange = [...rules.keys()].find((key) => !CLASS_OPTIONS.includes(key));
  if (strange === undefined) return rules;
  const near = nearestNames(strange, CLASS_OPTIONS);
  const hint = near.length === 0 ? undefined : `Did you mean ${near.join(", ")}?`;
  throw unknownConstruct({ ...value, text: strange }, "an option of a FeynRules class", hint);
}

/** The index of each vector class, by its name. */
function bosonIndices(classes: readonly { readonly kind: string; readonly rules: Rules }[]): Map<string, string> {
  const vectors = classes.filter(({ kind }) => kind === "V");
  return new Map(
    vectors.flatMap(({ rules }): [string, string][] => {
      const [name, index] = [rules.get("ClassName")?.text, namesOfIndices(rules.get("Indices"))[0]];
      return name === undefined || index === undefined ? [] : [[name, index]];
    }),
  );
}

function namesOfIndices(listed: Piece | undefined): string[] {
  if (listed === undefined) return [];
  return readList(listed).map((item) => /^Index\[\s*(\w+)\s*\]$/.exec(item.text)?.[1] ?? item.text);
}

interface ClassContext {
  readonly rules: Rules;
  readonly piece: Piece;
  readonly factors: readonly Factor[];
  readonly ranges: ReadonlyMap<string, number>;
}

function readClass(kind: string, context: ClassContext): Field[] {
  const { rules, piece } = context;
  const name = rules.get("ClassName")?.text;
  if (name === undefined) throw unknownConstruct(piece, "a class with ClassName -> NAME");
  const selfConjugate = rules.get("SelfConjugate")?.text === "True";
  const shared = { ...quantumNumbers(context), residues: [] };
  const field = (name: string, twiceHelicity: -1 | 0 | 1, real = false): Field => ({
    name,
    ...shared,
    twiceHelicity,
    real,
  });
  if (kind === "S") return [field(name, 0, selfConjugate)];
  const chirality = kind === "W" ? weylChirality(rules, piece) : projectedChirality(rules);
  if (chirality !== undefined) return [field(name, chirality)];
  if (selfConjugate) return [field(name, -1)]; // A Majorana fermion is one Weyl field.
  return [field(`${name}L`, -1), field(`${name}R`, 1)];
}

function weylChirality(rules: Rules, piece: Piece): -1 | 1 {
  const chirality = rules.get("Chirality")?.text;
  if (chirality === "Left") return -1;
  if (chirality === "Right") return 1;
  throw unknownConstruct(piece, "Chirality -> Left or Right of a Weyl field");
}

/** That of the projectors by which a multiplet is defined, if they are all the same. */
function projectedChirality(rules: Rules): -1 | 1 | undefined {
  const text = rules.get("Definitions")?.text ?? "";
  const [left, right] = [text.includes("ProjM"), text.includes("ProjP")];
  return left === right ? undefined : left ? -1 : 1;
}

interface ListedIndices {
  readonly names: readonly string[];
  readonly listed: Piece | undefined;
}

function quantumNumbers({ rules, piece, factors, ranges }: ClassContext): Pick<Field, "irreps" | "charges" | "copies"> {
  const listed = rules.get("Indices");
  const indices = namesOfIndices(listed);
  const known = factors.flatMap(({ irreps }) => [...irreps.keys()]);
  const generation = indices.filter((index) => !known.includes(index));
  if (generation.length > 1) throw unknownConstruct(listed ?? piece, "gauge indices and at most one for generations");
  if (generation.some((index) => index !== "Generation" && !ranges.has(index)))
    throw unknownConstruct(listed ?? piece, `an IndexRange of Index[${generation[0]}]`);
  const numbers = rules.get("QuantumNumbers");
  const charges = numbers === undefined ? new Map<string, Piece>() : rulesOf(numbers);
  return {
    irreps: factors.flatMap((factor) =>
      factor.group.kind === "SU" ? [irrepOf(factor, factor.group.n, { names: indices, listed })] : [],
    ),
    charges: factors.flatMap(({ group, charge }) => {
      const value = group.kind === "U1" ? charges.get(charge ?? "") : undefined;
      return group.kind === "U1" ? [value === undefined ? ZERO : parseRational(value.text, placeOf(value))] : [];
    }),
    copies: generation.length === 0 ? 1 : (ranges.get(generation[0]) ?? "Nf"),
  };
}

/** @throws GlueballError where a field has several indices of one group: a product of irreps says not which it is. */
function irrepOf({ group, irreps }: Factor, n: number, { names, listed }: ListedIndices): DynkinLabels {
  const own = names.filter((index) => irreps.has(index));
  if (own.length > 1 && listed !== undefined) throw unknownConstruct(listed, `one index of ${group.name} at most`);
  return irreps.get(own[0]) ?? singletLabels(n);
}

/**
 * What a model file forgets, and what it has too much. The terms of dimension 2 to 4 that fields and symmetries allow are
 * counted exactly, type by type (src/lagrangian/count); the listed terms are evaluated at random field values modulo a
 * prime (termValues.ts), where the rank says how many independent operators they are. Per type, with N operators allowed,
 *
 *     missing   = N - rank of all listed terms and the conjugates of complex ones
 *     duplicate = proportional to one term before it;  dependent = in the span of those before it
 *
 * A type and its conjugate are one entry: `+ h.c.` is understood, and noted where a file lacks it. Terms whose coupling the file sets to 0 count as
 * listed. Kinetic terms and field strengths are never listed; of these only mixing of U(1) factors is reported.
 */
import { createRowSpace, modularRank } from "../../exact/index.ts";
import type { RowSpace } from "../../exact/index.ts";
import type { TypeCount } from "../count/countOperators.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { createIntegrals } from "../count/integrals.ts";
import type { GroupTensor, ModelFile, UnreadPart } from "../files/modelFile.ts";
import type { Letter, Theory } from "../theory.ts";
import { lettersOf, requireContractions, unitaryGroups } from "../theory.ts";
import { conjugateType, typeName } from "../typeNames.ts";
import type { FieldValues } from "./fieldValues.ts";
import { randomFieldValues } from "./fieldValues.ts";
import type { ListedPart } from "./listedParts.ts";
import { listedParts } from "./listedParts.ts";
import { FIELD_PRIME } from "./modularTensor.ts";
import { proposals } from "./proposals.ts";
import { termRows } from "./termValues.ts";

export interface AuditedTerm {
  readonly coupling: string;
  readonly block: string;
  readonly line: number;
  readonly text: string;
  readonly type: string;
  readonly verdict: "allowed" | "forbidden" | "duplicate" | "dependent";
  /** Of a forbidden term why; of a duplicate of which. */
  readonly reasons: readonly string[];
  readonly setToZero: boolean;
}

export interface AuditedType {
  readonly type: string;
  /** The type of the hermitian conjugate where it is another one; it has as many operators. */
  readonly conjugate: string | undefined;
  readonly dimension: number;
  /** Independent operators that the symmetries allow, the conjugates not counted. */
  readonly allowed: number;
  /** How many of them the file lists. */
  readonly listed: number;
  /** How many are left when couplings that the file sets to 0 are taken away. */
  readonly active: number;
  readonly couplings: readonly string[];
  /** Contractions that complete the type, in the notation of the file, or as PyR@TE would write them. */
  readonly complement: readonly string[];
}

export interface Audit {
  readonly model: string;
  readonly generations: number;
  /** Nothing missing and nothing forbidden; undefined of a file that declares fields only, or of which a part was not read. */
  readonly complete: boolean | undefined;
  readonly unread: readonly UnreadPart[];
  readonly terms: readonly AuditedTerm[];
  readonly types: readonly AuditedType[];
  /** Pairs of U(1) factors whose field strengths mix, B_mn B'^mn. */
  readonly kineticMixing: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
}

const DIMENSIONS = [2, 3, 4];
/** Values beyond the number of operators, so that a rank is not cut off by the number of columns. */
const SPARE_POINTS = 6;

/** @param generations stands for fields with an open number of them. Errors: those of `requireContractions`, `listedParts`. */
export function auditModel(model: ModelFile, generations = 3): Audit {
  requireContractions(model.theory);
  const letters = lettersOf(model.theory);
  const parts = listedParts(model, generations);
  const allowed = allowedTypes(model.theory, generations);
  const audited = allowed.map((count) => auditType(count, parts, { model, letters, generations }));
  const remarks = new Map(audited.flatMap(({ remarks }) => [...remarks]));
  const types = audited.map(({ type }) => type);
  const terms = parts.map((part) => auditedTerm(part, remarks.get(part)));
  const nothingMissing = types.every(({ allowed, listed }) => listed === allowed);
  const nothingForbidden = terms.every(({ verdict }) => verdict !== "forbidden");
  const unread = model.unread ?? [];
  const isDecided = model.listsTerms && (unread.length === 0 || !nothingForbidden);
  return {
    model: model.theory.name,
    generations,
    complete: isDecided ? nothingMissing && nothingForbidden : undefined,
    unread,
    terms,
    types,
    kineticMixing: mixingFactors(model),
    notes: [...contractionNotes(model, types), ...conjugateNotes(parts), ...model.notes],
  };
}

/** Contractions that the reader had to choose, where that makes a difference. */
function contractionNotes(model: ModelFile, types: readonly AuditedType[]): string[] {
  const several = new Set(types.filter(({ allowed }) => allowed > 1).flatMap(({ couplings }) => couplings));
  const chosen = model.terms.filter((term) => term.contractionChosen === true && several.has(term.coupling));
  if (chosen.length === 0) return [];
  const names = chosen.map(({ coupling, line }) => `${coupling} (line ${line})`).join(", ");
  return [
    `The file gives no indices for ${names}, of which there are several contractions: neighbours are taken as joined.`,
  ];
}

/** Terms of which the file neither adds nor lists the hermitian conjugate. */
function conjugateNotes(parts: readonly ListedPart[]): string[] {
  const alone = parts.filter(({ term, reasons }) => term.withoutConjugate === true && reasons.length === 0);
  return [...new Set(alone.map(({ term }) => term))].map(
    ({ coupling, line }) =>
      `${coupling} (line ${line}) stands without its hermitian conjugate; it is counted as if it had one.`,
  );
}

/** The types of dimension 2 to 4 with operators; one of each type and its conjugate, field strengths left out. */
export function allowedTypes(theory: Theory, generations: number): TypeCount[] {
  const letters = lettersOf(theory);
  const integrals = createIntegrals();
  const counts = DIMENSIONS.flatMap(
    (dimension) => countOperators(theory, { ...BASIS, dimension, generations }, integrals).types,
  );
  const seen = new Set<string>();
  return counts.filter(({ type, name }) => {
    if (type.powers.some(({ letter }) => letters[letter].fieldStrength)) return false;
    seen.add(name);
    const conjugate = typeName(conjugateType(type, letters), letters);
    return conjugate === name || !seen.has(conjugate);
  });
}

function auditedTerm({ term, name, reasons }: ListedPart, remark: Remark | undefined): AuditedTerm {
  const { coupling, block, line, text, setToZero } = term;
  const verdict = reasons.length > 0 ? "forbidden" : (remark?.verdict ?? "allowed");
  return {
    coupling,
    block,
    line,
    text,
    type: name,
    verdict,
    reasons: [...reasons, ...(remark?.reasons ?? [])],
    setToZero,
  };
}

/** What is said of an allowed term beside others. */
interface Remark {
  readonly verdict: "duplicate" | "dependent";
  readonly reasons: readonly string[];
}

interface Surroundings {
  readonly model: ModelFile;
  readonly letters: readonly Letter[];
  readonly generations: number;
}

function auditType(
  count: TypeCount,
  parts: readonly ListedPart[],
  { model, letters, generations }: Surroundings,
): { type: AuditedType; remarks: ReadonlyMap<ListedPart, Remark> } {
  const allowed = Number(count.operators);
  const conjugateName = typeName(conjugateType(count.type, letters), letters);
  const members = parts.filter(
    ({ name, reasons }) => reasons.length === 0 && (name === count.name || name === conjugateName),
  );
  const values = randomFieldValues(model, { generations, points: allowed + SPARE_POINTS });
  const rows = new Map(members.map((part) => [part, rowsOf(part, count.name, conjugateName, values)]));
  const { space, remarks } = compareMembers(members, rows, values.points);
  const listed = space.rank;
  if (listed > allowed) throw new Error(`${count.name}: ${listed} independent terms, ${allowed} operators`);
  const nonZero = members.filter(({ term }) => !term.setToZero).flatMap((part) => rows.get(part)!);
  const type: AuditedType = {
    type: count.name,
    conjugate: conjugateName === count.name ? undefined : conjugateName,
    dimension: count.type.powers.reduce(
      (sum, { letter, power }) => sum + power * (letters[letter].fermion ? 1.5 : 1),
      0,
    ),
    allowed,
    listed,
    active: nonZero.length === 0 ? 0 : modularRank(nonZero, FIELD_PRIME),
    couplings: members.map(({ term }) => term.coupling),
    complement: complement(count, space, values, model),
  };
  return { type, remarks };
}

/** The operators that a term gives to the type: itself, its conjugate, or both where the type is its own conjugate. */
function rowsOf(
  { name, products, term }: ListedPart,
  type: string,
  conjugate: string,
  values: FieldValues,
): Float64Array[] {
  const own = name === type ? termRows(products, term.flavour, values, false) : [];
  const other = name === conjugate ? termRows(products, term.flavour, values, true) : [];
  return [...own, ...other];
}

/** Adds the terms one by one; a term that adds nothing lies in the span of one before it, or of several. */
function compareMembers(
  members: readonly ListedPart[],
  rows: ReadonlyMap<ListedPart, Float64Array[]>,
  points: number,
): { space: RowSpace; remarks: Map<ListedPart, Remark> } {
  const space = createRowSpace(points, FIELD_PRIME);
  const remarks = new Map<ListedPart, Remark>();
  const earlier: ListedPart[] = [];
  for (const part of members) {
    const before = space.rank;
    for (const row of rows.get(part)!) space.add(row);
    const own = modularRank(rows.get(part)!, FIELD_PRIME);
    if (space.rank - before < own) {
      const twin = earlier.find(
        (other) =>
          modularRank([...rows.get(other)!, ...rows.get(part)!], FIELD_PRIME) ===
          modularRank(rows.get(other)!, FIELD_PRIME),
      );
      const several = earlier.map(({ term }) => term.coupling).join(", ");
      // Of a coupling that multiplies a term and its conjugate both are there, as they should be.
      const isOwnConjugate = twin?.term.coupling === part.term.coupling && twin.name !== part.name;
      if (twin === undefined) remarks.set(part, { verdict: "dependent", reasons: [`a combination of ${several}`] });
      else if (!isOwnConjugate) {
        remarks.set(part, { verdict: "duplicate", reasons: [`the same as ${twin.term.coupling}`] });
      }
    }
    earlier.push(part);
  }
  return { space, remarks };
}

/** Contractions that raise the rank to the number of operators. */
function complement(count: TypeCount, space: RowSpace, values: FieldValues, model: ModelFile): string[] {
  const wanted = Number(count.operators);
  const texts: string[] = [];
  if (space.rank === wanted) return texts;
  for (const { product, text } of proposals(values, lettersOf(values.theory), count.type, generatorsOf(model))) {
    const before = space.rank;
    for (const row of termRows([product], "general", values, false)) space.add(row);
    if (space.rank > before) texts.push(model.writeTerm?.(product) ?? text);
    if (space.rank === wanted) return texts;
  }
  return texts;
}

/** The name that the file gives to the generators of SU(n), else t. */
function generatorsOf({ groupTensors }: ModelFile): (n: number) => GroupTensor {
  const taken = groupTensors.map(({ name }) => name);
  return (n) =>
    groupTensors.find((tensor) => tensor.kind === "generators" && tensor.n === n) ?? {
      name: taken.includes("t") ? `t${n}` : "t",
      kind: "generators",
      n,
    };
}

/** Pairs of gauged U(1) factors. */
export function mixingFactors({ theory }: Pick<ModelFile, "theory">): (readonly [string, string])[] {
  const abelian = unitaryGroups(theory).filter(({ gauged }) => gauged);
  return abelian.flatMap((a, k) => abelian.slice(k + 1).map((b) => [a.name, b.name] as const));
}

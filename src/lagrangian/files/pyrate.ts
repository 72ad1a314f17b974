/**
 * Model files of PyR@TE 3 (Sartore, Schienbein, arXiv:2007.12700): field content and the terms of the Lagrangian.
 *
 * Indices of a field follow the non-singlet SU(N) factors in the order of `Groups`; an adjoint has one real index, and
 * `Xbar` is the conjugate of X. `Eps[i,j]` is the totally antisymmetric tensor. Fermions have no declared chirality: it
 * follows from the terms (chirality.ts). A coupling that `Substitutions` set to 0 keeps its term, marked `setToZero`.
 * Vevs, names of plots and other substitutions change no symmetry and are only checked for their form.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { checkTheory } from "../checkTheory.ts";
import type { Field, Group, Theory } from "../theory.ts";
import { chiralities } from "./chirality.ts";
import type { FermionPair } from "./chirality.ts";
import type { Vocabulary } from "./expandTerm.ts";
import type { Entry } from "./flowBlocks.ts";
import { placeOf, readDocument, readMapping, refuseDuplicates, unknownConstruct } from "./flowBlocks.ts";
import type { Definition, GroupTensor, ListedTerm, ModelFile } from "./modelFile.ts";
import { readFields, readGroups } from "./pyrateFields.ts";
import { readPotential } from "./pyratePotential.ts";
import { expandListed, fermionsOf } from "./termBlocks.ts";

/** Blocks that hold what a Lagrangian does not depend on. */
const OTHER_BLOCKS = ["Vevs", "Substitutions", "Latex"];
const WORDS = ["Author", "Date", "Name"];
const FERMIONS = "Fermions";
const SCALARS: Readonly<Record<string, boolean>> = { RealScalars: true, ComplexScalars: false, CplxScalars: false };
const KNOWN = [...WORDS, "Groups", FERMIONS, ...Object.keys(SCALARS), "Potential", ...OTHER_BLOCKS];

/**
 * The model in the text of a file; `file` names it in errors.
 * @throws GlueballError lagrangian/unknown-construct, lagrangian/duplicate-key, lagrangian/missing-block,
 * lagrangian/chirality-contradiction, those of `checkTheory` and of irreps and charges that are not understood.
 */
export function parsePyrate(text: string, file: string): ModelFile {
  const entries = readDocument(file, text);
  refuseDuplicates(file, entries);
  const strange = entries.find(({ key }) => !KNOWN.includes(key));
  if (strange !== undefined) {
    throw unknownConstruct({ file, text: strange.key, line: strange.line }, `one of ${KNOWN.join(", ")}`);
  }
  for (const { value } of entries.filter(({ key }) => OTHER_BLOCKS.includes(key))) readMapping(value);

  const groups = readGroups(requireBlock(entries, "Groups", file).value);
  const scalars = entries
    .filter(({ key }) => key in SCALARS)
    .flatMap(({ key, value }) => readFields(value, groups, SCALARS[key] ? "real scalar" : "complex scalar"));
  const fermions = readFields(requireBlock(entries, FERMIONS, file).value, groups, "fermion");
  const blocks = readMapping(requireBlock(entries, "Potential", file).value).map(({ key, value, line }) => ({
    name: key,
    file,
    line,
    entries: readMapping(value),
  }));
  const substitutions = substitutionsOf(entries);
  const zero = new Set(substitutions.filter(isZero).map(({ key }) => key));
  const potential = readPotential(blocks, zero, groups);
  const { fields, notes } = withChirality({ file, fermions, scalars, ...potential });
  const name = entries.find(({ key }) => key === "Name")?.value.text ?? file;
  const theory: Theory = {
    name,
    description: `read from ${file}`,
    groups: groups.map((group) => withoutClash(group, fields)),
    fields,
    hyperchargeConvention: "T3+Y",
  };
  checkTheory(theory, file);
  return {
    file,
    theory,
    convention: "pyrate",
    ...potential,
    listsTerms: true,
    notes: [
      ...notes,
      ...replacedCouplings(substitutions, potential.terms),
      ...zeroOfNothing(substitutions, [...couplingNames(potential.terms, groups), ...wordsOf(entries, "Vevs")]),
    ],
  };
}

/** A field may have the name that a field strength usually has, which then takes another. */
function withoutClash(group: Group, fields: readonly Field[]): Group {
  if (group.kind === "Z" || !fields.some(({ name }) => name === group.boson)) return group;
  return { ...group, boson: undefined };
}

function requireBlock(entries: readonly Entry[], key: string, file: string): Entry {
  const entry = entries.find((candidate) => candidate.key === key);
  if (entry !== undefined) return entry;
  throw new GlueballError({
    code: "lagrangian/missing-block",
    what: "a model file lacks a block",
    place: file,
    expected: `${key} : { ... }`,
  });
}

/** What the block Substitutions puts in the place of names. */
function substitutionsOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ key }) => key === "Substitutions").flatMap(({ value }) => readMapping(value));
}

function isZero({ value }: Entry): boolean {
  return /^0+(\.0*)?$/.test(value.text);
}

/** Couplings that get another form than 0, as a texture or a relation: they are audited as if they were free. */
function replacedCouplings(substitutions: readonly Entry[], terms: readonly ListedTerm[]): string[] {
  const couplings = new Set(terms.map(({ coupling }) => coupling));
  return substitutions
    .filter((entry) => couplings.has(entry.key) && !isZero(entry))
    .map(({ key, value }) => `The file replaces ${key} by ${value.text}; here it is taken as free.`);
}

function couplingNames(terms: readonly ListedTerm[], groups: readonly Group[]): string[] {
  return [...terms.map(({ coupling }) => coupling), ...groups.map(({ name }) => `g_${name}`)];
}

function wordsOf(entries: readonly Entry[], block: string): string[] {
  const values = entries.filter(({ key }) => key === block).flatMap(({ value }) => readMapping(value));
  return values.flatMap(({ key, value }) => [key, ...(value.text.match(/[A-Za-z]\w*/g) ?? [])]);
}

/** A name that is set to 0 and stands nowhere: most likely a coupling with a letter wrong, which then is not 0. */
function zeroOfNothing(substitutions: readonly Entry[], known: readonly string[]): string[] {
  return substitutions
    .filter((entry) => isZero(entry) && !known.includes(entry.key))
    .map(({ key, line }) => {
      const near = nearestNames(key, known);
      const hint = near.length === 0 ? "" : `; did it mean ${near.join(" or ")}?`;
      return `Line ${line} sets ${key} to 0, which is no coupling of this file${hint}`;
    });
}

interface Parts {
  readonly file: string;
  readonly fermions: readonly Field[];
  readonly scalars: readonly Field[];
  readonly terms: readonly ListedTerm[];
  readonly definitions: readonly Definition[];
  readonly groupTensors: readonly GroupTensor[];
}

/** The fields with the helicity that the terms give each fermion, fermions first as in the file. */
function withChirality(parts: Parts): { fields: Field[]; notes: string[] } {
  const names = parts.fermions.map(({ name }) => name);
  const { helicities, notes } = chiralities(
    names,
    parts.terms.flatMap((term) => fermionPairs(term, parts)),
  );
  const coloured = parts.fermions.map((field): Field => ({
    ...field,
    twiceHelicity: helicities.get(field.name) ?? -1,
  }));
  return { fields: [...coloured, ...parts.scalars], notes };
}

/** The two fermions of each product of a term. */
function fermionPairs(term: ListedTerm, parts: Parts): FermionPair[] {
  const vocabulary: Vocabulary = { ...parts, convention: "pyrate", fields: [...parts.fermions, ...parts.scalars] };
  return expandListed(term, vocabulary).flatMap((product) => {
    const [first, second] = fermionsOf(product, vocabulary);
    return second === undefined ? [] : [{ first, second, place: placeOf({ file: parts.file, line: term.line }) }];
  });
}

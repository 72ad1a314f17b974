/**
 * Terms of the redundant style, or independent ones of them, in the words of BART-L: every slot is a FIELD with an ID, its
 * derivatives stand before it with IDs of their own, and each contraction is a block of the IDs whose indices it joins. A
 * spinor or a derivative is in one LORENTZ block for each of its spinor indices (a derivative has an undotted and a dotted
 * one), a field in one block of a group for each of its fundamental indices.
 */
import { modularEchelon } from "../../../exact/index.ts";
import { placesOf } from "../../explicit/contractions.ts";
import type { IndexPlace } from "../../explicit/contractions.ts";
import { createStructureLibrary } from "../../explicit/structureLibrary.ts";
import { rawLagrangian } from "../../raw/rawLagrangian.ts";
import type { RawType } from "../../raw/rawTerms.ts";
import { derivativesOf, ownSpinorIndices } from "../../terms/term.ts";
import type { Term } from "../../terms/term.ts";
import { lettersOf } from "../../theory.ts";
import type { Letter } from "../../theory.ts";
import { theoryOfList } from "../../words/matterFields.ts";
import type { FieldList } from "../../words/matterFields.ts";
import type { ContractionBlock, WordFactor, WordTerm } from "../../words/wordGrammar.ts";

/**
 * `raw`: every contraction. `independent`: of linearly dependent ones the first, total derivatives taken out. `irreps`: of
 * each type one term without contractions, behind the number of its invariants, which for one copy of each field are those
 * of the trivial irrep of the permutations of equal letters.
 */
export const WORD_STYLES = ["raw", "independent", "irreps"] as const;
export type WordStyle = (typeof WORD_STYLES)[number];

/** The terms of one type: with relations those of the redundant style, whole numbers over `terms`. */
export interface WordType {
  readonly terms: readonly WordTerm[];
  readonly relations: readonly (readonly bigint[])[];
  /** Stands before the only term in the style `irreps`; absent in the others. */
  readonly invariants?: number;
}

export type WordTypes = (fields: FieldList) => WordType[];

/**
 * Gives the Lagrangian of a list type by type in each style: kinetic terms (in `raw` with their derivatives in all places),
 * masses, interactions, each contraction a term of its own. Field strengths are inside the derivatives, as in BART-L. What
 * was worked out for one list is remembered for the next.
 */
export function createWordStyles(
  library = createStructureLibrary(),
): (fields: FieldList) => (style: WordStyle) => WordType[] {
  return (fields) => {
    const theory = theoryOfList(fields);
    const letters = lettersOf(theory);
    const types = rawLagrangian(theory, library, 1).filter(
      ({ terms }) => terms.length > 0 && terms[0].slots.every((letter) => !letters[letter].fieldStrength),
    );
    return (style) => types.map((type) => wordType(type, style, (term) => wordTerm(term, fields, letters)));
  };
}

export function createWordTypes(style: WordStyle = "raw"): WordTypes {
  const styles = createWordStyles();
  return (fields) => styles(fields)(style);
}

function wordType(type: RawType, style: WordStyle, write: (term: Term) => WordTerm): WordType {
  if (style === "raw") return { terms: type.terms.map(write), relations: type.relations };
  const terms = independentTerms(type).map(write);
  if (style === "independent") return { terms, relations: [] };
  return { terms: [{ factors: terms[0].factors, contractions: [] }], relations: [], invariants: terms.length };
}

/** What of a Lagrangian depends on the other fields of its list: all but kinetic terms. */
export function withoutKineticTerms(types: readonly WordType[]): WordType[] {
  return types.filter(({ terms: [first] }) => first.factors.every(({ kind }) => kind === "field"));
}

/** Leaves out each term that ends a relation, so is a combination of terms before it: pivots of the reversed relations. */
function independentTerms({ terms, relations }: RawType): Term[] {
  const reversed = relations.map((relation) => relation.toReversed());
  const { pivotColumns } = modularEchelon(reversed, terms.length);
  const dependent = new Set(pivotColumns.map((column) => terms.length - 1 - column));
  return terms.filter((_, t) => !dependent.has(t));
}

/** IDs of one slot. */
interface SlotIds {
  readonly field: number;
  readonly derivatives: readonly number[];
}

/** A term that is one product of contractions. */
function wordTerm({ slots, lorentz, gauge }: Term, fields: FieldList, letters: readonly Letter[]): WordTerm {
  const held = slots.map((letter) => letters[letter]);
  const ids = slotIds(derivativesOf(lorentz[0], held));
  const factors = held.flatMap(({ field, conjugate }, slot): WordFactor[] => [
    ...ids[slot].derivatives.map((id): WordFactor => ({ kind: "derivative", id })),
    { kind: "field", field: fields[field], conjugate, id: ids[slot].field },
  ]);
  const spinorBlocks = [
    ...lorentz[0].angle.map((pair) => spinorBlock(pair, "undotted", held, ids)),
    ...lorentz[0].square.map((pair) => spinorBlock(pair, "dotted", held, ids)),
  ];
  const gaugeBlocks = (["SU3", "SU2"] as const).flatMap((group, k) =>
    gauge[k][0].map((contraction): ContractionBlock => ({
      group,
      ids: placesOf(contraction).map(({ slot }) => ids[slot].field),
    })),
  );
  return { factors, contractions: [...spinorBlocks, ...gaugeBlocks] };
}

function slotIds(derivatives: readonly number[]): SlotIds[] {
  let next = 0;
  return derivatives.map((count) => ({
    derivatives: Array.from({ length: count }, () => next++),
    field: next++,
  }));
}

/** The k-th index that derivatives add belongs to the k-th derivative. */
function spinorBlock(
  pair: readonly IndexPlace[],
  kind: "undotted" | "dotted",
  held: readonly Letter[],
  ids: readonly SlotIds[],
): ContractionBlock {
  const owners = pair.map(({ slot, index }) => {
    const own = ownSpinorIndices(held[slot])[kind];
    return index < own ? ids[slot].field : ids[slot].derivatives[index - own];
  });
  return { group: "LORENTZ", ids: owners };
}

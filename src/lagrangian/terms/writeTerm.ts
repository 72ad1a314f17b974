/**
 * Terms as text, on one line, and as JSON with the same pieces of text:
 *
 *     H H H+ H+ | SU2 eps(1 3) eps(2 4) ; eps(1 4) eps(2 3) | vector 1 1 | reality real
 *     { "fields": ["H", "H", "H+", "H+"], "gauge": { "SU2": ["eps(1 3) eps(2 4)", "eps(1 4) eps(2 3)"] }, "vector": [1, 1], "reality": "real" }
 *
 * A number is a slot; 2.1 is the first index of slot 2, written where the slot has several of that kind. `Lorentz` has
 * <1 2> for undotted and [1 2] for dotted spinor indices; a group has delta(1 2), upper index first, and eps(1 2 3).
 * What is left out: Lorentz or a group without indices, a vector that is just 1.
 */
import { placesOf } from "../explicit/contractions.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { Reality } from "../explicit/hermitianBasis.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import type { IndexPair, SpinorStructure, Term } from "./term.ts";

/** The term as a record of plain data. */
export interface TermRecord {
  readonly fields: readonly string[];
  readonly lorentz?: readonly string[] | undefined;
  /** By name of the group. */
  readonly gauge?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly vector?: readonly number[] | undefined;
  readonly reality?: Reality | undefined;
}

/** `letters` are those of the theory. */
export function termRecord(
  { slots, lorentz, gauge, vector, reality }: Term,
  theory: Theory,
  letters: readonly Letter[],
) {
  const charged = specialUnitaryGroups(theory).flatMap(({ name }, factor) =>
    isTrivial(gauge[factor]) ? [] : [[name, gauge[factor].map(gaugeText)] as const],
  );
  const spinors = lorentz.map(lorentzText);
  const record: TermRecord = {
    fields: slots.map((letter) => letters[letter].name),
    ...(spinors.length === 1 && spinors[0] === "" ? {} : { lorentz: spinors }),
    ...(charged.length === 0 ? {} : { gauge: Object.fromEntries(charged) }),
    ...(vector.length === 1 && vector[0] === 1 ? {} : { vector }),
    ...(reality === undefined ? {} : { reality }),
  };
  return record;
}

/** The term on one line. */
export function writeTerm(term: Term, theory: Theory, letters: readonly Letter[]): string {
  return textOfRecord(termRecord(term, theory, letters));
}

/** The line of a record. */
export function textOfRecord({ fields, lorentz, gauge = {}, vector, reality }: TermRecord): string {
  return [
    fields.join(" "),
    ...(lorentz === undefined ? [] : [`Lorentz ${lorentz.join(" ; ")}`]),
    ...Object.entries(gauge).map(([name, structures]) => `${name} ${structures.join(" ; ")}`),
    ...(vector === undefined ? [] : [`vector ${vector.join(" ")}`]),
    ...(reality === undefined ? [] : [`reality ${reality}`]),
  ].join(" | ");
}

function isTrivial(structures: readonly GaugeStructure[]): boolean {
  return structures.length === 1 && structures[0].length === 0;
}

function lorentzText({ angle, square }: SpinorStructure): string {
  const text = (pairs: readonly IndexPair[], [open, close]: readonly [string, string]) => {
    const name = indexNames(pairs.flat());
    return pairs.map(([a, b]) => `${open}${name(a)} ${name(b)}${close}`);
  };
  return [...text(angle, ["<", ">"]), ...text(square, ["[", "]"])].join(" ");
}

function gaugeText(structure: GaugeStructure): string {
  const places = structure.map(placesOf);
  const name = indexNames(places.flat());
  return structure
    .map(({ kind }, k) => `${kind === "delta" ? "delta" : "eps"}(${places[k].map(name).join(" ")})`)
    .join(" ");
}

/** `2`, or `2.1` where the slot has several indices. */
function indexNames(places: readonly IndexPlace[]): (place: IndexPlace) => string {
  const numbers = new Map<number, number>();
  for (const { slot } of places) numbers.set(slot, (numbers.get(slot) ?? 0) + 1);
  return ({ slot, index }) => (numbers.get(slot) === 1 ? `${slot + 1}` : `${slot + 1}.${index + 1}`);
}

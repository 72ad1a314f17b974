/**
 * Reads the written form of a term (writeTerm.ts). Refused, with line and column, is what has no meaning: unknown fields
 * and groups, indices that do not exist, are used twice or are left over, structures that do not belong to one type, a
 * vector of the wrong length. What has a meaning but is wrong, such as a delta of two upper indices, is read: the
 * verifier says why it is no invariant. An index without number, `2` of a slot with several, is the next one not used.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { indexVariances } from "../../exact/index.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { Reality } from "../explicit/hermitianBasis.ts";
import { lettersOf, requireContractions, specialUnitaryGroups } from "../theory.ts";
import type { Letter, SpecialUnitaryGroup, Theory } from "../theory.ts";
import { derivativesOf, indicesPerSlot, ownSpinorIndices } from "./term.ts";
import type { IndexPair, SpinorStructure, Term } from "./term.ts";
import type { Piece } from "./termPieces.ts";
import { createIndexLedger, placeOf, readBlocks, split, termSyntax, words } from "./termPieces.ts";
import type { TermRecord } from "./writeTerm.ts";
import { textOfRecord } from "./writeTerm.ts";

interface Source {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  /** `line 3` or `term 2`, named in errors before the column. */
  readonly place: string;
}

/**
 * One line of text. `place` (such as `line 3`) is named in errors.
 * @throws GlueballError lagrangian/term-syntax, term-unknown-field, term-unknown-part, term-index, term-derivatives,
 * term-vector, group-without-contractions.
 */
export function readTerm(line: string, theory: Theory, place = "term"): Term {
  requireContractions(theory);
  const source = { theory, letters: lettersOf(theory), place };
  const [fields, ...parts] = split({ text: line, column: 0 }, "|");
  const slots = words(fields).map((word) => letterOf(word, source));
  if (slots.length === 0)
    throw termSyntax(source.place, fields, "names of fields, one for each slot, such as H H H+ H+");
  const named = new Map<string, Piece>();
  for (const part of parts) {
    const [name] = words(part);
    if (name === undefined) throw termSyntax(source.place, part, "Lorentz, a group, vector or reality after |");
    requirePart(name, named, source);
    const end = name.column - part.column + name.text.length;
    named.set(name.text, { text: part.text.slice(end), column: part.column + end });
  }
  return assemble(slots, named, source);
}

/** A term of `termRecord`. Columns in errors are those of the line that `textOfRecord` makes of it. */
export function readTermRecord(record: TermRecord, theory: Theory, place = "term"): Term {
  return readTerm(textOfRecord(record), theory, place);
}

function requirePart(name: Piece, known: ReadonlyMap<string, Piece>, source: Source): void {
  const names = ["Lorentz", ...specialUnitaryGroups(source.theory).map((group) => group.name), "vector", "reality"];
  if (known.has(name.text)) throw termSyntax(source.place, name, `${name.text} once`);
  if (names.includes(name.text)) return;
  throw new GlueballError({
    code: "lagrangian/term-unknown-part",
    what: "a part of a term has no meaning in this theory",
    place: placeOf(source.place, name),
    found: name.text,
    expected: `one of ${names.join(", ")}`,
  });
}

function letterOf(word: Piece, { letters, place }: Source): number {
  const letter = letters.findIndex(({ name }) => name === word.text);
  if (letter !== -1) return letter;
  const names = letters.map(({ name }) => name);
  const nearest = nearestNames(word.text, names);
  throw new GlueballError({
    code: "lagrangian/term-unknown-field",
    what: "a term names a field that the theory does not have",
    place: placeOf(place, word),
    found: word.text,
    expected: `one of ${names.join(", ")}`,
    hint: nearest.length === 0 ? undefined : `Did you mean ${nearest.join(", ")}?`,
  });
}

function assemble(slots: readonly number[], parts: ReadonlyMap<string, Piece>, source: Source): Term {
  const held = slots.map((letter) => source.letters[letter]);
  const nothing = { text: "", column: 0 };
  const spinorPart = parts.get("Lorentz") ?? nothing;
  const lorentz = split(spinorPart, ";").map((piece) => spinorStructure(piece, held, source));
  requireOneType(lorentz, held, source, spinorPart);
  const gauge = specialUnitaryGroups(source.theory).map((group, factor) =>
    split(parts.get(group.name) ?? nothing, ";").map((piece) => gaugeStructure(piece, held, { group, factor }, source)),
  );
  const length = [lorentz, ...gauge].reduce((product, structures) => product * structures.length, 1);
  const vector = readVector(parts.get("vector"), length, source);
  const reality = readReality(parts.get("reality"), source);
  return { slots, lorentz, gauge, vector, ...(reality === undefined ? {} : { reality }) };
}

function readVector(piece: Piece | undefined, length: number, source: Source): number[] {
  if (piece === undefined && length === 1) return [1];
  const entries = words(piece ?? { text: "", column: 0 });
  for (const entry of entries) {
    const isWhole = /^[+-]?\d+$/.test(entry.text) && Number.isSafeInteger(Number(entry.text));
    if (!isWhole) throw termSyntax(source.place, entry, "a whole number");
  }
  if (entries.length === length) return entries.map(({ text }) => Number(text));
  throw new GlueballError({
    code: "lagrangian/term-vector",
    what: "a term needs one coefficient for each product of its structures",
    place: piece === undefined ? source.place : placeOf(source.place, piece),
    found: `${entries.length} coefficients`,
    expected: `${length} after the word vector`,
  });
}

const REALITIES: readonly Reality[] = ["real", "imaginary", "pair"];

function readReality(piece: Piece | undefined, source: Source): Reality | undefined {
  if (piece === undefined) return undefined;
  const found = REALITIES.find((reality) => reality === piece.text.trim());
  if (found === undefined) throw termSyntax(source.place, piece, "real, imaginary or pair");
  return found;
}

function spinorStructure(piece: Piece, held: readonly Letter[], source: Source): SpinorStructure {
  const blocks = readBlocks(piece, "spinor", source.place);
  const pairs = (open: string, undotted: boolean): IndexPair[] => {
    const own = blocks.filter(({ kind }) => kind === open);
    const used = createIndexLedger(held.length, source.place);
    const found = own.map(({ indices, column }): IndexPair => {
      if (indices.length !== 2) throw termSyntax(source.place, { text: "", column }, "two indices in a bracket");
      return [used.take(indices[0]), used.take(indices[1])];
    });
    used.close(undotted ? "undotted" : "dotted", piece);
    return found;
  };
  const structure = { angle: pairs("<", true), square: pairs("[", false) };
  requireSpins(structure, held, source, piece);
  return structure;
}

/** Undotted and dotted indices beyond those of the letters come in pairs, one pair for each derivative. */
function requireSpins(structure: SpinorStructure, held: readonly Letter[], source: Source, piece: Piece): void {
  const derivatives = derivativesOf(structure, held);
  const dotted = indicesPerSlot(structure.square, held.length);
  held.forEach((letter, slot) => {
    const fromDotted = dotted[slot] - ownSpinorIndices(letter).dotted;
    if (derivatives[slot] >= 0 && derivatives[slot] === fromDotted) return;
    const own = ownSpinorIndices(letter);
    throw new GlueballError({
      code: "lagrangian/term-index",
      what: `the spinor indices of ${letter.name} in slot ${slot + 1} do not fit`,
      place: placeOf(source.place, piece),
      found: `${derivatives[slot] + own.undotted} undotted and ${dotted[slot]} dotted ones`,
      expected: `${own.undotted} undotted and ${own.dotted} dotted, and one of each more for every derivative on it`,
    });
  });
}

function requireOneType(
  structures: readonly SpinorStructure[],
  held: readonly Letter[],
  source: Source,
  piece: Piece,
): void {
  const numbers = structures.map((structure) => derivativesOf(structure, held).reduce((sum, count) => sum + count, 0));
  if (numbers.every((number) => number === numbers[0])) return;
  throw new GlueballError({
    code: "lagrangian/term-derivatives",
    what: "the Lorentz structures of one term have different numbers of derivatives",
    place: placeOf(source.place, piece),
    found: numbers,
    expected: "the same number in each",
  });
}

function gaugeStructure(
  piece: Piece,
  held: readonly Letter[],
  { group, factor }: { readonly group: SpecialUnitaryGroup; readonly factor: number },
  source: Source,
): GaugeStructure {
  const blocks = readBlocks(piece, "gauge", source.place);
  const variances = held.map(({ irreps }) => indexVariances(irreps[factor]));
  const used = createIndexLedger(held.length, source.place);
  const varianceOf = ({ slot, index }: IndexPlace) => variances[slot][index];
  const structure = blocks.map(({ kind, indices, column }): Contraction => {
    const wanted = kind === "delta" ? 2 : group.n;
    if (indices.length !== wanted) throw termSyntax(source.place, { text: "", column }, `${wanted} indices in ${kind}`);
    const places = indices.map((index) => used.take(index));
    if (kind === "eps") return { kind: "epsilon", variance: varianceOf(places[0]) ?? "upper", indices: places };
    const [upper, lower] =
      varianceOf(places[0]) === "lower" && varianceOf(places[1]) === "upper" ? places.toReversed() : places;
    return { kind: "delta", upper, lower };
  });
  const numbers = variances.map(({ length }) => length);
  used.close(group.name, piece, numbers);
  return structure;
}

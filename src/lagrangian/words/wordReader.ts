/**
 * Reads the words of wordGrammar.ts back: field lists that a person or a file gives, Lagrangians that a network wrote. One
 * function a rule of the grammar; the first word that does not fit is an error with its position, the word, and what could
 * have stood there. `[SOS]` and `[EOS]` may be left out of a list, and numbers may be written in one piece (`-1/2`, `10`).
 */
import { GlueballError } from "../../base/index.ts";
import { formatRational, parseIrrep, parseRational, ZERO } from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import type { FieldList, MatterField } from "./matterFields.ts";
import { CONTRACTION_WORDS, END_WORD, GROUP_WORDS, ID_COUNT, START_WORD } from "./wordGrammar.ts";
import type { ContractionBlock, WordFactor, WordTerm } from "./wordGrammar.ts";

/** The words of a text: split at spaces, numbers into signs, digits and bars. */
export function splitWords(text: string): string[] {
  const pieces = text.split(/\s+/).filter((piece) => piece !== "");
  return pieces.flatMap((piece) => (/^[-/\d]+$/.test(piece) ? [...piece] : [piece]));
}

/**
 * A field list from its words. Errors: `lagrangian/unreadable-words`, `lagrangian/wrong-spin`, and those of
 * `parseIrrep` and `parseRational`.
 */
export function readFieldList(words: readonly string[]): FieldList {
  const cursor = new WordCursor(words);
  cursor.skip(START_WORD);
  const fields: MatterField[] = [];
  do fields.push(readField(cursor));
  while (cursor.next === "FIELD");
  const ended = cursor.skip(END_WORD);
  cursor.requireEnd(ended ? "nothing after [EOS]" : "FIELD, or the end of the list");
  return fields;
}

/** The terms of a Lagrangian from its words. Errors: as `readFieldList`. */
export function readLagrangian(words: readonly string[]): WordTerm[] {
  const cursor = new WordCursor(words);
  cursor.take([START_WORD]);
  const terms: WordTerm[] = [];
  while (cursor.skip("+")) terms.push(readTerm(cursor));
  cursor.take([END_WORD], "+, a further block of the term, or [EOS]");
  cursor.requireEnd("nothing after [EOS]");
  return terms;
}

/** Words and a position in them. */
class WordCursor {
  readonly #words: readonly string[];
  #position = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get next(): string | undefined {
    return this.#words[this.#position];
  }

  /** Where the next word stands, for errors: words count from 1. */
  get place(): string {
    return `word ${this.#position + 1}`;
  }

  /** Takes the next word if it is this one. */
  skip(word: string): boolean {
    if (this.next !== word) return false;
    this.#position++;
    return true;
  }

  /** Takes the next word, which must be one of these. */
  take<Word extends string>(words: readonly Word[], expected = words.join(" or ")): Word {
    const found = words.find((word) => word === this.next);
    if (found === undefined) throw this.unexpected(expected);
    this.#position++;
    return found;
  }

  /** Takes one digit or more. */
  digits(): string {
    let text = "";
    while (this.next !== undefined && /^\d$/.test(this.next)) text += this.#words[this.#position++];
    if (text === "") throw this.unexpected("a digit");
    return text;
  }

  requireEnd(expected: string): void {
    if (this.next !== undefined) throw this.unexpected(expected);
  }

  unexpected(expected: string): GlueballError {
    return new GlueballError({
      code: "lagrangian/unreadable-words",
      what: "these words are not of the grammar",
      place: this.place,
      found: this.next ?? "the end",
      expected,
    });
  }
}

function readField(cursor: WordCursor): MatterField {
  cursor.take(["FIELD"]);
  cursor.take(["SPIN"]);
  const place = cursor.place;
  const spin = readNumber(cursor);
  const su3 = cursor.skip("SU3") ? readIrrep(cursor, 3) : [0, 0];
  const su2 = cursor.skip("SU2") ? readIrrep(cursor, 2) : [0];
  const charge = cursor.skip("U1") ? readNumber(cursor) : ZERO;
  const helicity = cursor.skip("HEL") ? readNumber(cursor) : undefined;
  return { twiceHelicity: twiceHelicityOf(spin, helicity, place), su3, su2, charge };
}

function twiceHelicityOf(spin: Rational, helicity: Rational | undefined, place: string): -1 | 0 | 1 {
  const wrong = (what: string, found: string, expected: string) =>
    new GlueballError({ code: "lagrangian/wrong-spin", what, place, found, expected });
  if (spin.numerator === 0n) {
    if (helicity === undefined) return 0;
    throw wrong("a scalar has no helicity", `HEL ${formatRational(helicity)}`, "no HEL after SPIN 0");
  }
  if (formatRational(spin) !== "1/2")
    throw wrong("matter has spin 0 or 1/2", `SPIN ${formatRational(spin)}`, "SPIN 0 or SPIN 1 / 2");
  if (helicity === undefined) throw wrong("a spinor needs its helicity", "no HEL", "HEL - 1 / 2 or HEL 1 / 2");
  const twice = formatRational(helicity);
  if (twice === "-1/2") return -1;
  if (twice === "1/2") return 1;
  throw wrong("a spinor has helicity -1/2 or 1/2", `HEL ${twice}`, "HEL - 1 / 2 or HEL 1 / 2");
}

function readNumber(cursor: WordCursor): Rational {
  const place = cursor.place;
  const sign = cursor.skip("-") ? "-" : "";
  const numerator = cursor.digits();
  const denominator = cursor.skip("/") ? `/${cursor.digits()}` : "";
  return parseRational(sign + numerator + denominator, place);
}

function readIrrep(cursor: WordCursor, n: number): DynkinLabels {
  const place = cursor.place;
  if (cursor.skip("DYN")) return parseIrrep([...cursor.digits()].map(Number), n, place);
  const sign = cursor.skip("-") ? "-" : "";
  return parseIrrep(sign + cursor.digits(), n, place);
}

function readTerm(cursor: WordCursor): WordTerm {
  const factors: WordFactor[] = [];
  do factors.push(readFactor(cursor));
  while (!cursor.skip("CONTRACTIONS"));
  const contractions: ContractionBlock[] = [];
  while (CONTRACTION_WORDS.some((word) => word === cursor.next)) contractions.push(readBlock(cursor));
  return { factors, contractions };
}

function readFactor(cursor: WordCursor): WordFactor {
  if (cursor.next === "FIELD") {
    const field = readField(cursor);
    return { kind: "field", field, conjugate: cursor.skip("DAGGER"), id: readId(cursor) };
  }
  if (cursor.skip("DERIVATIVE")) {
    for (const group of GROUP_WORDS) cursor.take([group]);
    return { kind: "derivative", id: readId(cursor) };
  }
  cursor.take(["FS"], "FIELD, DERIVATIVE, FS or CONTRACTIONS");
  const group = cursor.take(GROUP_WORDS);
  cursor.take(["HEL"]);
  const helicity = cursor.skip("-") ? -1 : 1;
  cursor.take(["1"]);
  return { kind: "fieldStrength", group, helicity, id: readId(cursor) };
}

function readBlock(cursor: WordCursor): ContractionBlock {
  const group = cursor.take(CONTRACTION_WORDS);
  const ids = [readId(cursor), readId(cursor)];
  while (cursor.next?.startsWith("ID") === true) ids.push(readId(cursor));
  return { group, ids };
}

function readId(cursor: WordCursor): number {
  return Number(cursor.take(ID_WORDS, `an ID of ID0 to ID${ID_COUNT - 1}`).slice(2));
}

const ID_WORDS: readonly string[] = Array.from({ length: ID_COUNT }, (_, id) => `ID${id}`);

/**
 * The field list of BART-L (Koay, Enberg, Moretti, Camargo-Molina, arXiv 2501.09729) as a theory:
 *
 *     LIST  := ["[SOS]"] FIELD* ["[EOS]"]
 *     FIELD := "FIELD" "SPIN" NUM ["SU3" IRR] ["SU2" IRR] ["U1" NUM] ["HEL" NUM]
 *     NUM   := ["-"] INT ["/" INT]          IRR := ["-"] INT | "DYN" INT INT*
 *
 * What is not given is a singlet or zero; "SU3 - 3" is the antitriplet; an integer may be spread over several tokens, one
 * a digit, but not after DYN. Fields are named f0, f1, ... in the order of the list, one copy each, all scalars complex.
 * Groups are SU3, SU2 and U1, all gauged; the convention is that of the paper, Q = T3 + Y/2.
 */
import { GlueballError } from "../base/index.ts";
import { parseIrrep, parseRational, ZERO } from "../exact/index.ts";
import type { DynkinLabels, Rational } from "../exact/index.ts";
import { checkTheory } from "./checkTheory.ts";
import { singletLabels } from "./theory.ts";
import type { Field, Group, Theory, TwiceHelicity } from "./theory.ts";

const TOKEN_LIST_GROUPS: readonly Group[] = [
  { kind: "SU", name: "SU3", n: 3, gauged: true },
  { kind: "SU", name: "SU2", n: 2, gauged: true },
  { kind: "U1", name: "U1", gauged: true },
];

interface Reader {
  readonly tokens: readonly string[];
  position: number;
}

/** Errors: lagrangian/bad-token-list with position, token and what was expected; those of `parseIrrep`. */
export function theoryFromTokens(text: string): Theory {
  const tokens = text
    .trim()
    .split(/\s+/)
    .filter((token) => token !== "");
  const reader: Reader = { tokens, position: tokens[0] === "[SOS]" ? 1 : 0 };
  const fields: Field[] = [];
  while (reader.position < tokens.length && tokens[reader.position] !== "[EOS]")
    fields.push(readField(reader, fields.length));
  if (tokens[reader.position] === "[EOS]") reader.position++;
  if (reader.position < tokens.length) throw refusal(reader, "nothing after [EOS]");
  const theory: Theory = {
    name: "token list",
    description: text.trim(),
    groups: TOKEN_LIST_GROUPS,
    fields,
    hyperchargeConvention: "T3+Y/2",
  };
  checkTheory(theory, "the token list");
  return theory;
}

function readField(reader: Reader, index: number): Field {
  const place = `field ${index} of the token list`;
  takeWord(reader, "FIELD");
  takeWord(reader, "SPIN");
  const spinAt = reader.position;
  const spin = readNumber(reader);
  const color = readIrrep(reader, "SU3", 3, place);
  const weak = readIrrep(reader, "SU2", 2, place);
  const charge = skipWord(reader, "U1") ? readNumber(reader) : ZERO;
  return {
    name: `f${index}`,
    twiceHelicity: readHelicity(reader, spin, spinAt),
    irreps: [color, weak],
    charges: [charge],
    residues: [],
    real: false,
    copies: 1,
  };
}

function readHelicity(reader: Reader, spin: Rational, spinAt: number): TwiceHelicity {
  if (spin.numerator === 0n) {
    if (reader.tokens[reader.position] === "HEL") throw refusal(reader, "no HEL, since a scalar has no helicity");
    return 0;
  }
  if (spin.numerator !== 1n || spin.denominator !== 2n) {
    throw refusal({ ...reader, position: spinAt }, "SPIN 0 or SPIN 1 / 2");
  }
  takeWord(reader, "HEL");
  const at = reader.position;
  const { numerator, denominator } = readNumber(reader);
  if (denominator === 2n && numerator === 1n) return 1;
  if (denominator === 2n && numerator === -1n) return -1;
  throw refusal({ ...reader, position: at }, "HEL 1 / 2 or HEL - 1 / 2");
}

function readIrrep(reader: Reader, group: "SU3" | "SU2", n: number, place: string): DynkinLabels {
  if (!skipWord(reader, group)) return singletLabels(n);
  const where = `${group} of ${place}`;
  if (!skipWord(reader, "DYN")) {
    const sign = skipWord(reader, "-") ? "-" : "";
    return parseIrrep(`${sign}${readInteger(reader)}`, n, where);
  }
  const labels: number[] = [];
  while (isInteger(reader)) labels.push(Number(reader.tokens[reader.position++]));
  return parseIrrep(labels, n, where);
}

function readNumber(reader: Reader): Rational {
  const at = reader.position;
  const sign = skipWord(reader, "-") ? "-" : "";
  const numerator = readInteger(reader);
  const denominator = skipWord(reader, "/") ? readInteger(reader) : "1";
  return parseRational(`${sign}${numerator}/${denominator}`, `position ${at + 1} of the token list`);
}

/** One token or several with a digit each. */
function readInteger(reader: Reader): string {
  if (!isInteger(reader)) throw refusal(reader, "a whole number");
  let digits = "";
  while (isInteger(reader)) digits += reader.tokens[reader.position++];
  return digits;
}

function isInteger({ tokens, position }: Reader): boolean {
  return /^\d+$/.test(tokens[position] ?? "");
}

function skipWord(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.position] !== word) return false;
  reader.position++;
  return true;
}

function takeWord(reader: Reader, word: string): void {
  if (!skipWord(reader, word)) throw refusal(reader, word);
}

function refusal({ tokens, position }: Reader, expected: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/bad-token-list",
    what: "a token list does not parse",
    place: `position ${position + 1}`,
    found: tokens[position] ?? "the end of the list",
    expected,
    hint: "FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU3 3 SU2 2 U1 1 / 3 HEL - 1 / 2 is a list",
  });
}

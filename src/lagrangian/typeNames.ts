/** Operator types as text: `Q uc H`, `H^2 H+^2 D^2`; letters in the order of the theory, derivatives last. */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { Letter, OperatorType } from "./theory.ts";

/** `letters` are those of the theory of the type. */
export function typeName({ powers, derivatives }: OperatorType, letters: readonly Letter[]): string {
  const factors = powers.map(({ letter, power }) => ({ name: letters[letter].name, power }));
  if (derivatives > 0) factors.push({ name: "D", power: derivatives });
  return factors.map(({ name, power }) => (power === 1 ? name : `${name}^${power}`)).join(" ");
}

/**
 * The type that a person wrote, letters in any order: `H H+ H H+` is `H^2 H+^2`. `place` names it in errors.
 * @throws GlueballError lagrangian/unknown-letter, lagrangian/not-a-type.
 */
export function parseTypeName(text: string, letters: readonly Letter[], place?: string): OperatorType {
  const counts = new Map<number, number>();
  let derivatives = 0;
  for (const word of text.trim().split(/\s+/)) {
    const [, name, exponent] = /^(.+?)(?:\^([1-9]\d*))?$/.exec(word) ?? [];
    if (name === undefined) throw notAType(text, place);
    const power = Number(exponent ?? "1");
    const letter = letters.findIndex((candidate) => candidate.name === name);
    if (letter >= 0) counts.set(letter, (counts.get(letter) ?? 0) + power);
    else if (name === "D") derivatives += power;
    else
      throw unknownLetter(
        name,
        letters,
        place === undefined ? text : `${place}, ${text.trim().replaceAll(/\s+/g, " ")}`,
      );
  }
  if (counts.size === 0) throw notAType(text, place);
  const powers = [...counts].sort(([a], [b]) => a - b).map(([letter, power]) => ({ letter, power }));
  return { powers, derivatives };
}

/** The type of the hermitian conjugate: every letter becomes its conjugate. */
export function conjugateType({ powers, derivatives }: OperatorType, letters: readonly Letter[]): OperatorType {
  const conjugates = powers.map(({ letter, power }) => ({ letter: conjugateLetter(letter, letters), power }));
  return { powers: conjugates.sort((a, b) => a.letter - b.letter), derivatives };
}

export function isSelfConjugate(type: OperatorType, letters: readonly Letter[]): boolean {
  return typeName(type, letters) === typeName(conjugateType(type, letters), letters);
}

/** Of two conjugate types the one whose letters come first; a type that is its own conjugate is. */
export function isFirstOfPair(type: OperatorType, letters: readonly Letter[]): boolean {
  const own = type.powers;
  const other = conjugateType(type, letters).powers;
  for (let k = 0; k < Math.min(own.length, other.length); k++) {
    if (own[k].letter !== other[k].letter) return own[k].letter < other[k].letter;
    if (own[k].power !== other[k].power) return own[k].power > other[k].power;
  }
  return true;
}

/** The conjugate of a letter stands beside it; a real scalar is its own. */
export function conjugateLetter(letter: number, letters: readonly Letter[]): number {
  const { field, fieldStrength, conjugate } = letters[letter];
  const partner = conjugate ? letter - 1 : letter + 1;
  const other = letters[partner];
  return other?.field === field && other.fieldStrength === fieldStrength ? partner : letter;
}

function notAType(text: string, place: string | undefined): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-type",
    what: "a text is not an operator type",
    place,
    found: text,
    expected: "names of fields, such as L L H H or H^2 H+^2",
  });
}

/** Conjugates and brackets in the spelling of a paper or of another program. */
const FOREIGN = /[†*(){}[\]]|bar$|dag|conj|\^\+/;
const SPELLING = "Write X+ for the conjugate of X, and powers at letters, without brackets: H^2 H+^2";

function unknownLetter(name: string, letters: readonly Letter[], place: string): GlueballError {
  const nearest = nearestNames(
    name,
    letters.map((letter) => letter.name),
  );
  return new GlueballError({
    code: "lagrangian/unknown-letter",
    what: "an operator type names a field that the theory does not have",
    place,
    found: name,
    expected: `one of ${letters.map((letter) => letter.name).join(", ")}`,
    hint: FOREIGN.test(name) ? SPELLING : nearest.length === 0 ? undefined : `Did you mean ${nearest.join(", ")}?`,
  });
}

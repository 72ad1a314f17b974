/**
 * Reads the explicit form of latex.ts back: `2\,\epsilon_{i j}\,{H}^{i}\,{\tilde{H}}^{j}` becomes contractions of slots
 * again, and those are compared with the operator. Only what that writer writes is understood; anything else is an error.
 */
import { GlueballError } from "../../base/index.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter, Theory } from "../theory.ts";
import { flavourNames } from "./couplings.ts";
import { namedTerms } from "./indexedTerm.ts";
import type { NamedTerm } from "./indexedTerm.ts";
import { texLetterName } from "./texNames.ts";

/** One factor of a formula: a base with indices up and down; derivatives that act on it before it. */
interface TexFactor {
  readonly base: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

export interface TexProduct {
  readonly coefficient: number;
  readonly factors: readonly TexFactor[];
}

/** The terms inside the outer brackets of the explicit form. @throws GlueballError lagrangian/latex-not-understood. */
export function readTexTerms(text: string): TexProduct[] {
  const sum = operatorPart(text);
  return splitSum(sum).map(({ negative, product }) => {
    const words = product.split("\\,").flatMap((word) => stripBrackets(word.trim()));
    const [first, ...others] = words;
    const hasNumber = /^\d+$/.test(first);
    const size = hasNumber ? Number(first) : 1;
    return { coefficient: negative ? -size : size, factors: (hasNumber ? others : words).map(readFactor) };
  });
}

/** What stands behind the coupling and before + h.c. */
function operatorPart(text: string): string {
  const withoutConjugate = text.replace(/ \+ \\mathrm\{h\.c\.\}$/, "").replace(/^i\\,/, "");
  const end = withoutConjugate.startsWith("\\left[")
    ? closingBrace(withoutConjugate, withoutConjugate.indexOf("\\right]_") + "\\right]_".length)
    : closingBrace(withoutConjugate, withoutConjugate.indexOf("_{") + 1);
  const rest = withoutConjugate.slice(end).replace(/^\\,/, "");
  return /^\\left\( (.*) \\right\)$/.exec(rest)?.[1] ?? rest;
}

/** The place behind the brace that closes the one at `open`. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let k = open; k < text.length; k++) {
    if (text[k] === "{") depth++;
    if (text[k] === "}" && --depth === 0) return k + 1;
  }
  throw notUnderstood(text);
}

/** Splits at + and - outside braces. */
function splitSum(sum: string): { negative: boolean; product: string }[] {
  const parts: { negative: boolean; product: string }[] = [];
  let depth = 0;
  let negative = false;
  let start = 0;
  const close = (end: number) => {
    const product = sum.slice(start, end).trim();
    if (product !== "") parts.push({ negative, product });
  };
  for (let k = 0; k < sum.length; k++) {
    if (sum[k] === "{") depth++;
    else if (sum[k] === "}") depth--;
    else if (depth === 0 && (sum[k] === "+" || sum[k] === "-")) {
      close(k);
      negative = sum[k] === "-";
      start = k + 1;
    }
  }
  close(sum.length);
  return parts;
}

/** A derivative and its field stand in round brackets, which carry no information here. */
function stripBrackets(word: string): string[] {
  const bare = word.replace(/^\(/, "").replace(/\)$/, "");
  return bare === "" ? [] : [bare];
}

function readFactor(word: string): TexFactor {
  if (word.startsWith("\\epsilon")) return { base: "\\epsilon", ...readScripts(word, "\\epsilon".length) };
  if (!word.startsWith("{")) throw notUnderstood(word);
  const end = closingBrace(word, 0);
  return { base: word.slice(1, end - 1), ...readScripts(word, end) };
}

function readScripts(word: string, start: number): { up: string[]; down: string[] } {
  const scripts = { up: [] as string[], down: [] as string[] };
  for (let place = start; place < word.length;) {
    const mark = word[place];
    if (mark !== "^" && mark !== "_") throw notUnderstood(word);
    const end = closingBrace(word, place + 1);
    const names = word.slice(place + 2, end - 1).split(" ");
    scripts[mark === "^" ? "up" : "down"].push(...names);
    place = end;
  }
  return scripts;
}

/** Whether the formula says exactly what the operator is: same terms in the same order, index by index. */
export function texSaysOperator(
  text: string,
  operator: ExplicitOperator,
  theory: Theory,
  letters: readonly Letter[],
): boolean {
  const read = readTexTerms(text);
  const flavours = flavourNames(operator.slots, letters);
  const expected = namedTerms(operator, letters);
  return (
    read.length === expected.length &&
    read.every((product, k) => saysTerm(product, expected[k], { theory, letters, flavours }))
  );
}

function saysTerm(
  { coefficient, factors }: TexProduct,
  term: NamedTerm,
  {
    theory,
    letters,
    flavours,
  }: { theory: Theory; letters: readonly Letter[]; flavours: readonly (string | undefined)[] },
): boolean {
  const epsilons = term.epsilons.map(({ up, names }) => wordOf("\\epsilon", up ? names : [], up ? [] : names));
  const fields = term.factors.flatMap((factor, slot) => {
    const flavour = flavours[slot];
    const derivatives = factor.derivatives.map(({ undotted, dotted }) => indexed("D", [undotted, dotted]));
    const own = [...factor.undotted, ...factor.dotted, ...factor.gauge.flat()];
    const all = flavour === undefined ? own : [...own, { name: flavour, up: false }];
    return [...derivatives, indexed(texLetterName(theory, letters[factor.letter]), all)];
  });
  const written = factors.map(({ base, up, down }) => wordOf(base, up, down));
  return coefficient === term.coefficient && written.join("|") === [...epsilons, ...fields].join("|");
}

function indexed(base: string, indices: readonly { readonly name: string; readonly up: boolean }[]): string {
  const names = (up: boolean) => indices.filter((index) => index.up === up).map(({ name }) => name);
  return wordOf(base, names(true), names(false));
}

function wordOf(base: string, up: readonly string[], down: readonly string[]): string {
  return `${base} ^ ${up.join(" ")} _ ${down.join(" ")}`;
}

/** The contraction that the names of a formula mean: each name twice, once up and once down or in an epsilon. */
export function contractedTwice({ factors }: TexProduct, free: readonly string[]): boolean {
  const counts = new Map<string, { up: number; down: number }>();
  for (const { up, down } of factors) {
    for (const name of up) count(name).up++;
    for (const name of down) count(name).down++;
  }
  return [...counts].every(([name, { up, down }]) => free.includes(name) || (up === 1 && down === 1));

  function count(name: string) {
    const found = counts.get(name) ?? { up: 0, down: 0 };
    counts.set(name, found);
    return found;
  }
}

function notUnderstood(text: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/latex-not-understood",
    what: "a formula is not one that this program writes",
    found: text,
    expected: "factors such as {H}^{i}, \\epsilon_{i j}, joined by \\, and summed with + and -",
  });
}

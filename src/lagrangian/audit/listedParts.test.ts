/** Index contractions judged by the evaluation, against the rule for them: upper indices with lower ones only. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePyrate } from "../files/pyrate.ts";
import { listedParts } from "./listedParts.ts";

/** Scalars without charges, so that contractions alone decide; `ends` lists the variances of each end by group. */
const LETTERS = [
  { name: "q", group: 3, ends: ["upper"] },
  { name: "qbar", group: 3, ends: ["lower"] },
  { name: "H", group: 2, ends: ["upper"] },
  { name: "Hbar", group: 2, ends: ["lower"] },
  { name: "A", group: 3, ends: ["upper", "lower"] },
  { name: "xi", group: 2, ends: ["upper", "lower"] },
] as const;

function reasonsAgainst(term: string): readonly string[] {
  const text = `Groups: {SU2L: SU2, SU3c: SU3}
Fermions: { }
RealScalars: { A : {SU3c: 8}, xi : {SU2L: 3} }
ComplexScalars: { q : {Qnb: {SU3c: 3}}, H : {Qnb: {SU2L: 2}} }
Potential: { Definitions: { T : t(SU3, 3), t : t(SU2, 2) }, QuarticTerms: { x : ${term} } }`;
  return listedParts(parsePyrate(text, "random.model"), 1)[0].reasons;
}

/** The letters with all their ends contracted in pairs, in the order given by `shuffle`, whatever their variances. */
function contractAtRandom(letters: readonly (typeof LETTERS)[number][], order: readonly number[]) {
  const ends = letters.flatMap(({ group, ends }, letter) =>
    ends.map((variance, end) => ({ letter, end, group, variance })),
  );
  const shuffled = [2, 3].map((group) => {
    const own = ends.map((end, k) => ({ end, key: order[k] })).filter(({ end }) => end.group === group);
    return own.sort((a, b) => a.key - b.key).map(({ end }) => end);
  });
  if (shuffled.some(({ length }) => length % 2 === 1)) return undefined;
  const names = new Map(
    shuffled.flatMap((own, g) => own.map((end, k) => [end, `${"iu"[g]}${Math.floor(k / 2)}`] as const)),
  );
  const pairs = shuffled.flatMap((own) => own.flatMap((end, k) => (k % 2 === 0 ? [[end, own[k + 1]]] : [])));
  const nameOf = (letter: number, end: number) =>
    names.get(ends.find((one) => one.letter === letter && one.end === end)!)!;
  const factors = letters.map(({ name, group, ends }, letter) =>
    ends.length === 1
      ? `${name}[${nameOf(letter, 0)}]`
      : `${name}[a${letter}] ${group === 3 ? "T" : "t"}[a${letter},${nameOf(letter, 0)},${nameOf(letter, 1)}]`,
  );
  return { text: factors.join(" "), regular: pairs.every(([a, b]) => a.variance !== b.variance) };
}

test("a contraction of upper with lower indices is invariant or 0, any other is refused (property)", () => {
  const seen = { regular: 0, irregular: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...LETTERS), { minLength: 4, maxLength: 4 }),
      fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
      (letters, order) => {
        const contraction = contractAtRandom(letters, order);
        fc.pre(contraction !== undefined);
        const reasons = reasonsAgainst(contraction.text);
        seen[contraction.regular ? "regular" : "irregular"]++;
        // A trace of one octet is 0 for want of a singlet; what must not be said is that the contraction is not invariant.
        if (contraction.regular) expect(reasons.filter((reason) => reason.includes("invariant"))).toEqual([]);
        else expect([contraction.text, reasons.length > 0]).toEqual([contraction.text, true]);
      },
    ),
    { seed: 6, numRuns: 150 },
  );
  expect(Math.min(seen.regular, seen.irregular)).toBeGreaterThan(20);
});

/** The word grammar: oracle lists, round trips of random lists and Lagrangians, and what it refuses. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { rational } from "../../exact/index.ts";
import { findData } from "../../run/index.ts";
import type { MatterField } from "./matterFields.ts";
import { fieldListWords, lagrangianWords, WORDS, wordIds } from "./wordGrammar.ts";
import type { ContractionBlock, WordFactor } from "./wordGrammar.ts";
import { readFieldList, readLagrangian, splitWords } from "./wordReader.ts";

const anyField: fc.Arbitrary<MatterField> = fc.record({
  twiceHelicity: fc.constantFrom(-1 as const, 0 as const, 1 as const),
  su3: fc.tuple(fc.nat(4), fc.nat(4)),
  su2: fc.tuple(fc.nat(12)),
  charge: fc
    .tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 1, max: 60 }))
    .map(([p, q]) => rational(p, q)),
});
const anyId = fc.nat(31);
const anyFactor: fc.Arbitrary<WordFactor> = fc.oneof(
  fc.record({ kind: fc.constant("field" as const), field: anyField, conjugate: fc.boolean(), id: anyId }),
  fc.record({ kind: fc.constant("derivative" as const), id: anyId }),
  fc.record({
    kind: fc.constant("fieldStrength" as const),
    group: fc.constantFrom("SU3" as const, "SU2" as const, "U1" as const),
    helicity: fc.constantFrom(-1 as const, 1 as const),
    id: anyId,
  }),
);
const anyBlock: fc.Arbitrary<ContractionBlock> = fc.record({
  group: fc.constantFrom("LORENTZ" as const, "SU3" as const, "SU2" as const),
  ids: fc.array(anyId, { minLength: 2, maxLength: 4 }),
});
const anyTerm = fc.record({
  factors: fc.array(anyFactor, { minLength: 1, maxLength: 5 }),
  contractions: fc.array(anyBlock, { maxLength: 5 }),
});

describe("words", () => {
  test("the example of the paper: Higgs and quark doublet", () => {
    const text = "[SOS] FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU3 3 SU2 2 U1 1 / 3 HEL - 1 / 2 [EOS]";
    const list = readFieldList(splitWords(text));
    expect(list).toEqual([
      { twiceHelicity: 0, su3: [0, 0], su2: [1], charge: rational(1) },
      { twiceHelicity: -1, su3: [1, 0], su2: [1], charge: rational(1, 3) },
    ]);
    expect(fieldListWords(list).join(" ")).toBe(text);
  });

  test("no word stands twice, and each has the number of its place", () => {
    expect(new Set(WORDS).size).toBe(WORDS.length);
    expect([...wordIds(WORDS)]).toEqual(WORDS.map((_, id) => id));
  });

  test("every random field list comes back from its words", () => {
    const lists = fc.array(anyField, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, (list) => {
        expect(readFieldList(fieldListWords(list))).toEqual(list);
      }),
      { seed: 1 },
    );
  });

  test("every random Lagrangian comes back from its words", () => {
    const lagrangians = fc.array(anyTerm, { maxLength: 4 });
    fc.assert(
      fc.property(lagrangians, (terms) => {
        expect(readLagrangian(lagrangianWords(terms))).toEqual(terms);
      }),
      {
        seed: 2,
      },
    );
  });

  test("words in whatever order give a list or an error with its place, nothing else", () => {
    const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 });
    fc.assert(
      fc.property(words, (tail) => {
        for (const read of [readFieldList, readLagrangian]) {
          try {
            read(["[SOS]", ...tail]);
          } catch (error) {
            expect(error).toBeInstanceOf(GlueballError);
            expect((error as GlueballError).data.place).toMatch(/^word \d+/);
          }
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  const oracles = ["random_fieldlists_oracle.json", "random_fieldlists_oracle_ext.json"];
  test.skipIf(findData("lagrangian") === undefined)(
    "all 522 oracle lists come back as written (needs shared data)",
    () => {
      const inputs = oracles.flatMap((name) => {
        const file = findData(`lagrangian/${name}`);
        return (JSON.parse(readFileSync(file!, "utf8")) as { input: string }[]).map(({ input }) => input);
      });
      expect(inputs.length).toBe(522);
      for (const input of inputs) {
        expect(
          fieldListWords(readFieldList(splitWords(input)))
            .slice(1, -1)
            .join(" "),
        ).toBe(input);
      }
    },
  );
});

describe("what is refused", () => {
  test.each([
    [
      "FIELD SPIN 0 SU4 4",
      'at word 4: found "SU4", expected FIELD, or the end of the list [lagrangian/unreadable-words]',
    ],
    ["FIELD SPIN", 'at word 3: found "the end", expected a digit [lagrangian/unreadable-words]'],
    ["", 'at word 1: found "the end", expected FIELD [lagrangian/unreadable-words]'],
    ["FIELD SPIN 0 HEL 1 / 2", 'a scalar has no helicity at word 3: found "HEL 1/2"'],
    ["FIELD SPIN 1 / 2", 'a spinor needs its helicity at word 3: found "no HEL", expected HEL - 1 / 2 or HEL 1 / 2'],
    ["FIELD SPIN 1 / 2 HEL 1", 'a spinor has helicity -1/2 or 1/2 at word 3: found "HEL 1"'],
    ["FIELD SPIN 3 / 2 HEL 1 / 2", 'matter has spin 0 or 1/2 at word 3: found "SPIN 3/2"'],
    ["FIELD SPIN 0 U1 1 / 0", "exact/denominator-zero"],
    ["FIELD SPIN 0 SU3 1 5", "exact/ambiguous-irrep"],
    ["FIELD SPIN 0 SU3 DYN 1", "exact/wrong-dynkin-labels"],
    ["FIELD SPIN 0 SU3 4", "exact/unknown-irrep"],
  ])("%s", (text, message) => {
    expect(() => readFieldList(splitWords(text))).toThrow(message);
  });

  test("a Lagrangian whose term has no contractions", () => {
    expect(() => readLagrangian(splitWords("[SOS] + FIELD SPIN 0 ID0 [EOS]"))).toThrow(
      'at word 7: found "[EOS]", expected FIELD, DERIVATIVE, FS or CONTRACTIONS [lagrangian/unreadable-words]',
    );
  });
});

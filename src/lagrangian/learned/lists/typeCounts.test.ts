/** Types of field lists against all 522 lists of the oracle, and by hand. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../../run/index.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { createTypeCounter } from "./typeCounts.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";

interface OracleList {
  readonly input: string;
  readonly terms: readonly (readonly [Readonly<Record<string, number>>, number, number])[];
}

const counter = createTypeCounter();

/** Letter 2k is `fk`, letter 2k + 1 is `fk+`. */
function oracleTypes({ terms }: OracleList): string[] {
  return terms.map(([powers, , count]) => {
    const letters = Object.entries(powers).flatMap(([name, power]) => {
      const [, field, plus] = /^f(\d+)(\+?)$/.exec(name)!;
      return Array.from({ length: power }, () => 2 * Number(field) + (plus === "+" ? 1 : 0));
    });
    return `${letters.sort((a, b) => a - b).join(" ")}: ${count}`;
  });
}

describe("types of a field list", () => {
  test("a doublet scalar and a lepton-like pair: mass, quartic, Yukawa and its conjugate", () => {
    const words = "FIELD SPIN 1 / 2 SU2 2 U1 - 1 HEL - 1 / 2 FIELD SPIN 1 / 2 U1 2 HEL - 1 / 2 FIELD SPIN 0 SU2 2 U1 1";
    const fields = readFieldList(splitWords(words));
    expect(counter.types(fields)).toEqual([
      { letters: [4, 5], count: 1 },
      { letters: [0, 2, 5], count: 1 },
      { letters: [1, 3, 4], count: 1 },
      { letters: [4, 4, 5, 5], count: 1 },
    ]);
  });

  test("phi^3 of one colour triplet vanishes, of three distinct ones it does not", () => {
    const triplet = "FIELD SPIN 0 SU3 3";
    const letters = (text: string) =>
      counter.types(readFieldList(splitWords(text))).map((type) => type.letters.join(""));
    expect(letters(triplet)).not.toContain("000");
    expect(letters(`${triplet} ${triplet} ${triplet}`)).toContain("024");
  });

  test("charges that are exact in no double", () => {
    const fine = readFieldList(splitWords("FIELD SPIN 0 U1 1 / 9007199254740993 FIELD SPIN 0 U1 1"));
    expect(() => counter.types(fine)).toThrow('found "9007199254740993"');
  });

  const oracles = ["random_fieldlists_oracle.json", "random_fieldlists_oracle_ext.json"];
  test.skipIf(findData("lagrangian") === undefined).each(oracles)(
    "%s: every type and number (needs shared data)",
    (name) => {
      const lists = JSON.parse(readFileSync(findData(`lagrangian/${name}`)!, "utf8")) as OracleList[];
      for (const list of lists) {
        const found = counter.types(readFieldList(splitWords(list.input)));
        const texts = found.map(({ letters, count }) => `${letters.join(" ")}: ${count}`);
        expect(texts.sort(), list.input).toEqual(oracleTypes(list).sort());
      }
    },
  );
});

test("canonical order does not depend on the order of writing", () => {
  const words = "FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU3 3 HEL 1 / 2 FIELD SPIN 1 / 2 SU3 3 HEL - 1 / 2";
  const { fields, order } = inCanonicalOrder(readFieldList(splitWords(words)));
  expect(order).toEqual([2, 1, 0]);
  expect(inCanonicalOrder(fields.toReversed()).fields).toEqual(fields);
});

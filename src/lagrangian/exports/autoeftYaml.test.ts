/** Operator files of AutoEFT's kind: counts and vectors that AutoEFT printed, and the same span after reading. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { readAutoeft, sameSpan, writeAutoeft } from "./autoeftYaml.ts";

const library = createStructureLibrary(8);
const sm = builtinTheory("sm");

function written(theory: Theory, type: string) {
  const letters = lettersOf(theory);
  const operators = operatorBasis(letters, parseTypeName(type, letters), library);
  const context = { theory, letters, generations: 3 };
  return { operators, context, text: writeAutoeft(operators, context) };
}

test("Q Q Q L: the file", () => {
  expect(written(sm, "Q^3 L").text).toBe(
    [
      "type:",
      "- {Q: 3, L: 1}",
      "- complex",
      "generations: {Q: 3, L: 3}",
      "n_terms: 3",
      "n_operators: 57",
      "invariants:",
      "  Lorentz:",
      "    O(Lorentz,1): eps(1_1,3_1)*eps(2_1,4_1)",
      "    O(Lorentz,2): eps(1_1,2_1)*eps(3_1,4_1)",
      "  SU3:",
      "    O(SU3,1): eps(1_1,2_1,3_1)",
      "  SU2:",
      "    O(SU2,1): eps(1_1,3_1)*eps(2_1,4_1)",
      "    O(SU2,2): eps(1_1,2_1)*eps(3_1,4_1)",
      "permutation_symmetries:",
      "- vector: Lorentz * SU3 * SU2",
      "- symmetry: {Q: [3], L: [1]}",
      "  n_terms: 1",
      "  n_operators: 30",
      "  matrix:",
      "  - [2, -1, -1, 2]",
      "- symmetry: {Q: [2,1], L: [1]}",
      "  n_terms: 1",
      "  n_operators: 24",
      "  matrix:",
      "  - [2, -1, -1, -1]",
      "- symmetry: {Q: [1,1,1], L: [1]}",
      "  n_terms: 1",
      "  n_operators: 3",
      "  matrix:",
      "  - [0, 1, -1, 0]",
      "",
    ].join("\n"),
  );
});

test("a delta with an antitriplet is an epsilon with its two antisymmetric indices", () => {
  expect(written(sm, "Q uc H").text).toContain("O(SU3,1): eps(1_1,2_1,2_2)");
});

describe("the same span after reading", () => {
  test("all types of the Standard Model at dimension 5 and 6", () => {
    const letters = lettersOf(sm);
    const types = [5, 6].flatMap((dimension) => neutralTypes(sm, { dimension }));
    for (const type of types) {
      const { operators, context, text } = operators3(typeName(type, letters));
      if (operators.length === 0) continue;
      const read = readAutoeft(text);
      expect(sameSpan(read, operators, context), text).toBe(true);
      expect(read.terms).toBe(operators.length);
    }
    function operators3(name: string) {
      const own = operatorBasis(letters, parseTypeName(name, letters), library);
      const context = { theory: sm, letters, generations: 3 };
      return { operators: own, context, text: own.length === 0 ? "" : writeAutoeft(own, context) };
    }
  });

  test.each([
    ["MW", "O^2 O+^2"],
    ["phi8", "O^4"],
    ["Sx", "Phi6^2 Phi6+^2"],
    ["S1", "S1^2 S1+^2"],
  ])("%s: %s", (name, type) => {
    const { operators, context, text } = written(builtinTheory(name), type);
    expect(operators.length).toBeGreaterThan(0);
    expect(sameSpan(readAutoeft(text), operators, context)).toBe(true);
  });

  test("another basis of the same space is accepted, a wrong one is not", () => {
    const { operators, context, text } = written(sm, "Q^3 L");
    const swapped = text.replace("[2, -1, -1, 2]", "[1, 1, 0, -1]");
    expect(sameSpan(readAutoeft(swapped), operators, context)).toBe(false);
    const { operators: four, context: own, text: higgs } = written(sm, "H^2 H+^2 D^2");
    const rows = readAutoeft(higgs).rows;
    const sum = rows[0].map((entry, k) => entry + rows[1][k]);
    const mixed = higgs.replace(`[${rows[0].join(", ")}]`, `[${sum.join(", ")}]`);
    expect(sameSpan(readAutoeft(mixed), four, own)).toBe(true);
  });
});

const reference = findData("lagrangian/autoeft_reference.json");

test.skipIf(reference === undefined)("the numbers that AutoEFT printed (needs shared data)", () => {
  interface Reference {
    readonly types: readonly {
      readonly type: Readonly<Record<string, number>>;
      readonly n_terms: number;
      readonly n_operators: number;
      readonly invariants: Readonly<Record<string, number>>;
    }[];
  }
  const { types } = JSON.parse(readFileSync(reference!, "utf8")) as Reference;
  const names: Readonly<Record<string, string>> = { GL: "G", dC: "dc" };
  for (const row of types) {
    const text = Object.entries(row.type).map(([name, power]) => `${names[name] ?? name}^${power}`);
    const read = readAutoeft(written(sm, text.join(" ")).text);
    expect([read.terms, read.operators], text.join(" ")).toEqual([row.n_terms, row.n_operators]);
    const counts = {
      Lorentz: read.lorentz.length,
      SU3: read.gauge.get("SU3")!.length,
      SU2: read.gauge.get("SU2")!.length,
    };
    expect(counts, text.join(" ")).toEqual(row.invariants);
  }
});

test("a line that is not understood is an error with its number", () => {
  expect(() => readAutoeft("type:\n- {H: 2}\nwhat: is this\n")).toThrow(
    /line 3.*what: is this.*autoeft-not-understood/,
  );
});

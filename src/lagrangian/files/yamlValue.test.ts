/** YAML against the JSON that says the same, and what is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readYaml } from "./yamlValue.ts";

const read = (text: string) => readYaml(text, "t.yml");

test("mappings and lists by indentation, and in brackets over several lines", () => {
  const text = `
--- 
name: a theory  # comment
groups:
- {name: SU3, type: SU, N: 3}
- {name: Y, type: U1,
   gauged: false}
fields:
  - name: H
    irreps: {SU2: 2}
    charges:
      Y: 1/2
  -
    name: "S1"   # "quoted"
    real: true
terms:
  QuarticTerms:
    l: (Hbar[i] H[i])**2
    'k: 2': Eps[i,j] H[i] K[j]
empty:
nothing: ~
list: [1, [2.5, -3], 'it''s', "a # b", 3bar, yes]
`;
  expect(read(text.replace("--- ", "---"))).toEqual({
    name: "a theory",
    groups: [
      { name: "SU3", type: "SU", N: 3 },
      { name: "Y", type: "U1", gauged: false },
    ],
    fields: [
      { name: "H", irreps: { SU2: 2 }, charges: { Y: "1/2" } },
      { name: "S1", real: true },
    ],
    terms: { QuarticTerms: { l: "(Hbar[i] H[i])**2", "k: 2": "Eps[i,j] H[i] K[j]" } },
    empty: null,
    nothing: null,
    list: [1, [2.5, -3], "it's", "a # b", "3bar", "yes"],
  });
});

test("every JSON text is YAML of the same meaning", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const plain = JSON.parse(
        JSON.stringify(value, (_, own: unknown) => (typeof own === "number" ? Math.trunc(own % 1000) : own)),
      );
      expect(read(JSON.stringify(plain, undefined, 2))).toEqual(plain);
      expect(read(JSON.stringify(plain))).toEqual(plain);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  ["a: 1\na: 2", 't.yml:2: found "a: 2", expected each key once in a block'],
  ["a: &x 1", "no anchors, aliases, tags or block texts"],
  ["a: |\n  text", "no anchors, aliases, tags or block texts"],
  ["a: {b: 1", "a comma or }"],
  ["a: [1, 2] 3", "nothing behind a value"],
  ["a: 1\n  b: 2", "as far to the right"],
  ["a:\n  b: 1\n c: 2", "as far to the right"],
  ["a: 1\nb", "a line KEY: VALUE"],
  ['a: "\\q"', "a text in double quotes as JSON writes it"],
])("%j is refused with its line", (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow("[lagrangian/unknown-construct]");
});

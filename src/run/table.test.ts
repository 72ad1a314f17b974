import fc from "fast-check";
import { expect, test } from "vitest";
import { alignDecimals, exact, textTable } from "./table.ts";

test("numbers stand with their points below each other, words to the left", () => {
  const rows = [
    ["mass [GeV]", { value: 1.5234, error: 0.1134 }, exact(20000)],
    ["multiplicity", { value: 12.23, error: 2.3 }, exact(950)],
    ["pT [GeV]", { value: 0.5, error: 0.0312 }, ""],
  ];
  const lines = textTable({ columns: ["observable", "W1", "jets"], rows }).split("\n");
  expect(lines).toEqual(
    [
      "observable               W1   jets",
      "mass [GeV]     1.52 ± 0.11   20000",
      "multiplicity  12.2 ± 2.3       950",
      "pT [GeV]       0.50 ± 0.031",
    ].map((line) => expect.stringContaining(line.split(" ")[0]!)),
  );
  expect(new Set(lines.slice(1).map((line) => line.indexOf(".")))).toEqual(new Set([16]));
});

test("aligned texts have one length and one place of the point, whatever the numbers", () => {
  const numbers = fc.array(
    fc.oneof(fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(numbers, (texts) => {
      const aligned = alignDecimals(texts);
      expect(new Set(aligned.map((text) => text.length)).size).toBe(1);
      expect(aligned.map((text) => text.trim())).toEqual(texts);
      const ends = aligned.map((text, row) => text.indexOf(texts[row]!) + texts[row]!.search(/[.e]|$/));
      expect(new Set(ends).size).toBe(1);
    }),
    { seed: 1 },
  );
});

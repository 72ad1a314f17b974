import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { readDocument, readList, readMapping } from "./flowBlocks.ts";

const TEXT = `# YAML 1.1
---
Name: Model # a comment
Groups: {U1Y: U1, SU2L: SU2}

Potential:
{
    Yukawas: { # couplings
        Yu : Qbar[i,a] Htilde[i] uR[a],
        YN : {nuR chi nuR, symmetric},
    },
    Latex: { g : g', x : \\tilde{g}, y : 'a, b', }
}
`;

test("keys, values and their lines; commas and braces inside brackets do not split", () => {
  const entries = readDocument("m", TEXT);
  expect(entries.map(({ key, line }) => [key, line])).toEqual([
    ["Name", 3],
    ["Groups", 4],
    ["Potential", 6],
  ]);
  expect(entries[0].value).toEqual({ file: "m", text: "Model", line: 3 });
  const [yukawas, latex] = readMapping(entries[2].value);
  expect(readMapping(yukawas.value)).toEqual([
    { key: "Yu", line: 9, value: { file: "m", text: "Qbar[i,a] Htilde[i] uR[a]", line: 9 } },
    { key: "YN", line: 10, value: { file: "m", text: "{nuR chi nuR, symmetric}", line: 10 } },
  ]);
  expect(readList(readMapping(yukawas.value)[1].value).map(({ text }) => text)).toEqual(["nuR chi nuR", "symmetric"]);
  expect(readMapping(latex.value).map(({ value }) => value.text)).toEqual(["g'", "\\tilde{g}", "'a, b'"]);
});

const failure = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "no error";
};

test("what is not understood is refused with file, line and text", () => {
  expect(failure(() => readDocument("m", "Name: x\n  - a\n"))).toBe(
    'a model file has something that is not understood at m:2: found "- a", expected KEY : VALUE at the start of a line, ' +
      "or a block in { } [lagrangian/unknown-construct]",
  );
  expect(failure(() => readDocument("m", "A: {b : c[1}\n"))).toBe(
    'a model file has something that is not understood at m:1: found "{b : c[1}", expected a closing } ' +
      "[lagrangian/unknown-construct]",
  );
  expect(failure(() => readMapping({ file: "m", text: "{a : 1,\n b}", line: 7 }))).toBe(
    'a model file has something that is not understood at m:8: found "b", expected an entry KEY : VALUE ' +
      "[lagrangian/unknown-construct]",
  );
  expect(failure(() => readMapping({ file: "m", text: "plain", line: 2 }))).toBe(
    'a model file has something that is not understood at m:2: found "plain", expected a block in { } or [ ] ' +
      "[lagrangian/unknown-construct]",
  );
  expect(failure(() => readMapping({ file: "m", text: "{a : 1,\n a : 2}", line: 7 }))).toBe(
    'a name is given twice in one block at m:8: found "a", expected each name once; it stands in line 7 already ' +
      "[lagrangian/duplicate-key]",
  );
});

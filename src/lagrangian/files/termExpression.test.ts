import { expect, test } from "vitest";
import { formatExpression, parseExpression } from "./termExpression.ts";

const parse = (text: string) => parseExpression({ file: "m", text, line: 3 });
const again = (text: string) => formatExpression(parse(text));

test("a space multiplies as * does; powers, fractions and roots", () => {
  expect(parse("Eps[i,j] Hbar[j]")).toEqual(parse("Eps[i,j]*Hbar[j]"));
  expect(parse("TrChi**2")).toEqual(parse("TrChi^2"));
  expect(again("1/2(Phi1bar[i] Phi1[i])")).toBe("1/2 * Phi1bar[i] * Phi1[i]");
  expect(again("-Hbar[i] H[i]")).toBe("(-1) * Hbar[i] * H[i]");
  expect(again("(Hbar[i] H[i])**2")).toBe("(Hbar[i] * H[i])**2");
  expect(again("sqrt(2) * t[a,i,j] chi[a]")).toBe("sqrt(2) * t[a,i,j] * chi[a]");
  expect(again("A - 0.5 B + I C/sqrt(2)")).toBe("A + (-1/2) * B + I * C * 1/2 * sqrt(2)");
});

test("text that is written is read back to the same text", () => {
  for (const text of ["a[i] * b[i]", "(a + b) * c", "((a - b/3))**3", "(2/3) * sqrt(1/2) * I", "A - B"]) {
    expect(again(again(text))).toBe(again(text));
  }
});

test.each([
  ["H[1] Hbar[1]", 'an index named by letters at "1"'],
  ["H[i Hbar[i]", 'a comma or ] after an index at "Hbar"'],
  ["f(x)", 'sqrt as the only function, or a "*" between f and the bracket'],
  ["H @ H", 'a term of fields, tensors and numbers; "@" is none'],
  ["(H", 'a closing ) at "the end"'],
  ["H / Hbar", 'a division by a number other than 0 at "Hbar"'],
  ["H**x", 'a power from 1 to 8 at "x"'],
  ["H )", 'the end of the term at ")"'],
  ["2 *", 'more at "the end"'],
])("%s is refused", (text, expected) => {
  expect(() => parse(text)).toThrow(
    `a model file has something that is not understood at m:3: found ${JSON.stringify(text)}, expected ${expected} ` +
      "[lagrangian/unknown-construct]",
  );
});

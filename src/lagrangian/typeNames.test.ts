import { expect, test } from "vitest";
import { builtinTheory } from "./builtin/theories.ts";
import { lettersOf } from "./theory.ts";
import { parseTypeName, typeName } from "./typeNames.ts";

const letters = lettersOf(builtinTheory("sm"));

test.each([
  ["H H+ H H+", "H^2 H+^2"],
  ["D^2 H+  H", "H H+ D^2"],
  ["Q Q Q L", "Q^3 L"],
])("letters in any order: %s", (text, name) => {
  expect(typeName(parseTypeName(text, letters), letters)).toBe(name);
});

test.each(["H† H", "(H+ H)^2", "Qbar uc", "H^dagger H", "conj[H] H", "H^+ H", "H* H"])(
  "%s is refused with the spelling that is read",
  (text) => {
    expect(() => parseTypeName(text, letters)).toThrow(
      "[lagrangian/unknown-letter]. Write X+ for the conjugate of X, and powers at letters, without brackets: H^2 H+^2",
    );
  },
);

test("another name that is unknown is answered with the nearest ones", () => {
  expect(() => parseTypeName("Q ud H", letters)).toThrow(/found "ud".*Did you mean uc/);
});

import { expect, test } from "vitest";
import { fieldIndices, isOther } from "./fieldIndices.ts";

const text = (irreps: number[][], convention: "pyrate" | "tensor") =>
  fieldIndices({ irreps }, convention).map(({ factor, kind, size }) => `${factor} ${kind} ${size}`);

test("one index each for fundamentals and adjoints, in the order of the factors", () => {
  expect(text([[0], [1, 0], [0, 1]], "pyrate")).toEqual(["1 upper 3", "2 lower 3"]);
  expect(text([[2], [1, 1], [1, 0, 1]], "tensor")).toEqual(["0 adjoint 3", "1 adjoint 8", "2 adjoint 15"]);
  expect(text([[1]], "tensor")).toEqual(["0 upper 2"]);
});

test("other irreps are tensors, or one index that PyR@TE alone knows", () => {
  expect(text([[3], [2, 0]], "pyrate")).toEqual(["0 unknown 4", "1 unknown 6"]);
  expect(text([[3], [2, 0]], "tensor")).toEqual(["0 upper 2", "0 upper 2", "0 upper 2", "1 upper 3", "1 upper 3"]);
  expect(
    text(
      [
        [0, 0, 0, 1],
        [0, 1, 0, 1],
      ],
      "tensor",
    ),
  ).toEqual(["0 lower 5", "1 upper 5", "1 upper 5", "1 lower 5"]);
  expect(
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 0],
      [0, 1, 0],
    ].map(isOther),
  ).toEqual([false, false, false, true, true]);
});

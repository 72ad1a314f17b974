import { expect, test } from "vitest";
import { constituentsOf } from "./constituents.ts";

test("columns of different lengths are named, and not taken for momenta that are no numbers", () => {
  const column = Float64Array.of(1, 2);
  const particles = { px: column, py: column, pz: column, energy: Float64Array.of(4, 5) };
  expect(constituentsOf(particles).count).toBe(2);
  expect(() => constituentsOf({ ...particles, pz: Float64Array.of(1) })).toThrow(
    "pz do not belong to these constituents: found 1, expected 2, one for each constituent [jets/columns-differ-in-length]",
  );
  expect(() => constituentsOf({ ...particles, energy: Float64Array.of(4, 5, 6) })).toThrow("energy do not belong");
  expect(() => constituentsOf({ ...particles, py: Float64Array.of(1, NaN) })).toThrow(
    "a momentum is not a number at constituent 1: found [2, NaN, 2, 5]",
  );
});

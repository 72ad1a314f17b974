import { expect, test } from "vitest";
import { formatMeasured, formatNumber, measured } from "./numbers.ts";

// The examples of the Review of Particle Physics (Introduction, 5.3): 0.827 +- 0.119 is printed 0.83 +- 0.12, and
// 0.827 +- 0.367 is printed 0.8 +- 0.4; the other lines are the edges of the rule.
test.each([
  [0.827, 0.119, "0.83 ± 0.12"],
  [0.827, 0.367, "0.8 ± 0.4"],
  [1.2345, 0.0354, "1.234 ± 0.035"],
  [1.2345, 0.0356, "1.23 ± 0.04"],
  [1.2345, 0.0951, "1.23 ± 0.10"],
  [10, 0.95, "10.0 ± 1.0"],
  [91.1876, 0.0021, "91.1876 ± 0.0021"],
  [123.4, 45.6, "123 ± 46"],
  [-0.5, 0.25, "-0.50 ± 0.25"],
  [2.5e9, 1.2e7, "(2.500 ± 0.012)e+9"],
  [3e-7, 1e-8, "(3.00 ± 0.10)e-7"],
  [4, 0, "4 ± 0"],
  [NaN, 1, "NaN ± 1"],
  [12.789227276708104, Infinity, "12.79 ± Infinity"],
])("%d +- %d is printed as %s", (value, error, text) => {
  expect(formatMeasured({ value, error })).toBe(text);
});

test.each([NaN, -1])("a measured value with error %d is refused", (error) => {
  expect(() => measured(2, error)).toThrow("[run/value-without-error]");
});

test.each([
  [0, "0"],
  [20000, "20000"],
  [0.012345, "0.01235"],
  [1234567.8, "1.235e+6"],
  [0.00001, "1e-5"],
  [-3.5, "-3.5"],
  [Infinity, "Infinity"],
])("%d is printed as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

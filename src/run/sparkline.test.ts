import { expect, test } from "vitest";
import { sparkline } from "./sparkline.ts";

test("eight values in equal steps take the eight heights", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([-70, -60, -50, -40, -30, -20, -10, 0].toReversed())).toBe("█▇▆▅▄▃▂▁");
});

test("more values than columns: each block is the mean of its share", () => {
  expect(sparkline([0, 2, 7, 9, 1, 1], 3)).toBe("▁█▁"); // means 1, 8, 1
  expect(sparkline(Array.from({ length: 1000 }, (_, step) => step))).toHaveLength(40);
});

test("what is not finite leaves a gap; a constant is drawn; nothing is nothing", () => {
  expect(sparkline([0, NaN, 7, Infinity])).toBe("▁ █ ");
  expect(sparkline([3, 3])).toBe("▅▅");
  expect(sparkline([NaN])).toBe(" ");
  expect(sparkline([])).toBe("");
});

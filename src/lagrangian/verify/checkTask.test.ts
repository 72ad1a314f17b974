import { expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { checkTask } from "./checkTask.ts";

const context = createContext({ seed: 1, threads: 1, device: "cpu" });
const run = async (terms: string, allowIncomplete: boolean, dimension?: number) =>
  await checkTask.run(context, { model: "builtin:sm", terms, generations: 3, allowIncomplete, dimension });

test("one valid term of many: a negative verdict unless incomplete sets are allowed", async () => {
  const mass = "H H+ | SU2 eps(1 2)";
  const strict = await run(mass, false);
  expect(strict.verdict).toEqual({
    passed: false,
    text: "1 of 1 terms are valid; 28 operators of 4 types are missing",
  });
  expect(strict.terms).toMatchObject([{ term: mass, valid: true, reasons: [] }]);
  expect(strict.summary).toContain(
    "Q uc H: 0 of 9 operators; missing\n  Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)",
  );
  expect((await run(mass, true)).verdict.passed).toBe(true);
});

test("a term that is not invariant is wrong even where incomplete sets are allowed", async () => {
  const result = await run("Q dc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)", true);
  expect(result.verdict.passed).toBe(false);
  expect(result.terms).toMatchObject([{ valid: false, reasons: ["charge Y sums to 1"] }]);
  expect(result.certificate.passed).toBe(false);
  expect(result.summary).toContain("<- charge Y sums to 1");
});

test("the Weinberg operator is all of d = 5", async () => {
  const result = await run("L L H H | Lorentz <1 2> | SU2 eps(1 3) eps(2 4)", false, 5);
  expect(result.verdict).toEqual({ passed: true, text: "1 of 1 terms are valid; the set is complete" });
  expect(result.certificate.types).toEqual([{ type: "L^2 H^2", expected: 6, rank: 6 }]);
});

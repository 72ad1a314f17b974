/** What `check --allow-incomplete` prints of a set that is not meant to be complete. */
import { expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { checkTask } from "./checkTask.ts";

test("types of the terms are completed, of other types a number is said", async () => {
  const context = createContext({ seed: 1, threads: 1, device: "cpu" });
  const asked = { model: "builtin:2hdm", generations: 1, allowIncomplete: true };
  const { summary, verdict, missing } = await checkTask.run(context, {
    ...asked,
    terms: "H H+ H2 H2+ | SU2 eps(1 2) eps(3 4)",
  });
  expect(verdict.passed).toBe(true);
  expect(summary).toContain("H H+ H2 H2+: 1 of 2 operators; missing\n  H H+ H2 H2+");
  expect(summary).not.toContain("uc");
  const [, operators, types] = /no term has (\d+) operators of (\d+) other types; --json lists them/.exec(summary)!;
  const others = missing.filter(({ type }) => type !== "H H+ H2 H2+");
  expect(Number(types)).toBe(others.length);
  expect(Number(operators)).toBe(others.reduce((sum, own) => sum + own.missing, 0));
});

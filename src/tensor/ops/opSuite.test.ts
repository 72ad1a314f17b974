/** The suite of the ops finds what it is there to find, and no op escapes it. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import type { Op } from "../graph.ts";
import { interpret } from "../interpret.ts";
import { apply, constant } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { exp } from "./elementwise.ts";
import { derivativeErrors, one, runtimeErrors } from "./opSuite.ts";

const WRONG: Readonly<Record<string, Partial<Op>>> = {
  gradient: { gradient: (_call, [g]) => [g!] },
  second: { gradient: ({ outputs: [y] }, [g]) => [g!.mul(y.stopGradient())] },
  forward: { gradient: ({ outputs: [y] }, [g]) => [g!.stopGradient().mul(y)] },
  lowering: { lower: (emit, inputs) => emit.node("Softplus", inputs) },
  shape: { shape: ([x]) => [{ shape: [...x.shape, 1], dtype: x.dtype }] },
};
const caseOf = (faces: Partial<Op>) => one("normal", (x: Tensor) => apply({ ...exp, ...faces }, [x])[0]);

test.each([
  // An op that is wrong in ... fails in ...
  ["gradient", ["first", "forward"]], // the second derivative is that of the wrong gradient
  ["second", ["second"]],
  ["forward", ["forward"]],
] as const)("a wrong %s is found", (face, failing) => {
  const errors = derivativeErrors(caseOf(WRONG[face]), createRng(1));
  const failed = Object.entries(errors).filter(([, { error }]) => !(error < 1e-2));
  expect(failed.map(([kind]) => kind)).toEqual(failing);
  const right = Object.values(derivativeErrors(caseOf({}), createRng(1)));
  expect(right.filter(({ error }) => !(error < 1e-6))).toEqual([]);
});

test("a wrong lowering is found, a wrong shape rule too", async () => {
  const largest = async (faces: Partial<Op>) => {
    const errors = await runtimeErrors({ exp: caseOf(faces) });
    return Math.max(...errors.map(({ error }) => error));
  };
  expect(await largest({})).toBeLessThan(1e-6);
  expect(await largest(WRONG.lowering)).toBeGreaterThan(0.1);
  const misshapen = apply({ ...exp, ...WRONG.shape }, [constant([1, 2], [2])]);
  expect(() => interpret(misshapen, {})).toThrow("exp: meaning gives float32[2], shape rule says float32[2, 1]");
});

test("a gradient that is not a number fails, wherever it stands", () => {
  const values = Float64Array.of(1, 2, 3);
  for (const bad of [0, 1, 2]) {
    const at = values.with(bad, 0);
    // The square root of 0 x is constant; its gradient is 0 times infinity where x is 0.
    const check = gradcheck(({ x }) => x.add(x.mul(x.mul(0)).sqrt().mul(0)), { x: { shape: [3], values: at } });
    expect(check).toEqual({ error: Infinity, worst: expect.stringContaining("gradient NaN"), compared: 3 });
  }
});

test("every file of ops is in the suite of a family", () => {
  const read = (pattern: string) => globSync(pattern, { cwd: import.meta.dirname });
  const families = read("*.test.ts").map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));
  const tested = new Set(
    families.flatMap((text) => {
      const modules = /modules: \[(.*)\]/.exec(text)?.[1].split(", ") ?? [];
      return modules.map((name) => new RegExp(`import \\* as ${name} from "./(.*)"`).exec(text)?.[1]);
    }),
  );
  const files = read("*.ts").filter((file) => !file.endsWith(".test.ts"));
  expect(files.filter((file) => !tested.has(file)).sort()).toEqual(["check.ts", "opSuite.ts"]);
});

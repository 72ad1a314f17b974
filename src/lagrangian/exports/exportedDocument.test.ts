/** An exported JSON document is a theory for `count`, terms for `check` and a model for `audit`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { auditTask } from "../audit/auditTask.ts";
import { countTask } from "../count/countTask.ts";
import { checkTask } from "../verify/checkTask.ts";
import { exportTask } from "./exportTask.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-"));
afterAll(() => rmSync(folder, { recursive: true }));
const context = createContext({ seed: 1 });

async function document(model: string, dimension: number): Promise<string> {
  const out = join(folder, `${model.replace("builtin:", "")}-${dimension}.json`);
  const { verdict } = await exportTask.run(createContext({ seed: 1, out }), {
    model,
    format: "json",
    dimension,
    phase: "unbroken",
    generations: 1,
  });
  expect(verdict.passed).toBe(true);
  return out;
}

interface Written {
  lagrangian: { fields: string[]; vector?: number[]; gauge?: Record<string, string[]> }[];
}

function changed(path: string, name: string, change: (document: Written) => void): string {
  const content = JSON.parse(readFileSync(path, "utf8")) as Written;
  change(content);
  const other = join(folder, `${name}.json`);
  writeFileSync(other, JSON.stringify(content, undefined, 1));
  return other;
}

test("count, check and audit of a document", async () => {
  const path = await document("builtin:s1", 4);
  const count = await countTask.run(context, { model: path, dimension: 4, generations: 3, terms: false });
  expect(count).toMatchObject({ model: "S1", operators: 129 });
  const check = await checkTask.run(context, { model: path, terms: path, generations: 1, allowIncomplete: false });
  expect(check.verdict.passed).toBe(true);
  const audit = await auditTask.run(context, { file: path });
  expect(audit).toMatchObject({ complete: true, generations: 1, verdict: { passed: true } });
});

test("a term taken away is missing, one of wrong charge forbidden, one twice a duplicate; each with its line", async () => {
  const path = await document("builtin:s1", 4);
  const damaged = changed(path, "damaged", ({ lagrangian }) => {
    const mass = lagrangian.findIndex(({ fields }) => fields.join(" ") === "H H+");
    lagrangian.push(lagrangian[mass], { fields: ["H", "H"], gauge: { SU2: ["eps(1 2)"] } });
    const quartic = lagrangian.findIndex(({ fields }) => fields.join(" ") === "H H H+ H+");
    lagrangian.splice(quartic, 1);
  });
  const { verdict, terms, summary } = await auditTask.run(context, { file: damaged });
  const text = `missing: H^2 H+^2; forbidden: term ${terms.length}; redundant: term ${terms.length - 1}`;
  expect(verdict).toEqual({ passed: false, text });
  const [twin, wrong] = terms.slice(-2);
  expect([twin.verdict, wrong.verdict]).toEqual(["duplicate", "forbidden"]);
  expect(wrong.reasons).toContain("charge Y sums to 1");
  const lines = readFileSync(damaged, "utf8").split("\n");
  expect(lines[wrong.line - 1]).toContain('"fields"');
  expect(lines[wrong.line]).toContain('"H"');
  expect(summary).toContain("H H H+ H+ | SU2 eps");
});

test("operators of dimension 5 are audited as such", async () => {
  const path = await document("builtin:sm", 5);
  expect((await auditTask.run(context, { file: path })).verdict?.passed).toBe(true);
  const both = changed(path, "both", (content) => Object.assign(content, { terms: {} }));
  await expect(async () => auditTask.run(context, { file: both })).rejects.toThrow(
    "an exported document has its terms under lagrangian alone",
  );
});

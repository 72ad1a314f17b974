/** The export task: every format writes, reads back and passes; what a format cannot hold is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { exportTask } from "./exportTask.ts";
import { FORMATS } from "./exportFormats.ts";
import type { FormatName } from "./exportFormats.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function exported(
  format: FormatName,
  options: {
    model?: string;
    dimension?: number;
    phase?: "unbroken" | "broken";
    vacuum?: string;
    numbers?: string;
    out?: string;
  },
) {
  const context = createContext({ seed: 1, ...(options.out === undefined ? {} : { out: join(folder, options.out) }) });
  const { model = "builtin:s1", dimension = 4, phase = "unbroken", vacuum, numbers } = options;
  return exportTask.run(context, { model, format, dimension, phase, vacuum, numbers, generations: 1 });
}

describe("every format of the Standard Model with S1 passes", () => {
  test.each(Object.keys(FORMATS) as FormatName[])("%s", async (format) => {
    const result = await exported(format, { out: `s1-${format}` });
    expect(result.faults).toEqual([]);
    expect(result.verdict.passed).toBe(true);
    expect(result.certificate.passed).toBe(true);
    expect(result.files.length).toBeGreaterThan(0);
    expect(result.files.every((path) => existsSync(path))).toBe(true);
    const texts = result.files.map((path) => readFileSync(path, "utf8")).join("\n");
    // The certificate is in what was written; in JSON as a record.
    expect(texts).toMatch(format === "json" ? /"theoryHash"/ : /certificate: passed/);
  });
});

test("operators of dimension 5 in LaTeX, AutoEFT's form and JSON", async () => {
  for (const format of ["latex", "autoeft", "json"] as const) {
    const result = await exported(format, { model: "builtin:sm", dimension: 5, out: `d5-${format}` });
    expect(result.verdict.passed).toBe(true);
  }
  expect(readFileSync(join(folder, "d5-autoeft", "L2_H2.yml"), "utf8")).toContain("n_terms: 1");
});

test.each(["ufo", "fr", "pyrate", "sarah"] as const)("%s holds no operators of dimension 5", async (format) => {
  await expect(exported(format, { model: "builtin:sm", dimension: 5, out: "none" })).rejects.toThrow(
    `this format holds a renormalisable Lagrangian only at --format ${format}: found "--dimension 5"`,
  );
});

test("a Yukawa term that is antisymmetric in generations is left out for one", async () => {
  const { verdict, terms } = await exported("json", { model: "builtin:s3", out: "s3" });
  expect(verdict.passed).toBe(true);
  const written = readFileSync(join(folder, "s3"), "utf8");
  expect(written).not.toMatch(/"Q",\s*"Q",\s*"S3\+"/);
  expect(terms).toBeGreaterThan(10);
});

describe("the broken phase", () => {
  test("mass eigenstates in a UFO folder, at numbers of a file", async () => {
    const numbers = join(folder, "numbers.json");
    writeFileSync(numbers, '{ "MS1": 1500, "y_Q_L_S1": [0.3, 0.4] }');
    const { verdict, check } = await exported("ufo", { phase: "broken", numbers, out: "broken" });
    expect(verdict.passed).toBe(true);
    expect(check).toMatch(
      /^10 particles, \d+ vertices, .* and other numbers of the card masses and vertices are the unbroken/,
    );
    expect(readFileSync(join(folder, "broken", "parameters.py"), "utf8")).toMatch(/name = 'MS1',[^]*?value = 1500,/);
    writeFileSync(numbers, '{ "MS1": "heavy" }');
    await expect(exported("ufo", { phase: "broken", numbers, out: "none" })).rejects.toThrow(
      /these are no numbers of parameters at .*numbers.json: found "MS1".*lagrangian\/numbers-unreadable/,
    );
  });

  test("the same as a FeynRules model; a symmetry that it cannot hold is told", async () => {
    const { verdict, check } = await exported("fr", { phase: "broken", model: "builtin:idm", out: "idm.fr" });
    expect(verdict.passed).toBe(true);
    expect(check).toMatch(/^12 particles, 21 classes, 10 terms, .* the file cannot hold the discrete symmetry Z2$/);
    expect(readFileSync(join(folder, "idm.fr"), "utf8")).toContain(
      "(* The symmetry Z2 (Z_2; odd: H2) is not in this file",
    );
  });

  test.each([
    ["latex", { phase: "broken" }, "lagrangian/format-without-phase"],
    ["ufo", { numbers: "none.json" }, "lagrangian/numbers-without-use"],
    ["ufo", { phase: "broken", numbers: "none.json" }, "lagrangian/numbers-not-found"],
    ["ufo", { vacuum: "H" }, "lagrangian/vacuum-without-use"],
    ["ufo", { phase: "broken", model: "builtin:type2", vacuum: "H" }, "lagrangian/induced-vacuum"],
    ["ufo", { phase: "broken", model: "builtin:sm", vacuum: "H, H2" }, "lagrangian/unknown-field"],
    ["ufo", { phase: "broken", dimension: 6 }, "lagrangian/format-without-operators"],
  ] as const)("%s, %j: %s", async (format, options, code) => {
    await expect(exported(format, { ...options, out: "none" })).rejects.toThrow(code);
  });
});

test("a folder needs a name", async () => {
  await expect(exported("ufo", {})).rejects.toThrow(/expected --out FOLDER.*lagrangian\/out-missing/);
});

test("a one-file format without --out is printed", async () => {
  const { summary, files } = await exported("latex", {});
  expect(files).toEqual([]);
  expect(summary).toContain("\\begin{document}");
});

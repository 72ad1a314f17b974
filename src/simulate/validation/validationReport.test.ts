/** From tables of observables to the report: one half of real events against the other, and samples made to fail. */
import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { findData, renderReport } from "../../run/index.ts";
import { LHCO_OBSERVABLES, lhcoObservables } from "./lhcoObservables.ts";
import { rowsOfClass, selectRows, type Observables, type ObservableTable } from "./observableTable.ts";
import type { Target } from "./reference.ts";
import { LHCO_LABELS, lhcoTarget } from "./targets/lhco.ts";
import { targetOfSample, validate, type Validation } from "./validate.ts";
import { validationReport, verdictLine } from "./validationReport.ts";
import { realLhcoEvents } from "./validationTrial.ts";

const DATA = findData("jets-lhco");
const withData = DATA === undefined ? describe.skip : describe;
/** Milliseconds that the hook may take where other work keeps the processors; alone it takes three seconds. */
const BUSY_MACHINE = 60_000;
const LABELS = { ours: "one half", reference: "other half" };

const TOY: Observables = {
  mass: { label: "mass", unit: "GeV", kind: "continuous" },
  number: { label: "number", kind: "count" },
  ratio: { label: "ratio", kind: "continuous" },
};

/** Masses about `mass`, numbers about 20; the ratio does not exist for every tenth row. */
function toyTable(seed: number, mass: number, rows = 400): ObservableTable {
  const rng = createRng(seed);
  const column = (draw: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => draw(row));
  return {
    rows,
    columns: new Map([
      ["mass", column(() => mass + 10 * rng.normal())],
      ["number", column(() => Math.round(20 + 4 * rng.normal()))],
      ["ratio", column((row) => (row % 10 === 0 ? NaN : rng.uniform()))],
    ]),
    labels: undefined,
    skipped: { "fewer than two jets": 3 },
  };
}

const TOY_TARGET: Target = {
  name: "toy",
  origin: "a table in this test",
  references: {
    mass: { kind: "quantiles", count: 400, levels: [0.16, 0.5, 0.84], quantiles: [90, 100, 110] },
    number: { kind: "mean", mean: 20, error: 0.2 },
    ratio: { kind: "samples", values: toyTable(9, 0).columns.get("ratio")! },
  },
  required: 3,
};

test("three kinds of references: figures, a table, the poor one with its line, and the JSON of the issue", () => {
  const validation = validate(toyTable(1, 120), TOY_TARGET, TOY);
  expect(validation).toMatchObject({ agreeing: 2, required: 3, passed: false, rows: 400 });
  const report = validationReport([validation], { ours: "toys", reference: "target" });
  expect(report.verdict).toEqual({ passed: false, text: "toy: 2 of 3 observables agree (3 needed)" });
  const page = renderReport({ title: "Validation", verdict: report.verdict, sections: report.sections });
  const html = page.replaceAll("\u00a0", " "); // percent signs stay with their numbers
  expect(html.match(/<svg xmlns/g)).toHaveLength(3);
  expect(html).toContain("3 left out (fewer than two jets)");
  expect(html).toContain("It does not exist for 10 % of our rows and 10 % of the reference");
  const [mass] = validation.compared;
  const line = verdictLine(mass!);
  expect(line).toMatch(/^poor: median 1\d\d\.\d+ ± 0\.\d+ against 100\.0+ ± 0\.7\d* GeV, \+\d\d % ± 0\.\d+ %/);
  expect(line).toMatch(/\(5 % allowed\), no KS test without the reference's values$/);
  expect(html).toContain(`mass, ${line}.`);
  const { median, relativeDifference } = mass!.comparison;
  expect(report.observables["mass"]).toEqual({
    median,
    reference: 100,
    relativeDifference: relativeDifference.value,
    ksP: null,
  });
  expect(report.observables["ratio"]!.ksP).toBeGreaterThan(0.01);
  expect(Object.keys(report.observables)).toEqual(["mass", "number", "ratio"]);
});

test("several targets: names carry the target, and all must pass", () => {
  const good = validate(toyTable(2, 100), TOY_TARGET, TOY);
  const bad = validate(toyTable(3, 50), { ...TOY_TARGET, name: "other" }, TOY);
  const report = validationReport([good, bad], LABELS);
  expect(Object.keys(report.observables)).toEqual(
    ["toy", "other"].flatMap((target) => Object.keys(TOY).map((name) => `${target}/${name}`)),
  );
  expect(report.verdict.passed).toBe(false);
  expect(validationReport([good], LABELS).verdict.passed).toBe(true);
  expect(validationReport([], LABELS).verdict.passed).toBe(false);
});

test("samples that are constant or tiny are drawn too", () => {
  const table = (value: number, rows: number): ObservableTable => ({
    ...toyTable(4, 0, rows),
    columns: new Map(Object.keys(TOY).map((name) => [name, new Float64Array(rows).fill(value)])),
  });
  for (const [value, rows] of [
    [0, 5],
    [7, 1],
  ] as const) {
    const target = targetOfSample(TOY_TARGET, table(value, rows), "itself");
    const report = validationReport([validate(table(value, rows), target, TOY)], LABELS);
    expect(report.verdict.passed).toBe(true);
    expect(report.sections[2]!.blocks).toHaveLength(3);
  }
});

test("bad input: a table that lacks an observable of the target", () => {
  const columns = new Map([["masses", new Float64Array(1)]]);
  const table: ObservableTable = { rows: 1, columns, labels: undefined, skipped: {} };
  expect(() => validate(table, TOY_TARGET, TOY)).toThrow(
    'an observable was not measured on this sample: found "mass", expected masses [simulate/unknown-observable]. ' +
      "Nearest: masses",
  );
});

withData("1000 real LHC Olympics events (needs shared data)", () => {
  let table: ObservableTable;
  beforeAll(async () => {
    table = lhcoObservables(await realLhcoEvents(DATA ?? ""));
  }, BUSY_MACHINE);

  const background = () => rowsOfClass(table, LHCO_LABELS.background);

  function halves(): Validation {
    const all = background();
    const target = targetOfSample(
      lhcoTarget("background"),
      selectRows(all, (row) => row % 2 === 1),
      "the odd events",
    );
    return validate(
      selectRows(all, (row) => row % 2 === 0),
      target,
      LHCO_OBSERVABLES,
    );
  }

  test("one half of the background agrees with the other in all 62, and p-values are not small", () => {
    const { agreeing, passed, compared } = halves();
    expect({ agreeing, passed }).toEqual({ agreeing: 62, passed: true });
    // The observables are strongly correlated, so only their mean is asked for: 1/2 for independent ones.
    const mean = compared.reduce((sum, { comparison }) => sum + comparison.ksP! / compared.length, 0);
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.8);
  });

  test.for(["background", "signal"] as const)("%s: the whole sample equals the built-in table", (name) => {
    const own = rowsOfClass(table, LHCO_LABELS[name]);
    const { compared, agreeing } = validate(own, lhcoTarget(name), LHCO_OBSERVABLES);
    expect(agreeing).toBe(62);
    const quantiles = compared.flatMap(({ comparison }) => comparison.quantiles);
    expect(quantiles).toHaveLength(62 * 5);
    // Five digits.
    expect(Math.max(...quantiles.map(({ relativeDifference }) => Math.abs(relativeDifference)))).toBeLessThan(5e-5);
  });

  test("signal does not pass for background: masses and shapes are named as poor", () => {
    const signal = rowsOfClass(table, LHCO_LABELS.signal);
    const target = targetOfSample(lhcoTarget("background"), background(), "background");
    const validation = validate(signal, target, LHCO_OBSERVABLES);
    const poor = validation.compared.filter(({ comparison }) => !comparison.agrees).map(({ name }) => name);
    expect(poor).toEqual(expect.arrayContaining(["mjj", "m1", "m_heavy", "j1_tau21", "j1_D2_b1", "n_event"]));
    expect(validation.passed).toBe(false);
  });

  test("the report of two halves has 62 figures with ratio panels", () => {
    const { sections, verdict } = validationReport([halves()], LABELS);
    const html = renderReport({ title: "Halves", verdict, sections });
    expect(html.match(/ratios to other half lie between/g)).toHaveLength(62);
    expect(html.match(/<svg xmlns/g)).toHaveLength(62);
    expect(html).toContain("No observable is outside what is allowed.");
  });
});

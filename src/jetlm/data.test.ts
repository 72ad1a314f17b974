import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { writeNpyFile } from "../formats/index.ts";
import { dataFolders, findData } from "../run/index.ts";
import { readJets, splitJets, type ReadJetsOptions } from "./data.ts";
import { relativeJets } from "./features.ts";
import { findJets, JET_SETS } from "./jetSets.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-jets-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Momentum = readonly [px: number, py: number, pz: number, energy: number];
const SLOTS = 3;

/** Writes jets (each up to three four-momenta) as (jets, 4, slots) and labels 0, 1, 2, ... beside them. */
function writeJets(jets: readonly (readonly Momentum[])[], name = "test"): string {
  const data = new Float32Array(jets.length * 4 * SLOTS);
  jets.forEach((jet, row) =>
    jet.forEach((momentum, slot) =>
      momentum.forEach((component, column) => (data[(row * 4 + column) * SLOTS + slot] = component)),
    ),
  );
  const path = join(folder, `${name}_vectors.npy`);
  writeNpyFile(path, { type: "f4", shape: [jets.length, 4, SLOTS], data });
  const labels = Int32Array.from(jets, (_, row) => row);
  writeNpyFile(join(folder, `${name}_labels.npy`), { type: "i4", shape: [jets.length], data: labels });
  return path;
}

function thrown(action: () => unknown): { code: string; message: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return { code: error.code, message: error.message, exitCode: error.exitCode };
    throw error;
  }
  throw new Error("nothing was thrown");
}

const HARD: Momentum = [3, 4, 0, 5];
const SOFT: Momentum = [0, 1, 0, 1];
const PADDING: Momentum = [0, 0, 0, 0];

describe("reading", () => {
  test("constituents, labels and rows, without the padding", () => {
    const path = writeJets([[HARD, SOFT], [HARD]]);
    const jets = readJets(path);
    expect(jets).toMatchObject({ name: "test", skipped: { empty: 0, bad: 0 }, warnings: [] });
    expect(jets.sha256).toBe(createHash("sha256").update(readFileSync(path)).digest("hex"));
    expect([...jets.offsets]).toEqual([0, 2, 3]);
    expect([[...jets.px], [...jets.py], [...jets.pz], [...jets.energy]]).toEqual([
      [3, 0, 3],
      [4, 1, 4],
      [0, 0, 0],
      [5, 1, 5],
    ]);
    expect([...jets.labels!]).toEqual([0, 1]);
  });

  test("a jet without constituents is skipped and counted, and labels stay with their jets", () => {
    const jets = readJets(writeJets([[HARD], [PADDING], [SOFT]]));
    expect(jets.skipped).toEqual({ empty: 1, bad: 0 });
    expect([...jets.rows]).toEqual([0, 2]);
    expect([...jets.labels!]).toEqual([0, 2]);
  });

  test("padding may stand between constituents; jets out of order are sorted with one warning", () => {
    const jets = readJets(
      writeJets([
        [SOFT, PADDING, HARD],
        [HARD, SOFT],
      ]),
    );
    expect([...jets.energy]).toEqual([5, 1, 5, 1]);
    expect(jets.warnings).toEqual(["1 of 2 jets were not ordered by falling pT and were sorted"]);
  });

  test("MeV are suspected and converted on request", () => {
    const path = writeJets([[[4e5, 0, 0, 4e5]], [[6e5, 0, 0, 6e5]]]);
    expect(readJets(path).warnings).toEqual(["the median jet pT is 500000 GeV: these look like MeV (unit MeV)"]);
    const converted = readJets(path, { unit: "MeV" });
    expect([...converted.px]).toEqual([400, 600]);
    expect(converted.warnings).toEqual([]);
  });

  test("a file without labels gives jets without labels", () => {
    const path = join(folder, "plain.npy");
    writeNpyFile(path, { type: "f8", shape: [1, 4, 1], data: Float64Array.of(...HARD) });
    expect(readJets(path)).toMatchObject({ name: "plain", labels: undefined });
  });
});

describe("bad input", () => {
  test.each<[string, Momentum, string]>([
    ["NaN", [3, NaN, 0, 5], "column py: found NaN, expected a finite number"],
    ["infinity", [3, 4, 0, Infinity], "column E: found Infinity, expected a finite number"],
    ["no energy", [3, 4, 0, 0], "column E: found 0, expected E > 0, or four zeros for padding"],
    ["negative energy", [3, 4, 0, -5], "column E: found -5"],
    ["no pT", [0, 0, 5, 5], "column px: found 0, expected pT > 0"],
    ["along the beam", [1, 0, 250, 250], "column pz: found 250, expected |eta| <= 6 (pT = 1 GeV)"],
  ])("%s stops the reading, or is skipped and counted", (_, momentum, text) => {
    const path = writeJets([[HARD], [SOFT, momentum]]);
    const error = thrown(() => readJets(path));
    expect(error).toMatchObject({ code: "jetlm/bad-constituent", exitCode: 2 });
    expect(error.message).toContain(`a constituent is not a particle at ${path}, row 1, slot 1, ${text}`);
    expect(readJets(path, { skipBad: true }).skipped).toEqual({ empty: 0, bad: 1 });
  });

  test.each<[string, () => string, ReadJetsOptions, string, string]>([
    [
      "three columns",
      () => {
        const path = join(folder, "shape_vectors.npy");
        writeNpyFile(path, { type: "f4", shape: [1, 3, 2], data: new Float32Array(6) });
        return path;
      },
      {},
      "jetlm/vectors-shape",
      'found "Float32Array of shape (1, 3, 2)", expected float32 or float64 of shape (jets, 4, slots)',
    ],
    [
      "labels of another file",
      () => {
        const path = writeJets([[HARD], [SOFT]], "other");
        writeNpyFile(join(folder, "other_labels.npy"), { type: "i4", shape: [3], data: Int32Array.of(0, 1, 2) });
        return path;
      },
      {},
      "jetlm/labels-mismatch",
      'found "i4 of shape (3)", expected integers of shape (2)',
    ],
    [
      "nothing but empty and bad jets",
      () => writeJets([[PADDING], [[NaN, 0, 0, 1]]], "none"),
      { skipBad: true },
      "jetlm/no-jets",
      'found "2 rows, of which 1 without constituents and 1 bad"',
    ],
  ])("%s", (_, make, options, code, text) => {
    const path = make();
    const error = thrown(() => readJets(path, options));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(text);
  });
});

describe("finding", () => {
  test("the folders are searched in turn", () => {
    const inner = join(folder, "second", "jet-foundation", "jets");
    mkdirSync(inner, { recursive: true });
    const path = join(inner, "qg2000_vectors.npy");
    writeNpyFile(path, { type: "f4", shape: [0], data: new Float32Array(0) });
    expect(findJets([join(folder, "first"), join(folder, "second")], "qg2000")).toBe(path);
  });

  test("absence says what was looked for and where it comes from", () => {
    const error = thrown(() => findJets(["a"], "top2000"));
    expect(error).toMatchObject({ code: "jetlm/jets-not-found", exitCode: 2 });
    expect(error.message).toContain(`at ${join("a", "jet-foundation", "jets", "top2000_vectors.npy.gz")}, `);
    expect(error.message).toContain("top2000_labels.npy(.gz) beside it");
    expect(error.message).toContain("doi:10.5281/zenodo.2603256, CC-BY-4.0");
    expect(error.message).toContain("or take self-made jets of this kind: simulated:top-tagging");
    expect(thrown(() => findJets([], "top2000")).message).toContain("at no data folder");
  });

  test("an unknown name is answered with the nearest ones", () => {
    expect(thrown(() => findJets([], "top200"))).toMatchObject({
      code: "jetlm/unknown-jet-set",
      message: expect.stringContaining('found "top200", expected top2000'),
    });
    expect(thrown(() => findJets([], "simulate:jetclass")).message).toContain("expected simulated:jetclass");
  });
});

describe("splitting", () => {
  const fractions = { train: 0.7, validation: 0.1, test: 0.2 };

  test("the parts are disjoint, cover everything and have the sizes asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 300 }), fc.nat(), (n, seed) => {
        const { train, validation, test } = splitJets(n, createRng(seed), fractions);
        const all = [...train, ...validation, ...test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: n }, (_, jet) => jet));
        expect(Math.abs(train.length - 0.7 * n)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(test.length - 0.2 * n)).toBeLessThanOrEqual(0.5 + 1e-9);
        for (const part of [train, validation, test]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
      }),
      { seed: 3 },
    );
  });

  test("the seed decides", () => {
    expect(splitJets(100, createRng(1), fractions)).toEqual(splitJets(100, createRng(1), fractions));
    expect(splitJets(100, createRng(1), fractions)).not.toEqual(splitJets(100, createRng(2), fractions));
  });

  test.each([
    [{ train: 0.7, validation: 0.2, test: 0.2 }, 100],
    [{ train: 1, validation: 0, test: 0 }, 100],
    [{ train: 1.2, validation: -0.3, test: 0.1 }, 100],
    [{ train: NaN, validation: 0.5, test: 0.5 }, 100],
    [fractions, 2],
  ])("fractions %o of %i jets are refused", (bad, n) => {
    expect(thrown(() => splitJets(n, createRng(1), bad))).toMatchObject({
      code: "jetlm/bad-split",
      message: expect.stringContaining(`fractions ${bad.train}, ${bad.validation}, ${bad.test} of ${n} jets`),
    });
  });
});

/** Where the binned tokenisers start. */
const LOWEST_LN_PT = -0.7603;

// Counts of the files' README; means, cuts and thresholds measured for the specification (jetlm.md, 3.3).
const haveJets = findData("jet-foundation/jets") !== undefined;
test.skipIf(!haveJets).each([
  { name: "jetclass500", perLabel: [48, 48, 55, 50, 33, 52, 54, 49, 65, 46], mean: 39.1, most: 80, outside: 0.0029 },
  { name: "top2000", perLabel: [1060, 940], mean: 48.6, most: 114, outside: 0.0009, total: 97_126, soft: 5830 },
  { name: "qg2000", perLabel: [1010, 990], mean: 43.7, most: 122, outside: 0, total: 87_392, soft: 10_092 },
])("real jets of $name have the published counts (needs shared data)", (expected) => {
  const jets = readJets(findJets(dataFolders(), expected.name));
  expect(jets).toMatchObject({ name: expected.name, skipped: { empty: 0, bad: 0 }, warnings: [] });
  expect(JET_SETS[expected.name].classes.map((_, label) => jets.labels!.filter((own) => own === label).length)).toEqual(
    expected.perLabel,
  );
  const lengths = Array.from(jets.rows, (_, jet) => jets.offsets[jet + 1] - jets.offsets[jet]);
  expect(jets.px.length / jets.rows.length).toBeCloseTo(expected.mean, 1);
  expect(Math.max(...lengths)).toBe(expected.most);
  const { pt, etaRel, phiRel } = relativeJets(jets);
  const outside = pt.filter((_, i) => Math.abs(etaRel[i]) >= 0.8 || Math.abs(phiRel[i]) >= 0.8).length;
  expect(outside / pt.length).toBeCloseTo(expected.outside, 4);
  if (expected.total === undefined) return;
  expect(pt.length).toBe(expected.total);
  expect(pt.filter((value) => Math.log(value) < LOWEST_LN_PT).length).toBe(expected.soft);
});

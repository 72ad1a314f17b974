import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { File, ready } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { fromPtEtaPhiMass } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import type { Dataset, NumberArray } from "./dataset.ts";
import { LHCO_FEATURES, matrixTable, openLhcoFeatures, SIGNAL_REGION } from "./lhcoFeatures.ts";
import { jetPairFeatures } from "./lhcoJetPair.ts";
import { writeNpyFile } from "./numpy.ts";
import { writeTable } from "./writers.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-features-"));
beforeAll(() => ready);
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

async function columns(dataset: Dataset, names?: string[]): Promise<Map<string, number[]>> {
  const [batch] = await Array.fromAsync(dataset.batches(0, undefined, names));
  await dataset.close();
  return new Map([...batch!.columns].map(([name, { values }]) => [name, Array.from(values as NumberArray, Number)]));
}

async function errorOf(run: () => Promise<unknown>): Promise<GlueballError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GlueballError) return error;
    throw error;
  }
  throw new Error("no error came");
}

/** Two events of two jets; the second jet of the first event is the lighter one. */
const JETS = [
  [
    { pt: 1000, eta: 0.5, phi: 0, mass: 500, tau: [0.4, 0.1, 0.05] },
    { pt: 900, eta: -0.5, phi: 3, mass: 100, tau: [0.2, 0.1, 0.02] },
  ],
  [
    { pt: 800, eta: 1, phi: -3, mass: 50, tau: [0, 0, 0] },
    { pt: 700, eta: 0, phi: 3, mass: 60, tau: [0.5, 0.25, 0.1] },
  ],
] as const;

const ROWS = JETS.map((pair) =>
  pair.flatMap(({ tau, ...jet }) => {
    const { px, py, pz } = fromPtEtaPhiMass(jet);
    return [px, py, pz, jet.mass, ...tau];
  }),
);
const NAMES = [...LHCO_FEATURES, "label"];

describe("feature files", () => {
  test("a frame, a CSV and matrices with and without label give the same columns", async () => {
    const csv = at("features.csv");
    writeFileSync(csv, [NAMES.join(","), ...ROWS.map((row, i) => [...row, i].join(","))].join("\n"));
    const npy = at("features.npy");
    writeNpyFile(npy, { type: "f8", shape: [2, 15], data: Float64Array.from(ROWS.flatMap((row, i) => [...row, i])) });
    const bare = at("bare.npy");
    writeNpyFile(bare, { type: "f8", shape: [2, 14], data: Float64Array.from(ROWS.flat()) });
    const frame = at("features.h5");
    writeFrame(frame);
    const wanted = new Map(NAMES.map((name, i) => [name, [0, 1].map((row) => (i === 14 ? row : ROWS[row]![i]!))]));
    for (const path of [csv, npy, frame]) expect(await columns(await openLhcoFeatures(path))).toEqual(wanted);
    wanted.delete("label");
    expect(await columns(await openLhcoFeatures(bare))).toEqual(wanted);
    expect([...(await columns(await openLhcoFeatures(npy), ["mj2", "label"]))]).toEqual([
      ["mj2", [100, 60]],
      ["label", [0, 1]],
    ]);
  });

  test("a matrix of another width needs names, as many as it has columns", async () => {
    const path = at("wide.npy");
    writeNpyFile(path, { type: "f4", shape: [1, 3], data: Float32Array.of(1, 2, 3) });
    expect((await errorOf(() => openLhcoFeatures(path))).message).toBe(
      `the matrix has another number of columns than there are names at ${path}: found "3 columns", expected 14, 15, 6 columns [formats/lhco-features-width]. Name the columns`,
    );
    expect((await errorOf(() => openLhcoFeatures(path, { columns: ["a", "b"] }))).data.expected).toBe("2 (a, b)");
    const named = await openLhcoFeatures(path, { columns: ["a", "b", "c"] });
    expect(Object.fromEntries(await columns(named))).toEqual({ a: [1], b: [2], c: [3] });
  });

  test("named columns are written as a NumPy matrix and read back", async () => {
    const npy = at("some.npy");
    writeNpyFile(npy, { type: "f8", shape: [2, 14], data: Float64Array.from(ROWS.flat()) });
    const features = await openLhcoFeatures(npy);
    await writeTable(at("out.npy"), matrixTable(features, ["mj2", "mj1"]));
    await features.close();
    const again = await openLhcoFeatures(at("out.npy"), { columns: ["mj2", "mj1"] });
    expect(Object.fromEntries(await columns(again))).toEqual({ mj2: [100, 60], mj1: [500, 50] });
  });
});

function writeFrame(path: string): void {
  const file = new File(path, "w", { libver: ["earliest", "latest"] });
  const group = file.create_group("df");
  group.create_attribute("pandas_type", "frame", [], "A5");
  group.create_attribute("nblocks", 1, [], "<q");
  group.create_dataset({ name: "axis0", data: NAMES, dtype: "A6" });
  group.create_dataset({ name: "block0_items", data: NAMES, dtype: "A6" });
  const data = Float64Array.from(ROWS.flatMap((row, i) => [...row, i]));
  const values = group.create_dataset({ name: "block0_values", data, shape: [2, 15] });
  values.create_attribute("transposed", Uint8Array.of(1), []);
  file.close();
}

describe("the features of the searches", () => {
  test("known pairs of jets, the lighter first, with its tau", async () => {
    const npy = at("pairs.npy");
    writeNpyFile(npy, { type: "f8", shape: [2, 14], data: Float64Array.from(ROWS.flat()) });
    const [batch] = await Array.fromAsync((await openLhcoFeatures(npy)).batches());
    const features = jetPairFeatures(batch!, npy, "plain");
    const near = (values: Float64Array, wanted: number[]) => {
      for (const [i, value] of wanted.entries()) expect(values[i]).toBeCloseTo(value, 12);
    };
    near(features.lightMassTeV, [0.1, 0.05]);
    near(features.massDifferenceTeV, [0.4, 0.01]);
    near(features.lightTau21, [0.5, 0]); // 0 / 0 counts as 0
    near(features.heavyTau21, [0.25, 0.5]);
    near(features.deltaR, [Math.hypot(1, 3), Math.hypot(1, 2 * Math.PI - 6)]);
    // m^2 = m1^2 + m2^2 + 2 (mt1 mt2 cosh(dy) - pt1 pt2 cos(dphi)), an independent form
    near(
      features.mjjTeV,
      JETS.map(([a, b]) => pairMass(a, b) / 1000),
    );
    const regularised = jetPairFeatures(batch!, npy, "regularised");
    near(regularised.lightTau21, [0.1 / (1e-5 + 0.2), 0]);
  });

  test("a missing column is named", async () => {
    const npy = at("few.npy");
    writeNpyFile(npy, { type: "f4", shape: [1, 2], data: Float32Array.of(1, 2) });
    const [batch] = await Array.fromAsync((await openLhcoFeatures(npy, { columns: ["pxj1", "pyj1"] })).batches());
    expect(() => jetPairFeatures(batch!, npy, "plain")).toThrow(
      `the features of a jet are not all there at ${npy}: found "pxj1, pyj1", expected the column pzj1 [formats/no-such-column]`,
    );
  });
});

interface TestJet {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly mass: number;
}

function pairMass(a: TestJet, b: TestJet): number {
  const mt = ({ pt, mass }: TestJet) => Math.hypot(pt, mass);
  const y = (jet: TestJet) => Math.asinh((jet.pt * Math.sinh(jet.eta)) / mt(jet));
  const cross = mt(a) * mt(b) * Math.cosh(y(a) - y(b)) - a.pt * b.pt * Math.cos(a.phi - b.phi);
  return Math.sqrt(a.mass ** 2 + b.mass ** 2 + 2 * cross);
}

const TRAIN = findData("anomaly/lhco_sr_train.npy");
test.skipIf(TRAIN === undefined)(
  "the signal-region array: columns, units, 395 signal rows (needs shared data)",
  async () => {
    const region = await openLhcoFeatures(TRAIN!);
    expect(region.schema.map(({ name, unit }) => [name, unit])).toEqual([
      ["mjj", "TeV"],
      ["mJ1", "TeV"],
      ["dmJ", "TeV"],
      ["tau21J1", undefined],
      ["tau21J2", undefined],
      ["label", undefined],
    ]);
    expect([region.length, region.schema.map(({ name }) => name)]).toEqual([60000, [...SIGNAL_REGION]]);
    const read = await columns(region, ["mjj", "dmJ", "label"]);
    expect(read.get("label")!.filter((label) => label === 1)).toHaveLength(395);
    expect(read.get("mjj")!.every((mass) => mass > 3.3 && mass < 3.7)).toBe(true);
    expect(read.get("dmJ")!.every((difference) => difference >= 0)).toBe(true);
  },
);

import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createEventRecord } from "../eventRecord.ts";
import { choosePreset } from "./choosePreset.ts";
import { createEventChain } from "./eventChain.ts";
import { createSource } from "./presets.ts";
import { createWork, schemaOf } from "./sampleWork.ts";
import { weightNames } from "./weights.ts";

const FACTORS = [0.5, 2];

/** Mean of weights and its error. */
function meanOf(weights: readonly number[]) {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const variance = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0) / (weights.length - 1);
  return { mean, error: Math.sqrt(variance / weights.length), spread: Math.sqrt(variance) };
}

test("names hold the factor, and factors are numbers above 0, none twice", () => {
  expect(weightNames("weight", FACTORS)).toEqual(["weight", "weight_muR0.5", "weight_muR2"]);
  expect(weightNames("jet_weight", [])).toEqual(["jet_weight"]);
  for (const bad of [[0], [-1], [Number.NaN], [Infinity], [2, 2]]) {
    expect(() => weightNames("weight", bad)).toThrow(
      `these do not give weights of other renormalisation scales at scaleFactors: found [${bad.join(", ")}], ` +
        "expected numbers above 0, none of them twice, such as 0.5 and 2 [simulate/bad-scale-factors]",
    );
  }
});

test("weights of other scales have mean 1: 600 events of e+e-, none of them chosen", () => {
  const work = createWork({ preset: choosePreset("lep"), seed: 8, rows: "events", scaleFactors: FACTORS });
  const { columns } = work({ first: 0, length: 600 }).batch;
  expect([...(columns.get("weight")!.values as Float64Array)]).toEqual(new Array(600).fill(1));
  for (const factor of FACTORS) {
    const { mean, error, spread } = meanOf([...(columns.get(`weight_muR${factor}`)!.values as Float64Array)]);
    expect(spread).toBeGreaterThan(0.05);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
  }
});

test("a factor of 1 weighs as the event itself, in cascades of decays and with beams", () => {
  const presets = [choosePreset("jetclass", { classes: ["Tbqq"] }), choosePreset("lhco-rnd", { signalFraction: 1 })];
  for (const { parts, card } of presets) {
    const chain = createEventChain(createSource(parts[0].source), card, { scaleFactors: [1] });
    for (let index = 0; index < 5; index++) {
      const { weight, scaleWeights } = chain(createRng(2).fork(index), createEventRecord())!;
      expect(scaleWeights[0] / weight).toBeCloseTo(1, 12);
    }
  }
});

test("a scale of half weighs events up that radiate more", () => {
  const work = createWork({ preset: choosePreset("lep"), seed: 9, rows: "events", scaleFactors: [0.5] });
  const { columns } = work({ first: 0, length: 600 }).batch;
  const weights = [...(columns.get("weight_muR0.5")!.values as Float64Array)];
  const { offsets } = columns.get("px")!;
  const multiplicity = weights.map((_, row) => offsets![row + 1] - offsets![row]);
  const weighted = weights.reduce((sum, weight, row) => sum + weight * multiplicity[row], 0) / weights.length;
  // By 6 particles of 45; the difference of the same events has an error of about 1.
  expect(weighted - meanOf(multiplicity).mean).toBeGreaterThan(2);
});

test("weights do not change the events, and stand in the rows of jets as well", () => {
  const setup = { preset: choosePreset("jetclass", { classes: ["Wqq"] }), seed: 3, rows: "jets" } as const;
  const range = { first: 0, length: 3 };
  const plain = createWork(setup)(range).batch.columns;
  const weighted = createWork({ ...setup, scaleFactors: FACTORS })(range).batch.columns;
  const added = ["jet_weight_muR0.5", "jet_weight_muR2"];
  expect([...weighted.keys()].filter((name) => !plain.has(name))).toEqual(added);
  for (const [name, column] of plain) expect(weighted.get(name)).toEqual(column);
  expect(schemaOf({ ...setup, scaleFactors: FACTORS }).map(({ name }) => name)).toEqual([...weighted.keys()]);
});

/** Continuous input and removed constituents: layout, what the network can see, learning, generation. */
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createContext } from "../run/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { packJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import { FEATURES, featureTable, maskedInputs, requireLoneCodes } from "./hybrid.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { backboneStates, maskedLoss, modelConfig, packedInputs, rowLength, trainingLoss } from "./model.ts";
import type { Architecture } from "./architectures.ts";
import type { JetModelConfig } from "./model.ts";
import { modelRows } from "./modelRows.ts";

import { columnFeeds, feedsOf } from "./pack.ts";
import { scoreSequences, sequenceTotals } from "./sequenceScores.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { trainJetModel } from "./train.ts";
import { verifySample } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const CAP = 6;
const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2, lnPtRange: [0, 3], angle: 0.6 });
const SMALL = { layers: 1, width: 16, heads: 2 };
const HYBRID: Architecture = { ...ARCHITECTURES["hybrid-s"], ...SMALL, embeddingWidth: 4 };
const config = modelConfig(HYBRID, tokeniser, CAP);

function jetsOf(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const column = (draw: () => number) => Float64Array.from({ length }, draw);
    const length = 1 + rng.integer(CAP + 2);
    const pt = column(() => Math.exp(3 * rng.uniform())).sort((a, b) => b - a);
    return { pt, etaRel: column(() => 1.2 * rng.uniform() - 0.6), phiRel: column(() => 1.2 * rng.uniform() - 0.6) };
  });
  return packJets(jets, undefined);
}

const jets = jetsOf(60, 1);
const rowsOf = (own: JetModelConfig = config) =>
  modelRows(HERE, { jets, tokeniser, config: own }, { masks: createRng(7), shuffle: createRng(8) });

describe("rows", () => {
  test("features stand at their constituents: each decodes to the cell of its token", async () => {
    const { tokens, segments, columns, starts } = await rowsOf();
    const features = columns!["features"].values;
    let checked = 0;
    tokens.forEach((token, at) => {
      const own = [...features.subarray(FEATURES * at, FEATURES * (at + 1))];
      if (token === 0) return expect(own).toEqual([0, 0, 0]);
      const bin = (value: number, low: number, width: number) => Math.floor((value - low) / width);
      const cell = [bin(own[0] + 1.8, 0, 1), bin(own[1] / 3, -0.6, 0.6), bin(own[2] / 3, -0.6, 0.6)];
      expect((cell[0] * 2 + cell[1]) * 2 + cell[2]).toBe(token - 1);
      checked++;
    });
    expect(checked).toBeGreaterThan(150);
    expect(starts.every((start) => segments[start] >= 0)).toBe(true);
  });

  test("removed constituents: 40 %, in pT order, behind those that are left; nothing is lost", async () => {
    const packed = await rowsOf();
    const column = (name: string) => packed.columns![`masked.${name}`].values;
    const [left, slots, targets] = [column("tokens"), column("slots"), column("targets")];
    let [removed, all] = [0, 0];
    for (const start of packed.starts) {
      const length = segmentLength(packed.segments, packed.length, start);
      const own = (values: ArrayLike<number>) => Array.from({ length: length - 1 }, (_, i) => values[start + 1 + i]);
      const kept = own(left).filter((token) => token !== 0);
      const gone = own(targets).filter((token) => token !== -1);
      expect([...kept, ...gone].sort()).toEqual(own(packed.tokens).sort());
      expect(own(slots)).toEqual([...kept.map(() => -1), ...gone.map((_, k) => k)]);
      const bins = gone.map((token) => tokeniser.grid!.ptBin(token - 1));
      expect(bins).toEqual([...bins].sort((a, b) => b - a));
      expect(own(column("visible"))).toEqual([...kept.map(() => packed.segments[start]), ...gone.map(() => -1)]);
      if (length > 1) expect(kept.length).toBeGreaterThan(0);
      removed += gone.length;
      all += length - 1;
    }
    expect(Math.abs(removed / all - 0.4)).toBeLessThan(0.05);
  });
});

function segmentLength(segments: Int32Array, length: number, start: number): number {
  const end = length * (1 + Math.floor(start / length));
  const rest = segments.subarray(start, end);
  const next = rest.findIndex((segment) => segment !== segments[start]);
  return next === -1 ? rest.length : next;
}

test.each(["both", "continuous"] as const)("input %s: a feature moves its own state and later ones only", (kind) => {
  const own: JetModelConfig = { ...config, input: kind };
  const scope = Scope.create();
  const states = backboneStates(scope, packedInputs(1, 4, own), own);
  const values = Object.fromEntries([...scope.initialValues(createRng(1))].map(([name, { data }]) => [name, data]));
  const run = (features: number[]) =>
    interpret([states], { ...values, tokens: [0, 3, 5, 7], segments: [0, 0, 0, 0], features })[0].data;
  const before = run([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const after = run([0, 0, 0, 1, 2, 3, 4, 5.5, 6, 7, 8, 9]);
  const width = config.width;
  expect(after.subarray(0, 2 * width)).toEqual(before.subarray(0, 2 * width));
  expect(after.subarray(2 * width, 3 * width)).not.toEqual(before.subarray(2 * width, 3 * width));
});

test("the masked loss does not know what was removed: neither token nor features reach it", async () => {
  const packed = await rowsOf();
  const scope = Scope.create();
  const loss = maskedLoss(scope, maskedInputs(2, packed.length, config), config);
  const values = Object.fromEntries([...scope.initialValues(createRng(1))].map(([name, { data }]) => [name, data]));
  const feeds = { ...values, ...feedsOf(packed, 0, 2), ...columnFeeds(packed, 0, 2) };
  const [plain] = interpret([loss], feeds);
  const slots = feeds["masked.slots"];
  const spoil = (name: string, width: number) =>
    Float32Array.from(feeds[name], (value, i) => (slots[Math.floor(i / width)] >= 0 ? 5 : value));
  const spoilt = { "masked.tokens": spoil("masked.tokens", 1), "masked.features": spoil("masked.features", FEATURES) };
  expect(interpret([loss], { ...feeds, ...spoilt })[0].data).toEqual(plain.data);
});

describe("a training", () => {
  const recipe = { steps: 120, rows: 16, rate: 1e-2, weightDecay: 0.1, augment: false, every: 60 };
  const data = { train: jetsOf(1500, 3), validation: jetsOf(300, 4) };
  const context = () => createContext({ seed: 3, threads: 1 });

  test.each([
    ["hybrid-s", config],
    ["hybrid", modelConfig({ ...ARCHITECTURES.hybrid, ...SMALL }, tokeniser, CAP)],
  ])("with both losses makes valid jets, and a likelihood of all its sequences: %s", async (_name, own) => {
    const trained = await trainJetModel(context(), data, tokeniser, own, recipe);
    const [first, last] = [trained.curve[0].validation, trained.curve.at(-1)!.validation];
    expect(last).toBeLessThan(first);
    expect(last).toBeLessThan(Math.log(13)); // better than uniform
    const model = { config: own, tokeniser, parameters: trained.parameters, training: {} };
    const {
      sequences,
      jets: made,
      logProbabilities,
    } = await generateJets(context(), model, {
      count: 60,
      batch: 16,
      ordered: false,
    });
    expect((await verifySample(HERE, tokeniser, sequences, made, { cap: CAP, ptOrdered: false })).passed).toBe(true);
    const ordered = await generateJets(context(), model, { count: 60, batch: 16, ordered: true });
    const [scores] = await scoreSequences(HERE, model, ordered.sequences);
    sequenceTotals(scores).forEach((value, i) => expect(value).toBeCloseTo(ordered.logProbabilities[i], 4));
    expect(logProbabilities.every((value) => value < 0)).toBe(true);
  });

  test("with removed constituents alone learns, and cannot generate", async () => {
    const own: JetModelConfig = { ...config, objective: "mpm" };
    const { curve, parameters } = await trainJetModel(context(), data, tokeniser, own, recipe);
    expect(curve.at(-1)!.validation).toBeLessThan(Math.log(12));
    const model = { config: own, tokeniser, parameters, training: {} };
    const options = { count: 2, batch: 2, ordered: true };
    await expect(generateJets(context(), model, options)).rejects.toThrow(
      'found "objective mpm", expected a model with the objective ntp or joint [jetlm/cannot-generate]',
    );
  });
});

test("the hybrid study: gates in all blocks, two last blocks of half the usual width for each objective", () => {
  const scope = Scope.create();
  const own = { ...ARCHITECTURES.hybrid, cap: 100, vocabulary: 8194 };
  trainingLoss(scope, 1, rowLength(100), own);
  const [D, attention, norms, gates] = [128, 4 * (128 ** 2 + 128), 4 * 128, 2 * 128];
  const feedForward = (hidden: number) => 2 * D * hidden + hidden + D;
  const lastNorm = 2 * D;
  const last = 2 * (attention + feedForward(2 * D) + norms + gates) + lastNorm;
  expect(scope.count(/^(blocks|norm)/)).toBe(8 * (attention + feedForward(4 * D) + norms + gates) + lastNorm);
  expect([scope.count(/^next\./), scope.count(/^masked\.(blocks|norm)/)]).toEqual([last, last]);
  expect([scope.count(/^head/), scope.count(/^masked\.head/)]).toEqual([D * 8194, D * 8194]);
});

test("what an id decodes to: the centre of its cell; start and end nothing", async () => {
  const table = await featureTable(HERE, tokeniser, config);
  expect(table).toHaveLength(14 * FEATURES);
  expect([...table.subarray(0, 6)].map((v) => Number(v.toFixed(5)))).toEqual([0, 0, 0, -1.3, -0.9, -0.9]);
  expect([...table.subarray(13 * FEATURES)]).toEqual([0, 0, 0]);
});

test("refused: codes that need their jet, and networks without attention", () => {
  const conditional = {
    ...tokeniser,
    kind: "vq",
    grid: undefined,
    parameters: { network: { body: { kind: "conditional" } } },
  };
  expect(() => requireLoneCodes(conditional)).toThrow(
    'found "a tokeniser of kind vq whose codes mean something in their jet only", expected a grid, or a learnt tokeniser that takes each particle by itself, with one id a constituent [jetlm/codes-need-their-jet]',
  );
  const residual = { ...config, stages: 2 };
  const states = () => backboneStates(Scope.create(), packedInputs(1, rowLength(2, 2), residual), residual);
  expect(states).toThrow(
    'found "backbone transformer, positions rotary, 2 ids a constituent", expected a transformer with positions rotary or none, and one id a constituent [jetlm/bad-architecture]',
  );
});

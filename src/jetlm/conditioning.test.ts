/** Models with classes: what they learn, what they generate, and what they refuse. */
import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createContext } from "../run/index.ts";
import { classesOf, classFractions, classIndex, drawClass, startId, startWithClasses } from "./conditioning.ts";
import { packJets, selectJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import { classLikelihoods, jetLikelihoods } from "./jetLikelihoods.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { encodeJets, sequenceAt } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { trainJetModel } from "./train.ts";
import { evaluateLoss } from "./validation.ts";
import { verifySample } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const CAP = 6;
const tokeniser = binnedTokeniser({ binsPt: 2, binsEta: 2, binsPhi: 2, lnPtRange: [0, 2], angle: 0.6 });
const config = modelConfig({ ...ARCHITECTURES["ours-s"], layers: 1, width: 16 }, tokeniser, CAP, 2);
const classes = { names: ["few", "many"], fractions: [0.25, 0.75] };

/** Class 0 has one constituent, class 1 has four; where they lie is random. */
function jetsOf(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: count }, (_, jet) => Number(jet % 4 > 0));
  const jets = Array.from(labels, (label) => {
    const draw = (from: number, to: number) => () => from + (to - from) * rng.uniform();
    const column = (value: () => number) => Float64Array.from({ length: 1 + 3 * label }, value);
    return {
      pt: column(draw(1, 7)).sort((a, b) => b - a),
      etaRel: column(draw(-0.6, 0.6)),
      phiRel: column(draw(-0.6, 0.6)),
    };
  });
  return packJets(jets, labels);
}

const context = () => createContext({ seed: 3, threads: 1 });
const recipe = { steps: 120, rows: 16, rate: 1e-2, weightDecay: 0.1, augment: false, every: 60 };
const [train, validation] = [jetsOf(1000, 1), jetsOf(400, 2)];
let model: JetModel;
let loss = 0;
beforeAll(async () => {
  const trained = await trainJetModel(context(), { train, validation }, tokeniser, config, recipe);
  loss = trained.curve.at(-1)!.validation;
  model = { config, tokeniser, parameters: trained.parameters, classes, training: {} };
});

const sample = (changes: { class?: string; count?: number } = {}) =>
  generateJets(context(), model, { count: 200, batch: 32, ordered: true, ...changes });

describe("a model that was told the class of its jets", () => {
  test("makes jets of the class that it is asked for, by name or index, all of them valid", async () => {
    const [few, many] = [await sample({ class: "few" }), await sample({ class: "1" })];
    const length = ({ jets }: typeof few) => jets.pt.length / 200;
    expect(length(few)).toBeLessThan(1.1);
    expect(length(many)).toBeGreaterThan(3.9);
    expect(new Set(few.jets.labels)).toEqual(new Set([0]));
    for (const { sequences, jets } of [few, many]) {
      expect(sequenceAt(sequences, 0)[0]).toBe(0); // stored as any sequence
      expect((await verifySample(HERE, tokeniser, sequences, jets, { cap: CAP, ptOrdered: true })).passed).toBe(true);
    }
  });

  test("without a class it draws one for each jet with the shares of training, the same for a smaller sample", async () => {
    const { jets } = await sample();
    const many = jets.labels!.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(many - 150)).toBeLessThan(5 * Math.sqrt(200 * 0.25 * 0.75));
    const few = await sample({ count: 20 });
    expect(few.jets).toEqual(selectJets(jets, [...Array(20).keys()]));
  });

  test("its loss approaches the entropy of the jets given their class, from above", () => {
    const excess = loss - exactLoss();
    expect(excess).toBeGreaterThan(0);
    expect(excess).toBeLessThan(0.04);
  });

  /** Nats per token: the pT bin of each constituent, its angular cell, and in falling order (that costs 4!/(n! m!)). */
  function exactLoss(): number {
    const low = (Math.E - 1) / 6; // probability of the lower pT bin
    const constituent = Math.log(4) - low * Math.log(low) - (1 - low) * Math.log(1 - low);
    const ways = [1, 4, 6, 4, 1];
    const ordering = ways.reduce((sum, way, n) => sum + way * low ** n * (1 - low) ** (4 - n) * Math.log(way), 0);
    return (0.25 * constituent + 0.75 * (4 * constituent - ordering)) / (0.25 * 2 + 0.75 * 5);
  }

  test("its likelihoods tell the classes apart: jets of one and of four constituents", async () => {
    const found = await jetLikelihoods(HERE, model, validation);
    const { accuracy, likelihoodRatioAuc, natsPerToken } = classLikelihoods(found, classes, validation.labels!);
    expect(accuracy).toBeGreaterThan(0.99);
    expect(likelihoodRatioAuc).toBeGreaterThan(0.99);
    const tokens = [0.25 * 2, 0.75 * 5];
    const mean = (natsPerToken[0] * tokens[0] + natsPerToken[1] * tokens[1]) / (tokens[0] + tokens[1]);
    expect(mean).toBeCloseTo(loss, 5);
  });

  test("the wrong class costs; jets without labels have no loss", async () => {
    const swapped = { ...validation, labels: validation.labels!.map((label) => 1 - label) };
    const wrong = await evaluateLoss(context(), swapped, tokeniser, config, model.parameters);
    expect(wrong - loss).toBeGreaterThan(0.5);
    const unlabelled = evaluateLoss(context(), { ...validation, labels: undefined }, tokeniser, config, new Map());
    await expect(unlabelled).rejects.toThrow(
      'a model with classes learns from jets with labels: found "jets without labels", expected a label from 0 to 1 for each jet [jetlm/labels-missing]',
    );
  });
});

test("sequences start with V + 2 + class, and are otherwise the same", async () => {
  const encoded = await encodeJets(HERE, tokeniser, selectJets(train, [0, 1]), CAP);
  const started = startWithClasses(encoded, Int32Array.of(0, 1), config);
  expect([0, 1].map((i) => sequenceAt(started, i)[0])).toEqual([10, 11]);
  expect([0, 1].map((i) => sequenceAt(started, i).slice(1))).toEqual(
    [0, 1].map((i) => sequenceAt(encoded, i).slice(1)),
  );
  expect(startId(config)).toBe(0);
});

test("names of classes are those of the set, else the labels", () => {
  const labels = Int32Array.of(1, 1, 0, 1);
  expect(classesOf("top2000", labels)).toEqual({ names: ["QCD", "top"], fractions: [0.25, 0.75] });
  expect(classesOf("simulated:quark-gluon:500", labels).names).toEqual(["gluon", "quark"]);
  expect(classesOf("simulated:jetclass", labels).fractions).toHaveLength(10);
  expect(classesOf("toys", Int32Array.of(0, 2)).names).toEqual(["0", "1", "2"]);
  expect(() => classesOf("top2000", undefined)).toThrow("[jetlm/labels-missing]");
});

test("shares of classes, and classes drawn with them", () => {
  expect(classFractions(train.labels, 2)).toEqual([0.25, 0.75]);
  const rng = createRng(1);
  const drawn = Array.from({ length: 4000 }, () =>
    drawClass({ names: ["a", "b", "c"], fractions: [0.5, 0, 0.5] }, rng),
  );
  expect(drawn.filter((k) => k === 1)).toEqual([]);
  expect(Math.abs(drawn.filter((k) => k === 0).length - 2000)).toBeLessThan(5 * Math.sqrt(1000));
});

test.each([
  [
    () => classIndex(classes, "fev"),
    'the model knows no class of this name: found "fev", expected few, many, or an index from 0 to 1 [jetlm/unknown-class]. Nearest: few',
  ],
  [() => classIndex(classes, "2"), "[jetlm/unknown-class]"],
  [() => classIndex(classes, "-1"), "[jetlm/unknown-class]"],
  [
    () => classIndex(undefined, "top"),
    'this model was trained without classes: found "class top" [jetlm/no-classes]. Leave the class out, or train a model with classes',
  ],
  [
    () => classFractions(Int32Array.of(0, 2), 2),
    "jet 1: found 2, expected labels from 0 to 1 [jetlm/label-without-class]",
  ],
])("refused: %#", (call, message) => {
  expect(call).toThrow(message);
});

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { writeNpyFile } from "../formats/index.ts";
import { createContext, executeTask, findData, resumeTask } from "../run/index.ts";
import type { RunEvent } from "../run/index.ts";
import { lossBaselines } from "./baselines.ts";
import { packJets } from "./features.ts";
import type { Constituents, RelativeJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import { ARCHITECTURES } from "./architectures.ts";
import type { JetModelConfig } from "./model.ts";
import { tasks } from "./tasks.ts";
import { encodeJets, sequenceAt, vocabularySize } from "./tokens.ts";
import type { EncodedJets } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { trainJetModel } from "./train.ts";
import type { TrainingRecipe } from "./train.ts";
import { evaluateLoss } from "./validation.ts";
import { toFourVectors } from "./vectors.ts";
import { verifySample } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const LN_PT = 3;
const ANGLE = 0.6;
const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2, lnPtRange: [0, LN_PT], angle: ANGLE });
const CAP = 6;
const config: JetModelConfig = {
  layers: 1,
  width: 16,
  heads: 2,
  activation: "gelu",
  norm: "rms",
  normPosition: "pre",
  positions: "rotary",
  dropout: 0,
  cap: CAP,
  vocabulary: vocabularySize(tokeniser),
};
const recipe: TrainingRecipe = { steps: 150, rows: 32, rate: 1e-2, weightDecay: 0.1, augment: false, every: 50 };
const context = () => createContext({ seed: 3, threads: 1 });

function jetsOf(count: number, seed: number, jet: (rng: Rng) => Constituents): RelativeJets {
  const rng = createRng(seed);
  return packJets(
    Array.from({ length: count }, () => jet(rng)),
    undefined,
  );
}

/** Constituents anywhere in the range of the tokeniser, so that all of its codes are equally probable. */
function uniformJet(rng: Rng, length: number): Constituents {
  const values = (draw: () => number) => Float64Array.from({ length }, draw);
  return {
    pt: values(() => Math.exp(LN_PT * rng.uniform())),
    etaRel: values(() => ANGLE * (2 * rng.uniform() - 1)),
    phiRel: values(() => ANGLE * (2 * rng.uniform() - 1)),
  };
}

const MOST = 5;

/** 1 to 5 of them, ordered by falling pT. */
function fallingJet(rng: Rng): Constituents {
  const jet = uniformJet(rng, 1 + rng.integer(MOST));
  return { ...jet, pt: jet.pt.sort((a, b) => b - a) };
}

/** Trains on 2000 jets; the loss is that of 500 others. */
async function trainedLoss(jet: (rng: Rng) => Constituents, changes: Partial<TrainingRecipe> = {}) {
  const [train, validation] = [jetsOf(2000, 1, jet), jetsOf(500, 2, jet)];
  const trained = await trainJetModel(context(), { train, validation }, tokeniser, config, { ...recipe, ...changes });
  return { train, validation, trained, loss: trained.curve.at(-1)!.validation };
}

describe("known answers", () => {
  test("jets that are all equal: the loss goes to 0", async () => {
    const same = {
      pt: Float64Array.of(15, 8, 5, 1.5),
      etaRel: Float64Array.of(0.1, -0.1, 0.3, 0.2),
      phiRel: Float64Array.of(0.1, 0.2, -0.3, 0.2),
    };
    const { loss } = await trainedLoss(() => same);
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(0.01);
  });

  test("uniform random codes, cut at the cap so that none ends: the loss is ln(codes), and never less", async () => {
    const { loss } = await trainedLoss((rng) => uniformJet(rng, CAP + 2));
    const excess = loss - Math.log(tokeniser.codes);
    expect(excess).toBeGreaterThan(-1e-3); // chance agreement with 3000 validation codes
    expect(excess).toBeLessThan(0.01);
  });

  test("falling jets: between the exact entropy and the baselines without a network", async () => {
    const { train, validation, loss } = await trainedLoss(fallingJet);
    const [first, second] = await Promise.all(
      [train, validation].map((jets) => encodeJets(HERE, tokeniser, jets, CAP)),
    );
    const { uniform, unigram, unigramByPosition } = lossBaselines(first, second, config.vocabulary);
    const exact = exactLoss(second);
    expect(loss - exact).toBeGreaterThan(0);
    expect(loss - exact).toBeLessThan(0.04);
    expect(unigramByPosition - loss).toBeGreaterThan(0.1);
    expect(unigram).toBeLessThan(uniform);
    expect(unigram).toBeGreaterThan(unigramByPosition);
  });

  /** Mean of -ln p per token: p = 1/5 for the length, k! / prod n_b! / 3^k for the pT bins, 1/4 for each angular cell. */
  function exactLoss(sequences: EncodedJets): number {
    let sum = 0;
    for (let i = 0; i < sequences.jets.length; i++) {
      const bins = [...sequenceAt(sequences, i).subarray(1, -1)].map((id) => tokeniser.grid!.ptBin(id - 1));
      sum += Math.log(MOST) + bins.length * Math.log(tokeniser.codes);
      bins.forEach((bin, k) => {
        const sameBin = bins.slice(0, k + 1).filter((other) => other === bin).length;
        sum += Math.log(sameBin / (k + 1));
      });
    }
    return sum / (sequences.ids.length - sequences.jets.length);
  }
});

test("Mamba blocks learn the same jets", async () => {
  const mamba = { ...ARCHITECTURES["mamba-s"], layers: 2, width: 16, heads: 2, states: 8, cap: CAP };
  const [train, validation] = [jetsOf(2000, 1, fallingJet), jetsOf(500, 2, fallingJet)];
  const own = { ...mamba, vocabulary: config.vocabulary };
  const { curve, parameters } = await trainJetModel(context(), { train, validation }, tokeniser, own, recipe);
  const encoded = await Promise.all([train, validation].map((jets) => encodeJets(HERE, tokeniser, jets, CAP)));
  const { unigramByPosition } = lossBaselines(encoded[0], encoded[1], config.vocabulary);
  expect(unigramByPosition - curve.at(-1)!.validation).toBeGreaterThan(0.1);
  const model = { config: own, tokeniser, parameters, training: {} };
  const { sequences, jets } = await generateJets(context(), model, { count: 50, batch: 16, ordered: true });
  expect((await verifySample(HERE, tokeniser, sequences, jets, { cap: CAP, ptOrdered: true })).passed).toBe(true);
});

describe("bookkeeping", () => {
  /** Two epochs of three batches (24 + 24 + 16 rows of a jet each) with parameters that stand still. */
  async function twoEpochs(augment: boolean) {
    const jets = jetsOf(64, 4, (rng) => uniformJet(rng, CAP));
    const still = { ...recipe, rows: 24, steps: 6, every: 6, rate: 1e-30, augment };
    const losses: number[] = [];
    const own = context();
    own.subscribe((event) => {
      if (event.type === "metrics" && "loss" in event.metrics) losses.push(event.metrics.loss);
    });
    const trained = await trainJetModel(own, { train: jets, validation: jets }, tokeniser, config, still);
    const mean = ([first, second, third]: number[]) => (24 * first + 24 * second + 16 * third) / 64;
    const [first, second] = [losses.slice(0, 3), losses.slice(3)];
    return { trained, first, second, means: [mean(first), mean(second)] };
  }

  test("an epoch sees every jet once, in an order of its own, its last batch with padding", async () => {
    const { trained, first, second, means } = await twoEpochs(false);
    expect(trained.tokens).toBe(2 * 64 * (CAP + 1));
    first.forEach((loss, batch) => expect(Math.abs(second[batch] - loss)).toBeGreaterThan(1e-3));
    for (const mean of means) expect(mean).toBeCloseTo(trained.curve[0].validation, 5);
    expect(trained.curve).toHaveLength(1);
    expect(trained.curve[0].train).toBeCloseTo(trained.curve[0].validation, 5);
  });

  test("with augmentation every epoch sees other jets", async () => {
    const { trained, means } = await twoEpochs(true);
    const { validation } = trained.curve[0];
    const differences = [means[0] - means[1], means[0] - validation, means[1] - validation];
    for (const difference of differences) expect(Math.abs(difference)).toBeGreaterThan(1e-3);
  });

  test("the validation loss of the last step is the loss of the parameters that are returned", async () => {
    const { validation, trained, loss } = await trainedLoss(fallingJet, { steps: 20, augment: true });
    expect(trained.curve.map(({ step }) => step)).toEqual([20]);
    expect(await evaluateLoss(context(), validation, tokeniser, config, trained.parameters)).toBeCloseTo(loss, 6);
  });

  test("with patience a training of few jets ends when it has learnt them by heart, with its best parameters", async () => {
    const [train, validation] = [jetsOf(20, 1, fallingJet), jetsOf(200, 2, fallingJet)];
    const patient = { ...recipe, rows: 4, steps: 400, every: 5, patience: 3 };
    const { curve, kept, parameters } = await trainJetModel(
      context(),
      { train, validation },
      tokeniser,
      config,
      patient,
    );
    const losses = curve.map((point) => point.validation);
    const best = losses.indexOf(Math.min(...losses));
    expect(kept).toEqual(curve[best]);
    expect(curve.length).toBe(best + 1 + 3);
    expect(curve.length).toBeLessThan(400 / 5);
    const loss = await evaluateLoss(context(), validation, tokeniser, config, parameters);
    expect(Math.abs(loss - kept.validation)).toBeLessThan(1e-6);
    expect(Math.abs(loss - losses.at(-1)!)).toBeGreaterThan(1e-3);
  });

  test("validation changes nothing: the same parameters whether it happens often or once", async () => {
    const [often, once] = [
      await trainedLoss(fallingJet, { steps: 12, every: 3 }),
      await trainedLoss(fallingJet, { steps: 12, every: 100 }),
    ];
    expect(often.trained.curve.map(({ step }) => step)).toEqual([3, 6, 9, 12]);
    expect(often.trained.parameters).toEqual(once.trained.parameters);
    const mean = often.trained.curve.reduce((sum, { train }) => sum + train / 4, 0);
    expect(mean).toBeCloseTo(once.trained.curve[0].train, 2); // batches have nearly equal numbers of targets
  });
});

describe("a run that is stopped and resumed", () => {
  const train = tasks.find(({ name }) => name === "train")!;
  const shared = findData("jet-foundation/jets/top2000_vectors.npy.gz");
  const tiny = { cap: CAP, binsPt: 4, binsEta: 3, binsPhi: 3, steps: 12, every: 4, rows: 4 }; // an epoch has about 7 batches
  let root = "";
  let jets = "";
  let whole = "";
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "glueball-train-"));
    jets = join(root, "toys_vectors.npy");
    writeNpyFile(jets, toFourVectors(jetsOf(60, 5, fallingJet)));
    whole = (await run("whole")).folder!;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const run = (name: string, settings: Parameters<typeof executeTask>[2] = {}, from = jets) =>
    executeTask(train, { jets: from, ...tiny }, { root, ...settings, common: { out: join(root, name), threads: 1 } });
  const bytes = (folder: string, ...name: string[]) => readFileSync(join(folder, ...name));

  /** Stops a run when it reports `type` for `step`: metrics come before the step is saved, progress after. */
  async function stopped(name: string, step: number, type: "metrics" | "progress", from = jets): Promise<string> {
    const controller = new AbortController();
    const listener = (event: RunEvent) => {
      const at = event.type === "metrics" ? event.step : event.type === "progress" ? event.done : undefined;
      if (event.type === type && at === step) controller.abort(new Error("Ctrl-C"));
    };
    const interrupted = run(name, { signal: controller.signal, listener }, from);
    await expect(interrupted).rejects.toMatchObject({ code: "run/interrupted", exitCode: 130 });
    const folder = join(root, name);
    expect([existsSync(join(folder, "manifest.json")), existsSync(join(folder, "model"))]).toEqual([false, false]);
    return folder;
  }

  function expectSameRun(folder: string, other: string): void {
    for (const name of ["metrics.jsonl", "model/model.safetensors", "model/config.json"])
      expect(bytes(folder, name).equals(bytes(other, name)), name).toBe(true);
    const result = (at: string) => {
      const { tokensPerSecond: _, model: __, ...rest } = JSON.parse(bytes(at, "result.json").toString());
      return rest;
    };
    expect(result(folder)).toEqual(result(other));
  }

  const random = createRng(6);
  const [early, late] = [1 + random.integer(3), 5 + random.integer(3)];
  test.each([
    [early, "resumed from the start"],
    [late, "resumed after step 4"],
  ])("at step %i, after its chance to save: %s, metrics, model and result as in one go", async (step, log) => {
    const folder = await stopped(`stopped-${step}`, step, "progress");
    await resumeTask(train, folder, { root });
    expect(bytes(folder, "log.txt").toString()).toContain(`${log}\n`);
    expectSameRun(folder, whole);
  });

  test("twice, between checkpoints: nothing is repeated, and it ends the same", async () => {
    const folder = await stopped("twice", 3, "metrics");
    const controller = new AbortController();
    const listener = (event: RunEvent) => {
      if (event.type === "metrics" && event.step === 7) controller.abort(new Error("Ctrl-C"));
    };
    const again = resumeTask(train, folder, { root, signal: controller.signal, listener });
    await expect(again).rejects.toMatchObject({ code: "run/interrupted" });
    await resumeTask(train, folder, { root });
    for (const step of [3, 7]) expect(bytes(folder, "log.txt").toString()).toContain(`resumed after step ${step}\n`);
    expectSameRun(folder, whole);
  });

  test.skipIf(shared === undefined)("also on real jets (needs shared data)", async () => {
    const real = await run("real", {}, "top2000");
    const folder = await stopped("real-stopped", 6, "metrics", "top2000");
    await resumeTask(train, folder, { root });
    expectSameRun(folder, real.folder!);
  });
});

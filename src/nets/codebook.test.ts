import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, input, interpret, Scope, Trainer } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { codebookUse, placeCodes, plusPlusCentres, reviveCodes } from "./codebook.ts";
import { codeTable } from "./nearestCode.ts";
import { feedsOf, gap, trialValues } from "./trial.ts";
import { quantise } from "./vectorQuantiser.ts";
import type { QuantiserConfig } from "./vectorQuantiser.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const CLUSTERS = 12;
const BATCH = 96;
const WIDTH = 0.1;

/** Points of equally many clusters on a circle of radius 3, far from where vectors start. */
function clusterPoints(count: number, seed: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: 2 * count }, (_, i) => {
    const angle = (2 * Math.PI * Math.floor(i / 2)) / CLUSTERS;
    return 8 + 3 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + WIDTH * rng.normal();
  });
}

/** Learns the clusters; the use of the codes on other points and the mean squared distance to them. */
async function learnClusters(revive: boolean) {
  const config: QuantiserConfig = { kind: "vq", codes: CLUSTERS, width: 2, replaceAfter: 10 };
  const scope = Scope.create();
  const points = input("points", [BATCH, 2]);
  const { loss, dead } = quantise(scope.forTraining(), points, config);
  const definition = { scope, loss, metrics: { dead: dead! }, optimiser: { kind: "adamw", weightDecay: 0 } } as const;
  const trainer = await Trainer.compile(definition, CPU);
  trainer.load(scope.initialValues(createRng(1)));
  let revived = 0;
  for (let step = 1; step <= 400; step++) {
    const { metrics } = await trainer.step({ points: clusterPoints(BATCH, step) }, step, 3e-3, createRng(2));
    if (!revive || metrics["dead"] === 0) continue;
    const state = trainer.state();
    const count = reviveCodes(state, createRng(3).fork(step));
    expect(count).toBe(metrics["dead"]);
    trainer.load(state);
    revived += count;
  }
  const parameters = feedsOf(trainer.parameters());
  await trainer.release();
  const test = quantise(scope, constant(clusterPoints(BATCH, 0), [BATCH, 2]), config);
  const [codes, error] = interpret([test.codes, test.loss], parameters).map(({ data }) => data);
  return { use: codebookUse(codes, CLUSTERS), error: error[0], revived };
}

test("codes find 12 clusters when dead ones are revived, and do not without", async () => {
  const [alive, dying] = [await learnClusters(true), await learnClusters(false)];
  expect(alive.revived).toBeGreaterThan(0);
  expect(alive.use.perplexity / CLUSTERS).toBeGreaterThan(0.6);
  expect(dying.use.perplexity / CLUSTERS).toBeLessThan(0.5);
  expect(alive.error).toBeLessThan(dying.error / 10);
});

describe("revival", () => {
  const config: QuantiserConfig = { kind: "residual", codes: 4, width: 2, stages: 2, replaceAfter: 7 };
  const scope = Scope.create();
  const latents = input("latents", [5, 2]);
  const { dead } = quantise(scope.forTraining(), latents, config, constant([0, 1, 1, 0, 1], [5], "bool"));
  const X = [100, 100, 1, 2, 3, 4, -100, -100, 5, 6];
  const feeds = { ...feedsOf(trialValues(scope)), latents: X, "noise.key": [1, 2] };

  test("an unused code counts down, a used one starts anew; only real latents are kept", () => {
    const updates = [...scope.updates];
    const counting = { ...feeds, "0.countdown": [1, 1, 1, 1], "1.countdown": [3, 3, 3, 3] };
    const results = interpret([dead!, ...updates.map(([, tensor]) => tensor)], counting);
    const found = Object.fromEntries(updates.map(([name], k) => [name, [...results[k + 1].data]]));
    const { codes } = quantise(scope, latents, config);
    const chosen = interpret([codes], feeds)[0].data;
    for (const [stage, below] of [0, 2].entries()) {
      const used = new Set([1, 2, 4].map((row) => chosen[2 * row + stage]));
      expect(found[`${stage}.countdown`]).toEqual([0, 1, 2, 3].map((code) => (used.has(code) ? 7 : below)));
    }
    expect(results[0].data[0]).toBe(found["0.countdown"].filter((left) => left === 0).length);
    const real = ["1,2", "3,4", "5,6"];
    const kept = [0, 1, 2, 3].map((k) => found["0.fresh"].slice(2 * k, 2 * k + 2).join());
    expect(kept.filter((row) => !real.includes(row))).toEqual([]);
    expect(new Set(kept).size).toBeGreaterThan(1);
  });

  test("a dead code gets the latent as its vector in use; moments and countdown start anew, the rest stays", () => {
    const values = [...trialValues(scope)];
    const books = values.filter(([name]) => name.endsWith("codebook"));
    const moments = books.map(
      ([name, { shape, data }]) => [`optimiser.first.${name}`, { shape, data: data.slice() }] as const,
    );
    const state: NamedArrays = new Map([...values, ...moments]);
    for (const stage of [0, 1]) {
      state.get(`${stage}.countdown`)!.data.set([7, 0, 2, stage === 0 ? 0 : 1]);
      state.get(`${stage}.fresh`)!.data.set([1, 2, 3, 4, 5, 6, 7, 8]);
    }
    const tables = () =>
      interpret(
        [0, 1].map((stage) => codeTable(scope.child(stage), config)),
        feedsOf(state),
      ).map(({ data }) => [...data]);
    const before = tables();
    expect(reviveCodes(state, createRng(1))).toBe(3);
    const after = tables();
    const expected = [
      [...before[0].slice(0, 2), 3, 4, ...before[0].slice(4, 6), 7, 8],
      [...before[1].slice(0, 2), 3, 4, ...before[1].slice(4)],
    ];
    after.flat().forEach((value, i) => {
      const target = expected.flat()[i];
      expect(Math.abs(value - target)).toBeLessThan(Number.isInteger(target) ? 0.05 * target : 1e-12);
    });
    expect([...state.get("0.countdown")!.data]).toEqual([7, 7, 2, 7]);
    const zeros = [...state.get("optimiser.first.0.codebook")!.data].map((v) => v === 0);
    expect(zeros).toEqual([false, false, true, true, false, false, true, true]);
  });
});

test("placed vectors are the vectors in use, whatever the affine map", () => {
  const scope = Scope.create();
  const book = { codes: 3, width: 2 };
  const table = codeTable(scope, book);
  const state = trialValues(scope);
  placeCodes(state, "", Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(gap(interpret([table], feedsOf(state))[0].data, [1, 2, 3, 4, 5, 6])).toBeLessThan(1e-5);
});

describe("k-means++", () => {
  test("one centre in each of 12 clusters that are far from each other", () => {
    const centres = plusPlusCentres(clusterPoints(600, 1), 2, CLUSTERS, createRng(5));
    const clusters = Array.from({ length: CLUSTERS }, (_, k) => {
      const angle = Math.atan2(centres[2 * k + 1] - 8, centres[2 * k] - 8);
      return (Math.round((angle * CLUSTERS) / (2 * Math.PI)) + CLUSTERS) % CLUSTERS;
    });
    expect(new Set(clusters).size).toBe(CLUSTERS);
  });

  test("the second centre is drawn by squared distance", () => {
    // From 0: 1 with weight 1, 3 with weight 9. The first centre is 0 in a third of the cases.
    const points = Float32Array.of(0, 1, 3);
    const pairs = Array.from({ length: 3000 }, (_, seed) => plusPlusCentres(points, 1, 2, createRng(seed)));
    const fromZero = pairs.filter(([first]) => first === 0);
    const share = fromZero.filter(([, second]) => second === 3).length / fromZero.length;
    expect(Math.abs(share - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / fromZero.length));
  });

  test("fewer points than centres: they repeat", () => {
    expect(new Set(plusPlusCentres(Float32Array.of(1, 2), 1, 5, createRng(1)))).toEqual(new Set([1, 2]));
  });
});

describe("use of a codebook", () => {
  test("equal use of all codes: perplexity is their number; padding does not count", () => {
    const { perplexity, unused } = codebookUse([0, 1, 2, 3, -1, 3, 2, 1, 0, -1], 4);
    expect(Math.abs(perplexity - 4)).toBeLessThan(1e-12);
    expect(unused).toBe(0);
    expect(codebookUse([2, 2, 2], 4)).toEqual({ perplexity: 1, unused: 0.75 });
  });

  test("perplexity lies between 1 and the number of codes in use", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), (codes) => {
        const { perplexity, unused } = codebookUse(codes, 10);
        const used = new Set(codes).size;
        expect(unused).toBeCloseTo(1 - used / 10, 12);
        expect(perplexity).toBeGreaterThan(1 - 1e-12);
        expect(perplexity).toBeLessThan(used + 1e-9);
      }),
    );
  });
});

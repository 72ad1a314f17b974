/** A small ParticleNet with random parameters: against loops, its symmetries, its gradients, training. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, crossEntropy, input, interpret, Scope, Trainer } from "../tensor/index.ts";
import { particleNet } from "./particleNet.ts";
import type { ParticleNetConfig } from "./particleNet.ts";
import { feedsOf, gap, gradientsOf, runtimeDeviations, trialValues, worstSlope } from "./trial.ts";

const CONFIG: ParticleNetConfig = { neighbours: 2, blocks: [[5, 4], [6]], hidden: [4], classes: 3 };
const [JETS, SLOTS, POINTS, FEATURES] = [3, 6, 2, 3];
const COUNTS = [6, 4, 2]; // the last has fewer than three particles, so padding among its neighbours

const EXACT = 1e-12; // float64, logits around 1

interface Cloud {
  readonly points: number[];
  readonly features: number[];
  readonly valid: number[];
}

/** Jets of the given numbers of particles; garbage in the slots of padding. */
function randomCloud(counts: readonly number[], slots: number, seed = 1): Cloud {
  const cloud: Cloud = { points: [], features: [], valid: [] };
  counts.forEach((count, jet) => {
    for (let slot = 0; slot < slots; slot++) {
      // A particle's numbers do not depend on the slots of its jet.
      const rng = createRng(seed).fork(jet).fork(slot);
      for (let k = 0; k < POINTS; k++) cloud.points.push(rng.normal());
      for (let k = 0; k < FEATURES; k++) cloud.features.push(rng.normal());
      cloud.valid.push(Number(slot < count));
    }
  });
  return cloud;
}

function network(jets = JETS, slots = SLOTS, training = false) {
  const scope = Scope.create();
  const cloud = {
    points: input("points", [jets, slots, POINTS]),
    features: input("features", [jets, slots, FEATURES]),
    valid: input("valid", [jets, slots]),
  };
  return { scope, logits: particleNet(training ? scope.forTraining() : scope, cloud, CONFIG) };
}

/** Random parameters; variances are positive. */
function valuesOf(scope: Scope): Record<string, Float32Array> {
  const feeds = feedsOf(trialValues(scope));
  for (const [name, data] of Object.entries(feeds)) {
    if (name.endsWith("runningVariance")) feeds[name] = data.map((v) => Math.abs(v) + 0.5);
  }
  return feeds;
}

function logitsOf(cloud: Cloud, slots = SLOTS): Float64Array {
  const jets = cloud.valid.length / slots;
  const { scope, logits } = network(jets, slots);
  return interpret([logits], { ...valuesOf(scope), ...cloud })[0].data;
}

/** The formulas of the paper for one jet, particle by particle and edge by edge. */
function loops(
  values: Record<string, Float32Array>,
  points: number[][],
  features: number[][],
  padding: number,
): number[] {
  const dot = (name: string, row: number, x: readonly number[]) =>
    x.reduce((sum, v, k) => sum + v * values[`${name}.weight`][row * x.length + k], 0);
  const norm = (name: string, x: readonly number[]) =>
    x.map((v, c) => {
      const of = (part: string) => values[`${name}.${part}`][c];
      return ((v - of("runningMean")) / Math.sqrt(of("runningVariance") + 1e-5)) * of("gain") + of("bias");
    });
  const map = (name: string, width: number, x: readonly number[]) =>
    norm(
      `${name}.norm`,
      Array.from({ length: width }, (_, row) => dot(name, row, x)),
    );
  const relu = (x: readonly number[]) => x.map((v) => Math.max(v, 0));
  const square = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, k) => sum + (v - b[k]) ** 2, 0);

  let x = features.map((row) => norm("norm", row));
  CONFIG.blocks.forEach((widths, block) => {
    const places = block === 0 ? points : x;
    const before = x;
    x = before.map((own, i) => {
      const order = before.map((_, j) => j).sort((a, b) => square(places[i], places[a]) - square(places[i], places[b]));
      const others = order.slice(1).map((j) => before[j]);
      for (let k = 0; k < padding; k++) others.push(own.map(() => 0));
      const messages = others
        .slice(0, CONFIG.neighbours)
        .map((other) =>
          widths.reduce(
            (h, width, n) => relu(map(`block.${block}.convolution.${n}`, width, h)),
            [...own, ...other.map((v, k) => v - own[k])],
          ),
        );
      const shortcut = map(`block.${block}.shortcut`, widths.at(-1)!, own);
      return relu(shortcut.map((v, c) => v + messages.reduce((sum, h) => sum + h[c], 0) / CONFIG.neighbours));
    });
  });
  const mean = x[0].map((_, c) => x.reduce((sum, row) => sum + row[c], 0) / x.length);
  const affine = (name: string, width: number, h: readonly number[]) =>
    Array.from({ length: width }, (_, row) => dot(name, row, h) + values[`${name}.bias`][row]);
  return affine("head.1", CONFIG.classes, relu(affine("head.0", CONFIG.hidden[0], mean)));
}

test("it is these loops, also for a jet of fewer particles than neighbours", () => {
  const cloud = randomCloud(COUNTS, SLOTS);
  const values = valuesOf(network().scope);
  const rowsOf = (data: number[], width: number, jet: number) =>
    Array.from({ length: COUNTS[jet] }, (_, i) => data.slice((jet * SLOTS + i) * width, (jet * SLOTS + i + 1) * width));
  const expected = COUNTS.flatMap((count, jet) =>
    loops(values, rowsOf(cloud.points, POINTS, jet), rowsOf(cloud.features, FEATURES, jet), SLOTS - count),
  );
  expect(gap(logitsOf(cloud), expected)).toBeLessThan(EXACT);
});

test("onnxruntime agrees with the interpreter", async () => {
  const { scope, logits } = network();
  const deviations = await runtimeDeviations({ logits }, { ...valuesOf(scope), ...randomCloud(COUNTS, SLOTS) });
  expect(deviations["logits"]).toBeLessThan(1e-5);
});

test("the order of the particles changes nothing", () => {
  const cloud = randomCloud([SLOTS], SLOTS);
  const expected = logitsOf(cloud);
  const orders = fc.shuffledSubarray([...Array(SLOTS).keys()], { minLength: SLOTS });
  fc.assert(
    fc.property(orders, (order) => {
      const moved = (data: number[], width: number) => order.flatMap((i) => data.slice(i * width, (i + 1) * width));
      const found = logitsOf({
        points: moved(cloud.points, POINTS),
        features: moved(cloud.features, FEATURES),
        valid: cloud.valid,
      });
      expect(gap(found, expected)).toBeLessThan(EXACT);
    }),
    { numRuns: 20 },
  );
});

test("padding changes nothing: neither more slots nor other jets in the batch", () => {
  const expected = logitsOf(randomCloud(COUNTS, SLOTS));
  expect(gap(logitsOf(randomCloud(COUNTS, SLOTS + 3), SLOTS + 3), expected)).toBeLessThan(EXACT);
  const alone = logitsOf(randomCloud([COUNTS[0]], SLOTS));
  expect(gap(alone, expected.subarray(0, CONFIG.classes))).toBeLessThan(EXACT);
});

const LABELS = [0, 2, 1];

test.each([false, true])("gradients of all parameters are central differences (training: %s)", (training) => {
  const { scope, logits } = network(JETS, SLOTS, training);
  const loss = crossEntropy(logits, constant(LABELS, [JETS], "int32"));
  const feeds = { ...valuesOf(scope), ...randomCloud(COUNTS, SLOTS) };
  const { error, worst } = worstSlope(loss, scope, feeds);
  expect(error, worst).toBeLessThan(1e-6);
});

test("in training, padding changes neither loss nor gradients nor running statistics", () => {
  const results = [SLOTS, SLOTS + 3].map((slots) => {
    const { scope, logits } = network(JETS, slots, true);
    const loss = crossEntropy(logits, constant(LABELS, [JETS], "int32"));
    const outputs = [loss, ...Object.values(gradientsOf(loss, scope)), ...scope.updates.values()];
    return interpret(outputs, { ...valuesOf(scope), ...randomCloud(COUNTS, slots) });
  });
  expect(results[0].length).toBeGreaterThan(40);
  results[0].forEach(({ data }, k) => expect(gap(results[1][k].data, data)).toBeLessThan(EXACT));
});

test("it learns which jets have two prongs", { timeout: 60_000 }, async () => {
  const jets = 16;
  const labels = Array.from({ length: jets }, (_, jet) => jet % 2);
  const cloud = randomCloud(new Array<number>(jets).fill(SLOTS), SLOTS);
  // The second prong takes every other particle; the features stay noise.
  cloud.points.forEach((_, i) => {
    const [jet, particle] = [Math.floor(i / (POINTS * SLOTS)), Math.floor(i / POINTS)];
    cloud.points[i] = 0.1 * cloud.points[i] + (labels[jet] === 1 && particle % 2 === 1 ? 3 : 0);
    cloud.features[particle * FEATURES + (i % POINTS)] = cloud.points[i];
  });
  const { scope, logits } = network(jets, SLOTS, true);
  const loss = crossEntropy(logits, constant(labels, [jets], "int32"));
  const definition = { scope, loss, optimiser: { kind: "adamw" } } as const;
  const trainer = await Trainer.compile(definition, { device: "cpu", threads: 1 });
  const rng = createRng(2);
  trainer.load(scope.initialValues(rng.fork("initial")));
  const losses: number[] = [];
  for (let step = 1; step <= 60; step++) losses.push((await trainer.step({ ...cloud }, step, 2e-2, rng)).loss);
  await trainer.release();
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.05);
});

test.each<[Partial<ParticleNetConfig>, string]>([
  [
    { neighbours: 6 },
    "neighbours of each particle: found 6, expected a whole number from 1 to 5, one less than the slots of a jet [nets/particle-net-neighbours]",
  ],
  [{ neighbours: 0 }, "[nets/particle-net-neighbours]"],
  [{ neighbours: 1.5 }, "[nets/particle-net-neighbours]"],
  [
    { blocks: [] },
    "widths of the blocks of edge convolutions: found [], expected at least one block of at least one map, whole numbers from 1 [nets/particle-net-blocks]",
  ],
  [{ blocks: [[4], []] }, "found [[4], []]"],
  [{ blocks: [[4, 0]] }, "[nets/particle-net-blocks]"],
  [{ hidden: [0] }, "[nets/mlp-widths]"],
  [{ dropout: 1 }, "[nets/dropout-rate]"],
])("%o is refused", (change, message) => {
  const cloud = {
    points: input("points", [1, 6, 2]),
    features: input("features", [1, 6, 3]),
    valid: input("valid", [1, 6]),
  };
  expect(() => particleNet(Scope.create(), cloud, { ...CONFIG, ...change })).toThrow(message);
});

/** A small Particle Transformer with random parameters: against loops, its symmetries, its gradients, its size. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, crossEntropy, input, interpret, Scope } from "../tensor/index.ts";
import { PARTICLE_TRANSFORMER, particleTransformer } from "./particleTransformer.ts";
import type { ParticleTransformerConfig } from "./particleTransformer.ts";
import { feedsOf, gap, gradientsOf, runtimeDeviations, trialValues, worstSlope } from "./trial.ts";

const CONFIG: ParticleTransformerConfig = {
  embedding: [5, 8],
  pairEmbedding: [3],
  heads: 2,
  blocks: 1,
  classBlocks: 1,
  dropout: 0,
  classes: 3,
};
const [SLOTS, FEATURES] = [5, 3];
const COUNTS = [5, 3, 1];
const EXACT = 1e-11; // float64, logits around 1

interface Jets {
  readonly features: number[];
  readonly momenta: number[];
  readonly valid: number[];
}

/** Jets of the given numbers of particles; garbage in the slots of padding. */
function randomJets(counts: readonly number[], slots: number): Jets {
  const jets: Jets = { features: [], momenta: [], valid: [] };
  counts.forEach((count, jet) => {
    for (let slot = 0; slot < slots; slot++) {
      // A particle's numbers do not depend on the slots of its jet.
      const rng = createRng(1).fork(jet).fork(slot);
      for (let k = 0; k < FEATURES; k++) jets.features.push(rng.normal());
      jets.momenta.push(Math.exp(1 + rng.normal()), 0.4 * rng.normal(), 0.4 * rng.normal());
      jets.valid.push(Number(slot < count));
    }
  });
  return jets;
}

function network(jets: number, slots: number, training = false, config = CONFIG) {
  const scope = Scope.create();
  const jet = {
    features: input("features", [jets, slots, FEATURES]),
    momenta: input("momenta", [jets, slots, 3]),
    valid: input("valid", [jets, slots]),
  };
  return { scope, logits: particleTransformer(training ? scope.forTraining() : scope, jet, config) };
}

/** Random parameters; variances are positive, and the pairs are shifted to where a GELU is not flat. */
function valuesOf(scope: Scope): Record<string, Float32Array> {
  const feeds = feedsOf(trialValues(scope));
  for (const [name, data] of Object.entries(feeds)) {
    if (name.endsWith("runningVariance")) feeds[name] = data.map((v) => Math.abs(v) + 0.5);
    if (/^pairs\.\d\.norm\.bias$/.test(name)) feeds[name] = data.map((v) => v + 2);
  }
  return feeds;
}

function logitsOf(jets: Jets, slots = SLOTS): Float64Array {
  const { scope, logits } = network(jets.valid.length / slots, slots);
  return interpret([logits], { ...valuesOf(scope), ...jets })[0].data;
}

describe("in loops", () => {
  type Row = readonly number[];
  const values = valuesOf(network(1, SLOTS).scope);
  const of = (name: string, k: number) => values[name][k];

  function affine(name: string, x: Row): number[] {
    return Array.from(values[`${name}.bias`], (bias, row) =>
      x.reduce((sum, v, k) => sum + v * of(`${name}.weight`, row * x.length + k), bias),
    );
  }

  function layer(name: string, x: Row): number[] {
    const mean = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
    return x.map((v, k) => ((v - mean) / Math.sqrt(variance + 1e-5)) * of(`${name}.gain`, k) + of(`${name}.bias`, k));
  }

  function running(name: string, x: Row): number[] {
    return x.map((v, k) => {
      const normal = (v - of(`${name}.runningMean`, k)) / Math.sqrt(of(`${name}.runningVariance`, k) + 1e-5);
      return normal * of(`${name}.gain`, k) + of(`${name}.bias`, k);
    });
  }

  /** x times the Gaussian distribution function, by the series of the error function without alternating signs. */
  function gelu(x: Row): number[] {
    return x.map((v) => {
      const z = v / Math.SQRT2;
      if (Math.abs(z) > 7) return v > 0 ? v : 0;
      let [term, sum] = [z, z];
      for (let n = 1; n < 200; n++) {
        term *= (2 * z * z) / (2 * n + 1);
        sum += term;
      }
      return v * (0.5 + (Math.exp(-z * z) / Math.sqrt(Math.PI)) * sum);
    });
  }

  const plus = (a: Row, b: Row) => a.map((v, k) => v + b[k]);
  const width = CONFIG.embedding.at(-1)! / CONFIG.heads;

  /** Softmax over the keys, head by head; `bias` of query, key and head. */
  function attend(name: string, queries: Row[], context: Row[], bias: (q: number, k: number, h: number) => number) {
    const [keys, found] = [
      context.map((x) => affine(`${name}.key`, x)),
      context.map((x) => affine(`${name}.value`, x)),
    ];
    return queries.map((x, q) => {
      const query = affine(`${name}.query`, x);
      const joined = query.map((_, c) => {
        const head = Math.floor(c / width);
        const scores = keys.map((key, k) => {
          const product = key.reduce((sum, v, j) => sum + (Math.floor(j / width) === head ? v * query[j] : 0), 0);
          return Math.exp(product / Math.sqrt(width) + bias(q, k, head));
        });
        return scores.reduce((sum, s, k) => sum + s * found[k][c], 0) / scores.reduce((a, b) => a + b);
      });
      return affine(`${name}.output`, joined);
    });
  }

  function completed(name: string, x: Row, mixed: Row): number[] {
    const scaled = mixed.map((v, c) => v * of(`${name}.heads.gain`, Math.floor(c / width)));
    const attended = plus(x, layer(`${name}.mixedNorm`, scaled));
    const hidden = gelu(affine(`${name}.up`, layer(`${name}.hiddenNorm`, attended)));
    const result = affine(`${name}.down`, layer(`${name}.innerNorm`, hidden));
    return attended.map((v, c) => v * of(`${name}.residual.gain`, c) + result[c]);
  }

  function pairBias([ptA, etaA, phiA]: Row, [ptB, etaB, phiB]: Row): number[] {
    const delta = Math.hypot(etaA - etaB, phiA - phiB);
    const low = Math.min(ptA, ptB);
    const mass2 = 2 * ptA * ptB * (Math.cosh(etaA - etaB) - Math.cos(phiA - phiB));
    const logs = [delta, low * delta, low / (ptA + ptB), mass2].map((v) => Math.log(Math.max(v, 1e-8)));
    return [0, 1].reduce<number[]>(
      (x, n) => gelu(running(`pairs.${n}.norm`, affine(`pairs.${n}`, x))),
      running("pairs.norm", logs),
    );
  }

  function jetLogits(features: Row[], momenta: Row[]): number[] {
    let x = features.map((row) =>
      [0, 1].reduce<number[]>(
        (h, n) => gelu(affine(`embedding.${n}`, layer(`embedding.${n}.norm`, h))),
        running("norm", row),
      ),
    );
    for (let n = 0; n < CONFIG.blocks; n++) {
      const normal = x.map((row) => layer(`block.${n}.attentionNorm`, row));
      const mixed = attend(`block.${n}.attention`, normal, normal, (q, k, h) => pairBias(momenta[q], momenta[k])[h]);
      x = x.map((row, i) => completed(`block.${n}`, row, mixed[i]));
    }
    const token = Array.from(values["classToken"]);
    const context = [token, ...x].map((row) => layer("classBlock.0.attentionNorm", row));
    const [mixed] = attend("classBlock.0.attention", [token], context, () => 0);
    return affine("head", layer("finalNorm", completed("classBlock.0", token, mixed)));
  }

  test("it is the same network, for jets of all sizes", () => {
    const { features, momenta } = randomJets(COUNTS, SLOTS);
    const rowsOf = (data: number[], size: number, jet: number) =>
      Array.from({ length: COUNTS[jet] }, (_, i) => data.slice((jet * SLOTS + i) * size, (jet * SLOTS + i + 1) * size));
    const expected = COUNTS.flatMap((_, jet) => jetLogits(rowsOf(features, FEATURES, jet), rowsOf(momenta, 3, jet)));
    expect(gap(logitsOf(randomJets(COUNTS, SLOTS)), expected)).toBeLessThan(1e-9);
  });
});

test("onnxruntime agrees with the interpreter", async () => {
  const { scope, logits } = network(COUNTS.length, SLOTS);
  const deviations = await runtimeDeviations({ logits }, { ...valuesOf(scope), ...randomJets(COUNTS, SLOTS) });
  expect(deviations["logits"]).toBeLessThan(1e-5);
});

test("the order of the particles changes nothing", () => {
  const jet = randomJets([SLOTS], SLOTS);
  const expected = logitsOf(jet);
  const orders = fc.shuffledSubarray([...Array(SLOTS).keys()], { minLength: SLOTS });
  fc.assert(
    fc.property(orders, (order) => {
      const moved = (data: number[], width: number) => order.flatMap((i) => data.slice(i * width, (i + 1) * width));
      const found = logitsOf({ ...jet, features: moved(jet.features, FEATURES), momenta: moved(jet.momenta, 3) });
      expect(gap(found, expected)).toBeLessThan(EXACT);
    }),
    { numRuns: 20 },
  );
});

test("the pairs see a jet from any side: turned and moved along eta, nothing changes", () => {
  const jet = randomJets([SLOTS], SLOTS);
  const moved = jet.momenta.map((v, k) => v + [0, 0.7, 1.2][k % 3]);
  expect(gap(logitsOf({ ...jet, momenta: moved }), logitsOf(jet))).toBeLessThan(EXACT);
  const scaled = jet.momenta.map((v, k) => v * [1, 1.5, 1][k % 3]);
  expect(gap(logitsOf({ ...jet, momenta: scaled }), logitsOf(jet))).toBeGreaterThan(1e7 * EXACT);
});

test("padding changes nothing: neither more slots nor other jets in the batch", () => {
  const expected = logitsOf(randomJets(COUNTS, SLOTS));
  expect(gap(logitsOf(randomJets(COUNTS, SLOTS + 3), SLOTS + 3), expected)).toBeLessThan(EXACT);
  const alone = logitsOf(randomJets([COUNTS[0]], SLOTS));
  expect(gap(alone, expected.subarray(0, CONFIG.classes))).toBeLessThan(EXACT);
});

const LABELS = [0, 2, 1];

test.each([false, true])("gradients of all parameters are central differences (training: %s)", (training) => {
  const { scope, logits } = network(COUNTS.length, SLOTS, training);
  const loss = crossEntropy(logits, constant(LABELS, [COUNTS.length], "int32"));
  const { error, worst } = worstSlope(loss, scope, { ...valuesOf(scope), ...randomJets(COUNTS, SLOTS) });
  expect(error, worst).toBeLessThan(1e-6);
});

test("in training, padding changes neither loss nor gradients nor running statistics", () => {
  const results = [SLOTS, SLOTS + 3].map((slots) => {
    const { scope, logits } = network(COUNTS.length, slots, true);
    const loss = crossEntropy(logits, constant(LABELS, [COUNTS.length], "int32"));
    const outputs = [loss, ...Object.values(gradientsOf(loss, scope)), ...scope.updates.values()];
    return interpret(outputs, { ...valuesOf(scope), ...randomJets(COUNTS, slots) });
  });
  expect(results[0].length).toBeGreaterThan(50);
  results[0].forEach(({ data }, k) => expect(gap(results[1][k].data, data)).toBeLessThan(EXACT));
});

/**
 * The published network is said to have 2.14 million parameters. By hand, for F features and C classes:
 * embedding 2F + 2F + 128 (F + 1) + (256 + 66,048) + (1,024 + 65,664); pairs 8 + (320 + 128) + 2 (4,160 + 128) + (520 + 16);
 * ten blocks of 199,688 = norms 256 + 256 + 256 + 1,024, attention 4 (128^2 + 128), hidden layer 66,048 + 65,664, gains 8 + 128;
 * class token 128, last norm 256, head 129 C.
 */
test.each([
  [7, 10, 2_142_166],
  [17, 10, 2_143_486],
])("with %i features and %i classes the published sizes give %i parameters", (features, classes, expected) => {
  const scope = Scope.create();
  const jet = {
    features: input("features", [1, 2, features]),
    momenta: input("momenta", [1, 2, 3]),
    valid: input("valid", [1, 2]),
  };
  particleTransformer(scope, jet, { ...PARTICLE_TRANSFORMER, classes });
  expect(scope.count()).toBe(expected);
});

test.each<[Partial<ParticleTransformerConfig>]>([
  [{ heads: 3 }],
  [{ embedding: [] }],
  [{ pairEmbedding: [0] }],
  [{ blocks: -1 }],
  [{ classBlocks: 0 }],
  [{ dropout: 1 }],
])("%o is refused", (change) => {
  expect(() => network(1, 3, false, { ...CONFIG, ...change })).toThrow("[nets/particle-transformer]");
});

/** Judging in batches of equal size against one jet at a time on the interpreter. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { classifyJets } from "./classifyJets.ts";
import { kinInputs, particleNet } from "./particleNet.ts";
import { kinBatch } from "./particleNetFeatures.ts";
import type { JetColumns } from "./particleNetFeatures.ts";
import type { TrainedParticleNet } from "./particleNetWeights.ts";
import { gap } from "./trial.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const FLOAT32 = 1e-5; // relative to logits around 1

const config = { neighbours: 3, blocks: [[5], [6]], hidden: [4], classes: 3 };
const classes = ["a", "b", "c"];

function trained(): TrainedParticleNet {
  const scope = Scope.create();
  particleNet(scope, kinInputs(1, 4), config);
  return { config, parameters: scope.initialValues(createRng(1)), classes };
}

function randomJets(counts: readonly number[]): JetColumns {
  const rng = createRng(2);
  const offsets = [0];
  for (const count of counts) offsets.push(offsets.at(-1)! + count);
  const [px, py, pz, energy] = [0, 1, 2, 3].map(() => new Float32Array(offsets.at(-1)!));
  for (let i = 0; i < px.length; i++) {
    px[i] = 20 + 10 * rng.normal();
    py[i] = 5 + 3 * rng.normal();
    pz[i] = 15 * rng.normal();
    energy[i] = 1.01 * Math.hypot(px[i], py[i], pz[i]);
  }
  return { px, py, pz, energy, offsets };
}

/** Logits of one jet in float64, in exactly as many slots as it has constituents or the network needs. */
function slowLogits({ parameters }: TrainedParticleNet, jets: JetColumns, jet: number): Float64Array {
  const seen = Math.min(jets.offsets[jet + 1] - jets.offsets[jet], 128);
  const slots = Math.max(seen, config.neighbours + 1);
  const logits = particleNet(Scope.create(), kinInputs(1, slots), config);
  const values = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
  return interpret([logits], { ...values, ...kinBatch(jets, [jet], 1, slots) })[0].data;
}

test("jets of all sizes, in any order, as if each were alone", async () => {
  const counts = [2, 40, 16, 17, 1, 130, 41, 3, 5, 6, 7, 8, 9, 10, 11];
  const jets = randomJets(counts);
  const net = trained();
  const { logits, probabilities, cut } = await classifyJets(net, jets, CPU);
  expect(cut).toBe(1);
  expect(logits.length).toBe(3 * counts.length);
  counts.forEach((_, jet) => {
    const row = logits.subarray(3 * jet, 3 * jet + 3);
    expect(gap(row, slowLogits(net, jets, jet)), `jet ${jet}`).toBeLessThan(FLOAT32);
    const weights = [...row].map(Math.exp);
    const total = weights.reduce((a, b) => a + b);
    const expected = weights.map((weight) => weight / total);
    expect(gap(probabilities.subarray(3 * jet, 3 * jet + 3), expected)).toBeLessThan(FLOAT32);
  });
});

test("columns may begin before the first jet and end after the last", async () => {
  const jets = randomJets([5, 20, 9]);
  const middle = { ...jets, offsets: [5, 25] };
  const [all, one] = [await classifyJets(trained(), jets, CPU), await classifyJets(trained(), middle, CPU)];
  expect(gap(one.logits, all.logits.subarray(3, 6))).toBeLessThan(FLOAT32);
});

test("no jets, no answer", async () => {
  const { logits, probabilities, cut } = await classifyJets(trained(), { ...randomJets([3]), offsets: [0] }, CPU);
  expect([logits.length, probabilities.length, cut]).toEqual([0, 0, 0]);
});

test("a jet without constituents is refused", async () => {
  const jets = { ...randomJets([3, 4]), offsets: [0, 3, 3, 7] };
  await expect(classifyJets(trained(), jets, CPU)).rejects.toThrow(
    'a jet without constituents has no class at jet 1: found "entries [3, 3)" [nets/jet-without-constituents]. ' +
      "Skip and count such jets before they are judged.",
  );
});

test("an impossible constituent is refused with its jet", async () => {
  const jets = randomJets([3, 4]);
  const energy = Float32Array.from(jets.energy);
  energy[5] = NaN;
  await expect(classifyJets(trained(), { ...jets, energy }, CPU)).rejects.toThrow(
    "at jet 1, particle 5 of the columns",
  );
});

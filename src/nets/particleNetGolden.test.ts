/**
 * The published ParticleNet "kin" on real jets against its golden logits (specification of jetlm, 5.6 and 6.3). Those
 * were made in float32 with NumPy on a processor with AVX-512: fed with features from there, this network agrees to 1e-5
 * with 500 of 500 JetClass jets, and to 1e-3 with 389 of 400 top jets. Our own features are the same bit for bit but for
 * asinh and log, of which 1 % and 6 % differ in the last bit; five more top jets then have other neighbours.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { accuracy, auc, splitByLabel } from "../stats/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { classifyJets } from "./classifyJets.ts";
import { kinInputs, particleNet } from "./particleNet.ts";
import { kinBatch } from "./particleNetFeatures.ts";
import type { JetColumns } from "./particleNetFeatures.ts";
import { loadParticleNetKin } from "./particleNetWeights.ts";
import { gap } from "./trial.ts";

const folder = findData("jet-foundation");
const withData = test.skipIf(folder === undefined);
const CPU = { device: "cpu", threads: 1 } as const;
const SLOTS = 128;
const CLASSES = 10;

/** A little-endian .npy file of format version 1 in C order. */
function npy(name: string, descr: "<f4" | "<i4"): Float32Array | Int32Array {
  const stored = readFileSync(join(folder!, name));
  const bytes = name.endsWith(".gz") ? gunzipSync(stored) : stored;
  const start = 10 + bytes.readUInt16LE(8);
  expect(bytes.toString("latin1", 10, start)).toContain(`'descr': '${descr}', 'fortran_order': False`);
  const body = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return descr === "<f4" ? new Float32Array(body) : new Int32Array(body);
}

/** The first `count` jets of a set [jets, 4, slots], without padding. */
function jetsOf(set: string, count: number): JetColumns {
  const vectors = npy(`jets/${set}_vectors.npy.gz`, "<f4");
  const columns: [number[], number[], number[], number[]] = [[], [], [], []];
  const offsets = [0];
  for (let jet = 0; jet < count; jet++) {
    const at = (k: number, i: number) => vectors[(jet * 4 + k) * SLOTS + i];
    for (let i = 0; i < SLOTS && at(3, i) > 0; i++) columns.forEach((column, k) => column.push(at(k, i)));
    offsets.push(columns[0].length);
  }
  const [px, py, pz, energy] = columns.map((column) => Float32Array.from(column));
  return { px, py, pz, energy, offsets };
}

/** Largest difference of the logits of each jet. */
function deviations(found: Float32Array, golden: ArrayLike<number>): number[] {
  return Array.from({ length: found.length / CLASSES }, (_, jet) => {
    const row = found.subarray(jet * CLASSES, (jet + 1) * CLASSES);
    return gap(
      row,
      Array.from(row, (_, c) => golden[jet * CLASSES + c]),
    );
  });
}

const net = () => loadParticleNetKin(join(folder!, "particlenet-kin"));
const within = (values: readonly number[], limit: number) => values.filter((value) => value < limit).length;

// Of logits up to 16, in which one unit of float32's last place is 1e-6; the largest found is 1.14e-5.
const GOLDEN = 2e-5;

const jetClassLogits = () => npy("particlenet-kin/golden_logits_jetclass500.npy", "<f4");

// Rows are the truth, columns the class of largest probability.
const CONFUSION = [
  [33, 2, 1, 2, 1, 0, 3, 2, 2, 2],
  [0, 27, 8, 6, 3, 1, 2, 0, 1, 0],
  [3, 15, 23, 4, 4, 2, 1, 0, 3, 0],
  [1, 3, 3, 29, 6, 1, 2, 0, 5, 0],
  [0, 0, 1, 2, 26, 0, 1, 1, 2, 0],
  [0, 0, 0, 0, 0, 45, 3, 2, 0, 2],
  [1, 0, 2, 2, 1, 3, 36, 9, 0, 0],
  [1, 2, 0, 0, 1, 3, 7, 34, 0, 1],
  [0, 1, 2, 1, 0, 0, 0, 0, 60, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 46],
];

withData("500 JetClass jets: logits, accuracy, cross-entropy, confusion matrix (needs shared data)", async () => {
  const { logits, probabilities, cut } = await classifyJets(net(), jetsOf("jetclass500", 500), CPU);
  expect(cut).toBe(0);
  expect(Math.max(...deviations(logits, jetClassLogits()))).toBeLessThan(GOLDEN);
  const confusion = CONFUSION.map((row) => row.map(() => 0));
  let nats = 0;
  npy("jets/jetclass500_labels.npy.gz", "<i4").forEach((truth, jet) => {
    const row = probabilities.subarray(jet * CLASSES, (jet + 1) * CLASSES);
    confusion[truth][row.indexOf(Math.max(...row))]++;
    nats -= Math.log(row[truth]);
  });
  expect(confusion).toEqual(CONFUSION);
  expect(confusion.reduce((sum, row, c) => sum + row[c], 0)).toBe(359);
  expect(nats / 500).toBeCloseTo(0.78224, 5);
});

withData(
  "the float64 interpreter has the golden logits of jets of 13, 24 and 31 constituents (needs shared data)",
  () => {
    const jets = jetsOf("jetclass500", 500);
    const count = (jet: number) => jets.offsets[jet + 1] - jets.offsets[jet];
    const chosen = [13, 24, 31].map((n) =>
      Array.from({ length: 500 }, (_, jet) => jet).find((jet) => count(jet) === n)!,
    );
    const slots = 32;
    const { config, parameters } = net();
    const logits = particleNet(Scope.create(), kinInputs(1, slots), config);
    const values = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
    for (const jet of chosen) {
      const [{ data }] = interpret([logits], { ...values, ...kinBatch(jets, [jet], 1, slots) });
      const golden = jetClassLogits().subarray(jet * CLASSES, (jet + 1) * CLASSES);
      expect(gap(data, golden), `jet ${jet}`).toBeLessThan(GOLDEN);
    }
  },
);

const topLogits = () => npy("particlenet-kin/golden_logits_top2000_first400.npy", "<f4");

// Where particles coincide but for the last bit of asinh, the golden logits come from other neighbours.
const OTHER_NEIGHBOURS = 0.7;

withData("96 of 100 top-tagging jets have the golden logits (needs shared data)", async () => {
  const { logits } = await classifyJets(net(), jetsOf("top2000", 100), CPU);
  const found = deviations(logits, topLogits());
  expect(within(found, 1e-3)).toBeGreaterThanOrEqual(96);
  expect(Math.max(...found)).toBeLessThan(OTHER_NEIGHBOURS);
});

test.skipIf(folder === undefined || process.env["GLUEBALL_LONG"] === undefined)(
  "384 of 400 top-tagging jets have the golden logits; AUC, accuracy (needs shared data and ./test --long)",
  async () => {
    const { logits } = await classifyJets(net(), jetsOf("top2000", 400), CPU);
    const found = deviations(logits, topLogits());
    expect(within(found, 1e-3)).toBeGreaterThanOrEqual(384);
    expect(Math.max(...found)).toBeLessThan(OTHER_NEIGHBOURS);
    const scores = Float64Array.from({ length: 400 }, (_, jet) => logits[jet * CLASSES + 8] - logits[jet * CLASSES]);
    const labels = npy("jets/top2000_labels.npy.gz", "<i4").subarray(0, 400);
    const { signal, background } = splitByLabel(scores, labels);
    expect(auc(signal, background)).toBeCloseTo(0.9893, 4);
    expect(accuracy(signal, background, 0)).toBe(0.9675);
  },
);

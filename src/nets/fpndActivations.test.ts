/** JetNet's FPND network on real jets against its golden activations (specification of jetlm, 5.6 and 6.2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { fpndInput, fpndNet } from "./fpnd.ts";
import { fpndActivations, fpndParticles, loadFpnd } from "./fpndActivations.ts";
import { gap, runtimeDeviations, trialValues } from "./trial.ts";

const folder = findData("jet-foundation/fpnd");
const withData = test.skipIf(folder === undefined);
const CPU = { device: "cpu", threads: 1 } as const;

/** The float32 numbers of a .npy file of format version 1. */
function npy(name: string): Float32Array {
  const bytes = readFileSync(join(folder!, name));
  const start = 10 + bytes.readUInt16LE(8);
  expect(bytes.toString("latin1", 10, start)).toContain("'descr': '<f4', 'fortran_order': False");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length) as ArrayBuffer);
}

// Of activations up to 4.9; the largest difference found is 8.2e-6.
const GOLDEN = 2e-5;

withData("50 jets have the golden activations in float32 (needs shared data)", async () => {
  const found = await fpndActivations(loadFpnd(folder!), npy("golden_input_50x30x3.npy"), CPU);
  expect(gap(found, npy("golden_activations_50x256.npy"))).toBeLessThan(GOLDEN);
});

withData("the float64 interpreter has those of the first two (needs shared data)", () => {
  const { parameters } = loadFpnd(folder!);
  const { activations } = fpndNet(Scope.create(), fpndInput(2));
  const values = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
  const particles = npy("golden_input_50x30x3.npy").subarray(0, 2 * 90);
  const [{ data }] = interpret([activations], { ...values, particles });
  expect(gap(data, npy("golden_activations_50x256.npy").subarray(0, 2 * 256))).toBeLessThan(1e-5);
});

withData("a jet has the same activations alone and among others (needs shared data)", async () => {
  const net = loadFpnd(folder!);
  const particles = npy("golden_input_50x30x3.npy").subarray(0, 9 * 90);
  const all = await fpndActivations(net, particles, CPU);
  expect(all).toHaveLength(9 * 256);
  expect(gap(await fpndActivations(net, particles.subarray(8 * 90), CPU), all.subarray(8 * 256))).toBe(0);
});

test("413,125 numbers; onnxruntime agrees with the interpreter on jets with and without empty slots", async () => {
  const scope = Scope.create();
  const outputs = fpndNet(scope, fpndInput(2));
  expect(scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0)).toBe(413_125);
  const feeds: Record<string, Float32Array> = { particles: randomJets([30, 12]) };
  // Running variances have to be positive; the other numbers are anything.
  for (const [name, { data }] of trialValues(scope)) {
    feeds[name] = name.endsWith("runningVariance") ? data.map((v) => 1 + v * v) : data;
  }
  const deviations = await runtimeDeviations(outputs, feeds);
  expect(Math.max(...Object.values(deviations))).toBeLessThan(1e-4);
});

test("the order of the slots does not matter", () => {
  const scope = Scope.create();
  const { activations } = fpndNet(scope, fpndInput(1));
  const values = Object.fromEntries([...trialValues(scope)].map(([name, { data }]) => [name, data.map(Math.abs)]));
  const particles = randomJets([30]);
  const turned = Float32Array.from(particles, (_, at) => particles[(29 - Math.floor(at / 3)) * 3 + (at % 3)]);
  const [first, second] = [particles, turned].map((given) => interpret([activations], { ...values, particles: given }));
  const scale = Math.max(...first[0].data.map(Math.abs));
  expect(gap(second[0].data, first[0].data) / scale).toBeLessThan(1e-12);
});

/** [jets, 30, 3] with so many particles in each jet. */
function randomJets(counts: readonly number[]): Float32Array {
  const rng = createRng(4);
  const particles = new Float32Array(counts.length * 90);
  counts.forEach((count, jet) => {
    for (let i = 0; i < count; i++) {
      particles.set([0.2 * rng.normal(), 0.2 * rng.normal(), rng.uniform() / count], jet * 90 + 3 * i);
    }
  });
  return particles;
}

test("the network sees the 30 hardest particles, hardest first, and zeros where there are fewer", () => {
  const ptrel = Array.from({ length: 35 }, (_, i) => ((i * 11) % 35) / 700);
  const columns = {
    etarel: [...ptrel.map((pt) => 2 * pt), 0.3],
    phirel: [...ptrel.map((pt) => -pt), 0.4],
    ptrel: [...ptrel, 1],
  };
  const particles = fpndParticles({ ...columns, offsets: [0, 35, 36, 36] });
  expect(particles).toHaveLength(3 * 90);
  const sorted = ptrel.toSorted((a, b) => b - a).slice(0, 30);
  const expected = [...sorted.flatMap((pt) => [2 * pt, -pt, pt]), 0.3, 0.4, 1];
  expect([...particles.subarray(0, 93)]).toEqual(expected.map(Math.fround));
  expect(particles.subarray(93).every((x) => x === 0)).toBe(true);
});

test("bad input: impossible particles, incomplete jets, absent weights", async () => {
  expect(() => fpndParticles({ etarel: [0], phirel: [NaN], ptrel: [1], offsets: [0, 1] })).toThrow(
    'a constituent that the network cannot see at jet 0, particle 0 of the columns: found "etarel 0, phirel NaN, ptrel 1", expected finite numbers, ptrel 0 or more [nets/impossible-constituent]',
  );
  expect(() => fpndParticles({ etarel: [0], phirel: [0], ptrel: [-1], offsets: [0, 1] })).toThrow("ptrel -1");
  const nothing = { parameters: new Map(), classes: [] };
  await expect(fpndActivations(nothing, new Float32Array(91), CPU)).rejects.toThrow("nets/fpnd-particles");
  expect(() => loadFpnd("no-such-folder")).toThrow("nets/published-weights-absent");
});

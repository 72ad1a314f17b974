import { expect, test } from "vitest";
import { createRng, type Rng } from "../base/index.ts";
import { packJets } from "./features.ts";
import { logSetDensity } from "./likelihood.ts";
import { encodeJets, sequenceAt } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const tokeniser = binnedTokeniser({ binsPt: 2, binsEta: 2, binsPhi: 2, lnPtRange: [0, 2], angle: 0.6 });
const grid = tokeniser.grid!;
const MOST = 3;
const END = tokeniser.codes + 1;

test("two particles in one cell: p / dV^2, twice that for the ordered density", () => {
  const logVolume = Math.log(1 * 0.6 * 0.6);
  expect(grid.logCellVolume).toBeCloseTo(logVolume, 14);
  // Same bin: 2! orderings inside the bin cancel the 2! of the set. Different bins: only 1 / 2! is left.
  expect(logSetDensity(tokeniser, Int32Array.of(0, 8, 8, END), -1)).toBeCloseTo(-1 - 2 * logVolume, 14);
  expect(logSetDensity(tokeniser, Int32Array.of(0, 8, 1, END), -1)).toBeCloseTo(-1 - Math.log(2) - 2 * logVolume, 14);
});

test("a sequence with a rising pT bin has no density", () => {
  expect(() => logSetDensity(tokeniser, Int32Array.of(0, 1, 8, END), -1)).toThrow(
    'the sequence, position 2: found "pT bin 1", expected at most 0, the bin before [jetlm/no-jet-of-sequence]',
  );
});

test("the density of sets integrates to 1 over all jets with at most three particles", async () => {
  const rng = createRng(10);
  const probabilities = randomModel(rng.fork("model"));
  let integral = 0;
  let variance = 0;
  for (let particles = 1; particles <= MOST; particles++) {
    const { mean, standardError } = await integrate(particles, probabilities, rng.fork(particles));
    integral += mean;
    variance += standardError ** 2;
  }
  const error = Math.sqrt(variance);
  expect(error).toBeLessThan(0.02);
  expect(Math.abs(integral - 1)).toBeLessThan(5 * error);
});

/** A random probability for each sequence of one to three codes with falling pT bins. */
function randomModel(rng: Rng): Map<string, number> {
  const weights = new Map<string, number>();
  const extend = (ids: number[]): void => {
    if (ids.length > 0) weights.set(String([0, ...ids, END]), rng.uniform());
    if (ids.length === MOST) return;
    for (let id = 1; id <= tokeniser.codes; id++) {
      const before = ids.at(-1);
      if (before === undefined || grid.ptBin(id - 1) <= grid.ptBin(before - 1)) extend([...ids, id]);
    }
  };
  extend([]);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...weights].map(([key, weight]) => [key, weight / total]));
}

/** Monte Carlo over points that lie evenly in the range of the tokeniser, in any order. */
async function integrate(particles: number, probabilities: Map<string, number>, rng: Rng) {
  const samples = 4000;
  const volume = (2 * 1.2 * 1.2) ** particles;
  let [sum, squares] = [0, 0];
  for (let k = 0; k < samples; k++) {
    const pt = Float64Array.from({ length: particles }, () => Math.exp(2 * rng.uniform())).sort((a, b) => b - a);
    const angle = () => pt.map(() => 1.2 * rng.uniform() - 0.6);
    const encoded = await encodeJets(
      HERE,
      tokeniser,
      packJets([{ pt, etaRel: angle(), phiRel: angle() }], undefined),
      MOST,
    );
    const ids = sequenceAt(encoded, 0);
    const density = Math.exp(logSetDensity(tokeniser, ids, Math.log(probabilities.get(String([...ids]))!)));
    sum += volume * density;
    squares += (volume * density) ** 2;
  }
  const mean = sum / samples;
  return { mean, standardError: Math.sqrt((squares / samples - mean ** 2) / samples) };
}

import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { auc } from "../../stats/index.ts";
import { likelihoodRatioLimit, logLikelihoodRatio } from "./likelihoodRatio.ts";

/** Numbers of N(0, 1) and N(d, 1) in turn, as jets of two generators whose densities are known. */
function twoGaussians(count: number, d: number) {
  const rng = createRng(1);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const x = Float64Array.from(labels, (label) => rng.normal() + label * d);
  const density = (mean: number) => x.map((value) => -((value - mean) ** 2) / 2 - Math.log(2 * Math.PI) / 2);
  return { x, labels, likelihoods: { signal: density(d), background: density(0) } };
}

test("two Gaussians: the area of the exact ratio is Phi(d / sqrt 2), and no other score is better", () => {
  const { x, labels, likelihoods } = twoGaussians(4000, 1);
  const limit = likelihoodRatioLimit(likelihoods, labels, { rng: createRng(2), resamples: 50 });
  expect(Math.abs(limit.auc.value - 0.76025)).toBeLessThan(4 * limit.auc.standardError); // Phi(0.7071)
  const folded = x.map((value) => Math.abs(value - 0.3));
  const part = (label: number) => folded.filter((_, i) => labels[i] === label);
  expect(auc(part(1), part(0))).toBeLessThan(limit.auc.value);
});

test("a constant added to both likelihoods, as another unit of pT adds, changes nothing", () => {
  const { likelihoods } = twoGaussians(100, 1);
  const moved = { signal: likelihoods.signal.map((v) => v + 5), background: likelihoods.background.map((v) => v + 5) };
  logLikelihoodRatio(moved).forEach((ratio, i) => expect(ratio).toBeCloseTo(logLikelihoodRatio(likelihoods)[i], 12));
});

test("a jet that one generator cannot make is decided; one that neither can is an error", () => {
  const ratio = logLikelihoodRatio({ signal: [-3, -Infinity], background: [-Infinity, -2] });
  expect([...ratio]).toEqual([Number.MAX_VALUE, -Number.MAX_VALUE]);
  expect(() => logLikelihoodRatio({ signal: [-Infinity], background: [-Infinity] })).toThrow(
    "a jet without a likelihood under either generator at jet 0: found [-Infinity, -Infinity], expected two log-likelihoods, " +
      "at most one of them -Infinity [jetlm/impossible-jet]",
  );
  expect(() => logLikelihoodRatio({ signal: [-3], background: [-3, -2] })).toThrow(
    "[jetlm/likelihoods-differ-in-length]",
  );
});

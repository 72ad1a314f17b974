/** Probabilities that sum to 1, densities with known answers, and the same numbers by another way. */
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createContext } from "../run/index.ts";
import { Scope } from "../tensor/index.ts";
import { fitResiduals } from "./codeResiduals.ts";
import { packJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { jetLikelihoods, summariseLikelihoods } from "./jetLikelihoods.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig, nextTokenLoss, packedInputs } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { mixScores, scoreSequences, sequenceTotals } from "./sequenceScores.ts";
import { packSequences } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { evaluateLoss } from "./validation.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const context = createContext({ threads: 1 });
const SMALL = { ...ARCHITECTURES["ours-s"], layers: 1, width: 8, heads: 2 };

function randomModel(tokeniser: Tokeniser, cap: number, fractions: readonly number[] = []): JetModel {
  const config = modelConfig(SMALL, tokeniser, cap, fractions.length);
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, 2), config);
  const values = [...scope.initialValues(createRng(1))].map(
    ([name, { shape, data }]) => [name, { shape, data: data.map((v) => (shape.length > 1 ? 20 * v : v)) }] as const,
  );
  const classes = { names: fractions.map((_, k) => `class ${k}`), fractions };
  return { config, tokeniser, parameters: new Map(values), training: {}, ...(fractions.length > 0 ? { classes } : {}) };
}

/** Every sequence of ids that ends with the end, or is cut after `longest` ids behind the start. */
function allSequences(ids: number, end: number, longest: number): Int32Array[] {
  const found: Int32Array[] = [];
  const extend = (sequence: number[]): void => {
    if (sequence.length > 1 && (sequence.at(-1) === end || sequence.length > longest)) {
      found.push(Int32Array.from(sequence));
    } else for (let id = 0; id < ids; id++) extend([...sequence, id]);
  };
  extend([0]);
  return found;
}

describe("the probabilities of all sequences", () => {
  const tokeniser = binnedTokeniser({ binsPt: 5, binsEta: 1, binsPhi: 1 });

  test.each([
    ["without classes", 4, []],
    ["with three classes, mixed", 3, [0.2, 0.5, 0.3]],
  ] as const)("of a model of five codes sum to 1 %s", async (_name, cap, fractions) => {
    const model = randomModel(tokeniser, cap, fractions);
    const all = allSequences(7 + fractions.length, 6, cap);
    const scores = await scoreSequences(HERE, model, packSequences(all));
    for (const score of [...scores, mixScores(scores, fractions.length > 0 ? fractions : [1])]) {
      const sum = sequenceTotals(score).reduce((total, value) => total + Math.exp(value), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
    // Each sequence by itself: the mixture is the sum over the classes.
    const totals = scores.map(sequenceTotals);
    const mixed = sequenceTotals(mixScores(scores, fractions.length > 0 ? fractions : [1]));
    const shares = fractions.length > 0 ? fractions : [1];
    const slow = mixed.map((_value, i) => Math.log(shares.reduce((sum, f, k) => sum + f * Math.exp(totals[k][i]), 0)));
    mixed.forEach((value, i) => expect(value).toBeCloseTo(slow[i], 9));
  });

  test("renormalised to falling pT bins, the probabilities of all sequences that may be generated sum to 1", async () => {
    const model = randomModel(tokeniser, 2);
    const all = allSequences(7, 6, 2);
    const [{ offsets, logProbabilities, rising }] = await scoreSequences(HERE, model, packSequences(all));
    const falls = ([, first, second]: Int32Array) => second === 6 || second <= first;
    // From a first constituent on: nothing, or a second one that is not above, or the end; the start id is no target.
    for (let first = 1; first <= 5; first++) {
      const sum = all.reduce((total, ids, i) => {
        const at = offsets[i] + 1;
        const own = ids[1] === first && falls(ids);
        return own ? total + Math.exp(logProbabilities[at]) / (1 - rising[at]) : total;
      }, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  test("the probability of a rising pT bin is that of the ids above", async () => {
    const model = randomModel(tokeniser, 2);
    const all = allSequences(7, 6, 2).filter(([, first]) => first >= 1 && first <= 5);
    const [{ offsets, logProbabilities, rising }] = await scoreSequences(HERE, model, packSequences(all));
    for (let first = 1; first <= 5; first++) {
      const own = all.flatMap((ids, i) => (ids[1] === first ? [{ second: ids[2], at: offsets[i] + 1 }] : []));
      const above = own.filter(({ second }) => second > first && second <= 5);
      const sum = above.reduce((total, { at }) => total + Math.exp(logProbabilities[at]), 0);
      for (const { at } of own) expect(rising[at]).toBeCloseTo(sum, 5);
    }
    all.forEach((_, i) => expect(rising[offsets[i]]).toBe(0));
  });
});

const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 4, binsPhi: 4, lnPtRange: [0, 3], angle: 0.6 });
const CELL = [1, 0.3, 0.3]; // widths
const CAP = 6;

/** Points anywhere in the range, by falling pT; every fourth jet is cut. */
function jetsOf(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, (_, jet) => {
    const column = (draw: () => number) => Float64Array.from({ length: jet % 4 === 0 ? CAP + 2 : 1 + (jet % 4) }, draw);
    const pt = column(() => Math.exp(3 * rng.uniform())).sort((a, b) => b - a);
    return { pt, etaRel: column(() => 1.2 * rng.uniform() - 0.6), phiRel: column(() => 1.2 * rng.uniform() - 0.6) };
  });
  return packJets(
    jets,
    Int32Array.from({ length: count }, (_, jet) => jet % 2),
  );
}

describe("jets", () => {
  const jets = jetsOf(200, 3);

  test("nats per token are the loss; the curve and the labels add up to it", async () => {
    const model = randomModel(tokeniser, CAP);
    const found = await jetLikelihoods(HERE, model, jets);
    const all = summariseLikelihoods(found);
    const loss = await evaluateLoss(context, jets, tokeniser, model.config, model.parameters);
    expect(all.natsPerToken).toBeCloseTo(loss, 5);
    const tokens = found.curve.reduce((sum, { jets: count }) => sum + count, 0);
    expect(found.curve.reduce((sum, { nats, jets: count }) => sum + nats * count, 0) / tokens).toBeCloseTo(loss, 5);
    expect(found.constituents.reduce((sum, n) => sum + n, 0)).toBe(found.counts.kept);
    expect(found.counts.cappedJets).toBe(50);
    const halves = [0, 1].map((label) => summariseLikelihoods(found, (i) => jets.labels![found.jets[i]] === label));
    expect(halves.map((half) => half.jets)).toEqual([100, 100]);
    expect((halves[0].natsPerJet + halves[1].natsPerJet) / 2).toBeCloseTo(all.natsPerJet, 9);
    const { perToken, perJet, natsPerJet } = found.rising!;
    expect(perJet).toBeGreaterThan(perToken);
    expect(natsPerJet).toBeGreaterThan(perJet); // -ln(1 - r) > r
  });

  test("a Gaussian bound on a grid lies below the exact density, by what uniform cells make of it", async () => {
    const blind: Tokeniser = { ...tokeniser, grid: undefined };
    const residuals = await fitResiduals(HERE, blind, jetsOf(2000, 4), CAP);
    const model = randomModel(tokeniser, CAP);
    const exact = await jetLikelihoods(HERE, model, jets);
    const bound = await jetLikelihoods(HERE, { ...model, tokeniser: blind, residuals }, jets);
    expect([exact.density, bound.density]).toEqual(["exact", "lower bound"]);
    // ln of a uniform density minus the mean ln of the Gaussian of the same variance: half ln(2 pi e / 12) a dimension.
    const perConstituent = 1.5 * Math.log((2 * Math.PI * Math.E) / 12);
    const constituents = exact.constituents.reduce((sum, n) => sum + n, 0);
    const gap = exact.logDensities.reduce((sum, value, i) => sum + value - bound.logDensities[i], 0);
    const orderings = exact.jets.reduce((sum, _, i) => sum + sameBinOrders(jets, i), 0);
    expect(Math.abs((gap - orderings) / constituents - perConstituent)).toBeLessThan(0.05);
    expect(gap).toBeGreaterThan(0);
  });

  /** sum_k ln n_k! of a jet. */
  function sameBinOrders(store: RelativeJets, jet: number): number {
    const counts = new Map<number, number>();
    let sum = 0;
    for (let i = store.offsets[jet]; i < Math.min(store.offsets[jet + 1], store.offsets[jet] + CAP); i++) {
      const bin = Math.floor(Math.log(store.pt[i]));
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
      sum += Math.log(counts.get(bin)!);
    }
    return sum;
  }

  test("a learnt tokeniser without the Gaussians of its codes has no density", async () => {
    const model = { ...randomModel(tokeniser, CAP), tokeniser: { ...tokeniser, grid: undefined } };
    await expect(jetLikelihoods(HERE, model, jets)).rejects.toThrow(
      'found "a model without it" [jetlm/no-residuals]. glueball jetlm train stores it beside the model',
    );
  });
});

test("Gaussians of codes: width^2 / 12 of a cell; a code that no jet has gets the mean of all", async () => {
  const { covariances } = await fitResiduals(HERE, tokeniser, jetsOf(4000, 5), CAP);
  const used = covariances.subarray(0, 6);
  [used[0] / CELL[0] ** 2, used[3] / CELL[1] ** 2, used[5] / CELL[2] ** 2].forEach((ratio) =>
    expect(Math.abs(12 * ratio - 1)).toBeLessThan(0.15),
  );
  const low = packJets(
    [{ pt: Float64Array.of(1.5), etaRel: Float64Array.of(0.1), phiRel: Float64Array.of(0.2) }],
    undefined,
  );
  const one = (await fitResiduals(HERE, tokeniser, low, CAP)).covariances;
  for (let code = 1; code < tokeniser.codes; code++) {
    expect([...one.subarray(6 * code, 6 * code + 6)]).toEqual([...one.subarray(0, 6)].map((v) => expect.closeTo(v, 6)));
  }
  expect(one[0]).toBeCloseTo((Math.log(1.5) - 0.5) ** 2, 6);
});

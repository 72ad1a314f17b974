/** The whole road with two ids a constituent (residual VQ): rows, training, generation, likelihood, folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createContext } from "../run/index.ts";
import { jetCount, packJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import { jetLikelihoods } from "./jetLikelihoods.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig, rowLength } from "./model.ts";
import { loadModel, saveModel } from "./modelFolder.ts";
import type { JetModel } from "./modelFolder.ts";
import { sequenceAt } from "./tokens.ts";
import { learntTokeniser, parametersOf } from "./tokens/learnt.ts";
import type { VqNetworkConfig } from "./tokens/vqNetwork.ts";
import { trainJetModel } from "./train.ts";
import { verifySample } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const CAP = 4;
const network: VqNetworkConfig = {
  features: 3,
  quantiser: { kind: "residual", stages: 2, codes: 6, width: 2 },
  body: { kind: "conditional", blocks: 1, width: 8, heads: 2, dropout: 0 },
};
const tokeniser = learntTokeniser(network, parametersOf(network).initialValues(createRng(2)));
const config = modelConfig({ ...ARCHITECTURES["ours-s"], layers: 1, width: 16, heads: 2 }, tokeniser, CAP);
const root = mkdtempSync(join(tmpdir(), "glueball-stages-"));
afterAll(() => rmSync(root, { recursive: true }));

function jetsOf(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const length = 1 + rng.integer(CAP + 2);
    const column = (draw: () => number) => Float64Array.from({ length }, draw);
    const pt = column(() => Math.exp(3 * rng.uniform())).sort((a, b) => b - a);
    return { pt, etaRel: column(() => rng.uniform() - 0.5), phiRel: column(() => rng.uniform() - 0.5) };
  });
  return packJets(jets, undefined);
}

const context = () => createContext({ seed: 3, threads: 1 });
let model: JetModel;
beforeAll(async () => {
  const recipe = { steps: 20, rows: 8, rate: 1e-2, weightDecay: 0.1, augment: false, every: 10 };
  const data = { train: jetsOf(300, 1), validation: jetsOf(60, 2) };
  const { parts } = await trainJetModel(context(), data, tokeniser, config, recipe);
  model = { config, tokeniser, training: {}, ...parts };
});

test("rows hold two ids a constituent, and so do generated jets, all of them valid", async () => {
  expect(config).toMatchObject({ vocabulary: 14, stages: 2 });
  expect(rowLength(CAP, 2)).toBe(9);
  const { sequences, jets } = await generateJets(context(), model, { count: 40, batch: 16, ordered: true });
  const verdict = await verifySample(HERE, tokeniser, sequences, jets, { cap: CAP, ptOrdered: false });
  expect(verdict).toMatchObject({ valid: 40, passed: true });
  const cut = [...Array(40).keys()].filter((i) => sequenceAt(sequences, i).at(-1) !== 13);
  for (const i of cut) expect(sequenceAt(sequences, i)).toHaveLength(9);
});

test("its density is a lower bound with the Gaussians that training fitted, kept by the folder", async () => {
  const jets = jetsOf(50, 5);
  const found = await jetLikelihoods(HERE, model, jets);
  expect(found.density).toBe("lower bound");
  expect(found.constituents.reduce((sum, n) => sum + n, 0)).toBe(found.counts.kept);
  expect(found.logDensities.every(Number.isFinite)).toBe(true);
  expect(jetCount(jets)).toBe(found.jets.length);
  saveModel(join(root, "model"), model);
  const loaded = loadModel(join(root, "model"));
  expect(loaded.residuals).toEqual(model.residuals);
  expect((await jetLikelihoods(HERE, loaded, jets)).logDensities).toEqual(found.logDensities);
});

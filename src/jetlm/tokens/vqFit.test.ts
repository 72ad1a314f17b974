import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import type { QuantiserConfig } from "../../nets/index.ts";
import { createContext, findData } from "../../run/index.ts";
import { readJets } from "../data.ts";
import { packJets, relativeJets, selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { fitVq } from "./vqFit.ts";
import type { VqRecipe } from "./vqFit.ts";
import { reconstructionReport } from "./reconstruction.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";
import { reconstructJets } from "./vqReconstruct.ts";

const context = (settings = {}) => createContext({ seed: 3, threads: 1, ...settings });

/** Two prongs with falling pT. */
function prongs(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const length = 2 + rng.integer(7);
    const column = (f: (i: number) => number) => Float64Array.from({ length }, (_, i) => f(i));
    return {
      pt: column((i) => 100 * Math.exp(-0.7 * i + 0.2 * rng.normal())),
      etaRel: column((i) => (i % 2 === 0 ? 0.15 : -0.25) + 0.05 * rng.normal()),
      phiRel: column((i) => (i % 2 === 0 ? -0.2 : 0.3) + 0.05 * rng.normal()),
    };
  });
  return packJets(jets, undefined);
}

const recipe: VqRecipe = { steps: 200, jets: 32, slots: 8, rate: 3e-3, every: 100 };
const VQ: QuantiserConfig = { kind: "vq", codes: 32, width: 3, replaceAfter: 20 };
const PER_PARTICLE: VqNetworkConfig = {
  features: 3,
  quantiser: VQ,
  body: { kind: "perParticle", hidden: [32] },
};
const CONFIGS: Readonly<Record<string, VqNetworkConfig>> = {
  "per particle, one codebook": PER_PARTICLE,
  "per particle, residual": { ...PER_PARTICLE, quantiser: { ...VQ, kind: "residual", codes: 8, stages: 2 } },
  "per particle, finite scalars": { ...PER_PARTICLE, quantiser: { kind: "fsq", levels: [5, 4, 4] } },
  conditional: { ...PER_PARTICLE, body: { kind: "conditional", blocks: 1, width: 16, heads: 2, dropout: 0 } },
};
const DATA = { train: prongs(300, 1), validation: prongs(100, 2) };

/** Mean squared distance of the features from their mean: the error of a tokeniser with a single code. */
function spread(jets: RelativeJets): number {
  const columns = [jets.pt.map(Math.log), jets.etaRel.map((v) => 3 * v), jets.phiRel.map((v) => 3 * v)];
  const variance = (column: Float64Array) => {
    const mean = column.reduce((a, b) => a + b) / column.length;
    return column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
  };
  return columns.reduce((sum, column) => sum + variance(column), 0) / 3;
}

test.each(Object.entries(CONFIGS))("%s: learns to reconstruct, and uses its codes", async (_name, config) => {
  const { curve } = await fitVq(context(), DATA, config, recipe);
  expect(curve.map(({ step }) => step)).toEqual([0, 100, 200]);
  const [first, , last] = curve;
  expect(last.error).toBeLessThan(first.error / 3);
  expect(last.error).toBeLessThan(0.25 * spread(DATA.validation));
  for (const [k, { perplexity, unused }] of last.use.entries()) {
    const size = config.quantiser.kind === "fsq" ? 80 : config.quantiser.codes;
    expect(perplexity, `stage ${k}`).toBeGreaterThan(config.quantiser.kind === "fsq" ? 8 : 0.5 * size);
    expect(unused).toBeLessThan(config.quantiser.kind === "fsq" ? 1 : 0.2);
  }
});

test("the same seed gives the same numbers; a run that goes on from a checkpoint too", async () => {
  const folders: Record<number, string> = {};
  const root = mkdtempSync(join(tmpdir(), "glueball-vq-"));
  try {
    const keep = {
      saveCheckpoint: async (step: number, write: (folder: string) => unknown) => {
        folders[step] = mkdtempSync(join(root, `${step}-`));
        await write(folders[step]);
      },
    };
    const short = { ...recipe, steps: 60, every: 30 };
    const whole = await fitVq(context({ folder: keep }), DATA, PER_PARTICLE, short);
    expect(whole.revived).toBeGreaterThan(0);
    const again = await fitVq(context(), DATA, PER_PARTICLE, short);
    const resumed = await fitVq(context({ resume: { step: 30, path: folders[30] } }), DATA, PER_PARTICLE, short);
    for (const other of [again, resumed]) {
      expect(other.curve).toEqual(whole.curve);
      expect(other.revived).toBe(whole.revived);
      expect([...other.parameters]).toEqual([...whole.parameters]);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("fewer jets than a batch: the rest is empty and counts nowhere", async () => {
  const few = { train: prongs(5, 1), validation: prongs(5, 1) };
  const fit = (jets: number) => fitVq(context(), few, PER_PARTICLE, { ...recipe, steps: 1, jets });
  const [exact, padded] = [await fit(5), await fit(32)];
  exact.curve.forEach(({ error, use }, k) => {
    expect(Math.abs(padded.curve[k].error / error - 1)).toBeLessThan(1e-4);
    expect(padded.curve[k].use).toEqual(use);
  });
});

const TOP = findData("jet-foundation/jets/top2000_vectors.npy.gz");

test.skipIf(TOP === undefined)(
  "real top and QCD jets: codes are used; places and the weighted loss keep mass and tau32 better (needs shared data)",
  async () => {
    const jets = relativeJets(readJets(TOP!));
    const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
    const data = { train: selectJets(jets, rows(0, 1800)), validation: selectJets(jets, rows(1800, 2000)) };
    const config: VqNetworkConfig = { ...PER_PARTICLE, quantiser: { ...VQ, codes: 128 } };
    const long: VqRecipe = { steps: 200, jets: 32, slots: 64, rate: 1e-2, every: 200 };
    const fitted = async (network: VqNetworkConfig, recipe: VqRecipe) => {
      const { curve, parameters } = await fitVq(context(), data, network, recipe);
      const size = { jets: 50, slots: 64 };
      const there = await reconstructJets(context(), data.validation, network, parameters, size);
      return { curve, widths: reconstructionReport(there.original, there.reconstructed).shifts };
    };
    const plain = await fitted(config, long);
    const { curve } = plain;
    expect(curve[1].error).toBeLessThan(0.2 * curve[0].error);
    expect(curve[1].error).toBeLessThan(0.1 * spread(data.validation));
    expect(curve[1].use[0].perplexity / 128).toBeGreaterThan(0.6);
    // Widths of 48 GeV and 0.39; with places alone 31 and 0.31, with both 24 and 0.23.
    const ours = await fitted({ ...config, places: true }, { ...long, loss: { floor: 0.15, lnPt: 0.2, jet: 2 } });
    expect(ours.widths.mass.width).toBeLessThan(0.65 * plain.widths.mass.width);
    expect(ours.widths.tau32.width).toBeLessThan(0.75 * plain.widths.tau32.width);
  },
);

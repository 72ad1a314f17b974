import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { Scope } from "../../tensor/index.ts";
import { packJets } from "../features.ts";
import { slotInputs } from "./vqBatches.ts";
import { autoencode } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";
import { reconstructJets } from "./vqReconstruct.ts";

const context = createContext({ seed: 1, threads: 1 });
/** Affine maps around finite scalars: with the right ones every step of the way is known. */
const LEVELS: VqNetworkConfig = {
  features: 3,
  quantiser: { kind: "fsq", levels: [9, 9, 9] },
  body: { kind: "perParticle", hidden: [] },
};
const UNIT = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function parametersOf(config: VqNetworkConfig, values: Readonly<Record<string, readonly number[]>>) {
  const scope = Scope.create();
  const { x, valid } = slotInputs({ jets: 1, slots: 1 });
  autoencode(scope, x, valid, config);
  const initial = scope.initialValues(createRng(1));
  for (const [name, value] of Object.entries(values)) initial.get(name)!.data.set(value);
  return initial;
}

const jet = (pt: number[], etaRel: number[], phiRel: number[]) => ({
  pt: Float64Array.from(pt),
  etaRel: Float64Array.from(etaRel),
  phiRel: Float64Array.from(phiRel),
});

test("unit maps around finite scalars: the levels nearest to tanh of the features", async () => {
  const parameters = parametersOf(LEVELS, {
    "encoder.0.weight": UNIT,
    "encoder.0.bias": [0, 0, 0],
    "decoder.0.weight": UNIT,
    "decoder.0.bias": [0, 0, 0],
  });
  const jets = packJets(
    [
      jet([50, 6, 1, 1], [0.1, 0.9, -0.3, 0], [0, 0, 0.2, 0.1]),
      jet([Math.exp(1.8)], [0], [0]),
      jet([8, 4], [0.01, -0.7], [0.05, 0.4]),
    ],
    Int32Array.of(1, 0, 1),
  );
  const { original, reconstructed, codes } = await reconstructJets(context, jets, LEVELS, parameters, {
    jets: 2,
    slots: 3,
  });
  // The second constituent is outside the angular cut.
  expect([...original.offsets]).toEqual([0, 3, 4, 6]);
  expect([...reconstructed.offsets]).toEqual([0, 3, 4, 6]);
  expect([...reconstructed.labels!]).toEqual([1, 0, 1]);
  const level = (v: number) => Math.round(4.004 * Math.tanh(v));
  const kept = [0, 2, 3, 4, 5, 6].map((i) => [Math.log(jets.pt[i]) - 1.8, 3 * jets.etaRel[i], 3 * jets.phiRel[i]]);
  kept.forEach((features, i) => {
    const [a, b, c] = features.map(level);
    expect(codes[i]).toBe(a + 4 + 9 * (b + 4) + 81 * (c + 4));
    expect(Math.abs(original.pt[i] / Math.exp(features[0] + 1.8) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(reconstructed.pt[i] / Math.exp(a / 4 + 1.8) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(reconstructed.etaRel[i] - b / 12)).toBeLessThan(1e-6);
    expect(Math.abs(reconstructed.phiRel[i] - c / 12)).toBeLessThan(1e-6);
  });
});

/** Networks that were never trained: what holds for a tokeniser does not depend on how good it is. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { input, Scope } from "../../tensor/index.ts";
import { constituentsOf, jetCount, packJets, selectJets } from "../features.ts";
import type { Constituents } from "../features.ts";
import { codesOf, decodeJets, encodeJets, packSequences, sequenceAt, sequenceFault, stageOf } from "../tokens.ts";
import { learntTokeniser } from "./learnt.ts";
import { loadTokeniser, restoreTokeniser, saveTokeniser } from "./tokeniserFolder.ts";
import { autoencode } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";
import { reconstructJets } from "./vqReconstruct.ts";

const HERE = { device: "cpu", threads: 1 } as const;
const body = { kind: "conditional", blocks: 1, width: 16, heads: 2, dropout: 0 } as const;
const alone = { kind: "perParticle", hidden: [16] } as const;
const NETWORKS = {
  vq: { features: 3, quantiser: { kind: "vq", codes: 32, width: 3 }, body },
  residual: { features: 3, quantiser: { kind: "residual", codes: 8, width: 3, stages: 2 }, body },
  places: { features: 3, quantiser: { kind: "vq", codes: 16, width: 3 }, body: alone, places: true },
  neighbours: {
    features: 3,
    quantiser: { kind: "vq", codes: 16, width: 3 },
    body: { kind: "neighbours", hidden: [16], reach: 2 },
    places: true,
  },
  fsq: { features: 3, quantiser: { kind: "fsq", levels: [4, 3, 3] }, body: alone },
} as const satisfies Record<string, VqNetworkConfig>;

function weightsOf(config: VqNetworkConfig) {
  const scope = Scope.create();
  autoencode(scope, input("x", [1, 2, 3]), input("valid", [1, 2], "bool"), config);
  return scope.initialValues(createRng(5));
}

function tokeniserOf(config: VqNetworkConfig) {
  return learntTokeniser(config, weightsOf(config));
}

function randomJet(length: number, seed: number): Constituents {
  const rng = createRng(seed);
  const pt = Float64Array.from({ length }, () => 100 * rng.uniform() ** 2 + 0.1).sort((a, b) => b - a);
  return { pt, etaRel: pt.map(() => rng.uniform() - 0.5), phiRel: pt.map(() => rng.uniform() - 0.5) };
}

const jets = packJets(
  [3, 40, 1, 70, 12, 33].map((length, k) => randomJet(length, k)),
  undefined,
);

describe.each(Object.entries(NETWORKS))("%s", (_, config) => {
  const tokeniser = tokeniserOf(config);

  test("every constituent has its codes; they are those of the network as it is trained", async () => {
    const encoded = await encodeJets(HERE, tokeniser, jets, 1000);
    expect(jetCount(encoded)).toBe(jetCount(jets));
    for (let jet = 0; jet < jetCount(jets); jet++) {
      const codes = codesOf(sequenceAt(encoded, jet), tokeniser, `jet ${jet}`);
      expect(codes).toHaveLength(constituentsOf(jets, jet).pt.length * tokeniser.stages);
    }
    // The second way: the whole autoencoder in one program of 128 slots.
    const context = createContext({ seed: 1, threads: 1 });
    const size = { jets: 2, slots: 128 };
    const { codes, reconstructed } = await reconstructJets(context, jets, config, weightsOf(config), size);
    const perStage = tokeniser.codes / tokeniser.stages;
    const { codes: own } = await tokeniser.encode(HERE, jets, 1000, { ...encoded.counts });
    expect([...own].map((code) => code % perStage)).toEqual([...codes]);
    const decoded = await decodeJets(HERE, tokeniser, encoded);
    expect([...decoded.offsets]).toEqual([...jets.offsets]);
    decoded.etaRel.forEach((eta, i) =>
      expect(eta).toBeCloseTo(Math.max(-0.8, Math.min(0.8, reconstructed.etaRel[i])), 5),
    );
    decoded.pt.forEach((pt, i) => expect(pt / reconstructed.pt[i]).toBeCloseTo(1, 4));
  });

  test("a jet's codes do not depend on the jets beside it", async () => {
    const few = await encodeJets(HERE, tokeniser, selectJets(jets, [4, 1]), 1000);
    const all = await encodeJets(HERE, tokeniser, jets, 1000);
    expect([...sequenceAt(few, 0)]).toEqual([...sequenceAt(all, 4)]);
    expect([...sequenceAt(few, 1)]).toEqual([...sequenceAt(all, 1)]);
  });

  test("the cap cuts and is counted; such a jet has no end", async () => {
    const encoded = await encodeJets(HERE, tokeniser, jets, 33);
    expect(encoded.counts).toMatchObject({ kept: 3 + 33 + 1 + 33 + 12 + 33, beyondCap: 7 + 37, cappedJets: 2 });
    const lengths = Array.from({ length: 6 }, (_, i) => sequenceAt(encoded, i).length - 1);
    const ends = [1, 0, 1, 0, 1, 1];
    expect(lengths).toEqual([3, 33, 1, 33, 12, 33].map((n, i) => n * tokeniser.stages + ends[i]));
  });

  test("from its folder it comes back as it was, and not with other weights", async () => {
    const folder = mkdtempSync(join(tmpdir(), "glueball-tokeniser-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    saveTokeniser(join(folder, "tokeniser"), { tokeniser, fit: { jets: "none" } });
    const again = loadTokeniser(folder);
    expect([again.tokeniser.hash, again.fit]).toEqual([tokeniser.hash, { jets: "none" }]);
    expect((await encodeJets(HERE, again.tokeniser, jets, 50)).ids).toEqual(
      (await encodeJets(HERE, tokeniser, jets, 50)).ids,
    );
    const weights = new Map(
      [...weightsOf(config)].map(([name, { shape, data }]) => [name, { shape, data: data.map((x) => x + 1) }]),
    );
    expect(learntTokeniser(config, weights).hash).not.toBe(tokeniser.hash);
    expect(existsSync(join(folder, "tokeniser", "tokeniser.safetensors"))).toBe(true);
  });
});

describe("stages", () => {
  const tokeniser = tokeniserOf(NETWORKS.residual);

  test("ids come in turn from the range of each stage", () => {
    expect([tokeniser.codes, tokeniser.stages]).toEqual([16, 2]);
    expect([0, 7, 8, 15].map((code) => stageOf(code, 16, 2))).toEqual([0, 0, 1, 1]);
    expect(sequenceFault(Int32Array.of(0, 1, 9, 17), tokeniser)).toBeUndefined();
    expect(sequenceFault(Int32Array.of(0, 1, 2, 17), tokeniser)).toEqual({ fault: "wrongStage", position: 2 });
    expect(sequenceFault(Int32Array.of(0, 9, 1, 17), tokeniser)).toEqual({ fault: "wrongStage", position: 1 });
    expect(sequenceFault(Int32Array.of(0, 1, 9, 3, 17), tokeniser)).toEqual({ fault: "incomplete", position: 4 });
  });

  test("decoding half a constituent is refused", async () => {
    const half = packSequences([Int32Array.of(0, 1, 9, 3, 17)]);
    await expect((async () => decodeJets(HERE, tokeniser, half))()).rejects.toThrow(GlueballError);
  });
});

test("a network that is none is refused", () => {
  const wrong = { kind: "vq", network: { features: 3, quantiser: { kind: "vq", codes: 0, width: 3 }, body } };
  expect(() => restoreTokeniser(wrong, "model/")).toThrow("there is no tokeniser of this kind");
});

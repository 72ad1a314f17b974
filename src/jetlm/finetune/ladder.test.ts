import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { compileClassifier } from "../tagging/trainClassifier.ts";
import { frozenStates, stateExamples, tokenExamples } from "./jetExamples.ts";
import { cellsOf, climbLadder } from "./ladder.ts";
import type { Ladder } from "./ladder.ts";
import { ladderJets } from "./ladderJets.ts";
import { BACKBONE, networkOf } from "./modes.ts";
import type { FineTuning, Mode } from "./modes.ts";
import { balancedSubset, shufflePool } from "./subsets.ts";
import { folderAt, toyJets, toyModel } from "./toyJets.ts";

const model = toyModel();
const { config, parameters } = model;

const tuning: FineTuning = {
  model: config,
  head: { kind: "summation", faithful: false, classes: 2 },
  causal: false,
  loraRank: 2,
  rows: 16,
  weightDecay: 0.01,
};
const plan = {
  modes: ["scratch", "full", "lora", "fixed", "probe", "trees"] as const,
  sizes: [60],
  repeats: 2,
  epochs: 5,
  fewestSteps: 40,
  mostSteps: 40,
  rates: { scratch: 1e-2, full: 1e-2, lora: 1e-2, fixed: 3e-2, probe: 0.1, "particle-net": 1e-2, part: 1e-2 },
};

const source = { name: "toy", selfMade: true, jets: 300, sha256: "", text: "toy jets" };
const jets = toyJets(300, 1);

async function ladderOf(change: Partial<Ladder> = {}): Promise<Ladder> {
  const context = createContext({ seed: 2, threads: 1 });
  const data = await ladderJets(context, model, { source, jets }, { validation: 60, test: 100 }, createRng(5));
  return { plan, tuning, parameters, data, key: "key", ...change };
}

describe("a ladder over training sizes", () => {
  const path = mkdtempSync(join(tmpdir(), "ladder-"));
  afterAll(() => rmSync(path, { recursive: true }));

  test("every mode learns a clear difference; a second call takes the stored cells and gives the same", async () => {
    const ladder = await ladderOf();
    const stages = new Set<string>();
    const context = createContext({ seed: 2, threads: 1, folder: folderAt(path) });
    context.subscribe((event) => event.type === "progress" && stages.add(event.stage));
    const results = await climbLadder(context, ladder);
    expect(results.map(({ mode, size, repeat }) => ({ mode, size, repeat }))).toEqual(cellsOf(plan));
    expect(stages.has("ladder")).toBe(true);
    for (const { mode, accuracy, auc } of results) {
      expect([mode, accuracy > 0.7, auc > 0.75]).toEqual([mode, true, true]);
    }
    expect(readdirSync(join(path, "cells"))).toHaveLength(results.length);
    rmSync(join(path, "cells", "full-60-1.json"));
    const again = await climbLadder(context, ladder);
    const timeless = (list: typeof results) => list.map(({ seconds: _seconds, ...rest }) => rest);
    expect(timeless(again)).toEqual(timeless(results));
    expect(again.filter((result, i) => result.seconds !== results[i].seconds)).toHaveLength(1);
  });

  test("shuffled labels cannot be learnt: AUC 0.5 within three standard deviations", async () => {
    const ladder = await ladderOf({ plan: { ...plan, modes: ["fixed", "probe"], sizes: [60] } });
    const labels = createRng(11).shuffle(ladder.data.inputs.labels.slice());
    const inputs = { ...ladder.data.inputs, labels };
    const pool = [0, 1].map((label) =>
      Int32Array.from(ladder.data.parts.pool.flatMap((own) => [...own]).filter((jet) => labels[jet] === label)),
    );
    const data = { ...ladder.data, inputs, parts: { ...ladder.data.parts, pool } };
    const results = await climbLadder(createContext({ seed: 2, threads: 1 }), { ...ladder, data });
    const deviation = Math.sqrt(101 / (12 * 50 * 50)); // of the Mann-Whitney statistic of 50 against 50
    for (const { auc } of results) expect(Math.abs(auc - 0.5)).toBeLessThan(3 * deviation);
  });
});

test.each([true, false])(
  "the states of a frozen backbone give what the whole network gives; causal: %s",
  async (causal) => {
    const own = { ...tuning, causal };
    const { data } = await ladderOf();
    const context = createContext({ seed: 2, threads: 1 });
    const chosen = balancedSubset(shufflePool(data.parts, createRng(1)), 24, data.classes);
    const states = await frozenStates(context, { config, parameters, causal }, data.inputs, chosen);
    const [whole, head] = (["full", "fixed"] as Mode[]).map((mode) => compileClassifier(context, networkOf(mode, own)));
    const backbone = [...parameters].filter(([name]) => !name.startsWith("head."));
    const initial = new Map(backbone.map(([name, array]) => [BACKBONE + name, array] as const));
    const values = new Map(
      [...whole.initialValues(context, initial)].map(([name, { shape, data: numbers }]) => {
        const moved = name.startsWith("head.") ? numbers.map((value, i) => value + 0.1 * Math.cos(i)) : numbers;
        return [name, { shape, data: moved }] as const;
      }),
    );
    const expected = await whole.logits(tokenExamples(data.inputs, chosen), values);
    const found = await head.logits(stateExamples(states, chosen), values);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-4)); // float32
    await whole.release();
    await head.release();
  },
);

test("jets without labels, and jets of the pre-training only, are refused", async () => {
  const context = createContext({ seed: 2, threads: 1 });
  const load = (named: Parameters<typeof ladderJets>[2], training: Readonly<Record<string, unknown>>) =>
    ladderJets(context, { ...model, training }, named, { validation: 60, test: 100 }, createRng(5));
  const unlabelled = { source, jets: { ...jets, labels: undefined } };
  await expect(load(unlabelled, {})).rejects.toThrow(
    "these jets have no labels, so there is nothing to fine-tune on at toy: expected one class a jet: " +
      "NAME_labels.npy beside NAME_vectors.npy, or a labelled set by name [jetlm/labels-missing]",
  );
  const simulated = { source: { ...source, name: "simulated:top-tagging:300" }, jets };
  await expect(load(simulated, { jets: "simulated:top-tagging:300" })).rejects.toThrow("[jetlm/jets-seen-in-training]");
  const { parts, jets: unseen } = await load(simulated, { jets: "simulated:top-tagging:100" });
  const all = [parts.test, parts.validation, ...parts.pool].flatMap((part) => [...part]);
  expect(all.toSorted((a, b) => a - b)).toEqual([...Array(200).keys()]);
  expect(unseen.pt).toEqual(jets.pt.subarray(jets.offsets[100]));
});

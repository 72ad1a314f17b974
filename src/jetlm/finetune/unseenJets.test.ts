import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createContext, executeTask } from "../../run/index.ts";
import type { RunEvent } from "../../run/index.ts";
import { jetCount, selectJets } from "../features.ts";
import { saveModel } from "../modelFolder.ts";
import { learn } from "../study.ts";
import { writeJets } from "../vectors.ts";
import { shiftTask } from "./shiftTask.ts";
import { toyJets, toyModel } from "./toyJets.ts";
import { unseenJets } from "./unseenJets.ts";

const jets = toyJets(120, 8);
const named = (name: string) => ({ source: { name, selfMade: false, jets: 120, sha256: "0", text: name }, jets });
const model = toyModel();
const trainedOn = (training: Readonly<Record<string, unknown>>) => ({ ...model, training });

function saying(type: "log" | "warning") {
  const texts: string[] = [];
  const context = createContext({ seed: 9, threads: 1 });
  context.subscribe((event: RunEvent) => event.type === type && texts.push(event.text));
  return { context, texts };
}

test("of a set the test part of the pre-training is new, whatever the seed of this run", async () => {
  const recipe = { steps: 1, rows: 2, rate: 1e-3, weightDecay: 0, augment: false, every: 1 };
  const grid = { binsPt: 3, binsEta: 4, binsPhi: 3, cap: 12, conditional: false };
  const options = { architecture: "ours-s", ...grid, ...recipe } as const;
  const learned = await learn(createContext({ seed: 5, threads: 1 }), named("toy"), options);
  const { context, texts } = saying("log");
  expect(unseenJets(context, learned.model, named("toy"))).toEqual(learned.test);
  expect(texts).toEqual(["90 of 120 jets were left out: the model was pre-trained on them"]);
  expect(unseenJets(context, learned.model, named("others"))).toBe(jets);
});

test("of self-made jets those beyond the number of the pre-training are new", () => {
  const { context } = saying("log");
  const unseen = unseenJets(context, trainedOn({ jets: "simulated:toy:100" }), named("simulated:toy:120"));
  expect(unseen).toEqual(
    selectJets(
      jets,
      [...Array(20).keys()].map((i) => 100 + i),
    ),
  );
  expect(unseenJets(context, trainedOn({ jets: "simulated:toy:100" }), named("simulated:other:120"))).toBe(jets);
  expect(() => unseenJets(context, trainedOn({ jets: "simulated:toy" }), named("simulated:toy:120"))).toThrow(
    "the model was pre-trained on all of these jets at simulated:toy:120: found 120, expected more than the 2000 of the pre-training [jetlm/jets-seen-in-training]",
  );
});

test("a model that does not say which jets of the set it saw gets all, with a warning", () => {
  const { context, texts } = saying("warning");
  expect(unseenJets(context, trainedOn({ jets: "toy", seed: 1, trainJets: 70 }), named("toy"))).toBe(jets);
  expect(texts).toEqual([
    "the model was pre-trained on jets of toy, without a record of which: these jets are not new to it",
  ]);
});

test("shift takes training, validation and test jets from the new ones only", async () => {
  const root = mkdtempSync(join(tmpdir(), "unseen-"));
  writeJets(join(root, "toy_vectors.npy"), jets);
  saveModel(join(root, "model"), trainedOn({ jets: "toy", seed: 1, trainJets: Math.round(0.65 * jetCount(jets)) }));
  const options = { ladder: [10], repeats: 1, validation: 10, test: 20, count: 20, steps: 1 };
  const run = executeTask(
    shiftTask,
    { model: join(root, "model"), target: join(root, "toy_vectors.npy"), ...options },
    { root, common: { out: join(root, "shift"), threads: 1 } },
  );
  await expect(run).rejects.toThrow("too few target jets for this ladder at toy: found 30, expected at least 40");
  rmSync(root, { recursive: true });
});

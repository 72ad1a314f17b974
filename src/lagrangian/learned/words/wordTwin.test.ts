/** The twin of BART-L: its size without building it, its graph, and one step of a small one. */
import { expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { Scope, Trainer } from "../../../tensor/index.ts";
import { fieldListWords, wordIds } from "../../words/wordGrammar.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";
import { WORD_TWINS, wordLoss, wordTwinParameters } from "./wordTwin.ts";

const SHORT = { batch: 1, sourceLength: 24, targetLength: 12 };

test("357 million parameters, as published, by formula and in the graph", () => {
  for (const config of Object.values(WORD_TWINS)) {
    const scope = Scope.create();
    wordLoss(scope, SHORT, config);
    expect(wordTwinParameters(config)).toBe(scope.count());
  }
  expect(Math.round(wordTwinParameters(WORD_TWINS.paper) / 1e6)).toBe(357);
});

test("a small one with the same options learns a list by heart", async () => {
  const config = { ...WORD_TWINS.s, layers: 1, width: 16, heads: 2, hidden: 32, context: 32 };
  const scope = Scope.create();
  const loss = wordLoss(scope.forTraining(), SHORT, config);
  const trainer = await Trainer.compile({ scope, loss, optimiser: { kind: "adamw" } }, { device: "cpu", threads: 1 });
  trainer.load(scope.initialValues(createRng(1)));
  const words = wordIds(fieldListWords(readFieldList(splitWords("FIELD SPIN 0 SU2 2 U1 1"))));
  const padded = (ids: Int32Array, length: number) => Int32Array.from({ length }, (_, k) => ids[k] ?? 0);
  const feeds = { source: padded(words, 24), target: padded(words, 12), next: padded(words.slice(1), 12) };
  const losses: number[] = [];
  for (let step = 1; step <= 60; step++) losses.push((await trainer.step(feeds, step, 1e-2, createRng(2))).loss);
  await trainer.release();
  expect(losses[0]).toBeGreaterThan(3); // ln 60 = 4.1
  expect(losses.at(-1)).toBeLessThan(0.5);
});

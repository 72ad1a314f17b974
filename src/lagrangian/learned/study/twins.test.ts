/** Twins are found again by what made them; a half-trained one goes on to the same model. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createContext, readMetrics } from "../../../run/index.ts";
import { fieldCount } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { ARMS, planOf } from "./arms.ts";
import { studyOptions } from "./study.ts";
import { hashOfLists, isTrained, trainedTwin, twinHash, twinLists } from "./twins.ts";
import type { TwinPlan, TwinWork } from "./twins.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-twins-"));
afterAll(() => rmSync(root, { recursive: true }));

const set = openLists(createContext({ seed: 2 }), "random:200:3");
const lists = { set, hash: hashOfLists(set) };
const options = studyOptions.parse({ size: "tiny", steps: 6, rows: 2, warmup: 2 });
const plan = planOf(ARMS.numeric, options, 1);
const work = (signal = new AbortController().signal, progress: TwinWork["progress"] = () => {}): TwinWork => {
  return { threads: 1, device: "cpu", signal, progress };
};

describe("the hash of a twin", () => {
  const own = twinHash(plan, lists.hash);

  test("does not depend on the order in which a plan is written", () => {
    const { config, ...rest } = plan;
    const backwards = Object.fromEntries(Object.entries(config).reverse()) as unknown as TwinPlan["config"];
    expect(twinHash({ config: backwards, ...rest }, lists.hash)).toBe(own);
  });

  test("changes with each thing that makes the twin", () => {
    const others = [
      twinHash({ ...plan, seed: 2 }, lists.hash),
      twinHash({ ...plan, draws: "uniform" }, lists.hash),
      twinHash({ ...plan, largest: 5 }, lists.hash),
      twinHash({ ...plan, config: { ...plan.config, charges: "memorised" } }, lists.hash),
      twinHash({ ...plan, recipe: { ...plan.recipe, steps: 7 } }, lists.hash),
      twinHash(plan, hashOfLists(openLists(createContext({ seed: 3 }), "random:200:3"))),
    ];
    expect(new Set([own, ...others]).size).toBe(7);
  });
});

test("lists of a twin: small ones, and of uniform draws only where that is asked", () => {
  const small = twinLists(lists, { largest: 2, draws: "balanced" });
  const uniform = twinLists(lists, { largest: 2, draws: "uniform" });
  expect(small.train.every((list) => fieldCount(set, list) <= 2)).toBe(true);
  expect(uniform.train).toEqual(small.train.filter((list) => set.rich[list] === 0));
  expect(uniform.train.length).toBeLessThan(small.train.length);
});

test("stopped after a checkpoint and asked for again, a twin ends as one that was trained at once", async () => {
  const [whole, stopped] = [join(root, "whole"), join(root, "stopped")];
  const first = await trainedTwin(whole, plan, lists, work());
  const controller = new AbortController();
  const stop = (share: number) => {
    if (share >= 0.5) controller.abort(new Error("Ctrl-C"));
  };
  await expect(trainedTwin(stopped, plan, lists, work(controller.signal, stop))).rejects.toThrow("Ctrl-C");
  expect(isTrained(stopped, plan, lists.hash)).toBe(false);
  const shares: number[] = [];
  const second = await trainedTwin(
    stopped,
    plan,
    lists,
    work(undefined, (share) => shares.push(share)),
  );
  expect(shares[0]).toBeGreaterThan(0.5); // it went on
  for (const file of [join("model", "model.safetensors"), join("model", "config.json"), "metrics.jsonl"]) {
    const bytes = ({ folder }: { readonly folder: string }) => readFileSync(join(folder, file));
    expect(bytes(second).equals(bytes(first)), file).toBe(true);
  }
  expect(readMetrics(join(second.folder, "metrics.jsonl")).at(-1)?.step).toBe(6);
  expect(existsSync(join(second.folder, "checkpoints"))).toBe(false);
}, 120_000);

test("a trained twin is found, not trained again", async () => {
  const shares: number[] = [];
  const again = await trainedTwin(
    join(root, "whole"),
    plan,
    lists,
    work(undefined, (share) => shares.push(share)),
  );
  expect(shares).toEqual([]);
  expect(again.config).toEqual(plan.config);
});

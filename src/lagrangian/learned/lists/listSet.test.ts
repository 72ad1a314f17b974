/** Sets of field lists on disk: whole, resumed, and what is refused. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import { datasetTask } from "./datasetTask.ts";
import { PLAIN_GRID } from "./fieldLists.ts";
import { fieldsOfList, joinLists, listCount, listsOfPart, typesOfList } from "./labelledLists.ts";
import { countsOf, makeLists, openLists, writeListSet } from "./listSet.ts";
import { createTypeCounter } from "./typeCounts.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-lists-"));
afterAll(() => rmSync(folder, { recursive: true }));
const recipe = { grid: PLAIN_GRID, largest: 6, richShare: 0.5 };
const context = createContext({ seed: 3 });

describe("a set of field lists", () => {
  const set = makeLists(context, recipe, 200);

  test("fields and types come back from the flat arrays", () => {
    const counter = createTypeCounter();
    expect(listCount(set)).toBe(200);
    for (let list = 0; list < 200; list++) {
      expect(typesOfList(set, list)).toEqual(counter.types(fieldsOfList(set, list)));
    }
  });

  test("written, read, and opened by the folder of its run", () => {
    const written = writeListSet(context, join(folder, "run", "lists"), recipe, 200);
    expect(written).toEqual(set);
    expect(openLists(context, join(folder, "run"))).toEqual(set);
  });

  test("a shard that is there is kept", () => {
    const own = join(folder, "resumed");
    writeListSet(context, own, recipe, 200);
    const before = readdirSync(own).map((name) => statSync(join(own, name)).mtimeMs);
    rmSync(join(own, "lists.json"));
    expect(() => openLists(context, own)).toThrow("no lists.json");
    writeListSet(context, own, recipe, 200);
    const after = readdirSync(own).map((name) => statSync(join(own, name)).mtimeMs);
    expect(after[0]).toBe(before[0]);
    expect(openLists(context, own)).toEqual(set);
  });

  test("joined sets hold the lists of both, every part its own lists", () => {
    const twice = joinLists([set, set]);
    expect(listCount(twice)).toBe(400);
    expect(typesOfList(twice, 207)).toEqual(typesOfList(set, 7));
    expect(fieldsOfList(twice, 200)).toEqual(fieldsOfList(set, 0));
    const parts = (["train", "validation", "test"] as const).flatMap((part) => listsOfPart(set, part));
    expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, k) => k));
    expect(countsOf(set).byFields.reduce((sum, { lists }) => sum + lists, 0)).toBe(200);
  });
});

test("a folder without a set, and a summary of another kind", () => {
  expect(() => openLists(context, folder)).toThrow(
    `no set of field lists here at ${folder}: found "no lists.json", expected a folder of lists, or random:2000 for ` +
      "lists that are drawn now, random:2000:6 for up to 6 fields (at most 16) [lagrangian/no-list-set]. glueball lagrangian dataset makes one: give its run folder",
  );
  writeFileSync(join(folder, "lists.json"), "{");
  expect(() => openLists(context, folder)).toThrow('found "a lists.json of another kind"');
  expect(() => openLists(context, "random:20:99")).toThrow('found "lists of up to 99 fields"');
});

test("the task, without a folder", async () => {
  const options = datasetTask.options.parse({ count: 100, largest: 3, su3: ["1", "8"], chargeDenominator: 2 });
  const result = await datasetTask.run(createContext({ seed: 1 }), options);
  expect(result.lists).toBe(100);
  expect(result.byFields.length).toBe(3);
  expect(result.summary).toMatch(/^100 lists in .* s: train \d+, validation \d+, test \d+\n/);
});

/** `glueball lagrangian dataset`. */
import { z } from "zod";
import { exact, task, textTable } from "../../../run/index.ts";
import type { Cell } from "../../../run/index.ts";
import { gridFields, recipeOf } from "./listFields.ts";
import { countsOf, makeLists, writeListSet } from "./listSet.ts";
import type { ListSetCounts } from "./listSet.ts";

export const datasetTask = task({
  room: "lagrangian",
  name: "dataset",
  help: "Draw field lists and count every type of their renormalisable Lagrangians, for training and evaluation",
  options: z.object({
    count: z.int().min(1).max(5_000_000).default(280_000).describe("lists, no two of them isomorphic"),
    ...gridFields,
  }),
  presets: { study: {}, smoke: { count: 500 } },
  example: "glueball lagrangian dataset --preset smoke",
  long: true,
  run: (context, options) => {
    const recipe = recipeOf(options);
    const folder = context.folder?.file("lists");
    const started = performance.now();
    const set =
      folder === undefined
        ? makeLists(context, recipe, options.count)
        : writeListSet(context, folder, recipe, options.count);
    const seconds = (performance.now() - started) / 1e3;
    const counts = countsOf(set);
    return { ...counts, types: set.counts.length, seconds, folder: folder ?? "", summary: summaryOf(counts, seconds) };
  },
});

function summaryOf({ lists, parts, byFields }: ListSetCounts, seconds: number): string {
  const rows = byFields.map((row, k): Cell[] => [
    exact(k + 1),
    exact(row.lists),
    exact(Math.round((100 * row.trilinear) / Math.max(1, row.lists))),
    exact(Math.round((10 * row.invariants) / Math.max(1, row.lists)) / 10),
  ]);
  const table = textTable({ columns: ["fields", "lists", "with a trilinear term [%]", "invariants a list"], rows });
  const dealt = Object.entries(parts).map(([part, count]) => `${part} ${count}`);
  return `${lists} lists in ${seconds.toFixed(1)} s: ${dealt.join(", ")}\n${table}`;
}

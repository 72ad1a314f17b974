/** The set of lists that a study trains on: a folder that is there, or one that is drawn once beside the twins. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../../../run/index.ts";
import { PLAIN_GRID } from "../lists/fieldLists.ts";
import { openLists, writeListSet } from "../lists/listSet.ts";
import type { TwinLists } from "./twins.ts";
import { hashOfLists } from "./twins.ts";

const RANDOM = /^random:(\d+)(?::(\d+))?$/;

export interface KeptLists extends TwinLists {
  readonly folder: string;
}

/** `random:N` has up to 10 fields, `random:N:6` up to 6. @throws GlueballError lagrangian/no-list-set */
export function keepLists(context: RunContext, source: string, twins: string): KeptLists {
  const random = RANDOM.exec(source);
  const folder =
    random === null ? source : join(twins, `lists-${source.slice(7).replace(":", "-")}-seed-${context.seed}`);
  if (random !== null && !existsSync(join(folder, "lists.json"))) {
    context.log(`draw ${random[1]} lists into ${folder}`);
    const recipe = { grid: PLAIN_GRID, largest: Number(random[2] ?? 10), richShare: 0.5 };
    writeListSet(context, folder, recipe, Number(random[1]));
  }
  const set = openLists(context, folder);
  return { folder, set, hash: hashOfLists(set) };
}

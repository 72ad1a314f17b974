/** The set of lists that a study trains on: a folder that is there, or one that is drawn once beside the twins. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../../../run/index.ts";
import { openLists, randomLists, writeListSet } from "../lists/listSet.ts";
import { hashOfLists } from "./twins.ts";
import type { TwinLists } from "./twins.ts";

export interface KeptLists extends TwinLists {
  readonly folder: string;
}

/** `random:N` has up to 10 fields, `random:N:6` up to 6. @throws GlueballError lagrangian/no-list-set */
export function keepLists(context: RunContext, source: string, twins: string): KeptLists {
  const random = randomLists(source);
  const folder =
    random === undefined
      ? source
      : join(twins, `lists-${source.replace("random:", "").replace(":", "-")}-seed-${context.seed}`);
  if (random !== undefined && !existsSync(join(folder, "lists.json"))) {
    context.log(`draw ${random.count} lists into ${folder}`);
    writeListSet(context, folder, random.recipe, random.count);
  }
  const set = openLists(context, folder);
  return { folder, set, hash: hashOfLists(set) };
}

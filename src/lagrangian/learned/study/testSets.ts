/** The lists that twins are tested on (testLists.ts), drawn once and kept beside the twins: `TWINS/tests/HASH.npz`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "../../../base/index.ts";
import { readLists, writeLists } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { shortHash } from "./twins.ts";
import { drawTestLists } from "./testLists.ts";
import type { TestDraw } from "./testLists.ts";

export interface TestSet {
  /** Short, for tables and legends. */
  readonly name: string;
  readonly draw: TestDraw;
}

export interface KeptTestSet extends TestSet {
  readonly path: string;
  readonly set: LabelledLists;
}

/** Changes when a draw would come out otherwise. */
const VERSION = 1;

export function keepTestSet(twins: string, test: TestSet, seed: number): KeptTestSet {
  const path = join(twins, "tests", `${shortHash(JSON.stringify([VERSION, test.draw, seed]))}.npz`);
  if (!existsSync(path)) writeLists(path, drawTestLists(test.draw, createRng(seed).fork("test lists")));
  return { ...test, path, set: readLists(path) };
}

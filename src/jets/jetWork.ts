/** What a thread runs: `parallelMap` imports this module there. */
import type { ParticleBatch } from "../formats/index.ts";
import { jetFinder, type JetRequest, type JetTable } from "./jetTable.ts";

export function createWork(request: JetRequest): (batch: ParticleBatch) => JetTable {
  return jetFinder(request);
}

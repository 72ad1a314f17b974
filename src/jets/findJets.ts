/** Jets of a whole stream of events on several threads; the tables come in the order of the events. */
import type { ParticleBatch } from "../formats/index.ts";
import { parallelMap } from "../run/index.ts";
import { jetFinder, type JetRequest, type JetTable } from "./jetTable.ts";

/** Throws at once what is wrong in the request, and while reading what is wrong in an event. */
export function findJets(
  request: JetRequest,
  events: AsyncIterable<ParticleBatch>,
  threads: number,
): AsyncIterable<JetTable> {
  jetFinder(request);
  const module = new URL("./jetWork.ts", import.meta.url).href;
  return parallelMap<ParticleBatch, JetTable>({ module, setup: request }, events, threads);
}

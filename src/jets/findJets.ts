/** Jets of all events of a file on several threads; the tables come in the order of the events. */
import { mapEvents } from "../formats/index.ts";
import type { EventFile, MapSettings } from "../formats/index.ts";
import { jetFinder, type JetRequest, type JetTable } from "./jetTable.ts";

/** Throws at once what is wrong in the request, and while reading what is wrong in an event. */
export function findJets(request: JetRequest, file: EventFile, settings: MapSettings): AsyncIterable<JetTable> {
  jetFinder(request);
  const module = new URL("./jetWork.ts", import.meta.url).href;
  return mapEvents<JetTable>({ module, setup: request }, file, settings);
}

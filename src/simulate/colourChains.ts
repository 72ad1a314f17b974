/**
 * Colour chains of the final partons: from a quark (or antidiquark) along its colour line through gluons to an antiquark
 * (or diquark). A ring of gluons has no end. Consecutive partons share a line; in a ring the last and the first too.
 */
import { GlueballError } from "../base/index.ts";
import { STATUS, type EventRecord } from "./eventRecord.ts";

export interface ColourChain {
  /** Entries in the order of the colour flow. */
  readonly entries: readonly number[];
  readonly isRing: boolean;
}

/**
 * All chains, open ones first, each in the order of its first entry. Throws `simulate/open-colour-line` where a line does
 * not lead to a final parton: what the beams leave behind must be in the record.
 */
export function colourChains(event: EventRecord): ColourChain[] {
  const coloured = finalColoured(event);
  const byAntiColour = new Map<number, number>();
  for (const entry of coloured) if (event.antiColour[entry] !== 0) byAntiColour.set(event.antiColour[entry], entry);
  const left = new Set(coloured);
  const chains: ColourChain[] = [];
  for (const entry of coloured) {
    if (event.antiColour[entry] === 0)
      chains.push({ entries: follow(event, entry, byAntiColour, left), isRing: false });
  }
  for (const entry of coloured) {
    if (left.has(entry)) chains.push({ entries: follow(event, entry, byAntiColour, left), isRing: true });
  }
  return chains;
}

function finalColoured({ count, status, colour, antiColour }: EventRecord): number[] {
  const entries: number[] = [];
  for (let entry = 0; entry < count; entry++) {
    if (status[entry] === STATUS.final && (colour[entry] !== 0 || antiColour[entry] !== 0)) entries.push(entry);
  }
  return entries;
}

/** From an entry along colour to the end of the chain, or once around a ring; takes what it passes out of `left`. */
function follow(
  event: EventRecord,
  first: number,
  byAntiColour: ReadonlyMap<number, number>,
  left: Set<number>,
): number[] {
  const entries: number[] = [];
  for (let entry = first; left.delete(entry);) {
    entries.push(entry);
    if (event.colour[entry] === 0) break;
    const next = byAntiColour.get(event.colour[entry]);
    if (next === undefined) throw openLine(event, entry, event.colour[entry]);
    entry = next;
  }
  const last = entries[entries.length - 1];
  // Both are 0 at the ends of an open chain, and one line in a ring.
  if (event.colour[last] !== event.antiColour[first]) throw openLine(event, first, event.antiColour[first]);
  return entries;
}

function openLine(event: EventRecord, entry: number, line: number): GlueballError {
  return new GlueballError({
    code: "simulate/open-colour-line",
    what: "a colour line of the final state ends nowhere",
    place: `entry ${entry} (PDG code ${event.pdgId[entry]})`,
    found: `line ${line}`,
    expected: "a final parton with the other end of the line",
    hint: "Add what the beams leave behind, or shower and decay the whole event before it hadronises",
  });
}

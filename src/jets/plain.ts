/**
 * N^2 clustering as simply as it can be said: every pseudojet knows its nearest neighbour; the smallest distance is
 * found by looking at all of them. The fast strategies are tested against this one, and for a few dozen particles
 * nothing is faster.
 *
 * Cost: N steps of N comparisons. Cacciari, Salam, hep-ph/0512210.
 */
import { mergeBeam, mergePair, type History } from "./history.ts";
import { separation, setCoordinates, type Coordinates, type Metric } from "./metric.ts";
import { precedes } from "./pseudojets.ts";
import { servedFirst } from "./ties.ts";

const NOBODY = -1;

/** The pseudojets that are still to be merged; slots 0 to `count` - 1 are in use. */
interface Slots extends Coordinates {
  count: number;
  /** Entry in the pseudojets. */
  readonly jet: Int32Array;
  readonly weight: Float64Array;
  readonly beam: Float64Array;
  /** Slot of the nearest neighbour within reach, and its separation. */
  readonly nearest: Int32Array;
  readonly distance: Float64Array;
}

export function clusterPlain(history: History, metric: Metric): void {
  const slots = fillSlots(history, metric);
  for (let slot = 1; slot < slots.count; slot++) {
    for (let other = 0; other < slot; other++) compare(history, metric, slots, slot, other);
  }
  while (slots.count > 0) {
    const slot = closest(history, slots);
    const neighbour = slots.nearest[slot]!;
    if (isPair(slots, slot)) {
      const dij = metric.unit * pairDistance(slots, slot);
      const made = mergePair(history, slots.jet[slot]!, slots.jet[neighbour]!, dij);
      const kept = Math.min(slot, neighbour);
      setSlot(history, metric, slots, kept, made);
      repair(history, metric, slots, kept, Math.max(slot, neighbour));
    } else {
      mergeBeam(history, slots.jet[slot]!, metric.unit * slots.beam[slot]!);
      repair(history, metric, slots, NOBODY, slot);
    }
  }
}

function fillSlots(history: History, metric: Metric): Slots {
  const count = history.particles;
  const numbers = () => new Float64Array(count);
  const slots: Slots = {
    count,
    jet: new Int32Array(count),
    u: numbers(),
    v: numbers(),
    w: metric.geometry === "sphere" ? numbers() : new Float64Array(0),
    weight: numbers(),
    beam: numbers(),
    nearest: new Int32Array(count),
    distance: numbers(),
  };
  for (let slot = 0; slot < count; slot++) setSlot(history, metric, slots, slot, slot);
  return slots;
}

function setSlot({ jets }: History, metric: Metric, slots: Slots, slot: number, jet: number): void {
  slots.jet[slot] = jet;
  setCoordinates(slots, slot, metric.geometry, jets, jet);
  slots.weight[slot] = metric.weight(jets, jet);
  slots.beam[slot] = metric.beam(jets, jet, slots.weight[slot]!);
  slots.nearest[slot] = NOBODY;
  slots.distance[slot] = metric.reach;
}

/** Lets two slots know of each other. */
function compare(history: History, metric: Metric, slots: Slots, a: number, b: number): void {
  const distance = separation(slots, metric.geometry, a, b);
  if (distance <= slots.distance[a]!) offer(history, slots, a, b, distance);
  if (distance <= slots.distance[b]!) offer(history, slots, b, a, distance);
}

/** `other` becomes the nearest neighbour of `slot` unless an equally near one precedes it. */
function offer({ jets }: History, slots: Slots, slot: number, other: number, distance: number): void {
  if (distance === slots.distance[slot]!) {
    const before = slots.nearest[slot]!;
    // At the reach itself the beam is as near, and where the reach is infinite nothing is.
    if (before === NOBODY || !precedes(jets, slots.jet[other]!, slots.jet[before]!)) return;
  }
  slots.nearest[slot] = other;
  slots.distance[slot] = distance;
}

function pairDistance(slots: Slots, slot: number): number {
  const neighbour = slots.nearest[slot]!;
  return Math.min(slots.weight[slot]!, slots.weight[neighbour]!) * slots.distance[slot]!;
}

function isPair(slots: Slots, slot: number): boolean {
  return slots.nearest[slot] !== NOBODY && pairDistance(slots, slot) <= slots.beam[slot]!;
}

/** The pseudojet that a slot would merge with now, or NOBODY for the beam. */
function partner(slots: Slots, slot: number): number {
  return isPair(slots, slot) ? slots.jet[slots.nearest[slot]!]! : NOBODY;
}

/** The slot whose smaller distance, to its neighbour or to the beam, is the smallest of all. */
function closest({ jets }: History, slots: Slots): number {
  let best = NOBODY;
  let smallest = Infinity;
  for (let slot = 0; slot < slots.count; slot++) {
    const distance = isPair(slots, slot) ? pairDistance(slots, slot) : slots.beam[slot]!;
    if (distance > smallest) continue;
    if (distance === smallest && best !== NOBODY) {
      const [jet, bestJet] = [slots.jet[slot]!, slots.jet[best]!];
      if (!servedFirst(jets, jet, partner(slots, slot), bestJet, partner(slots, best))) continue;
    }
    best = slot;
    smallest = distance;
  }
  return best;
}

/** After a step: `freed` is empty, `changed` (or NOBODY) holds a new pseudojet. The last slot moves into the gap. */
function repair(history: History, metric: Metric, slots: Slots, changed: number, freed: number): void {
  const last = --slots.count;
  if (freed !== last) move(slots, last, freed);
  for (let slot = 0; slot < slots.count; slot++) {
    const neighbour = slots.nearest[slot]!;
    const lost = neighbour !== NOBODY && (neighbour === freed || neighbour === changed);
    if (neighbour === last) slots.nearest[slot] = freed;
    if (lost) searchAnew(history, metric, slots, slot);
  }
  if (changed === NOBODY) return;
  for (let slot = 0; slot < slots.count; slot++) {
    if (slot !== changed) compare(history, metric, slots, slot, changed);
  }
}

function searchAnew(history: History, metric: Metric, slots: Slots, slot: number): void {
  slots.nearest[slot] = NOBODY;
  slots.distance[slot] = metric.reach;
  for (let other = 0; other < slots.count; other++) {
    if (other === slot) continue;
    const distance = separation(slots, metric.geometry, slot, other);
    if (distance <= slots.distance[slot]!) offer(history, slots, slot, other, distance);
  }
}

function move(slots: Slots, from: number, to: number): void {
  for (const column of [
    slots.jet,
    slots.u,
    slots.v,
    slots.w,
    slots.weight,
    slots.beam,
    slots.nearest,
    slots.distance,
  ]) {
    if (column.length > 0) column[to] = column[from]!;
  }
}

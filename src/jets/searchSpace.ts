/**
 * Slots in the memory of a search kernel: what `plain.ts` clusters in.
 *
 * A kernel is kept for the next event, since making one takes as long as clustering several. It is no state: nothing that
 * an event left in its memory is read by another. Who clusters while clustering, as a recombination scheme of the user
 * may, gets a kernel of its own.
 */
import { arenaIn } from "./arena.ts";
import type { Metric } from "./metric.ts";
import type { Pseudojets } from "./pseudojets.ts";
import {
  CLOSER_COUNT,
  COLUMNS,
  COUNTS,
  HEADER,
  LEAST,
  makeSearchKernel,
  STEP,
  TIED,
  type Column,
  type SearchKernel,
} from "./searchKernel.ts";
import { comesFirst, key, makeSlots, settle, slotsRoom, type Slots } from "./slots.ts";

const idle: SearchKernel[] = [];

/** Memory comes in pages; a kernel with more than so many bytes is not kept. */
const PAGE = 65_536;
const LARGEST_KEPT = 64 * PAGE;

export interface SearchSpace {
  readonly kernel: SearchKernel;
  readonly slots: Slots;
  /** `key` of each slot. */
  readonly keys: Float64Array;
  readonly least: Float64Array;
  /** TIED and CLOSER_COUNT. */
  readonly counts: Int32Array;
}

/** Empty slots for the particles of an event. Give them back with `leaveSearchSpace`. */
export function enterSearchSpace(jets: Pseudojets, metric: Metric, particles: number): SearchSpace {
  const kernel = idle.pop() ?? makeSearchKernel();
  const capacity = particles + STEP;
  const { numbers, integers } = slotsRoom(capacity);
  const room = { numbers: numbers + 2 * capacity, integers };
  const memory = grown(kernel, HEADER + 8 * room.numbers + 4 * room.integers);
  const columns = arenaIn(memory, HEADER, room);
  const slots = makeSlots(jets, metric, capacity, columns);
  const keys = columns.numbers(capacity).fill(NaN);
  const separation = columns.numbers(capacity);
  const { u, v, w, rank, limit, distance, closer } = slots;
  u.fill(NaN);
  const named = { u, v, w, rank, limit, distance, key: keys, separation, closer } satisfies Record<
    Column,
    ArrayBufferView
  >;
  new Int32Array(memory, 0, COLUMNS.length).set(COLUMNS.map((column) => named[column].byteOffset));
  return { kernel, slots, keys, least: new Float64Array(memory, LEAST, 1), counts: new Int32Array(memory, COUNTS, 2) };
}

/** The memory of a kernel, at least so large. */
function grown({ memory }: SearchKernel, bytes: number): ArrayBuffer {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return memory.buffer;
}

/** Ends the use of a space and of its slots. */
export function leaveSearchSpace({ kernel }: SearchSpace): void {
  if (kernel.memory.buffer.byteLength <= LARGEST_KEPT) idle.push(kernel);
}

/** Finds the nearest neighbour of a slot among the first `count` and, if `both`, those to whom it is close. */
export function lookAround(
  { kernel, slots, keys, least, counts }: SearchSpace,
  slot: number,
  count: number,
  both: boolean,
): void {
  const look = slots.metric.geometry === "sphere" ? kernel.lookOnSphere : kernel.lookOnCylinder;
  const best = look(slot, count, both ? 1 : 0);
  slots.closerCount = counts[CLOSER_COUNT];
  settle(slots, slot, best, least[0], counts[TIED] === 1);
  keys[slot] = key(slots, slot);
}

/** The slot with the smallest key of the first `count`. */
export function smallestKey({ kernel, slots, keys, counts }: SearchSpace, count: number): number {
  let best = kernel.smallest(count);
  if (counts[TIED] === 0) return best;
  const least = keys[best];
  for (let slot = 0; slot < count; slot++) {
    if (slot !== best && keys[slot] === least && comesFirst(slots, slot, best)) best = slot;
  }
  return best;
}

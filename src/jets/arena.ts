/**
 * Many columns in one allocation. A typed array of its own takes as long as clustering ten particles, and an event needs
 * some thirty columns.
 */
export interface Arena {
  readonly numbers: (length: number) => Float64Array;
  readonly integers: (length: number) => Int32Array;
}

/** How many entries of each kind are needed. */
export interface Room {
  readonly numbers: number;
  readonly integers: number;
}

export function roomBytes({ numbers, integers }: Room): number {
  return 8 * numbers + 4 * integers;
}

/** Memory for all the rooms together; every entry is 0. */
export function arena(...rooms: readonly Room[]): Arena {
  let numbers = 0;
  let integers = 0;
  for (const room of rooms) {
    numbers += room.numbers;
    integers += room.integers;
  }
  const all = { numbers, integers };
  return arenaIn(freshMemory(roomBytes(all)), 0, all);
}

/** Gives at least so many bytes, all 0 as far as asked for. */
export type Memory = (bytes: number) => ArrayBuffer;

export const freshMemory: Memory = (bytes) => new ArrayBuffer(bytes);

/**
 * The same memory each time, for events that are done with one after the other: 40 kB for each of 170 particles make
 * the collector look through the whole heap all 1000 events, and on several threads they wait for the same machine.
 */
export function reusedMemory(): Memory {
  let kept = new ArrayBuffer(0);
  return (bytes) => {
    if (kept.byteLength < bytes) kept = new ArrayBuffer(2 * bytes);
    else new Uint8Array(kept, 0, bytes).fill(0);
    return kept;
  };
}

/** Columns in memory that is already there, from byte `start`; they hold what it holds. */
export function arenaIn(memory: ArrayBuffer, start: number, room: Room): Arena {
  let nextNumber = start;
  let nextInteger = start + 8 * room.numbers;
  return {
    numbers(length) {
      const column = new Float64Array(memory, nextNumber, length);
      nextNumber += 8 * length;
      return column;
    },
    integers(length) {
      const column = new Int32Array(memory, nextInteger, length);
      nextInteger += 4 * length;
      return column;
    },
  };
}

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

/** Memory for all the rooms together; every entry is 0. */
export function arena(...rooms: readonly Room[]): Arena {
  let numbers = 0;
  let integers = 0;
  for (const room of rooms) {
    numbers += room.numbers;
    integers += room.integers;
  }
  return arenaIn(new ArrayBuffer(8 * numbers + 4 * integers), 0, { numbers, integers });
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

/**
 * Columns that are filled before their length is known. They grow by doubling with what was really read, never by what
 * a file announces, so that a damaged count cannot ask for memory.
 */

const FIRST_LENGTH = 256;

export class Float64List {
  values = new Float64Array(FIRST_LENGTH);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.values = doubled(this.values, new Float64Array(2 * this.length));
    this.values[this.length++] = value;
  }

  /** A copy of all values, which are then forgotten here. */
  take(): Float64Array {
    const taken = this.values.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

export class Int32List {
  values = new Int32Array(FIRST_LENGTH);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.values = doubled(this.values, new Int32Array(2 * this.length));
    this.values[this.length++] = value;
  }

  /** A copy of all values, which are then forgotten here. */
  take(): Int32Array {
    const taken = this.values.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** Where each row of a ragged column begins. */
export class OffsetList {
  readonly #ends = new Int32List();

  /** Ends a row where its column now has `length` values in all. */
  endRow(length: number): void {
    this.#ends.push(length);
  }

  /** Where the last ended row stops and the current one begins. */
  get begin(): number {
    return this.#ends.length === 0 ? 0 : this.#ends.values[this.#ends.length - 1]!;
  }

  /** Offsets of the ended rows, which are then forgotten here. */
  take(): Uint32Array {
    const offsets = new Uint32Array(this.#ends.length + 1);
    offsets.set(this.#ends.take(), 1);
    return offsets;
  }
}

function doubled<A extends Float64Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}

/**
 * LZMA: a sequence of literals and matches, each decision coded in a fraction of a bit by a range coder with adaptive
 * probabilities.
 *
 * The range coder holds an interval [0, range) and a position `code` in it. A bit with probability p of being 0 splits
 * the interval at range * p; the side on which `code` lies is the bit, and p moves 1/32 of its way towards it. When the
 * range has fallen below 2^24 the next byte of the input comes in. Which p is used depends on a state of 12 values (the
 * kinds of the last few packets), on the position in the output, and for literals on the byte before.
 *
 *     packet   0 literal | 1 0 length distance | 1 1 0 0 one byte at the last distance
 *            | 1 1 0 1 length at the last distance | 1 1 1 0, 1 1 1 1 0, 1 1 1 1 1 length at the 2nd, 3rd, 4th last
 *
 * Source: LZMA specification (I. Pavlov, LZMA SDK 23.01). Cost: linear in the output, without allocation in the loop.
 */
import { GlueballError } from "../base/index.ts";

const STATES = 12;
/** Probabilities are 11-bit; all begin at one half. */
const ONE_HALF = 1 << 10;
const POSITION_STATES = 16;
const LENGTH_CODER = 2 + POSITION_STATES * 8 * 2 + 256;

/** Where in the one table of probabilities each kind begins. */
const IS_MATCH = 0;
const IS_REPEAT = IS_MATCH + STATES * POSITION_STATES;
const IS_NOT_LAST = IS_REPEAT + STATES;
const IS_NOT_SECOND = IS_NOT_LAST + STATES;
const IS_NOT_THIRD = IS_NOT_SECOND + STATES;
const IS_LONG = IS_NOT_THIRD + STATES;
const DISTANCE_SLOT = IS_LONG + STATES * POSITION_STATES;
const DISTANCE_MIDDLE = DISTANCE_SLOT + 4 * 64;
const DISTANCE_LOW = DISTANCE_MIDDLE + 115;
const MATCH_LENGTH = DISTANCE_LOW + 16;
const REPEAT_LENGTH = MATCH_LENGTH + LENGTH_CODER;
const LITERALS = REPEAT_LENGTH + LENGTH_CODER;
const LITERAL_CODER = 0x300;

/** Decodes the chunks of one block into `output`, from position `written` on. */
export class LzmaDecoder {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  written: number;
  /** First byte of the output to which matches may refer. */
  #start: number;
  readonly #probabilities = new Uint16Array(LITERALS + (LITERAL_CODER << 4));
  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  /** The last four distances, less one. */
  readonly #distances = new Uint32Array(4);
  /** Both are unsigned 32-bit numbers held as signed ones, which V8 keeps in registers instead of boxes. */
  #range = 0;
  #code = 0;
  #at = 0;
  #inputEnd = 0;

  constructor(input: Uint8Array, output: Uint8Array, written: number) {
    this.input = input;
    this.output = output;
    this.written = written;
    this.#start = written;
  }

  forgetOutput(): void {
    this.#start = this.written;
  }

  /** From the byte (pb * 5 + lp) * 9 + lc. */
  setParameters(byte: number): void {
    const [lc, lp, pb] = [byte % 9, Math.floor(byte / 9) % 5, Math.floor(byte / 45)];
    if (pb > 4 || lc + lp > 4) throw xzDamaged(this.#at, `impossible parameters lc ${lc}, lp ${lp}, pb ${pb}`);
    this.#literalContextBits = lc;
    this.#literalPositionMask = (1 << lp) - 1;
    this.#positionMask = (1 << pb) - 1;
    this.resetState();
  }

  resetState(): void {
    this.#probabilities.fill(ONE_HALF);
    this.#state = 0;
    this.#distances.fill(0);
  }

  /** A chunk of bytes as they are. */
  copy(from: number, size: number): void {
    this.#requireInput(from, size);
    this.#requireOutput(from, size);
    this.output.set(this.input.subarray(from, from + size), this.written);
    this.written += size;
  }

  /** A chunk of `packed` bytes from `from` that holds `size` bytes. */
  decode(from: number, packed: number, size: number): void {
    this.#requireInput(from, packed);
    this.#requireOutput(from, size);
    this.#at = from + 5;
    this.#inputEnd = from + packed;
    if (packed < 5 || this.input[from] !== 0) throw xzDamaged(from, "a chunk does not begin with a zero byte");
    this.#range = -1;
    this.#code = new DataView(this.input.buffer, this.input.byteOffset + from + 1, 4).getInt32(0);
    const end = this.written + size;
    while (this.written < end) this.#packet(end);
    this.#normalise();
    if (this.#at !== this.#inputEnd || this.#code !== 0)
      throw xzDamaged(this.#at, "a chunk does not end where it says");
  }

  #packet(end: number): void {
    const state = this.#state;
    const position = (this.written - this.#start) & this.#positionMask;
    if (this.#bit(IS_MATCH + (state << 4) + position) === 0) return this.#literal();
    if (this.#bit(IS_REPEAT + state) === 0) {
      const length = this.#length(MATCH_LENGTH, position);
      this.#pushDistance(this.#distance(length));
      this.#state = state < 7 ? 7 : 10;
      return this.#match(length, end);
    }
    if (this.#bit(IS_NOT_LAST + state) === 0) {
      if (this.#bit(IS_LONG + (state << 4) + position) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return this.#match(1, end);
      }
    } else {
      this.#recallDistance(state);
    }
    const length = this.#length(REPEAT_LENGTH, position);
    this.#state = state < 7 ? 8 : 11;
    this.#match(length, end);
  }

  /** A byte by a tree of 8 decisions; right after a match the byte at the last distance helps to foresee it. */
  #literal(): void {
    const { output, written } = this;
    const before = written > this.#start ? output[written - 1] : 0;
    const position = (written - this.#start) & this.#literalPositionMask;
    const context = (position << this.#literalContextBits) + (before >>> (8 - this.#literalContextBits));
    const coder = LITERALS + LITERAL_CODER * context;
    let symbol = 1;
    if (this.#state >= 7) symbol = this.#matchedLiteral(coder);
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(coder + symbol);
    output[this.written++] = symbol & 0xff;
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
  }

  /** The decisions as long as they agree with the byte at the last distance. */
  #matchedLiteral(coder: number): number {
    let expected = this.output[this.#source(1)];
    let symbol = 1;
    while (symbol < 0x100) {
      const foreseen = (expected >>> 7) & 1;
      expected <<= 1;
      const bit = this.#bit(coder + ((1 + foreseen) << 8) + symbol);
      symbol = (symbol << 1) | bit;
      if (bit !== foreseen) break;
    }
    return symbol;
  }

  /** 2 to 273, by one of three trees. */
  #length(coder: number, position: number): number {
    if (this.#bit(coder) === 0) return 2 + this.#tree(coder + 2 + (position << 3), 3);
    if (this.#bit(coder + 1) === 0) return 10 + this.#tree(coder + 2 + 128 + (position << 3), 3);
    return 18 + this.#tree(coder + 2 + 256, 8);
  }

  /** A distance less one: the slot says the two highest bits and how many follow. */
  #distance(length: number): number {
    const slot = this.#tree(DISTANCE_SLOT + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.#reverseTree(DISTANCE_MIDDLE + high - slot, bits);
    return high + this.#directBits(bits - 4) * 16 + this.#reverseTree(DISTANCE_LOW, 4);
  }

  #pushDistance(distance: number): void {
    this.#distances.copyWithin(1, 0, 3);
    this.#distances[0] = distance;
  }

  /** The 2nd, 3rd or 4th last distance becomes the last. */
  #recallDistance(state: number): void {
    let which = 1;
    if (this.#bit(IS_NOT_SECOND + state) === 1) which = 2 + this.#bit(IS_NOT_THIRD + state);
    const distance = this.#distances[which];
    this.#distances.copyWithin(1, 0, which);
    this.#distances[0] = distance;
  }

  /** Copies from the last distance; where both overlap the copied bytes repeat. */
  #match(length: number, end: number): void {
    const { output } = this;
    let from = this.#source(length);
    if (this.written + length > end) throw xzDamaged(this.#at, "a match runs past the end of its chunk");
    for (let i = 0; i < length; i++) output[this.written++] = output[from++];
  }

  #source(length: number): number {
    const from = this.written - this.#distances[0] - 1;
    if (from < this.#start) throw xzDamaged(this.#at, `a match of ${length} bytes reaches before the content`);
    return from;
  }

  #tree(coder: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(coder + symbol);
    return symbol - (1 << bits);
  }

  /** A tree whose first decision is the lowest bit. */
  #reverseTree(coder: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(coder + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Bits of probability one half. */
  #directBits(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#normalise();
      this.#range >>>= 1;
      const bit = this.#code >>> 0 >= this.#range ? 1 : 0;
      if (bit === 1) this.#code = (this.#code - this.#range) | 0;
      value = value * 2 + bit;
    }
    return value;
  }

  #bit(index: number): number {
    this.#normalise();
    const probability = this.#probabilities[index];
    const bound = Math.imul(this.#range >>> 11, probability);
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >>> 5);
      return 0;
    }
    this.#range = (this.#range - bound) | 0;
    this.#code = (this.#code - bound) | 0;
    this.#probabilities[index] = probability - (probability >>> 5);
    return 1;
  }

  #normalise(): void {
    if (this.#range >>> 24 !== 0) return;
    if (this.#at >= this.#inputEnd) throw xzDamaged(this.#at, "a chunk is cut off");
    this.#range <<= 8;
    this.#code = (this.#code << 8) | this.input[this.#at++];
  }

  #requireInput(from: number, size: number): void {
    if (from + size > this.input.length) throw xzDamaged(from, "a chunk runs past the end of the stream");
  }

  #requireOutput(from: number, size: number): void {
    if (this.written + size > this.output.length) throw xzDamaged(from, "the content is longer than it should be");
  }
}

export function xzDamaged(byte: number, why: string): GlueballError {
  return new GlueballError({
    code: "formats/xz-damaged",
    what: `the .xz stream is damaged (${why})`,
    place: `byte ${byte} of the stream`,
    hint: "Download or copy the file again",
  });
}

/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * A stream is a key; the n-th block of a stream is a pure function of (key, n). So a stream keyed by (seed, purpose,
 * step) gives the same numbers in a resumed, re-batched or multi-threaded run. Streams are forked by name, never
 * shared by the order of calls:
 *
 *     const rng = createRng(1);
 *     const shuffle = rng.fork("shuffle").fork(epoch);
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** High 32 bits, as a signed integer, of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Neither sum exceeds 32 bits: (2^16 - 1)^2 + 2^16 - 1 < 2^32.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** One Philox4x32-10 block: `counter` (4 words) and `key` (2 words) to 4 words, written to `out`. */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * The blocks of `counter`, whose first word is even, and of the next one, to 8 words. A round waits for its products, so
 * that two blocks side by side take 1.4 times the time of one.
 */
export function philoxPair(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let c0 = counter[0] | 0;
  let d0 = c0 + 1;
  let c1 = counter[1] | 0;
  let d1 = c1;
  let c2 = counter[2] | 0;
  let d2 = c2;
  let c3 = counter[3] | 0;
  let d3 = c3;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const highC0 = multiplyHigh(MULTIPLIER_0, c0);
    const highD0 = multiplyHigh(MULTIPLIER_0, d0);
    const lowC0 = Math.imul(MULTIPLIER_0, c0);
    const lowD0 = Math.imul(MULTIPLIER_0, d0);
    const highC1 = multiplyHigh(MULTIPLIER_1, c2);
    const highD1 = multiplyHigh(MULTIPLIER_1, d2);
    const lowC1 = Math.imul(MULTIPLIER_1, c2);
    const lowD1 = Math.imul(MULTIPLIER_1, d2);
    c0 = highC1 ^ c1 ^ k0;
    d0 = highD1 ^ d1 ^ k0;
    c1 = lowC1;
    d1 = lowD1;
    c2 = highC0 ^ c3 ^ k1;
    d2 = highD0 ^ d3 ^ k1;
    c3 = lowC0;
    d3 = lowD0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
  out[4] = d0;
  out[5] = d1;
  out[6] = d2;
  out[7] = d3;
}

const UTF8 = new TextEncoder();

/** 32-bit FNV-1a hash of a string, for keys of named streams. */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of UTF8.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

export interface Rng {
  /** An independent stream for this purpose; the same purpose always gives the same stream. */
  fork(purpose: string | number): Rng;
  /** The next unsigned 32-bit integer. */
  uint32(): number;
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform integer in [0, below); rejection, so exactly uniform. */
  integer(below: number): number;
  /** Fisher-Yates shuffle in place; returns its argument. */
  shuffle<T extends { length: number; [index: number]: number | unknown }>(items: T): T;
}

class PhiloxStream implements Rng {
  readonly #key: Uint32Array;
  readonly #counter = new Uint32Array(4);
  /** Two blocks. */
  readonly #words = new Uint32Array(8);
  #used = 8;
  #spareNormal: number | undefined;

  constructor(key: Uint32Array) {
    this.#key = key;
  }

  fork(purpose: string | number): Rng {
    // Forks are keyed by a block in a part of the counter space (last word not 0) that draws never reach.
    const [word, kind] = typeof purpose === "number" ? [purpose, 1] : [hashString(purpose), 2];
    const out = new Uint32Array(4);
    philox([word >>> 0, Math.floor(word / 2 ** 32) >>> 0, 0, kind], this.#key, out);
    return new PhiloxStream(out.slice(0, 2));
  }

  uint32(): number {
    if (this.#used === 8) this.#draw();
    return this.#words[this.#used++];
  }

  /** Apart from `uint32`, which is then small enough to be compiled into the loops that ask for numbers. */
  #draw(): void {
    philoxPair(this.#counter, this.#key, this.#words);
    this.#counter[0] += 2;
    for (let word = 0; word < 2 && this.#counter[word] === 0; word++) this.#counter[word + 1]++;
    this.#used = 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  integer(below: number): number {
    const limit = 2 ** 32 - (2 ** 32 % below);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % below;
    }
  }

  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
    return items;
  }
}

/** The root stream of a seed (an integer, 0 <= seed < 2^53). */
export function createRng(seed: number): Rng {
  return new PhiloxStream(new Uint32Array([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]));
}

/**
 * The 64-bit hash by which ROOT protects an LZ4 block: XXH64 with seed 0. JavaScript has no fast 64-bit integers, so a
 * number is a pair of 32-bit words (low, high) in a small register file, and a product is put together from 16-bit
 * pieces. Four accumulators take 8 bytes each of every 32, are merged, and the rest follows in pieces of 8, 4 and 1.
 * Source: xxHash specification 0.1.1 (Y. Collet). Cost: linear, without allocation in the loop.
 */

/** A prime as low and high word. */
type Prime = readonly [low: number, high: number];
const P1: Prime = [0x85ebca87, 0x9e3779b1];
const P2: Prime = [0x27d4eb4f, 0xc2b2ae3d];
const P3: Prime = [0x9e3779f9, 0x165667b1];
const P4: Prime = [0xc2b2ae63, 0x85ebca77];
const P5: Prime = [0x165667c5, 0x27d4eb2f];

/** Registers 0 to 3 are the accumulators, then the hash, and what is put into it next. */
const HASH = 4;
const LANE = 5;

/** The hash as 16 hexadecimal digits. */
export function xxHash64(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const registers = new Uint32Array(12);
  let at = 0;
  if (bytes.length >= 32) at = digestStripes(registers, view);
  else add(registers, HASH, P5[0], P5[1]);
  add(registers, HASH, bytes.length, 0);
  for (; at + 8 <= bytes.length; at += 8) {
    load(registers, LANE, view, at);
    round(registers, LANE, 0, 0);
    mix(registers, 27, P1, P4);
  }
  if (at + 4 <= bytes.length) {
    setWords(registers, LANE, view.getUint32(at, true), 0);
    multiply(registers, LANE, P1);
    mix(registers, 23, P2, P3);
    at += 4;
  }
  for (; at < bytes.length; at++) {
    setWords(registers, LANE, bytes[at], 0);
    multiply(registers, LANE, P5);
    mix(registers, 11, P1, [0, 0]);
  }
  return avalanche(registers);
}

/** Takes all whole stripes of 32 bytes and leaves their hash; returns how many bytes that were. */
function digestStripes(registers: Uint32Array, view: DataView): number {
  add(registers, 0, P1[0], P1[1]);
  add(registers, 0, P2[0], P2[1]);
  add(registers, 1, P2[0], P2[1]);
  setWords(registers, 3, -P1[0], ~P1[1]); // 0 - P1; the low word is not zero, so the borrow is one
  const end = view.byteLength - (view.byteLength % 32);
  for (let lane = 0; lane < 4; lane++) digestLane(registers, lane, view, end);
  mergeAccumulators(registers);
  return end;
}

/** The rounds of one accumulator over all stripes: `round` with the pair of words in variables, for speed. */
function digestLane(registers: Uint32Array, lane: number, view: DataView, end: number): void {
  let low = registers[2 * lane];
  let high = registers[2 * lane + 1];
  for (let at = 8 * lane; at < end; at += 32) {
    const inLow = view.getUint32(at, true);
    const sum = low + (Math.imul(inLow, P2[0]) >>> 0);
    const product = upper(inLow, P2[0]) + Math.imul(view.getUint32(at + 4, true), P2[0]) + Math.imul(inLow, P2[1]);
    const sumHigh = (high + product + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    const turnedLow = ((sum << 31) | (sumHigh >>> 1)) >>> 0;
    const turnedHigh = (sumHigh << 31) | ((sum >>> 0) >>> 1);
    low = Math.imul(turnedLow, P1[0]) >>> 0;
    high = (upper(turnedLow, P1[0]) + Math.imul(turnedHigh, P1[0]) + Math.imul(turnedLow, P1[1])) >>> 0;
  }
  setWords(registers, lane, low, high);
}

function mergeAccumulators(registers: Uint32Array): void {
  for (const [lane, turn] of [1, 7, 12, 18].entries()) {
    setWords(registers, LANE, registers[2 * lane], registers[2 * lane + 1]);
    rotate(registers, LANE, turn);
    add(registers, HASH, registers[2 * LANE], registers[2 * LANE + 1]);
  }
  for (let lane = 0; lane < 4; lane++) {
    setWords(registers, LANE, registers[2 * lane], registers[2 * lane + 1]);
    round(registers, LANE, 0, 0);
    mix(registers, 0, P1, P4);
  }
}

/** One round: the register, which holds the input, becomes rotate(accumulator + input * P2, 31) * P1. */
function round(registers: Uint32Array, register: number, low: number, high: number): void {
  multiply(registers, register, P2);
  add(registers, register, low, high);
  rotate(registers, register, 31);
  multiply(registers, register, P1);
}

/** Puts the lane into the hash: hash = rotate(hash ^ lane, turn) * factor + summand. */
function mix(registers: Uint32Array, turn: number, factor: Prime, summand: Prime): void {
  registers[2 * HASH] ^= registers[2 * LANE];
  registers[2 * HASH + 1] ^= registers[2 * LANE + 1];
  rotate(registers, HASH, turn);
  multiply(registers, HASH, factor);
  add(registers, HASH, summand[0], summand[1]);
}

/** The last shifts, after which every input bit has reached every output bit. */
function avalanche(registers: Uint32Array): string {
  const [low, high] = [2 * HASH, 2 * HASH + 1];
  registers[low] ^= registers[high] >>> 1; // shift by 33
  multiply(registers, HASH, P2);
  registers[low] ^= (registers[low] >>> 29) | (registers[high] << 3);
  registers[high] ^= registers[high] >>> 29;
  multiply(registers, HASH, P3);
  registers[low] ^= registers[high]; // shift by 32
  return [registers[high], registers[low]].map((word) => word.toString(16).padStart(8, "0")).join("");
}

function setWords(registers: Uint32Array, register: number, low: number, high: number): void {
  registers[2 * register] = low;
  registers[2 * register + 1] = high;
}

function load(registers: Uint32Array, register: number, view: DataView, at: number): void {
  registers[2 * register] = view.getUint32(at, true);
  registers[2 * register + 1] = view.getUint32(at + 4, true);
}

function add(registers: Uint32Array, register: number, low: number, high: number): void {
  const sum = registers[2 * register] + low;
  registers[2 * register] = sum;
  registers[2 * register + 1] += high + (sum > 0xffffffff ? 1 : 0);
}

/** Rotates to the left by less than 32 bits. */
function rotate(registers: Uint32Array, register: number, turn: number): void {
  if (turn === 0) return;
  const [low, high] = [registers[2 * register], registers[2 * register + 1]];
  registers[2 * register] = (low << turn) | (high >>> (32 - turn));
  registers[2 * register + 1] = (high << turn) | (low >>> (32 - turn));
}

/** The lower 64 bits of the product; only the low words contribute a carry. */
function multiply(registers: Uint32Array, register: number, factor: Prime): void {
  const [low, high] = [registers[2 * register], registers[2 * register + 1]];
  registers[2 * register] = Math.imul(low, factor[0]);
  registers[2 * register + 1] = upper(low, factor[0]) + Math.imul(high, factor[0]) + Math.imul(low, factor[1]);
}

/**
 * The upper 32 bits of a product of two unsigned words. The float64 product is off by at most 2^10, so what is left
 * after subtracting the exact lower word is, in units of 2^32, an integer and far less than one half.
 */
function upper(a: number, b: number): number {
  return ((a * b - (Math.imul(a, b) >>> 0)) * 2 ** -32 + 0.5) >>> 0;
}

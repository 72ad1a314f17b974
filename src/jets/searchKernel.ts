/**
 * The two inner loops of N^2 clustering in WebAssembly: who is nearest to a slot, and which key is the smallest. Two
 * numbers go through every instruction (SIMD), and nothing branches but where a list grows; V8 makes neither from
 * TypeScript. Everything is computed as in slots.ts, bit for bit.
 *
 * The slots of a search are the first `count`. Columns are float64, with room for STEP - 1 more; there `u` and `key` must
 * be NaN, which is not near and not small. The addresses of the columns stand at the beginning of the memory, in the
 * order of COLUMNS; results are left behind them.
 *
 * Cost: about 1 ns a slot for `look`, a quarter of that for `smallest`.
 */
import type { Metric } from "./metric.ts";
import { NOBODY } from "./slots.ts";
import { assemble, declare, f64, f64x2, i32, repeatWhile, when } from "./wasm.ts";
import type { Code, Local, WasmFunction } from "./wasm.ts";

/** Those of `Slots`, the keys, and two for the results of a search: separations of all, and the list of the closer. */
export const COLUMNS = ["u", "v", "w", "rank", "limit", "distance", "key", "separation", "closer"] as const;
export type Column = (typeof COLUMNS)[number];

/** Slots that are looked at together. */
export const STEP = 4;

/** Address of a result, a float64. */
export const LEAST = 40;
/** Address of two more, int32, and which is which. */
export const COUNTS = 48;
export const TIED = 0;
export const CLOSER_COUNT = 1;
/** The columns can begin here. */
export const HEADER = 56;

export interface SearchKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /**
   * Returns the slot that is nearest to `slot` of those within its limit and not below its rank, or NOBODY, and leaves its
   * separation or the limit at LEAST. Several at the same separation: any of them, and TIED is 1. If `both` is 1, `closer`
   * holds the CLOSER_COUNT slots not above its rank to which it is at least as close as their `distance`.
   */
  lookOnCylinder(slot: number, count: number, both: number): number;
  lookOnSphere(slot: number, count: number, both: number): number;
  /** Returns the slot with the smallest key; if several have it, any of them, and TIED is 1. */
  smallest(count: number): number;
}

export function makeSearchKernel(): SearchKernel {
  return assemble([look("lookOnCylinder", "cylinder"), look("lookOnSphere", "sphere"), smallest()]) as SearchKernel;
}

const ZERO = i32.const(0);
/** Byte offsets of the two pairs of slots that are looked at together. */
const PAIRS = [0, 16] as const;

const addressOf = (column: Column): Code => i32.load(ZERO, 4 * COLUMNS.indexOf(column));
const bytesOf = (slots: Code): Code => i32.shl(slots, i32.const(3));
const square = (x: Code): Code => f64x2.mul(x, x);
const lesserLane = (x: Local): Code => f64.min(f64x2.lane(0, x.get), f64x2.lane(1, x.get));

/** The body with `at`, a byte offset in the columns, at each step from 0 to `end`. */
function forEachStep(at: Local, end: Local, ...body: readonly Code[]): Code {
  const advance = at.set(i32.add(at.get, i32.const(8 * STEP)));
  return [...at.set(ZERO), ...repeatWhile(i32.lt(at.get, end.get), ...body, advance)];
}

/** For the slots of a step that a comparison of its two pairs is true for. */
function forEachTrue(pairs: readonly Code[], at: Local, mask: Local, body: (slot: Code) => readonly Code[]): Code {
  const [first, second] = pairs;
  const inTurn = Array.from({ length: STEP }, (_, k) =>
    when(i32.and(mask.get, i32.const(1 << k)), ...body(i32.add(i32.shr(at.get, i32.const(3)), i32.const(k)))),
  );
  const setMask = mask.set(i32.or(f64x2.bitmask(first), i32.shl(f64x2.bitmask(second), i32.const(2))));
  return when(f64x2.anyTrue(f64x2.or(first, second)), setMask, ...inTurn);
}

interface Find {
  readonly at: Local;
  readonly end: Local;
  readonly best: Local;
  readonly tied: Local;
  readonly mask: Local;
}

/** Sets `best` to a slot where the column at `base` is `value`, a pair, and `tied` to 1 if there are several. */
function find(base: Local, value: Local, { at, end, best, tied, mask }: Find): Code {
  const pairs = PAIRS.map((offset) => f64x2.eq(f64x2.load(i32.add(base.get, at.get), offset), value.get));
  const note = (slot: Code) => [tied.set(i32.ge(best.get, ZERO)), best.set(slot)];
  return [...best.set(i32.const(NOBODY)), ...forEachStep(at, end, forEachTrue(pairs, at, mask, note))];
}

function smallest(): WasmFunction {
  const { integers, pairs, ...declared } = declare(1);
  const [count] = declared.parameters;
  const [at, end, best, tied, mask, key] = integers(6);
  const [leasts] = pairs(1);
  const keys = PAIRS.map((offset) => f64x2.load(i32.add(key.get, at.get), offset));
  const body = [
    key.set(addressOf("key")),
    end.set(bytesOf(count.get)),
    leasts.set(f64x2.splat(f64.const(Infinity))),
    forEachStep(at, end, ...keys.map((pair) => leasts.set(f64x2.pmin(leasts.get, pair)))),
    leasts.set(f64x2.splat(lesserLane(leasts))),
    find(key, leasts, { at, end, best, tied, mask }),
    i32.store(ZERO, tied.get, COUNTS + 4 * TIED),
    best.get,
  ];
  return { name: "smallest", ...declared, body };
}

/** The locals of `look`. */
function sight() {
  const { integers, numbers, pairs, ...declared } = declare(3);
  const [slot, count, both] = declared.parameters;
  const [at, end, best, tied, mask, found] = integers(6);
  const [u, limit, least, ceiling] = numbers(4);
  const [ownU, ownV, ownW, ownRank, ceilings, leasts, turn, difference, rank, separation] = pairs(10);
  const base = Object.fromEntries(COLUMNS.map((column) => [column, integers(1)[0]])) as Record<Column, Local>;
  const asker = { slot, count, both, u, limit, ceiling, ownU, ownV, ownW, ownRank, ceilings, turn };
  const walk = { at, end, best, tied, mask, found };
  const seen = { least, leasts, difference, rank, separation, isCloser: pairs(2) };
  return {
    declared,
    base,
    ...asker,
    ...walk,
    ...seen,
    own: (column: Column) => i32.add(base[column].get, bytesOf(slot.get)),
    theirs: (column: Column, offset: number) => f64x2.load(i32.add(base[column].get, at.get), offset),
  };
}

type Sight = ReturnType<typeof sight>;

/**
 * Two passes: all separations and the least of them, then whose it is. A search in one pass would branch at every new
 * least. The slot that looks does not find itself, for its `u` is NaN meanwhile.
 */
function look(name: string, geometry: Metric["geometry"]): WasmFunction {
  const s = sight();
  const { at, end, base, u, own, limit, least, leasts, isCloser, found, best, tied } = s;
  const note = (other: Code) => [i32.store(found.get, other), found.set(i32.add(found.get, i32.const(4)))];
  const closer = isCloser.map(({ get }) => get);
  const body = [
    ...prepare(s),
    f64.store(own("u"), f64.const(NaN)),
    forEachStep(at, end, ...measure(s, geometry, 0), ...measure(s, geometry, 1), forEachTrue(closer, at, s.mask, note)),
    f64.store(own("u"), u.get),
    least.set(lesserLane(leasts)),
    leasts.set(f64x2.splat(least.get)),
    best.set(i32.const(NOBODY)),
    when(f64.lt(least.get, limit.get), find(base.separation, leasts, s)),
    f64.store(ZERO, least.get, LEAST),
    i32.store(ZERO, tied.get, COUNTS + 4 * TIED),
    i32.store(ZERO, i32.shr(i32.sub(found.get, base.closer.get), i32.const(2)), COUNTS + 4 * CLOSER_COUNT),
    best.get,
  ];
  return { name, ...s.declared, body };
}

function prepare(s: Sight): readonly Code[] {
  const { base, own, u, limit, ceiling } = s;
  return [
    ...COLUMNS.map((column) => base[column].set(addressOf(column))),
    u.set(f64.load(own("u"))),
    limit.set(f64.load(own("limit"))),
    ceiling.set(f64.const(-Infinity)),
    when(s.both.get, ceiling.set(f64.load(own("rank")))),
    s.ownU.set(f64x2.splat(u.get)),
    s.ownV.set(f64x2.splat(f64.load(own("v")))),
    s.ownW.set(f64x2.splat(f64.load(own("w")))),
    s.ownRank.set(f64x2.splat(f64.load(own("rank")))),
    s.ceilings.set(f64x2.splat(ceiling.get)),
    s.leasts.set(f64x2.splat(limit.get)),
    s.turn.set(f64x2.splat(f64.const(2 * Math.PI))),
    s.found.set(base.closer.get),
    s.end.set(bytesOf(s.count.get)),
  ];
}

/** The separations of one of the two pairs, and what follows from them. */
function measure(s: Sight, geometry: Metric["geometry"], k: 0 | 1): readonly Code[] {
  const { separation, difference, rank, theirs, leasts } = s;
  const offset = PAIRS[k];
  const add = (own: Local, column: Column) =>
    separation.set(f64x2.add(separation.get, square(f64x2.sub(own.get, theirs(column, offset)))));
  const isNear = f64x2.le(separation.get, theirs("distance", offset));
  return [
    separation.set(square(f64x2.sub(s.ownU.get, theirs("u", offset)))),
    difference.set(f64x2.abs(f64x2.sub(s.ownV.get, theirs("v", offset)))),
    difference.set(f64x2.pmin(difference.get, f64x2.sub(s.turn.get, difference.get))),
    separation.set(f64x2.add(separation.get, square(difference.get))),
    geometry === "sphere" ? add(s.ownW, "w") : [],
    rank.set(theirs("rank", offset)),
    s.isCloser[k].set(f64x2.and(isNear, f64x2.le(rank.get, s.ceilings.get))),
    // Those below the own rank do not count: NaN.
    separation.set(f64x2.or(separation.get, f64x2.lt(rank.get, s.ownRank.get))),
    leasts.set(f64x2.pmin(leasts.get, separation.get)),
    f64x2.store(i32.add(s.base.separation.get, s.at.get), separation.get, offset),
  ];
}

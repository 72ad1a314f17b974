import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { optimalTransport, wasserstein1 } from "./index.ts";
import type { TransportPlan } from "./index.ts";

interface Problem {
  readonly supply: readonly number[];
  readonly demand: readonly number[];
  readonly costs: readonly number[];
}

/** Feasible, and as cheap as its potentials allow: a proof of optimality that needs no second solver. */
function expectOptimal({ supply, demand, costs }: Problem, plan: TransportPlan, tolerance: number): void {
  const columns = demand.length;
  supply.forEach((mass, i) => {
    const row = plan.flow.subarray(i * columns, (i + 1) * columns);
    expect(Math.abs(row.reduce((sum, f) => sum + f, 0) - mass)).toBeLessThan(tolerance);
  });
  demand.forEach((mass, j) => {
    const arrived = supply.reduce((sum, _, i) => sum + plan.flow[i * columns + j], 0);
    expect(Math.abs(arrived - mass)).toBeLessThan(tolerance);
  });
  expect(Math.min(...plan.flow)).toBeGreaterThanOrEqual(0);
  const reduced = costs.map(
    (c, at) => c - plan.rowPotentials[Math.floor(at / columns)] - plan.columnPotentials[at % columns],
  );
  expect(Math.min(...reduced)).toBeGreaterThan(-tolerance);
  const dual =
    supply.reduce((sum, mass, i) => sum + mass * plan.rowPotentials[i], 0) +
    demand.reduce((sum, mass, j) => sum + mass * plan.columnPotentials[j], 0);
  expect(Math.abs(plan.cost - dual)).toBeLessThan(tolerance);
}

/** Masses of whole numbers with equal sums: cuts of [0, total]. */
function problem(rows: number, columns: number, seed: number, whole: boolean): Problem {
  const rng = createRng(seed);
  const total = 3 * Math.max(rows, columns);
  const masses = (count: number) => {
    const cuts = Array.from({ length: count - 1 }, () => (whole ? rng.integer(total + 1) : total * rng.uniform()));
    const edges = [0, ...cuts.sort((a, b) => a - b), total];
    return edges.slice(1).map((edge, k) => edge - edges[k]);
  };
  const costs = Array.from({ length: rows * columns }, () => (whole ? rng.integer(6) : rng.uniform()));
  return { supply: masses(rows), demand: masses(columns), costs };
}

test("brute force: equal masses, the best of all permutations", () => {
  const permutations = (items: number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) => permutations(items.filter((x) => x !== item)).map((rest) => [item, ...rest]));
  const property = (n: number, seed: number, whole: boolean) => {
    const { costs } = problem(n, n, seed, whole);
    const best = permutations([...new Array(n).keys()]).map((p) => p.reduce((sum, j, i) => sum + costs[i * n + j], 0));
    const ones = new Array<number>(n).fill(1);
    expect(optimalTransport(ones, ones, costs).cost).toBeCloseTo(Math.min(...best), 12);
  };
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(9999), fc.boolean(), property), { seed: 1 });
});

test("any masses and costs, ties and zeros among them: feasible, and optimal by duality", () => {
  const side = fc.integer({ min: 1, max: 12 });
  const property = (rows: number, columns: number, seed: number, whole: boolean) => {
    const given = problem(rows, columns, seed, whole);
    expectOptimal(given, optimalTransport(given.supply, given.demand, given.costs), 1e-11);
  };
  fc.assert(fc.property(side, side, fc.nat(9999), fc.boolean(), property), { seed: 2, numRuns: 300 });
});

test("150 x 150: optimal by duality", () => {
  const given = problem(150, 150, 4, false);
  expectOptimal(given, optimalTransport(given.supply, given.demand, given.costs), 1e-9);
});

test("on the line it is the Wasserstein-1 distance", () => {
  const value = fc.double({ min: -5, max: 5, noNaN: true });
  const weighted = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 15 });
  const property = (first: [number, number][], second: [number, number][]) => {
    const [x, y] = [first.map(([at]) => at), second.map(([at]) => at)];
    const share = (points: [number, number][]) => {
      const total = points.reduce((sum, [, weight]) => sum + weight, 0);
      return points.map(([, weight]) => weight / total);
    };
    const [a, b] = [share(first), share(second)];
    const costs = x.flatMap((from) => y.map((to) => Math.abs(from - to)));
    expect(optimalTransport(a, b, costs).cost).toBeCloseTo(wasserstein1(x, y, a, b), 11);
  };
  fc.assert(fc.property(weighted, weighted, property), { seed: 3 });
});

test("negative costs, a single pair, nothing to move", () => {
  expect(optimalTransport([2], [2], [-3])).toMatchObject({ cost: -6, flow: Float64Array.of(2) });
  expect(optimalTransport([1, 1], [1, 1], [0, -1, -1, 0]).cost).toBe(-2);
  expect(optimalTransport([0, 0], [0], [1, 2]).cost).toBe(0);
});

test("bad input: negative masses, totals that differ, misshapen costs", () => {
  expect(() => optimalTransport([1, -1], [0], [1, 2])).toThrow(
    "nothing negative can be transported at supply, entry 1: found -1, expected 0 or more [stats/negative-mass]",
  );
  expect(() => optimalTransport([1], [2], [1])).toThrow("stats/totals-differ");
  expect(() => optimalTransport([1], [1], [1, 2])).toThrow("stats/costs-misshapen");
  expect(() => optimalTransport([1], [1], [NaN])).toThrow("stats/value-not-finite");
  expect(() => optimalTransport([], [], [])).toThrow("stats/empty-sample");
});

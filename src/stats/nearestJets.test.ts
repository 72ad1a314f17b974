/** Against the matrix of all distances, to the last bit: what is skipped may change nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, type Rng } from "../base/index.ts";
import { energyMoversDistances } from "./energyMoversDistance.ts";
import type { MovableJet } from "./index.ts";
import { nearestJets } from "./nearestJets.ts";

/** The nearest jets, looked for among all distances. */
function slowTwin(rows: readonly MovableJet[], columns: readonly MovableJet[], radius: number) {
  const distances = energyMoversDistances(rows, columns, radius);
  const row = (i: number) => distances.subarray(i * columns.length, (i + 1) * columns.length);
  const column = (j: number) => rows.map((_, i) => row(i)[j]);
  return {
    nearestColumns: Int32Array.from(rows, (_, i) => row(i).indexOf(Math.min(...row(i)))),
    smallestOfColumns: Float64Array.from(columns, (_, j) => Math.min(...column(j))),
  };
}

interface Draw {
  readonly most: number;
  /** Total pT is 1. */
  readonly relative: boolean;
  /** Particles on the points of a grid, with whole momenta: many equal distances. */
  readonly onGrid: boolean;
}

function drawJet(rng: Rng, { most, relative, onGrid }: Draw): MovableJet {
  const length = 1 + rng.integer(most);
  const values = (draw: () => number) => Float64Array.from({ length }, draw);
  const angle = () => (onGrid ? 0.25 * (rng.integer(3) - 1) : 0.2 * rng.normal());
  const pt = values(() => (onGrid ? 1 + rng.integer(2) : Math.exp(rng.normal())));
  const total = relative ? pt.reduce((sum, x) => sum + x, 0) : 1;
  return { pt: pt.map((x) => x / total), eta: values(angle), phi: values(angle) };
}

test("the nearest jets of all pairs, whatever the totals, ties and repeated jets", () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        rows: fc.integer({ min: 1, max: 12 }),
        columns: fc.integer({ min: 1, max: 12 }),
        radius: fc.constantFrom(0.4, 1, 2),
        most: fc.constantFrom(1, 3, 12),
        relative: fc.boolean(),
        onGrid: fc.boolean(),
      }),
      ({ seed, rows, columns, radius, ...draw }) => {
        const rng = createRng(seed);
        const some = Array.from({ length: 8 }, () => drawJet(rng, draw));
        const take = (count: number) => Array.from({ length: count }, () => some[rng.integer(some.length)]);
        const others = Array.from({ length: columns }, () => drawJet(rng, draw));
        for (const [first, second] of [[take(rows), take(columns)] as const, [take(rows), others] as const]) {
          expect(nearestJets(first, second, radius)).toEqual(slowTwin(first, second, radius));
        }
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

test("known answer: jets moved along a line", () => {
  const at = (eta: number, phi = 0): MovableJet => ({ pt: [0.5, 0.5], eta: [eta, eta + 0.1], phi: [phi, phi] });
  const { nearestColumns, smallestOfColumns } = nearestJets([at(0), at(1)], [at(0.25), at(1, 0.5), at(9)], 1);
  expect(nearestColumns).toEqual(Int32Array.of(0, 1));
  expect(Array.from(smallestOfColumns)).toEqual([0.25, 0.5, 8].map((value) => expect.closeTo(value, 12)));
});

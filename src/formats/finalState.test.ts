import fc from "fast-check";
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import type { Batch, ColumnData } from "./dataset.ts";
import { finalState } from "./finalState.ts";

/** Events of particles (energy, status), with px = 1, py = 2, pz = 3 times the energy. */
function batchOf(events: readonly (readonly (readonly [number, number])[])[]): Batch {
  const offsets = new Uint32Array(events.length + 1);
  for (const [row, event] of events.entries()) offsets[row + 1] = offsets[row]! + event.length;
  const particles = events.flat();
  const times = (factor: number): ColumnData => ({
    values: Float64Array.from(particles, ([energy]) => factor * energy),
    offsets,
  });
  const columns = new Map<string, ColumnData>([
    ["px", times(1)],
    ["py", times(2)],
    ["pz", times(3)],
    ["energy", times(1)],
    ["status", { values: Int32Array.from(particles, ([, status]) => status), offsets }],
    ["pdgId", { values: Int32Array.from(particles, (_, i) => i), offsets }],
    ["weight", { values: Float64Array.from(events, (_, row) => row / 2) }],
  ]);
  return { first: 7, length: events.length, columns };
}

test("keeps the particles of status 1 of each event, in order", () => {
  const particle = fc.tuple(fc.double({ min: 0, max: 1e3, noNaN: true }), fc.constantFrom(1, 2, 4, 21, 71));
  fc.assert(
    fc.property(fc.array(fc.array(particle, { maxLength: 6 }), { maxLength: 6 }), (events) => {
      const found = finalState(batchOf(events));
      expect([found.first, found.length]).toEqual([7, events.length]);
      for (const [row, event] of events.entries()) {
        const expected = event.filter(([, status]) => status === 1).map(([energy]) => energy);
        expect(Array.from(found.energy.slice(found.offsets[row], found.offsets[row + 1]))).toEqual(expected);
      }
      expect(found.py).toEqual(found.px.map((px) => 2 * px));
      expect(found.pz.length).toBe(found.pdgId!.length);
      expect([...found.weight!]).toEqual(events.map((_, row) => row / 2));
    }),
    { seed: 16 },
  );
});

test("without status all particles count; of several weights the first", () => {
  const { columns, ...rows } = batchOf([[[1, 21]], [], [[2, 1]]]);
  const weight = { values: Float64Array.of(5, 6, 7, 8), offsets: Uint32Array.of(0, 2, 3, 4) };
  const { status: _, ...kept } = Object.fromEntries(columns);
  const found = finalState({ ...rows, columns: new Map(Object.entries({ ...kept, weight })) });
  expect([...found.energy]).toEqual([1, 2]);
  expect([...found.offsets]).toEqual([0, 1, 1, 2]);
  expect([...found.weight!]).toEqual([5, 7, 8]);
});

test("columns without momenta are refused", () => {
  const columns = new Map([["pt", { values: Float64Array.of(1) }]]);
  expect(() => finalState({ first: 0, length: 1, columns })).toThrow(GlueballError);
  expect(() => finalState({ first: 0, length: 1, columns })).toThrow(
    'there are no particles in these columns: found ["pt"], expected lists of float64 px, py, pz, energy [formats/no-particles]',
  );
});

import { expect, test } from "vitest";
import { JetSummary } from "./jetSummary.ts";
import type { JetTable } from "./jetTable.ts";

/** Two events with the jets of pt 30 and 20, and of pt 40; 8 ms of work. */
function table(first: number): JetTable {
  const columns = { pt: [30, 20, 40], mass: [3, 2, 4], rapidity: [1, -2, 0.5] };
  return {
    first,
    length: 2,
    offsets: Uint32Array.of(0, 2, 3),
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
    constituentOffsets: new Uint32Array(4),
    constituents: new Uint32Array(0),
    skipped: [],
    milliseconds: 8,
  };
}

test("sums over jets, and the time of an event over the threads that had any", () => {
  const summary = new JetSummary(4);
  summary.add(table(0));
  expect(summary.figures()).toMatchObject({ events: 2, jets: 3, sumPt: 90, sumMass: 9, sumAbsRapidity: 3.5 });
  expect(summary.figures().millisecondsPerEvent).toBe(4); // one batch: one thread
  for (const first of [2, 4, 6, 8, 10]) summary.add(table(first));
  expect(summary.figures().millisecondsPerEvent).toBe(1); // 48 ms on four threads for 12 events
  expect(new JetSummary(2).figures().millisecondsPerEvent).toBe(0);
});

import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MetricsLog, readMetrics } from "./metricsLog.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glueball-metrics-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What a deterministic task records at a step. */
const metricsOf = (step: number) => ({ loss: 5 / step, accuracy: step / 100 });

function record(path: string, from: number, to: number): void {
  const log = new MetricsLog(path);
  for (let step = from; step <= to; step++) log.append(step, metricsOf(step));
}

test("a run killed at any byte and resumed from its checkpoint ends with the same bytes", () => {
  const whole = join(folder, "whole.jsonl");
  record(whole, 1, 30);
  const expected = readFileSync(whole);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.nat(2000), (killedAt, lost) => {
      const path = join(folder, "killed.jsonl");
      rmSync(path, { force: true });
      record(path, 1, killedAt);
      const bytes = killedAt === 0 ? 0 : readFileSync(path).length;
      if (bytes > 0) truncateSync(path, Math.max(0, bytes - lost)); // the last writes did not arrive, or arrived in part
      const survived = readMetrics(path).at(-1)?.step ?? 0;
      const checkpoint = Math.floor(survived / 7) * 7;
      const log = new MetricsLog(path);
      log.truncateAfter(checkpoint);
      for (let step = checkpoint + 1; step <= 30; step++) log.append(step, metricsOf(step));
      expect(readFileSync(path).equals(expected)).toBe(true);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("a half-written last line is not read as a step", () => {
  const path = join(folder, "m.jsonl");
  record(path, 1, 3);
  truncateSync(path, readFileSync(path).length - 4);
  expect(readMetrics(path).map(({ step }) => step)).toEqual([1, 2]);
});

test("steps never go back, and what JSON lacks is written by name", () => {
  const log = new MetricsLog(join(folder, "m.jsonl"));
  log.append(3, { loss: NaN, scale: Infinity });
  expect(readFileSync(log.path, "utf8")).toBe('{"step":3,"loss":"NaN","scale":"Infinity"}\n');
  expect(() => log.append(2, {})).toThrow("2 after 3");
  expect(() => log.append(3.5, {})).toThrow("integer steps");
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createRng } from "../base/index.ts";
import { type LheEvent, readLhe, writeLhe } from "../formats/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { electronPositron } from "./electronPositron.ts";
import { createEventRecord } from "./eventRecord.ts";
import type { HardProcess } from "./hardProcess.ts";
import { jetPairs } from "./jetPairs.ts";
import { lheEvent, lheRun } from "./lheEvents.ts";
import { qcdDijets } from "./qcdDijets.ts";
import { resonance } from "./resonance.ts";

const alphaS = createAlphaS();
const record = createEventRecord();

function eventsOf(process: HardProcess, count: number): LheEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const weight = process.generate(createRng(1).fork(i), record);
    const scale = process.scale(record);
    return lheEvent(record, { weight, scale, alphaQcd: alphaS(scale) });
  });
}

/** How often each line is sent out and taken up: by colour and anticolour, the other way round for what comes in. */
function unpaired({ particles: { status, colour1, colour2 } }: LheEvent): number[] {
  const sum = new Map<number, number[]>();
  const count = (line: number, end: number) => {
    const ends = sum.get(line) ?? [0, 0];
    ends[end]++;
    sum.set(line, ends);
  };
  status.forEach((value, i) => {
    if (value === 2) return;
    count(colour1[i], value === 1 ? 0 : 1);
    count(colour2[i], value === 1 ? 1 : 0);
  });
  return [...sum].filter(([line, [a, b]]) => line !== 0 && (a !== 1 || b !== 1)).map(([line]) => line);
}

const dijets = qcdDijets({ energy: 13000, ptMin: 50, pilotPoints: 200 });
const boson = resonance({
  energy: 13000,
  boson: "W'",
  mass: 3500,
  x: { mass: 500, prongs: 3 },
  y: { mass: 100, prongs: 2 },
});

test("all colour lines of all processes pair up, from 501 on", () => {
  for (const process of [dijets, boson, electronPositron()]) {
    for (const event of eventsOf(process, 100)) {
      expect(unpaired(event)).toEqual([]);
      const lines = [...event.particles.colour1, ...event.particles.colour2].filter((line) => line > 0);
      expect(Math.min(...lines)).toBe(501);
    }
  }
});

test("what is written is read back, number by number", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-simulate-lhe-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "dijets.lhe.gz");
  const events = eventsOf(dijets, 20);
  const run = lheRun(dijets, record);
  await writeLhe(path, run, events);
  const read = await readLhe(path);
  expect(read.run).toEqual(run);
  expect(await Array.fromAsync(read.events)).toEqual(events);
});

test("a resonance and its daughters have their mothers and statuses", () => {
  const [{ particles }] = eventsOf(boson, 1);
  expect([...particles.status]).toEqual([-1, -1, 2, 2, 2, 1, 1, 1, 1, 1]);
  expect([...particles.mother1]).toEqual([0, 0, 1, 3, 3, 4, 4, 4, 5, 5]);
  expect([...particles.mother2]).toEqual([0, 0, 2, 3, 3, 4, 4, 4, 5, 5]);
  expect([particles.mass[2], particles.mass[3], particles.mass[4]]).toEqual([3500, 500, 100]);
});

test("pairs of jets without beams are refused", () => {
  jetPairs({ kind: "Zqq", ptMin: 500, ptMax: 600 }).generate(createRng(1), record);
  expect(() => lheEvent(record, { weight: 1, scale: 500, alphaQcd: 0.1 })).toThrow(
    'only the hard process of two beams can be a Les Houches event: found "statuses 2 2 1 1 1 1", expected two beams, two ' +
      "incoming partons (21) and what they make, before any shower [simulate/not-a-hard-process]",
  );
});

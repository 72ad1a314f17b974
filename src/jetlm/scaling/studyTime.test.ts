import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT, GlueballError } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { folderAt } from "../finetune/toyJets.ts";
import { scaleOptions, scalePresets } from "./scaleOptions.ts";
import { runScalingStudy } from "./scalingStudy.ts";
import { estimatedSeconds, expectedSets, planStudy, timeText } from "./studyTime.ts";

const VOCABULARY = 802;
const conditions = createContext({ seed: 1, threads: 2 });

function hoursOf(preset: keyof typeof scalePresets): number {
  const options = scaleOptions.parse(scalePresets[preset]);
  return estimatedSeconds(planStudy(expectedSets(options, VOCABULARY)!, options, conditions), 2) / 3600;
}

test("the presets as their documentation has them: seconds, less than two hours, days", () => {
  expect(hoursOf("smoke")).toBeLessThan(60 / 3600);
  expect(hoursOf("study")).toBeGreaterThan(0.5);
  expect(hoursOf("study")).toBeLessThan(2);
  expect(hoursOf("paper")).toBeGreaterThan(100);
});

test("the second stage waits for the first; a stage takes as long as its longest cell", () => {
  const [short, long] = [{ cost: 1 }, { cost: 9 }] as never[];
  const cells = { first: [short, short, long], students: [short, short], teacher: undefined };
  expect([1, 2, 8].map((lanes) => estimatedSeconds(cells, lanes))).toEqual([13, 10, 10]);
});

test("a study without teachers has no grammar and no students", () => {
  const options = scaleOptions.parse({ study: "size" });
  const cells = planStudy(expectedSets(options, VOCABULARY)!, options, conditions);
  expect([cells.students, cells.teacher]).toEqual([[], undefined]);
  expect(new Set(cells.first.flatMap(({ groups }) => groups))).toEqual(new Set(["size", "data", "rate", "seed"]));
});

test("times in words", () => {
  expect([12.3, 600, 36_000].map(timeText)).toEqual(["13 s", "10 min", "10 h"]);
});

test("what is too long is refused before a jet is simulated, with exit code 3", async () => {
  const path = mkdtempSync(join(tmpdir(), "study-time-"));
  const context = createContext({ threads: 2, folder: folderAt(path) });
  const error = await runScalingStudy(context, scaleOptions.parse(scalePresets.paper)).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(GlueballError);
  const { exitCode, message } = error as GlueballError;
  expect(exitCode).toBe(EXIT.tooLarge);
  expect(message).toMatch(
    /^this study takes longer than it may: found "about \d+ h on a quiet machine: 79 models, 2 at a time", expected at most 12 h \[jetlm\/study-too-long\]/,
  );
  expect(readdirSync(path)).toEqual([]);
  rmSync(path, { recursive: true });
});

test("jets that nobody can simulate are left to the error of their source", () => {
  expect(expectedSets(scaleOptions.parse({ jets: "simulated:top-tagging:many" }), VOCABULARY)).toBeUndefined();
  expect(expectedSets(scaleOptions.parse({ jets: "top2000" }), VOCABULARY)).toBeUndefined();
});

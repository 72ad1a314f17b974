import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { RunEvent } from "./context.ts";
import { progressWriter } from "./progress.ts";
import type { ProgressStyle } from "./progress.ts";

/** Begins every line that is redrawn. */
const ERASE = "\r\u001b[2K";

/** What is written when the events arrive at these times (milliseconds). */
function written(
  style: ProgressStyle,
  events: readonly (readonly [time: number, event: RunEvent])[],
  columns = 80,
): string {
  let text = "";
  let time = 0;
  const sink = { write: (part: string) => void (text += part), columns };
  const writer = progressWriter(style, sink, () => time);
  for (const [at, event] of events) {
    time = at;
    writer.listener(event);
  }
  writer.close();
  return text;
}

/** The lines that a terminal shows in the end, without colours. */
function screenOf(text: string): string[] {
  return text.split("\n").map((line) => stripVTControlCharacters(line.split(ERASE).at(-1)!));
}

const step = (done: number, total?: number, loss = 2): RunEvent => ({
  type: "progress",
  stage: "train",
  done,
  total,
  metrics: { loss },
});

test("in a pipe: plain lines every five seconds, with rate, time left and metrics, and no escape code", () => {
  const steps = Array.from({ length: 101 }, (_, i) => [i * 200, step(i, 100, 3 - i / 100)] as const);
  const text = written("lines", steps);
  expect(text.split("\n")).toEqual([
    "train  0 %  0/100  loss 3",
    "train  25 %  25/100  5/s  0:15 left  loss 2.75",
    "train  50 %  50/100  5/s  0:10 left  loss 2.5",
    "train  75 %  75/100  5/s  0:05 left  loss 2.25",
    "train  100 %  100/100  5/s  in 0:20  loss 2",
    "",
  ]);
  expect(text).not.toContain("\u001b");
});

test("a resumed run's rate counts what was done since", () => {
  expect(
    written("lines", [
      [0, step(9000, 10000)],
      [10_000, step(9100, 10000)],
    ]),
  ).toContain("10/s  1:30 left");
});

test("on a terminal: one line a stage, redrawn in place, finished lines stay, messages do not tear it", () => {
  const text = written("bar", [
    [0, step(0, 10)],
    [500, step(5, 10)],
    [600, { type: "warning", text: "clipped" }],
    [1000, step(10, 10)],
    [1100, { type: "log", text: "trained" }],
    [2000, { type: "progress", stage: "generate", done: 1, total: 2 }],
  ]);
  expect(screenOf(text)).toEqual([
    "warning: clipped",
    `train  ${"━".repeat(24)}  100 %  10/10  10/s  in 0:01  loss 2`,
    "trained",
    `generate  ${"━".repeat(12)}${"·".repeat(12)}  50 %  1/2`,
    "",
  ]);
});

test("on a terminal a message takes the place of the ^C that was typed", () => {
  const text = written("bar", [[0, { type: "log", text: "finishing this step" }]]);
  expect(screenOf(`^C${text}`)).toEqual(["finishing this step", ""]);
});

test("a terminal that says its width is 0 is taken as one of 80", () => {
  expect(written("bar", [[0, step(5, 10)]], 0)).toBe(written("bar", [[0, step(5, 10)]], 80));
});

test("a bar is never wider than the terminal", () => {
  const wide: RunEvent = { type: "progress", stage: "x".repeat(100), done: 1, total: 2 };
  const [line] = screenOf(written("bar", [[0, wide]]));
  expect(line).toHaveLength(79);
});

test("where the total is not known there is no share and no time left", () => {
  expect(
    written("lines", [
      [0, step(1)],
      [10_000, step(11)],
    ]),
  ).toBe("train  1  loss 2\ntrain  11  1/s  loss 2\n");
});

test("for programs: every line is JSON; progress is thinned, everything else is not", () => {
  const many = Array.from({ length: 100 }, (_, i) => [i, step(i, 1000)] as const);
  const text = written("json", [
    ...many,
    [100, { type: "metrics", step: 1, metrics: { loss: NaN }, timings: {} }],
    [101, { type: "log", text: "line\nbreak" }],
  ]);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RunEvent);
  expect(lines.map(({ type }) => type)).toEqual(["progress", "metrics", "log"]);
  expect(lines[0]).toEqual({ type: "progress", stage: "train", done: 0, total: 1000, metrics: { loss: 2 } });
  expect(lines[1]).toMatchObject({ metrics: { loss: "NaN" } });
});

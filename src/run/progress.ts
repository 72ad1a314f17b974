/**
 * Progress in three dresses, all on stderr so that stdout holds results only: a bar a stage with rate, time left and
 * current metrics on a terminal; a plain line every few seconds in a pipe, without escape codes; JSON lines for
 * programs. Each subscribes to the events of a context.
 */
import { styleText } from "node:util";
import type { Progress, RunEvent, RunListener } from "./context.ts";
import { jsonLine } from "./json.ts";
import { formatNumber } from "./numbers.ts";

export type ProgressStyle = "bar" | "lines" | "json";

/** What is needed of a stream; `process.stderr` is one. */
export interface TextSink {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

export interface ProgressWriter {
  readonly listener: RunListener;
  /** Ends the bar's line. */
  close(): void;
}

const BAR_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 5000;
const JSON_INTERVAL_MS = 500;
const BAR_WIDTH = 24;
/** Some terminals do not know their width and say 0. */
const NARROWEST = 20;
const USUAL_WIDTH = 80;

/** `now` in milliseconds; tests give their own clock. */
export function progressWriter(style: ProgressStyle, sink: TextSink, now = () => performance.now()): ProgressWriter {
  if (style === "json") return jsonWriter(sink, now);
  return style === "bar" ? barWriter(sink, now) : lineWriter(sink, now);
}

/** The clock of one stage: when it began, when it was last shown. */
interface StageClock {
  readonly stage: string;
  readonly begun: number;
  /** Work that was done when the stage was first seen (a resumed run does not begin at 0). */
  readonly doneAtStart: number;
  shown: number;
}

/** Calls `show` for the first and last report of each stage and otherwise at most once an interval. */
function throttle(interval: number, now: () => number, show: (progress: Progress, clock: StageClock) => void) {
  let clock: StageClock | undefined;
  return (progress: Progress): void => {
    const time = now();
    if (clock?.stage !== progress.stage) {
      clock = { stage: progress.stage, begun: time, doneAtStart: progress.done, shown: Number.NEGATIVE_INFINITY };
    }
    if (time - clock.shown < interval && progress.done !== progress.total) return;
    clock.shown = time;
    show(progress, clock);
  };
}

function jsonWriter(sink: TextSink, now: () => number): ProgressWriter {
  const show = throttle(JSON_INTERVAL_MS, now, (progress) => sink.write(jsonLine({ type: "progress", ...progress })));
  const listener = (event: RunEvent): void => {
    if (event.type !== "progress") sink.write(jsonLine(event));
    else show(withoutType(event));
  };
  return { listener, close: () => {} };
}

function lineWriter(sink: TextSink, now: () => number): ProgressWriter {
  const show = throttle(LINE_INTERVAL_MS, now, (progress, clock) => {
    sink.write(`${[progress.stage, ...describeProgress(progress, clock, now())].join("  ")}\n`);
  });
  return {
    listener: (event) => (event.type === "progress" ? show(event) : writeMessage(sink, event)),
    close: () => {},
  };
}

function barWriter(sink: TextSink, now: () => number): ProgressWriter {
  const erase = "\r\u001b[2K";
  let line = "";
  let stage: string | undefined;
  let finished = false;
  const show = throttle(BAR_INTERVAL_MS, now, (progress, clock) => {
    if (stage !== undefined && stage !== progress.stage && line !== "") sink.write("\n"); // the finished bar stays
    stage = progress.stage;
    finished = progress.done === progress.total;
    const words = [progress.stage, drawBar(progress), ...describeProgress(progress, clock, now())];
    line = words.join("  ").slice(0, terminalWidth(sink) - 1);
    sink.write(erase + line.replace(/━+/, (filled) => styleText("cyan", filled, { stream: process.stderr })));
  });
  const listener = (event: RunEvent): void => {
    if (event.type === "progress") return show(event);
    if (event.type !== "log" && event.type !== "warning") return;
    sink.write(finished ? "\n" : erase); // a finished bar stays, a running one (or a ^C) gives way
    if (finished) [line, finished] = ["", false];
    writeMessage(sink, event);
    sink.write(line);
  };
  return { listener, close: () => void (line === "" ? undefined : sink.write("\n")) };
}

function terminalWidth({ columns = USUAL_WIDTH }: TextSink): number {
  return columns < NARROWEST ? USUAL_WIDTH : columns;
}

function drawBar({ done, total }: Progress): string {
  if (total === undefined) return "";
  const filled = total === 0 ? BAR_WIDTH : Math.round((BAR_WIDTH * Math.min(done, total)) / total);
  return "━".repeat(filled) + "·".repeat(BAR_WIDTH - filled);
}

function writeMessage(sink: TextSink, event: RunEvent): void {
  if (event.type === "log") sink.write(`${event.text}\n`);
  if (event.type === "warning") sink.write(`warning: ${event.text}\n`);
}

function withoutType({ stage, done, total, metrics }: Progress): Progress {
  return { stage, done, total, metrics };
}

/** `45 %`, `450/1000`, `12.3/s`, `0:44 left`, `loss 2.31`. */
function describeProgress({ done, total, metrics }: Progress, clock: StageClock, time: number): string[] {
  const seconds = (time - clock.begun) / 1000;
  const rate = seconds > 0 ? (done - clock.doneAtStart) / seconds : 0;
  const share = total === undefined || total === 0 ? [] : [`${Math.floor((100 * done) / total)} %`];
  const count = total === undefined ? String(done) : `${done}/${total}`;
  const left = total === undefined || rate === 0 || done >= total ? [] : [`${duration((total - done) / rate)} left`];
  const spent = total !== undefined && done >= total ? [`in ${duration(seconds)}`] : [];
  const values = Object.entries(metrics ?? {}).map(([name, value]) => `${name} ${formatNumber(value)}`);
  return [...share, count, ...(rate > 0 ? [`${formatNumber(rate, 3)}/s`] : []), ...left, ...spent, ...values];
}

/** `0:44`, `12:05`, `3:07:20`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pair = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pair(minutes)}:${pair(whole % 60)}` : `${minutes}:${pair(whole % 60)}`;
}

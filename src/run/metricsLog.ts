/**
 * `metrics.jsonl`: one line a step, `{"step":10,"loss":3.2}`, appended at once. It holds no clock times, so a run that
 * was killed and resumed ends with the same bytes as one that ran through: `truncateAfter(step)` cuts everything that
 * the killed process had written past its last checkpoint, and a line it left half-written.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { jsonLine } from "./json.ts";

export interface MetricsLine {
  readonly step: number;
  readonly [name: string]: number | string;
}

export class MetricsLog {
  readonly path: string;
  #lastStep: number;

  constructor(path: string) {
    this.path = path;
    this.#lastStep = readMetrics(path).at(-1)?.step ?? Number.NEGATIVE_INFINITY;
  }

  append(step: number, record: Readonly<Record<string, number>>): void {
    if (!Number.isInteger(step) || step < this.#lastStep) {
      throw new Error(`metrics need integer steps that do not decrease: ${step} after ${this.#lastStep}`);
    }
    appendFileSync(this.path, jsonLine({ step, ...record }));
    this.#lastStep = step;
  }

  /** Keeps the lines up to and including `step`. */
  truncateAfter(step: number): void {
    if (!existsSync(this.path)) return;
    const bytes = readFileSync(this.path);
    let kept = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, kept)) {
      const line = JSON.parse(bytes.toString("utf8", kept, end)) as MetricsLine;
      if (line.step > step) break;
      kept = end + 1;
      this.#lastStep = line.step;
    }
    truncateSync(this.path, kept);
    if (kept === 0) this.#lastStep = Number.NEGATIVE_INFINITY;
  }
}

/** All complete lines of a metrics file, oldest first; none where there is no file. */
export function readMetrics(path: string): MetricsLine[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as MetricsLine);
}

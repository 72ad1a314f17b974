/** Limits that a comparison must keep, `auc=0.6`: most distances may not be above them, coverage not below. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import type { Verdict } from "../../run/index.ts";
import type { Distance } from "./distances.ts";

export interface Threshold {
  readonly name: string;
  readonly limit: number;
}

/** Metrics of which more is better. */
const AT_LEAST: ReadonlySet<string> = new Set(["coverage"]);

/** @throws GlueballError jetlm/bad-threshold */
export function parseThreshold(words: string): Threshold {
  const [name, value, ...rest] = words.split("=");
  const limit = value === undefined || value.trim() === "" ? NaN : Number(value);
  if (name !== "" && rest.length === 0 && Number.isFinite(limit)) return { name, limit };
  throw new GlueballError({
    code: "jetlm/bad-threshold",
    what: "a threshold names a metric and its limit",
    place: "--threshold",
    found: words,
    expected: "NAME=VALUE, for example auc=0.6 or mass.kl=0.02",
  });
}

/** Refuses limits on what will not be measured, before anything is. @throws GlueballError jetlm/unknown-metric */
export function requireMeasured(thresholds: readonly Threshold[], measured: readonly string[]): void {
  const stranger = thresholds.find(({ name }) => !measured.includes(name));
  if (stranger === undefined) return;
  throw new GlueballError({
    code: "jetlm/unknown-metric",
    what: "a threshold for a metric that is not measured",
    place: "--threshold",
    found: stranger.name,
    expected: measured.join(", "),
    hint: `Nearest: ${nearestNames(stranger.name, measured).join(", ") || "none"}; --metrics chooses what is measured`,
  });
}

/** Whether every stated limit is kept; undefined where none is stated. */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  distances: Readonly<Record<string, Distance>>,
): Verdict | undefined {
  if (thresholds.length === 0) return undefined;
  const texts = thresholds.map(({ name, limit }) => {
    const { value, standardError } = distances[name];
    const kept = AT_LEAST.has(name) ? value >= limit : value <= limit;
    const relation = AT_LEAST.has(name) ? (kept ? ">=" : "<") : kept ? "<=" : ">";
    return { kept, text: `${name} ${rounded(value)} +- ${rounded(standardError)} ${relation} ${limit}` };
  });
  const failed = texts.filter(({ kept }) => !kept);
  const passed = failed.length === 0;
  const shown = (passed ? texts : failed).map(({ text }) => text).join(", ");
  return {
    passed,
    text: passed ? `all limits kept: ${shown}` : `${failed.length} of ${texts.length} limits broken: ${shown}`,
  };
}

function rounded(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "infinite";
}

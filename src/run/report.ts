/**
 * The report of a run: one HTML file that needs no network, prints well, and follows light and dark. It is built from
 * typed blocks; figures are inline SVG, tables refuse a value without an error (table.ts).
 */
import type { Figure } from "./figures/frame.ts";
import type { MetricsLine } from "./metricsLog.ts";
import { formatNumber } from "./numbers.ts";
import { renderPage } from "./reportPage.ts";
import type { RunRecord } from "./record.ts";
import type { Table } from "./table.ts";
import { taskTitle } from "./task.ts";
import type { Verdict } from "./task.ts";

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | ({ readonly kind: "table"; readonly caption: string } & Table)
  | { readonly kind: "figure"; readonly figure: Figure; readonly caption: string }
  | { readonly kind: "keyValues"; readonly entries: readonly (readonly [key: string, value: string])[] };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Report {
  readonly title: string;
  /** One or two sentences below the title. */
  readonly lead?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly sections: readonly Section[];
}

/** A paragraph; blank lines divide it. */
export function text(words: string): Block {
  return { kind: "text", text: words };
}

export function table(caption: string, columns: Table["columns"], rows: Table["rows"]): Block {
  return { kind: "table", caption, columns, rows };
}

export function figure(drawn: Figure, caption: string): Block {
  return { kind: "figure", figure: drawn, caption };
}

export function keyValues(entries: Readonly<Record<string, string | number>>): Block {
  const written = Object.entries(entries).map(
    ([key, value]) => [key, typeof value === "number" ? formatNumber(value) : value] as const,
  );
  return { kind: "keyValues", entries: written };
}

/** The whole HTML document. */
export function renderReport(report: Report): string {
  return renderPage(report);
}

/** The closing sections that every report has: options with their origin, environment and inputs, timings. */
export function runSections(record: RunRecord, timings: readonly MetricsLine[]): Section[] {
  const sections = [optionSection(record), environmentSection(record)];
  const last = timings.at(-1);
  if (last === undefined) return sections;
  const numbers = Object.entries(last).filter(([name]) => name !== "step");
  const entries = { "last step": last.step, ...Object.fromEntries(numbers) };
  return [...sections, { title: "Timings", blocks: [keyValues(entries)] }];
}

function optionSection(record: RunRecord): Section {
  const chosen = Object.entries(record.options).map(([name, value]) => {
    const origin = record.origins[name] ?? "default";
    return [name, `${optionText(value)} (${origin === "preset" ? `preset ${record.preset}` : origin})`];
  });
  const common = {
    command: record.commandLine.join(" "),
    seed: record.seed,
    threads: record.threads,
    device: record.device,
  };
  return {
    title: `Options of ${taskTitle(record)}`,
    blocks: [keyValues({ ...common, ...Object.fromEntries(chosen) })],
  };
}

function optionText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function environmentSection({ product, machine, started, inputs }: RunRecord): Section {
  const { cpu, availableThreads, cpuFlags, memoryGB, load1, node, system } = machine;
  const environment = {
    started,
    Glueball: product.commit === undefined ? product.version : `${product.version} (${product.commit})`,
    Node: node,
    packages: Object.entries(product.packages)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    system,
    processor: `${cpu}, ${availableThreads} threads${cpuFlags.length === 0 ? "" : `, ${cpuFlags.join(" ")}`}`,
    memory: `${memoryGB} GB`,
    "load at start": load1,
  };
  const read = inputs.map(({ path, bytes, sha256, entries }, index) => {
    const used = entries === undefined ? "" : `, ${entries} entries used`;
    return [`input ${index + 1}`, `${path}: ${bytes} bytes${used}, sha256 ${sha256}`];
  });
  return { title: "Environment", blocks: [keyValues({ ...environment, ...Object.fromEntries(read) })] };
}

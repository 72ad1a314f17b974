import type { RunContext } from "./context.ts";
import { readMetrics } from "./metricsLog.ts";
import { renderReport, runSections } from "./report.ts";

/** The report of a run, with its options and environment at the end. */
export function writeReport({ folder }: RunContext, report: Parameters<typeof renderReport>[0]): void {
  if (folder === undefined) return;
  const closing = runSections(folder.record, readMetrics(folder.file("timings.jsonl")));
  folder.write("report.html", renderReport({ ...report, sections: [...report.sections, ...closing] }));
}

export { documentOf, task, taskTitle } from "./task.ts";
export type { Task, TaskResult, Verdict } from "./task.ts";
export { createContext } from "./context.ts";
export type { Metrics, Progress, RunContext, RunEvent, RunListener } from "./context.ts";
export { createRunFolder, openRunFolder, resumeCommand, RunFolder } from "./folder.ts";
export type { Checkpoint, SaveCheckpoint } from "./folder.ts";
export { createRecord } from "./record.ts";
export type { RunRecord } from "./record.ts";
export { readMetrics } from "./metricsLog.ts";
export type { MetricsLine } from "./metricsLog.ts";
export { dataFolders, findData, locate, requireData } from "./data.ts";
export { parallelMap } from "./parallel.ts";
export type { ParallelJob, WorkModule } from "./parallel.ts";
export { conditions, describeMachine } from "./machine.ts";
export { describeProduct } from "./product.ts";
export { curveFigure } from "./figures/curve.ts";
export type { CurveSpec } from "./figures/curve.ts";
export type { Axis, Figure } from "./figures/frame.ts";
export { histogramFigure } from "./figures/histogram.ts";
export type { HistogramSpec } from "./figures/histogramSpec.ts";
export { figure, keyValues, renderReport, runSections, table, text } from "./report.ts";
export type { Block, Section } from "./report.ts";
export { exact, textTable } from "./table.ts";
export type { Cell, Table } from "./table.ts";
export { formatMeasured, formatNumber, measured } from "./numbers.ts";
export type { Measured } from "./numbers.ts";
export { executeTask, resumeTask, RUNS } from "./execute.ts";
export type { Execution } from "./execute.ts";
export {
  commonOptions,
  defaultText,
  missingValue,
  optionFields,
  parseOptions,
  resolveOptions,
  taskFields,
  unknownOption,
} from "./options.ts";
export type { CommonOptions, FieldKind, OptionField } from "./options.ts";
export { findRun, listRuns } from "./registry.ts";
export { isLocked, lockRun } from "./lock.ts";
export { sparkline } from "./sparkline.ts";
export { progressWriter } from "./progress.ts";
export { changedFiles, readManifest } from "./manifest.ts";
export { jsonDocument, readJson, requireJson } from "./json.ts";
export { localExecutor } from "./executor.ts";
export type { Cell as GridCell, CellContext, Executor, GridOutcome } from "./executor.ts";
export { writeReport } from "./writeReport.ts";
export { inScript } from "./inScript.ts";

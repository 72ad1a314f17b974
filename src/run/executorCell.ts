/**
 * The process of one cell: `node executorCell.ts FOLDER THREADS` does what FOLDER/cell.json says and writes result.json or
 * failure.json beside it. A local executor listens to its progress; started by a batch system it tells nobody.
 */
import { join } from "node:path";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import type { ErrorData } from "../base/index.ts";
import type { CellModule } from "./executor.ts";
import { jsonDocument, readJson } from "./json.ts";

const [folder, threads] = process.argv.slice(2);
process.on("disconnect", () => process.exit(1)); // whoever started it is gone

try {
  const started = performance.now();
  const { module, options } = readJson(join(folder, "cell.json")) as {
    module: string;
    options: Record<string, unknown>;
  };
  const { runCell } = (await import(module)) as CellModule;
  const progress = (share: number) => void process.send?.(share);
  const result = await runCell(options, { folder, threads: Number(threads), progress });
  const seconds = (performance.now() - started) / 1e3;
  writeFileAtomic(join(folder, "result.json"), jsonDocument({ result, seconds }));
  process.exit(0); // a native library may keep threads
} catch (error) {
  writeFileAtomic(join(folder, "failure.json"), jsonDocument(failureOf(error)));
  process.exit(1);
}

function failureOf(error: unknown): ErrorData {
  if (error instanceof GlueballError) return error.data;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "run/cell-failed", what: "a cell threw", found: words };
}

/** One cell of a grid as a process of this machine. */
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../base/index.ts";
import { jsonDocument } from "./json.ts";

/** What is kept of the end of what a process said on stderr. */
const KEPT_WORDS = 2000;

export interface CellWatch {
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

/** Runs the cell in `folder` to its end, good or bad: then a result or a failure is there, unless it was aborted. */
export function startCell(folder: string, threads: number, { signal, progress }: CellWatch): Promise<void> {
  const entry = fileURLToPath(new URL("./executorCell.ts", import.meta.url));
  const child = fork(entry, [folder, String(threads)], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const stop = () => void child.kill();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let words = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-KEPT_WORDS)));
  child.on("message", (share) => progress(Number(share)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killed) => {
      signal.removeEventListener("abort", stop);
      const told = ["result.json", "failure.json"].some((name) => existsSync(join(folder, name)));
      if (!told && !signal.aborted) leaveFailure(folder, killed ?? `exit code ${code}`, words);
      resolve();
    });
  });
}

/** For a process that died without a word of its own: killed for its memory, a fault of a native library. */
function leaveFailure(folder: string, how: string, words: string): void {
  const failure = {
    code: "run/cell-died",
    what: "the process of a cell ended without a result",
    found: how,
    hint: words,
  };
  writeFileAtomic(join(folder, "failure.json"), jsonDocument(failure));
}

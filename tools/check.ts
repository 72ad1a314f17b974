/** `npm run check`: everything that is checked without running the product, one line a check. */
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

const BIN = join(import.meta.dirname, "../node_modules/.bin");

/** Name and command of each check; all are run in the folder that is checked. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  types: ["tsc", "-p", "."],
  client: ["tsc", "-p", "tsconfig.client.json"],
  lint: ["oxlint"],
  format: ["oxfmt", "--check"],
  floors: ["node", join(import.meta.dirname, "floors.ts")],
  unused: ["knip", "--no-progress", "--no-config-hints"],
};

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

/** Runs the checks whose name contains one of the patterns (all, without a pattern) and prints a line for each. */
export function runChecks(patterns: readonly string[] = []): CheckResult[] {
  const wanted = Object.keys(CHECKS).filter(
    (name) => patterns.length === 0 || patterns.some((pattern) => name.includes(pattern)),
  );
  return wanted.map((name) => ({ name, passed: runCheck(name, CHECKS[name]!) }));
}

function runCheck(name: string, [command, ...args]: readonly string[]): boolean {
  const began = performance.now();
  const env = { ...process.env, PATH: [dirname(process.execPath), BIN, process.env["PATH"]].join(delimiter) };
  const run = spawnSync(command!, args, { encoding: "utf8", env, maxBuffer: 2 ** 28 });
  if (run.error !== undefined) throw run.error;
  const passed = run.status === 0;
  console.log(`${passed ? "ok    " : "FAILED"} ${name.padEnd(7)} ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (!passed) console.log((run.stdout + run.stderr).trimEnd().replace(/^/gm, "    "));
  return passed;
}

if (import.meta.main && runChecks().some(({ passed }) => !passed)) process.exitCode = 1;

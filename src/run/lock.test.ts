import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLocked, LOCK, lockRun, refuseLocked } from "./lock.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glueball-lock-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const MODULE = JSON.stringify(pathToFileURL(join(import.meta.dirname, "lock.ts")).href);

/** Runs a script that has `lockRun` and the folder in another process. */
function elsewhere(script: string) {
  const source = `import { lockRun } from ${MODULE}; const folder = ${JSON.stringify(folder)}; ${script}`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", source], { encoding: "utf8" });
}

test("a second process is refused while the first works, and not afterwards", () => {
  const attempt = "try { lockRun(folder); console.log('free'); } catch ({ data }) { console.log(data.code); }";
  const unlock = lockRun(folder);
  expect(elsewhere(attempt).stdout).toBe("run/in-use\n");
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  expect(elsewhere(attempt).stdout).toBe("free\n");
});

test("a process that was killed leaves no lock, though it leaves the file", () => {
  const { signal } = elsewhere("lockRun(folder); process.kill(process.pid, 'SIGKILL');");
  expect(signal).toBe("SIGKILL");
  expect(readdirSync(folder)).toEqual([LOCK]);
  expect(isLocked(folder)).toBe(false);
  lockRun(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

test("looking at the lock neither takes nor breaks it", () => {
  expect(isLocked(folder)).toBe(false);
  const unlock = lockRun(folder);
  expect(isLocked(folder)).toBe(true);
  expect(() => refuseLocked(folder)).toThrow(/another process is working on this run at .*\[run\/in-use\]/);
  expect(() => lockRun(folder)).toThrow("[run/in-use]");
  expect(isLocked(folder)).toBe(true);
  unlock();
  expect(() => refuseLocked(folder)).not.toThrow();
});

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const TOOLS = import.meta.dirname;
const REPOSITORY = join(TOOLS, "..");

/** A small repository: what each test file adds to the counts stands beside its name. */
const TEST_FILES = {
  // 2 passed
  "good.test.ts": 'test("one", ok); test("two", ok);',
  // 1 passed, 3 skipped
  "skips.test.ts": `
    test("here", ok);
    test.skip("real jets (needs shared data)", ok);
    test("adapter", (context) => context.skip("no WebGPU adapter"));
    test.skipIf(process.env.GLUEBALL_LONG === undefined)("heavy (needs ./test --long)", ok);`,
  // 1 passed, 1 failed
  "broken/wrong.test.ts": 'test("one", ok); test("wrong", () => expect(1).toBe(2));',
  // 1 failed: it cannot fail
  "broken/empty.test.ts": 'test("nothing", () => {});',
  // 1 failed
  "broken/unloadable.test.ts": 'await import("./absent.ts"); test("never", ok);',
  // 1 passed, 1 failed: the error comes outside all tests
  "broken/astray.test.ts": `
    test("late", async () => {
      ok();
      setTimeout(() => { throw new Error("late"); });
      await new Promise((done) => setTimeout(done, 50));
    });`,
  // 1 passed, 1 failed: the skip gives no reason
  "broken/groundless.test.ts": 'test("here", ok); test.skip("just so", ok);',
  // 2 failed: `.only` is not allowed
  "broken/only.test.ts": 'test.only("this", ok); test("that", ok);',
};

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "glueball-test-"));
  mkdirSync(join(root, "tools/broken"), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  for (const [file, text] of Object.entries(TEST_FILES)) {
    const head = 'import { expect, test } from "vitest";\nconst ok = () => expect(1).toBe(1);\n';
    writeFileSync(join(root, "tools", file), `${head}${text}\n`);
  }
  for (const file of ["vitest.config.ts", "tools/testSetup.ts"]) cpSync(join(REPOSITORY, file), join(root, file));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "floors.json"), '{ "rooms": { "src/attic": 1 }, "sameFloor": {} }');
  writeFileSync(join(root, ".gitignore"), "node_modules\n");
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the script behind ./test in the small repository. */
function run(...args: string[]): { code: number | null; lines: string[]; last: string | undefined } {
  const { GLUEBALL_LONG: _, ...environment } = process.env;
  const options = { cwd: root, encoding: "utf8", env: { ...environment, NO_COLOR: "1" } } as const;
  const { status, stdout } = spawnSync(process.execPath, [join(TOOLS, "test.ts"), ...args], options);
  const lines = stdout.trimEnd().split("\n");
  return { code: status, lines, last: lines.at(-1) };
}

test("tests and checks that pass are counted, and the exit code is 0", () => {
  expect(run("good.test", "lint")).toMatchObject({ code: 0, last: "3 passed, 0 failed, 0 skipped" });
});

test("a wrong test, an empty one, an unloadable file, an error outside all tests, a groundless skip and `.only` all fail", () => {
  const { code, lines, last } = run("broken");
  expect({ code, last }).toEqual({ code: 1, last: "3 passed, 7 failed, 0 skipped" });
  expect(lines).toContain("FAILED skipped without a reason: tools/broken/groundless.test.ts > just so");
});

test("a failed check fails the run", () => {
  const { code, lines, last } = run("floors");
  expect({ code, last }).toEqual({ code: 1, last: "0 passed, 1 failed, 0 skipped" });
  expect(lines.some((line) => line.includes("src/attic"))).toBe(true);
});

test("each skip is printed with its reason", () => {
  const { code, lines, last } = run("skips");
  expect({ code, last }).toEqual({ code: 0, last: "1 passed, 0 failed, 3 skipped" });
  expect(lines.filter((line) => line.startsWith("skipped "))).toEqual([
    "skipped tools/skips.test.ts > real jets (needs shared data)",
    "skipped tools/skips.test.ts > adapter: no WebGPU adapter",
    "skipped tools/skips.test.ts > heavy (needs ./test --long)",
  ]);
});

test("--long adds the long tier", () => {
  expect(run("skips", "--long").last).toBe("2 passed, 0 failed, 2 skipped");
});

test("a pattern that matches nothing and an unknown option fail the run", () => {
  expect(run("no-such-test")).toMatchObject({ code: 1, last: "0 passed, 0 failed, 0 skipped" });
  expect(run("--fast")).toMatchObject({ code: 1, last: "0 passed, 1 failed, 0 skipped" });
});

test("the tests run on the Node that package.json pins", () => {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  expect(process.version).toBe(`v${manifest.devDependencies["node"]}`);
});

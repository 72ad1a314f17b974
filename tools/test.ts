/**
 * `./test [--long] [PATTERN ...]`: the checks of `npm run check`, then vitest, then one closing line.
 *
 * With patterns, only the checks and the test files whose name contains one of them. `--long` adds the tests of the
 * long tier (GLUEBALL_LONG is set). A failed check counts as a failed test, and so do a test file that does not load,
 * an error outside all tests, and a skip that gives no reason: the name of a skipped test says what it needs
 * ("needs shared data"), or the skip carries a note.
 */
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import type { TestCase, Vitest } from "vitest/node";
import { runChecks } from "./check.ts";

interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** A line for each skipped test, with its reason. */
  readonly skips: readonly string[];
}

/** Counts what vitest ran. */
function tally(vitest: Vitest): Tally {
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: TestState) => tests.filter((test) => test.result().state === state);
  const unloadable = modules.filter((module) => module.errors().length > 0);
  const groundless = inState("skipped").filter((test) => !hasReason(test));
  for (const test of groundless) console.log(`FAILED skipped without a reason: ${nameOf(test)}`);
  const reasoned = inState("skipped").filter(hasReason);
  return {
    passed: inState("passed").length,
    failed: inState("failed").length + unloadable.length + vitest.state.getUnhandledErrors().length + groundless.length,
    skips: reasoned.map((test) => [nameOf(test), noteOf(test)].filter((part) => part !== undefined).join(": ")),
  };
}

type TestState = ReturnType<TestCase["result"]>["state"];

const nameOf = (test: TestCase): string => `${test.module.relativeModuleId} > ${test.fullName}`;

function noteOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === "skipped" ? result.note : undefined;
}

const hasReason = (test: TestCase): boolean => noteOf(test) !== undefined || test.fullName.includes("needs ");

/** The arguments, or undefined after saying what is wrong with them. */
function readArguments(): { long: boolean; patterns: string[] } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { long: { type: "boolean" } }, allowPositionals: true });
    return { long: values.long ?? false, patterns: positionals };
  } catch (error) {
    console.log(`${(error as Error).message}\nusage: ./test [--long] [PATTERN ...]`);
    return undefined;
  }
}

async function testAll(patterns: readonly string[]): Promise<Tally> {
  const checks = runChecks(patterns);
  const passWithNoTests = checks.length > 0 && patterns.length > 0;
  const vitest = await startVitest("test", [...patterns], { watch: false, passWithNoTests });
  const tests = tally(vitest);
  await vitest.close();
  return {
    passed: tests.passed + checks.filter((check) => check.passed).length,
    failed: tests.failed + checks.filter((check) => !check.passed).length,
    skips: tests.skips,
  };
}

const wanted = readArguments();
if (wanted?.long === true) process.env["GLUEBALL_LONG"] = "1";
console.log(`Node ${process.version}`);
const { passed, failed, skips } = wanted ? await testAll(wanted.patterns) : { passed: 0, failed: 1, skips: [] };
for (const skip of skips) console.log(`skipped ${skip}`);
console.log(`whole run: ${(performance.now() / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed, ${skips.length} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

import { configDefaults, defineConfig } from "vitest/config";

/**
 * Rooms of plain functions: their test files share a process, so that modules are loaded once and not for every file
 * (0.8 s of processor time less for each). Other files, those that train networks above all, have a process of their own.
 */
const SHARED = ["src/{base,exact,kinematics,stats}/**/*.test.ts", "src/lagrangian/**/*.test.ts"];
const LEARNED = "src/lagrangian/learned/**/*.test.ts";

export default defineConfig({
  test: {
    setupFiles: ["tools/testSetup.ts"],
    // A forgotten `.only` would drop the other tests without a word.
    allowOnly: false,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
    testTimeout: 30_000,
    // vitest leaves one processor to itself, and of two that is half of the time.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: { name: "shared", include: SHARED, exclude: [...configDefaults.exclude, LEARNED], isolate: false },
      },
      {
        extends: true,
        test: {
          name: "own",
          include: [
            "{bench,tools,web}/**/*.test.ts",
            "src/!(base|exact|kinematics|stats|lagrangian)/**/*.test.ts",
            LEARNED,
          ],
        },
      },
    ],
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,bench,tools,web}/**/*.test.ts"],
    setupFiles: ["tools/testSetup.ts"],
    // A forgotten `.only` would drop the other tests without a word.
    allowOnly: false,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
    testTimeout: 30_000,
  },
});

import { expect, test } from "vitest";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import {
  commonOptions,
  defaultText,
  expectation,
  optionFields,
  parseOptions,
  resolveOptions,
  taskFields,
} from "./options.ts";
import { task } from "./task.ts";

const cluster = task({
  room: "jets",
  name: "cluster",
  help: "Find jets",
  inputs: ["events"],
  options: z
    .object({
      events: z.string().describe("file of events"),
      radius: z.number().positive().lt(2).default(0.4).describe("jet radius R"),
      minPt: z.number().nonnegative().default(20).describe("lowest jet pT [GeV]"),
      algorithm: z.enum(["antiKt", "kt", "cambridgeAachen"]).default("antiKt").describe("recombination"),
      count: z.int().min(1).optional().describe("events to read"),
      areas: z.boolean().default(false).describe("compute areas"),
      cuts: z.array(z.number()).default([0.1]).describe("cuts"),
    })
    .refine(({ count, areas }) => count !== 1 || !areas, "areas need more than one event"),
  presets: { study: {}, smoke: { count: 10, radius: 1 } },
  example: "glueball jets cluster events.hepmc",
  run: () => ({ summary: "" }),
});

/** The error that a call throws, as data. */
function errorOf(call: () => unknown): GlueballError {
  try {
    call();
  } catch (error) {
    if (error instanceof GlueballError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test.each<[given: Record<string, unknown>, message: string]>([
  [
    { events: "a", radius: -1 },
    "the option is out of range at --radius: found -1, expected a number > 0, < 2 (default 0.4) [run/option-out-of-range]",
  ],
  [
    { events: "a", minPt: -0.5 },
    "the option is out of range at --min-pt: found -0.5, expected a number >= 0 [GeV] (default 20) [run/option-out-of-range]",
  ],
  [
    { events: "a", radius: "wide" },
    'the option has the wrong type at --radius: found "wide", expected a number > 0, < 2 (default 0.4) [run/option-wrong-type]',
  ],
  [
    { events: "a", radius: NaN },
    "the option has the wrong type at --radius: found NaN, expected a number > 0, < 2 (default 0.4) [run/option-wrong-type]",
  ],
  [
    { events: "a", count: 2.5 },
    "the option has the wrong type at --count: found 2.5, expected an integer >= 1 [run/option-wrong-type]",
  ],
  [
    { events: "a", algorithm: "antikt" },
    'the option is not one of its choices at --algorithm: found "antikt", expected one of antiKt, kt, cambridgeAachen (default antiKt) [run/option-not-a-choice]. Did you mean antiKt?',
  ],
  [
    { events: "a", cuts: [1, "x"] },
    'the option has the wrong type at --cuts: found "x", expected a list of numbers (default 0.1) [run/option-wrong-type]',
  ],
  [
    {},
    "a value that must be given is missing at <events>: expected file of events [run/option-missing]. Example: glueball jets cluster events.hepmc",
  ],
  [
    { events: "a", minPT: 3 },
    'there is no such option: found "--min-p-t" [run/unknown-option]. Did you mean --min-pt?',
  ],
  [{ events: "a", count: 1, areas: true }, "areas need more than one event [run/option-refused]"],
])("%j is refused with value, range, unit and default", (given, message) => {
  const error = errorOf(() => resolveOptions(cluster, given));
  expect(error.message).toBe(message);
  expect(error.exitCode).toBe(2);
});

test("an unknown preset is answered with the presets there are", () => {
  const { data } = errorOf(() => resolveOptions(cluster, { events: "a" }, "smok"));
  expect(data).toMatchObject({ code: "run/unknown-preset", found: "smok", expected: "one of study, smoke" });
});

test("presets come before defaults, single options before presets, and the origin of each is kept", () => {
  const { options, origins, preset } = resolveOptions(cluster, { events: "a", radius: 0.8 }, "smoke");
  expect(options).toMatchObject({ events: "a", radius: 0.8, count: 10, minPt: 20 });
  expect(origins).toMatchObject({ events: "given", radius: "given", count: "preset", minPt: "default" });
  expect(preset).toBe("smoke");
  expect(resolveOptions(cluster, { events: "a" }).preset).toBe("study"); // the first is the default
});

test("fields are read back from the schema: kind, unit, range, default, flag", () => {
  const fields = Object.fromEntries(taskFields(cluster).map((field) => [field.name, field]));
  expect(fields["events"]).toMatchObject({ flag: "<events>", kind: "text", required: true });
  expect(fields["minPt"]).toMatchObject({ flag: "--min-pt", kind: "number", unit: "GeV", range: ">= 0", default: 20 });
  expect(fields["count"]).toMatchObject({ kind: "integer", range: ">= 1", required: false });
  expect(fields["cuts"]).toMatchObject({ kind: "list", member: "number" });
  const mixed = optionFields(z.object({ size: z.union([z.number(), z.literal("auto")]).describe("a number or auto") }));
  expect(expectation(mixed[0]!)).toBe("a number or auto");
  const budgets = optionFields(
    z.object({ budgets: z.array(z.number()).default([3e11, 500_000]), name: z.string().default("") }),
  );
  expect(budgets.map(defaultText)).toEqual(["3e11,500000", "none"]);
});

test("the options of every task have fixed defaults", () => {
  const { threads, ...rest } = parseOptions(commonOptions, {});
  expect(threads).toBeGreaterThanOrEqual(1);
  expect(rest).toEqual({ seed: 1, force: false, device: "cpu", json: false, dryRun: false, debug: false });
});

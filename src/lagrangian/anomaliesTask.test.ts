import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createContext, findData } from "../run/index.ts";
import { anomaliesTask } from "./anomaliesTask.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context = createContext({ seed: 1, threads: 1, device: "cpu" });
const run = async (options: { model: string; generations?: number; dimension?: number; gut?: string }) =>
  await anomaliesTask.run(context, { generations: 3, dimension: 4, ...options, gut: options.gut });

test("the Standard Model: free, 41/10 in GUT normalisation, B and L accidental and anomalous", async () => {
  const result = await run({ model: "builtin:sm", gut: "Y" });
  expect(result.verdict).toEqual({ passed: true, text: "free of anomalies: all 6 conditions hold" });
  expect(result.beta).toEqual([
    { factors: ["SU3"], value: "-7" },
    { factors: ["SU2"], value: "-19/6" },
    { factors: ["Y"], value: "41/6", gut: "41/10" },
  ]);
  expect(result.accidental.symmetries).toEqual([
    { charges: { Q: 1, uc: -1, dc: -1 }, anomalies: { "SU2^2": "9/2", "Y^2": "-9/2" } },
    { charges: { L: 1, ec: -1 }, anomalies: { "SU2^2": "3/2", "Y^2": "-3/2" } },
  ]);
  expect(result.summary).toContain("Witten SU2");
});

test("dimension 5 leaves baryon number, dimension 6 nothing", async () => {
  const charges = async (dimension: number) =>
    (await run({ model: "builtin:sm", dimension })).accidental.symmetries.map((symmetry) => symmetry.charges);
  expect(await charges(5)).toEqual([{ Q: 1, uc: -1, dc: -1 }]);
  expect(await charges(6)).toEqual([]);
});

test("an anomalous theory has a negative verdict that names the sums", async () => {
  const path = join(folder, "anomalous.json");
  const fields = [
    { name: "L", spin: "1/2", helicity: "-1/2", irreps: { SU2: "2" }, charges: { Y: "-1/2" }, copies: 3 },
  ];
  const groups = [
    { name: "SU2", type: "SU", N: 2 },
    { name: "Y", type: "U1" },
  ];
  writeFileSync(path, JSON.stringify({ name: "half", groups, fields }));
  const { verdict, anomalies } = await run({ model: path });
  expect(verdict).toEqual({
    passed: false,
    text: "anomalous: SU2^2 Y = -3/4, Y^3 = -3/4, grav^2 Y = -3, Witten SU2 = 3",
  });
  expect(anomalies[0]).toEqual({ name: "SU2^2 Y", value: "-3/4", vanishes: false, contributions: { L: "-3/4" } });
});

test("an unknown U(1) is refused", async () => {
  await expect(run({ model: "builtin:sm", gut: "U1Y" })).rejects.toThrow(
    'the theory has no such U(1) at --gut: found "U1Y", expected one of Y [lagrangian/unknown-group]',
  );
});

const BL_FILE = findData("lagrangian/pyrate_models/SM_B-L.model");

test.skipIf(BL_FILE === undefined)("a PyR@TE file is a theory too: mixing 16/3 (needs shared data)", async () => {
  const { beta, verdict } = await run({ model: BL_FILE! });
  expect(verdict.passed).toBe(true);
  expect(beta.at(-1)).toEqual({ factors: ["U1Y", "U1BL"], value: "16/3" });
});

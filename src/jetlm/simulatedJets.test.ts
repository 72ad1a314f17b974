import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { particleEvents } from "../formats/index.ts";
import { jetKinematics } from "../kinematics/index.ts";
import { createContext } from "../run/index.ts";
import { PRESETS, simulateSample } from "../simulate/index.ts";
import type { Jets } from "./data.ts";
import { JET_SETS, simulatedName } from "./jetSets.ts";
import { isSimulated, simulateJets } from "./simulatedJets.ts";

let root = "";
let jets: Jets;
let logged: string[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "glueball-simulated-"));
  jets = await make("simulated:quark-gluon:30");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function make(name: string, settings: Parameters<typeof createContext>[0] = {}, at = root): Promise<Jets> {
  const context = createContext({ threads: 1, ...settings });
  logged = [];
  context.subscribe((event) => event.type === "log" && logged.push(event.text));
  return simulateJets(context, name, { root: at });
}

/** All jets of a store as sums of their constituents. */
function sums({ offsets, ...momenta }: Jets) {
  return Array.from({ length: offsets.length - 1 }, (_, jet) => jetKinematics(momenta, offsets[jet], offsets[jet + 1]));
}

describe("the jets", () => {
  test("are as the preset promises: number, pT, two classes, constituents by falling pT", () => {
    expect(jets).toMatchObject({ name: "simulated:quark-gluon:30", skipped: { empty: 0, bad: 0 }, warnings: [] });
    expect(jets.offsets).toHaveLength(31);
    for (const { pt, eta } of sums(jets)) {
      expect(pt).toBeGreaterThan(499.999); // the sum of what was rounded to float32
      expect(pt).toBeLessThan(550.001);
      expect(Math.abs(eta)).toBeLessThan(1.7 + 1e-6);
    }
    const pt = jets.px.map((px, i) => Math.hypot(px, jets.py[i]));
    for (let i = 1; i < pt.length; i++) if (!jets.offsets.includes(i)) expect(pt[i]).toBeLessThanOrEqual(pt[i - 1]);
    expect(new Set(jets.labels)).toEqual(new Set([0, 1]));
    expect([...jets.rows]).toEqual([...Array(30).keys()]);
  });

  test("are the rows of the sample, which belong to different collisions", async () => {
    const preset = PRESETS.find(({ name }) => name === "quark-gluon")!;
    const sample = await simulateSample({ preset, seed: 1, rows: "jets", count: 30 }, { root });
    expect(sample.made.rows).toBe(0);
    for await (const { length, offsets, px, label } of particleEvents(sample.rows)) {
      expect([...offsets]).toEqual([...jets.offsets]);
      expect([...label!]).toEqual([...jets.labels!]);
      // Sorted, because particles whose pT is equal in float32 may change places.
      for (let jet = 0; jet < length; jet++) {
        const [from, to] = [offsets[jet], offsets[jet + 1]];
        expect(px.slice(from, to).sort()).toEqual(jets.px.slice(from, to).sort());
      }
    }
    expect(new Set(sums(jets).map(({ pt }) => pt)).size).toBe(30);
  });

  test("are the same for every seed and number of threads; another count begins with them", async () => {
    const elsewhere = mkdtempSync(join(root, "elsewhere-"));
    expect((await make("simulated:quark-gluon:30", { seed: 7, threads: 2 }, elsewhere)).sha256).toBe(jets.sha256);
    const fewer = await make("simulated:quark-gluon:10", {}, elsewhere);
    expect([...fewer.px]).toEqual([...jets.px.subarray(0, fewer.offsets[10])]);
    expect(fewer.sha256).not.toBe(jets.sha256);
  });

  test("are made once, and a broken file of theirs is an error with its place", async () => {
    await make("simulated:quark-gluon:30");
    expect(logged.at(-1)).toMatch(/^0 of them were simulated now; they are kept in .*quark-gluon-/);
    const own = mkdtempSync(join(root, "broken-"));
    await make("simulated:quark-gluon:2", {}, own);
    const folder = join(own, readdirSync(own)[0]!);
    const chunk = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".safetensors"))!,
    );
    truncateSync(chunk, 100);
    const error: unknown = await make("simulated:quark-gluon:2", {}, own).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GlueballError);
    expect((error as GlueballError).message).toContain(chunk);
  });

  test("an interrupted call ends with the error of the simulation, and what was made is kept", async () => {
    const own = mkdtempSync(join(root, "interrupted-"));
    const signal = AbortSignal.abort();
    await expect(make("simulated:quark-gluon:4", { signal }, own)).rejects.toThrow("[simulate/interrupted]");
    await make("simulated:quark-gluon:4", {}, own);
    expect(logged.at(-1)).toMatch(/^0 of them/);
  });
});

describe("the names", () => {
  test("every public set has a preset that makes jets of its kind", () => {
    const withJets = PRESETS.filter(({ jet }) => jet !== undefined).map(({ name }) => `simulated:${name}`);
    expect(withJets).toEqual(expect.arrayContaining(Object.values(JET_SETS).map(simulatedName)));
    expect([isSimulated("simulated:jetclass"), isSimulated("top2000")]).toEqual([true, false]);
  });

  const badName = (found: string) =>
    `self-made jets cannot be asked for like this: found "${found}", expected simulated:PRESET or ` +
    "simulated:PRESET:COUNT, COUNT from 1 to 1000000 (default 2000) [jetlm/bad-simulated-jets]";
  test.each([
    ["simulated:jetclass:0", badName("simulated:jetclass:0")],
    ["simulated:jetclass:-5", badName("simulated:jetclass:-5")],
    ["simulated:jetclass:1.5", badName("simulated:jetclass:1.5")],
    ["simulated:jetclass:1000001", badName("simulated:jetclass:1000001")],
    ["simulated:jetclass:many", badName("simulated:jetclass:many")],
    ["simulated:jetclass:", badName("simulated:jetclass:")],
    ["simulated:jetclass:10:10", badName("simulated:jetclass:10:10")],
    [
      "simulated:top-taging",
      'no preset of the simulation makes such single jets: found "top-taging", expected top-tagging ' +
        "[jetlm/unknown-simulated-jets]",
    ],
    [
      "simulated:lhco-rnd",
      'no preset of the simulation makes such single jets: found "lhco-rnd", expected jetclass, top-tagging, ' +
        "quark-gluon [jetlm/unknown-simulated-jets]",
    ],
    [
      "simulated:",
      'no preset of the simulation makes such single jets: found "", expected jetclass, top-tagging, quark-gluon ' +
        "[jetlm/unknown-simulated-jets]",
    ],
  ])("%s is refused, exit code 2", async (name, message) => {
    const error: unknown = await make(name).catch((thrown: unknown) => thrown);
    expect((error as GlueballError).message).toBe(message);
    expect((error as GlueballError).exitCode).toBe(2);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { byteFileOf } from "./byteFile.ts";
import { FINAL_STATE_COLUMNS, finalState } from "./finalState.ts";
import { hepmcEvents, hepmcReader, readHepMCEvents } from "./hepmc.ts";
import { HEPMC3_END } from "./hepmc/hepmc3.ts";
import {
  EVENT,
  EVENT2,
  eventsIn,
  finalStateLines,
  hepmc2,
  hepmc2Twin,
  hepmc3,
  message,
  textOf,
} from "./hepmc/trials.ts";
import { writeHepMC3 } from "./hepmc/writer.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-hepmc-"));
afterAll(() => rmSync(folder, { recursive: true }));

const REAL = findData("jets-lhco/fastjet-ee/events.eeH.hepmc3.gz");
const withData = test.skipIf(REAL === undefined);

describe("the e+e- events of the shared data", () => {
  withData("are 100 events of 250 GeV with 6497 particles in the final state (needs shared data)", async () => {
    const dataset = await hepmcReader.open(REAL!);
    expect(dataset.format).toBe("HepMC3 (gzip)");
    expect(dataset.metadata).toEqual({ version: "3.02.06", units: "GEV MM", weights: "Weight" });
    const columns = FINAL_STATE_COLUMNS.filter((name) => dataset.schema.some((column) => column.name === name));
    const [batch] = await Array.fromAsync(dataset.batches(0, undefined, columns));
    const { length, offsets, energy, pdgId, weight } = finalState(batch!);
    expect([length, energy.length, pdgId!.length]).toEqual([100, 6497, 6497]);
    expect([...weight!]).toEqual(Array(100).fill(1));
    for (let i = 0; i < length; i++) {
      const sum = energy.slice(offsets[i], offsets[i + 1]).reduce((a, b) => a + b);
      expect(Math.abs(sum / 250 - 1)).toBeLessThan(1e-6);
    }
    expect(dataset.warnings).toEqual([]);
    await dataset.close();
  });

  withData("are written again to the last byte, as the HepMC3 library wrote them (needs shared data)", async () => {
    const path = join(folder, "again.hepmc3.zst");
    await writeHepMC3(path, readHepMCEvents(REAL!));
    const again = join(folder, "twice.hepmc3");
    await writeHepMC3(again, readHepMCEvents(path));
    expect(readFileSync(again).equals(gunzipSync(readFileSync(REAL!)))).toBe(true);
  });

  withData("have the same final state when they come as HepMC2 (needs shared data)", async () => {
    const events = await Array.fromAsync(readHepMCEvents(REAL!));
    const twins = await eventsIn(hepmc2(...events.map(hepmc2Twin)));
    expect(twins.length).toBe(100);
    for (const [i, twin] of twins.entries()) expect(finalStateLines(twin)).toEqual(finalStateLines(events[i]!));
    const again = await eventsIn(await textOf(twins)); // HepMC2 to HepMC3 loses nothing
    expect(again).toEqual(twins);
  });
});

describe("damaged files", () => {
  test("a file that ends early never passes for a shorter one", async () => {
    for (const text of [hepmc3(...EVENT, ...EVENT), hepmc2(...EVENT2, ...EVENT2)]) {
      const end = text.trimEnd().length;
      for (let length = 60; length < end; length += 3) {
        const found = await message(() => eventsIn(text.slice(0, length)));
        expect(found).toMatch(/line \d+, byte \d+|byte 0/);
      }
      expect(await message(() => eventsIn(text.slice(0, end - 30)))).toContain("[formats/");
    }
    const cut = hepmc3(...EVENT).split(HEPMC3_END)[0]!;
    expect(await message(() => eventsIn(cut))).toContain(
      `the file ends before its content does at t, line 12, byte ${cut.length}: expected ${HEPMC3_END} [formats/truncated]`,
    );
    const packed = gzipSync(hepmc3(...EVENT)).subarray(0, -8);
    expect(await message(() => Array.fromAsync(hepmcEvents(byteFileOf(packed, "t"))))).toContain(
      "[formats/gzip-damaged]",
    );
  });

  test("flipped bytes give typed errors or finite numbers, never a crash", async () => {
    const rng = createRng(11);
    let refused = 0;
    for (let trial = 0; trial < 600; trial++) {
      const bytes = Buffer.from(trial % 2 === 0 ? hepmc3(...EVENT, ...EVENT) : hepmc2(...EVENT2, ...EVENT2));
      for (let k = 0; k <= rng.integer(3); k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      try {
        for await (const { particles } of hepmcEvents(byteFileOf(bytes, "t"))) {
          for (const column of Object.values(particles)) expect(column.every(Number.isFinite)).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
        expect((error as GlueballError).data.place).toMatch(/^t, /);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});

test("HepMC is recognised by its content, also packed", async () => {
  expect(hepmcReader.recognises(Buffer.from(hepmc2(...EVENT2)))).toBe(true);
  expect(hepmcReader.recognises(Buffer.from("1 2 3 4\n"))).toBe(false);
  const path = join(folder, "events.lhe"); // the name says nothing
  writeFileSync(path, zstdCompressSync(hepmc3(...EVENT)));
  const dataset = await hepmcReader.open(path);
  expect(dataset.format).toBe("HepMC3 (zstd)");
  await dataset.close();
});

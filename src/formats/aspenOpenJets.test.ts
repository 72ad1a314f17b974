import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { ASPEN_COLUMNS, writeAspenOpenJets, type AspenJets } from "./aspenOpenJets.ts";
import { hdf5Reader } from "./hdf5.ts";
import { readAll, requireDataset } from "./hdf5/file.ts";
import { openHdf5 } from "./hdf5/open.ts";

const SAMPLE = findData("jet-foundation/cms/aoj_schema_sample.h5");
const FLOAT32_TIES = 1 + 2 ** -22; // candidates of equal pt are no longer exactly equal as px, py of 24 bits
const withData = test.skipIf(SAMPLE === undefined);
const folder = mkdtempSync(join(tmpdir(), "glueball-aspen-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The content of a file in the shape in which it is written. */
async function jetsOf(path: string): Promise<AspenJets> {
  const file = await openHdf5(path);
  const read = (name: string) => readAll(requireDataset(file, `/${name}`));
  const jets = {
    eventInfo: read("event_info") as BigInt64Array,
    kinematics: read("jet_kinematics") as Float32Array,
    candidates: read("PFCands") as Float32Array,
    tagging: read("jet_tagging") as Float32Array,
  };
  file.close();
  return jets;
}

function slice(jets: AspenJets, from: number, to: number): AspenJets {
  return {
    eventInfo: jets.eventInfo.slice(3 * from, 3 * to),
    kinematics: jets.kinematics.slice(4 * from, 4 * to),
    candidates: jets.candidates.slice(1650 * from, 1650 * to),
    tagging: jets.tagging.slice(13 * from, 13 * to),
  };
}

describe("AspenOpenJets", () => {
  withData("the 21 jets of the sample come by name (needs shared data)", async () => {
    const table = await hdf5Reader.open(SAMPLE!);
    expect([table.format, table.length]).toEqual(["AspenOpenJets (HDF5)", 21]);
    const names = [...Object.values(ASPEN_COLUMNS).flat(), "PFCands"];
    expect(table.schema.map(({ name }) => name)).toEqual(names);
    const [batch] = await Array.fromAsync(table.batches());
    const column = (name: string) => [...(batch!.columns.get(name)!.values as Float32Array)];
    const sizes = [43, 51, 31, 42, 41, 58, 27, 29, 45, 25, 72, 74, 38, 17, 52, 76, 25, 41, 84, 53, 55];
    expect(column("nConstituents")).toEqual(sizes);
    expect(["tau1", "tau2", "tau3", "tau4"].map((name) => Number(column(name)[0]!.toFixed(6)))).toEqual([
      0.022064, 0.016464, 0.014641, 0.011406,
    ]);
    expect(new Set(column("particleNet_mass"))).toEqual(new Set([-1]));
    // Candidates are pt ordered, and as many as the jet has are not zero.
    const candidates = batch!.columns.get("PFCands")!.values as Float32Array;
    for (const [jet, size] of sizes.entries()) {
      const pts = Array.from({ length: 150 }, (_, i) => {
        return Math.hypot(candidates[1650 * jet + 11 * i]!, candidates[1650 * jet + 11 * i + 1]!);
      });
      expect(pts.filter((pt) => pt > 0)).toHaveLength(size);
      for (let i = 1; i < size; i++) expect(pts[i]).toBeLessThanOrEqual(pts[i - 1]! * FLOAT32_TIES);
    }
    await table.close();
  });

  withData("what is read can be written again in blocks, exactly (needs shared data)", async () => {
    const jets = await jetsOf(SAMPLE!);
    const path = join(folder, "again.h5");
    await writeAspenOpenJets(path, [slice(jets, 0, 13), slice(jets, 13, 21)], { product: "test" });
    expect(await jetsOf(path)).toEqual(jets);
    const table = await hdf5Reader.open(path);
    expect(table.format).toBe("AspenOpenJets (HDF5)");
    await table.close();
  });

  test("a broken block is refused", async () => {
    const jets = {
      eventInfo: new BigInt64Array(3),
      kinematics: new Float32Array(4),
      candidates: new Float32Array(1649),
      tagging: new Float32Array(13),
    };
    await expect(writeAspenOpenJets(join(folder, "broken.h5"), [jets])).rejects.toThrow(
      'PFCands: found "1649 elements in a Float32Array", expected a multiple of 1650 elements in a Float32Array',
    );
  });
});

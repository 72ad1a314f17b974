import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chooseJets } from "./jetSource.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-source-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["no data folder", []],
  ["an empty data folder", [folder]],
])("%s: self-made jets, with what is missing and where it comes from", (_, folders) => {
  expect(chooseJets(folders)).toEqual({
    name: "simulated:top-tagging",
    reason:
      "No data folder has top2000, the first 2000 jets of the top-tagging reference set (anti-kt R = 0.8, 550-650 GeV), " +
      "which are taken where they are there. The set is public (doi:10.5281/zenodo.2603256, CC-BY-4.0); set " +
      "GLUEBALL_DATA to the folder that holds jet-foundation/jets/top2000_vectors.npy.gz",
  });
});

test("a data folder with the public set: that set, with its file; another set does not count", () => {
  const [without, having] = ["without", "having"].map((name) => join(folder, name));
  for (const one of [without, having]) mkdirSync(join(one, "jets"), { recursive: true });
  writeFileSync(join(without, "jets/qg2000_vectors.npy"), "");
  const path = join(having, "jets/top2000_vectors.npy");
  writeFileSync(path, "");
  expect(chooseJets([without]).name).toBe("simulated:top-tagging");
  expect(chooseJets([without, having])).toEqual({
    name: "top2000",
    reason: `A data folder has top2000, the first 2000 jets of the top-tagging reference set (anti-kt R = 0.8, 550-650 GeV): ${path}`,
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import type { Dataset } from "../dataset.ts";
import { finalState } from "../finalState.ts";
import { hepmcReader } from "../hepmc.ts";
import { lheReader } from "../lhe.ts";
import { tableOf } from "../table.ts";
import { textVectorReader } from "../textVectors.ts";
import { writeHepMC3Table } from "./tableWriter.ts";
import { EVENT, hepmc3 } from "./trials.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-hepmc-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LHE = findData("jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz");
const MOMENTA = ["px", "py", "pz", "energy"];

async function written(text: string, name: string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const allOf = (dataset: Dataset) => Array.fromAsync(dataset.batches());

test("all columns of HepMC come back whole, in GeV and mm", async () => {
  const extra = [
    "E 9 1 2 @ 1 2 3 4",
    "U MEV CM",
    "W 1 0.5",
    "A 1 flow1 501",
    "P 1 0 1 0 0 1 1 0 4",
    "P 2 1 1 0 0 1 1 0 1",
  ];
  const dataset = await hepmcReader.open(await written(hepmc3(...EVENT, ...extra), "in.hepmc3"));
  const path = join(folder, "out.hepmc3.gz");
  await writeHepMC3Table(path, tableOf(dataset));
  expect(await allOf(await hepmcReader.open(path))).toEqual(await allOf(dataset));
});

test("bare four-vectors become final-state particles with the mass of their momentum", async () => {
  const vectors = await textVectorReader.open(await written("0 3 4 0 13\n0 0 0 1 1\n2 0 0 -2 2\n", "in.txt"));
  const path = join(folder, "vectors.hepmc3");
  await writeHepMC3Table(path, tableOf(vectors, MOMENTA));
  const [batch] = await allOf(await hepmcReader.open(path));
  expect([...batch!.columns.get("mass")!.values]).toEqual([12, 0, 0]);
  expect([...batch!.columns.get("number")!.values]).toEqual([0, 1]);
  const [original] = await allOf(vectors);
  const { weight, pdgId: _, ...momenta } = finalState(batch!);
  expect(momenta).toEqual(finalState(original!));
  expect(weight).toEqual(Float64Array.of(1, 1));
});

test.skipIf(LHE === undefined)("MadGraph's partons go out with weights and masses (needs shared data)", async () => {
  const dataset = await lheReader.open(LHE!);
  const path = join(folder, "partons.hepmc3");
  await writeHepMC3Table(path, tableOf(dataset, [...MOMENTA, "mass", "pdgId", "status", "weight"], 0, 50));
  const [batch] = await allOf(await hepmcReader.open(path));
  const [partons] = await Array.fromAsync(dataset.batches(0, 50));
  expect(finalState(batch!)).toEqual(finalState(partons!));
});

test.each([
  [["px", "py", "pz"], "HepMC needs a column at no, column energy [formats/not-writable]. Choose the columns px"],
  [[...MOMENTA, "event"], "HepMC has no place for a column at no, column event"],
])("columns %j are refused", async (columns, expected) => {
  const vectors = await textVectorReader.open(await written("0 3 4 0 13\n", "refused.txt"));
  const found = await writeHepMC3Table("no", tableOf(vectors, columns)).catch((error: unknown) => error);
  expect(found).toBeInstanceOf(GlueballError);
  expect((found as GlueballError).message).toContain(expected);
});

test("numbers that HepMC cannot hold are refused with their row", async () => {
  const offsets = Uint32Array.of(0, 1);
  const list = (value: number) => ({ values: Float64Array.of(value), offsets });
  const schema = [...MOMENTA, "pdgId", "incomingVertex", "incomingParticle"].map((name) => {
    return { name, type: "float64", shape: [], ragged: true } as const;
  });
  const refused = async (change: Record<string, number>) => {
    const values = { px: 0, py: 0, pz: 0, energy: 1, pdgId: 22, incomingVertex: -1, incomingParticle: 1, ...change };
    const columns = new Map(Object.entries(values).map(([name, value]) => [name, list(value)]));
    const batches = (async function* () {
      yield { first: 3, length: 1, columns };
    })();
    const found = await writeHepMC3Table("no", { schema, metadata: {}, batches }).catch((error: unknown) => error);
    return (found as GlueballError).message;
  };
  expect(await refused({ pdgId: 22.5 })).toBe(
    "column pdgId has a number that HepMC has no place for at row 3: found 22.5, expected a whole number of 31 bits [formats/not-writable]",
  );
  expect(await refused({})).toContain(
    "column incomingVertex has a number that HepMC has no place for at row 3: found -1",
  );
});

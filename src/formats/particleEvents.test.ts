import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { selectColumns, sliceBatch } from "./columns.ts";
import type { ColumnData, ColumnSchema, Dataset } from "./dataset.ts";
import { readNpyFile } from "./numpy.ts";
import { open } from "./open.ts";
import { particleEvents, particleLayout } from "./particleEvents.ts";
import type { ParticleBatch } from "./particles.ts";

type Columns = Readonly<Record<string, readonly [Partial<ColumnSchema>, ColumnData]>>;

/** A dataset in memory. */
function memory(length: number, columns: Columns): Dataset {
  const schema = Object.entries(columns).map(([name, [more, { offsets }]]): ColumnSchema => {
    return { name, type: "float32", shape: [], ragged: offsets !== undefined, ...more };
  });
  const batch = { first: 0, length, columns: new Map(Object.entries(columns).map(([name, [, data]]) => [name, data])) };
  return {
    path: "memory",
    format: "memory",
    schema,
    length,
    metadata: {},
    warnings: [],
    async *batches(start = 0, size = length, names) {
      const chosen = selectColumns(schema, names, "memory");
      for (let from = start; from < length; from += size)
        yield sliceBatch(batch, chosen, from, Math.min(from + size, length));
    },
    close: async () => {},
  };
}

const offsets = Uint32Array.of(0, 2, 3);
const list = (...values: number[]): readonly [Partial<ColumnSchema>, ColumnData] => [
  {},
  { values: Float32Array.from(values), offsets },
];
const single = (...values: number[]): readonly [Partial<ColumnSchema>, ColumnData] => [
  {},
  { values: Float32Array.from(values) },
];

async function read(dataset: Dataset, size?: number): Promise<ParticleBatch[]> {
  return Array.fromAsync(particleEvents(dataset, size === undefined ? {} : { size }));
}

/** pt 5 at phi = 0 and pi/2 in the first row, pt 2 at eta = 1 in the second. */
const ANGLES = { pt: list(5, 5, 2), eta: list(0, 0, 1), phi: list(0, Math.PI / 2, 0) };

test("pt, eta, phi become massless momenta, with mass massive ones, relative to an axis turned", async () => {
  const [massless] = await read(memory(2, { ...ANGLES, pid: list(211, -11, 22), "event.label": single(3, 4) }));
  expect([...massless!.px]).toEqual([5, expect.closeTo(0, 6), 2]);
  expect([...massless!.py]).toEqual([0, expect.closeTo(5, 6), 0]);
  expect([...massless!.pz]).toEqual([0, 0, expect.closeTo(2 * Math.sinh(1), 12)]);
  expect([...massless!.energy]).toEqual([5, expect.closeTo(5, 12), expect.closeTo(2 * Math.cosh(1), 12)]);
  expect(massless).toMatchObject({
    first: 0,
    length: 2,
    offsets,
    pdgId: Int32Array.of(211, -11, 22),
    label: Int32Array.of(3, 4),
  });
  const [massive] = await read(memory(2, { ...ANGLES, mass: list(12, 0, 0) }));
  expect(massive!.energy[0]).toBe(13);
  const relative = {
    pt: ANGLES.pt,
    etaRel: ANGLES.eta,
    phiRel: ANGLES.phi,
    "jet.eta": single(0, -1),
    "jet.phi": single(Math.PI / 2, 0),
  };
  const [turned] = await read(memory(2, relative));
  expect([...turned!.py]).toEqual([expect.closeTo(5, 6), expect.closeTo(0, 6), 0]);
  expect(turned!.pz[2]).toBe(0);
});

test("lists of different lengths are refused with their row, also where the sums of the lengths agree", async () => {
  const short = { values: Float32Array.of(0, 0), offsets: Uint32Array.of(0, 2, 2) };
  const shifted = { values: Float32Array.of(0, 0, 0), offsets: Uint32Array.of(0, 1, 3) };
  const refused = (columns: Columns) => read(memory(2, columns)).catch((error: unknown) => (error as Error).message);
  const code = "[formats/unequal-lengths]";
  expect(await refused({ ...ANGLES, eta: [{}, short] })).toBe(
    `the lists of the particles of one row differ in length at memory, row 1, column eta: found 0, expected 1, as pt has ${code}`,
  );
  expect(await refused({ ...ANGLES, pid: [{}, shifted] })).toContain(
    "row 0, column pid: found 1, expected 2, as pt has",
  );
  const cartesian = { px: list(3, 1, 2), py: list(4, 0, 0), pz: list(0, 0, 0), energy: list(5, 1, 2) };
  expect(await refused({ ...cartesian, energy: [{}, shifted] })).toContain("column energy: found 1");
  // Weights are lists of the event: their lengths are their own.
  const weights = { values: Float32Array.of(7, 8, 9), offsets: Uint32Array.of(0, 1, 3) };
  expect((await read(memory(2, { ...cartesian, weight: [{}, weights] })))[0]!.weight).toEqual(Float64Array.of(7, 8));
});

test("the PUPPI weight multiplies the four-momentum, and a weight of 0 leaves the particle out", async () => {
  const columns = {
    PFCands_pt: ANGLES.pt,
    PFCands_eta: ANGLES.eta,
    PFCands_phi: ANGLES.phi,
    PFCands_mass: list(12, 1, 1),
    PFCands_puppiWeight: list(0.5, 0, 1),
    PFCands_charge: [{ type: "int32" }, { values: Int32Array.of(1, -1, 0), offsets }],
  } as const;
  const [batch] = await read(memory(2, columns));
  expect([batch!.px[0], batch!.energy[0]]).toEqual([2.5, 6.5]);
  expect([batch!.offsets, batch!.charge]).toEqual([Uint32Array.of(0, 1, 2), Float32Array.of(1, 0)]);
});

test("of a generator's record the particles of status 1 are kept, whatever the integers of the file", async () => {
  const momentum = { px: list(1, 2, 3), py: list(0, 0, 0), pz: list(0, 0, 0), energy: list(1, 2, 3) };
  const status = [{ type: "int64" }, { values: BigInt64Array.of(1n, 2n, 1n), offsets }] as const;
  const [batch] = await read(memory(2, { ...momentum, status, label: single(0, 1) }));
  expect([batch!.px, batch!.offsets, batch!.label]).toEqual([
    Float64Array.of(1, 3),
    Uint32Array.of(0, 1, 2),
    Int32Array.of(0, 1),
  ]);
  const [all] = await read(memory(2, momentum));
  expect(all!.px).toEqual(Float64Array.of(1, 2, 3));
});

test("padding of an array is left out wherever it stands: no particle behind a gap is lost", async () => {
  const values = Float64Array.of(5, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0);
  const particles = [{ type: "float64", shape: [4, 3] }, { values }] as const;
  const [batch] = await read(memory(1, { particles, label: single(1) }));
  expect([batch!.px, batch!.offsets, batch!.label]).toEqual([
    Float64Array.of(5, 2),
    Uint32Array.of(0, 2),
    Int32Array.of(1),
  ]);
});

test("an array [4, M] holds px, py, pz, E in this order, and E > 0 marks a particle", async () => {
  const values = Float32Array.of(3, 1, 0, 0, 0, 0, 4, 2, 0, 5, 3, 0);
  const [batch] = await read(memory(1, { values: [{ shape: [4, 3] }, { values }] }));
  expect(batch).toMatchObject({
    px: Float64Array.of(3, 1),
    py: Float64Array.of(0, 0),
    pz: Float64Array.of(4, 2),
    energy: Float64Array.of(5, 3),
  });
});

test("classes of JetClass are counted as the field counts them, from one column each", async () => {
  const part = { part_px: list(1, 2, 3), part_py: list(0, 0, 0), part_pz: list(0, 0, 0), part_energy: list(1, 2, 3) };
  const labels = {
    label_QCD: single(0, 0),
    label_Tbqq: [{ type: "int32" }, { values: Int32Array.of(1, 0) }],
    label_Hbb: [{ type: "bool" }, { values: Uint8Array.of(0, 1) }],
  } as const;
  const [batch] = await read(memory(2, { ...part, ...labels, part_charge: list(1, 0, -1) }));
  expect([batch!.label, batch!.charge]).toEqual([Int32Array.of(8, 1), Float32Array.of(1, 0, -1)]);
  await expect(read(memory(2, { ...part, ...labels, label_QCD: single(1, 0) }))).rejects.toThrow(
    'a row does not belong to exactly one class at row 0: found "label_QCD, label_Tbqq", ' +
      "expected one 1 among label_QCD, label_Hbb, label_Tbqq [formats/bad-label]",
  );
});

test.each<[string, Columns, string]>([
  [
    "a negative pt",
    { ...ANGLES, pt: list(5, 5, -2) },
    "a transverse momentum is no number from 0 on at row 1, particle 0: found -2, expected pt >= 0 GeV [formats/bad-particle]",
  ],
  [
    "a pt that is no number",
    { ...ANGLES, pt: list(5, NaN, 2) },
    "at row 0, particle 1: found NaN, expected pt >= 0 GeV",
  ],
  [
    "an infinite eta",
    { ...ANGLES, eta: list(0, 0, Infinity) },
    "the momentum of a particle is not finite at memory, row 1, particle 0",
  ],
  [
    "momentum without energy",
    { values: [{ shape: [4, 1] }, { values: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 1) }] },
    "a particle has no positive energy at row 0, particle 0: found 0, expected E > 0 GeV",
  ],
  [
    "half a class",
    { ...ANGLES, "jet.label": single(0, 0.5) },
    "a label or particle number is no integer at label, rows from 0: found 0.5",
  ],
])("%s is refused with row and particle", async (_what, columns, message) => {
  await expect(read(memory(2, columns))).rejects.toThrow(message);
});

test("a file without particles is refused with its columns and the layouts that are known", async () => {
  const dataset = memory(2, { pt: single(1, 2), tau: [{ shape: [3] }, { values: Float32Array.of(1, 2, 3, 4, 5, 6) }] });
  expect(particleLayout(dataset)).toBeUndefined();
  const error = await read(dataset).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: "formats/no-particles", exitCode: 2 });
  expect((error as Error).message).toMatch(
    /^there are no particles in these columns at memory: found "pt \(float32\), tau \(float32 \[3\]\)", expected lists px, py, pz, energy \(HepMC/u,
  );
});

test("batches begin at any row and have at most the wanted size", async () => {
  const batches = await Array.fromAsync(particleEvents(memory(2, ANGLES), { start: 1, size: 1 }));
  expect(batches.map(({ first, length, px }) => [first, length, [...px]])).toEqual([[1, 1, [2]]]);
});

const sample = (name: string): string => findData(name)!;
const isMissing = (name: string): boolean => findData(name) === undefined;
const total = (batches: readonly ParticleBatch[], name: "energy" | "px"): number => {
  return batches.reduce((sum, batch) => sum + batch[name].reduce((partial, value) => partial + value, 0), 0);
};

const LHCO = "jets-lhco/lhco/events_anomalydetection_tiny.h5";
const RAW = "jets-lhco/lhco/lhco_tiny_1000x2101_float32le.bin.gz";
test.skipIf(isMissing(LHCO))(
  "every particle of the LHC Olympics events is there, none of the padding (needs shared data)",
  async () => {
    const raw = gunzipSync(readFileSync(sample(RAW)));
    const numbers = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
    const dataset = await open(sample(LHCO));
    let event = 0;
    for await (const { offsets, px, py, label, length } of particleEvents(dataset)) {
      for (let row = 0; row < length; row++, event++) {
        const there = numbers
          .subarray(event * 2101, event * 2101 + 2100)
          .filter((_, i) => i % 3 === 0)
          .filter((pt) => pt > 0);
        expect(label![row]).toBe(numbers[event * 2101 + 2100]);
        const own = Float64Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) =>
          Math.hypot(px[offsets[row]! + i]!, py[offsets[row]! + i]!),
        );
        expect(own.length).toBe(there.length);
        for (const [i, pt] of there.entries()) expect(Math.abs(own[i]! / pt - 1)).toBeLessThan(1e-12);
      }
    }
    expect(event).toBe(1000);
  },
);

test.skipIf(isMissing(LHCO)).each([
  // Known totals: 250 GeV in each of 100 e+e- events, 13 TeV in each of 100 pp events, 14 TeV in the event of fjcontrib.
  ["jets-lhco/fastjet-ee/events.eeH.hepmc3.gz", 100, 6497, 25_000],
  ["jets-lhco/fastjet-pp/events_pp13TeV_100_px_py_pz_E.txt.gz", 100, 43_118, 1_300_000],
  ["jets-lhco/fjcontrib/single-event.dat", 1, 354, 14_000],
])("%s has its particles and its energy (needs shared data)", async (name, events, particles, energy) => {
  const batches = await read(await open(sample(name)));
  expect(batches.reduce((sum, { length }) => sum + length, 0)).toBe(events);
  expect(batches.reduce((sum, { px }) => sum + px.length, 0)).toBe(particles);
  expect(total(batches, "energy") / energy).toBeCloseTo(1, 6);
});

const JETS = "jet-foundation/jets/jetclass500_vectors.npy.gz";
test.skipIf(isMissing(JETS))(
  "the public jets as arrays have the energies of the file (needs shared data)",
  async () => {
    const { data } = readNpyFile(sample(JETS));
    const [batch] = await read(await open(sample(JETS)));
    const energies = (data as Float32Array).filter((value, i) => Math.floor(i / 128) % 4 === 3 && value > 0);
    expect(batch!.energy).toEqual(Float64Array.from(energies));
  },
);

const AOJ = "jet-foundation/cms/aoj_schema_sample.h5";
test.skipIf(isMissing(AOJ))(
  "jets of AspenOpenJets get their kinematics back from weighted candidates (needs shared data)",
  async () => {
    const dataset = await open(sample(AOJ));
    const [jets] = await Array.fromAsync(dataset.batches(0, undefined, ["pt", "phi"]));
    const [batch] = await read(dataset);
    const deviations = Array.from({ length: 21 }, (_, jet) => {
      const slice = (values: Float64Array) =>
        values.subarray(batch!.offsets[jet], batch!.offsets[jet + 1]).reduce((sum, value) => sum + value, 0);
      return Math.hypot(slice(batch!.px), slice(batch!.py)) / Number(jets!.columns.get("pt")!.values[jet]);
    });
    // The stored pt is calibrated, which moves it by up to some per cent.
    for (const ratio of deviations) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  },
);

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import {
  JETCLASS,
  jetClassJets,
  open,
  openLhco,
  particleEvents,
  readNpyFile,
  type Dataset,
  type NumberArray,
  type ParticleBatch,
} from "../../formats/index.ts";
import { pseudorapidity } from "../../kinematics/index.ts";
import { choosePreset } from "./choosePreset.ts";
import { rehearse } from "./rehearsal.ts";
import { simulateSample } from "./sample.ts";
import type { SampleRows } from "./sampleWork.ts";
import { bytesPerRow, eventRowsFor, requirePlaces, writeEvents, writeJets } from "./writeSample.ts";

/** Of a momentum in float32. */
const SINGLE = 1e-6;

let folder = "";
let events: Dataset;
let jets: Dataset;
let labelled: Dataset;
const LHCO = choosePreset("lhco-rnd", { signalFraction: 0.5 });
const JETS = choosePreset("jetclass", { classes: ["QCD", "Hbb", "Tbqq"] });
const TAGGING = choosePreset("quark-gluon");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "glueball-files-"));
  const make = async (preset: typeof LHCO, rows: SampleRows, count: number) =>
    (await simulateSample({ preset, seed: 6, rows, count }, { root: join(folder, "samples") })).rows;
  events = await make(LHCO, "events", 12);
  jets = await make(JETS, "jets", 30);
  labelled = await make(TAGGING, "jets", 20);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function particlesOf(dataset: Dataset): Promise<ParticleBatch> {
  const [batch, ...more] = await Array.fromAsync(particleEvents(dataset, { size: 1000 }));
  expect(more).toEqual([]);
  return batch;
}

/** Momenta of an event, sorted, since fixed rows and lists order them in their own ways. */
function momentaOf(batch: ParticleBatch, row: number) {
  const range = [batch.offsets[row], batch.offsets[row + 1]] as const;
  return [...batch.px.slice(...range).keys()]
    .map((i) => [batch.px, batch.py, batch.pz, batch.energy].map((column) => column[range[0] + i]))
    .sort((a, b) => b[3] - a[3]);
}

function expectSameMomenta(found: ParticleBatch, expected: ParticleBatch): void {
  expect(found.length).toBe(expected.length);
  for (let row = 0; row < expected.length; row++) {
    const [ours, theirs] = [momentaOf(found, row), momentaOf(expected, row)];
    expect(ours.length).toBe(theirs.length);
    const worst = ours.flatMap((p, i) => p.map((value, k) => Math.abs(value - theirs[i][k]) / theirs[i][3]));
    expect(Math.max(...worst)).toBeLessThan(SINGLE);
  }
}

test("events to .h5 are read as events of the LHC Olympics: massless, at most 700, with labels", async () => {
  const path = join(folder, "events.h5");
  expect(await writeEvents(path, events)).toEqual({ paths: [path], warnings: [] });
  const dataset = await openLhco(path);
  expect(dataset.schema.map(({ name, shape }) => [name, shape])).toEqual([
    ["particles", [700, 3]],
    ["label", []],
  ]);
  const read = await particlesOf(dataset);
  await dataset.close();
  const made = await particlesOf(events);
  expectSameMomenta(read, made);
  expect(read.label).toEqual(made.label);
  expect(new Set(read.label)).toEqual(new Set([0, 1]));
  for (let i = 0; i < read.px.length; i++) {
    expect(Math.abs(read.energy[i] - Math.hypot(read.px[i], read.py[i], read.pz[i]))).toBeLessThan(
      1e-9 * read.energy[i],
    );
  }
  const whole = await open(path);
  expect(whole.schema.map(({ name }) => name)).toContain("particles");
  await whole.close();
});

test.each(["parquet", "npz", "safetensors", "jsonl", "jsonl.gz"])(
  "events to .%s are read with all their columns",
  async (ending) => {
    const path = join(folder, `events.${ending}`);
    expect(await writeEvents(path, events)).toEqual({ paths: [path], warnings: [] });
    const dataset = await open(path);
    const names = ["charge", "pdgId", "d0", "d0Err", "dz", "dzErr", "label", "weight"];
    expect(dataset.schema.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    const [read, made] = [await particlesOf(dataset), await particlesOf(events)];
    expectSameMomenta(read, made);
    expect([read.label, read.charge]).toEqual([made.label, made.charge]);
    await dataset.close();
  },
);

test("events to .npy are an array of pt, eta, phi with labels beside it", async () => {
  const path = join(folder, "events.npy");
  const labels = join(folder, "events_labels.npy");
  expect(await writeEvents(path, events)).toEqual({ paths: [path, labels], warnings: [] });
  const array = readNpyFile(path);
  expect([array.shape, array.type]).toEqual([[12, 700, 3], "f4"]);
  const made = await particlesOf(events);
  expect([...(readNpyFile(labels).data as Int32Array)]).toEqual([...made.label!]);
  const data = array.data as Float32Array;
  for (let row = 0; row < 12; row++) {
    const count = made.offsets[row + 1] - made.offsets[row];
    const pt = data.filter((_, i) => i % 3 === 0).slice(700 * row, 700 * (row + 1));
    expect(pt.filter((value) => value > 0).length).toBe(count);
    expect(pt.slice(count)).toEqual(new Float32Array(700 - count));
  }
});

test("too many particles: the softest are cut, and how many they were is said, as are weights that are lost", async () => {
  const count = 703;
  const list = (of: (i: number) => number) => ({
    values: Float32Array.from({ length: count }, (_, i) => of(i)),
    offsets: Uint32Array.of(0, count),
  });
  const single = (name: string, type: "int32" | "float64") => ({ name, type, shape: [], ragged: false });
  const columns = new Map<string, { values: NumberArray; offsets?: Uint32Array }>([
    ["px", list((i) => ((i * 5) % count) + 1)],
    ["py", list(() => 0)],
    ["pz", list(() => 0)],
    ["energy", list((i) => ((i * 5) % count) + 1)],
    ["label", { values: Int32Array.of(1) }],
    ["weight", { values: Float64Array.of(1.25) }],
  ]);
  async function* batches() {
    yield { first: 0, length: 1, columns };
  }
  const schema = [single("label", "int32"), single("weight", "float64")];
  const rows: Dataset = { ...events, schema, length: 1, batches };
  const path = join(folder, "long.npy");
  const { warnings } = await writeEvents(path, rows);
  expect(warnings).toEqual([
    "3 of the softest particles found no place in rows of fixed size and are not in the file",
    "1 rows have a weight other than 1, for which the file has no place",
  ]);
  const pt = (readNpyFile(path).data as Float32Array).filter((_, i) => i % 3 === 0);
  // In their order, without those of 1, 2 and 3 GeV.
  expect([...pt]).toEqual([...(columns.get("px")!.values as Float32Array)].filter((value) => value > 3));
});

test("jets to .parquet are JetClass: its reader takes them, with labels, kinds and jets in the window", async () => {
  const path = join(folder, "jets.parquet");
  await writeJets(path, jets);
  const dataset = await open(path);
  const [read] = await Array.fromAsync(jetClassJets(dataset));
  expect(read.particles.length).toBe(30);
  const names = new Set([...read.particles.label!].map((label) => JETCLASS[label].name));
  expect(names).toEqual(new Set(["QCD", "Hbb", "Tbqq"]));
  expectJetsOfTheirParticles(read);
  const events = await particlesOf(dataset);
  expect(events.label).toEqual(read.particles.label);
  expectSameMomenta(events, read.particles);
  await dataset.close();
});

function expectJetsOfTheirParticles({
  particles,
  jets: columns,
  stored,
  pid,
}: Awaited<ReturnType<typeof oneBatch>>): void {
  const [pt, eta, count] = ["pt", "eta", "nparticles"].map((name) => columns.get(`jet_${name}`)!);
  for (let row = 0; row < particles.length; row++) {
    const [start, end] = [particles.offsets[row], particles.offsets[row + 1]];
    expect(count[row]).toBe(end - start);
    const sum = (column: Float64Array) => column.slice(start, end).reduce((total, value) => total + value, 0);
    const [px, py, pz] = [sum(particles.px), sum(particles.py), sum(particles.pz)];
    expect(Math.abs(Math.hypot(px, py) - pt[row]) / pt[row]).toBeLessThan(1e-5);
    expect(pseudorapidity(px, py, pz)).toBeCloseTo(eta[row], 4);
    expect(pt[row]).toBeGreaterThanOrEqual(500);
    expect(pt[row]).toBeLessThan(1000);
    expect(Math.abs(eta[row])).toBeLessThan(2);
    const mirror = eta[row] < 0 ? -1 : 1;
    for (let i = start; i < end; i++) {
      const own = pseudorapidity(particles.px[i], particles.py[i], particles.pz[i]);
      expect(stored.deta[i]).toBeCloseTo(mirror * (own - eta[row]), 4);
      if (i > start) expect(ptOf(particles, i)).toBeLessThanOrEqual(ptOf(particles, i - 1) * (1 + SINGLE));
    }
  }
  expect(pid).not.toContain(255);
  expect(new Set(pid).size).toBeGreaterThanOrEqual(3);
}

const oneBatch = async (dataset: Dataset) => (await Array.fromAsync(jetClassJets(dataset)))[0];
const ptOf = ({ px, py }: ParticleBatch, i: number) => Math.hypot(px[i], py[i]);

test("jets to x_vectors.npy are what glueball jetlm reads: [jets, 4, 200] by falling pt, and x_labels.npy", async () => {
  const path = join(folder, "own_vectors.npy");
  const { paths } = await writeJets(path, labelled);
  expect(paths.map((one) => basename(one))).toEqual(["own_vectors.npy", "own_labels.npy"]);
  const { shape, type, data } = readNpyFile(path);
  expect([shape, type]).toEqual([[20, 4, 200], "f4"]);
  const labels = readNpyFile(paths[1]);
  const made = await particlesOf(labelled);
  expect([labels.shape, [...(labels.data as Int32Array)]]).toEqual([[20], [...made.label!]]);
  const vectors = data as Float32Array;
  for (let row = 0; row < 20; row++) {
    const [start, end] = [made.offsets[row], made.offsets[row + 1]];
    const columns = [made.px, made.py, made.pz, made.energy];
    for (const [k, column] of columns.entries()) {
      const expected = new Float32Array(200);
      expected.set(Float32Array.from(column.slice(start, end)));
      expect(vectors.slice((4 * row + k) * 200, (4 * row + k + 1) * 200)).toEqual(expected);
    }
  }
});

test("jets to .h5 hold the same vectors with labels of the classes", async () => {
  const path = join(folder, "jets.h5");
  await writeJets(path, jets);
  const dataset = await open(path);
  const [read, made] = [await particlesOf(dataset), await particlesOf(jets)];
  expectSameMomenta(read, made);
  expect(read.label).toEqual(made.label);
  await dataset.close();
});

test("records go to HepMC, whatever its packing, and observed events to all others", () => {
  const paths = ["a.hepmc", "a.hepmc3", "a.hepmc.gz", "a.hepmc3.zst", "a.h5", "a.hepmc.npy"];
  expect(paths.map(eventRowsFor)).toEqual(["records", "records", "records", "records", "events", "events"]);
});

test("estimates of sizes are right within a factor of four", async () => {
  const sizes: [path: string, rows: SampleRows, count: number][] = [
    ["events.h5", "events", 12],
    ["events.npy", "events", 12],
    ["events.parquet", "events", 12],
    ["own_vectors.npy", "jets", 20],
    ["jets.parquet", "jets", 30],
  ];
  for (const [name, rows, count] of sizes) {
    const estimate = count * bytesPerRow(join(folder, name), rows);
    const size = readFileSync(join(folder, name)).length;
    // HDF5 packs its zeros, so its files are smaller than the matrix by any factor.
    expect(size, name).toBeLessThan(4 * estimate);
    if (!name.endsWith(".h5")) expect(size, name).toBeGreaterThan(estimate / 4);
  }
});

async function refusal(path: string, rows: SampleRows, write: typeof writeEvents): Promise<string> {
  const preset = rows === "jets" ? JETS : LHCO;
  try {
    await rehearse(path, { preset, seed: 1, rows }, write);
  } catch (error) {
    if (error instanceof GlueballError) return error.message.replaceAll(folder, "");
    throw error;
  }
  return "nothing was thrown";
}

test("a rehearsal refuses what could not be written, and leaves nothing", async () => {
  writeFileSync(join(folder, "plain"), "");
  const before = readdirSync(folder);
  expect(await refusal(join(folder, "x.foo"), "events", writeEvents)).toMatch(
    /^no writer makes a file of this ending at \/x\.foo: found "\.foo", expected one of \.parquet/u,
  );
  expect(await refusal(join(folder, "x.csv"), "events", writeEvents)).toMatch(
    /^CSV has no place for lists at \/x\.csv, column px \[formats\/not-writable\]/u,
  );
  expect(await refusal(join(folder, "plain", "x.h5"), "events", writeEvents)).toMatch(
    /^the file cannot be written at \/plain\/x\.h5: found ".*", expected a file in a folder that can be written to \[simulate\/not-writable\]. Choose another --out$/u,
  );
  expect(await refusal(join(folder, "x.hepmc.gz"), "jets", writeJets)).toBe(
    "HepMC holds events, and these are single jets at /x.hepmc.gz: " +
      "expected a name that ends with .parquet, .npy, .npz, .h5 or .jsonl [simulate/jets-not-hepmc]. " +
      "simulate events --preset jetclass writes the events of the same jets",
  );
  for (const ending of ["parquet", "h5", "npy", "npz", "jsonl.zst", "safetensors"]) {
    expect(await refusal(join(folder, `x.${ending}`), "jets", writeJets)).toBe("nothing was thrown");
  }
  expect(await refusal(join(folder, "x.hepmc3.zst"), "records", writeEvents)).toBe("nothing was thrown");
  expect(readdirSync(folder)).toEqual(before);
});

test("a folder is no file, and a file that stands there keeps its content in a rehearsal", async () => {
  const path = join(folder, "kept.parquet");
  writeFileSync(path, "earlier");
  expect(await refusal(path, "events", writeEvents)).toBe("nothing was thrown");
  expect(readFileSync(path, "utf8")).toBe("earlier");
  rmSync(path);
  expect(await refusal(folder, "events", (_path, rows) => writeEvents(join(folder, "y.npz"), rows))).toBe(
    'the file cannot be written at : found "a folder", expected a file in a folder that can be written to ' +
      "[simulate/not-writable]. Choose another --out",
  );
});

test("labels of another array are not replaced, and weights without a place are refused", async () => {
  const path = join(folder, "other.npy");
  const labels = join(folder, "other_labels.npy");
  writeFileSync(labels, "of another");
  expect(() => requirePlaces(path, [])).toThrow(
    `the file for the labels exists, without the array that it would belong to at ${labels} [simulate/labels-exist]`,
  );
  writeFileSync(path, "");
  expect(() => requirePlaces(path, [])).not.toThrow();
  expect(() => requirePlaces(join(folder, "x.h5"), [0.5])).toThrow("[simulate/no-place-for-weights]");
  expect(() => requirePlaces(join(folder, "x.parquet"), [0.5])).not.toThrow();
  expect(existsSync(join(folder, "x.h5"))).toBe(false);
});

test("packed text is what its name says", async () => {
  const path = join(folder, "packed.jsonl.gz");
  await writeEvents(path, events);
  expect(gunzipSync(readFileSync(path)).toString().split("\n").length).toBeGreaterThan(12);
});

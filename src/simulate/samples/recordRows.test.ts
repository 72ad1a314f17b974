import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open, readHepMCEvents, tableOf, writeTable, type HepMCEvent } from "../../formats/index.ts";
import { finalMomentum, STATUS } from "../eventRecord.ts";
import { choosePreset } from "./choosePreset.ts";
import { createSampler } from "./sampler.ts";
import { simulateSample } from "./sample.ts";
import { writeEvents } from "./writeSample.ts";

const AXES = ["px", "py", "pz", "energy"] as const;
const SOFT_SYSTEM = 90;
const COUNT = 6;
/** Final, decayed, beam, and two of those that HepMC leaves to the generator: incoming and radiated. */
const LEGAL = [1, 2, 4, 21, 51];

const PRESETS_WITH_ALL = {
  "proton beams": choosePreset("lhco-rnd", { signalFraction: 0.5, pileup: 2 }),
  "electron beams": choosePreset("lep"),
  "pairs without beams": choosePreset("jetclass", { classes: ["Tbqq", "Hbb"] }),
};
const CASES = Object.keys(PRESETS_WITH_ALL) as (keyof typeof PRESETS_WITH_ALL)[];

let folder = "";
const events = new Map<string, HepMCEvent[]>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "glueball-records-"));
  for (const name of CASES) {
    const request = { preset: PRESETS_WITH_ALL[name], seed: 2, rows: "records", count: COUNT } as const;
    const { rows } = await simulateSample(request, { root: folder });
    const path = join(folder, `${name}.hepmc.gz`);
    await writeEvents(path, rows);
    events.set(name, await Array.fromAsync(readHepMCEvents(path)));
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Vertices by id; a parent above 0 is a vertex of its own. */
function incomingOf({ vertices }: HepMCEvent, parent: number): readonly number[] {
  return parent > 0 ? [parent] : (vertices.find(({ id }) => id === parent)?.incoming ?? []);
}

test.each(CASES)("%s: as many events as asked for, numbered, with one weight", (name) => {
  const read = events.get(name)!;
  expect(read.map(({ number }) => number)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  for (const { weights, momentumUnit, lengthUnit } of read) {
    expect([...weights, momentumUnit, lengthUnit]).toEqual([1, "GEV", "MM"]);
  }
});

test.each(CASES)(
  "%s: parents stand before children, every vertex has what comes in and out, all codes are legal",
  (name) => {
    for (const event of events.get(name)!) {
      const { parent, status } = event.particles;
      for (const [i, from] of parent.entries()) {
        if (from !== 0) expect(incomingOf(event, from).length).toBeGreaterThan(0);
        for (const mother of incomingOf(event, from)) expect(mother).toBeLessThan(i + 1);
      }
      expect(event.vertices.map(({ id }) => id)).toEqual(event.vertices.map((_, k) => -1 - k));
      const firstProducts = event.vertices.map(({ id }) => parent.indexOf(id));
      expect(firstProducts).not.toContain(-1);
      expect(firstProducts).toEqual(firstProducts.toSorted((a, b) => a - b));
      const incoming = event.vertices.flatMap((vertex) => vertex.incoming);
      expect(new Set(incoming).size).toBe(incoming.length);
      // Whoever ends in a listed vertex is parent of nobody by itself.
      expect(incoming.filter((particle) => parent.includes(particle))).toEqual([]);
      expect([...new Set(status)].filter((code) => !LEGAL.includes(code))).toEqual([]);
    }
  },
);

test.each(CASES)("%s: what is final has no children, what is decayed has", (name) => {
  for (const event of events.get(name)!) {
    const mothers = new Set([...event.particles.parent].flatMap((from) => incomingOf(event, from)));
    for (const [i, status] of event.particles.status.entries()) {
      if (status === STATUS.final) expect(mothers.has(i + 1)).toBe(false);
    }
    const { pdgId, status } = event.particles;
    const hadrons = [...pdgId.keys()].filter((i) => status[i] === STATUS.decayed && Math.abs(pdgId[i]) > 100);
    const isDiquark = (i: number) => Math.abs(pdgId[i]) > 1000 && Math.floor(Math.abs(pdgId[i]) / 10) % 10 === 0;
    for (const i of hadrons.filter((entry) => !isDiquark(entry))) {
      expect(mothers.has(i + 1)).toBe(true);
      expectDecayConserves(event, i);
    }
  }
});

/** Shared vertices have several mothers; those of hadrons have one. */
function expectDecayConserves(event: HepMCEvent, hadron: number): void {
  const { particles } = event;
  const children = [...particles.parent.keys()].filter((i) =>
    incomingOf(event, particles.parent[i]).includes(hadron + 1),
  );
  for (const axis of AXES) {
    const sum = children.reduce((total, i) => total + particles[axis][i], 0);
    expect(Math.abs(sum - particles[axis][hadron])).toBeLessThan(1e-9 * particles.energy[hadron]);
  }
}

test.each(["proton beams", "electron beams"] as const)(
  "%s: the final state has the momentum of beams and soft systems",
  (name) => {
    for (const { particles } of events.get(name)!) {
      const { status, pdgId, energy } = particles;
      const total = (is: (i: number) => boolean, of: Float64Array) =>
        of.reduce((sum, value, i) => (is(i) ? sum + value : sum), 0);
      const isBegin = (i: number) => status[i] === STATUS.beam || pdgId[i] === SOFT_SYSTEM;
      expect(status.filter((code) => code === STATUS.beam).length).toBe(2);
      for (const axis of AXES) {
        const difference = total((i) => status[i] === STATUS.final, particles[axis]) - total(isBegin, particles[axis]);
        expect(Math.abs(difference)).toBeLessThan(1e-9 * total(isBegin, energy));
      }
    }
  },
);

test("the file has the particles of the record, to the last digit", () => {
  const sample = createSampler(PRESETS_WITH_ALL["proton beams"], 2);
  for (const { particles, number } of events.get("proton beams")!) {
    const { event } = sample(number);
    expect(particles.pdgId.length).toBe(event.count);
    const sorted = (values: Float64Array) => values.slice(0, event.count).sort();
    for (const axis of [...AXES, "mass"] as const) expect(sorted(particles[axis])).toEqual(sorted(event[axis]));
    const sum = finalMomentum(event);
    const own = particles.energy.reduce(
      (all, value, i) => (particles.status[i] === STATUS.final ? all + value : all),
      0,
    );
    expect(Math.abs(own - sum.energy)).toBeLessThan(1e-9 * sum.energy);
  }
});

test("displaced decays have their vertices at their places: B hadrons of H -> b bbar fly millimetres", () => {
  const isBottom = (code: number) =>
    Math.floor(Math.abs(code) / 100) % 10 === 5 || Math.floor(Math.abs(code) / 1000) % 10 === 5;
  let flights = 0;
  for (const event of events.get("pairs without beams")!) {
    for (const { incoming, position } of event.vertices) {
      if (!isBottom(event.particles.pdgId[incoming[0] - 1]) || position === undefined) continue;
      const [x, y, z, t] = position;
      expect(t).toBeGreaterThanOrEqual(Math.hypot(x, y, z)); // not faster than light
      if (Math.hypot(x, y, z) > 0.1) flights++;
    }
  }
  expect(flights).toBeGreaterThan(2);
});

test("read as a table and written again, the file says the same", async () => {
  const [path, copy] = ["electron beams.hepmc.gz", "copy.hepmc"].map((name) => join(folder, name));
  await writeTable(copy, tableOf(await open(path)));
  expect(await Array.fromAsync(readHepMCEvents(copy))).toEqual(events.get("electron beams"));
});

test("weights of other scales are weights of the event, with names", async () => {
  const preset = choosePreset("lep");
  const request = { preset, seed: 2, rows: "records", count: 3, scaleFactors: [0.5, 2] } as const;
  const { rows } = await simulateSample(request, { root: folder });
  const path = join(folder, "weights.hepmc");
  await writeEvents(path, rows);
  const read = await Array.fromAsync(readHepMCEvents(path));
  for (const { weights, run } of read) {
    expect(run.weightNames).toEqual(["weight", "weight_muR0.5", "weight_muR2"]);
    expect([weights.length, weights[0]]).toEqual([3, 1]);
    expect(weights[1] > 0 && weights[2] > 0 && weights[1] !== weights[2]).toBe(true);
  }
  // The same events as without.
  expect(read.map(({ particles }) => particles)).toEqual(
    events
      .get("electron beams")!
      .slice(0, 3)
      .map(({ particles }) => particles),
  );
});

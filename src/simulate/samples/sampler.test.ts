import { expect, test } from "vitest";
import { pseudorapidity } from "../../kinematics/index.ts";
import { choosePreset } from "./choosePreset.ts";
import { PRESETS, type Preset } from "./presets.ts";
import { createSampler, type SampledEvent } from "./sampler.ts";
import { createWork, type SampleRows } from "./sampleWork.ts";

const rowsOf = ({ jet }: Preset): SampleRows => (jet === undefined ? "events" : "jets");

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  "%s: an event alone is the event of a batch, whatever was made before",
  (_, preset) => {
    const setup = { preset, seed: 11, rows: rowsOf(preset) };
    const work = createWork(setup);
    const { batch } = work({ first: 0, length: 4 });
    const [alone, again] = [createWork(setup)({ first: 2, length: 1 }).batch, work({ first: 2, length: 1 }).batch];
    for (const [name, { values, offsets }] of batch.columns) {
      const [start, end] = offsets === undefined ? [2, 3] : [offsets[2], offsets[3]];
      expect(alone.columns.get(name)!.values, name).toEqual(values.slice(start, end));
      expect(again.columns.get(name)!.values, name).toEqual(values.slice(start, end));
    }
  },
);

test("another seed and another index are other events", () => {
  const momenta = (seed: number, first: number) => {
    const { batch } = createWork({ preset: choosePreset("lep"), seed, rows: "events" })({ first, length: 1 });
    return [...(batch.columns.get("px")!.values as Float32Array)];
  };
  expect(momenta(1, 0)).toEqual(momenta(1, 0));
  expect(momenta(1, 0)).not.toEqual(momenta(2, 0));
  expect(momenta(1, 0)).not.toEqual(momenta(1, 1));
});

const ptOf = (x: number, y: number) => Math.hypot(x, y);

/** Momentum of the chosen particles. */
function sumOf({ observed: { px, py, pz, energy } }: SampledEvent, chosen: Int32Array) {
  const sum = (column: Float64Array) => chosen.reduce((total, i) => total + column[i], 0);
  return { px: sum(px), py: sum(py), pz: sum(pz), energy: sum(energy) };
}

test.each(PRESETS.filter(({ jet }) => jet !== undefined).map((preset) => [preset.name, preset] as const))(
  "%s: jets lie in the range of the rule, and are the sum of their particles",
  (_, preset) => {
    const sample = createSampler(preset, 3);
    const { ptMin, ptMax, etaMax } = preset.jet!;
    for (let index = 0; index < 20; index++) {
      const sampled = sample(index);
      const { axis, constituents } = sampled.jet!;
      const sum = sumOf(sampled, constituents);
      for (const axisName of ["px", "py", "pz", "energy"] as const) {
        expect(Math.abs(sum[axisName] - axis[axisName])).toBeLessThan(1e-9 * axis.energy);
      }
      const pt = ptOf(axis.px, axis.py);
      expect(pt).toBeGreaterThanOrEqual(ptMin);
      expect(pt).toBeLessThan(ptMax);
      expect(Math.abs(pseudorapidity(axis.px, axis.py, axis.pz))).toBeLessThan(etaMax);
      expect(new Set(constituents).size).toBe(constituents.length);
    }
  },
);

test("parts have their shares: chi-square of 400 events in four", () => {
  // A light stand-in: the draw of the part does not depend on what the parts are.
  const lep = choosePreset("lep");
  const shares = [0.1, 0.2, 0.3, 0.4];
  const parts = shares.map((share, label) => ({ ...lep.parts[0], name: String(label), label, share }));
  const sample = createSampler({ ...lep, parts }, 5);
  const counts = shares.map(() => 0);
  const events = 400;
  for (let index = 0; index < events; index++) counts[sample(index).part.label]++;
  const chi2 = counts.reduce((sum, count, i) => sum + (count - events * shares[i]) ** 2 / (events * shares[i]), 0);
  expect(chi2).toBeLessThan(16.27); // p = 0.001 for 3 degrees of freedom
});

test("a rule that no event passes is an error with the rule, not a loop without end", () => {
  const { card, ...lep } = choosePreset("lep");
  const quick = { ...card, finalState: { ...card.finalState, cutoff2: 2000 } }; // no shower
  const impossible = { ...lep, card: quick, leadingJet: { radius: 1, ptMin: 1200, etaMax: 2.5 } };
  expect(() => createSampler(impossible, 1)(0)).toThrow(
    'no event of hadrons has a jet as the preset lep wants it: found "none of 20000 events", ' +
      'expected {"radius":1,"ptMin":1200,"etaMax":2.5} [simulate/nothing-passes]. ' +
      "Take masses whose decay products reach this pt",
  );
});

test("an event whose partons are too light for hadrons is made anew, and counted", () => {
  // At 8 GeV the process still makes b bbar, for which two B mesons are too heavy.
  const lep = choosePreset("lep");
  const parts = lep.parts.map((part) => ({ ...part, source: { kind: "electron-positron", energy: 8 } as const }));
  const sample = createSampler({ ...lep, parts }, 1);
  let impossible = 0;
  for (let index = 0; index < 50; index++) {
    const sampled = sample(index);
    expect(sampled.attempts).toBe(sampled.impossible + 1);
    impossible += sampled.impossible;
    const energy = sampled.observed.energy.reduce((sum, value) => sum + value, 0);
    expect(energy).toBeLessThan(8 + 1e-6);
  }
  expect(impossible).toBeGreaterThan(2);
});

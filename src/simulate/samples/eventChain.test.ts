import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createEventRecord, NO_MOTHER, STATUS, type EventRecord } from "../eventRecord.ts";
import { particleOf } from "../particleTable.ts";
import { createEventChain } from "./eventChain.ts";
import { createSource, PRESETS, type Preset, type SamplePart } from "./presets.ts";

/** Relative to the energy of the event; the specification (6.3) asks for it. */
const CONSERVED = 1e-9;
/** Events of each class. */
const EVENTS = 4;
const SOFT_SYSTEM = 90;
const AXES = ["px", "py", "pz", "energy"] as const;

type Total = Record<(typeof AXES)[number] | "charge", number>;

function totalOf(event: EventRecord, entries: readonly number[]): Total {
  const sum = (of: (entry: number) => number) => entries.reduce((total, entry) => total + of(entry), 0);
  const charge = sum((entry) => particleOf(event.pdgId[entry]).charge);
  return {
    px: sum((entry) => event.px[entry]),
    py: sum((entry) => event.py[entry]),
    pz: sum((entry) => event.pz[entry]),
    energy: sum((entry) => event.energy[entry]),
    charge,
  };
}

function entriesOf(event: EventRecord, is: (entry: number) => boolean): number[] {
  return Array.from({ length: event.count }, (_, entry) => entry).filter(is);
}

const finalEntries = (event: EventRecord) => entriesOf(event, (entry) => event.status[entry] === STATUS.final);

/** What comes from soft systems has their momentum, and no charge. */
function softTotal(event: EventRecord) {
  const systems = entriesOf(event, (entry) => event.pdgId[entry] === SOFT_SYSTEM);
  const sum = (axis: (typeof AXES)[number]) => systems.reduce((total, entry) => total + event[axis][entry], 0);
  return { px: sum("px"), py: sum("py"), pz: sum("pz"), energy: sum("energy") };
}

/** An event of a part and what it has to add up to: its beams, or the pair that it began with. */
function makeEvent(preset: Preset, part: SamplePart) {
  const event = createEventRecord();
  let begun: Total | undefined;
  const chain = createEventChain(createSource(part.source), preset.card, {
    afterHardProcess: (record) => (begun = totalOf(record, finalEntries(record))),
  });
  return (index: number) => {
    chain(createRng(7).fork(index), event);
    const hasBeams = event.status[0] === STATUS.beam && event.pdgId[0] === 2212;
    return { event, expected: hasBeams ? totalOf(event, [0, 1]) : begun! };
  };
}

const CLASSES = PRESETS.flatMap((preset) => preset.parts.map((part) => ({ preset, part })));
const withPileup = ({ card, ...preset }: Preset): Preset => {
  return { ...preset, card: { ...card, pileup: { ...card.pileup, interactions: 3 } } };
};

test.each(CLASSES.map(({ preset, part }) => [`${preset.name} ${part.name}`, preset, part] as const))(
  "%s: momentum and charge of the beginning, all particles on their shells, none made before its mother",
  (_, preset, part) => {
    for (const make of [makeEvent(preset, part), makeEvent(withPileup(preset), part)]) {
      for (let index = 0; index < EVENTS; index++) {
        const { event, expected } = make(index);
        const total = totalOf(event, finalEntries(event));
        const soft = softTotal(event);
        const scale = expected.energy + soft.energy;
        for (const axis of AXES) {
          expect(Math.abs(total[axis] - soft[axis] - expected[axis]) / scale, axis).toBeLessThan(CONSERVED);
        }
        expect(total.charge).toBeCloseTo(expected.charge, 9);
        expect(wrongEntries(event)).toEqual([]);
      }
    }
  },
);

/** Final particles that cannot be. */
function wrongEntries(event: EventRecord): string[] {
  const { px, py, pz, energy, mass, x, y, z, t, mother, pdgId } = event;
  return finalEntries(event).flatMap((entry) => {
    const p2 = px[entry] ** 2 + py[entry] ** 2 + pz[entry] ** 2;
    const isNumber = Number.isFinite(p2 + energy[entry] + x[entry] + y[entry] + z[entry] + t[entry]);
    const offShell = Math.abs(energy[entry] ** 2 - p2 - mass[entry] ** 2) / energy[entry] ** 2;
    const isLater = mother[entry] === NO_MOTHER || t[entry] >= t[mother[entry]];
    if (isNumber && energy[entry] > 0 && offShell < CONSERVED && isLater) return [];
    return [`${pdgId[entry]}, E ${energy[entry]}, off its shell by ${offShell}, made at ${t[entry]}`];
  });
}

test("proton events have charge 2, and everything that is final comes from a beam or a soft system", () => {
  const preset = withPileup(PRESETS.find(({ name }) => name === "lhco-rnd")!);
  const { event, expected } = makeEvent(preset, preset.parts[0])(0);
  expect(expected.charge).toBe(2);
  for (const entry of finalEntries(event)) {
    let first = entry;
    while (event.mother[first] !== NO_MOTHER) first = event.mother[first];
    expect(event.status[first] === STATUS.beam || event.pdgId[first] === SOFT_SYSTEM).toBe(true);
  }
});

test("events without soft activity, and those with it, are the same beside it", () => {
  const preset = PRESETS.find(({ name }) => name === "lep")!;
  const [alone, among] = [preset, withPileup(preset)].map((one) => makeEvent(one, one.parts[0])(3).event);
  expect(among.count).toBeGreaterThan(alone.count);
  for (const axis of AXES) expect(among[axis].slice(0, alone.count)).toEqual(alone[axis].slice(0, alone.count));
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createEventRecord, type EventRecord, STATUS } from "./eventRecord.ts";
import { INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { branchInitial, emittedParton } from "./initialStateBranch.ts";
import {
  collisionError,
  entriesWith,
  expectSoundCollision,
  flavourError,
  putCollision,
} from "./initialStateCollision.ts";
import { initialKernel } from "./initialStateKernels.ts";
import { collisionScale2, emissionMomenta, momentumRatio } from "./initialStateKinematics.ts";
import { Z_POLE } from "./standardModel.ts";
import { annihilationToZ } from "./zJet.ts";

const event = createEventRecord();

/** p.q of two entries. */
const product = ({ px, py, pz, energy }: EventRecord, a: number, b: number): number =>
  energy[a] * energy[b] - px[a] * px[b] - py[a] * py[b] - pz[a] * pz[b];

const parton = fc.constantFrom(-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 21);
const fractionOfBeam = fc.double({ min: 1e-4, max: 0.2, noNaN: true });

test("the emitted parton has kT^2 = t, and x and the momenta are those of Catani and Seymour, eq. 5.137", () => {
  fc.assert(
    fc.property(
      fractionOfBeam,
      fractionOfBeam,
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      (x1, x2, z, part) => {
        putCollision(event, { incoming: [1, 21], x: [x1, x2] });
        const scale2 = collisionScale2(event, INCOMING_1, INCOMING_2);
        const t = part * scale2 * (1 - z) ** 2;
        const emission = { emitter: INCOMING_2, spectator: INCOMING_1, t, z, azimuth: 2 };
        const { incoming, emitted } = emissionMomenta(event, emission);
        expect((emitted[0] ** 2 + emitted[1] ** 2) / t).toBeCloseTo(1, 12);
        // On its shell, to what differences of its energy can hold.
        const kT2 = (emitted[3] - emitted[2]) * (emitted[3] + emitted[2]);
        expect(Math.abs(kT2 - t)).toBeLessThan(1e-15 * emitted[3] ** 2);
        // In units of p.k; the spectator moves along +z, the emitter along -z.
        const whole = 2 * incoming[3] * event.energy[INCOMING_1];
        const toEmitter = (incoming[3] * (emitted[3] + emitted[2])) / whole;
        const toSpectator = (event.energy[INCOMING_1] * (emitted[3] - emitted[2])) / whole;
        const x = 1 - toEmitter - toSpectator;
        expect(x).toBeCloseTo(momentumRatio(z, t, scale2), 10);
        expect(incoming[3] * x).toBeCloseTo(event.energy[INCOMING_2], 6);
        expect(toSpectator).toBeCloseTo(1 - z, 10);
        // Nearer to its own beam.
        expect(toSpectator).toBeGreaterThan(toEmitter);
      },
    ),
    { seed: 4 },
  );
});

test("q qbar -> Z g from one leg: the kernel in the measure of phase space is the matrix element but for hard wide gluons", () => {
  const M2 = Z_POLE.mass ** 2;
  const place = (logT: number, z: number): [v: number, x: number] => {
    const x = momentumRatio(z, Math.exp(logT), M2);
    return [(x * Math.exp(logT)) / ((1 - z) * M2), x];
  };
  const step = 1e-5;
  const slopes = (logT: number, z: number, dT: number, dz: number) => {
    const [up, down] = [place(logT + dT, z + dz), place(logT - dT, z - dz)];
    return [(up[0] - down[0]) / (2 * step), (up[1] - down[1]) / (2 * step)];
  };
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.double({ min: 1e-4, max: 1, noNaN: true }),
      (z, part) => {
        const logT = Math.log(part * (1 - z) ** 2 * M2);
        const [v, x] = place(logT, z);
        const [a, b] = [slopes(logT, z, step, 0), slopes(logT, z, 0, step)];
        const jacobian = Math.abs(a[0] * b[1] - a[1] * b[0]);
        const density = ((x / z) * initialKernel(1, 1).kernel(z)) / jacobian;
        // d sigma / (sigma_0 alpha_s/2pi dv dx), from |M|^2 = 4 pi alpha_s G annihilationToZ and |M_0|^2 = G M^2 / 3.
        const s = M2 / x;
        const exact = 1.5 * annihilationToZ({ s, t: -v * s, u: -(1 - z) * s });
        expect(density / exact).toBeCloseTo((1 + z * z) / ((1 - v) ** 2 + z * z), 6);
      },
    ),
    { seed: 6 },
  );
});

test("emission by emission, whatever comes in: momentum, flavour and colour lines fit, and what was made keeps its invariants", () => {
  const branching = fc.record({
    side: fc.constantFrom(0, 1),
    z: fc.double({ min: 0.5, max: 0.95, noNaN: true }),
    part: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    mother: fc.constantFrom("gluon", "quark"),
    flavour: fc.constantFrom(-5, -3, -1, 2, 4),
  });
  fc.assert(
    fc.property(
      fc.tuple(parton, parton),
      fc.tuple(fractionOfBeam, fractionOfBeam),
      fc.array(branching, { minLength: 1, maxLength: 5 }),
      (incoming, x, branchings) => {
        putCollision(event, { incoming, x });
        const rng = createRng(branchings.length);
        const legs = [INCOMING_1, INCOMING_2];
        for (const { side, z, part, mother: kind, flavour } of branchings) {
          const [emitter, spectator] = [legs[side], legs[1 - side]];
          const pdgId = event.pdgId[emitter];
          const mother = kind === "gluon" ? 21 : pdgId === 21 ? flavour : pdgId;
          const t = part * collisionScale2(event, emitter, spectator) * (1 - z) ** 2;
          if (event.energy[emitter] / momentumRatio(z, t, t / part / (1 - z) ** 2) >= event.energy[side]) continue;
          const made = entriesWith(event, STATUS.final);
          const before = invariants(event, made);
          const [azimuth, isFromColour] = [2 * Math.PI * rng.uniform(), rng.uniform() < 0.5];
          legs[side] = branchInitial(event, { emitter, spectator, beam: side, mother, t, z, azimuth, isFromColour });
          const scale2 = 2 * product(event, legs[0], legs[1]);
          invariants(event, made).forEach((s, n) => expect(Math.abs(s - before[n])).toBeLessThan(1e-9 * scale2));
          expect(event.pdgId[legs[side] + 1]).toBe(emittedParton(pdgId, mother));
          expect([event.status[emitter], event.mother[emitter]]).toEqual([STATUS.radiated, legs[side]]);
          expect(collisionError(event)).toBeLessThan(1e-11);
          expectSoundCollision(event);
          expect(flavourError(event)).toEqual([0, 0, 0, 0, 0]);
        }
      },
    ),
    { seed: 5 },
  );
});

const invariants = (event: EventRecord, entries: number[]): number[] =>
  entries.flatMap((a) => entries.map((b) => 2 * product(event, a, b)));

test("a gluon emits from both of its lines, and what has decayed recoils as what it decayed to", () => {
  const heirs = new Set<string>();
  for (const isFromColour of [true, false]) {
    putCollision(event, { incoming: [21, 1], x: [0.1, 0.2] });
    event.status[4] = STATUS.decayed;
    const [colour, antiColour] = [event.colour[INCOMING_1], event.antiColour[INCOMING_1]];
    const moved = { emitter: INCOMING_1, spectator: INCOMING_2, beam: 0, mother: 21, t: 1e4, z: 0.6, azimuth: 1 };
    const entry = branchInitial(event, { ...moved, isFromColour });
    heirs.add(event.colour[entry] === colour ? "colour passes" : "colour is emitted");
    expect(event.colour[entry] === colour).not.toBe(event.antiColour[entry] === antiColour);
    expect(event.py[4]).not.toBe(0);
    expect(2 * product(event, 4, 5)).toBeCloseTo(0.02 * 13000 ** 2, 2);
  }
  expect(heirs.size).toBe(2);
});

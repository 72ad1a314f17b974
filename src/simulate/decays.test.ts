import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { boostToRestFrame } from "../kinematics/index.ts";
import { decayAtAngle, decayEvenly, drawSineSquared, massless, type Product } from "./decays.ts";
import { addParticle, clearEvent, createEventRecord, type EventRecord, STATUS } from "./eventRecord.ts";
import { expectSound } from "./hardProcessTrial.ts";

/** A fast particle of this mass as the only entry. */
function start(event: EventRecord, pdgId: number, mass: number): void {
  clearEvent(event);
  const [px, py, pz] = [500, -300, 800];
  const energy = Math.hypot(px, py, pz, mass);
  addParticle(event, { pdgId, status: STATUS.final, px, py, pz, energy, mass });
}

const momentum = ({ px, py, pz, energy }: EventRecord, i: number) => ({
  px: px[i],
  py: py[i],
  pz: pz[i],
  energy: energy[i],
});

const event = createEventRecord();

test("two and three products conserve momentum, with one colour line a neighbour", () => {
  const rng = createRng(1);
  for (const [products, colours] of [
    [
      massless(2, -1),
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      massless(-1, 2),
      [
        [0, 1],
        [1, 0],
      ],
    ],
    [
      massless(21, 21),
      [
        [1, 2],
        [2, 1],
      ],
    ],
    [
      massless(3, -3, 21),
      [
        [1, 0],
        [0, 2],
        [2, 1],
      ],
    ],
    [
      [
        { pdgId: -13, mass: 0.10566 },
        { pdgId: 14, mass: 0 },
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ],
  ] as const) {
    start(event, products.some(({ pdgId }) => pdgId === 2 || pdgId === -13) ? 24 : 25, 80.4);
    const first = decayEvenly(rng, event, 0, products as readonly Product[]);
    expectSound(event);
    expect(first).toBe(1);
    expect(event.status[0]).toBe(STATUS.decayed);
    expect(products.map((_, n) => [event.colour[1 + n], event.antiColour[1 + n]])).toEqual(colours);
  }
});

test("three massless products fill the Dalitz plot evenly", () => {
  const rng = createRng(2);
  const bins = new Float64Array(8);
  const events = 2000;
  for (let i = 0; i < events; i++) {
    start(event, 35, 500);
    decayEvenly(rng, event, 0, massless(1, -1, 21));
    const [a, b] = [momentum(event, 1), momentum(event, 2)];
    const m2 = 2 * (a.energy * b.energy - a.px * b.px - a.py * b.py - a.pz * b.pz);
    // x = m12^2 / M^2 has density 2 (1 - x), and (1 - x)^2 none.
    bins[Math.min(7, Math.floor(8 * (1 - m2 / 500 ** 2) ** 2))]++;
  }
  const chi2 = bins.reduce((sum, n) => sum + (n - events / 8) ** 2 / (events / 8), 0);
  // 99.9 % of chi-square with 7 degrees of freedom.
  expect(chi2).toBeLessThan(24.3);
});

test("an angle is that to the flight of what decays, seen from its mother", () => {
  const rng = createRng(3);
  for (const cosTheta of [-1, -0.4, 0, 0.9, 1]) {
    start(event, 6, 172.5);
    const bottom = decayEvenly(rng, event, 0, [
      { pdgId: 5, mass: 0 },
      { pdgId: 24, mass: 80.4 },
    ]);
    const lepton = decayAtAngle(
      rng,
      event,
      bottom + 1,
      [
        { pdgId: -11, mass: 0 },
        { pdgId: 12, mass: 0 },
      ],
      cosTheta,
    );
    // The bottom quark flies against the W, in the frame of the top and in that of the W.
    const frame = momentum(event, bottom + 1);
    const [b, l] = [bottom, lepton].map((i) => boostToRestFrame(momentum(event, i), frame));
    const dot = (b.px * l.px + b.py * l.py + b.pz * l.pz) / (b.energy * l.energy);
    expect(-dot).toBeCloseTo(cosTheta, 8);
  }
});

test("the cosine of density (3/4) sin^2: chi-square against its integral", () => {
  const rng = createRng(4);
  const bins = new Float64Array(10);
  const draws = 4000;
  for (let i = 0; i < draws; i++) bins[Math.min(9, Math.floor(5 * (1 + drawSineSquared(rng))))]++;
  const cumulative = (c: number) => (3 * c - c ** 3 + 2) / 4;
  const chi2 = bins.reduce((sum, n, k) => {
    const expected = draws * (cumulative((k + 1) / 5 - 1) - cumulative(k / 5 - 1));
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  expect(chi2).toBeLessThan(27.9);
});

test("a closed decay is refused, with the masses", () => {
  const rng = createRng(5);
  start(event, 25, 100);
  const heavy = [
    { pdgId: 24, mass: 80 },
    { pdgId: -24, mass: 30 },
  ] as const;
  expect(() => decayEvenly(rng, event, 0, heavy)).toThrow("[simulate/decay-closed]");
  expect(() => decayAtAngle(rng, event, 0, heavy, 0)).toThrow(
    'a particle cannot decay to two that are as heavy as itself: found "100 GeV to 80 and 30 GeV", expected masses that ' +
      "add up to less than 100 GeV [simulate/decay-closed]",
  );
});

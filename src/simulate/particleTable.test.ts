import { expect, test } from "vitest";
import { DECAYS } from "./decayTable.ts";
import { antiparticle, particleNamed, particleOf, PARTICLES } from "./particleTable.ts";
import { PDG } from "./standardModel.ts";

const THIRD = 1e-9; // charges are thirds, which binary numbers round

test("every particle has an antiparticle of the same mass, width and lifetime, and the opposite charge", () => {
  for (const particle of PARTICLES) {
    const anti = particleOf(antiparticle(particle.pdgId));
    const { mass, width, lifetimeMm, spinStates } = particle;
    expect(anti).toMatchObject({ mass, width, lifetimeMm, spinStates });
    if (anti !== particle) expect(anti.charge).toBeCloseTo(-particle.charge, 12);
    else expect(particle.charge).toBe(0);
  }
});

test("codes and names are unique", () => {
  expect(new Set(PARTICLES.map(({ pdgId }) => pdgId)).size).toBe(PARTICLES.length);
  expect(new Set(PARTICLES.map(({ name }) => name)).size).toBe(PARTICLES.length);
});

test("charges of hadrons and diquarks are those of the quarks in their codes", () => {
  for (const { pdgId, charge, name } of PARTICLES) {
    if (pdgId < 100 || pdgId === 130 || pdgId === 310) continue;
    expect(Math.abs(charge - chargeOfDigits(pdgId)), name).toBeLessThan(THIRD);
  }
});

/** Quark content from the digits n_q1 n_q2 n_q3 of a PDG code (Review of Particle Physics, Monte Carlo numbering). */
function chargeOfDigits(code: number): number {
  const [q1, q2, q3] = [Math.floor(code / 1000) % 10, Math.floor(code / 100) % 10, Math.floor(code / 10) % 10];
  const quark = (flavour: number) => (flavour === 0 ? 0 : flavour % 2 === 0 ? 2 / 3 : -1 / 3);
  if (q1 !== 0) return quark(q1) + quark(q2) + quark(q3);
  // A meson's heavier quark stands first and is the quark if it is up-type, the antiquark if it is down-type.
  return q2 % 2 === 0 ? quark(q2) - quark(q3) : quark(q3) - quark(q2);
}

test("all that processes make by hand has a row, with the charge of its decays", () => {
  for (const code of Object.values(PDG)) expect(particleOf(code).pdgId).toBe(code);
  const charge = (code: number) => particleOf(code).charge;
  // W'+ -> X+ Y0, Z' -> X0 Y0.
  expect(charge(PDG.WPrime)).toBe(charge(PDG.chargedX) + charge(PDG.neutralY));
  expect(charge(PDG.ZPrime)).toBe(charge(PDG.neutralX) + charge(PDG.neutralY));
  expect([particleOf(-34).name, antiparticle(32)]).toEqual(["W'-", 32]);
});

test("channels conserve charge, are open at the pole mass, and their fractions add up to 1", () => {
  for (const [code, channels] of DECAYS) {
    const { name, charge, mass } = particleOf(code);
    let total = 0;
    for (const { products, threshold, fraction } of channels) {
      total += fraction;
      const out = products.reduce((sum, product) => sum + particleOf(product).charge, 0);
      const label = `${name} -> ${products.map((product) => particleOf(product).name).join(" ")}`;
      expect(Math.abs(out - charge), label).toBeLessThan(THIRD);
      expect(threshold, label).toBeLessThanOrEqual(mass);
    }
    expect(total).toBeCloseTo(1, 12);
  }
});

test("lepton and baryon number are conserved in every channel", () => {
  const baryons = (code: number) => (Math.abs(code) > 1000 ? Math.sign(code) : 0);
  const leptons = (code: number) => (Math.abs(code) > 10 && Math.abs(code) < 17 ? Math.sign(code) : 0);
  for (const [code, channels] of DECAYS) {
    for (const { products } of channels) {
      for (const number of [baryons, leptons]) {
        expect(
          products.reduce((sum, product) => sum + number(product), 0),
          `${code} -> ${products}`,
        ).toBe(number(code));
      }
    }
  }
});

test("decays end: whatever is made is stable or has channels of its own", () => {
  for (const channels of DECAYS.values()) {
    for (const product of channels.flatMap(({ products }) => products)) {
      expect(DECAYS.has(product) || particleOf(product).lifetimeMm > 1000, particleOf(product).name).toBe(true);
    }
  }
  for (const { pdgId, name, lifetimeMm } of PARTICLES) {
    if (Math.abs(pdgId) > 100 && lifetimeMm < 1000) expect(DECAYS.has(pdgId), name).toBe(true);
  }
});

/** Mean charged particles of a full decay chain; K0S and Lambda decay. */
function charged(code: number): number {
  const channels = particleOf(code).lifetimeMm > 300 ? undefined : DECAYS.get(code);
  if (channels === undefined) return particleOf(code).charge === 0 ? 0 : 1;
  return channels.reduce(
    (sum, { fraction, products }) => sum + fraction * products.reduce((inner, product) => inner + charged(product), 0),
    0,
  );
}

test("charm and bottom mesons make as many charged particles and electrons as measured", () => {
  // CLEO: 10.7 charged particles per Upsilon(4S), which is two B; Mark III: 2.6 and 2.2 per D0 and D+.
  for (const name of ["B0", "B+"]) expect(Math.abs(charged(particleNamed(name).pdgId) - 5.35)).toBeLessThan(0.2);
  expect(Math.abs(charged(particleNamed("D0").pdgId) - 2.6)).toBeLessThan(0.2);
  expect(Math.abs(charged(particleNamed("D+").pdgId) - 2.2)).toBeLessThan(0.2);
  // Review of Particle Physics: B0, B+, D0, D+ -> e+ X in per cent.
  const electrons = ["B0", "B+", "D0", "D+"].map((name) => 100 * withElectron(particleNamed(name).pdgId));
  [10.3, 11, 6.5, 16.1].forEach((measured, i) => expect(Math.abs(electrons[i] - measured)).toBeLessThan(1.1));
});

/** Share of the channels that have an electron. */
function withElectron(code: number): number {
  const channels = DECAYS.get(code)!.filter(({ products }) => products.some((product) => Math.abs(product) === 11));
  return channels.reduce((sum, { fraction }) => sum + fraction, 0);
}

test("unknown particles are named", () => {
  expect(() => particleOf(999)).toThrow(
    "no such particle is known: found 999, expected a PDG code of the particle table, such as 211 or -11 [simulate/unknown-particle]",
  );
  expect(() => particleNamed("rho")).toThrow("expected a name such as rho0");
});

import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { DECAYS } from "./decayTable.ts";
import { clearEvent, createEventRecord, finalMomentum, STATUS } from "./eventRecord.ts";
import { decayHadrons, HADRON_DECAYS } from "./hadronDecays.ts";
import { drawHadronMass } from "./hadronMass.ts";
import { baryonThirds, chargeOf, CONSERVED, finals, finalSum, momentumError, putFinal } from "./partonTrial.ts";
import { particleNamed, particleOf } from "./particleTable.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

const root = createRng(31);
const event = createEventRecord();

/** One particle with a momentum, decayed to the end. */
function decayOne(
  name: string,
  p: readonly [number, number, number],
  stream: number,
  settings = HADRON_DECAYS,
): number {
  clearEvent(event);
  const { pdgId, mass } = particleNamed(name);
  putFinal(event, pdgId, p, [0, 0], mass);
  return decayHadrons(event, settings, root.fork(stream));
}

const STABLE = ["pi+", "K+", "K0L", "p", "n", "gamma", "e-", "mu-", "nu_e", "nu_mu", "nu_tau"].map(
  (name) => particleNamed(name).pdgId,
);

test("everything decays to pi, K, p, n, gamma, e, mu and neutrinos, with its momentum, charge and baryon number", () => {
  let stream = 0;
  for (const code of DECAYS.keys()) {
    const { name } = particleOf(code);
    for (let n = 0; n < 4; n++) {
      decayOne(name, [3, -20, 100], stream++);
      const before = { px: event.px[0], py: event.py[0], pz: event.pz[0], energy: event.energy[0] };
      expect(momentumError(finalMomentum(event), before), name).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf), name).toBeCloseTo(chargeOf(code), 9);
      expect(finalSum(event, baryonThirds), name).toBeCloseTo(baryonThirds(code), 9);
      for (const i of finals(event)) {
        expect(STABLE, name).toContain(Math.abs(event.pdgId[i]));
        expect(event.energy[i]).toBeGreaterThan(0);
      }
    }
  }
});

test("channels come with their fractions", () => {
  const [count, channels] = [6000, DECAYS.get(221)!];
  const found = new Float64Array(channels.length);
  for (let n = 0; n < count; n++) {
    clearEvent(event);
    putFinal(event, 221, [0, 0, 0], [0, 0], particleOf(221).mass);
    decayHadrons(event, HADRON_DECAYS, root.fork("eta").fork(n));
    const products = Array.from(event.pdgId.subarray(1, event.count));
    const direct = products.filter((_, i) => event.mother[i + 1] === 0).sort();
    found[channels.findIndex((channel) => channel.products.toSorted().join() === direct.join())]++;
  }
  channels.forEach(({ fraction }, i) => {
    expect(Math.abs(found[i] - count * fraction)).toBeLessThan(4 * Math.sqrt(count * fraction));
  });
});

test("the flight before a decay is exponential with gamma beta c tau, and products start at its end", () => {
  const quantiles: number[] = [];
  for (let n = 0; n < 3000; n++) {
    decayOne("K0S", [0, 4, 3], n);
    const product = 1; // the first of the K0S's own
    const [x, y, z, t] = [event.x[product], event.y[product], event.z[product], event.t[product]];
    expect(x).toBe(0);
    expect(y / z).toBeCloseTo(4 / 3, 9);
    expect(t / z).toBeCloseTo(event.energy[0] / 3, 9);
    const { mass, lifetimeMm } = particleNamed("K0S");
    quantiles.push(1 - Math.exp(-Math.hypot(y, z) / ((5 / mass) * lifetimeMm)));
  }
  expect(uniformity(quantiles)).toBeLessThan(CHI2_19);
});

test("a chain of decays moves from vertex to vertex: D0 of a B0 decays behind it", () => {
  const flights: number[] = [];
  for (let n = 0; n < 300; n++) {
    decayOne("B0", [0, 0, 50], n);
    const charm = Array.from({ length: event.count }, (_, i) => i).find((i) => Math.abs(event.pdgId[i]) === 421);
    if (charm === undefined) continue;
    const product = event.mother.indexOf(charm);
    expect(event.z[charm]).toBeGreaterThan(0);
    expect(event.z[product]).toBeGreaterThan(event.z[charm]);
    flights.push(event.z[charm]);
  }
  // c tau = 0.455 mm and gamma beta = 9.5, within three errors.
  const mean = flights.reduce((sum, z) => sum + z, 0) / flights.length;
  expect(Math.abs(mean - 4.31)).toBeLessThan((3 * 4.31) / Math.sqrt(flights.length));
});

test("what lives longer than asked for stays", () => {
  const tenMm = { longestLifetimeMm: 10 };
  expect(decayOne("K0S", [0, 0, 1], 0, tenMm)).toBe(0);
  expect(decayOne("Lambda", [0, 0, 1], 0, tenMm)).toBe(0);
  expect(decayOne("Lambda", [0, 0, 1], 0)).toBeGreaterThan(0);
  expect(decayOne("B0", [0, 0, 1], 0, { longestLifetimeMm: 0.1 })).toBe(0);
  expect(decayOne("B*0", [0, 0, 1], 0, { longestLifetimeMm: 0 })).toBe(1);
});

test("masses of rho mesons are a Breit-Wigner within two widths, those of narrow ones the pole", () => {
  const rng = createRng(32);
  const rho = particleNamed("rho0");
  const [low, high] = [rho.mass - 2 * rho.width, rho.mass + 2 * rho.width];
  const phase = (mass: number) => Math.atan((mass ** 2 - rho.mass ** 2) / (rho.mass * rho.width));
  const quantiles = Array.from({ length: 4000 }, () => {
    return (phase(drawHadronMass(113, rng)) - phase(low)) / (phase(high) - phase(low));
  });
  expect(uniformity(quantiles)).toBeLessThan(CHI2_19);
  expect(drawHadronMass(-521, rng)).toBe(5.2793);
});

test("no drawn mass closes all channels", () => {
  const rng = createRng(33);
  for (const [code, channels] of DECAYS) {
    const lightest = Math.min(...channels.map(({ threshold }) => threshold));
    const isRenamed = channels.every(({ products }) => products.length === 1);
    for (let n = 0; n < 50; n++) expect(isRenamed || drawHadronMass(code, rng) > lightest, String(code)).toBe(true);
  }
});

test("particles that the table does not know, and those that are not final, are left alone", () => {
  clearEvent(event);
  putFinal(event, 9900041, [1, 0, 0], [0, 0], 300);
  putFinal(event, 111, [1, 0, 0], [0, 0], 0.13498);
  event.status[1] = STATUS.decayed;
  expect(decayHadrons(event, HADRON_DECAYS, root)).toBe(0);
  expect(event.count).toBe(2);
});

test("a lifetime that would call a kaon unstable is refused", () => {
  expect(() => decayHadrons(event, { longestLifetimeMm: 5000 }, root)).toThrow(
    "particles cannot be told stable by this lifetime at longestLifetimeMm: found 5000, " +
      "expected c tau of at least 0 and below 3711 mm, that of the charged kaon [simulate/bad-lifetime]",
  );
});

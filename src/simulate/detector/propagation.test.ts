import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapPhi } from "../../kinematics/index.ts";
import { CMS_CARD } from "../detectorCards.ts";
import type { EventRecord } from "../eventRecord.ts";
import { BENDING, createPaths, EXIT_BY, followPath, type Solenoid } from "./propagation.ts";
import { trialEvent, type TrialParticle } from "./trialEvent.ts";

const CMS = CMS_CARD.solenoid;
const PI = 211;
const GAMMA = 22;
/** Relative to the radius of the circle, whose centre the test itself computes with that much rounding. */
const ROUNDING = 1e-14;

function follow(event: EventRecord, charge: number, solenoid: Solenoid = CMS) {
  const paths = createPaths(1);
  paths.charge[0] = charge;
  followPath(event, 0, solenoid, paths, 0);
  const [exit, eta, phi, d0, dz] = [paths.exit[0], paths.eta[0], paths.phi[0], paths.d0[0], paths.dz[0]];
  return { exit, eta, phi, d0, dz };
}

const one = (particle: Omit<TrialParticle, "pdgId"> & { pdgId?: number }) => trialEvent([{ pdgId: PI, ...particle }]);

test("in 3.8 T a charge curls below pT = 0.735 GeV and reaches the barrel above", () => {
  const threshold = (BENDING * 3.8 * 1290) / 2;
  expect(threshold).toBeCloseTo(0.735, 3);
  const exitOf = (pt: number) => follow(one({ pt, eta: 0.1, phi: 1 }), 1).exit;
  expect(exitOf(threshold * (1 - 1e-9))).toBe(EXIT_BY.looper);
  expect(exitOf(threshold * (1 + 1e-9))).toBe(EXIT_BY.barrel);
});

test("from the beam line the path is a circle of radius pT / (0.3 B q): half the turn at the barrel has sine R / 2 rho", () => {
  const momenta = fc.record({
    pt: fc.double({ min: 0.8, max: 5000, noNaN: true }),
    eta: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    phi: fc.double({ min: -3, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(momenta, fc.constantFrom(-2, -1, 1, 2), ({ pt, eta, phi }, charge) => {
      const rho = pt / (0.299792458e-3 * 3.8 * Math.abs(charge)); // mm
      fc.pre(rho > 700);
      const half = Math.asin(1290 / (2 * rho));
      const z = rho * 2 * half * Math.sinh(eta);
      fc.pre(Math.abs(z) < 2990);
      const exit = follow(one({ pt, eta, phi }), charge);
      expect(exit.exit).toBe(EXIT_BY.barrel);
      expect(wrapPhi(exit.phi - (phi - Math.sign(charge) * half))).toBeCloseTo(0, 8);
      expect(exit.eta).toBeCloseTo(Math.asinh(z / 1290), 8);
      expect(Math.abs(exit.d0)).toBeLessThan(1e-9);
      expect(Math.abs(exit.dz)).toBeLessThan(1e-9);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("displaced charges leave where the Lorentz force, integrated in small steps, carries them", () => {
  const starts = fc.record({
    pt: fc.double({ min: 0.2, max: 20, noNaN: true }),
    eta: fc.double({ min: -2.5, max: 2.5, noNaN: true }),
    phi: fc.double({ min: -3, max: 3, noNaN: true }),
    at: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -600, max: 600, noNaN: true }))),
  });
  fc.assert(
    fc.property(starts, fc.constantFrom(-1, 1), ({ at, ...start }, charge) => {
      const event = one({ ...start, at: at as [number, number, number] });
      const exit = follow(event, charge);
      const stepped = integrate(event, charge);
      // Below, a step decides.
      fc.pre(Math.abs(stepped.turned - Math.PI) > 0.01 && stepped.clearance > 1);
      expect(exit.exit).toBe(stepped.exit);
      if (exit.exit === EXIT_BY.looper) return;
      expect(exit.eta).toBeCloseTo(stepped.eta, 3);
      expect(wrapPhi(exit.phi - stepped.phi)).toBeCloseTo(0, 3);
    }),
    { numRuns: 60, seed: 2 },
  );
});

/** The slow twin: midpoint steps of 0.25 mm along dp/ds = k q B (u x z). `clearance` is how clearly it left where it did. */
function integrate(event: EventRecord, charge: number) {
  let [x, y, z] = [event.x[0], event.y[0], event.z[0]];
  const [px, py, pz] = [event.px[0], event.py[0], event.pz[0]];
  const pt = Math.hypot(px, py);
  const perMm = (-BENDING * charge * CMS.fieldTesla) / pt;
  let phi = Math.atan2(py, px);
  let turned = 0;
  const step = Math.min(0.25, (0.1 * pt) / Math.abs(pz));
  let farthest = 0;
  while (Math.hypot(x, y) < CMS.radius && Math.abs(z) < CMS.halfLength && turned < 7) {
    const middle = phi + (perMm * step) / 2;
    x += step * Math.cos(middle);
    y += step * Math.sin(middle);
    z += (step * pz) / pt;
    phi += perMm * step;
    turned += Math.abs(perMm * step);
    farthest = Math.max(farthest, Math.hypot(x, y));
  }
  const barrel = Math.hypot(x, y) >= CMS.radius;
  const end = Math.abs(z) >= CMS.halfLength;
  const exit = barrel ? EXIT_BY.barrel : end && turned < Math.PI ? EXIT_BY.end : EXIT_BY.looper;
  const clearance = barrel ? CMS.halfLength - Math.abs(z) : CMS.radius - farthest;
  const r = Math.hypot(x, y);
  return { exit, eta: Math.asinh(z / r), phi: Math.atan2(y, x), turned, clearance };
}

test("a neutral goes straight; a charge in a vanishing field does too", () => {
  const start = { pt: 3, eta: 0.7, phi: 2, at: [30, -20, 50] } as const;
  const straight = follow(one({ pdgId: GAMMA, ...start }), 0);
  const bent = follow(one(start), 1, { ...CMS, fieldTesla: 1e-7 });
  const fieldFree = follow(one(start), 1, { ...CMS, fieldTesla: 0 });
  expect(fieldFree).toEqual(straight);
  for (const key of ["eta", "phi", "d0", "dz"] as const) expect(bent[key]).toBeCloseTo(straight[key], 6);
  // By hand: u = (cos 2, sin 2), t = path to r = 1290.
  const [ux, uy] = [Math.cos(2), Math.sin(2)];
  const along = 30 * ux - 20 * uy;
  const t = -along + Math.sqrt(along ** 2 + 1290 ** 2 - 30 ** 2 - 20 ** 2);
  expect(straight.eta).toBeCloseTo(Math.asinh((50 + t * Math.sinh(0.7)) / 1290), 12);
  expect(straight.phi).toBeCloseTo(Math.atan2(-20 + t * uy, 30 + t * ux), 12);
  expect(straight.d0).toBeCloseTo(30 * uy + 20 * ux, 12);
  expect(straight.dz).toBeCloseTo(50 - along * Math.sinh(0.7), 12);
});

test("every point of a helix has the same perigee", () => {
  const perigees = fc.record({
    pt: fc.double({ min: 0.5, max: 1000, noNaN: true }),
    eta: fc.double({ min: -2, max: 2, noNaN: true }),
    phi: fc.double({ min: -3, max: 3, noNaN: true }),
    d0: fc.double({ min: -5, max: 5, noNaN: true }),
    dz: fc.double({ min: -50, max: 50, noNaN: true }),
  });
  const arcs = fc.double({ min: -100, max: 300, noNaN: true });
  fc.assert(
    fc.property(perigees, arcs, fc.constantFrom(-1, 1), ({ pt, eta, phi, d0, dz }, arc, charge) => {
      // p = d0 n at the perigee; after the arc the momentum has turned by -arc / rho around c = p + rho n.
      const rho = pt / (BENDING * charge * CMS.fieldTesla);
      const turned = phi - arc / rho;
      const [centreX, centreY] = [(d0 + rho) * Math.sin(phi), -(d0 + rho) * Math.cos(phi)];
      const at = [centreX - rho * Math.sin(turned), centreY + rho * Math.cos(turned), dz + arc * Math.sinh(eta)];
      const found = follow(one({ pt, eta, phi: turned, at: at as [number, number, number] }), charge);
      expect(Math.abs(found.d0 - d0)).toBeLessThan(ROUNDING * Math.abs(rho));
      expect(Math.abs(found.dz - dz)).toBeLessThan(ROUNDING * Math.abs(rho));
    }),
    { numRuns: 200, seed: 3 },
  );
});

test("to an end a charge may turn by half a circle; made beyond the tracker it hits where it is; at rest it stays", () => {
  const toEnd = (pz: number) => follow(one({ pt: 0.3, eta: Math.asinh(pz / 0.3), phi: 0 }), 1).exit;
  const half = (3000 * BENDING * 3.8) / Math.PI; // pz of half a turn to the end: 1.088 GeV
  expect(toEnd(half * 1.001)).toBe(EXIT_BY.end);
  expect(toEnd(-half * 1.001)).toBe(EXIT_BY.end);
  expect(toEnd(half * 0.999)).toBe(EXIT_BY.looper);
  const beyond = follow(one({ pt: 5, eta: 0, phi: 0, at: [0, 1300, -1300] }), 1);
  expect(beyond.exit).toBe(EXIT_BY.calorimeter);
  expect(beyond.phi).toBeCloseTo(Math.PI / 2, 12);
  expect(beyond.eta).toBeCloseTo(Math.asinh(-1), 12);
  const atRest = one({ pt: 0, eta: 0, phi: 0, pdgId: 2112 });
  expect(follow(atRest, 0).exit).toBe(EXIT_BY.looper);
});

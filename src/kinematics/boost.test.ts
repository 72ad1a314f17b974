import fc from "fast-check";
import { expect, test } from "vitest";
import { boost, boostFromRestFrame, boostToRestFrame, fromPtEtaPhiMass, massSquare } from "./index.ts";
import type { FourMomentum, Velocity } from "./index.ts";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const momentum = fc
  .record({ pt: finite(0.1, 500), eta: finite(-2, 2), phi: finite(-3, 3), mass: finite(1, 200) })
  .map(fromPtEtaPhiMass);
const velocity = fc.tuple(finite(0, 0.99), finite(-1, 1), finite(-3, 3)).map(([speed, cosTheta, phi]): Velocity => {
  const sinTheta = Math.sqrt(1 - cosTheta ** 2);
  return { x: speed * sinTheta * Math.cos(phi), y: speed * sinTheta * Math.sin(phi), z: speed * cosTheta };
});

function expectEqualMomenta(found: FourMomentum, expected: FourMomentum, scale: number): void {
  const difference = Math.max(
    Math.abs(found.px - expected.px),
    Math.abs(found.py - expected.py),
    Math.abs(found.pz - expected.pz),
    Math.abs(found.energy - expected.energy),
  );
  expect(difference / scale).toBeLessThan(1e-11);
}

/** The slow twin: split the momentum along and across the velocity, transform the parts as in a textbook. */
function boostByParts(p: FourMomentum, beta: Velocity): FourMomentum {
  const speed = Math.hypot(beta.x, beta.y, beta.z);
  if (speed === 0) return p;
  const gamma = 1 / Math.sqrt(1 - speed ** 2);
  const [nx, ny, nz] = [beta.x / speed, beta.y / speed, beta.z / speed];
  const along = p.px * nx + p.py * ny + p.pz * nz;
  const shift = gamma * (along + speed * p.energy) - along;
  return {
    px: p.px + shift * nx,
    py: p.py + shift * ny,
    pz: p.pz + shift * nz,
    energy: gamma * (p.energy + speed * along),
  };
}

test("a particle at rest boosted by 0.6 along x has gamma 1.25", () => {
  const boosted = boost({ px: 0, py: 0, pz: 0, energy: 4 }, { x: 0.6, y: 0, z: 0 });
  expect(boosted.px).toBeCloseTo(3, 14);
  expect(boosted.energy).toBeCloseTo(5, 14);
});

test("a boost equals the textbook split, keeps the mass, and the opposite boost undoes it", () => {
  fc.assert(
    fc.property(momentum, velocity, (p, beta) => {
      const boosted = boost(p, beta);
      expectEqualMomenta(boosted, boostByParts(p, beta), boosted.energy);
      const drift =
        massSquare(boosted.px, boosted.py, boosted.pz, boosted.energy) - massSquare(p.px, p.py, p.pz, p.energy);
      expect(Math.abs(drift) / boosted.energy ** 2).toBeLessThan(1e-12);
      expectEqualMomenta(boost(boosted, { x: -beta.x, y: -beta.y, z: -beta.z }), p, boosted.energy * 8);
    }),
  );
});

test("the rest frame of a momentum: itself at rest, others as the boost by -p/E has them, and back", () => {
  fc.assert(
    fc.property(momentum, momentum, (p, frame) => {
      const mass = Math.sqrt(massSquare(frame.px, frame.py, frame.pz, frame.energy));
      const scale = (p.energy * frame.energy * frame.energy) / (mass * mass);
      const itself = boostToRestFrame(frame, frame);
      expectEqualMomenta(itself, { px: 0, py: 0, pz: 0, energy: mass }, frame.energy ** 2 / mass);
      const seen = boostToRestFrame(p, frame);
      const beta = { x: -frame.px / frame.energy, y: -frame.py / frame.energy, z: -frame.pz / frame.energy };
      expectEqualMomenta(seen, boost(p, beta), scale);
      expectEqualMomenta(boostFromRestFrame(seen, frame), p, scale);
    }),
  );
});

test("the rest frame of a system with gamma 1e6 is good to the digits its mass has, where a velocity is not", () => {
  const frame = fromPtEtaPhiMass({ pt: 1e6, eta: 0, phi: 0, mass: 1 });
  const slow = boostToRestFrame({ px: 0, py: 0, pz: 0, energy: 1 }, frame);
  expect(slow.energy / 1e6).toBeCloseTo(1, 3);
  expect(slow.px / -1e6).toBeCloseTo(1, 3);
});

test("bad input: a velocity of light and a light-like frame are refused", () => {
  const p = { px: 0, py: 0, pz: 1, energy: 1 };
  expect(() => boost(p, { x: 0, y: 0, z: 1 })).toThrow(
    "a boost needs a velocity below that of light: found [0, 0, 1], expected |beta| < 1, in units of c " +
      "[kinematics/velocity-not-below-one]. for the rest frame of a fast system use boostToRestFrame, which takes its momentum",
  );
  expect(() => boost(p, { x: NaN, y: 0, z: 0 })).toThrow("[kinematics/velocity-not-below-one]");
  expect(() => boostToRestFrame(p, p)).toThrow(
    "only a time-like momentum has a rest frame: found [0, 0, 1, 1], expected (px, py, pz, E) with E > 0 and m^2 > 0, in GeV " +
      "[kinematics/no-rest-frame]",
  );
});

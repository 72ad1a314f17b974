import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import {
  fromPtEtaPhiMass,
  fromPtEtaPhiMassColumns,
  invariantMass,
  jetKinematics,
  sum,
  toPtEtaPhiMass,
  toPtEtaPhiMassColumns,
} from "./index.ts";

const roots = [
  ...(process.env["GLUEBALL_DATA"]?.split(delimiter) ?? []),
  join(import.meta.dirname, "../../../shared/data"),
];
const jetData = roots.map((root) => join(root, "jet-foundation")).find((folder) => existsSync(folder));

function randomParticles(count: number) {
  const rng = createRng(11).fork("particles");
  return Array.from({ length: count }, () => ({
    pt: 0.1 + 100 * rng.uniform(),
    eta: rng.normal(),
    phi: (rng.uniform() - 0.5) * 6,
    mass: 0.14 * rng.uniform(),
  }));
}

test("columns give the numbers of the formulas on single particles, both ways", () => {
  const particles = randomParticles(50);
  const column = (key: "pt" | "eta" | "phi" | "mass") => Float64Array.from(particles, (p) => p[key]);
  const cartesian = fromPtEtaPhiMassColumns(column("pt"), column("eta"), column("phi"), column("mass"));
  const back = toPtEtaPhiMassColumns(cartesian.px, cartesian.py, cartesian.pz, cartesian.energy);
  particles.forEach((particle, i) => {
    const single = fromPtEtaPhiMass(particle);
    expect({ px: cartesian.px[i], py: cartesian.py[i], pz: cartesian.pz[i], energy: cartesian.energy[i] }).toEqual(
      single,
    );
    expect({ pt: back.pt[i], eta: back.eta[i], phi: back.phi[i], mass: back.mass[i] }).toEqual(toPtEtaPhiMass(single));
  });
});

test("the kinematics of a slice are those of the sum of its particles", () => {
  const particles = randomParticles(30).map(fromPtEtaPhiMass);
  const column = (key: "px" | "py" | "pz" | "energy") => Float64Array.from(particles, (p) => p[key]);
  const jet = jetKinematics({ px: column("px"), py: column("py"), pz: column("pz"), energy: column("energy") }, 7, 19);
  const slice = particles.slice(7, 19);
  const total = sum(slice);
  expect(jet).toMatchObject(toPtEtaPhiMass(total));
  expect(jet.mass).toBe(invariantMass(slice));
  expect(jet.rapidity).toBeCloseTo(0.5 * Math.log((total.energy + total.pz) / (total.energy - total.pz)), 12);
});

test("bad input: an empty slice, a slice outside, columns of different length", () => {
  const one = new Float64Array(3).fill(1);
  expect(() => jetKinematics({ px: one, py: one, pz: one, energy: one }, 2, 2)).toThrow(
    "a jet without constituents at entries [2, 2): expected 0 <= from < to <= 3, integers [kinematics/no-constituents]. " +
      "skip and count such jets before asking for their kinematics",
  );
  expect(() => jetKinematics({ px: one, py: one, pz: one, energy: one }, 1, 4)).toThrow(
    "a slice outside its columns at entries [1, 4): expected 0 <= from < to <= 3, integers [kinematics/slice-outside-columns]",
  );
  expect(() => jetKinematics({ px: one, py: one, pz: one, energy: new Float64Array(2) }, 0, 2)).toThrow(
    "columns of the same particles differ in length at px, py, pz, energy: found [3, 3, 3, 2], expected one entry a particle " +
      "in each column [kinematics/columns-differ-in-length]",
  );
});

/** jets x 4 x 128 float32 (px, py, pz, E; zero padded), the layout of the folder's README. */
function readVectors(path: string): Float32Array {
  const bytes = gunzipSync(readFileSync(path));
  const header = bytes.readUInt16LE(8);
  expect(bytes.toString("latin1", 10, 10 + header)).toContain("'descr': '<f4', 'fortran_order': False");
  const body = bytes.subarray(10 + header);
  return new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength));
}

// The reference was printed with 9 digits; the mass is a difference of squares, so it carries E / m of them less.
const FASTJET_RELATIVE = 1e-8;
const FASTJET_MASS2 = 1e-8; // of E^2

test.skipIf(jetData === undefined)("needs shared data: 2000 real jets have FastJet's pt, eta, phi and mass", () => {
  const slots = 128;
  const vectors = readVectors(join(jetData!, "jets/top2000_vectors.npy.gz"));
  const rows = readFileSync(join(jetData!, "reference/top2000_fastjet.csv"), "utf8").trim().split("\n").slice(1);
  let worst = { pt: 0, eta: 0, phi: 0, mass2: 0 };
  rows.forEach((row, jet) => {
    const [, count, pt, eta, phi, mass] = row.split(",").map(Number);
    const plane = (k: number) => vectors.subarray((jet * 4 + k) * slots, (jet * 4 + k) * slots + count);
    const [px, py, pz] = [plane(0), plane(1), plane(2)];
    const energy = Float64Array.from(px, (x, i) => Math.sqrt(x ** 2 + py[i] ** 2 + pz[i] ** 2)); // massless, as there
    const found = jetKinematics({ px, py, pz, energy }, 0, count);
    const total = found.pt * Math.cosh(found.eta);
    worst = {
      pt: Math.max(worst.pt, Math.abs(found.pt / pt - 1)),
      eta: Math.max(worst.eta, Math.abs(found.eta - eta)),
      phi: Math.max(worst.phi, Math.abs(Math.sin(found.phi - phi))),
      mass2: Math.max(worst.mass2, Math.abs(found.mass ** 2 - mass ** 2) / total ** 2),
    };
  });
  expect(rows.length).toBe(2000);
  expect(worst.pt).toBeLessThan(FASTJET_RELATIVE);
  expect(worst.eta).toBeLessThan(FASTJET_RELATIVE);
  expect(worst.phi).toBeLessThan(FASTJET_RELATIVE);
  expect(worst.mass2).toBeLessThan(FASTJET_MASS2);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeNpyFile } from "../formats/index.ts";
import { deltaPhi } from "../kinematics/index.ts";
import { readJets } from "./data.ts";
import { jetObservables } from "./compare/observables.ts";
import { constituentsOf, jetCount, packJets, relativeJets } from "./features.ts";
import type { Constituents, RelativeJets } from "./features.ts";
import { toFourVectors } from "./vectors.ts";

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "glueball-vectors-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Through a file and back. */
function throughFile(jets: RelativeJets): RelativeJets {
  const path = join(folder, "generated_vectors.npy");
  writeNpyFile(path, toFourVectors(jets));
  return relativeJets(readJets(path));
}

/** pT falls by at least a thousandth, so that rounding to float32 changes no order. */
const jet = fc
  .array(
    fc.record({
      factor: fc.double({ min: 1.001, max: 3, noNaN: true }),
      eta: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
      phi: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((particles): Constituents => {
    let pt = 0.5;
    const rising = particles.map(({ factor }) => (pt *= factor));
    return {
      pt: Float64Array.from(rising.reverse()),
      etaRel: Float64Array.from(particles, ({ eta }) => eta),
      phiRel: Float64Array.from(particles, ({ phi }) => phi),
    };
  });
const jets = fc.array(jet, { minLength: 1, maxLength: 6 }).map((list) => packJets(list, undefined));

test("known answer: px, py, pz, E of massless constituents, padded with zeros", () => {
  const one = {
    pt: Float64Array.of(2),
    etaRel: Float64Array.of(Math.asinh(0.75)),
    phiRel: Float64Array.of(Math.PI / 2),
  };
  const two = { pt: Float64Array.of(4, 1), etaRel: Float64Array.of(0, 0), phiRel: Float64Array.of(0, Math.PI) };
  const { type, shape, data } = toFourVectors(packJets([one, two], undefined));
  expect([type, shape]).toEqual(["f4", [2, 4, 2]]);
  const expected = [
    [0, 0],
    [2, 0],
    [1.5, 0],
    [2.5, 0],
    [4, -1],
    [0, 0],
    [0, 0],
    [4, 1],
  ].flat();
  expected.forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
  expect(Object.is(data[1], 0)).toBe(true); // padding is exactly 0
});

test("jets come back from their file within float32, moved to the axis of their sum", () => {
  const FLOAT32 = 4 * 2 ** -24; // relative; products of a few rounded factors
  fc.assert(
    fc.property(jets, (before) => {
      const after = throughFile(before);
      expect(after.offsets).toEqual(before.offsets);
      for (let k = 0; k < jetCount(before); k++) {
        const [old, back] = [constituentsOf(before, k), constituentsOf(after, k)];
        const eta = back.etaRel[0] - old.etaRel[0];
        const phi = back.phiRel[0] - old.phiRel[0];
        old.pt.forEach((pt, i) => {
          expect(Math.abs(back.pt[i] / pt - 1)).toBeLessThan(FLOAT32);
          expect(Math.abs(back.etaRel[i] - old.etaRel[i] - eta)).toBeLessThan(2 * FLOAT32);
          expect(Math.abs(deltaPhi(back.phiRel[i] - old.phiRel[i], phi))).toBeLessThan(2 * FLOAT32);
        });
      }
    }),
    { seed: 16 },
  );
});

test("mass, pT and multiplicity of a jet do not depend on where its axis is put", () => {
  fc.assert(
    fc.property(jets, (before) => {
      const [old, back] = [before, throughFile(before)].map((store) => jetObservables(store));
      expect(back.multiplicity).toEqual(old.multiplicity);
      old.pt.forEach((pt, k) => {
        expect(Math.abs(back.pt[k] / pt - 1)).toBeLessThan(1e-6);
        // The square of the mass is a difference of squares of this size.
        expect(Math.abs(back.mass[k] ** 2 - old.mass[k] ** 2)).toBeLessThan(1e-6 * (pt ** 2 + old.mass[k] ** 2));
      });
    }),
    { seed: 17 },
  );
});

test("no jets make an empty array", () => {
  expect(toFourVectors(packJets([], undefined))).toMatchObject({ shape: [0, 4, 0], data: new Float32Array(0) });
});

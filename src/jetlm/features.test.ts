import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jetKinematics } from "../kinematics/index.ts";
import { dataFolders, findData } from "../run/index.ts";
import { readJets, type Jets } from "./data.ts";
import { jetObservables } from "./compare/observables.ts";
import { constituentsOf, packJets, relativeJets, selectJets } from "./features.ts";
import { findJets } from "./jetSets.ts";

/** One jet of massless particles at these (pt, eta, phi). */
function jetOf(particles: readonly (readonly [pt: number, eta: number, phi: number])[]): Jets {
  const column = (formula: (pt: number, eta: number, phi: number) => number) =>
    Float64Array.from(particles, (particle) => formula(...particle));
  return {
    name: "test",
    sha256: "",
    offsets: Int32Array.of(0, particles.length),
    px: column((pt, _, phi) => pt * Math.cos(phi)),
    py: column((pt, _, phi) => pt * Math.sin(phi)),
    pz: column((pt, eta) => pt * Math.sinh(eta)),
    energy: column((pt, eta) => pt * Math.cosh(eta)),
    labels: undefined,
    rows: Int32Array.of(0),
    skipped: { empty: 0, bad: 0 },
    warnings: [],
  };
}

const particles = fc.array(
  fc.tuple(
    fc.double({ min: 0.1, max: 500, noNaN: true }),
    fc.double({ min: -0.4, max: 0.4, noNaN: true }),
    fc.double({ min: -0.4, max: 0.4, noNaN: true }),
  ),
  { minLength: 2, maxLength: 30 },
);

describe("relative coordinates", () => {
  test("two equal particles lie on both sides of the axis, also across phi = pi", () => {
    const { pt, etaRel, phiRel } = relativeJets(
      jetOf([
        [10, 0.5, Math.PI - 0.1],
        [10, 0.5, -Math.PI + 0.1],
      ]),
    );
    expect(pt[0]).toBeCloseTo(10, 12);
    expect([...phiRel].map((phi) => phi.toFixed(12))).toEqual(["-0.100000000000", "0.100000000000"]);
    // eta of the sum: asinh(sinh(0.5) / cos(0.1)), by hand
    expect(etaRel[0]).toBeCloseTo(0.5 - Math.asinh(Math.sinh(0.5) / Math.cos(0.1)), 12);
  });

  test("the mass and pT of a jet follow from them alone, wherever the jet lies", () => {
    fc.assert(
      fc.property(
        particles,
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (shape, eta, phi) => {
          const jets = jetOf(shape.map(([pt, dEta, dPhi]) => [pt, eta + dEta, phi + dPhi] as const));
          const direct = jetKinematics(jets, 0, shape.length);
          const { mass, pt } = jetObservables(relativeJets(jets));
          const scale = shape.reduce((total, [own]) => total + own, 0);
          expect(Math.abs(pt[0] - direct.pt)).toBeLessThan(1e-12 * scale);
          // A mass is a difference of large numbers: m^2 is good to rounding times E^2 (cosh 2.4 = 5.6 times pT).
          expect(Math.abs(mass[0] ** 2 - direct.mass ** 2)).toBeLessThan(1e-13 * (6 * scale) ** 2);
        },
      ),
      { seed: 4 },
    );
  });

  test("momenta across the axis cancel: sum of pT sin(phiRel) = 0", () => {
    fc.assert(
      fc.property(particles, (shape) => {
        const { pt, phiRel } = relativeJets(jetOf(shape));
        const across = pt.reduce((total, own, i) => total + own * Math.sin(phiRel[i]), 0);
        expect(Math.abs(across)).toBeLessThan(1e-12 * pt.reduce((total, own) => total + own, 0));
      }),
      { seed: 5 },
    );
  });
});

describe("the ragged store", () => {
  const jet = (...pt: number[]) => ({
    pt: Float64Array.from(pt),
    etaRel: Float64Array.from(pt, (own) => own / 10),
    phiRel: Float64Array.from(pt, (own) => own / 20),
  });

  test("packing and taking out are inverse; selected jets keep their order and labels", () => {
    const jets = [jet(3, 2, 1), jet(5), jet(9, 8)];
    const store = packJets(jets, Int32Array.of(7, 8, 9));
    expect(jets.map((_, i) => constituentsOf(store, i))).toEqual(jets);
    const chosen = selectJets(store, [2, 0]);
    expect([constituentsOf(chosen, 0), constituentsOf(chosen, 1)]).toEqual([jets[2], jets[0]]);
    expect([...chosen.labels!]).toEqual([9, 7]);
  });
});

// FastJet 3.4.0 was given the momenta with nine significant digits, taken massless, and printed nine (5e-9). With the
// input rounded to nine digits every column agrees to 5.0e-9 where ties go to even, as in C, and to 6.9e-9 with ties
// going up, as in JavaScript. With the exact float32 values masses differ by up to 2.6e-8.
const PRINTED = 7e-9; // relative for pt and mass, absolute for eta and phi
const haveReference = findData("jet-foundation/reference") !== undefined;

test.skipIf(!haveReference).each(["top2000", "qg2000", "jetclass500"])(
  "real jets of %s agree with FastJet in pt, eta, phi, mass and multiplicity (needs shared data)",
  (name) => {
    const jets = readJets(findJets(dataFolders(), name));
    const massless = asGivenToFastJet(jets);
    const relative = jetObservables(relativeJets(massless));
    const [, ...lines] = readFileSync(join(findData("jet-foundation/reference")!, `${name}_fastjet.csv`), "utf8")
      .trim()
      .split("\n");
    expect(lines.length).toBe(jets.rows.length);
    const worst = { pt: 0, mass: 0, eta: 0, phi: 0 };
    lines.forEach((line, jet) => {
      const [, n, pt, eta, phi, mass] = line.split(",").map(Number);
      const { px, py, pz, energy, offsets } = massless;
      const axis = jetKinematics({ px, py, pz, energy }, offsets[jet], offsets[jet + 1]);
      expect(relative.multiplicity[jet]).toBe(n);
      worst.pt = Math.max(worst.pt, Math.abs(relative.pt[jet] / pt - 1));
      worst.mass = Math.max(worst.mass, Math.abs(relative.mass[jet] / mass - 1));
      worst.eta = Math.max(worst.eta, Math.abs(axis.eta - eta));
      worst.phi = Math.max(worst.phi, Math.abs(axis.phi - phi));
    });
    expect(worst.pt).toBeLessThan(PRINTED);
    expect(worst.mass).toBeLessThan(PRINTED);
    expect(worst.eta).toBeLessThan(PRINTED);
    expect(worst.phi).toBeLessThan(PRINTED);
  },
);

function asGivenToFastJet(jets: Jets): Jets {
  const [px, py, pz] = [jets.px, jets.py, jets.pz].map((column) => column.map((own) => Number(own.toPrecision(9))));
  return { ...jets, px, py, pz, energy: px.map((own, i) => Math.sqrt(own * own + py[i] * py[i] + pz[i] * pz[i])) };
}

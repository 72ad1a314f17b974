/**
 * The inputs of the published LHC Olympics searches, from the 14 columns of the feature files: the invariant mass of
 * the two leading jets, the mass of the lighter one and the difference to the heavier one (TeV), tau21 of each, and
 * their distance. The jets are ordered by mass here, and each takes its tau along.
 */
import { GlueballError } from "../base/index.ts";
import { azimuth, deltaR, invariantMass, pseudorapidity, type FourMomentum } from "../kinematics/index.ts";
import type { Batch, NumberArray } from "./dataset.ts";

/** What the published searches look at; one number an event in each array. */
export interface JetPairFeatures {
  /** Invariant mass of the two jets. */
  readonly mjjTeV: Float64Array;
  /** Mass of the lighter jet. */
  readonly lightMassTeV: Float64Array;
  /** Mass of the heavier jet less that of the lighter; not negative. */
  readonly massDifferenceTeV: Float64Array;
  readonly lightTau21: Float64Array;
  readonly heavyTau21: Float64Array;
  /** Distance in pseudorapidity and azimuth. */
  readonly deltaR: Float64Array;
}

/** Ways to divide tau2 by tau1, where tau1 may be 0. */
export const TAU21 = {
  /** As CATHODE and SIGMA do. */
  regularised: (tau1: number, tau2: number) => tau2 / (1e-5 + tau1),
  /** As ARGOS does: 0 / 0 counts as 0. */
  plain: (tau1: number, tau2: number) => (tau1 === 0 && tau2 === 0 ? 0 : tau2 / tau1),
} as const;

const GEV_IN_TEV = 1e-3;

/**
 * The searches' features of every row of a batch that has the 14 columns. @throws GlueballError formats/no-such-column.
 */
export function jetPairFeatures(batch: Batch, place: string, ratio: keyof typeof TAU21): JetPairFeatures {
  const [first, second] = [1, 2].map((i) => jetColumns(batch, i, place));
  const empty = () => new Float64Array(batch.length);
  const out: JetPairFeatures = {
    mjjTeV: empty(),
    lightMassTeV: empty(),
    massDifferenceTeV: empty(),
    lightTau21: empty(),
    heavyTau21: empty(),
    deltaR: empty(),
  };
  for (let row = 0; row < batch.length; row++) {
    const [a, b] = [jetAt(first!, row), jetAt(second!, row)];
    const [light, heavy] = a.mass <= b.mass ? [a, b] : [b, a];
    out.mjjTeV[row] = GEV_IN_TEV * invariantMass([a, b]);
    out.lightMassTeV[row] = GEV_IN_TEV * light.mass;
    out.massDifferenceTeV[row] = GEV_IN_TEV * (heavy.mass - light.mass);
    out.lightTau21[row] = TAU21[ratio](light.tau1, light.tau2);
    out.heavyTau21[row] = TAU21[ratio](heavy.tau1, heavy.tau2);
    out.deltaR[row] = deltaR(a.eta, a.phi, b.eta, b.phi);
  }
  return out;
}

type JetColumns = Readonly<Record<"px" | "py" | "pz" | "m" | "tau1" | "tau2", NumberArray>>;

function jetColumns(batch: Batch, jet: number, place: string): JetColumns {
  const column = (name: string): NumberArray => {
    const data = batch.columns.get(`${name}j${jet}`);
    if (data !== undefined) return data.values as NumberArray;
    throw new GlueballError({
      code: "formats/no-such-column",
      what: "the features of a jet are not all there",
      place,
      found: [...batch.columns.keys()].join(", "),
      expected: `the column ${name}j${jet}`,
    });
  };
  return {
    px: column("px"),
    py: column("py"),
    pz: column("pz"),
    m: column("m"),
    tau1: column("tau1"),
    tau2: column("tau2"),
  };
}

interface FeatureJet extends FourMomentum {
  readonly mass: number;
  readonly eta: number;
  readonly phi: number;
  readonly tau1: number;
  readonly tau2: number;
}

function jetAt(columns: JetColumns, row: number): FeatureJet {
  const [px, py, pz, mass] = [columns.px, columns.py, columns.pz, columns.m].map((column) => Number(column[row]));
  const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
  const [eta, phi] = [pseudorapidity(px, py, pz), azimuth(px, py)];
  return { px, py, pz, energy, mass, eta, phi, tau1: Number(columns.tau1[row]), tau2: Number(columns.tau2[row]) };
}

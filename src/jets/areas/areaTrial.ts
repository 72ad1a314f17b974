/** What the tests of areas and background share: random events, the pileup event of the reference data, sums. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Rng } from "../../base/index.ts";
import type { FourMomentumColumns } from "../../kinematics/index.ts";
import { constituentsOf } from "../constituents.ts";
import { masslessJet } from "../groomingTrial.ts";
import { momenta } from "../referenceEvents.ts";
import { reordered } from "../substructureTrial.ts";
import type { JetAreas } from "./jetAreas.ts";

/** Massless particles spread evenly over |y| < rapidityMax, with pt over three decades. */
export function randomEvent(rng: Rng, count: number, rapidityMax: number): FourMomentumColumns {
  const particles = Array.from({ length: count }, () => {
    const pt = 10 ** (3 * rng.uniform() - 1);
    return [pt, rapidityMax * (2 * rng.uniform() - 1), 2 * Math.PI * rng.uniform()] as const;
  });
  return masslessJet(particles);
}

/** The area of all jets, those of ghosts alone included. */
export function totalArea({ sequence, columns, emptyArea, type }: JetAreas): number {
  const jets = sequence.inclusiveJets().reduce((sum, { index }) => sum + columns.area[index], 0);
  return type === "explicit" ? jets : jets + emptyArea;
}

export interface PileupEvent {
  readonly hard: FourMomentumColumns;
  /** The hard event and 20 soft ones. */
  readonly full: FourMomentumColumns;
}

/** fjcontrib's event with pileup: lines "px py pz E pdg charge", sub-events after "#SUBSTART", the hard one first. */
export function pileupEvent(folder: string): PileupEvent {
  const text = gunzipSync(readFileSync(join(folder, "fjcontrib/Pythia-Zp2jets-lhc-pileup-1ev.dat.gz"))).toString();
  const [, ...events] = text.split("#SUBSTART");
  const particles = events.map((event) =>
    event
      .split("\n")
      .filter((line) => /^\s*[-+.\d]/.test(line))
      .map((line) => line.trim().split(/\s+/).slice(0, 4).map(Number)),
  );
  return { hard: momenta(particles[0]), full: momenta(particles.flat()) };
}

/** The particles with |y| < rapidityMax. */
export function within(event: FourMomentumColumns, rapidityMax: number): FourMomentumColumns {
  const { rapidity } = constituentsOf(event);
  const places = [...rapidity.keys()].filter((i) => Math.abs(rapidity[i]) < rapidityMax);
  return reordered(event, places);
}

/** The particles of both. */
export function joined(one: FourMomentumColumns, other: FourMomentumColumns): FourMomentumColumns {
  const column = (name: keyof FourMomentumColumns) => Float64Array.of(...one[name], ...other[name]);
  return { px: column("px"), py: column("py"), pz: column("pz"), energy: column("energy") };
}

/**
 * Where N-subjettiness looks for its N axes: on the exclusive jets of a reclustering, or where the user says. The names
 * are those of fjcontrib's Nsubjettiness (Thaler, Van Tilburg, arXiv:1011.2268 and 1108.2701; winner-take-all axes:
 * Larkoski, Neill, Thaler, arXiv:1401.2158).
 *
 * | name | clustering | direction of a merged pair |
 * | --- | --- | --- |
 * | KT, CA, GenKT | kt, Cambridge/Aachen, generalised kt | that of the sum |
 * | WTA_KT, WTA_CA, WTA_GenKT | the same | that of the harder one |
 *
 * With OnePass_ before the name the axes are then moved to where tau_N is smallest nearby (`nSubjettiness.ts`).
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { pseudorapidity } from "../kinematics/index.ts";
import { clusterChecked } from "./cluster.ts";
import type { Constituents } from "./constituents.ts";
import { jetDefinition, MAX_RADIUS, type JetDefinition } from "./definition.ts";

export interface Direction {
  readonly rapidity: number;
  /** In radians, any turn. */
  readonly phi: number;
}

/** Where the axes start, and whether they are moved to the minimum. */
export interface AxesDefinition {
  /** The exclusive jets of this definition, or directions of the user's own. */
  readonly seeds: JetDefinition | readonly Direction[];
  readonly onePass: boolean;
}

const SEEDS = {
  KT: { algorithm: "kt", scheme: "E" },
  CA: { algorithm: "ca", scheme: "E" },
  GenKT: { algorithm: "genkt", scheme: "E" },
  WTA_KT: { algorithm: "kt", scheme: "wta-pt" },
  WTA_CA: { algorithm: "ca", scheme: "wta-pt" },
  WTA_GenKT: { algorithm: "genkt", scheme: "wta-pt" },
} as const;
type SeedName = keyof typeof SEEDS;
export type AxesName = SeedName | `OnePass_${SeedName}`;

const ONE_PASS = "OnePass_";
const SEED_NAMES = Object.keys(SEEDS) as SeedName[];
export const AXES_NAMES: readonly AxesName[] = [
  ...SEED_NAMES,
  ...SEED_NAMES.map((name) => `${ONE_PASS}${name}` as const),
];

export interface AxesOptions {
  /** Power of GenKT and WTA_GenKT. */
  readonly p?: number;
  /** Radius of the reclustering, at which jets may leave to the beam; by default none does. */
  readonly radius?: number;
}

/** The axes of this name. Throws `jets/unknown-axes` and, for GenKT without p, `jets/bad-definition`. */
export function axesDefinition(name: AxesName, options: AxesOptions = {}): AxesDefinition {
  if (!AXES_NAMES.includes(name)) {
    throw new GlueballError({
      code: "jets/unknown-axes",
      what: "there are no such axes",
      found: name,
      expected: AXES_NAMES.join(", "),
      hint: `Nearest: ${nearestNames(name, AXES_NAMES).join(", ")}`,
    });
  }
  const onePass = name.startsWith(ONE_PASS);
  const seeds = SEEDS[(onePass ? name.slice(ONE_PASS.length) : name) as SeedName];
  return { seeds: jetDefinition({ radius: MAX_RADIUS, ...seeds, ...options }), onePass };
}

/** Axes in columns; they may be moved. */
export interface Axes {
  readonly count: number;
  /** The coordinate along the beam, rapidity or pseudorapidity. */
  readonly u: Float64Array;
  /** In [0, 2 pi). */
  readonly phi: Float64Array;
}

/** Fresh axes for any N, fewer than N where there are fewer constituents. The constituents are clustered once. */
export type AxesFinder = (count: number, coordinate: "rapidity" | "pseudorapidity") => Axes;

export function axesFinder(constituents: Constituents, seeds: AxesDefinition["seeds"]): AxesFinder {
  if (!("algorithm" in seeds)) return (count) => manualAxes(seeds, count);
  const sequence = clusterChecked(constituents, seeds);
  return (count, coordinate) => {
    const jets = sequence.exclusiveJetsUpTo(count);
    const u = Float64Array.from(jets, (jet) =>
      coordinate === "rapidity" ? jet.rapidity : pseudorapidity(jet.px, jet.py, jet.pz),
    );
    return { count: jets.length, u, phi: Float64Array.from(jets, (jet) => jet.phi) };
  };
}

/** A direction has no mass: its rapidity is its pseudorapidity. */
function manualAxes(directions: readonly Direction[], count: number): Axes {
  if (directions.length !== count) {
    throw new GlueballError({
      code: "jets/axes-count",
      what: "as many axes are needed as N says",
      found: directions.length,
      expected: `${count} directions (rapidity, phi)`,
    });
  }
  const u = Float64Array.from(directions, ({ rapidity }) => rapidity);
  return { count, u, phi: Float64Array.from(directions, ({ phi }) => turn(phi)) };
}

/** The same angle in [0, 2 pi). */
export function turn(phi: number): number {
  const turned = phi - 2 * Math.PI * Math.floor(phi / (2 * Math.PI));
  return turned >= 2 * Math.PI ? 0 : turned;
}

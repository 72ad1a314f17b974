/**
 * What a jet is: the distance between two particles and between a particle and the beam, and how two become one. Each
 * algorithm merges the closest pair, or takes a particle away as a jet when the beam is closer, until none is left.
 *
 * | name | d_ij | d_iB |
 * | --- | --- | --- |
 * | antikt, ca, kt, genkt | min(pt_i^2p, pt_j^2p) (dy^2 + dphi^2) / R^2 with p = -1, 0, 1, any | pt_i^2p |
 * | variable-r | min(pt_i^2p, pt_j^2p) (dy^2 + dphi^2) | pt_i^2p R_eff^2, R_eff = rho / pt_i clipped to [minRadius, radius] |
 * | ee-genkt | min(E_i^2p, E_j^2p) (1 - cos t) / (1 - cos R), for R > pi over (3 + cos R) | E_i^2p |
 * | durham | 2 min(E_i^2, E_j^2) (1 - cos t) | none |
 * | valencia | 2 min(E_i^2beta, E_j^2beta) (1 - cos t) / R^2 | E_i^2beta sin^2gamma t_iB |
 *
 * Sources: Cacciari, Salam, Soyez, FastJet user manual, arXiv:1111.6097, sections 4 and 5 (the names of the algorithms
 * and schemes are its own); Krohn, Thaler, Wang, arXiv:0903.0392 (variable R); Boronat et al., arXiv:1404.4294 and
 * 1607.05039 (Valencia).
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { RECOMBINATION_SCHEMES, type RecombinationScheme, type Recombiner } from "./recombination.ts";

export const JET_ALGORITHMS = ["antikt", "ca", "kt", "genkt", "variable-r", "ee-genkt", "durham", "valencia"] as const;
export type JetAlgorithm = (typeof JET_ALGORITHMS)[number];

/** How the closest pair is found; the jets do not depend on it. */
export const STRATEGIES = ["best", "plain", "tiled", "heap"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface JetOptions {
  readonly algorithm: JetAlgorithm;
  /** Radius R, in (0, 1000]; for variable-r the largest one. Durham has none. */
  readonly radius?: number;
  /** Power p of genkt, ee-genkt and variable-r. */
  readonly p?: number;
  /** How two become one; "E" adds four-momenta and is the default. */
  readonly scheme?: RecombinationScheme | Recombiner;
  readonly strategy?: Strategy;
  /** Valencia: power of the energy and of the sine of the beam angle; 1 each by default. */
  readonly beta?: number;
  readonly gamma?: number;
  /** Variable R: the scale rho in GeV and the smallest radius (0 by default). */
  readonly rho?: number;
  readonly minRadius?: number;
}

/** Checked options with every default filled in; p is the one that the algorithm implies. */
export type JetDefinition = Required<JetOptions>;

/** R = infinity, for reclustering a jet: larger than any distance in rapidity that is not along the beam. */
export const MAX_RADIUS = 1000;

const POWERS: Partial<Record<JetAlgorithm, number>> = { antikt: -1, ca: 0, kt: 1, durham: 1, valencia: 1 };

/** Fills in defaults and refuses what makes no sense: codes `jets/unknown-algorithm`, `jets/bad-definition`. */
export function jetDefinition(options: JetOptions): JetDefinition {
  const { algorithm } = options;
  if (!JET_ALGORITHMS.includes(algorithm)) {
    throw new GlueballError({
      code: "jets/unknown-algorithm",
      what: "there is no such jet algorithm",
      found: algorithm,
      expected: JET_ALGORITHMS.join(", "),
      hint: `Nearest: ${nearestNames(algorithm, JET_ALGORITHMS).join(", ")}`,
    });
  }
  const definition: JetDefinition = {
    algorithm,
    radius: options.radius ?? (algorithm === "durham" ? MAX_RADIUS : Number.NaN),
    p: POWERS[algorithm] ?? options.p ?? Number.NaN,
    scheme: options.scheme ?? "E",
    strategy: options.strategy ?? "best",
    beta: options.beta ?? 1,
    gamma: options.gamma ?? 1,
    rho: options.rho ?? (algorithm === "variable-r" ? Number.NaN : 0),
    minRadius: options.minRadius ?? 0,
  };
  validate(definition);
  return definition;
}

function validate(definition: JetDefinition): void {
  const { algorithm, radius, p, beta, gamma, rho, minRadius, scheme, strategy } = definition;
  const require = (name: keyof JetOptions, holds: boolean, expected: string) => {
    if (holds) return;
    const found = Number.isNaN(definition[name]) ? "nothing" : definition[name];
    const place = `${algorithm}, ${name}`;
    throw new GlueballError({ code: "jets/bad-definition", what: "no such jet definition", place, found, expected });
  };
  require("radius", radius > 0 && radius <= MAX_RADIUS, `a radius in (0, ${MAX_RADIUS}]`);
  require("p", Number.isFinite(p), "a finite power p");
  require("beta", Number.isFinite(beta), "a finite power");
  require("gamma", Number.isFinite(gamma), "a finite power");
  require("rho", Number.isFinite(rho) && (rho > 0 || algorithm !== "variable-r"), "a positive scale in GeV");
  require("minRadius", minRadius >= 0 && minRadius <= radius, `a radius in [0, ${radius}]`);
  const known = typeof scheme !== "string" || RECOMBINATION_SCHEMES.includes(scheme);
  require("scheme", known, `${RECOMBINATION_SCHEMES.join(", ")} or a function`);
  require("strategy", STRATEGIES.includes(strategy), STRATEGIES.join(", "));
}

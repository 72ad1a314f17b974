/**
 * The ratios of energy correlators that tag prongs. With e(n, v) for v_e_n and e(n) for all its angles:
 *
 * | series | formula | small for |
 * | --- | --- | --- |
 * | C1, C2, C3 | e(2), e(3) / e(2)^2, e(4) e(2) / e(3)^2 | 1, 2, 3 prongs |
 * | D2 | e(3) / e(2)^3 | 2 prongs |
 * | N2, N3 | e(3, 2) / e(2)^2, e(4, 2) / e(3, 1)^2 | 2, 3 prongs |
 * | M2, M3 | e(3, 1) / e(2), e(4, 1) / e(3, 1) | 2, 3 prongs, groomed |
 * | U1, U2, U3 | e(2), e(3, 1), e(4, 1) | quark jets against gluon jets |
 *
 * Sources: as `energyCorrelators.ts`.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { constituentsOf } from "./constituents.ts";
import { correlatorsOf, type Correlators } from "./energyCorrelators.ts";

interface Ratio {
  /** Most points of its correlators: so many constituents it needs. */
  readonly points: number;
  readonly of: (e: (points: number, angles?: number) => number) => number;
}

const RATIOS = {
  c1: { points: 2, of: (e) => e(2) },
  c2: { points: 3, of: (e) => e(3) / e(2) ** 2 },
  c3: { points: 4, of: (e) => (e(4) * e(2)) / e(3) ** 2 },
  d2: { points: 3, of: (e) => e(3) / e(2) ** 3 },
  n2: { points: 3, of: (e) => e(3, 2) / e(2) ** 2 },
  n3: { points: 4, of: (e) => e(4, 2) / e(3, 1) ** 2 },
  m2: { points: 3, of: (e) => e(3, 1) / e(2) },
  m3: { points: 4, of: (e) => e(4, 1) / e(3, 1) },
  u1: { points: 2, of: (e) => e(2) },
  u2: { points: 3, of: (e) => e(3, 1) },
  u3: { points: 4, of: (e) => e(4, 1) },
} as const satisfies Record<string, Ratio>;

export type CorrelatorRatio = keyof typeof RATIOS;
export const CORRELATOR_RATIOS = Object.keys(RATIOS) as readonly CorrelatorRatio[];

/** Constituents that a ratio needs. */
export function pointsOf(name: CorrelatorRatio): number {
  return RATIOS[name].points;
}

/**
 * One ratio of a jet; undefined where it has fewer constituents than points, or where they are collinear and the ratio
 * is 0 / 0. Throws `jets/unknown-correlator` and as `energyCorrelator` does.
 */
export function correlatorRatio(particles: MomentumColumns, name: CorrelatorRatio, beta: number): number | undefined {
  if (!CORRELATOR_RATIOS.includes(name)) throw unknownRatio(name);
  const constituents = constituentsOf(particles);
  const correlators = correlatorsOf(constituents);
  return correlators && ratioOf(correlators, constituents.count, name, beta);
}

/** `correlatorRatio` where the correlators serve several ratios of one jet. */
export function ratioOf(
  correlators: Correlators,
  count: number,
  name: CorrelatorRatio,
  beta: number,
): number | undefined {
  if (count < pointsOf(name)) return undefined;
  return defined(RATIOS[name].of((points, angles) => correlators(points, beta, angles)));
}

/** D2 with two powers, e(3; alpha) / e(2; beta)^(3 alpha / beta); arXiv:1409.6298, equation 4. Undefined as above. */
export function d2(particles: MomentumColumns, alpha: number, beta: number): number | undefined {
  const constituents = constituentsOf(particles);
  const e = correlatorsOf(constituents);
  if (e === undefined || constituents.count < 3) return undefined;
  return defined(e(3, alpha) / e(2, beta) ** ((3 * alpha) / beta));
}

function defined(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function unknownRatio(name: string): GlueballError {
  return new GlueballError({
    code: "jets/unknown-correlator",
    what: "there is no such ratio of energy correlators",
    found: name,
    expected: CORRELATOR_RATIOS.join(", "),
    hint: `Nearest: ${nearestNames(name, CORRELATOR_RATIOS).join(", ")}`,
  });
}

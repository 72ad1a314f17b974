/**
 * Energy correlators: sums over all subsets of n constituents of their momentum fractions times their angles,
 *
 *   v_e_n = sum_{i1 < ... < in} z_i1 ... z_in prod_{m = 1..v} (m-th smallest of the angles between them)^beta
 *
 * with z = pt / sum pt and the distance in (y, phi) as angle. With all n (n - 1) / 2 angles it is e_n = ECF(n) / ECF(1)^n.
 * Larkoski, Salam, Thaler, arXiv:1305.0007 (ECF, C); Larkoski, Moult, Neill, arXiv:1409.6298 (D2); Moult, Necib, Thaler,
 * arXiv:1609.07483 (v_e_n and the N, M and U series, equations 1 to 3 and 13 to 18).
 *
 * Cost: constituents^n / n!, with the powers of the angles computed once. Four points need 4e5 terms for a jet of 57
 * constituents (10 ms) and are refused above 200.
 */
import { EXIT, GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { constituentsOf, pairDistances } from "./constituents.ts";
import {
  angleCount,
  pairSum,
  quadrupleSum,
  quadrupleSums,
  subsetCount,
  tripleProductSum,
  tripleSmallestSums,
} from "./subsetSums.ts";

/** Above this many constituents a four-point sum is refused. */
const MOST_FOR_FOUR_POINTS = 200;
/** Above this many a three-point sum is slow enough to say so: `correlatorWarning`. */
const MANY_FOR_THREE_POINTS = 300;

/** Measured on one core of a busy machine; what estimates of the time are made of. */
const NANOSECONDS_A_TRIPLE = 4;
const NANOSECONDS_A_QUADRUPLE = 20;

/** v_e_n of one jet; `angles` is v, by default all. Throws `jets/bad-correlator` and `jets/correlator-too-large`. */
export type Correlators = (points: number, beta: number, angles?: number) => number;

/** All correlators of one jet, each computed when it is first asked for; undefined for a jet without pt. */
export function correlatorsOf(particles: MomentumColumns): Correlators | undefined {
  const constituents = constituentsOf(particles);
  if (constituents.sumPt === 0) return undefined;
  const z = constituents.pt.map((pt) => pt / constituents.sumPt);
  const distances = pairDistances(constituents);
  const known = new Map<number, (points: number, angles: number) => number>();
  return (points, beta, angles = angleCount(points)) => {
    requireCorrelator(points, beta, angles);
    if (points === 4) refuseTooLarge(z.length);
    let ofBeta = known.get(beta);
    if (ofBeta === undefined) known.set(beta, (ofBeta = sumsOf(z, powersOf(distances, beta))));
    return ofBeta(points, angles);
  };
}

/** The sums for one beta, remembered. */
function sumsOf(z: Float64Array, powers: Float64Array): (points: number, angles: number) => number {
  const known = new Map<string, number>();
  const remember = (points: number, angles: number, value: number) => known.set(`${points} ${angles}`, value);
  return (points, angles) => {
    const before = known.get(`${points} ${angles}`);
    if (before !== undefined) return before;
    if (points === 1) return 1;
    if (points === 2) remember(2, 1, pairSum(z, powers));
    else if (points === 4 && angles > 2 && angles < 6) remember(4, angles, quadrupleSum(z, powers, angles));
    else if (points === 4) quadrupleSums(z, powers).forEach((value, place) => remember(4, [1, 2, 6][place], value));
    else if (angles === 3) remember(3, 3, tripleProductSum(z, powers));
    else tripleSmallestSums(z, powers).forEach((value, place) => remember(3, place + 1, value));
    return known.get(`${points} ${angles}`)!;
  };
}

function powersOf(distances: Float64Array, beta: number): Float64Array {
  if (beta === 1) return distances;
  return beta === 2 ? distances.map((distance) => distance * distance) : distances.map((distance) => distance ** beta);
}

/** v_e_n of one jet, normalised: `points` is n, `angles` is v and all angles by default. Undefined for a jet without pt. */
export function energyCorrelator(
  particles: MomentumColumns,
  points: number,
  beta: number,
  angles?: number,
): number | undefined {
  return correlatorsOf(particles)?.(points, beta, angles);
}

/** ECF(n, beta) = e_n (sum pt)^n in GeV^n, as fjcontrib's EnergyCorrelator has it. */
export function ecf(particles: MomentumColumns, points: number, beta: number): number | undefined {
  const constituents = constituentsOf(particles);
  const normalised = energyCorrelator(constituents, points, beta);
  return normalised === undefined ? undefined : normalised * constituents.sumPt ** points;
}

/** What a three-point sum over so many constituents costs, if that is worth a warning. */
export function correlatorWarning(constituents: number): string | undefined {
  if (constituents <= MANY_FOR_THREE_POINTS) return undefined;
  const milliseconds = (subsetCount(constituents, 3) * NANOSECONDS_A_TRIPLE) / 1e6;
  return `three-point correlators of ${constituents} constituents take about ${milliseconds.toPrecision(2)} ms each`;
}

function requireCorrelator(points: number, beta: number, angles: number): void {
  const require = (place: string, holds: boolean, found: number, expected: string) => {
    if (holds) return;
    throw new GlueballError({ code: "jets/bad-correlator", what: "no such energy correlator", place, found, expected });
  };
  require("points", Number.isInteger(points) && points >= 1 && points <= 4, points, "1, 2, 3 or 4");
  require("beta", beta > 0 && Number.isFinite(beta), beta, "a positive power");
  const most = angleCount(points);
  const isCount = Number.isInteger(angles) && angles >= Math.min(1, most) && angles <= most;
  require("angles", isCount, angles, `a whole number from ${Math.min(1, most)} to ${most}`);
}

function refuseTooLarge(constituents: number): void {
  if (constituents <= MOST_FOR_FOUR_POINTS) return;
  const terms = subsetCount(constituents, 4);
  const seconds = (terms * NANOSECONDS_A_QUADRUPLE) / 1e9;
  const data = {
    code: "jets/correlator-too-large",
    what: "a four-point correlator of so large a jet takes too long",
    found: `${constituents} constituents: ${terms.toPrecision(3)} terms, about ${seconds.toPrecision(2)} s`,
    expected: `at most ${MOST_FOR_FOUR_POINTS} constituents`,
    hint: "Take a three-point observable (c2, d2, n2, m2), or groom the jet first",
  };
  throw new GlueballError(data, EXIT.tooLarge);
}

/**
 * Shapes of a jet: how its constituents spread in angle and share its momentum. With z = pt_i / sum pt, theta the
 * distance in (y, phi) to the jet, which is the sum of its constituents:
 *
 * | shape | formula |
 * | --- | --- |
 * | angularity | sum z^kappa theta^beta (Larkoski, Thaler, Waalewijn, arXiv:1408.3122, equation 1.1, there over R0^beta) |
 * | girth, LHA, thrust | kappa = 1 with beta = 1, 1/2, 2 |
 * | ptD | sqrt(sum pt^2) / sum pt: kappa = 2, beta = 0, its square root |
 * | pull | sum pt_i r_i (dy_i, dphi_i) / pt_jet (Gallicchio, Schwartz, arXiv:1001.5027) |
 * | charge | sum q_i pt_i^kappa / pt_jet^kappa (Krohn, Schwartz, Lin, Waalewijn, arXiv:1209.2421) |
 * | planar flow | 4 det I / (tr I)^2, I_ab = sum p_ia p_ib / E_i in the plane normal to the jet (arXiv:0807.0234) |
 *
 * All are undefined for a jet without pt.
 */
import { GlueballError } from "../base/index.ts";
import { deltaPhi, type MomentumColumns } from "../kinematics/index.ts";
import { constituentsOf, distanceTo, requireOneEach } from "./constituents.ts";

/** Squared angle below which momenta are parallel: what is left of them across the jet is rounding. */
const PARALLEL = 1e-28;

/** sum z^kappa theta^beta; a constituent on the axis counts as 1 where beta is 0. Throws `jets/bad-shape`. */
export function angularity(particles: MomentumColumns, kappa: number, beta: number): number | undefined {
  requirePower("kappa", kappa);
  requirePower("beta", beta);
  const constituents = constituentsOf(particles);
  const { count, pt, sumPt, jet } = constituents;
  if (sumPt === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    if (pt[i] === 0) continue;
    sum += (pt[i] / sumPt) ** kappa * distanceTo(constituents, i, jet.rapidity, jet.phi) ** beta;
  }
  return sum;
}

/** sum pt theta / sum pt, the width of a jet. */
export function girth(particles: MomentumColumns): number | undefined {
  return angularity(particles, 1, 1);
}

/** sum pt sqrt(theta) / sum pt, the Les Houches angularity. */
export function lesHouchesAngularity(particles: MomentumColumns): number | undefined {
  return angularity(particles, 1, 0.5);
}

/** sqrt(sum pt^2) / sum pt: 1 for a single constituent, 1 / sqrt(n) for n equal ones. */
export function ptDispersion(particles: MomentumColumns): number | undefined {
  const { pt, sumPt } = constituentsOf(particles);
  return sumPt === 0 ? undefined : Math.sqrt(pt.reduce((sum, value) => sum + value * value, 0)) / sumPt;
}

export interface Pull {
  /** Components along rapidity and azimuth. */
  readonly y: number;
  readonly phi: number;
  readonly magnitude: number;
  /** atan2(phi, y), in [-pi, pi]. */
  readonly angle: number;
}

/** Where the softer radiation leans to: at a colour partner. Undefined also where the sum of all momenta has no pt. */
export function pull(particles: MomentumColumns): Pull | undefined {
  const constituents = constituentsOf(particles);
  const { count, pt, rapidity, phi, jet } = constituents;
  if (jet.pt === 0) return undefined;
  const sum = { y: 0, phi: 0 };
  for (let i = 0; i < count; i++) {
    if (pt[i] === 0) continue;
    const weight = (pt[i] * distanceTo(constituents, i, jet.rapidity, jet.phi)) / jet.pt;
    sum.y += weight * (rapidity[i] - jet.rapidity);
    sum.phi += weight * deltaPhi(phi[i], jet.phi);
  }
  return { ...sum, magnitude: Math.hypot(sum.y, sum.phi), angle: Math.atan2(sum.phi, sum.y) };
}

/**
 * pt-weighted charge in units of e; `charges` holds one a constituent. Throws `jets/no-charges` where there are none,
 * `jets/columns-differ-in-length` and `jets/bad-shape`.
 */
export function jetCharge(
  particles: MomentumColumns,
  charges: ArrayLike<number> | undefined,
  kappa: number,
): number | undefined {
  requirePower("kappa", kappa);
  const { count, pt, jet } = constituentsOf(particles);
  const known = requireCharges(particles, charges, "the jet charge");
  if (jet.pt === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < count; i++) if (known[i] !== 0 && pt[i] > 0) sum += known[i] * (pt[i] / jet.pt) ** kappa;
  return sum;
}

/** How many constituents carry charge. Throws as `jetCharge` does. */
export function chargedMultiplicity(particles: MomentumColumns, charges: ArrayLike<number> | undefined): number {
  const known = requireCharges(particles, charges, "the number of charged constituents");
  return Array.from(known).filter((charge) => charge !== 0).length;
}

/** 0 for a jet in one plane with the axis, 1 for an isotropic one; undefined where no momentum is across the axis. */
export function planarFlow(particles: MomentumColumns): number | undefined {
  const { count, px, py, pz, energy, jet } = constituentsOf(particles);
  const [u, v] = planeAcross([jet.px, jet.py, jet.pz]);
  if (u === undefined || v === undefined || count < 2) return undefined;
  let [uu, uv, vv] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (energy[i] === 0) continue;
    const pu = px[i] * u[0] + py[i] * u[1] + pz[i] * u[2];
    const pv = px[i] * v[0] + py[i] * v[1] + pz[i] * v[2];
    uu += (pu * pu) / energy[i];
    uv += (pu * pv) / energy[i];
    vv += (pv * pv) / energy[i];
  }
  const trace = uu + vv;
  return trace <= PARALLEL * jet.energy ? undefined : Math.max(0, (4 * (uu * vv - uv * uv)) / (trace * trace));
}

type Vector = readonly [number, number, number];

/** Two unit vectors normal to a momentum and to each other; none for the null vector. */
function planeAcross([x, y, z]: Vector): readonly [Vector, Vector] | readonly [] {
  const size = Math.hypot(x, y, z);
  if (size === 0) return [];
  const pt = Math.hypot(x, y);
  const u: Vector = pt === 0 ? [1, 0, 0] : [-y / pt, x / pt, 0];
  return [u, [(-z * u[1]) / size, (z * u[0]) / size, (x * u[1] - y * u[0]) / size]];
}

function requirePower(place: string, found: number): void {
  if (Number.isFinite(found) && found >= 0) return;
  throw new GlueballError({
    code: "jets/bad-shape",
    what: "no such jet shape",
    place,
    found,
    expected: "a power, 0 or more",
  });
}

function requireCharges(
  particles: MomentumColumns,
  charges: ArrayLike<number> | undefined,
  observable: string,
): ArrayLike<number> {
  if (charges !== undefined) {
    requireOneEach(particles, charges, "charges");
    return charges;
  }
  throw new GlueballError({
    code: "jets/no-charges",
    what: `${observable} needs the charges of the constituents`,
    expected: "a column of charges in units of e",
    hint: "Give `charges`, or read a file that has them or PDG numbers",
  });
}

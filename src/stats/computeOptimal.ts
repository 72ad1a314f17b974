/**
 * How to spend a training budget of C floating-point operations. With C = 6 N D and the additive law
 * L = E + A N^-alpha + B D^-beta the best size and data are (Hoffmann et al., arXiv 2203.15556, equation 4)
 *
 *     N = G (C / 6)^(beta / (alpha + beta)),   D = (C / 6)^(alpha / (alpha + beta)) / G,
 *     G = (alpha A / (beta B))^(1 / (alpha + beta)).
 *
 * The other way, without a law: IsoFLOP parabolas. Models of several sizes are trained with one budget each, a parabola
 * in ln N through their losses has its lowest point at the best size. It is biased: the true curve is no parabola
 * when alpha and beta differ, and a grid whose centre lies off the minimum pulls it along, so that sizes come out too
 * small on average (arXiv 2603.22339). `offCentre` says by how much of the grid's half width the minimum is displaced.
 */
import { GlueballError } from "../base/index.ts";

export interface AdditiveParameters {
  readonly E: number;
  readonly A: number;
  readonly B: number;
  readonly alpha: number;
  readonly beta: number;
}

export interface Allocation {
  /** G of the formula. */
  readonly ratio: number;
  readonly size: number;
  readonly data: number;
  readonly loss: number;
}

/** Floating-point operations a parameter and token: forward 2, backward 4. */
const PER_PARAMETER_AND_TOKEN = 6;

/** @throws GlueballError stats/no-optimum when size or data have no effect in the law */
export function computeOptimal({ E, A, B, alpha, beta }: AdditiveParameters, compute: number): Allocation {
  if (!(A > 0 && B > 0 && alpha > 0 && beta > 0 && compute > 0)) {
    throw new GlueballError({
      code: "stats/no-optimum",
      what: "a law in which size or data does nothing has no best allocation",
      found: `A ${A}, B ${B}, alpha ${alpha}, beta ${beta}, compute ${compute}`,
      expected: "all above 0",
    });
  }
  const ratio = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  const products = compute / PER_PARAMETER_AND_TOKEN;
  const size = ratio * products ** (beta / (alpha + beta));
  const data = products ** (alpha / (alpha + beta)) / ratio;
  return { ratio, size, data, loss: E + A * size ** -alpha + B * data ** -beta };
}

export interface IsoFlopMinimum {
  /** Size at the lowest point of the parabola. */
  readonly size: number;
  readonly loss: number;
  /** Coefficient of (ln N)^2; a minimum needs it above 0. */
  readonly curvature: number;
  /** Whether there is a minimum, and between the smallest and the largest size. */
  readonly inside: boolean;
  /** Distance of the minimum from the middle of the grid in ln N, over half of the grid's width. */
  readonly offCentre: number;
  /** The parabola at a size. */
  predict(size: number): number;
}

/**
 * The parabola in ln N through the losses of models with one budget, by least squares.
 * @throws GlueballError stats/too-few-points
 */
export function isoFlopMinimum(sizes: ArrayLike<number>, losses: ArrayLike<number>): IsoFlopMinimum {
  const different = new Set(Array.from(sizes)).size;
  if (different < 3 || sizes.length !== losses.length) {
    throw new GlueballError({
      code: "stats/too-few-points",
      what: "a parabola needs three sizes with one budget",
      found: `${different} different sizes, ${losses.length} losses`,
      expected: "at least 3, one loss each",
    });
  }
  const logs = Array.from(sizes, Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const [c0, c1, c2] = parabola(
    logs.map((t) => (t - middle) / half), // -1 to 1
    Array.from(losses),
  );
  const lowest = -c1 / (2 * c2);
  const predict = (size: number) => {
    const t = (Math.log(size) - middle) / half;
    return c0 + t * (c1 + t * c2);
  };
  const size = Math.exp(middle + half * lowest);
  const inside = c2 > 0 && Math.abs(lowest) <= 1;
  return { size, loss: predict(size), curvature: c2 / half ** 2, inside, offCentre: lowest, predict };
}

/** Least squares of c0 + c1 t + c2 t^2, by orthogonal polynomials on the points (no matrix to invert). */
function parabola(t: readonly number[], y: readonly number[]): [number, number, number] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const dot = (p: readonly number[], q: readonly number[]) => sum(p.map((value, i) => value * q[i]));
  const mean = sum(t) / t.length;
  const p1 = t.map((value) => value - mean);
  const skew =
    dot(
      p1,
      p1.map((value) => value * value),
    ) / dot(p1, p1);
  const shift = dot(p1, p1) / t.length;
  const p2 = p1.map((value) => value * value - skew * value - shift);
  const [k0, k1, k2] = [sum(y) / t.length, dot(p1, y) / dot(p1, p1), dot(p2, y) / dot(p2, p2)];
  // k0 + k1 s + k2 (s^2 - skew s - shift), with s = t - mean
  const [s0, s1, s2] = [k0 - k2 * shift, k1 - k2 * skew, k2];
  return [s0 - s1 * mean + s2 * mean * mean, s1 - 2 * s2 * mean, s2];
}

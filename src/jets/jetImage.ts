/**
 * Jet images: the pt of the constituents on a grid in (y, phi) around the jet, in a standard orientation so that
 * networks need not learn symmetries (Cogan et al., arXiv:1407.5675; de Oliveira et al., arXiv:1511.05190, section 3).
 *
 * 1. Centre: the origin is the jet axis, or the hardest constituent.
 * 2. Rotate: the principal axis of the pt distribution, the direction in which sum pt dx^2 is largest, becomes vertical
 *    (here phi). Rotations by large angles do not keep the mass; that is the price of the usual definition.
 * 3. Flip: the upper and then the right half hold more pt.
 * 4. Pixelate, and normalise.
 *
 * All is done on the constituents, not on pixels, so that nothing is interpolated.
 */
import { GlueballError } from "../base/index.ts";
import { deltaPhi, type MomentumColumns } from "../kinematics/index.ts";
import { constituentsOf, type Constituents } from "./constituents.ts";

export interface JetImageOptions {
  /** Pixels along each side. */
  readonly size: number;
  /** Half the side in rapidity and azimuth: the image covers [-halfWidth, halfWidth). */
  readonly halfWidth: number;
  readonly centre?: "axis" | "hardest";
  /** Turn the principal axis vertical; false by default, as the others. */
  readonly rotate?: boolean;
  readonly flip?: boolean;
  /** "sum" makes pixels sum to 1, "square" their squares; "none" leaves GeV and is the default. */
  readonly normalise?: "none" | "sum" | "square";
}

export interface JetImage {
  readonly size: number;
  /** Pixel (row, column) is entry row * size + column; rows go with rising phi, columns with rising y. */
  readonly values: Float64Array;
  /** pt of constituents that lie outside, in GeV. */
  readonly outside: number;
}

/** The image of one jet; undefined for a jet without pt. Throws `jets/bad-image`. */
export function jetImage(particles: MomentumColumns, options: JetImageOptions): JetImage | undefined {
  const { size, halfWidth, centre = "axis", rotate = false, flip = false, normalise = "none" } = options;
  requireSensible(size, halfWidth);
  const constituents = constituentsOf(particles);
  if (constituents.sumPt === 0) return undefined;
  const points = centred(constituents, centre);
  if (rotate) turnUpright(constituents.pt, points);
  if (flip) flipHeavyHalf(constituents.pt, points);
  const { values, outside } = pixels(constituents.pt, points, size, halfWidth);
  return { size, values: normalised(values, normalise), outside };
}

/** Constituents as points of the plane. */
interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function centred({ count, pt, rapidity, phi, jet }: Constituents, centre: "axis" | "hardest"): Points {
  let hardest = 0;
  for (let i = 1; i < count; i++) if (pt[i] > pt[hardest]) hardest = i;
  const [y0, phi0] = centre === "axis" ? [jet.rapidity, jet.phi] : [rapidity[hardest], phi[hardest]];
  return { x: rapidity.map((y) => y - y0), y: phi.map((azimuth) => deltaPhi(azimuth, phi0)) };
}

/** Turns the plane until sum pt x y = 0 with the larger second moment along y, about the origin. */
function turnUpright(pt: Float64Array, { x, y }: Points): void {
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < pt.length; i++) {
    xx += pt[i] * x[i] * x[i];
    xy += pt[i] * x[i] * y[i];
    yy += pt[i] * y[i] * y[i];
  }
  const angle = Math.PI / 2 - Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0; i < pt.length; i++) {
    const [before, beforeY] = [x[i], y[i]];
    x[i] = cos * before - sin * beforeY;
    y[i] = sin * before + cos * beforeY;
  }
}

/** Mirrors what has less pt above than below, and less at the right than at the left. */
function flipHeavyHalf(pt: Float64Array, points: Points): void {
  for (const coordinate of [points.x, points.y]) {
    const balance = pt.reduce((sum, value, i) => sum + value * Math.sign(coordinate[i]), 0);
    if (balance < 0) coordinate.forEach((value, i) => (coordinate[i] = -value));
  }
}

function pixels(pt: Float64Array, { x, y }: Points, size: number, halfWidth: number) {
  const values = new Float64Array(size * size);
  const scale = size / (2 * halfWidth);
  let outside = 0;
  for (let i = 0; i < pt.length; i++) {
    const column = Math.floor((x[i] + halfWidth) * scale);
    const row = Math.floor((y[i] + halfWidth) * scale);
    const inside = column >= 0 && column < size && row >= 0 && row < size;
    if (inside) values[row * size + column] += pt[i];
    else outside += pt[i];
  }
  return { values, outside };
}

/** An image without pt stays empty. */
function normalised(values: Float64Array, kind: "none" | "sum" | "square"): Float64Array {
  if (kind === "none") return values;
  const norm = values.reduce((sum, value) => sum + (kind === "sum" ? value : value * value), 0);
  if (norm === 0) return values;
  const unit = kind === "sum" ? norm : Math.sqrt(norm);
  return values.map((value) => value / unit);
}

function requireSensible(size: number, halfWidth: number): void {
  const require = (place: string, holds: boolean, found: number, expected: string) => {
    if (holds) return;
    throw new GlueballError({ code: "jets/bad-image", what: "no such jet image", place, found, expected });
  };
  require("size", Number.isInteger(size) && size > 0 && size <= 1024, size, "a whole number of pixels, 1 to 1024");
  require("halfWidth", halfWidth > 0 && Number.isFinite(halfWidth), halfWidth, "a positive half side");
}

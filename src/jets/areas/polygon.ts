/** A convex polygon that is cut down by half-planes, and how much of it lies in a disc around the origin. */

export interface Polygon {
  count: number;
  /** Corners in order around the origin; entries from `count` on are left over. */
  x: Float64Array;
  y: Float64Array;
  /** Where the next cut is written. */
  spareX: Float64Array;
  spareY: Float64Array;
}

/** An empty polygon with room for `corners`. A cut adds one corner at most. */
export function polygon(corners: number): Polygon {
  const column = () => new Float64Array(corners);
  return { count: 0, x: column(), y: column(), spareX: column(), spareY: column() };
}

export function setRectangle(shape: Polygon, xMin: number, xMax: number, yMin: number, yMax: number): void {
  shape.count = 4;
  shape.x.set([xMin, xMax, xMax, xMin]);
  shape.y.set([yMin, yMin, yMax, yMax]);
}

/** Keeps what has a x + b y <= c. Returns whether anything was cut off. */
export function cut(shape: Polygon, a: number, b: number, c: number): boolean {
  const { count, x, y, spareX, spareY } = shape;
  let kept = 0;
  let isCut = false;
  for (let i = 0; i < count; i++) {
    const next = i + 1 === count ? 0 : i + 1;
    const height = a * x[i] + b * y[i] - c;
    const heightNext = a * x[next] + b * y[next] - c;
    if (height <= 0) {
      spareX[kept] = x[i];
      spareY[kept++] = y[i];
    } else isCut = true;
    if (height > 0 !== heightNext > 0 && height !== 0 && heightNext !== 0) {
      const share = height / (height - heightNext);
      spareX[kept] = x[i] + share * (x[next] - x[i]);
      spareY[kept++] = y[i] + share * (y[next] - y[i]);
    }
  }
  if (!isCut) return false;
  shape.count = kept;
  [shape.x, shape.spareX] = [spareX, x];
  [shape.y, shape.spareY] = [spareY, y];
  return true;
}

/** Squared distance of the corner that is farthest from the origin. */
export function farthest2({ count, x, y }: Polygon): number {
  let farthest = 0;
  for (let i = 0; i < count; i++) farthest = Math.max(farthest, x[i] * x[i] + y[i] * y[i]);
  return farthest;
}

/** Area of the part within `radius` of the origin, which lies in the polygon. */
export function areaInDisc({ count, x, y }: Polygon, radius: number): number {
  let area = 0;
  for (let i = 0; i < count; i++) {
    const next = i + 1 === count ? 0 : i + 1;
    area += triangleInDisc(x[i], y[i], x[next] - x[i], y[next] - y[i], radius);
  }
  return area;
}

/**
 * Area of the triangle from the origin to the side a ... a + d within the disc: a triangle over the part of the side that
 * is inside, and sectors over those that are outside.
 */
function triangleInDisc(ax: number, ay: number, dx: number, dy: number, radius: number): number {
  const bx = ax + dx;
  const by = ay + dy;
  const square = dx * dx + dy * dy;
  const along = ax * dx + ay * dy;
  const root2 = along * along - square * (ax * ax + ay * ay - radius * radius);
  if (!(root2 > 0)) return sector(ax, ay, bx, by, radius);
  const enters = Math.max(0, (-along - Math.sqrt(root2)) / square);
  const leaves = Math.min(1, (-along + Math.sqrt(root2)) / square);
  if (enters >= leaves) return sector(ax, ay, bx, by, radius);
  const [px, py] = [ax + enters * dx, ay + enters * dy];
  const [qx, qy] = [ax + leaves * dx, ay + leaves * dy];
  return sector(ax, ay, px, py, radius) + (px * qy - py * qx) / 2 + sector(qx, qy, bx, by, radius);
}

/** Area of the sector of the disc between two directions. */
function sector(ax: number, ay: number, bx: number, by: number, radius: number): number {
  return (radius * radius * Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) / 2;
}

/**
 * Areas of the Voronoi cells of points on the cylinder, each cut to a disc around its point. The cell of a point is what
 * is nearer to it than to any other; it is found alone, by cutting a square with the bisectors to its neighbours.
 *
 * - A neighbour at a distance d cannot cut what is within d / 2 of the point. So neighbours are looked at outwards in
 *   rapidity until none can matter, which is soon: cells are small where points are many.
 * - The cylinder is unrolled around the point. Cells that reach half-way round meet every neighbour three times, at phi,
 *   phi + 2 pi and phi - 2 pi, and the point itself twice.
 * - Points in the same place share their cell equally.
 *
 * Cost: n log n to sort, and for each point the others within twice the size of its cell in rapidity: n^(3/2) for an
 * even density.
 */
import { deltaPhi } from "../../kinematics/index.ts";
import { areaInDisc, cut, farthest2, polygon, setRectangle, type Polygon } from "./polygon.ts";

export interface VoronoiOptions {
  /** Of the discs. */
  readonly radius: number;
  /** Cells end at |y| = rapidityMax, within which all points lie; Infinity by default. */
  readonly rapidityMax?: number;
}

interface Points {
  readonly rapidity: Float64Array;
  readonly phi: Float64Array;
}

const TWO_PI = 2 * Math.PI;

/** One area a point; azimuths in [0, 2 pi). */
export function voronoiCellAreas(
  { rapidity, phi }: Points,
  { radius, rapidityMax = Infinity }: VoronoiOptions,
): Float64Array {
  const order = Uint32Array.from(rapidity, (_, i) => i).sort((a, b) => rapidity[a] - rapidity[b]);
  const sorted: Points = {
    rapidity: Float64Array.from(order, (i) => rapidity[i]),
    phi: Float64Array.from(order, (i) => phi[i]),
  };
  const areas = new Float64Array(rapidity.length);
  // Each point may add a corner with each of its three images.
  const cell = polygon(4 + 3 * rapidity.length);
  for (let place = 0; place < order.length; place++) {
    const y = sorted.rapidity[place];
    setRectangle(cell, Math.max(-radius, -rapidityMax - y), Math.min(radius, rapidityMax - y), -radius, radius);
    const sharers = cutByNeighbours(cell, sorted, place, radius);
    areas[order[place]] = areaInDisc(cell, radius) / sharers;
  }
  return areas;
}

/** Cuts the cell of a point, which is the origin of the cell, and returns how many points are in its place. */
function cutByNeighbours(cell: Polygon, { rapidity, phi }: Points, place: number, radius: number): number {
  const count = rapidity.length;
  let sharers = 0;
  // Twice the farthest that the cell reaches: neighbours beyond cannot cut it.
  let matter = 2 * Math.min(radius, Math.sqrt(farthest2(cell)));
  let above = place;
  let below = place - 1;
  for (;;) {
    const up = above < count ? rapidity[above] - rapidity[place] : Infinity;
    const down = below >= 0 ? rapidity[place] - rapidity[below] : Infinity;
    if (Math.min(up, down) >= matter) return sharers;
    const other = up <= down ? above++ : below--;
    const dy = rapidity[other] - rapidity[place];
    const nearest = deltaPhi(phi[other], phi[place]);
    const turns = matter > Math.PI ? 1 : 0;
    for (let turn = -turns; turn <= turns; turn++) {
      const dphi = nearest + turn * TWO_PI;
      const distance2 = dy * dy + dphi * dphi;
      if (distance2 === 0) sharers++;
      else if (distance2 < matter * matter && cut(cell, dy, dphi, distance2 / 2)) {
        matter = 2 * Math.min(radius, Math.sqrt(farthest2(cell)));
      }
    }
  }
}

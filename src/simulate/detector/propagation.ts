/**
 * Flight through the tracker: a cylinder of radius R and half-length L around the beam, filled with a field B along z.
 *
 * A charge q turns on a circle of radius pT / (k |q| B), k = 0.299792458e-3 GeV / (T mm), clockwise seen from +z where
 * q B > 0, and advances evenly in z. With the signed radius rho = pT / (k q B), the direction u = (px, py) / pT and the
 * normal n = (py, -px) / pT of a point p of the path, the centre of the circle is c = p + rho n. All is counted from
 * the perigee, the point of the circle nearest to the beam. Its d0 = p.n is positive where the angular momentum
 * x py - y px is (the sign of Delphes and JetClass), and since then the path has turned by the angle beta:
 *
 *   d0 = sign(rho) (|c| - |rho|) = sign(rho) (|p|^2 + 2 rho p.n) / (|c| + |rho|)
 *   beta = atan2(p.u, |rho| + sign(rho) p.n),   dz = z - beta |rho| pz / pT
 *
 * It leaves by the barrel, where it is R away from the beam, at the angle gamma of sin^2(gamma / 2) = (R^2 - d0^2) /
 * (4 |c| |rho|), or by an end, where |z| = L, whichever comes first. From the beam line the barrel is only reached with
 * pT > k |q| B R / 2 (0.735 GeV in CMS). Who reaches neither the barrel, nor an end within half a turn, is a looper: in
 * a real tracker it loses its energy on its way round and round.
 *
 * None of these forms subtracts two radii of kilometres. Without field or charge all is straight.
 */
import type { EventRecord } from "../eventRecord.ts";

/** Speed of light as GeV / (T mm): the momentum that one tesla bends into a radius of one millimetre. */
export const BENDING = 0.299792458e-3;

/** Inner volume of the detector; lengths in mm. */
export interface Solenoid {
  readonly radius: number;
  readonly halfLength: number;
  readonly fieldTesla: number;
}

/** Where a path ends; `calorimeter` are particles that are made beyond the tracker. */
export const EXIT_BY = { looper: 0, barrel: 1, end: 2, calorimeter: 3 } as const;

/** What is known of the paths of some particles of an event; columns of one entry a path. */
export interface Paths {
  /** Of the particle, in units of e; to be set before its path is followed. */
  readonly charge: Int8Array;
  /** One of EXIT_BY. */
  readonly exit: Uint8Array;
  /** Direction of the exit seen from the centre of the detector. */
  readonly eta: Float64Array;
  readonly phi: Float64Array;
  /** Perigee in mm. */
  readonly d0: Float64Array;
  readonly dz: Float64Array;
}

export function createPaths(length: number): Paths {
  const numbers = () => new Float64Array(length);
  return {
    charge: new Int8Array(length),
    exit: new Uint8Array(length),
    eta: numbers(),
    phi: numbers(),
    d0: numbers(),
    dz: numbers(),
  };
}

/** Follows particle `i` of `event` to where it leaves the tracker, and writes it to entry `k` of `paths`. */
export function followPath(event: EventRecord, i: number, solenoid: Solenoid, paths: Paths, k: number): void {
  const inside = Math.hypot(event.x[i], event.y[i]) < solenoid.radius && Math.abs(event.z[i]) < solenoid.halfLength;
  if (!inside) {
    paths.exit[k] = EXIT_BY.calorimeter;
    setDirection(paths, k, event.x[i], event.y[i], event.z[i]);
  } else if (paths.charge[k] * solenoid.fieldTesla * Math.hypot(event.px[i], event.py[i]) === 0) {
    straight(event, i, solenoid, paths, k);
  } else helix(event, i, solenoid, paths, k);
}

function setDirection(paths: Paths, k: number, x: number, y: number, z: number): void {
  paths.eta[k] = Math.asinh(z / Math.hypot(x, y));
  paths.phi[k] = Math.atan2(y, x);
}

function straight(event: EventRecord, i: number, { radius, halfLength }: Solenoid, paths: Paths, k: number): void {
  const x = event.x[i];
  const y = event.y[i];
  const z = event.z[i];
  const px = event.px[i];
  const py = event.py[i];
  const pz = event.pz[i];
  const pt2 = px * px + py * py;
  const along = x * px + y * py;
  // Position + t momentum; the root is written so that nothing cancels for a particle that flies outwards.
  const outside2 = radius * radius - x * x - y * y;
  const root = Math.sqrt(along * along + pt2 * outside2);
  const toBarrel = along > 0 ? outside2 / (along + root) : pt2 === 0 ? Infinity : (root - along) / pt2;
  const toEnd = pz === 0 ? Infinity : (Math.sign(pz) * halfLength - z) / pz;
  const t = Math.min(toBarrel, toEnd);
  // A particle at rest stays where it is.
  paths.exit[k] = t === Infinity ? EXIT_BY.looper : toBarrel <= toEnd ? EXIT_BY.barrel : EXIT_BY.end;
  if (t < Infinity) setDirection(paths, k, x + t * px, y + t * py, z + t * pz);
  if (pt2 === 0) return;
  paths.d0[k] = (x * py - y * px) / Math.sqrt(pt2);
  paths.dz[k] = z - (pz * along) / pt2;
}

function helix(event: EventRecord, i: number, solenoid: Solenoid, paths: Paths, k: number): void {
  const pt = Math.hypot(event.px[i], event.py[i]);
  const rho = pt / (BENDING * paths.charge[k] * solenoid.fieldTesla);
  const size = Math.abs(rho);
  const clockwise = Math.sign(rho);
  const x = event.x[i];
  const y = event.y[i];
  const ux = event.px[i] / pt;
  const uy = event.py[i] / pt;
  const slope = event.pz[i] / pt;
  const across = x * uy - y * ux; // p.n
  const distance = Math.hypot(x + rho * uy, y - rho * ux); // |c|
  const d0 = (clockwise * (x * x + y * y + 2 * rho * across)) / (distance + size);
  const beta = Math.atan2(x * ux + y * uy, size + clockwise * across);
  paths.d0[k] = d0;
  paths.dz[k] = event.z[i] - beta * size * slope;
  const { radius, halfLength } = solenoid;
  const sine2 = (radius * radius - d0 * d0) / (4 * distance * size); // of half of gamma
  const gamma = distance + size < radius ? Infinity : 2 * Math.asin(Math.sqrt(Math.min(1, sine2)));
  const toEnd = slope === 0 ? Infinity : (Math.sign(slope) * halfLength - event.z[i]) / (slope * size);
  const turn = Math.min(gamma - beta, toEnd);
  if (turn === Infinity || (turn === toEnd && turn > Math.PI)) {
    paths.exit[k] = EXIT_BY.looper;
    return;
  }
  paths.exit[k] = turn === toEnd ? EXIT_BY.end : EXIT_BY.barrel;
  // The chord of the arc points halfway between the two directions.
  const chord = 2 * size * Math.sin(turn / 2);
  const forward = chord * Math.cos(turn / 2);
  const aside = clockwise * chord * Math.sin(turn / 2);
  setDirection(
    paths,
    k,
    x + forward * ux + aside * uy,
    y + forward * uy - aside * ux,
    event.z[i] + turn * size * slope,
  );
}

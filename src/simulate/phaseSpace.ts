/**
 * Decays by phase space alone. Two bodies: the momentum is fixed and the direction uniform. More: the masses of the first
 * 2, 3, ... products together are drawn as sorted uniform numbers between their bounds, which makes a chain of two-body
 * decays, and a draw is kept with the product of their momenta over its bound (Raubold and Lynch; F. James,
 * CERN 68-15, "GENBOD").
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { createFrame, outOfRestFrame, type Frame } from "./restFrame.ts";

/** Momentum of two masses in the rest frame of the third. 0 at threshold and below, where the Kallen function is no guide: it is positive again for M < |m1 - m2|. */
export function twoBodyMomentum(mass: number, first: number, second: number): number {
  if (!(mass > first + second)) return 0;
  const sum = first + second;
  const difference = first - second;
  return Math.sqrt((mass - sum) * (mass + sum) * (mass - difference) * (mass + difference)) / (2 * mass);
}

/** Writes a uniform direction to three places from i. */
export function drawDirection(out: Float64Array, i: number, rng: Rng): void {
  const cos = 2 * rng.uniform() - 1;
  const phi = 2 * Math.PI * rng.uniform();
  const sin = Math.sqrt(1 - cos * cos);
  out[i] = sin * Math.cos(phi);
  out[i + 1] = sin * Math.sin(phi);
  out[i + 2] = cos;
}

/** Turns the unit vector in the first three places to a polar angle about itself, at an azimuth. */
export function turnDirection(direction: Float64Array, cos: number, phi: number): void {
  const x = direction[0];
  const y = direction[1];
  const z = direction[2];
  // Two unit vectors across it that never cancel: T. Duff et al., J. Comput. Graph. Tech. 6 (2017) 1.
  const sign = z < 0 ? -1 : 1;
  const a = -1 / (sign + z);
  const b = x * y * a;
  const sin = Math.sqrt(Math.max(0, (1 - cos) * (1 + cos)));
  const u = sin * Math.cos(phi);
  const v = sin * Math.sin(phi);
  direction[0] = cos * x + u * (1 + sign * x * x * a) + v * b;
  direction[1] = cos * y + u * sign * b + v * (sign + y * y * a);
  direction[2] = cos * z - u * sign * x - v * y;
}

/** Room for the decays that follow each other: reused, so that none allocates. */
export interface DecayRoom {
  /** Most products. */
  readonly size: number;
  /** Momenta (px, py, pz, E) of the products, one after the other. */
  readonly momenta: Float64Array;
  readonly masses: Float64Array;
  /** Mass of the first n + 1 products together, and their momentum against the next. */
  readonly chain: Float64Array;
  readonly steps: Float64Array;
  readonly uniforms: Float64Array;
  readonly direction: Float64Array;
  readonly frame: Frame;
}

export function createDecayRoom(size = 16): DecayRoom {
  const numbers = (length: number) => new Float64Array(length);
  return {
    size,
    momenta: numbers(4 * size),
    masses: numbers(size),
    chain: numbers(size),
    steps: numbers(size),
    uniforms: numbers(size),
    direction: numbers(3),
    frame: createFrame(),
  };
}

/**
 * Fills the room's momenta with those of `count` products, whose masses are in it already, in the rest frame of `mass`.
 * Throws `simulate/decay-closed` where the masses do not fit.
 */
export function drawPhaseSpace(room: DecayRoom, mass: number, count: number, rng: Rng): void {
  const { masses, chain, steps } = room;
  let free = mass;
  for (let n = 0; n < count; n++) free -= masses[n];
  if (!(free >= 0) || count < 2) throw closed(mass, masses.subarray(0, count));
  chain[0] = masses[0];
  chain[count - 1] = mass;
  const bound = momentaBound(room, free, count);
  for (;;) {
    drawChain(room, free, count, rng);
    let product = 1;
    for (let n = 1; n < count; n++) {
      steps[n] = twoBodyMomentum(chain[n], chain[n - 1], masses[n]);
      product *= steps[n];
    }
    if (count === 2 || product >= bound * rng.uniform()) break;
  }
  unfold(room, count, rng);
}

/** Largest product of momenta: each step with all of the free energy, against the lightest that the rest can be. */
function momentaBound({ masses }: DecayRoom, free: number, count: number): number {
  let bound = 1;
  let lightest = masses[0];
  for (let n = 1; n < count; n++) {
    bound *= twoBodyMomentum(lightest + masses[n] + free, lightest, masses[n]);
    lightest += masses[n];
  }
  return bound;
}

/** Masses of the first 2 .. count - 1 products together: lightest possible plus ordered shares of the free energy. */
function drawChain({ masses, chain, uniforms }: DecayRoom, free: number, count: number, rng: Rng): void {
  const between = count - 2;
  for (let n = 0; n < between; n++) {
    const value = rng.uniform();
    let at = n;
    for (; at > 0 && uniforms[at - 1] > value; at--) uniforms[at] = uniforms[at - 1];
    uniforms[at] = value;
  }
  let lightest = masses[0];
  for (let n = 1; n <= between; n++) {
    lightest += masses[n];
    chain[n] = lightest + free * uniforms[n - 1];
  }
}

/** From the first product outwards: each new one flies off against all before it, which are boosted. */
function unfold({ momenta, masses, chain, steps, direction, frame }: DecayRoom, count: number, rng: Rng): void {
  momenta.fill(0, 0, 3);
  momenta[3] = masses[0];
  for (let n = 1; n < count; n++) {
    drawDirection(direction, 0, rng);
    const p = steps[n];
    for (let axis = 0; axis < 3; axis++) {
      momenta[4 * n + axis] = -p * direction[axis];
      frame[axis] = p * direction[axis];
    }
    momenta[4 * n + 3] = Math.sqrt(p * p + masses[n] * masses[n]);
    frame[3] = Math.sqrt(p * p + chain[n - 1] * chain[n - 1]);
    frame[4] = chain[n - 1];
    // The first product alone is at rest and may be massless, which is no frame.
    if (n === 1) momenta.set(frame.subarray(0, 4));
    else for (let before = 0; before < n; before++) outOfRestFrame(momenta, 4 * before, frame);
  }
}

function closed(mass: number, masses: Float64Array): GlueballError {
  return new GlueballError({
    code: "simulate/decay-closed",
    what: "a decay needs at least two products that are lighter than what decays",
    found: [...masses],
    expected: `masses that add up to at most ${mass} GeV`,
  });
}

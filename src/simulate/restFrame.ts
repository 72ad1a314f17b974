/**
 * Boosts to and from a rest frame, in place on columns (px, py, pz, E from i). The frame comes with its mass, which its
 * momentum has lost when it is fast, so that the map is linear in what it boosts: momenta that add up before add up after.
 *
 *   E* = (E E_P - p.P) / M,   p* = p - P (E + E*) / (E_P + M),   and back with P -> -P.
 */

/** px, py, pz, E, M of a frame. */
export type Frame = Float64Array;

export function createFrame(): Frame {
  return new Float64Array(5);
}

/** Sets the frame to the momentum from i of `p`; its mass is given. */
export function setFrame(frame: Frame, p: ArrayLike<number>, i: number, mass: number): void {
  for (let axis = 0; axis < 4; axis++) frame[axis] = p[i + axis];
  frame[4] = mass;
}

/** What is measured where the frame moves becomes what is measured at rest with it. */
export function intoRestFrame(p: Float64Array, i: number, frame: Frame): void {
  shiftFrame(p, i, frame, -1);
}

/** What is measured at rest with the frame becomes what is measured where it moves. */
export function outOfRestFrame(p: Float64Array, i: number, frame: Frame): void {
  shiftFrame(p, i, frame, 1);
}

function shiftFrame(p: Float64Array, i: number, frame: Frame, sign: number): void {
  const mass = frame[4];
  const dot = p[i] * frame[0] + p[i + 1] * frame[1] + p[i + 2] * frame[2];
  const energy = (p[i + 3] * frame[3] + sign * dot) / mass;
  const factor = (sign * (p[i + 3] + energy)) / (frame[3] + mass);
  p[i] += factor * frame[0];
  p[i + 1] += factor * frame[1];
  p[i + 2] += factor * frame[2];
  p[i + 3] = energy;
}

/** Mass of the momentum from i of `p`; 0 where rounding makes the square negative. */
export function massAt(p: ArrayLike<number>, i: number): number {
  const p2 = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
  return Math.sqrt(Math.max(0, p[i + 3] * p[i + 3] - p2));
}

/**
 * The pseudojets that are still to be merged, one in a slot, and the nearest neighbour that each of them knows.
 *
 * Only the one of smaller weight has to know a neighbour (metric.ts), so everybody looks among those of its own rank or
 * above; ranks are ordered as weights are. Neighbours are lazy: when one is merged, those who had it as their nearest are
 * not told. Who is nearest to them now is at least as far away as it was, so their key is still a lower bound; only who
 * comes first with a neighbour that is gone looks again. With anti-kt hardly anybody ever does.
 */
import type { Arena, Room } from "./arena.ts";
import type { Metric } from "./metric.ts";
import { precedes, type Pseudojets } from "./pseudojets.ts";

export const NOBODY = -1;

export interface Slots {
  readonly jets: Pseudojets;
  readonly metric: Metric;
  /** The pseudojet in each slot, or NOBODY. */
  readonly jet: Int32Array;
  /** The slot of each pseudojet, or NOBODY. */
  readonly slotOf: Int32Array;
  /** Coordinates in which separations are taken: (y, phi, 0) on the cylinder, the direction on the sphere. */
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly w: Float64Array;
  /** pt^2 or E, negative if the weight falls with it. */
  readonly rank: Float64Array;
  readonly weight: Float64Array;
  readonly limit: Float64Array;
  /** The pseudojet that is nearest within the limit or NOBODY, and its separation or the limit. */
  readonly nearest: Int32Array;
  readonly distance: Float64Array;
  /** Found by the last search: slots to which the one that looked is at least as close as what they know. */
  closerCount: number;
  readonly closer: Int32Array;
}

export const slotsRoom = (particles: number): Room => ({ numbers: 7 * particles, integers: 5 * particles });

/** Empty slots for so many pseudojets; what the memory holds does not matter. */
export function makeSlots(jets: Pseudojets, metric: Metric, particles: number, { numbers, integers }: Arena): Slots {
  return {
    jets,
    metric,
    jet: integers(particles).fill(NOBODY),
    slotOf: integers(2 * particles),
    u: numbers(particles),
    v: numbers(particles),
    w: numbers(particles),
    rank: numbers(particles),
    weight: numbers(particles),
    limit: numbers(particles),
    nearest: integers(particles),
    distance: numbers(particles),
    closerCount: 0,
    closer: integers(particles),
  };
}

/** Puts pseudojet `i`, who knows nobody yet, into a slot. */
export function setSlot(slots: Slots, slot: number, i: number): void {
  const { jets, metric } = slots;
  slots.jet[slot] = i;
  slots.slotOf[i] = slot;
  slots.weight[slot] = metric.weight(jets, i);
  slots.limit[slot] = metric.limit(jets, i);
  if (metric.geometry === "cylinder") {
    slots.u[slot] = jets.rapidity[i];
    slots.v[slot] = jets.phi[i];
    slots.w[slot] = 0;
    slots.rank[slot] = metric.rising ? jets.pt2[i] : -jets.pt2[i];
  } else {
    setDirection(slots, slot, i);
    slots.rank[slot] = metric.rising ? jets.energy[i] : -jets.energy[i];
  }
}

function setDirection({ jets, u, v, w }: Slots, slot: number, i: number): void {
  const size = Math.sqrt(jets.pt2[i] + jets.pz[i] * jets.pz[i]);
  u[slot] = size === 0 ? 0 : jets.px[i] / size;
  v[slot] = size === 0 ? 0 : jets.py[i] / size;
  w[slot] = size === 0 ? 1 : jets.pz[i] / size;
}

export function clearSlot({ jet, slotOf }: Slots, slot: number): void {
  slotOf[jet[slot]] = NOBODY;
  jet[slot] = NOBODY;
}

/** d_ij to the nearest neighbour or d_iB, in units of the metric's scale. */
export function key({ weight, distance }: Slots, slot: number): number {
  return weight[slot] * distance[slot];
}

/** The separation of two slots. Components of unit vectors never differ by more than 2, so they are not wrapped. */
function separation({ u, v, w }: Slots, a: number, b: number): number {
  const du = u[a] - u[b];
  let dv = Math.abs(v[a] - v[b]);
  if (dv > Math.PI) dv = 2 * Math.PI - dv;
  const dw = w[a] - w[b];
  return du * du + dv * dv + dw * dw;
}

/** Ends a search: `best` is the nearest slot, or one of several if tied. Who is as near as the beam loses to it. */
export function settle(slots: Slots, slot: number, best: number, least: number, tied: boolean): void {
  const { jet, limit } = slots;
  const withBeam = tied && least === limit[slot];
  const nearest = withBeam ? NOBODY : tied ? firstOfEqual(slots, slot, least) : best;
  slots.nearest[slot] = nearest === NOBODY ? NOBODY : jet[nearest];
  slots.distance[slot] = least;
}

/** Of those exactly at this distance from `slot`, the one that comes first by `precedes`. */
function firstOfEqual(slots: Slots, slot: number, distance: number): number {
  const { jets, jet, rank } = slots;
  let best = NOBODY;
  for (let other = 0; other < jet.length; other++) {
    if (other === slot || jet[other] === NOBODY || rank[other] < rank[slot]) continue;
    if (separation(slots, slot, other) !== distance) continue;
    if (best === NOBODY || precedes(jets, jet[other], jet[best])) best = other;
  }
  return best;
}

/** Makes the pseudojet of `slot` the nearest of `other`, which is in the list `closer`; false if it is not after all. */
export function acceptCloser(slots: Slots, other: number, slot: number): boolean {
  const { jets, jet, nearest, distance } = slots;
  const d = separation(slots, other, slot);
  if (d === distance[other]) {
    const before = nearest[other];
    // At the limit the beam is as near; where the neighbour is gone a search will tell.
    if (before === NOBODY || isGone(slots, before) || !precedes(jets, jet[slot], before)) return false;
  }
  nearest[other] = jet[slot];
  distance[other] = d;
  return true;
}

/** Whether pseudojet `i`, if it is not NOBODY, was merged. */
export function isGone({ slotOf }: Slots, i: number): boolean {
  return i !== NOBODY && slotOf[i] === NOBODY;
}

/**
 * Whether `one` is served before `other` when their keys are equal: pairs before beams, so that nothing leaves while it
 * can still be merged, then by `precedes`. This does not ask whether a neighbour is gone, so the order of a queue does
 * not change unnoticed.
 */
export function comesFirst({ jets, jet, nearest }: Slots, one: number, other: number): boolean {
  if ((nearest[one] === NOBODY) !== (nearest[other] === NOBODY)) return nearest[other] === NOBODY;
  return precedes(jets, jet[one], jet[other]);
}

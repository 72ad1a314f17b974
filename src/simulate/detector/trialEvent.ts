/** Events of a few particles for the tests of the detector. */
import { addParticle, createEventRecord, type EventRecord, STATUS } from "../eventRecord.ts";
import { particleOf } from "../particleTable.ts";

export interface TrialParticle {
  readonly pdgId: number;
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  /** Where it is made, in mm. */
  readonly at?: readonly [number, number, number];
}

/** A record of final particles on their mass shells. */
export function trialEvent(particles: readonly TrialParticle[]): EventRecord {
  const event = createEventRecord(Math.max(1, particles.length));
  for (const { pdgId, pt, eta, phi, at } of particles) {
    const mass = particleOf(pdgId).mass;
    const [px, py, pz] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
    const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
    const i = addParticle(event, { pdgId, status: STATUS.final, px, py, pz, energy, mass });
    [event.x[i], event.y[i], event.z[i]] = at ?? [0, 0, 0];
  }
  return event;
}

import { GlueballError } from "../base/index.ts";
import type { ParticleBatch } from "./particles.ts";

/**
 * A detector's particles have finite momenta and positive energies; `rows` says what a row is, "jet" or "event".
 * @throws GlueballError formats/impossible-momentum with row, particle and value
 */
export function requireMomenta(particles: ParticleBatch, path: string, rows: string): void {
  const { px, py, pz, energy, offsets } = particles;
  for (let row = 0; row < particles.length; row++) {
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const possible =
        energy[i] > 0 && Number.isFinite(energy[i] + Math.abs(px[i]) + Math.abs(py[i]) + Math.abs(pz[i]));
      if (possible) continue;
      throw new GlueballError({
        code: "formats/impossible-momentum",
        what: "a particle has no possible momentum",
        place: `${path}, ${rows} ${particles.first + row}, particle ${i - offsets[row]}`,
        found: [px[i], py[i], pz[i], energy[i]],
        expected: "finite px, py, pz and an energy above 0, in GeV",
      });
    }
  }
}

/**
 * Takes the background out of a jet by its area: p - rho A_mu - rho_m (0, 0, A_z, A_E). Cacciari, Salam,
 * arXiv:0707.1378; the term in rho_m: Soyez, Salam, Kim, Dutta, Cacciari, arXiv:1211.2811.
 */
import { GlueballError } from "../../base/index.ts";
import type { FourMomentum } from "../../kinematics/index.ts";
import type { Jet } from "../pseudojets.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { areaOf, type JetAreas } from "./jetAreas.ts";

/** What the background has per unit of area; a `Background` is one. */
export interface BackgroundDensity {
  /** pt, GeV. */
  readonly rho: number;
  /** m_T - pt, GeV; 0, as if all its particles were massless, by default. */
  readonly rhoM?: number;
}

/**
 * What is left of a jet of `areas.sequence` in GeV: the null vector where the background has as much pt as the jet. The
 * mass is negative where it had more mass. Throws `jets/areas-missing`, `jets/ghosts-do-not-cover` and
 * `jets/bad-area-parameter`.
 */
export function subtractBackground(
  jet: Jet,
  areas: JetAreas | undefined,
  { rho, rhoM = 0 }: BackgroundDensity,
): FourMomentum {
  requireAreaParameters("subtractBackground", { rho, rhoM });
  if (areas === undefined) throw areasMissing("a jet without an area", "activeArea or voronoiArea");
  const { px, py, pz, energy } = areaOf(areas, jet);
  if (rho * Math.hypot(px, py) >= jet.pt) return { px: 0, py: 0, pz: 0, energy: 0 };
  return {
    px: jet.px - rho * px,
    py: jet.py - rho * py,
    pz: jet.pz - (rho + rhoM) * pz,
    energy: jet.energy - (rho + rhoM) * energy,
  };
}

/** Background cannot be taken out of what has no area. */
export function areasMissing(what: string, provider: string): GlueballError {
  return new GlueballError({
    code: "jets/areas-missing",
    what: `background cannot be subtracted from ${what}`,
    expected: `the areas that ${provider} gives`,
    hint: "Cluster with areas, and ask for jets of its sequence",
  });
}

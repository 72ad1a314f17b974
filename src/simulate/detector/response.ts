/** The formulas of a card: what fraction of tracks is found, and how well momenta, energies and impact parameters are. */
import type { EfficiencyBand, EnergyBand, ImpactResolution, MomentumBand } from "./card.ts";

/** Probability that a track is found. */
export function trackEfficiency(bands: readonly EfficiencyBand[], eta: number, pt: number): number {
  const band = bandAt(bands, eta);
  if (band === undefined) return 0;
  let found = 0;
  for (const { ptMin, efficiency, fallPerGeV } of band.steps) {
    if (pt <= ptMin) break;
    found = fallPerGeV === undefined ? efficiency : efficiency * Math.exp(-fallPerGeV * (pt - ptMin));
  }
  return found;
}

/** A track knows no more than that it is there when its error is as large as its momentum; Delphes stops there too. */
const WORST_MOMENTUM = 1;

/** sigma(pT) / pT of a track inside the bands. */
export function momentumResolution(bands: readonly MomentumBand[], eta: number, pt: number): number {
  const { constant, perGeV } = bandAt(bands, eta) ?? bands.at(-1)!;
  return Math.min(WORST_MOMENTUM, Math.hypot(constant, perGeV * pt));
}

/** sigma of d0 or dz in mm; sin(theta) = pT / p. */
export function impactResolution(resolution: ImpactResolution, pt: number, sinTheta: number): number {
  const { floor, scattering, ptPower, sinPower } = resolution;
  return Math.hypot(floor, scattering / (Math.pow(pt, ptPower) * Math.pow(sinTheta, sinPower)));
}

/** sigma(E) = growth sqrt((constant E)^2 + stochastic^2 E + noise^2). */
export function energyResolution({ constant, stochastic, noise }: EnergyBand, growth: number, energy: number): number {
  const constantTerm = constant * energy;
  return growth * Math.sqrt(constantTerm * constantTerm + stochastic * stochastic * energy + noise * noise);
}

/** How much worse than in the middle of its band the energy is measured at this |eta|. */
export function growthAt({ growth }: EnergyBand, absoluteEta: number): number {
  if (growth === undefined) return 1;
  const fromCentre = absoluteEta - growth.centre;
  return growth.offset + growth.slope * fromCentre * fromCentre;
}

/** The first band that |eta| lies in. */
export function bandAt<Band extends { readonly etaMax: number }>(
  bands: readonly Band[],
  eta: number,
): Band | undefined {
  const absoluteEta = Math.abs(eta);
  for (const band of bands) if (absoluteEta <= band.etaMax) return band;
  return undefined;
}

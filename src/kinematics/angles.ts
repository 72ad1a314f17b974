/**
 * Angles and separations on the cylinder (eta or rapidity, phi). Radians throughout.
 */

const TWO_PI = 2 * Math.PI;

/** The same angle in [-pi, pi): x - 2 pi floor((x + pi) / 2 pi). */
export function wrapPhi(angle: number): number {
  const wrapped = angle - TWO_PI * Math.floor((angle + Math.PI) / TWO_PI);
  // The floor and the product round separately, so far from zero the result can land one ulp outside.
  if (wrapped >= Math.PI) return wrapped - TWO_PI;
  return wrapped < -Math.PI ? -Math.PI : wrapped;
}

/** phi1 - phi2 wrapped to [-pi, pi). */
export function deltaPhi(phi1: number, phi2: number): number {
  return wrapPhi(phi1 - phi2);
}

/**
 * sqrt((eta1 - eta2)^2 + deltaPhi^2). Give rapidities instead of pseudorapidities where a definition says so
 * (jet clustering does, the OmniJet-alpha N-subjettiness does not).
 */
export function deltaR(eta1: number, phi1: number, eta2: number, phi2: number): number {
  const dEta = eta1 - eta2;
  const dPhi = deltaPhi(phi1, phi2);
  return Math.sqrt(dEta * dEta + dPhi * dPhi);
}

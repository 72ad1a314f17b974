/**
 * A quark and an antiquark of mass m from two massless partons at leading order: |M|^2 / g^4, averaged and summed as in
 * `twoToTwo.ts`, whose classes q qbar -> q' q'bar and g g -> q qbar are the limit m = 0. With particle 3 the quark,
 * tau1 = (m^2 - t) / s, tau2 = (m^2 - u) / s (which add up to 1) and rho = 4 m^2 / s (Combridge, Nucl. Phys. B151 (1979)
 * 429; in this form Ellis, Stirling, Webber, chapter 10),
 *
 *   q qbar -> Q Qbar:   (4/9) (tau1^2 + tau2^2 + rho / 2),
 *   g g -> Q Qbar:      (1 / (6 tau1 tau2) - 3/8) (tau1^2 + tau2^2 + rho - rho^2 / (4 tau1 tau2)),
 *
 * and d sigma / dt = pi alpha_s^2 / s^2 |M|^2 / g^4.
 *
 * Colour of g g -> Q Qbar: with the amplitudes A12 and A21 of the two orders of the gluons along the quark line, |M|^2 is
 * in proportion to 9 (|A12|^2 + |A21|^2) - |A12 + A21|^2. The orders obey (m^2 - t) A12 = (m^2 - u) A21, helicity by helicity
 * (Bern, Carrasco, Johansson, arXiv:0805.3993; with masses Johansson, Ochirov, arXiv:1507.00332), so their weights are
 * tau2^2 : tau1^2 for every mass. The interference, one to two parts in nine, is shared out in the same proportion.
 */
import type { ColourFlow } from "./colourFlow.ts";
import type { Mandelstam } from "./twoToTwo.ts";

/** Invariants with s + t + u = 2 mass2. */
export function annihilationToHeavy({ s, t, u }: Mandelstam, mass2: number): number {
  const tau1 = (mass2 - t) / s;
  const tau2 = (mass2 - u) / s;
  return (4 / 9) * (tau1 * tau1 + tau2 * tau2 + (2 * mass2) / s);
}

/** Invariants with s + t + u = 2 mass2. */
export function fusionToHeavy({ s, t, u }: Mandelstam, mass2: number): number {
  const tau1 = (mass2 - t) / s;
  const tau2 = (mass2 - u) / s;
  const rho = (4 * mass2) / s;
  const product = tau1 * tau2;
  return (1 / (6 * product) - 3 / 8) * (tau1 * tau1 + tau2 * tau2 + rho - (rho * rho) / (4 * product));
}

/** Flows of g1 g2 -> Q3 Qbar4; the weights add up to `fusionToHeavy`. */
export function fusionFlows(mass2: number): readonly ColourFlow[] {
  const weight = (m: Mandelstam, near: number, far: number): number =>
    (fusionToHeavy(m, mass2) * far ** 2) / (near ** 2 + far ** 2);
  return [
    { chains: [[3, 1, 2, 4]], weight: (m) => weight(m, mass2 - m.t, mass2 - m.u) },
    { chains: [[3, 2, 1, 4]], weight: (m) => weight(m, mass2 - m.u, mass2 - m.t) },
  ];
}

/** The flow of q qbar -> Q3 Qbar4: the quark's colour goes to Q, and the antiquark's anticolour to Qbar. */
export function annihilationChains(quarkIsFirst: boolean): Pick<ColourFlow, "chains"> {
  const [quark, antiquark] = quarkIsFirst ? [1, 2] : [2, 1];
  return {
    chains: [
      [3, quark],
      [antiquark, 4],
    ],
  };
}

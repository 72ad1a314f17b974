/**
 * Two partons to two partons at leading order: |M|^2 / g^4, averaged over spins and colours of the incoming and summed
 * over those of the outgoing partons, for massless partons (Combridge, Kripfganz, Ranft, Phys. Lett. B70 (1977) 234;
 * Ellis, Stirling, Webber, table 7.1). Then
 *
 *   d sigma / dt = pi alpha_s^2 / s^2 |M|^2 / g^4,      s + t + u = 0,  t = (p1 - p3)^2,  u = (p1 - p4)^2,
 *
 * times 1/2 where 3 and 4 are the same particle and both run over the whole phase space.
 *
 * Partons 3 and 4 are named so that a line goes on: 3 is the quark or antiquark that 1 was, or the gluon where 1 was one.
 */

/** Invariants of massless 2 -> 2 scattering. */
export interface Mandelstam {
  readonly s: number;
  readonly t: number;
  readonly u: number;
}

/** The eight classes; in a class's name q and q' are different flavours, and each holds its charge conjugate. */
export const QCD_CLASSES = [
  "qq'->qq'",
  "qq->qq",
  "qqbar->q'q'bar",
  "qqbar->qqbar",
  "qqbar->gg",
  "gg->qqbar",
  "qg->qg",
  "gg->gg",
] as const;
export type QcdClass = (typeof QCD_CLASSES)[number];

/** |M|^2 / g^4 by class. Quark and antiquark of different flavours scatter as two quarks do. */
export const MATRIX_ELEMENTS: Readonly<Record<QcdClass, (m: Mandelstam) => number>> = {
  "qq'->qq'": ({ s, t, u }) => (4 / 9) * ((s * s + u * u) / (t * t)),
  "qq->qq": ({ s, t, u }) =>
    (4 / 9) * ((s * s + u * u) / (t * t) + (s * s + t * t) / (u * u)) - ((8 / 27) * s * s) / (t * u),
  "qqbar->q'q'bar": ({ s, t, u }) => (4 / 9) * ((t * t + u * u) / (s * s)),
  "qqbar->qqbar": ({ s, t, u }) =>
    (4 / 9) * ((s * s + u * u) / (t * t) + (t * t + u * u) / (s * s)) - ((8 / 27) * u * u) / (s * t),
  "qqbar->gg": ({ s, t, u }) => (t * t + u * u) * (32 / 27 / (t * u) - 8 / 3 / (s * s)),
  "gg->qqbar": ({ s, t, u }) => (t * t + u * u) * (1 / 6 / (t * u) - 3 / 8 / (s * s)),
  "qg->qg": ({ s, t, u }) => (s * s + u * u) * (1 / (t * t) - 4 / 9 / (s * u)),
  "gg->gg": ({ s, t, u }) => (9 / 2) * (3 - (t * u) / (s * s) - (s * u) / (t * t) - (s * t) / (u * u)),
};

/** 1/2 where the outgoing partons are the same particle. */
export function identityFactor(qcdClass: QcdClass): number {
  return qcdClass === "qq->qq" || qcdClass === "qqbar->gg" || qcdClass === "gg->gg" ? 0.5 : 1;
}

/**
 * The masses of the two W of H -> W W*, one of which is far below its pole (Djouadi, hep-ph/0503172, section 2.2.2):
 *
 *   d Gamma ~ rho(q1^2) rho(q2^2) sqrt(lambda) (lambda + 12 q1^2 q2^2 / m_H^4) dq1^2 dq2^2,
 *   rho(q^2) = 1 / ((q^2 - M^2)^2 + M^2 Gamma^2),   lambda = (1 - (q1^2 + q2^2) / m_H^2)^2 - 4 q1^2 q2^2 / m_H^4.
 *
 * The heavier mass q1 is drawn from its Breit-Wigner and the lighter one evenly in q2^2 below min(q1, m_H - q1), which is
 * at most m_H / 2; a draw is kept in proportion to the rest. The factor of lambda is at most 1 (at q1 = q2 = 0), and rho
 * grows up to the pole, which gives the bound. One draw in 50 is kept at 125 GeV.
 */
import type { Rng } from "../base/index.ts";
import { breitWignerMass } from "./breitWigner.ts";
import { W_POLE } from "./standardModel.ts";

/** sqrt(lambda) (lambda + 12 q1^2 q2^2 / m_H^4); 0 where the masses do not fit. */
export function twoVectorsFactor(higgs: number, q1: number, q2: number): number {
  if (q1 + q2 >= higgs) return 0;
  const a = (q1 / higgs) ** 2;
  const b = (q2 / higgs) ** 2;
  const lambda = (1 - a - b) ** 2 - 4 * a * b;
  return Math.sqrt(lambda) * (lambda + 12 * a * b);
}

/** Masses of the W+ and the W- of a Higgs boson of this mass. */
export function drawPairOfWMasses(rng: Rng, higgs: number): readonly [number, number] {
  const most = (higgs / 2) ** 2 * propagator2(Math.min(higgs / 2, W_POLE.mass));
  for (;;) {
    const heavier = breitWignerMass(W_POLE, { lowest: 0, highest: higgs }, rng.uniform());
    const range = Math.min(heavier, higgs - heavier) ** 2;
    const lighter = Math.sqrt(range * rng.uniform());
    const weight = range * propagator2(lighter) * twoVectorsFactor(higgs, heavier, lighter);
    if (rng.uniform() * most < weight) return rng.uniform() < 0.5 ? [heavier, lighter] : [lighter, heavier];
  }
}

/** rho(q^2). */
function propagator2(q: number): number {
  const { mass, width } = W_POLE;
  return 1 / ((q * q - mass * mass) ** 2 + (mass * width) ** 2);
}

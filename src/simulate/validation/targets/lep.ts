/**
 * Means of hadronic Z decays at 91.2 GeV:
 *
 * | observable | mean | source |
 * | --- | --- | --- |
 * | charged | 20.8 +- 0.2 | Review of Particle Physics: 20.76 +- 0.16, mean of ALEPH, DELPHI, L3, OPAL and Mark II |
 * | photons, neutralPions | 20.97 +- 1.15, 9.55 +- 0.75 | OPAL, Eur. Phys. J. C 5 (1998) 411 |
 * | oneMinusThrust | 0.068 | general knowledge of the LEP measurements; its error of 0.001 is an estimate |
 * | thrust | 0.932 | 1 less the line above |
 */
import { LEP_OBSERVABLES } from "../lepObservables.ts";
import type { Target } from "../reference.ts";

const mean = (value: number, error: number) => ({ kind: "mean", mean: value, error }) as const;

export const LEP_TARGET: Target = {
  name: "hadronic Z decays",
  origin: "means of the experiments at LEP (91.2 GeV)",
  references: {
    charged: mean(20.8, 0.2),
    oneMinusThrust: mean(0.068, 0.001),
    thrust: mean(0.932, 0.001),
    photons: mean(20.97, 1.15),
    neutralPions: mean(9.55, 0.75),
  },
  required: Object.keys(LEP_OBSERVABLES).length,
};

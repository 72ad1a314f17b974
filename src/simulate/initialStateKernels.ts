/**
 * DGLAP kernels of the initial-state shower, unregularised: the parton that was incoming, with the fraction z of its
 * mother, and what the mother emits (Ellis, Stirling, Webber, section 4.3.5)
 *
 *   q <- q   CF (1 + z^2) / (1-z)                     a gluon
 *   q <- g   TR [z^2 + (1-z)^2]                       an antiquark
 *   g <- g   2 CA [z/(1-z) + (1-z)/z + z(1-z)]        a gluon
 *   g <- q   CF [1 + (1-z)^2] / z                     the quark
 *
 * and for the veto algorithm bounds that can be integrated over z and inverted.
 */
import { CA, CF, TR } from "./dipoleKernels.ts";
import { PDG } from "./standardModel.ts";

export interface InitialKernel {
  readonly kernel: (z: number) => number;
  /** At least `kernel` everywhere. */
  readonly bound: (z: number) => number;
  /** Of the bound, between two z. */
  readonly integral: (low: number, high: number) => number;
  /** z between the two from the bound's density, for a uniform number. */
  readonly draw: (low: number, high: number, uniform: number) => number;
}

const QUARK_FROM_QUARK: InitialKernel = {
  kernel: (z) => (CF * (1 + z * z)) / (1 - z),
  bound: (z) => (2 * CF) / (1 - z),
  integral: (low, high) => 2 * CF * Math.log((1 - low) / (1 - high)),
  draw: (low, high, uniform) => 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform,
};

const QUARK_FROM_GLUON: InitialKernel = {
  kernel: (z) => TR * (z * z + (1 - z) * (1 - z)),
  bound: () => TR,
  integral: (low, high) => TR * (high - low),
  draw: (low, high, uniform) => low + (high - low) * uniform,
};

const GLUON_FROM_GLUON: InitialKernel = {
  kernel: (z) => 2 * CA * (z / (1 - z) + (1 - z) / z + z * (1 - z)),
  // 1/z + 1/(1-z)
  bound: (z) => (2 * CA) / (z * (1 - z)),
  integral: (low, high) => 2 * CA * Math.log((high * (1 - low)) / (low * (1 - high))),
  draw: (low, high, uniform) => {
    const odds = (low / (1 - low)) * ((high * (1 - low)) / (low * (1 - high))) ** uniform;
    return odds / (1 + odds);
  },
};

const GLUON_FROM_QUARK: InitialKernel = {
  kernel: (z) => (CF * (1 + (1 - z) * (1 - z))) / z,
  bound: (z) => (2 * CF) / z,
  integral: (low, high) => 2 * CF * Math.log(high / low),
  draw: (low, high, uniform) => low * (high / low) ** uniform,
};

/** The kernel of an incoming parton and the mother that it is traced back to (PDG numbers). */
export function initialKernel(pdgId: number, mother: number): InitialKernel {
  if (pdgId === PDG.gluon) return mother === PDG.gluon ? GLUON_FROM_GLUON : GLUON_FROM_QUARK;
  return mother === PDG.gluon ? QUARK_FROM_GLUON : QUARK_FROM_QUARK;
}

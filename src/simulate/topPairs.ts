/**
 * Proton proton -> t tbar at leading order: matrix elements of `heavyQuarkPairs.ts` for tops of the pole mass, densities
 * and coupling at mu = mT, the transverse mass of the tops.
 *
 * Tops are taken to be narrow: cross-section, pt and rapidities are those of the pole mass. Each top then has a mass
 * from its Breit-Wigner at the same pt and rapidity, and the momenta of the incoming partons follow (matrix elements of
 * two masses would not be gauge invariant). The spins of the two tops are not correlated; each decays as if it were not
 * polarised, which at this order it is not.
 */
import type { Rng } from "../base/index.ts";
import { type AlphaS, createAlphaS } from "./alphaS.ts";
import { drawMass } from "./breitWigner.ts";
import { chooseFlow, drawLines } from "./colourFlow.ts";
import { decayTop, type WMode } from "./electroweakDecays.ts";
import { FIRST_OUTGOING, type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { annihilationChains, annihilationToHeavy, fusionFlows, fusionToHeavy } from "./heavyQuarkPairs.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { choose } from "./choose.ts";
import { type Integrand, sampledProcess, type SamplingOptions } from "./sampledProcess.ts";
import { addScattering, outgoingPt, setInvariants } from "./scatteringSpace.ts";
import { type OutgoingMasses, type ScatteringCuts, type ScatteringPoint, scatteringSpace } from "./scatteringSpace.ts";
import { PB_GEV2, PDG, TOP_POLE } from "./standardModel.ts";

/** What becomes of the W: two quarks, or a charged lepton and its neutrino. */
export type TopDecay = WMode;

/** Cuts are on the tops; ptMin 0 is allowed. */
export interface TopPairsOptions extends ScatteringCuts, SamplingOptions {
  /** Decays of the top and of the antitop, both to quarks by default. */
  readonly decays?: readonly [TopDecay, TopDecay];
  /** One loop with alpha_s(M_Z) = 0.127 by default. */
  readonly alphaS?: AlphaS;
}

const M2 = TOP_POLE.mass * TOP_POLE.mass;
const POLE_MASSES = [TOP_POLE.mass, TOP_POLE.mass] as const;
const TOPS = [PDG.top, -PDG.top] as const;
const ENTRIES = [INCOMING_1, INCOMING_2, FIRST_OUTGOING, FIRST_OUTGOING + 1] as const;
const NOT_TURNED = { swapped: false, reversed: false } as const;

/** Two partons that can meet. */
type Pair = readonly [number, number];
const QUARK_PAIRS: readonly Pair[] = [1, 2, 3, 4, 5].flatMap((q): Pair[] => [
  [q, -q],
  [-q, q],
]);
const CHANNELS = ["gg->ttbar", "qqbar->ttbar"] as const;
const FUSION = 0;
const FUSION_FLOWS = fusionFlows(M2);

/**
 * The top is entry 4 and the antitop entry 5, both decayed.
 *
 * @throws GlueballError of `scatteringSpace` and `sampledProcess`
 */
export function topPairs(options: TopPairsOptions): HardProcess {
  return sampledProcess(topIntegrand(options), options);
}

function topIntegrand(options: TopPairsOptions): Integrand {
  const { energy, decays = ["qq", "qq"], alphaS = createAlphaS() } = options;
  const space = scatteringSpace(options, POLE_MASSES);
  const densities = createDensities();
  const first = new Float64Array(FLAVOURS);
  const second = new Float64Array(FLAVOURS);
  const luminosity = ([a, b]: Pair) => first[flavourSlot(a)] * second[flavourSlot(b)];
  let point: ScatteringPoint;

  return {
    name: "top-pairs",
    dimensions: 3,
    channels: CHANNELS,
    weigh: (cube, weights) => {
      point = space(cube);
      const mu = Math.sqrt(point.pt * point.pt + M2);
      densities.fill(point.x1, mu, first);
      densities.fill(point.x2, mu, second);
      const common = ((PB_GEV2 * Math.PI * alphaS(mu) ** 2) / point.s ** 2) * point.volume;
      const quarks = QUARK_PAIRS.reduce((sum, pair) => sum + luminosity(pair), 0);
      weights[0] = common * luminosity([PDG.gluon, PDG.gluon]) * fusionToHeavy(point, M2);
      weights[1] = common * quarks * annihilationToHeavy(point, M2);
      return weights[0] + weights[1];
    },
    write: (rng, event, channel) => {
      const isFusion = channel === FUSION;
      const incoming: Pair = isFusion ? [PDG.gluon, PDG.gluon] : QUARK_PAIRS[choose(rng, QUARK_PAIRS.map(luminosity))];
      const flow = isFusion ? chooseFlow(rng, FUSION_FLOWS, point) : annihilationChains(incoming[0] > 0);
      const masses = drawMasses(rng, point, energy);
      addScattering(rng, event, { energy, incoming, outgoing: TOPS, masses }, point);
      drawLines(event, ENTRIES, flow, NOT_TURNED);
      decays.forEach((decay, i) => decayTop(rng, event, FIRST_OUTGOING + i, decay));
    },
    scale: (event) => Math.hypot(outgoingPt(event), TOP_POLE.mass),
    frozen: () => densities.frozen,
  };
}

/**
 * Gives the tops of a point their masses, and its partons the momenta for them: again where a beam has not so much. Tops
 * below the pole always fit.
 */
function drawMasses(rng: Rng, point: ScatteringPoint, energy: number): OutgoingMasses {
  for (;;) {
    const masses = [drawMass(rng, TOP_POLE), drawMass(rng, TOP_POLE)] as const;
    setInvariants(point, energy, masses);
    if (point.x1 < 1 && point.x2 < 1) return masses;
  }
}

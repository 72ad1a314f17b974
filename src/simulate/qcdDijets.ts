/**
 * Proton proton -> two jets: all QCD 2 -> 2 processes at leading order with the densities and the coupling at mu = pt,
 *
 *   d sigma / (d pt^2 dy3 dy4) = sum over channels of x1 f x2 f pi alpha_s^2 / s^2 |M|^2 / g^4.
 *
 * Cost: two sets of densities for each point that is tried.
 */
import { GlueballError } from "../base/index.ts";
import { type AlphaS, createAlphaS } from "./alphaS.ts";
import { chooseFlow, drawLines } from "./colourFlow.ts";
import { FIRST_OUTGOING, type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { createDensities, FLAVOURS } from "./pdf.ts";
import { choosePartons, flowsOf, luminosity, type QcdChannel, qcdChannels } from "./qcdChannels.ts";
import { type Integrand, sampledProcess, type SamplingOptions } from "./sampledProcess.ts";
import {
  addScattering,
  outgoingPt,
  type ScatteringCuts,
  type ScatteringPoint,
  scatteringSpace,
} from "./scatteringSpace.ts";
import { PB_GEV2 } from "./standardModel.ts";
import { identityFactor, MATRIX_ELEMENTS } from "./twoToTwo.ts";

export interface QcdDijetsOptions extends ScatteringCuts, SamplingOptions {
  /** Quark flavours in the proton and in the final state: 5 by default. */
  readonly flavours?: number;
  /** One loop with alpha_s(M_Z) = 0.127 by default. */
  readonly alphaS?: AlphaS;
}

/** @throws GlueballError of `scatteringSpace` and `sampledProcess`; simulate/bad-flavours */
export function qcdDijets(options: QcdDijetsOptions): HardProcess {
  return sampledProcess(dijetIntegrand(options), options);
}

function dijetIntegrand(options: QcdDijetsOptions): Integrand {
  const { energy, flavours = 5, alphaS = createAlphaS() } = options;
  requireFlavours(flavours);
  const channels = qcdChannels(flavours);
  const space = scatteringSpace(options);
  const densities = createDensities();
  const first = new Float64Array(FLAVOURS);
  const second = new Float64Array(FLAVOURS);
  let point: ScatteringPoint;

  return {
    name: "qcd",
    dimensions: 3,
    channels: channels.map(({ name }) => name),
    weigh: (cube, weights) => {
      point = space(cube);
      densities.fill(point.x1, point.pt, first);
      densities.fill(point.x2, point.pt, second);
      const common = ((PB_GEV2 * Math.PI * alphaS(point.pt) ** 2) / point.s ** 2) * point.volume;
      return weighChannels(channels, point, { first, second, common }, weights);
    },
    write: (rng, event, index) => {
      const { incoming, outgoing } = choosePartons(rng, channels[index], first, second);
      addScattering(rng, event, { energy, incoming, outgoing }, point);
      const { flows, orientation } = flowsOf(rng, channels[index].qcdClass, incoming);
      const entries = [INCOMING_1, INCOMING_2, FIRST_OUTGOING, FIRST_OUTGOING + 1];
      drawLines(event, entries, chooseFlow(rng, flows, point), orientation);
    },
    scale: outgoingPt,
    frozen: () => densities.frozen,
  };
}

interface Factors {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly common: number;
}

function weighChannels(
  channels: readonly QcdChannel[],
  point: ScatteringPoint,
  { first, second, common }: Factors,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < channels.length; i++) {
    const { qcdClass, outcomes } = channels[i];
    const element = MATRIX_ELEMENTS[qcdClass](point) * identityFactor(qcdClass) * outcomes;
    weights[i] = common * luminosity(channels[i], first, second) * element;
    sum += weights[i];
  }
  return sum;
}

function requireFlavours(flavours: number): void {
  if (Number.isInteger(flavours) && flavours >= 1 && flavours <= 5) return;
  throw new GlueballError({
    code: "simulate/bad-flavours",
    what: "the proton has no such number of quark flavours",
    place: "flavours",
    found: flavours,
    expected: "1 to 5",
  });
}

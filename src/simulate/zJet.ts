/**
 * Proton proton -> Z + jet at leading order: jets of which four in five are quarks. With particle 3 the Z (of fixed mass,
 * not decayed), s + t + u = M^2 and G = sqrt(2) G_F M_Z^2 (v^2 + a^2) the squared coupling of the quark, the averaged
 * matrix elements are (Ellis, Stirling, Webber, section 9.3; the second is the first with p2 and p4 crossed)
 *
 *   q qbar -> Z g:   (8/9) 4 pi alpha_s G (t^2 + u^2 + 2 s M^2) / (t u),
 *   q g -> Z q:     -(1/3) 4 pi alpha_s G (s^2 + t^2 + 2 u M^2) / (s t),
 *
 * and d sigma / dt = |M|^2 / (16 pi s^2). Densities and coupling at mu = pt.
 */
import { type AlphaS, createAlphaS } from "./alphaS.ts";
import { drawLines } from "./colourFlow.ts";
import { FIRST_OUTGOING, type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { choose } from "./choose.ts";
import { type Integrand, sampledProcess, type SamplingOptions } from "./sampledProcess.ts";
import { addScattering, outgoingPt } from "./scatteringSpace.ts";
import { type ScatteringCuts, type ScatteringPoint, scatteringSpace } from "./scatteringSpace.ts";
import { PB_GEV2, PDG, Z_COUPLING2, Z_POLE, zStrength } from "./standardModel.ts";
import type { Mandelstam } from "./twoToTwo.ts";

export interface ZJetOptions extends ScatteringCuts, SamplingOptions {
  /** One loop with alpha_s(M_Z) = 0.127 by default. */
  readonly alphaS?: AlphaS;
  /** Only jets of this kind; both by default. */
  readonly jet?: "quark" | "gluon";
}

const M2 = Z_POLE.mass * Z_POLE.mass;

/** |M|^2 / (4 pi alpha_s G) of q qbar -> Z g. */
export function annihilationToZ({ s, t, u }: Mandelstam): number {
  return ((8 / 9) * (t * t + u * u + 2 * s * M2)) / (t * u);
}

/** |M|^2 / (4 pi alpha_s G) of q g -> Z q; exchange t and u where the gluon is particle 1. */
export function comptonToZ({ s, t, u }: Mandelstam): number {
  return -(s * s + t * t + 2 * u * M2) / (3 * s * t);
}

const MASSES = [Z_POLE.mass, 0] as const;
const ENTRIES = [INCOMING_1, INCOMING_2, FIRST_OUTGOING, FIRST_OUTGOING + 1] as const;
const CHANNELS = ["qqbar->Zg", "gq->Zq", "gqbar->Zqbar"] as const;

/** Two partons that can meet, with what comes out and the colour chain of the quark; see `colourFlow.ts`. */
interface Meeting {
  readonly channel: number;
  readonly incoming: readonly [number, number];
  readonly jet: number;
  /** v^2 + a^2. */
  readonly strength: number;
  readonly element: (m: Mandelstam) => number;
  readonly chain: readonly number[];
}

const MEETINGS: readonly Meeting[] = [1, 2, 3, 4, 5].flatMap(meetingsOf);

function meetingsOf(quark: number): Meeting[] {
  const strength = zStrength(quark);
  const mirrored = ({ s, t, u }: Mandelstam) => comptonToZ({ s, t: u, u: t });
  return [quark, -quark].flatMap((q): Meeting[] => {
    const channel = q > 0 ? 1 : 2;
    const { gluon } = PDG;
    return [
      { channel: 0, incoming: [q, -q], jet: gluon, strength, element: annihilationToZ, chain: [2, 4, 1] },
      { channel, incoming: [q, gluon], jet: q, strength, element: comptonToZ, chain: [4, 2, 1] },
      { channel, incoming: [gluon, q], jet: q, strength, element: mirrored, chain: [4, 1, 2] },
    ];
  });
}

/** @throws GlueballError of `scatteringSpace` and `sampledProcess` */
export function zJet(options: ZJetOptions): HardProcess {
  return sampledProcess(zJetIntegrand(options), options);
}

function zJetIntegrand(options: ZJetOptions): Integrand {
  const { energy, alphaS = createAlphaS(), jet: kind } = options;
  const meetings = MEETINGS.filter(({ jet }) => kind === undefined || (kind === "gluon") === (jet === PDG.gluon));
  const space = scatteringSpace(options, MASSES);
  const densities = createDensities();
  const first = new Float64Array(FLAVOURS);
  const second = new Float64Array(FLAVOURS);
  const parts = new Float64Array(meetings.length);
  let point: ScatteringPoint;

  return {
    name: "z-jet",
    dimensions: 3,
    channels: CHANNELS,
    weigh: (cube, weights) => {
      point = space(cube);
      densities.fill(point.x1, point.pt, first);
      densities.fill(point.x2, point.pt, second);
      weights.fill(0);
      const common = (PB_GEV2 * alphaS(point.pt) * Z_COUPLING2 * point.volume) / (4 * point.s ** 2);
      meetings.forEach(({ channel, incoming: [a, b], strength, element }, i) => {
        parts[i] = common * first[flavourSlot(a)] * second[flavourSlot(b)] * strength * element(point);
        weights[channel] += parts[i];
      });
      return weights[0] + weights[1] + weights[2];
    },
    write: (rng, event, channel) => {
      const ofChannel = parts.map((part, i) => (meetings[i].channel === channel ? part : 0));
      const { incoming, jet, chain } = meetings[choose(rng, ofChannel)];
      addScattering(rng, event, { energy, incoming, outgoing: [PDG.Z, jet], masses: MASSES }, point);
      const isAntiquark = incoming.find((pdgId) => pdgId !== PDG.gluon)! < 0;
      drawLines(event, ENTRIES, { chains: [chain] }, { swapped: false, reversed: isAntiquark });
    },
    scale: outgoingPt,
    frozen: () => densities.frozen,
  };
}

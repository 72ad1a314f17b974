/**
 * Proton proton -> W' or Z' -> X Y: a heavy vector boson with the quark couplings of W and Z, made by a quark and an
 * antiquark, that decays to two scalars of any masses, each of which decays to two or three prongs. With G the squared
 * coupling of the pair (Ellis, Stirling, Webber, section 9.2),
 *
 *   sigma = (pi / 3) sum over pairs of G_ij integral dM^2 BW(M^2) / M^2 dy x1 f_i(x1) x2 f_j(x2),   x_1,2 = M e^(+-y) / sqrt S,
 *
 * BW the normalised Breit-Wigner, or a delta function where the width is 0. All of them are taken to decay to X Y.
 */
import { breitWignerMass, breitWignerPhase, type MassRange, massWindow, requirePole } from "./breitWigner.ts";
import { choose } from "./choose.ts";
import { requireOpen } from "./decays.ts";
import { addParticle, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { beginEvent, FIRST_OUTGOING, type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { decayToScalars, type PairDecay, requireDaughter } from "./resonanceDecay.ts";
import { type Integrand, sampledProcess, type SamplingOptions } from "./sampledProcess.ts";
import { requireBeamEnergy } from "./scatteringSpace.ts";
import { ckm2, DOWN_QUARKS, PB_GEV2, PDG, type Pole, UP_QUARKS } from "./standardModel.ts";
import { W_COUPLING2, Z_COUPLING2, zStrength } from "./standardModel.ts";

export interface ResonanceOptions extends SamplingOptions, PairDecay {
  /** Energy of both beams together. */
  readonly energy: number;
  readonly boson: "W'" | "Z'";
  readonly mass: number;
  /** 0, a fixed mass, by default. */
  readonly width?: number;
}

/** A quark and an antiquark with their squared coupling. */
interface QuarkPair {
  readonly incoming: readonly [number, number];
  readonly coupling: number;
}

function pairsOfZ(): QuarkPair[] {
  return [1, 2, 3, 4, 5].flatMap((quark) =>
    [quark, -quark].map((q): QuarkPair => ({ incoming: [q, -q], coupling: Z_COUPLING2 * zStrength(quark) })),
  );
}

function pairsOfW(): QuarkPair[] {
  return UP_QUARKS.flatMap((up) =>
    DOWN_QUARKS.flatMap((down): QuarkPair[] => {
      const coupling = W_COUPLING2 * ckm2(up, down);
      const pairs = [
        [up, -down],
        [-down, up],
        [-up, down],
        [down, -up],
      ] as const;
      return pairs.map((incoming) => ({ incoming, coupling }));
    }),
  );
}

/** Charge of the boson that a pair makes: 1, -1 or 0. */
function chargeOfPair([a, b]: readonly [number, number]): number {
  if (a === -b) return 0;
  const up = a % 2 === 0 ? a : b;
  return Math.sign(up);
}

/** @throws GlueballError simulate/decay-closed, simulate/bad-resonance, simulate/bad-beam-energy, simulate/bad-daughter */
export function resonance(options: ResonanceOptions): HardProcess {
  const { energy, mass, width = 0, x, y } = options;
  requirePole({ mass, width });
  requireBeamEnergy(energy, mass);
  for (const daughter of [x, y]) requireDaughter(daughter);
  requireOpen(mass, x.mass, y.mass);
  return sampledProcess(resonanceIntegrand(options, { mass, width }), options);
}

function resonanceIntegrand(options: ResonanceOptions, pole: Pole): Integrand {
  const { energy, boson, x, y } = options;
  const pairs = boson === "W'" ? pairsOfW() : pairsOfZ();
  const channels = boson === "W'" ? ["W'+", "W'-"] : ["Z'"];
  const range = massWindow(pole, { lowest: x.mass + y.mass, highest: energy });
  const share = shareWithin(pole, range);
  const densities = createDensities();
  const first = new Float64Array(FLAVOURS);
  const second = new Float64Array(FLAVOURS);
  const parts = new Float64Array(pairs.length);
  const point = { mass: 0, x1: 0, x2: 0 };

  return {
    name: boson,
    dimensions: pole.width === 0 ? 1 : 2,
    channels,
    weigh: (cube, weights) => {
      const mass = pole.width === 0 ? pole.mass : breitWignerMass(pole, range, cube[1]);
      const yMax = Math.log(energy / mass);
      const rapidity = yMax * (2 * cube[0] - 1);
      Object.assign(point, { mass, x1: Math.exp(rapidity - yMax), x2: Math.exp(-rapidity - yMax) });
      densities.fill(point.x1, mass, first);
      densities.fill(point.x2, mass, second);
      const common = ((PB_GEV2 * Math.PI) / 3) * share * ((2 * yMax) / (mass * mass));
      weights.fill(0);
      pairs.forEach(({ incoming, coupling }, i) => {
        parts[i] = common * coupling * first[flavourSlot(incoming[0])] * second[flavourSlot(incoming[1])];
        weights[channelOf(incoming)] += parts[i];
      });
      return weights.reduce((sum, weight) => sum + weight);
    },
    write: (rng, event, channel) => {
      const ofChannel = parts.map((part, i) => (channelOf(pairs[i].incoming) === channel ? part : 0));
      const { incoming } = pairs[choose(rng, ofChannel)];
      addBoson(event, { energy, boson, incoming, ...point });
      decayToScalars(rng, event, FIRST_OUTGOING, options);
    },
    scale: (event) => event.mass[FIRST_OUTGOING],
    frozen: () => densities.frozen,
  };
}

/** How much of the Breit-Wigner lies in the range. */
function shareWithin(pole: Pole, { lowest, highest }: MassRange): number {
  if (pole.width === 0) return 1;
  return (breitWignerPhase(pole, highest) - breitWignerPhase(pole, lowest)) / Math.PI;
}

/** W'- is the second channel. */
function channelOf(incoming: readonly [number, number]): number {
  return chargeOfPair(incoming) < 0 ? 1 : 0;
}

interface Boson {
  readonly energy: number;
  readonly boson: ResonanceOptions["boson"];
  readonly incoming: readonly [number, number];
  readonly mass: number;
  readonly x1: number;
  readonly x2: number;
}

function addBoson(event: EventRecord, { energy, boson, incoming, mass, x1, x2 }: Boson): void {
  const energies = [(x1 * energy) / 2, (x2 * energy) / 2] as const;
  beginEvent(event, { energy, incoming, energies });
  const line = newLine(event);
  for (const [i, pdgId] of incoming.entries()) {
    (pdgId > 0 ? event.colour : event.antiColour)[i === 0 ? INCOMING_1 : INCOMING_2] = line;
  }
  const pdgId = boson === "Z'" ? PDG.ZPrime : chargeOfPair(incoming) * PDG.WPrime;
  const pz = energies[0] - energies[1];
  const common = { status: STATUS.final, px: 0, py: 0, mother: INCOMING_1 };
  addParticle(event, { ...common, pdgId, pz, energy: energies[0] + energies[1], mass });
}

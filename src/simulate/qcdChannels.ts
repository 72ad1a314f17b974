/**
 * The channels of QCD 2 -> 2 scattering: for each class (twoToTwo.ts) the pairs of partons that begin it, the partons
 * that come out, and the colour lines between them.
 */
import type { Rng } from "../base/index.ts";
import { COLOUR_FLOWS, type ColourFlow, type FlowOrientation } from "./colourFlow.ts";
import { flavourSlot } from "./pdf.ts";
import { choose } from "./choose.ts";
import { PDG } from "./standardModel.ts";
import type { QcdClass } from "./twoToTwo.ts";

/** PDG numbers of partons 1 and 2. */
export type Pair = readonly [number, number];

export interface QcdChannel {
  readonly name: string;
  readonly qcdClass: QcdClass;
  readonly pairs: readonly Pair[];
  /** The same pairs as entries of the tables of densities, one after the other. */
  readonly slots: Int32Array;
  /** Flavours that may come out. */
  readonly outcomes: number;
}

const isGluon = (pdgId: number): boolean => pdgId === PDG.gluon;

/** All channels with quarks of the first `flavours` kinds, incoming and outgoing. */
export function qcdChannels(flavours: number): QcdChannel[] {
  const quarks = Array.from({ length: flavours }, (_, i) => i + 1);
  const partons = [PDG.gluon, ...quarks, ...quarks.map((quark) => -quark)];
  const pairs = partons.flatMap((a) => partons.map((b): Pair => [a, b]));
  const channel = (name: string, qcdClass: QcdClass, has: (a: number, b: number) => boolean, outcomes = 1) => {
    const chosen = pairs.filter(([a, b]) => has(a, b));
    return { name, qcdClass, pairs: chosen, slots: Int32Array.from(chosen.flat(), flavourSlot), outcomes };
  };
  const withGluon = (sign: number) => (a: number, b: number) => isGluon(a) !== isGluon(b) && sign * quarkOf(a, b) > 0;
  const gluons = (a: number, b: number) => isGluon(a) && isGluon(b);
  const same = (a: number, b: number) => a === b && !isGluon(a);
  const opposite = (a: number, b: number) => a === -b;
  const different = (a: number, b: number) => !isGluon(a) && !isGluon(b) && Math.abs(a) !== Math.abs(b);
  return [
    channel("gg->gg", "gg->gg", gluons),
    channel("gg->qqbar", "gg->qqbar", gluons, flavours),
    channel("gq->gq", "qg->qg", withGluon(1)),
    channel("gqbar->gqbar", "qg->qg", withGluon(-1)),
    channel("qq'->qq'", "qq'->qq'", different),
    channel("qq->qq", "qq->qq", same),
    channel("qqbar->qqbar", "qqbar->qqbar", opposite),
    channel("qqbar->q'q'bar", "qqbar->q'q'bar", opposite, flavours - 1),
    channel("qqbar->gg", "qqbar->gg", opposite),
  ];
}

/** The one of two partons that is not a gluon. */
function quarkOf(a: number, b: number): number {
  return isGluon(a) ? b : a;
}

/** Sum of f1(a) f2(b) over the pairs of a channel; the densities by `flavourSlot`. */
export function luminosity({ slots }: QcdChannel, first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < slots.length; i += 2) sum += first[slots[i]] * second[slots[i + 1]];
  return sum;
}

export interface QcdPartons {
  readonly incoming: Pair;
  readonly outgoing: Pair;
}

/** Draws the flavours of a channel. */
export function choosePartons(rng: Rng, channel: QcdChannel, first: Float64Array, second: Float64Array): QcdPartons {
  const weights = channel.pairs.map(([a, b]) => first[flavourSlot(a)] * second[flavourSlot(b)]);
  const incoming = channel.pairs[choose(rng, weights)];
  return { incoming, outgoing: outgoingOf(rng, channel, incoming) };
}

function outgoingOf(rng: Rng, { qcdClass, outcomes }: QcdChannel, incoming: Pair): Pair {
  switch (qcdClass) {
    case "gg->qqbar": {
      const quark = 1 + rng.integer(outcomes);
      return [quark, -quark];
    }
    case "qqbar->q'q'bar": {
      const drawn = 1 + rng.integer(outcomes);
      const quark = drawn < Math.abs(incoming[0]) ? drawn : drawn + 1;
      return incoming[0] > 0 ? [quark, -quark] : [-quark, quark];
    }
    case "qqbar->gg":
      return [PDG.gluon, PDG.gluon];
    default:
      return incoming;
  }
}

/** The colour flows that partons of a class have, and how their table is to be read for them. */
export function flowsOf(
  rng: Rng,
  qcdClass: QcdClass,
  [a, b]: Pair,
): { flows: readonly ColourFlow[]; orientation: FlowOrientation } {
  if (qcdClass === "gg->gg") {
    return { flows: COLOUR_FLOWS[qcdClass], orientation: { swapped: false, reversed: rng.uniform() < 0.5 } };
  }
  if (qcdClass === "gg->qqbar") {
    return { flows: COLOUR_FLOWS[qcdClass], orientation: { swapped: false, reversed: false } };
  }
  if (qcdClass === "qg->qg") {
    const swapped = isGluon(a);
    return { flows: COLOUR_FLOWS[qcdClass], orientation: { swapped, reversed: (swapped ? b : a) < 0 } };
  }
  const areOpposite = a * b < 0;
  const name = qcdClass === "qq'->qq'" && areOpposite ? "qqbar'->qqbar'" : qcdClass;
  return { flows: COLOUR_FLOWS[name], orientation: { swapped: areOpposite && a < 0, reversed: !areOpposite && a < 0 } };
}

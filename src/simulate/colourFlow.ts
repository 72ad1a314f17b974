/**
 * Leading-colour flows of 2 -> 2 scattering. In the limit of many colours an amplitude is a sum over cyclic orders of its
 * partons, each with weight 1 / (s_ab s_bc)^2; one is chosen in proportion to its weight, and neighbours in it become the
 * two ends of a colour line. The weights of a class sum to its |M|^2 / g^4 but for the terms in 1 / N^2 by which different
 * flows interfere, which only identical quarks (and quark with its antiquark) have.
 *
 * A flow is written as chains of partons (1, 2 incoming, 3, 4 outgoing), from what sends out a colour to what takes it
 * up: outgoing quark or incoming antiquark first, gluons between, outgoing antiquark or incoming quark last. A chain of
 * gluons alone is a ring. For an incoming parton colour and anticolour change roles: what it brings in, goes out.
 */
import type { Rng } from "../base/index.ts";
import { type EventRecord, newLine } from "./eventRecord.ts";
import { PDG } from "./standardModel.ts";
import type { Mandelstam, QcdClass } from "./twoToTwo.ts";

export interface ColourFlow {
  /** Partons 1 to 4, in the order of the colour. */
  readonly chains: readonly (readonly number[])[];
  /** In units of |M|^2 / g^4. */
  readonly weight: (m: Mandelstam) => number;
}

const gluonRing = (a: number, b: number): number =>
  (9 / 4) * ((a / b) ** 2 + (2 * a) / b + 3 + (2 * b) / a + (b / a) ** 2);
const scattering = ({ s, t, u }: Mandelstam): number => ((4 / 9) * (s * s + u * u)) / (t * t);
const annihilation = ({ s, t, u }: Mandelstam): number => ((4 / 9) * (t * t + u * u)) / (s * s);

/** Of quarks as they stand in the name of the class; "qqbar'->qqbar'" is the charge conjugate of one line of "qq'->qq'". */
export const COLOUR_FLOWS: Readonly<Record<QcdClass | "qqbar'->qqbar'", readonly ColourFlow[]>> = {
  "gg->gg": [
    { chains: [[1, 2, 4, 3]], weight: ({ s, t }) => gluonRing(t, s) },
    { chains: [[1, 2, 3, 4]], weight: ({ s, u }) => gluonRing(u, s) },
    { chains: [[1, 3, 2, 4]], weight: ({ t, u }) => gluonRing(t, u) },
  ],
  "qg->qg": [
    { chains: [[3, 4, 2, 1]], weight: ({ s, t, u }) => (u / t) ** 2 - ((4 / 9) * u) / s },
    { chains: [[3, 2, 4, 1]], weight: ({ s, t, u }) => (s / t) ** 2 - ((4 / 9) * s) / u },
  ],
  "qqbar->gg": [
    { chains: [[2, 4, 3, 1]], weight: ({ s, t, u }) => ((32 / 27) * u) / t - (8 / 3) * (u / s) ** 2 },
    { chains: [[2, 3, 4, 1]], weight: ({ s, t, u }) => ((32 / 27) * t) / u - (8 / 3) * (t / s) ** 2 },
  ],
  "gg->qqbar": [
    { chains: [[3, 1, 2, 4]], weight: ({ s, t, u }) => u / t / 6 - (3 / 8) * (u / s) ** 2 },
    { chains: [[3, 2, 1, 4]], weight: ({ s, t, u }) => t / u / 6 - (3 / 8) * (t / s) ** 2 },
  ],
  "qq'->qq'": [
    {
      chains: [
        [4, 1],
        [3, 2],
      ],
      weight: scattering,
    },
  ],
  "qq->qq": [
    {
      chains: [
        [4, 1],
        [3, 2],
      ],
      weight: scattering,
    },
    {
      chains: [
        [3, 1],
        [4, 2],
      ],
      weight: ({ s, t, u }) => scattering({ s, t: u, u: t }),
    },
  ],
  "qqbar'->qqbar'": [
    {
      chains: [
        [2, 1],
        [3, 4],
      ],
      weight: scattering,
    },
  ],
  "qqbar->q'q'bar": [
    {
      chains: [
        [3, 1],
        [2, 4],
      ],
      weight: annihilation,
    },
  ],
  "qqbar->qqbar": [
    {
      chains: [
        [3, 1],
        [2, 4],
      ],
      weight: annihilation,
    },
    {
      chains: [
        [2, 1],
        [3, 4],
      ],
      weight: scattering,
    },
  ],
};

/** One of `flows` in proportion to the weights. */
export function chooseFlow(rng: Rng, flows: readonly ColourFlow[], invariants: Mandelstam): ColourFlow {
  if (flows.length === 1) return flows[0];
  let left = rng.uniform() * flows.reduce((sum, { weight }) => sum + weight(invariants), 0);
  for (const flow of flows) {
    left -= flow.weight(invariants);
    if (left < 0) return flow;
  }
  return flows[flows.length - 1];
}

export interface FlowOrientation {
  /** Partons 1, 2 and 3, 4 have changed places: the class is written for quark before antiquark, quark before gluon. */
  readonly swapped: boolean;
  /** Colour runs against the chain: antiquarks for quarks, or the other sense of a ring of gluons. */
  readonly reversed: boolean;
}

/** Gives the four partons at `entries` of the record (two incoming, two outgoing) the colour lines of a flow. */
export function drawLines(
  event: EventRecord,
  entries: readonly number[],
  { chains }: Pick<ColourFlow, "chains">,
  { swapped, reversed }: FlowOrientation,
): void {
  const place = (parton: number) => (swapped ? (parton - 1) ^ 1 : parton - 1);
  for (const chain of chains) {
    const isRing = event.pdgId[entries[place(chain[0])]] === PDG.gluon;
    for (let i = 0; i < (isRing ? chain.length : chain.length - 1); i++) {
      const ends = [place(chain[i]), place(chain[(i + 1) % chain.length])];
      if (reversed) ends.reverse();
      connect(event, entries, ends);
    }
  }
}

/** A new line from the colour that `from` sends out to where `to` takes it up. */
function connect(event: EventRecord, entries: readonly number[], [from, to]: readonly number[]): void {
  const line = newLine(event);
  (from < 2 ? event.antiColour : event.colour)[entries[from]] = line;
  (to < 2 ? event.colour : event.antiColour)[entries[to]] = line;
}

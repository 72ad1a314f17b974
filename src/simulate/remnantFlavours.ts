/**
 * What is left of a proton when one parton is taken out of it. The proton is a valence quark and a diquark, with the
 * shares that the symmetry of spin and flavour, SU(6), gives: u (ud)_0 1/2, u (ud)_1 1/6, d (uu)_1 1/3.
 *
 *   valence quark:  the diquark of the other two, joined with the line of the quark
 *   gluon:          the valence quark and the diquark, at the two ends of its lines
 *   sea quark:      the diquark joined, and the companion antiquark with the valence quark as a singlet
 *   sea antiquark:  the valence quark joined, and the companion quark with the diquark as a singlet
 *
 * The last two are, colour for colour, what the second becomes when its gluon splits into the sea quark and its companion.
 */
import type { Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { PDG } from "./standardModel.ts";

export interface RemnantParton {
  readonly pdgId: number;
  /** Takes over a line of what was taken out. The two that do not, if any, share a line of their own. */
  readonly isJoined: boolean;
}

/** Quark and diquark. */
const PROTON = [
  { quark: 2, diquark: 2101, share: 1 / 2 },
  { quark: 2, diquark: 2103, share: 1 / 6 },
  { quark: 1, diquark: 2203, share: 1 / 3 },
] as const;

/** Partons that are left when `taken` is taken out of a proton; the companion of a sea quark first, the diquark last. */
export function drawRemnant(taken: number, isValence: boolean, rng: Rng): RemnantParton[] {
  const shares = PROTON.map(({ quark, share }) => (isValence && quark !== taken ? 0 : share));
  const { quark, diquark } = PROTON[choose(rng, shares)];
  if (isValence) return [{ pdgId: diquark, isJoined: true }];
  const isSea = taken !== PDG.gluon;
  const isSeaQuark = isSea && taken > 0;
  const rest = [
    { pdgId: quark, isJoined: !isSeaQuark },
    { pdgId: diquark, isJoined: !isSea || isSeaQuark },
  ];
  return isSea ? [{ pdgId: -taken, isJoined: false }, ...rest] : rest;
}

/**
 * How W, Z, Higgs and top decay, one function a particle. Flavours in proportion to the leading-order couplings of massless
 * quarks; directions even, but for the W of a top, whose helicity is known.
 */
import type { Rng } from "../base/index.ts";
import { drawMass } from "./breitWigner.ts";
import { decayAtAngle, decayEvenly, drawSineSquared, massless, type Product } from "./decays.ts";
import type { EventRecord } from "./eventRecord.ts";
import { drawPairOfWMasses } from "./higgsToWW.ts";
import { choose } from "./choose.ts";
import { ckm2, DOWN_QUARKS, ELECTRON_MASS, MUON_MASS, PDG, UP_QUARKS, W_POLE, zStrength } from "./standardModel.ts";

export type WMode = "qq" | "lv";
export type HiggsMode = "bb" | "cc" | "gg" | "4q" | "lvqq";

const Z_QUARKS = [1, 2, 3, 4, 5] as const;
const Z_STRENGTHS = Z_QUARKS.map(zStrength);

/** Z -> q qbar of the five light flavours. */
export function decayZ(rng: Rng, event: EventRecord, entry: number): number {
  const quark = Z_QUARKS[choose(rng, Z_STRENGTHS)];
  return decayEvenly(rng, event, entry, massless(quark, -quark));
}

const W_QUARKS = UP_QUARKS.flatMap((up) => DOWN_QUARKS.map((down) => ({ up, down })));
const W_STRENGTHS = W_QUARKS.map(({ up, down }) => ckm2(up, down));

/** Products of a W+, the one of isospin -1/2 (charged lepton or down-type antiquark) first. */
function productsOfW(rng: Rng, mode: WMode): [Product, Product] {
  if (mode === "qq") {
    const { up, down } = W_QUARKS[choose(rng, W_STRENGTHS)];
    return [
      { pdgId: -down, mass: 0 },
      { pdgId: up, mass: 0 },
    ];
  }
  const isMuon = rng.uniform() < 0.5;
  const [lepton, mass] = isMuon ? [PDG.muon, MUON_MASS] : [PDG.electron, ELECTRON_MASS];
  return [
    { pdgId: -lepton, mass },
    { pdgId: lepton + 1, mass: 0 },
  ];
}

function conjugate(products: readonly Product[]): [Product, Product] {
  const [first, second] = products.map(({ pdgId, mass }) => ({ pdgId: -pdgId, mass }));
  return [first, second];
}

/** W+ or W- to two quarks, or to e nu and mu nu in equal parts. */
export function decayW(rng: Rng, event: EventRecord, entry: number, mode: WMode): number {
  const products = productsOfW(rng, mode);
  return decayEvenly(rng, event, entry, event.pdgId[entry] > 0 ? products : conjugate(products));
}

/** W from a top in the standard model at leading order: helicity 0 or -1 (for the W-: 0 or +1), never the other. */
const LONGITUDINAL = 0.7;

/**
 * Cosine of the angle between the charged lepton (or down-type quark) and the W's flight: (3/4) sin^2 for a longitudinal
 * W, (3/8) (1 - cos)^2 for one of the top's own handedness.
 */
function drawHelicityAngle(rng: Rng): number {
  if (rng.uniform() >= LONGITUDINAL) return 1 - 2 * Math.cbrt(rng.uniform());
  return drawSineSquared(rng);
}

/** t -> b W (or the antiparticles), and the W to quarks or leptons. */
export function decayTop(rng: Rng, event: EventRecord, entry: number, mode: WMode): number {
  const sign = Math.sign(event.pdgId[entry]);
  const mass = drawMass(rng, W_POLE, { highest: event.mass[entry] });
  const bottom = decayEvenly(rng, event, entry, [
    { pdgId: sign * 5, mass: 0 },
    { pdgId: sign * PDG.W, mass },
  ]);
  const products = productsOfW(rng, mode);
  const ofCharge = sign > 0 ? products : conjugate(products);
  decayAtAngle(rng, event, bottom + 1, ofCharge, drawHelicityAngle(rng));
  return bottom;
}

/** H -> b bbar, c cbar, g g, or W W* -> four quarks or l nu and two quarks. */
export function decayHiggs(rng: Rng, event: EventRecord, entry: number, mode: HiggsMode): number {
  switch (mode) {
    case "bb":
      return decayEvenly(rng, event, entry, massless(5, -5));
    case "cc":
      return decayEvenly(rng, event, entry, massless(4, -4));
    case "gg":
      return decayEvenly(rng, event, entry, massless(PDG.gluon, PDG.gluon));
    case "4q":
      return decayToWW(rng, event, entry, ["qq", "qq"]);
    case "lvqq":
      return decayToWW(rng, event, entry, rng.uniform() < 0.5 ? ["lv", "qq"] : ["qq", "lv"]);
    default:
      return mode satisfies never;
  }
}

function decayToWW(rng: Rng, event: EventRecord, entry: number, modes: readonly [WMode, WMode]): number {
  const [plus, minus] = drawPairOfWMasses(rng, event.mass[entry]);
  const first = decayEvenly(rng, event, entry, [
    { pdgId: PDG.W, mass: plus },
    { pdgId: -PDG.W, mass: minus },
  ]);
  decayW(rng, event, first, modes[0]);
  decayW(rng, event, first + 1, modes[1]);
  return first;
}

/**
 * W' and Z' to two scalars X and Y of any masses, and these to two or three prongs. X and Y are scalars of the table of
 * `standardModel.ts` that have the charges they need: W'+ -> X+ Y0, Z' -> X0 Y0.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { decayAtAngle, decayEvenly, drawSineSquared, massless, type Product } from "./decays.ts";
import type { EventRecord } from "./eventRecord.ts";
import { PDG } from "./standardModel.ts";

export interface Daughter {
  readonly mass: number;
  /** Two quarks, or two quarks and a gluon. */
  readonly prongs: 2 | 3;
}

export interface PairDecay {
  readonly x: Daughter;
  readonly y: Daughter;
  /** Angle of X to the beam: as for two scalars from a spin-1 boson, sin^2, by default; or even. */
  readonly angle?: "spin-1" | "even";
}

/** Entry `entry`, a W' or Z', to X and Y, and these to their prongs. @throws GlueballError simulate/decay-closed */
export function decayToScalars(
  rng: Rng,
  event: EventRecord,
  entry: number,
  { x, y, angle = "spin-1" }: PairDecay,
): void {
  const { WPrime, chargedX, neutralX } = PDG;
  const pdgId = event.pdgId[entry];
  const products: [Product, Product] = [
    { pdgId: Math.abs(pdgId) === WPrime ? Math.sign(pdgId) * chargedX : neutralX, mass: x.mass },
    { pdgId: PDG.neutralY, mass: y.mass },
  ];
  const first =
    angle === "even"
      ? decayEvenly(rng, event, entry, products)
      : decayAtAngle(rng, event, entry, products, drawSineSquared(rng));
  decayToProngs(rng, event, first, x.prongs);
  decayToProngs(rng, event, first + 1, y.prongs);
}

/** A scalar to a quark and an antiquark of the first two generations, with a gluon between them where it has three prongs. */
function decayToProngs(rng: Rng, event: EventRecord, entry: number, prongs: 2 | 3): number {
  const charge = Math.abs(event.pdgId[entry]) === PDG.chargedX ? Math.sign(event.pdgId[entry]) : 0;
  const generation = 2 * rng.integer(2);
  const neutral = 1 + rng.integer(4);
  const quarks = charge === 0 ? [neutral, -neutral] : [charge * (generation + 2), -charge * (generation + 1)];
  return decayEvenly(rng, event, entry, massless(...quarks, ...(prongs === 3 ? [PDG.gluon] : [])));
}

/** @throws GlueballError simulate/bad-daughter */
export function requireDaughter({ mass, prongs }: Daughter): void {
  if (mass > 0 && Number.isFinite(mass) && (prongs === 2 || prongs === 3)) return;
  throw new GlueballError({
    code: "simulate/bad-daughter",
    what: "X and Y cannot be this",
    found: `mass ${mass} and ${prongs} prongs`,
    expected: "a mass above 0, and 2 or 3 prongs",
  });
}

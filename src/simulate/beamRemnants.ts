/**
 * Beam remnants: what each proton keeps when a parton is taken out of it, added as final partons, so that charge, baryon
 * number and flavours of an event are those of its beams and no colour line stays open. Which partons they are says
 * `remnantFlavours.ts`, how they share momentum `remnantMomenta.ts`.
 *
 * Momentum is conserved exactly: E + pz and E - pz that the incoming partons leave of both beams together are divided
 * among the two remnants as among two bodies. Protons have a mass and remnants of one or two partons have none; as the
 * beams are equal, this comes out of itself: each remnant has the energy that its proton has left, and the masses'
 * effect on pz cancels between the two sides. Only masses of singlets within remnants shift it, by little.
 *
 * There is no primordial kT: remnants move along the beams.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { addParticle, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { drawRemnant, type RemnantParton } from "./remnantFlavours.ts";
import { collinear, drawShares, type RemnantCone, type RemnantShares, solveCone } from "./remnantMomenta.ts";
import { PDG } from "./standardModel.ts";

const BEAMS = [0, 1] as const;
/** Q at which a quark is told from the sea, in GeV: near the end of the shower from the proton. */
const REMNANT_SCALE = 2;
/** Draws of momenta before the remnants are left without mass. */
const TRIES = 10;

/**
 * Adds the remnants of both proton beams as final partons with the beams as mothers; lepton beams have none. Call it after
 * the showers of initial and final state and before hadronisation. The parton taken out of a beam is the `incoming` entry
 * that has the beam as mother and moves along it.
 *
 * @throws GlueballError simulate/no-remnant
 */
export function addBeamRemnants(event: EventRecord, rng: Rng): void {
  if (!BEAMS.every((beam) => event.status[beam] === STATUS.beam && event.pdgId[beam] === PDG.proton)) return;
  const taken = BEAMS.map((beam) => takenFrom(event, beam));
  const partons = BEAMS.map((beam) => {
    const ofBeam = rng.fork("flavours").fork(beam);
    return drawRemnant(event.pdgId[taken[beam]], drawValence(event, taken[beam], ofBeam), ofBeam);
  });
  const momenta = drawMomenta(event, taken, partons, rng.fork("momenta"));
  for (const beam of BEAMS) addRemnant(event, beam, taken[beam], partons[beam], momenta);
}

/** Entry of the parton that has left a beam for the hard process. */
function takenFrom(event: EventRecord, beam: number): number {
  const { status, mother, energy, count } = event;
  for (let i = 0; i < count; i++) {
    if (status[i] !== STATUS.incoming || mother[i] !== beam) continue;
    if (energy[i] < energy[beam]) return i;
    throw noRemnant(beam, `${energy[i]} GeV taken out`, `less than the ${energy[beam]} GeV of the proton`);
  }
  throw noRemnant(beam, "nothing taken out", "an incoming parton with the beam as mother");
}

/** Whether a quark is a valence quark: as often as the densities say, f_q - f_qbar of f_q. */
function drawValence({ pdgId, energy, mother }: EventRecord, taken: number, rng: Rng): boolean {
  const quark = pdgId[taken];
  if (quark !== 1 && quark !== 2) return false;
  const densities = new Float64Array(FLAVOURS);
  createDensities().fill(energy[taken] / energy[mother[taken]], REMNANT_SCALE, densities);
  const [all, sea] = [densities[flavourSlot(quark)], densities[flavourSlot(-quark)]];
  return rng.uniform() * all < all - sea;
}

interface Momenta {
  readonly shares: readonly RemnantShares[];
  readonly cone: RemnantCone;
}

function drawMomenta(
  event: EventRecord,
  taken: readonly number[],
  partons: readonly (readonly RemnantParton[])[],
  rng: Rng,
): Momenta {
  const { plus, minus } = whatIsLeft(event, taken);
  let shares = partons.map((ofBeam) => drawShares(ofBeam, rng));
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const cone = solveCone(plus, minus, shares[0].mass2, shares[1].mass2);
    if (cone !== undefined && moveApart(shares, cone)) return { shares, cone };
    shares = partons.map((ofBeam) => drawShares(ofBeam, rng));
  }
  return { shares: shares.map(collinear), cone: { forward: plus, backward: minus } };
}

/** Whether all partons of each remnant fly to the side of its proton: pT < E + pz of a massless one, or E - pz. */
function moveApart([first, second]: readonly RemnantShares[], { forward, backward }: RemnantCone): boolean {
  const isAhead = ({ share, px, py }: RemnantShares, along: number) =>
    share.every((z, n) => Math.hypot(px[n], py[n]) < z * along);
  return isAhead(first, forward) && isAhead(second, backward);
}

/** E + pz and E - pz of the beams without the partons taken out. */
function whatIsLeft({ energy, pz }: EventRecord, taken: readonly number[]): { plus: number; minus: number } {
  let [plus, minus] = [0, 0];
  for (const beam of BEAMS) {
    const [left, along] = [energy[beam] - energy[taken[beam]], pz[beam] - pz[taken[beam]]];
    plus += left + along;
    minus += left - along;
  }
  return { plus, minus };
}

function addRemnant(
  event: EventRecord,
  beam: number,
  taken: number,
  partons: readonly RemnantParton[],
  { shares, cone }: Momenta,
): void {
  const { share, px, py } = shares[beam];
  const direction = beam === 0 ? 1 : -1;
  const own = partons.every(({ isJoined }) => isJoined) ? 0 : newLine(event);
  partons.forEach(({ pdgId, isJoined }, n) => {
    const along = share[n] * (beam === 0 ? cone.forward : cone.backward);
    const against = (px[n] * px[n] + py[n] * py[n]) / along;
    const isTriplet = pdgId > 0 && pdgId < 10;
    addParticle(event, {
      pdgId,
      status: STATUS.final,
      px: px[n],
      py: py[n],
      pz: (direction * (along - against)) / 2,
      energy: (along + against) / 2,
      mass: 0,
      // What the parton brought in as anticolour goes out with the remnant as colour.
      colour: isTriplet ? (isJoined ? event.antiColour[taken] : own) : 0,
      antiColour: isTriplet ? 0 : isJoined ? event.colour[taken] : own,
      mother: beam,
    });
  });
}

function noRemnant(beam: number, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "simulate/no-remnant",
    what: "a proton has no remnant",
    place: `beam ${beam}`,
    found,
    expected,
  });
}

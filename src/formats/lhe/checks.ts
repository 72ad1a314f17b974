/**
 * Whether an event of the hard process is physical. What fails is a warning, since the numbers are read all the same: the
 * incoming and outgoing momenta balance, every colour line of external particles has two ends, and energies, momenta and
 * masses fit each other.
 */
import type { WarningLog } from "../text/warningLog.ts";
import type { LheColumns } from "./columns.ts";

/** Relative to the incoming energy; generators print 10 digits or more. */
const MOMENTUM_BALANCE = 1e-6;
/** Of E^2 - p^2 - m^2, relative to E^2. */
const MASS_SHELL = 1e-6;

const INCOMING = -1;
const OUTGOING = 1;

/** Checks particles [from, to) of the columns, which are event `row` of the file. */
export function checkEvent(columns: LheColumns, row: number, warnings: WarningLog): void {
  const from = columns.firstParticle;
  const to = columns.particleCount;
  const place = `event ${row}`;
  if (!balances(columns, from, to)) {
    warnings.add(`incoming and outgoing momenta differ by more than ${MOMENTUM_BALANCE} of the energy`, place);
  }
  if (!coloursPair(columns, from, to)) warnings.add("a colour line has not two ends", place);
  if (!onShell(columns, from, to)) warnings.add(`E^2 - p^2 - m^2 differs from 0 by more than ${MASS_SHELL} E^2`, place);
}

/** Events of one side only (decays, single-particle guns) have nothing to balance. */
function balances({ status, px, py, pz, energy }: LheColumns, from: number, to: number): boolean {
  const components = [px, py, pz, energy].map(({ values }) => {
    let incoming = 0;
    let difference = 0;
    for (let i = from; i < to; i++) {
      if (status.values[i] === INCOMING) {
        incoming += values[i]!;
        difference += values[i]!;
      } else if (status.values[i] === OUTGOING) difference -= values[i]!;
    }
    return { incoming, difference };
  });
  const energyIn = components[3]!.incoming;
  if (energyIn === 0) return true;
  return components.every(({ difference }) => Math.abs(difference) <= MOMENTUM_BALANCE * energyIn);
}

/** An incoming colour counts as an outgoing anticolour; then each line begins once and ends once. */
function coloursPair({ status, colour1, colour2 }: LheColumns, from: number, to: number): boolean {
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  const count = (counts: Map<number, number>, line: number) => counts.set(line, (counts.get(line) ?? 0) + 1);
  for (let i = from; i < to; i++) {
    const side = status.values[i];
    if (side !== INCOMING && side !== OUTGOING) continue;
    count(side === OUTGOING ? begins : ends, colour1.values[i]!);
    count(side === OUTGOING ? ends : begins, colour2.values[i]!);
  }
  const lines = new Set([...begins.keys(), ...ends.keys()].filter((line) => line !== 0));
  return [...lines].every((line) => begins.get(line) === 1 && ends.get(line) === 1);
}

function onShell({ px, py, pz, energy, mass }: LheColumns, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const [x, y, z, e, m] = [px.values[i]!, py.values[i]!, pz.values[i]!, energy.values[i]!, mass.values[i]!];
    const off = e * e - x * x - y * y - z * z - m * Math.abs(m); // a spacelike mass is written negative
    if (Math.abs(off) > MASS_SHELL * e * e) return false;
  }
  return true;
}

/**
 * Default numbers of the couplings of an exported model, for which the potential is bounded below: of the quartic ones
 *
 *     V = 0.1 sum_X (X+ X)^2 + c sum of all others
 *
 * over fields and generations. With norms |X|, an operator is at most b |X1||X2||X3||X4| <= b/4 sum_slots |X|^4, where b is
 * a sum over its contractions of |coefficient| sqrt(N!) for each epsilon (1 for N = 2, a rotation). So V > 0 where
 * c sum b/4 (twice for c O + h.c.) over the slots of each field stays below 0.1; c is half of what that allows.
 */
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { NamedOperator } from "./couplings.ts";
import type { FlavourEntry } from "./flavourEntries.ts";
import { flavourEntries } from "./flavourEntries.ts";
import { structuresAt } from "./indexedTerm.ts";
import { isPotential, selfCouplingsOf } from "./potentialSigns.ts";

/** Of dimensionless couplings. */
const TYPICAL = 0.1;
/** GeV. */
const SCALE = 100;

/** The default of one entry of one term, in powers of GeV. */
export type DefaultCoupling = (term: number, entry: FlavourEntry) => number;

export function defaultCouplings(
  theory: Theory,
  letters: readonly Letter[],
  terms: readonly NamedOperator[],
  generations: number,
): DefaultCoupling {
  const selfCouplings = selfCouplingsOf(theory, letters, terms);
  const selfCoupling = (term: number, { flavours, kind }: FlavourEntry): number =>
    kind === "real" && flavours.every((generation) => generation === flavours[0]) ? (selfCouplings[term] ?? 0) : 0;
  const isQuartic = (term: NamedOperator) => term.dimension === 4 && isPotential(term, letters);
  const mixed = terms.flatMap((term, k) => {
    if (!isQuartic(term)) return [];
    return flavourEntries(term, letters, generations)
      .filter((entry) => selfCoupling(k, entry) === 0)
      .map((entry) => ({ term, entry }));
  });
  const mixing = roundedDown(Math.min(TYPICAL, TYPICAL / 2 / largestWeight(mixed, theory, letters)));
  return (k, entry) => {
    const { dimension } = terms[k];
    if (dimension < 4) return TYPICAL * SCALE ** (4 - dimension);
    if (!isQuartic(terms[k])) return TYPICAL;
    const self = selfCoupling(k, entry);
    return self === 0 ? mixing : Number((TYPICAL * self).toPrecision(6));
  };
}

/** The largest sum of b/4 over the slots of one field. */
function largestWeight(
  mixed: readonly { readonly term: NamedOperator; readonly entry: FlavourEntry }[],
  theory: Theory,
  letters: readonly Letter[],
): number {
  const sums = new Map<string, number>();
  for (const { term, entry } of mixed) {
    const weight = (boundOf(term, theory) / 4) * (entry.kind === "pair" ? 2 : 1);
    term.operator.slots.forEach((slot, k) => {
      const key = `${letters[slot].field} ${entry.flavours[k]}`;
      sums.set(key, (sums.get(key) ?? 0) + weight);
    });
  }
  return Math.max(0, ...sums.values());
}

function boundOf({ operator: { lorentz, gauge, vector } }: NamedOperator, theory: Theory): number {
  const groups = specialUnitaryGroups(theory);
  return vector.reduce((sum, entry, place) => {
    const { chosenGauge } = structuresAt(place, lorentz, gauge);
    const epsilons = chosenGauge.map((structure, k) => {
      const count = structure.filter(({ kind }) => kind === "epsilon").length;
      return groups[k].n === 2 ? 1 : Math.sqrt(factorial(groups[k].n)) ** count;
    });
    return sum + Math.abs(entry) * epsilons.reduce((product, own) => product * own, 1);
  }, 0);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** To one digit. */
function roundedDown(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Number((Math.floor(value / unit + 1e-9) * unit).toPrecision(1));
}

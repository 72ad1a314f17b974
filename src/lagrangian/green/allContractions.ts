/**
 * All ways to contract the letters of a type completely, with the derivatives in every place, redundant as they are: the
 * raw form of terms, in which a person or a network may write them.
 *
 * Spinor indices are paired in all ways, except that two indices of the same letter's own, which are symmetric, are never
 * paired. Derivatives on one field commute up to field strengths, which belong to other types. Terms that differ by a
 * relabelling of the slots of equal letters, or of interchangeable indices, are the same up to a sign and listed once.
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import { columnsOfIrrep, factorial, permutations } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import { contractions, placesOf } from "../explicit/contractions.ts";
import type { IndexPair, SpinorStructure, Term } from "../terms/term.ts";
import { ownSpinorIndices } from "../terms/term.ts";
import { slotsOfType, specialUnitaryGroups } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { typeName } from "../typeNames.ts";

/** More contractions of one type than this are not listed. */
const MOST_CONTRACTIONS = 20_000;
const MOST_RELABELLINGS = 2_000_000;

/** In a fixed order: derivatives on late slots first, gauge structures fastest. @throws GlueballError lagrangian/too-many-contractions. */
export function allContractions(type: OperatorType, theory: Theory, letters: readonly Letter[]): Term[] {
  const slots = slotsOfType(type);
  const held = slots.map((letter) => letters[letter]);
  requireFew(type, letters, pairingNumber(held, type.derivatives));
  const lorentz = spinorStructures(held, type.derivatives);
  const gauge = specialUnitaryGroups(theory).map(({ n }, factor) => {
    const irreps = held.map((letter) => letter.irreps[factor]);
    return contractions(n, irreps)
      .take(MOST_CONTRACTIONS + 1)
      .toArray();
  });
  requireFew(
    type,
    letters,
    gauge.reduce((product, { length }) => product * length, lorentz.length),
  );
  const products = gauge.reduce<GaugeStructure[][]>(
    (lists, structures) => lists.flatMap((list) => structures.map((structure) => [...list, structure])),
    [[]],
  );
  const terms = lorentz.flatMap((spinors) =>
    products.map((structures): Term => ({
      slots,
      lorentz: [spinors],
      gauge: structures.map((own) => [own]),
      vector: [1],
    })),
  );
  return withoutCopies(terms, held);
}

function requireFew(type: OperatorType, letters: readonly Letter[], contractionNumber: number): void {
  const orders = type.powers.reduce((product, { power }) => product * Number(factorial(power)), 1);
  if (contractionNumber <= MOST_CONTRACTIONS && contractionNumber * orders <= MOST_RELABELLINGS) return;
  throw new GlueballError(
    {
      code: "lagrangian/too-many-contractions",
      what: "a type has too many contractions to list",
      place: typeName(type, letters),
      found: `${contractionNumber} or more, in ${orders} orders of equal fields`,
      expected: `at most ${MOST_CONTRACTIONS} contractions, times orders at most ${MOST_RELABELLINGS}`,
    },
    EXIT.tooLarge,
  );
}

/** Pairings of all spinor indices, over all places of the derivatives; those within a letter counted too. */
function pairingNumber(held: readonly Letter[], derivatives: number): number {
  const own = held.map(ownSpinorIndices);
  const undotted = own.reduce((sum, indices) => sum + indices.undotted, derivatives);
  const dotted = own.reduce((sum, indices) => sum + indices.dotted, derivatives);
  const bars = held.length - 1;
  const places = Number(factorial(derivatives + bars) / (factorial(derivatives) * factorial(bars)));
  return places * matchingNumber(undotted) * matchingNumber(dotted);
}

/** (n - 1)!! for even n. */
function matchingNumber(n: number): number {
  return n <= 2 ? 1 : (n - 1) * matchingNumber(n - 2);
}

function spinorStructures(held: readonly Letter[], derivatives: number): SpinorStructure[] {
  return distributions(derivatives, held.length).flatMap((counts) => {
    const indices = (side: "undotted" | "dotted") =>
      held.flatMap((letter, slot) => {
        const own = ownSpinorIndices(letter)[side];
        return Array.from({ length: own + counts[slot] }, (_, index) => ({ slot, index, isOwn: index < own }));
      });
    const square = matchings(indices("dotted"));
    return matchings(indices("undotted")).flatMap((angle) => square.map((other) => ({ angle, square: other })));
  });
}

/** All ways to put derivatives on slots. */
function distributions(derivatives: number, slots: number): number[][] {
  if (slots === 1) return [[derivatives]];
  return Array.from({ length: derivatives + 1 }, (_, first) => first).flatMap((first) =>
    distributions(derivatives - first, slots - 1).map((rest) => [first, ...rest]),
  );
}

interface SpinorIndex extends IndexPlace {
  readonly isOwn: boolean;
}

/** All perfect matchings; the first free index is always paired first. */
function matchings(indices: readonly SpinorIndex[]): IndexPair[][] {
  if (indices.length === 0) return [[]];
  const [first, ...rest] = indices;
  return rest.flatMap((other, k) => {
    if (first.slot === other.slot && first.isOwn && other.isOwn) return [];
    const place = ({ slot, index }: SpinorIndex): IndexPlace => ({ slot, index });
    return matchings(rest.toSpliced(k, 1)).map((pairs): IndexPair[] => [[place(first), place(other)], ...pairs]);
  });
}

/** Of terms that differ by relabellings the first. */
function withoutCopies(terms: readonly Term[], held: readonly Letter[]): Term[] {
  const orders = slotOrders(terms[0]?.slots ?? []);
  const groups = indexGroups(held);
  const known = new Set<string>();
  return terms.filter((term) => {
    if (known.has(contractionKey(term, orders[0], groups, held))) return false;
    for (const order of orders) known.add(contractionKey(term, order, groups, held));
    return true;
  });
}

/** All permutations of equal letters, the identity first. */
function slotOrders(slots: readonly number[]): number[][] {
  let orders: number[][] = [[]];
  for (const letter of new Set(slots)) {
    const own = slots.flatMap((other, slot) => (other === letter ? [slot] : []));
    const permuted = permutations(own);
    orders = orders.flatMap((order) => permuted.map((next) => [...order, ...next]));
  }
  return orders;
}

/** For each slot and factor the number of the group of interchangeable indices that an index belongs to. */
function indexGroups(held: readonly Letter[]): number[][][] {
  return held.map(({ irreps }) =>
    irreps.map((labels) => {
      const columns = columnsOfIrrep(labels);
      return columns.flatMap(({ variance, height }, k) => {
        const group = height > 1 ? k : columns.findIndex((other) => other.height === 1 && other.variance === variance);
        return Array.from({ length: height }, () => group);
      });
    }),
  );
}

/** A text that is the same for terms that differ by signs and by interchangeable indices only. */
function contractionKey(
  { lorentz: [{ angle, square }], gauge }: Term,
  order: readonly number[],
  groups: readonly (readonly (readonly number[])[])[],
  held: readonly Letter[],
): string {
  const spinor = (side: "undotted" | "dotted", { slot, index }: IndexPlace) => {
    const derivative = index - ownSpinorIndices(held[slot])[side];
    return `${order[slot]}:${derivative < 0 ? "own" : derivative}`;
  };
  const blocks = (texts: readonly (readonly string[])[]) =>
    texts
      .map((own) => [...own].sort().join(" "))
      .sort()
      .join("|");
  const factors = gauge.map(([structure], factor) =>
    blocks(
      structure.map((contraction) =>
        placesOf(contraction).map(({ slot, index }) => `${order[slot]}:${groups[slot][factor][index]}`),
      ),
    ),
  );
  const sides = [
    blocks(angle.map((pair) => pair.map((place) => spinor("undotted", place)))),
    blocks(square.map((pair) => pair.map((place) => spinor("dotted", place)))),
  ];
  return [...sides, ...factors].join(" / ");
}

/**
 * How many operators some terms of one type stand for, flavour components included, and how many of them are new.
 *
 * Slots of equal letters carry the indices of one flavour tensor. Components whose flavours have the same multiplicities
 * mu (two of one generation, one of another) behave alike: the waves are labelled with mu_1 times the flavour 1, mu_2
 * times the flavour 2 and so on, every way to put the labels on the slots of the term is one component, and its matrix
 * element sums over the orders of waves that fit these labels, fermions with their sign. The rank of all of them, times
 * the number of choices of flavours with these multiplicities, summed over mu, is the number of operators. So identities
 * of Fermi statistics, Fierz and Schouten identities and relations between flavour components are all found at once.
 *
 * Ranks are computed modulo two primes. A rank is never too large: terms found independent are independent, and a set
 * found complete is complete. A term found zero or dependent is so at all random points modulo both primes, which fails
 * with a chance below 10^-8 each; without derivatives exactSpan.ts proves it over the rational numbers.
 */
import type { Rng } from "../../base/index.ts";
import { EXIT, GlueballError } from "../../base/index.ts";
import { createRowSpace, factorial, partitionsOf, PRIME, SECOND_PRIME, signedPermutations } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import type { Term } from "../terms/term.ts";
import { copyNumber } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { typeName } from "../typeNames.ts";
import { sortedTerm, termValues } from "./formFactors.ts";
import type { TermValues } from "./formFactors.ts";
import type { Equality } from "./kinematics.ts";

/** The operators of one term. */
export interface TermRank {
  /** Its independent flavour components; 0 if it vanishes identically. */
  readonly operators: number;
  /** How many of them the terms before it do not have. */
  readonly fresh: number;
}

export interface TypeSpan {
  /** In the order of the terms. */
  readonly terms: readonly TermRank[];
  /** Of all terms together. */
  readonly operators: number;
}

export interface SpanOptions {
  readonly generations: number;
  readonly equality: Equality;
  readonly rng: Rng;
}

/**
 * All terms must be of this type.
 * @throws GlueballError lagrangian/too-many-equal-fields (exit 3): more orders of equal fields than can be summed.
 */
export function typeSpan(
  terms: readonly Term[],
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  options: SpanOptions,
): TypeSpan {
  const sorted = terms.map(sortedTerm);
  const contents = flavourContents(type, letters, options.generations);
  const orders = slotOrders(type, letters);
  for (let points = FIRST_POINTS; ; points *= 2) {
    const spans = [PRIME, SECOND_PRIME].map((prime) => {
      const source = { prime, points, rng: options.rng.fork(prime), equality: options.equality };
      return rankAll(sorted, termValues(type, theory, letters, source), { contents, orders, points, prime });
    });
    if (spans.every(({ largest }) => largest < points - 1)) return spans.reduce(larger);
  }
}

/** Points to begin with; doubled until no rank is limited by them. */
const FIRST_POINTS = 6;
const MOST_ORDERS = 50_000;

/** One set of multiplicities of flavours. */
export interface FlavourContent {
  /** The label of the wave on each slot of the type. */
  readonly labels: readonly number[];
  /** How many choices of flavours have them. */
  readonly choices: number;
}

/** All sets of multiplicities of a type. */
export function flavourContents(
  { powers }: OperatorType,
  letters: readonly Letter[],
  generations: number,
): FlavourContent[] {
  let contents: FlavourContent[] = [{ labels: [], choices: 1 }];
  for (const { letter, power } of powers) {
    const copies = copyNumber(letters[letter].copies, generations);
    const partitions = partitionsOf(power).filter(({ length }) => length <= copies);
    contents = contents.flatMap(({ labels, choices }) =>
      partitions.map((partition) => ({
        labels: [...labels, ...partition.flatMap((times, label) => Array.from({ length: times }, () => label))],
        choices: choices * choicesOf(partition, copies),
      })),
    );
  }
  return contents;
}

/** How many ways there are to give the multiplicities of a partition to some of the copies. */
function choicesOf(partition: Partition, copies: number): number {
  let choices = 1;
  partition.forEach((times, k) => {
    const equal = partition.slice(0, k + 1).filter((other) => other === times).length;
    choices = (choices * (copies - k)) / equal;
  });
  return choices;
}

/** A way to attach the waves of equal letters to their slots. */
export interface SlotOrder {
  readonly order: readonly number[];
  readonly negative: boolean;
}

/** @throws GlueballError lagrangian/too-many-equal-fields (exit 3). */
export function slotOrders(type: OperatorType, letters: readonly Letter[]): SlotOrder[] {
  const number = type.powers.reduce((product, { power }) => product * Number(factorial(power)), 1);
  if (number > MOST_ORDERS) throw tooManyOrders(type, letters, number);
  let orders: SlotOrder[] = [{ order: [], negative: false }];
  for (const { letter, power } of type.powers) {
    const own = signedPermutations(Array.from({ length: power }, (_, k) => orders[0].order.length + k));
    const { fermion } = letters[letter];
    orders = orders.flatMap(({ order, negative }) =>
      own.map((next) => ({ order: [...order, ...next.order], negative: negative !== (fermion && next.sign < 0) })),
    );
  }
  return orders;
}

function tooManyOrders(type: OperatorType, letters: readonly Letter[], found: number): GlueballError {
  return new GlueballError(
    {
      code: "lagrangian/too-many-equal-fields",
      what: "the equal fields of a type have too many orders",
      place: typeName(type, letters),
      found,
      expected: `at most ${MOST_ORDERS}`,
    },
    EXIT.tooLarge,
  );
}

interface Ranking {
  readonly contents: readonly FlavourContent[];
  readonly orders: readonly SlotOrder[];
  readonly points: number;
  readonly prime: number;
}

interface RankedSpan extends TypeSpan {
  /** The largest rank of one content. */
  readonly largest: number;
}

function rankAll(terms: readonly Term[], valuesOf: TermValues, ranking: Ranking): RankedSpan {
  const { contents, orders, points, prime } = ranking;
  const values = terms.map((term) => orders.map(({ order }) => valuesOf(term, order)));
  const ranks = terms.map(() => ({ operators: 0, fresh: 0 }));
  let [operators, largest] = [0, 0];
  for (const { labels, choices } of contents) {
    const all = createRowSpace(points, prime);
    terms.forEach((_, t) => {
      const own = createRowSpace(points, prime);
      const before = all.rank;
      for (const row of componentRows(values[t], labels, ranking)) if (own.add(row)) all.add(row);
      ranks[t].operators += choices * own.rank;
      ranks[t].fresh += choices * (all.rank - before);
    });
    operators += choices * all.rank;
    largest = Math.max(largest, all.rank);
  }
  return { terms: ranks, operators, largest };
}

/** One row for every way to put the labels on the slots: the sum over the orders of the waves that fit. */
function componentRows(
  values: readonly Float64Array[],
  labels: readonly number[],
  { orders, points, prime }: Ranking,
): Float64Array[] {
  const rows = new Map<string, Float64Array>();
  orders.forEach(({ order, negative }, k) => {
    const key = order.map((slot) => labels[slot]).join();
    const row = rows.get(key) ?? new Float64Array(points);
    for (let point = 0; point < points; point++) {
      const value = values[k][point];
      row[point] = (row[point] + (negative ? prime - value : value)) % prime;
    }
    rows.set(key, row);
  });
  return [...rows.values()];
}

/** Of the ranks modulo two primes the larger ones: a rank modulo a prime can only be too small. */
function larger(a: RankedSpan, b: RankedSpan): RankedSpan {
  return {
    operators: Math.max(a.operators, b.operators),
    largest: Math.max(a.largest, b.largest),
    terms: a.terms.map((own, t) => ({
      operators: Math.max(own.operators, b.terms[t].operators),
      fresh: Math.max(own.fresh, b.terms[t].fresh),
    })),
  };
}

/**
 * The numbers of typeSpan.ts over the rational numbers, without random points, for terms without derivatives.
 *
 * Such a term is a multilinear function of its waves: it is known by its values on all choices of one state of the irrep
 * for each wave (`irrepStates`, integer tensors; a spinor or field strength is an irrep of an sl(2) of the Lorentz group).
 * These are whole numbers, worked out index by index from the deltas and epsilons, so that a row of them is the term
 * itself, and a rank over the rationals (proved by whole-number relations, src/exact) is the number of operators.
 *
 * Cost: states per slot to the power of the slots, as far as they are not zero; too large ones are left undone.
 */
import { irrepStates, rationalRank } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import type { Term } from "../terms/term.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { componentsBySlot, gaugeLegs, gaugeTensor, spinorLegs, spinorTensor } from "./contractionTensor.ts";
import type { Legs } from "./contractionTensor.ts";
import { sortedTerm } from "./formFactors.ts";
import type { FlavourContent, SlotOrder, TermRank } from "./typeSpan.ts";
import { flavourContents, slotOrders } from "./typeSpan.ts";

/** Values of all terms in all orders that are worked out at most. */
const MOST_VALUES = 400_000;

/** The ranks of the terms in their order, all of one type; undefined with derivatives, or where there is too much to write out. */
export function exactSpan(
  terms: readonly Term[],
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  generations: number,
): readonly TermRank[] | undefined {
  if (type.derivatives > 0) return undefined;
  const orders = slotOrders(type, letters);
  let values = 0;
  const written: StateValues[] = [];
  for (const term of terms.map(sortedTerm)) {
    const own = valuesOnStates(term, theory, letters);
    values += own === undefined ? Infinity : own.size * orders.length;
    if (own === undefined || values > MOST_VALUES) return undefined;
    written.push(own);
  }
  const ranks = terms.map(() => ({ operators: 0, fresh: 0 }));
  for (const content of flavourContents(type, letters, generations)) {
    const rows = written.map((own) => componentRows(own, orders, content));
    const columns = new Map([...new Set(rows.flat().flatMap((row) => [...row.keys()]))].map((key, k) => [key, k]));
    const dense = rows.map((own) => own.map((row) => denseRow(row, columns)));
    let before = 0;
    terms.forEach((_, t) => {
      const all = rankOf(dense.slice(0, t + 1).flat());
      ranks[t].operators += content.choices * rankOf(dense[t]);
      ranks[t].fresh += content.choices * (all - before);
      before = all;
    });
  }
  return ranks;
}

function rankOf(rows: readonly Float64Array[]): number {
  return rows.length === 0 || rows[0].length === 0 ? 0 : rationalRank(rows);
}

/** By the states of the slots, a list of numbers for each slot joined to one text. */
type StateValues = ReadonlyMap<string, number>;

/** Undefined where there are too many. */
function valuesOnStates(term: Term, theory: Theory, letters: readonly Letter[]): StateValues | undefined {
  const held = term.slots.map((letter) => letters[letter]);
  const left = held.map(({ twiceHelicity }) => Math.max(0, -twiceHelicity));
  const right = held.map(({ twiceHelicity }) => Math.max(0, twiceHelicity));
  const spinors = (numbers: readonly number[], kind: "angle" | "square") => {
    const legs = spinorLegs(numbers);
    const irreps = numbers.map((number) => [number]);
    return term.lorentz.map((structure) => onStates(spinorTensor(structure[kind], legs), legs, 2, irreps));
  };
  const [angle, square] = [spinors(left, "angle"), spinors(right, "square")];
  const gauge = specialUnitaryGroups(theory).map(({ n }, factor) => {
    const irreps = held.map(({ irreps: own }) => own[factor]);
    const legs = gaugeLegs(n, irreps);
    return term.gauge[factor].map((structure) => onStates(gaugeTensor(structure, legs), legs, n, irreps));
  });
  const sum = new Map<string, number>();
  for (const [place, coefficient] of term.vector.entries()) {
    if (coefficient === 0) continue;
    const [lorentz, ...structures] = structurePlaces(place, [
      term.lorentz.length,
      ...gauge.map(({ length }) => length),
    ]);
    const factors = [angle[lorentz], square[lorentz], ...structures.map((own, factor) => gauge[factor][own])];
    if (factors.reduce((product, { length }) => product * length, 1) > MOST_VALUES) return undefined;
    for (const { states, value } of productOf(factors, held.length)) {
      const key = states.join(" ");
      sum.set(key, (sum.get(key) ?? 0) + coefficient * value);
    }
  }
  return sum;
}

function structurePlaces(place: number, sizes: readonly number[]): number[] {
  let rest = place;
  return sizes
    .toReversed()
    .map((size) => {
      const own = rest % size;
      rest = Math.floor(rest / size);
      return own;
    })
    .toReversed();
}

interface StateValue {
  /** The state of each slot; of several factors joined with commas. */
  readonly states: readonly string[];
  readonly value: number;
}

/** A tensor contracted with every choice of states. */
function onStates(tensor: SparseTensor, legs: Legs, N: number, irreps: readonly (readonly number[])[]): StateValue[] {
  if (legs.variances.length === 0) return [{ states: irreps.map(() => ""), value: 1 }];
  const { coefficients, indices } = componentsBySlot(tensor, legs);
  const tables = irreps.map((labels) => statesByIndex(N, labels));
  const sums = new Map<string, number>();
  for (const [k, coefficient] of coefficients.entries()) {
    let choices = [{ states: "", value: coefficient }];
    for (const [slot, table] of tables.entries()) {
      const own = table.get(indices[k * irreps.length + slot]) ?? [];
      choices = choices.flatMap(({ states, value }) =>
        own.map((choice) => ({ states: `${states} ${choice.state}`, value: value * choice.value })),
      );
    }
    for (const { states, value } of choices) sums.set(states, (sums.get(states) ?? 0) + value);
  }
  return [...sums].flatMap(([key, value]) => (value === 0 ? [] : [{ states: key.trim().split(" "), value }]));
}

/** For each packed index of a slot the states that have this component. */
function statesByIndex(N: number, labels: readonly number[]): Map<number, { state: number; value: number }[]> {
  const table = new Map<number, { state: number; value: number }[]>();
  irrepStates(N, labels).states.forEach(({ indices, coefficients }, state) =>
    indices.forEach((index, k) => {
      table.set(index, [...(table.get(index) ?? []), { state, value: coefficients[k] }]);
    }),
  );
  return table;
}

function productOf(factors: readonly (readonly StateValue[])[], slots: number): StateValue[] {
  return factors.reduce<StateValue[]>(
    (products, own) =>
      products.flatMap(({ states, value }) =>
        own.map((choice) => ({
          states: states.map((state, slot) => `${state},${choice.states[slot]}`),
          value: value * choice.value,
        })),
      ),
    [{ states: Array.from({ length: slots }, () => ""), value: 1 }],
  );
}

/** One row for every way to put the labels on the slots; a component is named by the states of the waves. */
function componentRows(
  values: StateValues,
  orders: readonly SlotOrder[],
  { labels }: FlavourContent,
): Map<string, number>[] {
  const rows = new Map<string, Map<string, number>>();
  for (const { order, negative } of orders) {
    const key = order.map((slot) => labels[slot]).join();
    const row = rows.get(key) ?? new Map<string, number>();
    rows.set(key, row);
    for (const [states, value] of values) {
      const bySlot = states.split(" ");
      const byWave = order.map((_, wave) => bySlot[order.indexOf(wave)]).join(" ");
      row.set(byWave, (row.get(byWave) ?? 0) + (negative ? -value : value));
    }
  }
  return [...rows.values()];
}

function denseRow(row: ReadonlyMap<string, number>, columns: ReadonlyMap<string, number>): Float64Array {
  const dense = new Float64Array(columns.size);
  for (const [key, value] of row) dense[columns.get(key)!] = value;
  return dense;
}

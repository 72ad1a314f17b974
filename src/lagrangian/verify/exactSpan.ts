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
import { rationalRank } from "../../exact/index.ts";
import type { Term } from "../terms/term.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { sortedTerm } from "./formFactors.ts";
import { MOST_VALUES, valuesOnStates } from "./stateValues.ts";
import type { StateValues } from "./stateValues.ts";
import type { FlavourContent, SlotOrder, TermRank } from "./typeSpan.ts";
import { flavourContents, slotOrders } from "./typeSpan.ts";

/** The ranks of the terms in their order, all of one type; undefined with derivatives, or where there is too much to write out. */
export function exactSpan(
  terms: readonly Term[],
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  generations: number,
): readonly TermRank[] | undefined {
  if (type.derivatives > 0) return undefined;
  const written: StateValues[] = [];
  for (const term of terms.map(sortedTerm)) {
    const own = valuesOnStates(term, theory, letters);
    if (own === undefined || tooMany([...written, own], type, letters)) return undefined;
    written.push(own);
  }
  return ranksOnStates(written, type, letters, generations);
}

/** The same for functions of the waves however they were made; undefined where there are too many values. */
export function ranksOnStates(
  written: readonly StateValues[],
  type: OperatorType,
  letters: readonly Letter[],
  generations: number,
): readonly TermRank[] | undefined {
  if (tooMany(written, type, letters)) return undefined;
  const orders = slotOrders(type, letters);
  const ranks = written.map(() => ({ operators: 0, fresh: 0 }));
  for (const content of flavourContents(type, letters, generations)) {
    const rows = written.map((own) => componentRows(own, orders, content));
    const columns = new Map([...new Set(rows.flat().flatMap((row) => [...row.keys()]))].map((key, k) => [key, k]));
    const dense = rows.map((own) => own.map((row) => denseRow(row, columns)));
    let before = 0;
    written.forEach((_, t) => {
      const all = rankOf(dense.slice(0, t + 1).flat());
      ranks[t].operators += content.choices * rankOf(dense[t]);
      ranks[t].fresh += content.choices * (all - before);
      before = all;
    });
  }
  return ranks;
}

function tooMany(written: readonly StateValues[], type: OperatorType, letters: readonly Letter[]): boolean {
  const orders = slotOrders(type, letters).length;
  return written.reduce((sum, { size }) => sum + size * orders, 0) > MOST_VALUES;
}

function rankOf(rows: readonly Float64Array[]): number {
  return rows.length === 0 || rows[0].length === 0 ? 0 : rationalRank(rows);
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

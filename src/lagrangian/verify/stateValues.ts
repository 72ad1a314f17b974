/**
 * A term without derivatives as a function of the states of its fields: its values on all choices of one state of the
 * irrep for each slot, whole numbers (`irrepStates`; a spinor or field strength is an irrep of an sl(2) of the Lorentz
 * group). Such a term is multilinear in its fields, so that these values are the term itself.
 */
import { irrepStates } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { structuresAt } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { componentsBySlot, gaugeLegs, gaugeTensor, spinorLegs, spinorTensor } from "./contractionTensor.ts";
import type { Legs } from "./contractionTensor.ts";

/** Values of all terms in all orders that are worked out at most. */
export const MOST_VALUES = 400_000;

/** By the states of the slots: for each slot its states joined with commas, the slots joined with blanks. */
export type StateValues = ReadonlyMap<string, number>;

/** Undefined where there are too many. */
export function valuesOnStates(term: Term, theory: Theory, letters: readonly Letter[]): StateValues | undefined {
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
    const [lorentz, ...structures] = structuresAt(term, place);
    const factors = [angle[lorentz], square[lorentz], ...structures.map((own, factor) => gauge[factor][own])];
    if (factors.reduce((product, { length }) => product * length, 1) > MOST_VALUES) return undefined;
    for (const { states, value } of productOf(factors, held.length)) {
      const key = states.join(" ");
      sum.set(key, (sum.get(key) ?? 0) + coefficient * value);
    }
  }
  return sum;
}

interface StateValue {
  /** The state of each slot; of several factors joined with commas. */
  readonly states: readonly string[];
  readonly value: number;
}

/** A tensor contracted with every choice of states. */
function onStates(tensor: SparseTensor, legs: Legs, N: number, irreps: readonly (readonly number[])[]): StateValue[] {
  if (legs.variances.length === 0) return [{ states: irreps.map(() => "0"), value: 1 }];
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

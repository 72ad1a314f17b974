/**
 * Whether the two vertices of a cut give the operator. With O1 X and O2 Y at the ends of the propagator and the mass term
 * X^a M_ab Y^b (Y is X+, Xc or X itself), the field X taken out at leading order leaves
 *
 *     O1_a (M^-1)^ba O2_b
 *
 * which is a sum over the states of X: whole numbers once the terms of the vertices are values on states (stateValues.ts)
 * and M^-1 has no denominators. So the product is an operator of the type, and its rank over the rational numbers, with
 * Fermi statistics and flavour (exactSpan.ts), says how many of the operators of the type it reaches: couplings with
 * generations give as many as there are independent ones among c_ij c'_kl. Rank 0 is a proof that it vanishes.
 *
 * One derivative is the momentum in the numerator of a fermion, or that of a current of scalars, psi1 psi2+ phi3 phi4 D.
 * There the only Lorentz structure on shell is <1|p3|2] = - <1|p4|2]: it is left out, and scalars count as odd instead.
 */
import { clearDenominators, coordinatesInBasis } from "../../exact/index.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { termOfOperator } from "../terms/term.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { ranksOnStates } from "../verify/exactSpan.ts";
import { valuesOnStates } from "../verify/stateValues.ts";
import type { StateValues } from "../verify/stateValues.ts";

/** For flavour tensors that fewer generations do not have. */
const MOST_GENERATIONS = 3;

/** A vertex: letters of the theory, and the letters of X at this end, rising: two of a vector. */
export interface End {
  readonly group: readonly number[];
  readonly added: readonly number[];
}

/** How many operators of the type the product reaches, for one and for three generations. */
export interface Product {
  readonly one: number;
  readonly three: number;
  /** Where it reaches none: letters of which it would be enough to have more copies. */
  readonly because: readonly string[];
}

export interface CutSetting {
  readonly theory: Theory;
  /** Of the theory with X. */
  readonly letters: readonly Letter[];
  readonly library: StructureLibrary;
}

/** Undefined where there is too much to write out. */
export function productOfCut(
  [near, far]: readonly [End, End],
  type: OperatorType,
  setting: CutSetting,
): Product | undefined {
  const letters = type.derivatives === 0 ? setting.letters : setting.letters.map(withoutSpin);
  const products = productsOf(near, far, { ...setting, letters });
  if (products === undefined) return undefined;
  const contact = { ...type, derivatives: 0 };
  const count = (own: readonly Letter[], generations: number) =>
    ranksOnStates(products, contact, own, generations)?.reduce((sum, { fresh }) => sum + fresh, 0);
  const [one, three] = [count(letters, 1), count(letters, MOST_GENERATIONS)];
  if (one === undefined || three === undefined) return undefined;
  const distinguished = (letter: number, power: number) =>
    letters.map((own, k) => (k === letter ? { ...own, copies: power } : own));
  const because = type.powers.filter(
    ({ letter, power }) => power > 1 && three === 0 && count(distinguished(letter, power), MOST_GENERATIONS) !== 0,
  );
  return { one, three, because: because.map(({ letter }) => letters[letter].name) };
}

/** For the one Lorentz structure with one derivative. */
function withoutSpin(letter: Letter): Letter {
  return { ...letter, twiceHelicity: 0, fermion: true };
}

/** One product for each pair of terms of the vertices, its slots in the order of the letters. */
function productsOf(near: End, far: End, setting: CutSetting): StateValues[] | undefined {
  const [first, second] = [near, far].map((end) => endValues(end, setting));
  const propagator = propagatorOf(near, far, setting);
  if (first === undefined || second === undefined || propagator === undefined) return undefined;
  const slots = [...near.group, ...far.group];
  const order = slots.map((_, slot) => slot).sort((a, b) => slots[a] - slots[b] || a - b);
  return first.flatMap((own) => second.map((other) => joined(own, propagator, other, order)));
}

/** The terms of a vertex by the state of X. */
function endValues({ group, added }: End, setting: CutSetting): ByState[] | undefined {
  const slots = added.map((_, k) => group.length + k);
  return termValues([...group, ...added], setting)?.map((values) => byState(values, slots));
}

/** M^-1, from each state of X at the near end. */
function propagatorOf(near: End, far: End, setting: CutSetting): Propagator | undefined {
  const slots = [near, far].flatMap(({ added }, end) => added.map((letter) => ({ letter, end })));
  slots.sort((a, b) => a.letter - b.letter || a.end - b.end);
  // A mass term without its spins is no longer antisymmetric in them.
  const letters = setting.letters.map((own) => (own.twiceHelicity === 0 ? { ...own, fermion: false } : own));
  const masses = termValues(
    slots.map(({ letter }) => letter),
    { ...setting, letters },
  );
  const own = slots.flatMap(({ end }, slot) => (end === 0 ? [slot] : []));
  return masses === undefined ? undefined : inverseOf(byState(masses[0], own));
}

/** The terms of a type on states, added letters behind those of the theory. Undefined if one is too large. */
function termValues(slots: readonly number[], { theory, letters, library }: CutSetting): StateValues[] | undefined {
  const powers = [...Map.groupBy(slots, (letter) => letter)].map(([letter, { length: power }]) => ({ letter, power }));
  const operators = operatorBasis(letters, { powers, derivatives: 0 }, library, MOST_GENERATIONS);
  const values = operators.map((operator) => valuesOnStates(termOfOperator(operator), theory, letters));
  return values.every((own) => own !== undefined) ? values : undefined;
}

/** What a function of states is for each state of some slots. */
type ByState = ReadonlyMap<string, readonly { readonly others: readonly string[]; readonly value: number }[]>;

function byState(values: StateValues, slots: readonly number[]): ByState {
  const entries = [...values].map(([key, value]) => {
    const states = key.split(" ");
    const own = slots.map((slot) => states[slot]).join(" ");
    return { own, others: states.filter((_, slot) => !slots.includes(slot)), value };
  });
  return Map.groupBy(entries, ({ own }) => own);
}

type Propagator = (a: string) => readonly { readonly state: string; readonly value: number }[];

/** W with SUM_a M_ab W_ac = m delta_bc and a whole number m, for a pairing M by its first state. */
function inverseOf(pairing: ByState): Propagator {
  const ends = [...pairing.values()].map((row) => row.map(({ others, value }) => ({ end: others.join(" "), value })));
  const [rows, columns] = [[...pairing.keys()], [...new Set(ends.flat().map(({ end }) => end))]];
  const matrix = ends.map((own) => {
    const row = new Float64Array(columns.length);
    for (const { end, value } of own) row[columns.indexOf(end)] = value;
    return row;
  });
  const units = columns.map((_, c) => Float64Array.from(columns, (__, b) => (b === c ? 1 : 0)));
  const inverse = coordinatesInBasis(matrix, units);
  if (inverse === undefined) throw new Error("a mass term is no pairing of all states");
  const { entries } = clearDenominators(inverse.flat());
  return (a) =>
    columns.flatMap((state, c) => {
      const value = Number(entries[c * rows.length + rows.indexOf(a)]);
      return value === 0 ? [] : [{ state, value }];
    });
}

function joined(near: ByState, propagator: Propagator, far: ByState, order: readonly number[]): StateValues {
  const product = new Map<string, number>();
  for (const [state, own] of near) {
    for (const { state: end, value: factor } of propagator(state)) {
      for (const a of own) {
        for (const b of far.get(end) ?? []) {
          const states = [...a.others, ...b.others];
          const key = order.map((slot) => states[slot]).join(" ");
          product.set(key, (product.get(key) ?? 0) + a.value * factor * b.value);
        }
      }
    }
  }
  return product;
}

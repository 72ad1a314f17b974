/**
 * Sectors of components that mix after electroweak breaking, and their mass matrices. Components x of a charge and colour
 * and components y of the opposite ones have one matrix x^T M y; where the two sets are the same, the matrix M of
 * n^T M n/2 is symmetric. An entry is a block in generation space: coupling c_pr stands for c_pr x_p y_r, with ^T for c_rp.
 */
import type { Rational } from "../../exact/index.ts";
import type { Copies, Letter } from "../theory.ts";
import type { MassTerm } from "./massEntries.ts";
import { sumTerms } from "./massEntries.ts";
import type { UnbrokenNumbers } from "./unbrokenNumbers.ts";
import { unbrokenNumbers } from "./unbrokenNumbers.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";

/** A component of a letter; `+` in the name marks the conjugate of a component of a field. */
export interface MassState {
  readonly name: string;
  /** Index in the components of the broken theory, and whether it is the conjugate of that one. */
  readonly component: number;
  readonly conjugate: boolean;
  readonly norm2: number;
  readonly copies: Copies;
  readonly numbers: UnbrokenNumbers;
}

export interface MassSector {
  /** The rows are the conjugates of the columns in all quantum numbers, and the same components. */
  readonly selfConjugate: boolean;
  /** Electric charge of the rows. */
  readonly charge: Rational;
  readonly rows: readonly MassState[];
  readonly columns: readonly MassState[];
  readonly entries: readonly (readonly (readonly MassTerm[])[])[];
}

/** A product of two components with its coefficient; every product is listed in both orders. */
export interface Bilinear {
  readonly states: readonly [string, string];
  readonly term: MassTerm;
}

/** What a bilinear calls a component. */
export function stateKey({ component, conjugate }: Pick<MassState, "component" | "conjugate">): string {
  return `${component}${conjugate ? "+" : ""}`;
}

/** The components of all letters that `isWanted`. */
export function massStates(broken: BrokenTheory, isWanted: (letter: Letter) => boolean): MassState[] {
  const { theory, letters, vacuum, components, byLetter } = broken;
  return letters.flatMap((letter, k) => {
    if (!isWanted(letter)) return [];
    return byLetter[k].map(({ component, conjugate, norm2 }): MassState => {
      const { name, charge } = components[component];
      const numbers = unbrokenNumbers(theory, vacuum, letter, { charge, conjugate });
      return { name: `${name}${conjugate ? "+" : ""}`, component, conjugate, norm2, copies: letter.copies, numbers };
    });
  });
}

/** All sectors in the order of the states, also those without any mass. */
export function massSectors(states: readonly MassState[], bilinears: readonly Bilinear[]): MassSector[] {
  const byPair = Map.groupBy(bilinears, ({ states: [first, second] }) => `${first} ${second}`);
  const seen = new Set<string>();
  return states.flatMap(({ numbers: { key, conjugateKey, charge } }) => {
    if (seen.has(key) || seen.has(conjugateKey)) return [];
    seen.add(key);
    const rows = states.filter(({ numbers }) => numbers.key === key);
    const columns = states.filter(({ numbers }) => numbers.key === conjugateKey);
    const entries = rows.map((row) =>
      columns.map((column) => {
        const own = byPair.get(`${stateKey(row)} ${stateKey(column)}`) ?? [];
        return sumTerms(own.map(({ term }) => term));
      }),
    );
    return [{ selfConjugate: key === conjugateKey, charge, rows, columns, entries }];
  });
}

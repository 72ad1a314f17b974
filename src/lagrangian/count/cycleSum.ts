/**
 * The number of independent operators of one type, exactly. Letter i stands n_i times, and S = prod S_{n_i} permutes
 * equal letters; the operators are what the average over S leaves, so the sum runs over cycle types:
 *
 *     N = 1/prod n_i! SUM_rho prod_i [ (n_i!/z_{rho_i}) s_i(rho_i) Nf_i^{len(rho_i)} ] L_k(rho) prod_G I_G(rho)
 *
 *     s_i = prod_j (-1)^{rho_ij - 1} for fermions, 1 for bosons
 *     I_G = Int dmu_G prod_{i,j} chi_{R_i}(z^{rho_ij}),   L_k: src/exact/lorentzCharacters.ts
 *
 * With a character chi_lambda(rho_i) of S_{n_i} in place of Nf_i^{len} the sum is the number of operators whose flavour
 * indices transform in the irrep lambda. A letter with one copy has the trivial irrep only, so its cycle types are added
 * up at once; the others keep an axis of a table, whose entry is the weight of one choice of cycle types:
 *
 *     W[rho_1, rho_2, ...] = prod_i (n_i!/z_{rho_i}) s_i(rho_i) x SUM (L_k prod_G I_G over the letters with one copy)
 *
 * Integrals are whole numbers in doubles, everything after them BigInt, and the final division leaves no remainder.
 */
import { centraliserOrder, factorial, partitionsOf } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import { simpleGroupsOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { lorentzKind } from "./integrals.ts";
import type { GroupIntegrals, Integrals, LorentzIntegrals } from "./integrals.ts";
import { EMPTY } from "./multisets.ts";

/** Which redundancies are taken out. */
export interface Redundancies {
  /** Operators that vanish by the equations of motion are left out. */
  readonly removeEom: boolean;
  /** Total derivatives are left out. */
  readonly removeIbp: boolean;
}

/** The table W of a type. */
export interface CycleTable {
  /** The letters with more than one copy, in the order of the type. */
  readonly axes: readonly { readonly letter: number; readonly power: number; readonly cycles: readonly Partition[] }[];
  /** W, the last axis running fastest. */
  readonly weights: readonly bigint[];
  /** prod n_i! */
  readonly permutations: bigint;
}

/** What a sum needs of a letter, looked up once for a theory. */
interface LetterFactors {
  readonly kind: number;
  readonly irreps: readonly number[];
  readonly fermion: boolean;
  readonly flavoured: boolean;
}

/** A cycle type of S_n: how many permutations have it, for fermions with their sign. */
interface CycleType {
  readonly cycles: Partition;
  readonly bosons: bigint;
  readonly fermions: bigint;
}

/** The table of a type of the theory, or undefined where it has no operator whatever the number of copies. */
export type CycleSums = (type: OperatorType) => CycleTable | undefined;

/** What all sums of a theory share. */
interface SumContext {
  readonly letters: readonly LetterFactors[];
  readonly groups: readonly GroupIntegrals[];
  readonly lorentz: LorentzIntegrals;
  readonly removeIbp: boolean;
  /** The cycle types of S_n, made once. */
  cycleTypes(n: number): readonly CycleType[];
}

/** `letters` are those of the theory. */
export function createCycleSums(
  theory: Theory,
  letters: readonly Letter[],
  redundancies: Redundancies,
  integrals: Integrals,
): CycleSums {
  const groups = simpleGroupsOf(theory).map((group) => integrals.group(group));
  const known: (readonly CycleType[])[] = [];
  const context: SumContext = {
    letters: letters.map((letter) => factorsOf(letter, groups, redundancies)),
    groups,
    lorentz: integrals.lorentz,
    removeIbp: redundancies.removeIbp,
    cycleTypes: (n) => (known[n] ??= partitionsOf(n).map(cycleTypeOf)),
  };
  return (type) => (hasInvariants(context, type) ? cycleTable(context, type) : undefined);
}

/** Permutations act on the invariants of distinct fields; where there are none, nothing is left to average. */
function hasInvariants(context: SumContext, { powers, derivatives }: OperatorType): boolean {
  const distinct = powers.reduce(
    (state, { letter, power }) => withCycles(context, state, letter, context.cycleTypes(power).at(-1)!.cycles),
    start(context),
  );
  return integralOf(context, distinct, derivatives) !== 0n;
}

function cycleTable(context: SumContext, { powers, derivatives }: OperatorType): CycleTable {
  const axes = powers
    .filter(({ letter }) => context.letters[letter].flavoured)
    .map(({ letter, power }) => ({ letter, power, cycles: context.cycleTypes(power).map(({ cycles }) => cycles) }));
  const weights = Array.from({ length: axes.reduce((size, { cycles }) => size * cycles.length, 1) }, () => 0n);

  const walk = (index: number, state: State, weight: bigint, cell: number): void => {
    if (index === powers.length) {
      weights[cell] += weight * integralOf(context, state, derivatives);
      return;
    }
    const { letter, power } = powers[index];
    const { fermion, flavoured } = context.letters[letter];
    const types = context.cycleTypes(power);
    types.forEach(({ cycles, bosons, fermions }, rho) => {
      const next = withCycles(context, state, letter, cycles);
      walk(index + 1, next, weight * (fermion ? fermions : bosons), flavoured ? cell * types.length + rho : cell);
    });
  };
  walk(0, start(context), 1n, 0);
  return { axes, weights, permutations: powers.reduce((product, { power }) => product * factorial(power), 1n) };
}

/** One multiset for each nonabelian factor and, last, that of the Lorentz group: what the integrals depend on. */
type State = readonly number[];

function start({ groups }: SumContext): State {
  return [...groups.map(() => EMPTY), EMPTY];
}

/** The cycles of a letter added. */
function withCycles({ letters, groups, lorentz }: SumContext, state: State, letter: number, cycles: Partition): State {
  const { kind, irreps } = letters[letter];
  const next = [...state];
  for (const cycle of cycles) {
    for (let g = 0; g < groups.length; g++) next[g] = groups[g].with(next[g], irreps[g], cycle);
    next[groups.length] = lorentz.with(next[groups.length], kind, cycle);
  }
  return next;
}

/** L_k prod_G I_G */
function integralOf({ groups, lorentz, removeIbp }: SumContext, state: State, derivatives: number): bigint {
  let gauge = 1n;
  for (let g = 0; g < groups.length; g++) {
    const value = groups[g].value(state[g]);
    if (value === 0) return 0n;
    gauge *= BigInt(value);
  }
  return gauge * BigInt(lorentz.value(state[groups.length], derivatives, removeIbp));
}

/**
 * Off the mass shell only F_L of a field strength has the equations of motion as operators of their own: D F_L and D F_R
 * are tied by the Bianchi identity, which has the same form, so F_R stays on shell and nothing is counted twice.
 */
function factorsOf(letter: Letter, groups: readonly GroupIntegrals[], { removeEom }: Redundancies): LetterFactors {
  const onShell = removeEom || (letter.fieldStrength && letter.conjugate);
  return {
    kind: lorentzKind(letter.twiceHelicity, onShell),
    irreps: letter.irreps.map((labels, g) => groups[g].irrep(labels)),
    fermion: letter.fermion,
    flavoured: letter.copies !== 1,
  };
}

function cycleTypeOf(cycles: Partition): CycleType {
  const n = cycles.reduce((sum, cycle) => sum + cycle, 0);
  const permutations = factorial(n) / centraliserOrder(cycles);
  return { cycles, bosons: permutations, fermions: (n - cycles.length) % 2 === 0 ? permutations : -permutations };
}

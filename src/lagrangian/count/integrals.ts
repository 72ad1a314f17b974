/**
 * The integrals of the counting formula, remembered: the gauge factor I_G of a multiset of (irrep, cycle length) and the
 * Lorentz factor L_k of a multiset of (helicity, cycle length). Both depend on nothing else of a theory, so one record
 * of them serves any number of theories, for example the field lists of a data set.
 */
import { groupIntegral, lorentzScalars, timesField, unitSeries } from "../../exact/index.ts";
import type { DynkinLabels, GroupOrSize, LorentzFactor, LorentzSeries } from "../../exact/index.ts";
import { createMultisets } from "./multisets.ts";

/** Cycles are shorter: no type below dimension 15 has more than 15 fields. */
const CYCLE_LIMIT = 32;

/** Multisets of cycles of irreps of one simple group, and the integral of each. */
export interface GroupIntegrals {
  /** A number for the irrep, to be passed to `with`; SINGLET for the singlet, which changes no integral. */
  irrep(labels: DynkinLabels): number;
  /** The multiset with one more cycle. */
  with(multiset: number, irrep: number, cycle: number): number;
  /** Int dmu prod chi_R(z^r). */
  value(multiset: number): number;
}

/** Multisets of cycles of fields of given helicity, and L_k of each. */
export interface LorentzIntegrals {
  /** The multiset with one more cycle; `kind` is that of `lorentzKind`. */
  with(multiset: number, kind: number, cycle: number): number;
  /** L_k, total derivatives taken out or not. */
  value(multiset: number, derivatives: number, removeTotalDerivatives: boolean): number;
}

/** All integrals that counts have needed so far. */
export interface Integrals {
  readonly lorentz: LorentzIntegrals;
  /** Those of a simple group, a number for SU(N). */
  group(group: GroupOrSize): GroupIntegrals;
}

export function createIntegrals(): Integrals {
  const groups = new Map<GroupOrSize, GroupIntegrals>();
  return {
    lorentz: createLorentzIntegrals(),
    group(group) {
      const known = groups.get(group) ?? createGroupIntegrals(group);
      groups.set(group, known);
      return known;
    },
  };
}

const SINGLET = -1;

function createGroupIntegrals(group: GroupOrSize): GroupIntegrals {
  const irreps: DynkinLabels[] = [];
  const byLabels = new Map<string, number>();
  const multisets = createMultisets();
  const values: (number | undefined)[] = [];

  const integrate = (multiset: number): number => {
    const factors = multisets.membersOf(multiset).map((member) => ({
      irrep: irreps[Math.floor(member / CYCLE_LIMIT)],
      power: member % CYCLE_LIMIT,
    }));
    return groupIntegral(group, factors);
  };

  return {
    irrep(labels) {
      if (labels.every((label) => label === 0)) return SINGLET;
      const text = labels.join(" ");
      const known = byLabels.get(text) ?? irreps.push(labels) - 1;
      byLabels.set(text, known);
      return known;
    },
    with: (multiset, irrep, cycle) =>
      irrep === SINGLET ? multiset : multisets.with(multiset, irrep * CYCLE_LIMIT + cycle),
    value: (multiset) => (values[multiset] ??= integrate(multiset)),
  };
}

/** A kind of letter as the Lorentz group sees it: its helicity, on the mass shell or off it. */
export function lorentzKind(twiceHelicity: number, onShell: boolean): number {
  return (twiceHelicity + 2) * 2 + (onShell ? 1 : 0);
}

function createLorentzIntegrals(): LorentzIntegrals {
  const multisets = createMultisets();
  const series: (LorentzSeries | undefined)[] = [];
  const values = new Map<number, number>();

  /** The product of the characters, at least to D^order; products of the first members are shared. */
  const seriesOf = (multiset: number, order: number): LorentzSeries => {
    const known = series[multiset];
    if (known !== undefined && known.order >= order) return known;
    const members = multisets.membersOf(multiset);
    const last = members.at(-1);
    const product =
      last === undefined
        ? unitSeries(order)
        : timesField(seriesOf(multisets.find(members.slice(0, -1)), order), factorOf(last));
    series[multiset] = product;
    return product;
  };

  return {
    with: (multiset, kind, cycle) => multisets.with(multiset, kind * CYCLE_LIMIT + cycle),
    value(multiset, derivatives, removeTotalDerivatives) {
      const key = (multiset * CYCLE_LIMIT + derivatives) * 2 + (removeTotalDerivatives ? 1 : 0);
      const known = values.get(key);
      if (known !== undefined) return known;
      const value = lorentzScalars(seriesOf(multiset, derivatives), derivatives, removeTotalDerivatives);
      values.set(key, value);
      return value;
    },
  };
}

function factorOf(member: number): LorentzFactor {
  const kind = Math.floor(member / CYCLE_LIMIT);
  return { twiceHelicity: Math.floor(kind / 2) - 2, power: member % CYCLE_LIMIT, onShell: kind % 2 === 1 };
}

/**
 * Short notation for built-in theories. The numbers of a field stand in one text in the order of the groups: irreps of
 * the SU(N) and SO(N), charges of the U(1), residues of the Z_M. `weyl("Q", "3 2 1/6", "Nf")` is the quark doublet.
 */
import { parseIrrep, parseRational } from "../../exact/index.ts";
import { cyclicGroups, simpleGroupsOf, unitaryGroups } from "../theory.ts";
import type { Copies, Field, Group, Theory, TwiceHelicity } from "../theory.ts";

/** A field before the groups are known. */
export interface FieldNote {
  readonly name: string;
  /** Numbers that the text leaves out at its end are trivial. */
  readonly numbers: string;
  readonly twiceHelicity: TwiceHelicity;
  readonly real: boolean;
  readonly copies: Copies;
}

export interface TheoryNote {
  readonly name: string;
  readonly description: string;
  readonly groups: readonly Group[];
  readonly fields: readonly FieldNote[];
}

/** A left-handed Weyl field. */
export function weyl(name: string, numbers: string, copies: Copies = 1): FieldNote {
  return { name, numbers, twiceHelicity: -1, real: false, copies };
}

export function scalar(name: string, numbers: string): FieldNote {
  return { name, numbers, twiceHelicity: 0, real: false, copies: 1 };
}

export function realScalar(name: string, numbers: string): FieldNote {
  return { name, numbers, twiceHelicity: 0, real: true, copies: 1 };
}

export function su(n: number, name = `SU${n}`, boson?: string): Group {
  return { kind: "SU", name, n, gauged: true, boson };
}

export function so(n: number, name = `SO${n}`, boson?: string): Group {
  return { kind: "SO", name, n, gauged: true, boson };
}

export function u1(name: string, boson?: string): Group {
  return { kind: "U1", name, gauged: true, boson };
}

export function cyclic(order: number): Group {
  return { kind: "Z", name: `Z${order}`, order };
}

export function theoryOf({ name, description, groups, fields }: TheoryNote): Theory {
  const empty: Theory = { name, description, groups, fields: [], hyperchargeConvention: "T3+Y" };
  return { ...empty, fields: fields.map((field) => fieldOf(field, empty)) };
}

function fieldOf({ name, numbers, twiceHelicity, real, copies }: FieldNote, theory: Theory): Field {
  const [nonabelian, abelian, finite] = [simpleGroupsOf(theory), unitaryGroups(theory), cyclicGroups(theory)];
  const words = numbers.split(" ");
  const afterIrreps = words.slice(nonabelian.length);
  const afterCharges = afterIrreps.slice(abelian.length);
  return {
    name,
    twiceHelicity,
    irreps: nonabelian.map((group, k) => parseIrrep(words[k], group, name)),
    charges: abelian.map((_, k) => parseRational(afterIrreps[k] ?? "0", name)),
    residues: finite.map((_, k) => Number(afterCharges[k] ?? "0")),
    real,
    copies,
  };
}

/**
 * Names of fields beside the Standard Model in the dictionary of J. de Blas, J. C. Criado, M. Perez-Victoria and
 * J. Santiago (JHEP 03 (2018) 109, arXiv 1711.10391), tables 1 to 3: SU(3), SU(2), hypercharge with Q = T3 + Y.
 */
import { formatRational, multiplyRationals, parseIrrep, parseRational, rational } from "../../exact/index.ts";
import { singletLabels } from "../theory.ts";
import type { Theory } from "../theory.ts";
import type { NewField } from "./extendedTheory.ts";
import { conjugateNumbers, numbersKey } from "./quantumNumbers.ts";

export const SCALAR_NAMES: Readonly<Record<string, string>> = {
  S: "1 1 0",
  S1: "1 1 1",
  S2: "1 1 2",
  phi: "1 2 1/2",
  Xi: "1 3 0",
  Xi1: "1 3 1",
  Theta1: "1 4 1/2",
  Theta3: "1 4 3/2",
  omega1: "3 1 -1/3",
  omega2: "3 1 2/3",
  omega4: "3 1 -4/3",
  Pi1: "3 2 1/6",
  Pi7: "3 2 7/6",
  zeta: "3 3 -1/3",
  Omega1: "6 1 1/3",
  Omega2: "6 1 -2/3",
  Omega4: "6 1 4/3",
  Upsilon: "6 3 1/3",
  Phi: "8 2 1/2",
};

export const FERMION_NAMES: Readonly<Record<string, string>> = {
  N: "1 1 0",
  E: "1 1 -1",
  Delta1: "1 2 -1/2",
  Delta3: "1 2 -3/2",
  Sigma: "1 3 0",
  Sigma1: "1 3 -1",
  U: "3 1 2/3",
  D: "3 1 -1/3",
  Q1: "3 2 1/6",
  Q5: "3 2 -5/6",
  Q7: "3 2 7/6",
  T1: "3 3 -1/3",
  T2: "3 3 2/3",
};

export const VECTOR_NAMES: Readonly<Record<string, string>> = {
  B: "1 1 0",
  B1: "1 1 1",
  W: "1 3 0",
  W1: "1 3 1",
  G: "8 1 0",
  G1: "8 1 1",
  H: "8 3 0",
  L1: "1 2 1/2",
  L3: "1 2 -3/2",
  U2: "3 1 2/3",
  U5: "3 1 5/3",
  Q1: "3 2 1/6",
  Q5: "3 2 -5/6",
  X: "3 3 2/3",
  Y1: "6bar 2 1/6",
  Y5: "6bar 2 -5/6",
};

export interface DictionaryEntry {
  readonly name: string;
  /** The dictionary has the conjugate of these numbers. */
  readonly conjugate: boolean;
}

/** What the dictionary calls a field, in a theory with SU(3), SU(2) and one U(1); undefined where it has none. */
export function dictionaryEntry({ numbers, twiceHelicity }: NewField, theory: Theory): DictionaryEntry | undefined {
  const [colour, weak, hypercharge, ...others] = theory.groups;
  const isUsual =
    colour?.kind === "SU" && colour.n === 3 && weak?.kind === "SU" && weak.n === 2 && hypercharge?.kind === "U1";
  // Further finite groups do not change what a field is called.
  if (!isUsual || others.some(({ kind }) => kind !== "Z")) return undefined;
  const names = twiceHelicity === "vector" ? VECTOR_NAMES : twiceHelicity === 0 ? SCALAR_NAMES : FERMION_NAMES;
  const keys = [numbers, conjugateNumbers(numbers, theory)].map((own) => numbersKey({ ...own, residues: [] }));
  const name = Object.keys(names).find((known) => keys.includes(keyOf(names[known], theory)));
  return name === undefined ? undefined : { name, conjugate: keyOf(names[name], theory) !== keys[0] };
}

function keyOf(text: string, { hyperchargeConvention }: Theory): string {
  const [colour, weak, charge] = text.split(" ");
  const scale = hyperchargeConvention === "T3+Y" ? 1 : 2;
  const irreps = [colour === "1" ? singletLabels(3) : parseIrrep(colour, 3), parseIrrep(weak, 2)];
  return [
    ...irreps.map((irrep) => irrep.join(" ")),
    formatRational(multiplyRationals(rational(scale), parseRational(charge))),
  ].join("|");
}

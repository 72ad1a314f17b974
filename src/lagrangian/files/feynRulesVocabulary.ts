/** What the names in the terms of a FeynRules model mean: multiplets with their indices, and tensors. */
import type { DynkinLabels } from "../../exact/index.ts";
import type { Theory } from "../theory.ts";

/** A class. A Dirac fermion has two fields of the theory as its parts, XL and XR; a Majorana fermion is X and its conjugate. */
export interface FrMultiplet {
  readonly fermion: boolean;
  readonly parts: readonly { readonly field: string; readonly conjugate: boolean }[];
  /** Names of its indices in the order of the file, the spinor index not among them. */
  readonly indices: readonly string[];
}

/** What an index stands for; a flavour index is none of these. */
export interface FrIndex {
  /** Place among the SU(N) factors. */
  readonly factor: number;
  readonly labels: DynkinLabels;
}

export interface FrVocabulary {
  readonly file: string;
  readonly theory: Theory;
  readonly multiplets: ReadonlyMap<string, FrMultiplet>;
  readonly indices: ReadonlyMap<string, FrIndex>;
  /** Generators in the fundamental irrep and structure constants, T and f, with the N of their group. */
  readonly generators: ReadonlyMap<string, number>;
  readonly structureConstants: ReadonlyMap<string, number>;
  /** Generators of other irreps, symmetric tensors, vector bosons: known, and not read in terms. */
  readonly otherNames: readonly string[];
  readonly ghosts: readonly string[];
  /** Undefined where the file lists none. */
  readonly parameters: readonly string[] | undefined;
}

/** Tensors that every model has; Eps of any number of indices. */
export const TENSORS = ["Eps", "IndexDelta", "PauliSigma"];
export const PROJECTORS: Readonly<Record<string, -1 | 1>> = { ProjM: -1, ProjP: 1 };
export const DERIVATIVES = ["DC", "del", "FS"];
export const GAMMAS = ["Ga", "Sig", "TensDot"];

/** A name of a multiplet, and whether it is the barred one. */
export function multipletOf(
  name: string,
  { multiplets }: Pick<FrVocabulary, "multiplets">,
): { multiplet: FrMultiplet; barred: boolean } | undefined {
  const plain = multiplets.get(name);
  if (plain !== undefined) return { multiplet: plain, barred: false };
  const barred = name.endsWith("bar") ? multiplets.get(name.slice(0, -3)) : undefined;
  return barred === undefined ? undefined : { multiplet: barred, barred: true };
}

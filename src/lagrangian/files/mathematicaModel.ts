/** What SARAH's and FeynRules' readers have in common at their end: a theory, and the Lagrangian as far as it was read. */
import type { Theory } from "../theory.ts";
import type { ListedTerm, ModelFile, UnreadPart } from "./modelFile.ts";

export interface MathematicaLagrangian {
  readonly terms: readonly ListedTerm[];
  readonly unread: readonly UnreadPart[];
  readonly notes: readonly string[];
  /** The statements that were read. */
  readonly heads: readonly string[];
}

interface Reading {
  readonly file: string;
  readonly theory: Theory;
  readonly writeTerm: ModelFile["writeTerm"];
  /** Undefined where the file declares fields only. */
  readonly lagrangian: MathematicaLagrangian | undefined;
  /** What is said of the statements besides those that were read. */
  readonly leftAside: (heads: readonly string[]) => readonly string[];
}

export function mathematicaModel({ file, theory, writeTerm, lagrangian, leftAside }: Reading): ModelFile {
  const { terms = [], unread = [], notes = [], heads = [] } = lagrangian ?? {};
  return {
    file,
    theory,
    convention: "tensor",
    definitions: [],
    groupTensors: [],
    terms,
    unread,
    writeTerm,
    listsTerms: lagrangian !== undefined,
    notes: [...notes, ...leftAside(heads)],
  };
}

/** What a model file says: a theory and the terms of its Lagrangian, each with the line it stands on. */
import type { Theory } from "../theory.ts";
import type { Term } from "../terms/term.ts";
import type { FlatTerm } from "./expandTerm.ts";
import type { IndexConvention } from "./fieldIndices.ts";
import type { Expression } from "./termExpression.ts";

/** A coupling with what it multiplies. A complex term stands for itself and its hermitian conjugate. */
export interface ListedTerm {
  readonly coupling: string;
  /** Name of its block. */
  readonly block: string;
  readonly expression: Expression | Contracted;
  /** As it stands in the file. */
  readonly text: string;
  readonly line: number;
  /** Whether the coupling has this symmetry under exchange of the generations of its two fermions. */
  readonly flavour: "general" | "symmetric" | "antisymmetric";
  /** The file allows the term and sets its coupling to 0. */
  readonly setToZero: boolean;
  /** Of files that write hermitian conjugates out, or say where to add them: a term without. */
  readonly withoutConjugate?: boolean | undefined;
  /** The file gives no indices, fields of this number have several contractions, and the reader has chosen the usual one. */
  readonly contractionChosen?: boolean | undefined;
}

/** What a coupling multiplies, multiplied out by the reader. */
export interface Contracted {
  readonly kind: "contracted";
  readonly products: readonly FlatTerm[];
}

/** A piece of a Lagrangian that the reader does not understand. */
export interface UnreadPart {
  readonly line: number;
  readonly found: string;
  readonly expected: string;
}

/** An abbreviation; its indices are those that stay open in the expression. */
export interface Definition {
  readonly name: string;
  readonly indices: readonly string[];
  readonly expression: Expression;
  readonly text: string;
  readonly line: number;
}

/** `t : t(SU2, 2)`: the generators T^a_ij in the fundamental irrep of a factor; `f : f(SU3)`: structure constants. */
export interface GroupTensor {
  readonly name: string;
  readonly kind: "generators" | "structure constants";
  readonly n: number;
}

/** A term as `glueball lagrangian export --format json` writes it. */
export interface WrittenTerm {
  readonly term: Term;
  readonly line: number;
}

export interface ModelFile {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly theory: Theory;
  /** How its terms write irreps that are neither fundamental nor adjoint. */
  readonly convention: IndexConvention;
  readonly definitions: readonly Definition[];
  readonly groupTensors: readonly GroupTensor[];
  readonly terms: readonly ListedTerm[];
  /** A contraction in the notation of the file, if it has one; else it is written as in PyR@TE. */
  readonly writeTerm?: ((product: FlatTerm) => string | undefined) | undefined;
  /** Pieces left out of the terms, without which nothing is known to be complete. */
  readonly unread?: readonly UnreadPart[] | undefined;
  /** Of an exported document, whose terms are these alone. */
  readonly written?: readonly WrittenTerm[] | undefined;
  /** For how many generations an exported document holds. */
  readonly generations?: number | undefined;
  /** Whether the file is of a kind that lists terms; of field declarations alone nothing can be missing. */
  readonly listsTerms: boolean;
  /** What the reader had to choose or noticed, in sentences. */
  readonly notes: readonly string[];
}

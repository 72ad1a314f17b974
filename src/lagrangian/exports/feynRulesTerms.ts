/** The terms of a FeynRules Lagrangian: couplings, epsilons, embeddings of irreps, spinor chains and scalars. */
import { specialUnitaryGroups } from "../theory.ts";
import type { Letter } from "../theory.ts";
import { innerProduct } from "./componentStates.ts";
import { conjugateTensor } from "./conjugateTensor.ts";
import type { NamedOperator } from "./couplings.ts";
import type { FrContext } from "./feynRulesFields.ts";
import { copiesOf } from "./feynRulesFields.ts";
import type { NamedTerm } from "./indexedTerm.ts";
import { namedTerms } from "./indexedTerm.ts";
import type { IrrepIndex } from "./irrepIndices.ts";
import { irrepIndex } from "./irrepIndices.ts";

/** With flavour indices the conjugate is always added, so that no coupling need be hermitian. */
export function isComplex({ reality }: NamedOperator, flavours: number): boolean {
  return reality === "pair" || flavours > 0;
}

/** Names without underscores, which are patterns in Mathematica. */
export function frName({ coupling }: NamedOperator): string {
  return coupling.name.replaceAll("_", "");
}

/** `LTerm3 := ...`. */
export function operatorText(context: FrContext, term: NamedOperator, k: number): string {
  const { letters } = context.lagrangian;
  const flavours = term.operator.slots.map((letter, slot) =>
    copiesOf(context, letters[letter]) > 1 ? `ff${slot + 1}` : undefined,
  );
  const shown = flavours.filter((name) => name !== undefined);
  const coupling = shown.length === 0 ? frName(term) : `${frName(term)}[${shown.join(", ")}]`;
  const prefix = term.reality === "imaginary" ? `I*${coupling}` : coupling;
  const products = namedTerms(term.operator, letters).map((own) => `${prefix}*${productText(context, own, flavours)}`);
  const sum = products.join(" + ").replaceAll("+ -", "- ");
  const name = `LTerm${k + 1}`;
  return isComplex(term, shown.length) ? `${name} := ${sum} + HC[${sum}];` : `${name} := ${sum};`;
}

/** Coefficient, epsilons, embeddings, fields; every name of an index in its own group. */
function productText(context: FrContext, term: NamedTerm, flavours: readonly (string | undefined)[]): string {
  const { letters } = context.lagrangian;
  const nameOf = (factor: number, name: string) => `c${factor}${plainName(name)}`;
  const epsilons = term.epsilons.map(
    ({ factor, names }) => `Eps[${names.map((name) => nameOf(factor, name)).join(", ")}]`,
  );
  const tensors: string[] = [];
  const held = term.factors.map(({ letter }) => letters[letter]);
  const fields = term.factors.map((own, slot) => {
    const letter = classLetter(context, held[slot]);
    const field = context.oriented.fields[letter.field];
    const indices = field.irreps.flatMap((labels, factor) => {
      const index = context.indices.get(`${factor} ${labels.join()}`);
      if (index === undefined) return [];
      const names = own.gauge[factor].map(({ name }) => nameOf(factor, name));
      const direct = index.kind === "fundamental" && (!letter.conjugate || index.n % 2 === 1);
      if (direct) return names;
      const single = `x${slot + 1}g${factor}`;
      tensors.push(embedding(index, letter.conjugate, [single, ...names]));
      return [single];
    });
    const flavour = flavours[slot];
    return { letter, indices: flavour === undefined ? indices : [...indices, flavour], name: field.name };
  });
  const spinors = fields.filter(({ letter }) => letter.fermion);
  const chain = spinors.length === 2 ? [spinorChain(spinors[0], spinors[1])] : [];
  const scalars = fields
    .filter(({ letter }) => !letter.fermion)
    .map(({ letter, indices, name }) => {
      const own = letter.conjugate ? `${name}bar` : name;
      return indices.length === 0 ? own : `${own}[${indices.join(", ")}]`;
    });
  const coefficient = held.reduce((product, letter) => product * doubleConjugation(context, letter), term.coefficient);
  const size = coefficient === 1 ? [] : [coefficient < 0 ? `(${coefficient})` : String(coefficient)];
  return [...size, ...epsilons, ...tensors, ...chain, ...scalars].join("*");
}

/** A letter as one of its class: uc is the conjugate of uR. */
function classLetter({ turned }: FrContext, letter: Letter): Letter {
  return turned[letter.field] ? { ...letter, conjugate: !letter.conjugate } : letter;
}

/** X+ of a class Y = X+ is Y++, which is - Y where the irrep is pseudo-real in an odd number of factors. */
function doubleConjugation({ oriented, turned }: FrContext, { field, conjugate }: Letter): number {
  if (!turned[field] || !conjugate) return 1;
  return specialUnitaryGroups(oriented).reduce((sign, { n }, k) => {
    const labels = oriented.fields[field].irreps[k];
    const [state] = irrepIndex(n, labels).states;
    const twice = conjugateTensor(n, labels.toReversed(), conjugateTensor(n, labels, state));
    return sign * Math.sign(innerProduct(state, twice)[0]);
  }, 1);
}

/** What joins the index of an irrep, the first, with fundamental indices; X~^b = eps^ba X*_a of a doublet. */
function embedding(
  index: IrrepIndex & { readonly name: string },
  conjugate: boolean,
  names: readonly string[],
): string {
  if (index.kind === "octet") return `Sqrt[2]*T[${names.join(", ")}]`;
  if (index.kind === "fundamental" && index.n === 2) return `Eps[${names.toReversed().join(", ")}]`;
  return `${conjugate ? "Cnj" : "Emb"}${index.name}[${names.join(", ")}]`;
}

interface FrFactor {
  readonly letter: Letter;
  readonly indices: readonly string[];
  readonly name: string;
}

/** x y of two spinors of one helicity: a bar, or CC[bar], in front, the field, or CC, behind. */
function spinorChain(one: FrFactor, other: FrFactor): string {
  // Symmetric: with one conjugate of the two it stands in front, and no CC is needed.
  const [first, second] = other.letter.conjugate && !one.letter.conjugate ? [other, one] : [one, other];
  const at = ({ indices }: FrFactor) => `[${["sp1", ...indices].join(", ")}]`;
  const front = first.letter.conjugate ? `${first.name}bar` : `CC[${first.name}bar]`;
  const behind = second.letter.conjugate ? `CC[${second.name}]` : second.name;
  return `${front}${at(first)}.${behind}${at(second)}`;
}

/** `i_{1}` and `\alpha` as names. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "");
}

/**
 * Contractions in the notation of the files that they are to be added to: `Delta[lef1,lef4] ... H.conj[H].Et.conj[Et]` for
 * SARAH, `y[f1,f2] QLbar[sp,i,f1,j].dR[sp,f2,j] Phi[i]` for FeynRules. The readers of both understand what is written here.
 */
import { conjugateIrrep, singlets } from "../../exact/index.ts";
import type { Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { FlatLetter, FlatTerm, TensorFactor } from "./expandTerm.ts";
import type { FrMultiplet, FrVocabulary } from "./feynRulesVocabulary.ts";
import { fieldIndices } from "./fieldIndices.ts";

const SUFFIXES = ["", "b", "c", "d", "e", "f"];

/** A field of a product with the tensor that has its indices. */
interface Held {
  readonly letter: FlatLetter;
  readonly indices: readonly string[];
}

function heldFields({ tensors, letters }: FlatTerm): Held[] {
  const fields = tensors.filter(({ meaning }) => meaning.kind === "field");
  return fields.map(({ indices }, k) => ({ letter: letters[k], indices }));
}

function fieldOf(theory: Theory, { name }: FlatLetter) {
  return theory.fields.find((field) => field.name === name)!;
}

/** Fields alone where there is one contraction in every group. */
export function writeSarahTerm(product: FlatTerm, theory: Theory): string {
  const held = heldFields(product);
  const fields = held.map(({ letter: { name, conjugate } }) => (conjugate ? `conj[${name}]` : name)).join(".");
  const isUnique = specialUnitaryGroups(theory).every(({ n }, factor) => {
    const irreps = held.map(({ letter }) => {
      const labels = fieldOf(theory, letter).irreps[factor];
      return letter.conjugate ? conjugateIrrep(labels) : labels;
    });
    return singlets(n, irreps) === 1;
  });
  if (isUnique) return fields;
  const ends = Map.groupBy(
    held.flatMap((own, place) => sarahEnds(own, place, product, theory)),
    ({ index }) => index,
  );
  const deltas = [...ends.values()].filter(({ length }) => length === 2);
  const epsilons = product.tensors.filter(({ meaning }) => meaning.kind === "epsilon");
  return [
    ...deltas.map((pair) => `Delta[${pair.map(({ text }) => text).join(",")}]`),
    ...epsilons.map(({ indices }) => `epsTensor[${indices.map((index) => ends.get(index)![0].text).join(",")}]`),
    fields,
  ].join(" ");
}

/** The indices of a field with their names in SARAH; an adjoint is a matrix, its first index up. */
function sarahEnds(
  { letter, indices }: Held,
  place: number,
  { tensors }: FlatTerm,
  theory: Theory,
): { index: string; text: string }[] {
  const counts = new Map<number, number>();
  return fieldIndices(fieldOf(theory, letter), "tensor").flatMap(({ factor, kind }, axis) => {
    const stem = `${specialUnitaryGroups(theory)[factor].name.slice(0, 3)}${place + 1}`;
    if (kind === "adjoint") {
      const [, upper, lower] = generatorOf(indices[axis], tensors)!.indices;
      const [first, second] = letter.conjugate ? [lower, upper] : [upper, lower];
      return [
        { index: first, text: stem },
        { index: second, text: `${stem}b` },
      ];
    }
    const count = counts.get(factor) ?? 0;
    counts.set(factor, count + 1);
    return [{ index: indices[axis], text: `${stem}${SUFFIXES[count]}` }];
  });
}

function generatorOf(index: string, tensors: readonly TensorFactor[]): TensorFactor | undefined {
  return tensors.find(({ meaning, indices }) => meaning.kind === "group" && indices[0] === index);
}

/** Undefined where a field has an irrep that FeynRules has no common notation for. */
export function writeFeynRulesTerm(product: FlatTerm, vocabulary: FrVocabulary): string | undefined {
  const { theory, generators } = vocabulary;
  const held = heldFields(product);
  const written = held.map((own, k) => writeField(own, `f${k + 1}`, vocabulary));
  const tensors = product.tensors.flatMap(({ meaning, indices }) => {
    if (meaning.kind === "field") return [];
    if (meaning.kind === "epsilon") return [`Eps[${indices.join(",")}]`];
    const name = [...generators].find(([, n]) => n === meaning.tensor.n)?.[0];
    return [name === undefined ? undefined : `${name}[${indices.join(",")}]`];
  });
  if (written.includes(undefined) || tensors.includes(undefined)) return undefined;
  const fields = written as WrittenField[];
  const spinors = fields.filter(({ multiplet }) => multiplet.fermion);
  const scalars = fields
    .filter(({ multiplet }) => !multiplet.fermion)
    .map(({ bar, name, list }) => `${name}${bar}${list}`);
  const flavours = fields.flatMap(({ flavour }) => flavour ?? []);
  const hand = held
    .map(({ letter }) => fieldOf(theory, letter).twiceHelicity * (letter.conjugate ? -1 : 1))
    .find((own) => own !== 0);
  return [
    ...(flavours.length === 0 ? [] : [`y[${flavours.join(",")}]`]),
    ...tensors,
    ...(spinors.length === 2 ? [writeChain(spinors[0], spinors[1], hand === 1 ? "ProjP" : "ProjM")] : []),
    ...scalars,
  ].join(" ");
}

interface WrittenField {
  readonly name: string;
  readonly bar: "" | "bar";
  readonly multiplet: FrMultiplet;
  readonly list: string;
  readonly flavour: string | undefined;
}

function writeField({ letter, indices }: Held, flavour: string, vocabulary: FrVocabulary): WrittenField | undefined {
  const { theory, multiplets } = vocabulary;
  const found = [...multiplets].find(([, { parts }]) => parts.some(({ field }) => field === letter.name));
  const own = fieldIndices(fieldOf(theory, letter), "tensor");
  if (found === undefined || new Set(own.map(({ factor }) => factor)).size < own.length) return undefined;
  const [name, multiplet] = found;
  const listed = multiplet.indices.map((declared) => {
    const index = vocabulary.indices.get(declared);
    return index === undefined ? flavour : indices[own.findIndex(({ factor }) => factor === index.factor)];
  });
  const names = multiplet.fermion ? ["sp", ...listed] : listed;
  return {
    name,
    bar: letter.conjugate ? "bar" : "",
    multiplet,
    list: names.length === 0 ? "" : `[${names.join(",")}]`,
    flavour: multiplet.indices.some((declared) => !vocabulary.indices.has(declared)) ? flavour : undefined,
  };
}

/** A barred spinor in front, CC where it is none; a projector where a class has two parts. */
function writeChain(one: WrittenField, other: WrittenField, projector: string): string {
  const [first, second] = other.bar === "bar" && one.bar === "" ? [other, one] : [one, other];
  const isMajorana = ({ multiplet: { parts } }: WrittenField) =>
    parts.length === 2 && parts[0].field === parts[1].field;
  const front = `${first.name}bar${first.list}`;
  const behind = `${second.name}${second.list}`;
  const isPlain = first.multiplet.parts.length === 1 && second.multiplet.parts.length === 1;
  return [
    first.bar === "bar" || isMajorana(first) ? front : `CC[${front}]`,
    ...(isPlain ? [] : [projector]),
    second.bar === "" || isMajorana(second) ? behind : `CC[${behind}]`,
  ].join(".");
}

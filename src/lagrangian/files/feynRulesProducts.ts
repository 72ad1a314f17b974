/**
 * A product of a FeynRules Lagrangian as contracted fields.
 *
 * Every index is written, `Qbar[sp, ii, ff1, cc].dR[sp, ff2, cc] Phi[ii]`, and indices of the same name are contracted; of two
 * spinors without indices all are joined. A bar or HC makes the conjugate, CC the charge conjugate, which is the conjugate
 * again: CC[Qbar].L is Q L. Two spinors make a scalar if both letters have one handedness, so that of the four products of
 * the parts of two Dirac fermions, psibar.chi, two remain, psiL+ chiR and psiR+ chiL, and one with ProjP or ProjM.
 *
 * Generations: an index that the coupling has too gives it components, one that it has not is summed, a number is that
 * generation. An irrep with an index of its own is a tensor with fundamental indices, to which `Emb...` and `Cnj...` of
 * the files of `lagrangian export` translate.
 */
import { conjugateIrrep, indexVariances, rational } from "../../exact/index.ts";
import type { Field } from "../theory.ts";
import { copyNumber, specialUnitaryGroups } from "../theory.ts";
import type { FlatTerm, Generation, Vocabulary } from "./expandTerm.ts";
import { expandTerm } from "./expandTerm.ts";
import type { FrMultiplet, FrVocabulary } from "./feynRulesVocabulary.ts";
import { GAMMAS, multipletOf, PROJECTORS } from "./feynRulesVocabulary.ts";
import { fieldIndices, isAdjoint } from "./fieldIndices.ts";
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { MathFactor, MathProduct } from "./mathematicaProducts.ts";
import type { Expression } from "./termExpression.ts";

/** A multiplet at its place, its spinor index left out. */
interface Placed {
  readonly name: string;
  readonly multiplet: FrMultiplet;
  readonly conjugate: boolean;
  readonly indices: readonly string[];
}

interface Context {
  readonly vocabulary: FrVocabulary;
  readonly piece: Piece;
  /** The indices of the couplings. */
  readonly components: readonly string[];
}

export function productText({ couplings, factors }: MathProduct): string {
  const names = couplings.map(({ name, indices }) => (indices.length === 0 ? name : `${name}[${indices.join(",")}]`));
  const fields = factors.map(({ name, indices, conjugate, charged }) => {
    const head = charged ? `CC[${name}]` : conjugate ? `HC[${name}]` : name;
    return indices === undefined ? head : `${head}[${indices.join(",")}]`;
  });
  return [...names, ...fields].join(" ");
}

/** One for each choice of parts of Dirac and Majorana fermions. @throws GlueballError lagrangian/unknown-construct. */
export function contractProduct(product: MathProduct, vocabulary: FrVocabulary): FlatTerm[] {
  const piece = { file: vocabulary.file, text: productText(product), line: product.line };
  const joined = withoutDeltas(product, piece);
  const components = joined.couplings.flatMap(({ indices }) => indices);
  const context: Context = { vocabulary, piece, components };
  refuseOtherNames(joined.factors, context);
  const placed = placeFields(joined.factors, context);
  const generations = generationsOf(placed, context);
  const { names, tensors } = writeTensors(joined.factors, context);
  return choicesOfParts(placed, joined.factors, context).flatMap((parts) => {
    const fields = parts.map(({ field, conjugate }, k): Expression => {
      const indices = indicesOf(placed[k], field, names, context);
      return { kind: "tensor", name: conjugate && !field.real ? `${field.name}bar` : field.name, indices };
    });
    const expression: Expression = { kind: "product", factors: [...joined.numbers, ...fields, ...tensors] };
    return expandTerm({ expression, ...piece }, termVocabulary(vocabulary)).map((flat) => ({
      ...flat,
      letters: flat.letters.map((letter, k) => ({ ...letter, generation: generations[k] })),
    }));
  });
}

/** Names that no file can have, so that a class may be called T. */
function termVocabulary({ file, theory, generators, structureConstants }: FrVocabulary): Vocabulary {
  const sizes = [...new Set(specialUnitaryGroups(theory).map(({ n }) => n))];
  return {
    file,
    fields: theory.fields,
    definitions: [],
    groupTensors: [
      ...[...generators].map(([name, n]) => ({ name: `#${name}`, kind: "generators" as const, n })),
      ...[...structureConstants].map(([name, n]) => ({ name: `#${name}`, kind: "structure constants" as const, n })),
      ...sizes.map((n) => ({ name: `#generators ${n}`, kind: "generators" as const, n })),
    ],
    convention: "tensor",
  };
}

/** IndexDelta[i, j] gives both indices one name. */
function withoutDeltas(product: MathProduct, piece: Piece): MathProduct {
  const delta = product.factors.find(({ name }) => name === "IndexDelta");
  if (delta === undefined) return product;
  const [kept, replaced, ...more] = delta.indices ?? [];
  if (replaced === undefined || more.length > 0) throw unknownConstruct(piece, "IndexDelta[i, j] with two indices");
  const rename = (index: string) => (index === replaced ? kept : index);
  const others = product.factors.filter((factor) => factor !== delta);
  return withoutDeltas(
    {
      ...product,
      couplings: product.couplings.map((own) => ({ ...own, indices: own.indices.map(rename) })),
      factors: others.map((factor) => ({ ...factor, indices: factor.indices?.map(rename) })),
    },
    piece,
  );
}

function refuseOtherNames(factors: readonly MathFactor[], { vocabulary, piece }: Context): void {
  const gamma = factors.find(({ name }) => GAMMAS.includes(name));
  if (gamma !== undefined) {
    throw unknownConstruct(piece, `two spinors without ${gamma.name}; kinetic terms have DC[field, mu] in them`);
  }
  const other = factors.find(({ name }) => vocabulary.otherNames.includes(name));
  if (other === undefined) return;
  throw unknownConstruct(
    piece,
    `scalars, spinors, Eps, IndexDelta, generators of fundamentals and f; not ${other.name}`,
  );
}

function placeFields(factors: readonly MathFactor[], { vocabulary, piece }: Context): Placed[] {
  const found = factors.flatMap((factor) => {
    const named = multipletOf(factor.name, vocabulary);
    return named === undefined ? [] : [{ ...factor, ...named }];
  });
  const bare = found.filter(({ multiplet, indices }) => multiplet.fermion && indices === undefined);
  const isBilinear = bare.length === 2 && String(bare[0].multiplet.indices) === String(bare[1].multiplet.indices);
  return found.map(({ name, multiplet, barred, conjugate, charged, indices }): Placed => {
    const count = multiplet.indices.length;
    const own = { name, multiplet, conjugate: [barred, conjugate, charged].filter(Boolean).length % 2 === 1 };
    if (indices === undefined && multiplet.fermion && isBilinear) {
      return { ...own, indices: multiplet.indices.map((_, k) => `joined ${k}`) };
    }
    const given = indices ?? [];
    if (given.length === count) return { ...own, indices: given };
    if (multiplet.fermion && given.length === count + 1) return { ...own, indices: given.slice(1) };
    const wanted = [...(multiplet.fermion ? ["spin"] : []), ...multiplet.indices].join(", ");
    throw unknownConstruct(piece, `the indices [${wanted}] of ${name}, not ${given.length}`);
  });
}

/** The generation of each field. */
function generationsOf(
  placed: readonly Placed[],
  { vocabulary, piece, components }: Context,
): (Generation | undefined)[] {
  const flavours = placed.map(({ multiplet, indices }) =>
    indices.filter((_, k) => !vocabulary.indices.has(multiplet.indices[k])),
  );
  return flavours.map(([index], k) => {
    if (index === undefined) return undefined;
    const field = vocabulary.theory.fields.find(({ name }) => name === placed[k].multiplet.parts[0].field)!;
    if (/^\d+$/.test(index)) {
      const copies = copyNumber(field.copies, Number(index));
      if (Number(index) < 1 || Number(index) > copies) {
        throw unknownConstruct(piece, `a generation of ${placed[k].name} from 1 to ${copies}, not ${index}`);
      }
      return Number(index) - 1;
    }
    const place = components.indexOf(index);
    if (place !== -1) return { index: `component ${place}`, summed: false };
    if (flavours.flat().filter((other) => other === index).length !== 2) {
      throw unknownConstruct(piece, `the index ${index} of ${placed[k].name} on two fields, or on a coupling too`);
    }
    return { index, summed: true };
  });
}

/** Parts of fermions that make a Lorentz scalar; those of what is none, where there are no others. */
function choicesOfParts(
  placed: readonly Placed[],
  factors: readonly MathFactor[],
  { vocabulary, piece }: Context,
): { field: Field; conjugate: boolean }[][] {
  const choices = placed
    .map(({ multiplet, conjugate }) =>
      multiplet.parts.map((part) => ({
        field: vocabulary.theory.fields.find(({ name }) => name === part.field)!,
        conjugate: part.conjugate !== conjugate,
      })),
    )
    .reduce<{ field: Field; conjugate: boolean }[][]>(
      (all, parts) => all.flatMap((choice) => parts.map((part) => [...choice, part])),
      [[]],
    );
  const projectors = factors.filter(({ name }) => name in PROJECTORS);
  const hands = projectors.map(({ name, conjugate }) => PROJECTORS[name] * (conjugate ? -1 : 1));
  const isScalar = (choice: readonly { field: Field; conjugate: boolean }[]) => {
    const own = choice
      .filter(({ field }) => field.twiceHelicity !== 0)
      .map(({ field, conjugate }) => field.twiceHelicity * (conjugate ? -1 : 1));
    return [...own, ...hands].every((hand) => hand === own[0]);
  };
  const scalars = choices.filter(isScalar);
  if (scalars.length === 0 && hands.length > 0)
    throw unknownConstruct(piece, "a projector that leaves something of the spinors");
  return scalars.length > 0 ? scalars : choices.slice(0, 1);
}

/** The gauge indices of a field in the order of the factors. */
function indicesOf(
  { multiplet, indices, name }: Placed,
  field: Field,
  names: ReadonlyMap<string, readonly string[]>,
  { vocabulary, piece }: Context,
): string[] {
  const placed = multiplet.indices.flatMap((declared, k) => {
    const index = vocabulary.indices.get(declared);
    return index === undefined ? [] : [{ ...index, name: indices[k] }];
  });
  const strange = placed.find((own) => /^\d/.test(own.name));
  if (strange !== undefined) throw unknownConstruct(piece, `gauge indices of ${name} as letters, not ${strange.name}`);
  const own = fieldIndices(field, "tensor");
  return placed
    .toSorted((a, b) => a.factor - b.factor)
    .flatMap(({ factor, name: index }) => {
      const count = own.filter((other) => other.factor === factor).length;
      const embedded = names.get(index);
      if (embedded !== undefined) return [...embedded];
      return count === 1 ? [index] : Array.from({ length: count }, (_, slot) => `${index}.${slot}`);
    });
}

interface WrittenTensors {
  /** Fundamental indices that stand for the index of another irrep. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly tensors: readonly Expression[];
}

function writeTensors(factors: readonly MathFactor[], context: Context): WrittenTensors {
  const { generators, structureConstants } = context.vocabulary;
  const names = new Map<string, readonly string[]>();
  const tensors = factors.flatMap((factor): Expression[] => {
    const { name, conjugate, indices = [] } = factor;
    const [a, i, j] = indices;
    const turned = conjugate ? [a, j, i] : [a, i, j];
    if (name === "Eps") return [tensor(name, indices)];
    if (structureConstants.has(name)) return [tensor(`#${name}`, indices)];
    if (generators.has(name)) return [tensor(`#${name}`, turned)];
    if (name === "PauliSigma") {
      return [
        { kind: "number", value: rational(2) },
        { kind: "tensor", name: "#generators 2", indices: turned },
      ];
    }
    if (!isEmbedding(name, context.vocabulary)) return [];
    const embedding = writeEmbedding(factor, context);
    if (embedding.names !== undefined) names.set(a, embedding.names);
    return [...embedding.tensors];
  });
  return { names, tensors };
}

/** `EmbSU3R20`, `CnjSU3R20` for the index SU3R20. */
export function isEmbedding(name: string, { indices }: Pick<FrVocabulary, "indices">): boolean {
  return /^(Emb|Cnj)/.test(name) && indices.has(name.slice(3));
}

/** What stands in the place of the single index: names for the indices of the field, or tensors that join them. */
interface Embedding {
  readonly names: readonly string[] | undefined;
  readonly tensors: readonly Expression[];
}

function writeEmbedding({ name, conjugate, indices = [] }: MathFactor, { vocabulary, piece }: Context): Embedding {
  const [single, ...joined] = indices;
  const { labels } = vocabulary.indices.get(name.slice(3))!;
  const isConjugate = name.startsWith("Cnj");
  const wanted = indexVariances(isConjugate ? conjugateIrrep(labels) : labels);
  if (conjugate || joined.length !== wanted.length) {
    throw unknownConstruct(piece, `${name} with ${wanted.length + 1} indices, and not inside HC alone`);
  }
  if (isAdjoint(labels))
    return { names: undefined, tensors: embeddedAdjoint(single, joined, wanted, labels.length + 1) };
  if (!isConjugate) return { names: joined, tensors: [] };
  if (labels.length === 1) {
    const names = joined.map((_, slot) => `${single}.${slot}`);
    const tensors = joined.map((index, slot): Expression => tensor("Eps", [names[slot], index]));
    return { names, tensors };
  }
  const barred = indexVariances(labels).map((variance) => (variance === "upper" ? "lower" : "upper"));
  if ([...barred].sort().join() !== [...wanted].sort().join()) {
    throw unknownConstruct(piece, `an irrep of which the conjugate has the indices ${barred.join(", ")}`);
  }
  const queues = Map.groupBy(joined, (_, k) => wanted[k]);
  return { names: barred.map((variance) => queues.get(variance)!.shift()!), tensors: [] };
}

/** One index of an adjoint as an upper and a lower one, in SU(2) as two upper ones. */
function embeddedAdjoint(
  single: string,
  joined: readonly string[],
  variances: readonly string[],
  n: number,
): Expression[] {
  if (n === 2) {
    const moved = `${single}.moved`;
    return [tensor("#generators 2", [single, joined[0], moved]), tensor("Eps", [moved, joined[1]])];
  }
  const [upper, lower] = ["upper", "lower"].map((variance) => joined[variances.indexOf(variance)]);
  return [tensor(`#generators ${n}`, [single, upper, lower])];
}

function tensor(name: string, indices: readonly string[]): Expression {
  return { kind: "tensor", name, indices };
}

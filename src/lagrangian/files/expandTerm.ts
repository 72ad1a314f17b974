/**
 * A term multiplied out: definitions are put in, sums are distributed, and what is left is a list of products of
 * numbers and tensors in which each index stands exactly twice. An index that is summed over inside a bracket, a power or
 * a definition gets a name of its own there, so that (Hbar[i] H[i])**2 is Hbar[i] H[i] Hbar[j] H[j].
 */
import { nearestNames } from "../../base/index.ts";
import type { Field } from "../theory.ts";
import type { IndexConvention } from "./fieldIndices.ts";
import { fieldIndices } from "./fieldIndices.ts";
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { Definition, GroupTensor } from "./modelFile.ts";
import type { Expression } from "./termExpression.ts";

/** What the names in a term mean. */
export interface Vocabulary {
  readonly file: string;
  readonly fields: readonly Field[];
  readonly definitions: readonly Definition[];
  readonly groupTensors: readonly GroupTensor[];
  readonly convention: IndexConvention;
}

export type TensorMeaning =
  | { readonly kind: "field"; readonly name: string; readonly conjugate: boolean }
  | { readonly kind: "epsilon" }
  | { readonly kind: "group"; readonly tensor: GroupTensor };

/** A number of an expression: rational, root, or the imaginary unit. */
export type NumberFactor = Extract<Expression, { kind: "number" | "root" | "imaginary" }>;

export interface TensorFactor {
  readonly meaning: TensorMeaning;
  readonly indices: readonly string[];
}

/** A product. */
export interface FlatTerm {
  readonly numbers: readonly NumberFactor[];
  readonly tensors: readonly TensorFactor[];
  /** The fields among the tensors, in their order. */
  readonly letters: readonly FlatLetter[];
}

export interface FlatLetter {
  readonly name: string;
  readonly conjugate: boolean;
  /** Any generation, with a component of the coupling for each, where nothing is said. */
  readonly generation?: Generation | undefined;
}

/** One generation, from 0; or an index, which is summed over unless the coupling has it too. Letters may share an index. */
export type Generation = number | { readonly index: string; readonly summed: boolean };

/** The largest number of products that a term may have. */
const MOST_PRODUCTS = 1000;

type Product = Pick<FlatTerm, "numbers" | "tensors">;

interface Expander {
  readonly vocabulary: Vocabulary;
  readonly piece: Piece;
  /** Definitions that are being put in, to find circles. */
  readonly open: readonly string[];
  /** Counts the names of summed indices. */
  readonly fresh: { count: number };
}

/** @throws GlueballError lagrangian/unknown-construct for unknown names and for indices that do not come in pairs. */
export function expandTerm(
  { expression, text, line }: { readonly expression: Expression; readonly text: string; readonly line: number },
  vocabulary: Vocabulary,
): FlatTerm[] {
  const piece = { file: vocabulary.file, text, line };
  const products = expand(expression, { vocabulary, piece, open: [], fresh: { count: 0 } });
  return products.map(({ numbers, tensors }) => {
    const open = openIndices({ numbers, tensors });
    if (open.length > 0) throw unknownConstruct(piece, `every index twice; "${open[0]}" stands once in a product`);
    requireSizes(tensors, vocabulary, piece);
    const letters = tensors.flatMap(({ meaning }) => (meaning.kind === "field" ? [meaning] : []));
    return { numbers, tensors, letters: letters.map(({ name, conjugate }) => ({ name, conjugate })) };
  });
}

function expand(expression: Expression, expander: Expander): Product[] {
  switch (expression.kind) {
    case "number":
    case "root":
    case "imaginary":
      return [{ numbers: [expression], tensors: [] }];
    case "sum":
      return expandSum(expression.terms, expander);
    case "product":
      return multiply(
        expression.factors.map((factor) => expand(factor, expander)),
        expander,
      );
    case "power": {
      const base = expand(expression.base, expander);
      return multiply(
        Array.from({ length: expression.exponent }, () => base),
        expander,
      );
    }
    case "tensor":
      return expandTensor(expression.name, expression.indices, expander);
    default:
      return expression satisfies never;
  }
}

function expandSum(terms: readonly Expression[], expander: Expander): Product[] {
  const products = terms.flatMap((term) => expand(term, expander));
  const open = products.map((product) => openIndices(product).sort().join(","));
  if (open.some((indices) => indices !== open[0])) {
    throw unknownConstruct(
      expander.piece,
      `the same open indices in all parts of a sum, not [${open.join("] and [")}]`,
    );
  }
  return products;
}

/** Every choice of one product from each factor; indices that are summed in a factor are renamed. */
function multiply(factors: readonly (readonly Product[])[], expander: Expander): Product[] {
  let products: Product[] = [{ numbers: [], tensors: [] }];
  for (const choices of factors) {
    products = products.flatMap((product) =>
      choices.map((choice) => {
        const { numbers, tensors } = renameSummed(choice, expander);
        return { numbers: [...product.numbers, ...numbers], tensors: [...product.tensors, ...tensors] };
      }),
    );
    if (products.length > MOST_PRODUCTS) throw unknownConstruct(expander.piece, `at most ${MOST_PRODUCTS} products`);
  }
  for (const product of products) {
    for (const [index, count] of indexCounts(product)) {
      if (count > 2) throw unknownConstruct(expander.piece, `every index twice; "${index}" stands ${count} times`);
    }
  }
  return products;
}

function expandTensor(name: string, indices: readonly string[], expander: Expander): Product[] {
  const { vocabulary, piece, open } = expander;
  const definition = vocabulary.definitions.find((candidate) => candidate.name === name);
  if (definition === undefined)
    return [{ numbers: [], tensors: [{ meaning: meaningOf(name, indices, expander), indices }] }];
  if (open.includes(name)) throw unknownConstruct(piece, `definitions without a circle; ${name} is defined by itself`);
  requireIndices(piece, name, indices, definition.indices.length);
  const inside = {
    ...expander,
    piece: { ...piece, text: definition.text, line: definition.line },
    open: [...open, name],
  };
  return expand(definition.expression, inside).map((product) => {
    const free = openIndices(product);
    if (free.length !== definition.indices.length || !free.every((index) => definition.indices.includes(index))) {
      throw unknownConstruct(
        inside.piece,
        `${name}[${definition.indices.join(",")}] to have the open indices of its definition, [${free.join(",")}]`,
      );
    }
    const names = new Map(definition.indices.map((index, k) => [index, indices[k]]));
    return rename(renameSummed(product, expander), names);
  });
}

function meaningOf(name: string, indices: readonly string[], { vocabulary, piece }: Expander): TensorMeaning {
  const { fields, groupTensors } = vocabulary;
  const group = groupTensors.find((tensor) => tensor.name === name);
  if (group !== undefined) {
    requireIndices(piece, name, indices, 3);
    return { kind: "group", tensor: group };
  }
  const field = fields.find((candidate) => candidate.name === name || `${candidate.name}bar` === name);
  if (field !== undefined) {
    const conjugate = field.name !== name;
    if (conjugate && field.real) throw unknownConstruct(piece, `${field.name} without bar: it is real`);
    requireIndices(piece, name, indices, fieldIndices(field, vocabulary.convention).length);
    return { kind: "field", name: field.name, conjugate };
  }
  if (name === "Eps" && indices.length >= 2) return { kind: "epsilon" };
  throw unknownName(name, knownNames(vocabulary), piece);
}

function knownNames({ fields, definitions, groupTensors }: Vocabulary): string[] {
  const letters = fields.flatMap(({ name, real }) => (real ? [name] : [name, `${name}bar`]));
  return [...letters, ...definitions.map(({ name }) => name), ...groupTensors.map(({ name }) => name), "Eps"];
}

function unknownName(name: string, names: readonly string[], piece: Piece): Error {
  const nearest = nearestNames(name, names);
  return unknownConstruct(
    piece,
    `names of fields, definitions and tensors; ${name} is none`,
    nearest.length === 0 ? undefined : `Did you mean ${nearest.join(", ")}?`,
  );
}

function requireIndices(piece: Piece, name: string, indices: readonly string[], expected: number): void {
  if (indices.length === expected) return;
  throw unknownConstruct(
    piece,
    `${expected} ${expected === 1 ? "index" : "indices"} of ${name}, not ${indices.length}`,
  );
}

/** How many values each index of a tensor has. */
function sizesOf({ meaning, indices }: TensorFactor, { fields, convention }: Vocabulary): number[] {
  if (meaning.kind === "epsilon") return indices.map(() => indices.length);
  if (meaning.kind === "field") {
    const field = fields.find(({ name }) => name === meaning.name)!;
    return fieldIndices(field, convention).map(({ size }) => size);
  }
  const { n, kind } = meaning.tensor;
  return kind === "generators" ? [n * n - 1, n, n] : indices.map(() => n * n - 1);
}

/** The two ends of a summed index must have as many values: this finds indices in a wrong order. */
function requireSizes(tensors: readonly TensorFactor[], vocabulary: Vocabulary, piece: Piece): void {
  const sizes = new Map<string, number>();
  for (const factor of tensors) {
    for (const [k, size] of sizesOf(factor, vocabulary).entries()) {
      const index = factor.indices[k];
      const other = sizes.get(index);
      if (other !== undefined && other !== size) {
        throw unknownConstruct(
          piece,
          `both ends of an index to have as many values; here one has ${other} and one ${size}`,
          "The indices of a field follow its non-singlet factors in the order of Groups",
        );
      }
      sizes.set(index, size);
    }
  }
}

function indexCounts({ tensors }: Product): Map<string, number> {
  const counts = new Map<string, number>();
  for (const index of tensors.flatMap(({ indices }) => indices)) counts.set(index, (counts.get(index) ?? 0) + 1);
  return counts;
}

/** The indices that stand once. */
function openIndices(product: Product): string[] {
  return [...indexCounts(product)].filter(([, count]) => count === 1).map(([index]) => index);
}

/** Names with a number cannot stand in a file, so a summed index meets no other. */
function renameSummed(product: Product, { fresh }: Expander): Product {
  const summed = [...indexCounts(product)].filter(([, count]) => count === 2).map(([index]) => index);
  return rename(product, new Map(summed.map((index) => [index, `#${++fresh.count}`])));
}

function rename(product: Product, names: ReadonlyMap<string, string>): Product {
  if (names.size === 0) return product;
  const tensors = product.tensors.map(({ meaning, indices }) => ({
    meaning,
    indices: indices.map((index) => names.get(index) ?? index),
  }));
  return { numbers: product.numbers, tensors };
}

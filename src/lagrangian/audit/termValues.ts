/**
 * Listed terms evaluated: every term becomes a list of rows, one for each choice of generations, with its values at
 * random field values modulo p as columns. Rows are proportional where contractions are, and the rank of many rows is
 * the number of independent operators among them.
 *
 * Two Weyl fermions of one helicity in a Lorentz scalar, eps^{ab} psi_a chi_b, anticommute and are contracted
 * antisymmetrically, so that psi chi = chi psi: with at most two fermions in a term their components may be taken as
 * commuting numbers, and no sign is left. A term of the conjugate type is evaluated as the complex conjugate: fields
 * and their bars exchanged, i turned to -i. Four fermions would need Grassmann signs; they do
 * not occur up to dimension 4.
 */
import type { FlatTerm, NumberFactor, TensorFactor } from "../files/expandTerm.ts";
import type { ListedTerm } from "../files/modelFile.ts";
import { copyNumber } from "../theory.ts";
import type { Theory } from "../theory.ts";
import type { FieldValues } from "./fieldValues.ts";
import { epsilon, generators, IMAGINARY, structureConstants } from "./groupElements.ts";
import type { ModularTensor } from "./modularTensor.ts";
import {
  contract,
  minus,
  modularRational,
  modularRoot,
  plus,
  scalarTensor,
  times,
  withIndices,
} from "./modularTensor.ts";

/** One row for each choice of generations: the values of the sum of these products at all points. */
export function termRows(
  products: readonly FlatTerm[],
  flavour: ListedTerm["flavour"],
  values: FieldValues,
  conjugate: boolean,
): Float64Array[] {
  const choices = generationChoices(products[0], values);
  const rows = choices.map((choice) => evaluateAll(products, choice, values, conjugate));
  if (flavour === "general") return rows;
  // Y_fg = Y_gf or - Y_gf: a term and the one with the generations of its two fermions exchanged come together.
  const [a, b] = fermionPlaces(products[0], values.theory);
  const keys = choices.map(String);
  return rows.map((row, k) => {
    const exchanged = [...choices[k]];
    [exchanged[a], exchanged[b]] = [exchanged[b], exchanged[a]];
    const other = rows[keys.indexOf(String(exchanged))];
    return row.map((value, point) => plus(value, flavour === "symmetric" ? other[point] : minus(other[point])));
  });
}

function fermionPlaces({ letters }: FlatTerm, theory: Theory): number[] {
  const isFermion = (name: string) => theory.fields.find((field) => field.name === name)!.twiceHelicity !== 0;
  return letters.flatMap(({ name }, k) => (isFermion(name) ? [k] : []));
}

/** Of each letter: a number, or the name of what its generation is chosen by. */
function generationKeys({ letters }: FlatTerm): (string | number)[] {
  return letters.map(({ generation }, k) =>
    typeof generation === "object" ? generation.index : (generation ?? `letter ${k}`),
  );
}

/** All generations that the coupling has components for, in the order of the letters. */
function generationChoices(product: FlatTerm, values: FieldValues): number[][] {
  return choicesOf(product, values, freeKeys(product));
}

function freeKeys(product: FlatTerm): string[] {
  const keys = generationKeys(product).filter((key, k) => {
    const { generation } = product.letters[k];
    return typeof key === "string" && !(typeof generation === "object" && generation.summed);
  });
  return [...new Set(keys)] as string[];
}

/** All values of these keys. */
function choicesOf(product: FlatTerm, { theory, generations }: FieldValues, keys: readonly string[]): number[][] {
  const all = generationKeys(product);
  return keys.reduce<number[][]>(
    (choices, key) => {
      const { name } = product.letters[all.indexOf(key)];
      const field = theory.fields.find((other) => other.name === name)!;
      const copies = copyNumber(field.copies, generations);
      return choices.flatMap((choice) => Array.from({ length: copies }, (_, generation) => [...choice, generation]));
    },
    [[]],
  );
}

/** The generations of the letters for one choice of the free keys: one list for each value of those that are summed. */
function generationsOf(product: FlatTerm, choice: readonly number[], values: FieldValues): number[][] {
  const keys = generationKeys(product);
  const free = freeKeys(product);
  const summed = [...new Set(keys.filter((key) => typeof key === "string" && !free.includes(key)))] as string[];
  return choicesOf(product, values, summed).map((sum) =>
    keys.map((key) => {
      if (typeof key === "number") return key;
      return free.includes(key) ? choice[free.indexOf(key)] : sum[summed.indexOf(key)];
    }),
  );
}

function evaluateAll(
  products: readonly FlatTerm[],
  choice: readonly number[],
  values: FieldValues,
  conjugate: boolean,
): Float64Array {
  const terms = products.flatMap((product) =>
    generationsOf(product, choice, values).map((generations) => ({ product, generations })),
  );
  return Float64Array.from({ length: values.points }, (_, point) =>
    terms.reduce(
      (sum, { product, generations }) => plus(sum, evaluate(product, generations, values, { conjugate, point })),
      0,
    ),
  );
}

/** The tensors are multiplied in their order, each with the next one that shares an index, to stay small. */
function evaluate(
  { numbers, tensors }: FlatTerm,
  choice: readonly number[],
  values: FieldValues,
  at: { readonly conjugate: boolean; readonly point: number },
): number {
  let letter = 0;
  const waiting = tensors.map((factor) => {
    const generation = factor.meaning.kind === "field" ? choice[letter++] : 0;
    return withIndices(components(factor, generation, values, at), factor.indices);
  });
  let product = scalarTensor(numbers.reduce((total, number) => times(total, numberValue(number, at.conjugate)), 1));
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ indices }) => indices.some((index) => product.indices.includes(index)));
    product = contract(product, waiting.splice(Math.max(next, 0), 1)[0]);
  }
  return product.values[0];
}

function components(
  { meaning, indices }: TensorFactor,
  generation: number,
  values: FieldValues,
  { conjugate, point }: { readonly conjugate: boolean; readonly point: number },
): ModularTensor {
  if (meaning.kind === "epsilon") return epsilonOf(indices.length);
  if (meaning.kind === "group") return groupTensor(meaning.tensor.kind, meaning.tensor.n, conjugate);
  const { real } = values.theory.fields.find((field) => field.name === meaning.name)!;
  return values.of(meaning.name, !real && meaning.conjugate !== conjugate, generation, point);
}

const tensorOfGroup = new Map<string, ModularTensor>();

function remembered(key: string, make: () => ModularTensor): ModularTensor {
  const found = tensorOfGroup.get(key) ?? make();
  tensorOfGroup.set(key, found);
  return found;
}

function epsilonOf(n: number): ModularTensor {
  return remembered(`eps ${n}`, () => epsilon(n));
}

function groupTensor(kind: "generators" | "structure constants", n: number, conjugate: boolean): ModularTensor {
  if (kind === "structure constants") return remembered(`f ${n}`, () => structureConstants(n));
  return remembered(`t ${n} ${conjugate}`, () => generators(n, conjugate));
}

function numberValue(number: NumberFactor, conjugate: boolean): number {
  if (number.kind === "number") return modularRational(number.value);
  if (number.kind === "imaginary") return conjugate ? minus(IMAGINARY) : IMAGINARY;
  const root = modularRoot(modularRational(number.radicand));
  if (root === undefined) throw new RangeError(`sqrt(${number.radicand.numerator}/${number.radicand.denominator})`);
  return root;
}

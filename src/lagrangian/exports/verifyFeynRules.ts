/**
 * A written FeynRules model against the Lagrangian: fields and charges as in the theory, every term, evaluated as it
 * stands in the file on random fields, equal to the operator it came from, and the covariant derivatives that the file's
 * charges and generators mean equal to those of the tensors.
 */
import { createRng } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";
import { innerProduct } from "./componentStates.ts";
import type { FeynRulesModel } from "./feynRules.ts";
import { indicesOf } from "./feynRulesFields.ts";
import { frName, isComplex } from "./feynRulesTerms.ts";
import type { FrContent, FrValues, SparseEntry } from "./feynRulesReader.ts";
import { expressionValue, readFeynRules } from "./feynRulesReader.ts";
import type { ClassNumbers } from "./feynrules/covariantTerms.ts";
import { gaugeFaults, matterValue } from "./feynrules/covariantTerms.ts";
import type { FieldJet, FieldTensor, HermitianMatrix, Jets } from "./fieldJets.ts";
import { conjugateField, randomJets } from "./fieldJets.ts";
import { fundamentalGenerators } from "./irrepIndices.ts";
import { matterInteractions, operatorValues, unmixedCouplings } from "./lagrangianValue.ts";

export interface FeynRulesCheck {
  readonly classes: number;
  readonly terms: number;
  /** Relative, the largest of all terms. */
  readonly largestDifference: number;
  readonly faults: readonly string[];
}

const AGREEMENT = 1e-9; // relative

/** Reads the text and compares. */
export function verifyFeynRules(model: FeynRulesModel, seed = 1): FeynRulesCheck {
  const content = readFeynRules(model.text);
  const rng = createRng(seed).fork("feynrules check");
  const jets = randomJets(model.oriented, model.generations, rng.fork("fields"));
  const own = jetsOfTheory(model, jets);
  const values = valuesOf(model, content, jets, rng.fork("couplings"));
  const faults = model.oriented.fields.flatMap(({ name }) =>
    content.classes.some((declared) => declared.name === name) ? [] : [`the class of ${name} is missing`],
  );
  let largest = 0;
  const compare = (what: string, read: Complex, expected: Complex) => {
    const difference = complexSize(subtractComplex(read, expected)) / Math.max(complexSize(expected), 1e-12);
    largest = Math.max(largest, difference);
    if (!(difference <= AGREEMENT)) faults.push(`${what} differs by ${difference}`);
  };
  if (content.terms.length !== model.terms.length)
    faults.push(`${content.terms.length} of ${model.terms.length} terms`);
  content.terms.forEach(({ name, expression }, k) => {
    const term = model.terms[k];
    compare(
      `${name} (${term.coupling.name})`,
      expressionValue(expression, content, values),
      termValue(model, own, values, k),
    );
  });
  const couplings = model.theory.groups.map((group, k) =>
    jets.gauge[k] === undefined || group.kind === "Z" ? 0 : 0.3 + k,
  );
  compare(
    "LMatter",
    matterValue(model, content, classNumbers(model, jets, couplings)),
    matterInteractions(own, unmixedCouplings(couplings)),
  );
  faults.push(...gaugeFaults(model, content));
  return { classes: content.classes.length, terms: content.terms.length, largestDifference: largest, faults };
}

/** The fields of the theory itself: where a class is the conjugate of a field, the conjugates of its values. */
function jetsOfTheory({ theory, oriented, turned }: FeynRulesModel, jets: Jets): Jets {
  return {
    ...jets,
    theory,
    fields: jets.fields.map((copies, k) => {
      if (!turned[k]) return copies;
      const conjugate = (tensor: FieldTensor) => conjugateField(oriented, oriented.fields[k], tensor);
      return copies.map(({ value, gradient }) => ({ value: conjugate(value), gradient: gradient.map(conjugate) }));
    }),
  };
}

/** Fields in the indices of their classes, and random couplings. */
function valuesOf(model: FeynRulesModel, content: FrContent, jets: Jets, rng: Rng): FrValues {
  const fields = new Map(
    model.oriented.fields.map((field, k) => {
      const copies = jets.fields[k].length;
      const entries = jets.fields[k].flatMap(({ value }, generation) =>
        classComponents(model, k, value).map((own) => ({
          indices: copies > 1 ? [...own.indices, generation] : own.indices,
          value: own.value,
        })),
      );
      return [field.name, entries] as const;
    }),
  );
  const couplings = new Map(
    content.parameters
      .filter(({ external }) => external)
      .map(({ name, sizes, complex }) => {
        const own = rng.fork(name);
        const entries = placesOf(sizes).map((indices): SparseEntry => {
          const im = complex ? own.uniform() - 0.5 : 0;
          return { indices, value: [own.uniform() + 0.2, im] };
        });
        return [name, entries] as const;
      }),
  );
  return { field: (name) => fields.get(name), coupling: (name) => couplings.get(name) };
}

function placesOf(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (found, size) => found.flatMap((own) => Array.from({ length: size }, (_, k) => [...own, k])),
    [[]],
  );
}

/** The components along the states of each irrep; a singlet factor has none. */
function classComponents({ oriented, indices }: FeynRulesModel, field: number, tensor: FieldTensor): SparseEntry[] {
  const own = indicesOf({ indices }, oriented.fields[field]);
  const factors = own.map(({ factor }) => factor);
  return placesOf(own.map(({ dimension }) => dimension)).map((place) => ({
    indices: place,
    value: sumComplex(
      tensor.map(({ value, factors: parts }) =>
        parts.reduce<Complex>((product, part, factor) => {
          const k = factors.indexOf(factor);
          const component = k === -1 ? (part.get(0) ?? [0, 0]) : innerProduct(own[k].states[place[k]], part);
          return multiplyComplex(product, component as Complex);
        }, value),
      ),
    ),
  }));
}

/** The operator with the couplings that the file declares; all flavour components, as its sum over indices runs. */
function termValue({ lagrangian, terms }: FeynRulesModel, jets: Jets, values: FrValues, k: number): Complex {
  const { letters } = lagrangian;
  const term = terms[k];
  const valueOf = operatorValues(jets, letters);
  const copies = term.operator.slots.map((letter) => jets.fields[letters[letter].field].length);
  const coupling = values.coupling(frName(term)) ?? [];
  const sum = sumComplex(
    coupling.map(({ indices, value }) => {
      let used = 0;
      const flavours = copies.map((count) => (count > 1 ? indices[used++] : 0));
      return multiplyComplex(value, valueOf(term.operator, flavours));
    }),
  );
  const own = term.reality === "imaginary" ? multiplyComplex([0, 1], sum) : sum;
  const flavoured = copies.some((count) => count > 1);
  return isComplex(term, flavoured ? 1 : 0) ? addComplex(own, conjugateComplex(own)) : own;
}

function classNumbers(model: FeynRulesModel, jets: Jets, couplings: readonly number[]): ClassNumbers {
  const at = (name: string, tensorOf: (jet: FieldJet) => FieldTensor) => {
    const field = model.oriented.fields.findIndex((own) => own.name === name);
    return jets.fields[field].map((jet) => classComponents(model, field, tensorOf(jet)).map(({ value }) => value));
  };
  return {
    value: (name) => at(name, ({ value }) => value),
    gradient: (name, m) => at(name, ({ gradient }) => gradient[m]),
    boson: (group, m) => bosonComponents(model, jets.gauge[group]!.value[m], group),
    bosonGradient: (group, m, n) => bosonComponents(model, jets.gauge[group]!.gradient[m][n], group),
    couplings,
    currentVector: jets.currentVector,
  };
}

/** A^a = 2 tr(A T^a) in the basis of the file. */
function bosonComponents({ theory }: FeynRulesModel, matrix: HermitianMatrix, group: number): number[] {
  if (theory.groups[group].kind === "U1") return [matrix[0][0][0]];
  return fundamentalGenerators(matrix.length).map(
    (own) => 2 * sumComplex(matrix.flatMap((row, i) => row.map((entry, j) => multiplyComplex(entry, own[j][i]))))[0],
  );
}

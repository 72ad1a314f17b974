/**
 * A written FeynRules model against the Lagrangian: fields and charges as in the theory, every term, evaluated as it
 * stands in the file on random fields, equal to the operator it came from, and the covariant derivatives that the file's
 * charges and generators mean equal to those of the tensors.
 */
import { createRng } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { bosonName, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import { colourEntries, gellMannMatrices } from "./colourTensors.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";
import { innerProduct } from "./componentStates.ts";
import { identifier } from "./identifier.ts";
import type { FeynRulesModel } from "./feynRules.ts";
import { indicesOf } from "./feynRulesFields.ts";
import { frName, isComplex } from "./feynRulesTerms.ts";
import type { FrClass, FrContent, FrValues, SparseEntry } from "./feynRulesReader.ts";
import { expressionValue, readFeynRules } from "./feynRulesReader.ts";
import type { FieldTensor, Jets } from "./fieldJets.ts";
import { conjugateField, METRIC, randomJets } from "./fieldJets.ts";
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
    matterValue(model, content, jets, couplings),
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
    [...content.couplings].map(([name, { sizes, complex }]) => {
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

/** Interactions of LMatter with the generators and charges of the file. */
function matterValue(model: FeynRulesModel, content: FrContent, jets: Jets, couplings: readonly number[]): Complex {
  const parts = content.matter.map((text) => {
    const [, spinor] = /^I\*(\w+)bar\.Ga\[mu\]\.DC\[\1, mu\]$/.exec(text) ?? [];
    const [, half, scalar] =
      /^(1\/2\*)?DC\[\w+(?:\[[\w, ]*\])?, mu\]\*DC\[(\w+?)(?:\[[\w, ]*\])?, mu\]$/.exec(text) ?? [];
    const name = spinor ?? scalar;
    const field = model.oriented.fields.findIndex((own) => own.name === name);
    const declared = content.classes.find((own) => own.name === name);
    if (field === -1 || declared === undefined) return [Number.NaN, 0] as const;
    // The current of a spinor is minus that of its conjugate, for they anticommute; the numbers here do not.
    const norm = spinor !== undefined && model.turned[field] ? -1 : half === undefined ? 1 : 1 / 2;
    return sumComplex(
      jets.fields[field].map(({ value, gradient }) => {
        const own = dense(classComponents(model, field, value));
        const derivatives = gradient.map((tensor) => dense(classComponents(model, field, tensor)));
        return scaleComplex(
          covariantPart({ model, content, jets, couplings, declared }, own, derivatives, spinor !== undefined),
          norm,
        );
      }),
    );
  });
  return sumComplex(parts);
}

function dense(entries: readonly SparseEntry[]): Complex[] {
  return entries.map(({ value }) => value);
}

interface Covariant {
  readonly model: FeynRulesModel;
  readonly content: FrContent;
  readonly jets: Jets;
  readonly couplings: readonly number[];
  readonly declared: FrClass;
}

function covariantPart(
  context: Covariant,
  own: readonly Complex[],
  derivatives: readonly (readonly Complex[])[],
  spinor: boolean,
): Complex {
  const { jets } = context;
  return sumComplex(
    METRIC.map((sign, m) => {
      const action = gaugeAction(context, own, m);
      if (spinor) return scaleComplex(dot(own, action), sign * jets.currentVector[m]);
      const covariant = derivatives[m].map((value, k) => addComplex(value, multiplyComplex([0, -1], action[k])));
      return scaleComplex(subtractComplex(dot(covariant, covariant), dot(derivatives[m], derivatives[m])), sign);
    }),
  );
}

function dot(a: readonly Complex[], b: readonly Complex[]): Complex {
  return sumComplex(a.map((value, k) => multiplyComplex(conjugateComplex(value), b[k])));
}

/** g A^a T^a on every index, and g Y B. */
function gaugeAction(
  { model, content, jets, couplings, declared }: Covariant,
  own: readonly Complex[],
  m: number,
): Complex[] {
  const { theory } = model;
  const names = declared.indices.filter((name) => !name.startsWith("Gen"));
  const sizes = names.map((name) => content.ranges.get(name) ?? 0);
  const table = [...model.indices.values()];
  let total = own.map((): Complex => [0, 0]);
  names.forEach((name, axis) => {
    const { factor } = table.find((index) => index.name === name)!;
    const group = theory.groups.indexOf(specialUnitaryGroups(theory)[factor]);
    const matrix = actionMatrix(content, name, bosonComponents(jets, group, m, name));
    total = total.map((value, k) =>
      addComplex(value, scaleComplex(alongAxis(own, matrix, sizes, axis, k), couplings[group])),
    );
  });
  for (const [k, group] of theory.groups.entries()) {
    const jet = jets.gauge[k];
    if (jet === undefined || group.kind !== "U1" || !unitaryGroups(theory).includes(group)) continue;
    const charge = declared.charges.get(identifier(group.name)) ?? 0;
    total = total.map((value, j) =>
      addComplex(value, scaleComplex(own[j], charge * couplings[k] * jet.value[m][0][0][0])),
    );
  }
  return total;
}

/** A^a = 2 tr(A T^a) in the basis of the file. */
function bosonComponents(jets: Jets, group: number, m: number, name: string): number[] {
  const matrix = jets.gauge[group]!.value[m];
  const basis = name === "Colour" || name === "Gluon" ? gellMannMatrices() : fundamentalGenerators(matrix.length);
  return basis.map(
    (own) => 2 * sumComplex(matrix.flatMap((row, i) => row.map((entry, j) => multiplyComplex(entry, own[j][i]))))[0],
  );
}

/** sum_a A^a T^a on an index: of gluons (T^a)_bc = - i f^abc. */
function actionMatrix(content: FrContent, name: string, components: readonly number[]): Complex[][] {
  if (name === "Gluon") {
    const matrix = components.map(() => components.map((): Complex => [0, 0]));
    for (const {
      indices: [a, b, c],
      value,
    } of colourEntries("f", 0)) {
      matrix[b][c] = addComplex(matrix[b][c], multiplyComplex([0, -components[a]], value));
    }
    return matrix;
  }
  const generators = name === "Colour" ? gellMannMatrices() : content.generators.get(name)!;
  return generators[0].map((row, i) =>
    row.map((_, j) => sumComplex(generators.map((own, a) => scaleComplex(own[i][j], components[a])))),
  );
}

/** Component k of a matrix on one axis. */
function alongAxis(
  own: readonly Complex[],
  matrix: readonly (readonly Complex[])[],
  sizes: readonly number[],
  axis: number,
  k: number,
): Complex {
  const stride = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  const place = Math.floor(k / stride) % sizes[axis];
  return sumComplex(matrix[place].map((entry, j) => multiplyComplex(entry, own[k + (j - place) * stride])));
}

/** LGauge holds -1/4 F F of every gauged factor, and nothing else. */
function gaugeFaults({ theory }: FeynRulesModel, content: FrContent): string[] {
  const expected = theory.groups.flatMap((group) => {
    if (group.kind === "Z" || !group.gauged) return [];
    const strength = `FS[${identifier(bosonName(group))}, mu, nu${group.kind === "SU" ? ", aa" : ""}]`;
    return [`-1/4*${strength}*${strength}`];
  });
  return expected.join() === content.gauge.join() ? [] : ["LGauge is not -1/4 F F of every gauged factor"];
}

/**
 * The values of LMatter and LGauge of a FeynRules model on numbers for its classes: covariant derivatives D = d - i g A with the
 * charges, generators and structure constants that the file declares. What has no gauge field is left out.
 *
 * The current of a spinor is minus that of its conjugate, for spinors anticommute; the numbers here (fieldJets.ts) do not,
 * so that classes that are conjugates of left-handed fields get that sign.
 */
import { permutations, permutationSign } from "../../../exact/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../../complexNumbers.ts";
import { specialUnitaryGroups, unitaryGroups } from "../../theory.ts";
import { colourEntries, gellMannMatrices } from "../colourTensors.ts";
import type { FrContext } from "../feynRulesFields.ts";
import type { FrClass, FrContent, SparseEntry } from "../feynRulesReader.ts";
import { notUnderstood } from "../feynRulesReader.ts";
import { METRIC } from "../fieldJets.ts";
import { identifier } from "../identifier.ts";
import type { GaugedGroup } from "./gaugeGroups.ts";
import { fundamentalMatrices, gaugedGroups } from "./gaugeGroups.ts";
import { placesOf } from "./fieldDefinitions.ts";

/** Numbers for the classes of a file. */
export interface ClassNumbers {
  /** [generation][component], components in the order of the indices of the class. */
  value(name: string): readonly (readonly Complex[])[];
  /** The same of d_m of a scalar. */
  gradient(name: string, m: number): readonly (readonly Complex[])[];
  /** A^a_m of a gauge factor, by number of the group; one number for a U(1). */
  boson(group: number, m: number): readonly number[];
  /** d_m A^a_n. */
  bosonGradient(group: number, m: number, n: number): readonly number[];
  /** By number of the group. */
  readonly couplings: readonly number[];
  /** n of the currents (fieldJets.ts). */
  readonly currentVector: readonly number[];
}

interface Covariant {
  readonly context: FrContext;
  readonly content: FrContent;
  readonly numbers: ClassNumbers;
  readonly declared: FrClass;
}

/** Interactions of LMatter; NaN where a term is not understood. */
export function matterValue(context: FrContext, content: FrContent, numbers: ClassNumbers): Complex {
  const parts = content.matter.map((text) => {
    const [, spinor] = /^I\*(\w+)bar\.Ga\[mu\]\.DC\[\1, mu\]$/.exec(text) ?? [];
    const [, half, first, indices, scalar, others] =
      /^(1\/2\*)?DC\[(\w+?)(\[[\w, ]*\])?, mu\]\*DC\[(\w+?)(\[[\w, ]*\])?, mu\]$/.exec(text) ?? [];
    const name = spinor ?? scalar;
    const field = context.oriented.fields.findIndex((own) => own.name === name);
    const declared = content.classes.find((own) => own.name === name);
    const isNorm =
      spinor !== undefined || (indices === others && first === (half === undefined ? `${scalar}bar` : scalar));
    if (field === -1 || declared === undefined || !isNorm) return [Number.NaN, 0] as const;
    const norm = spinor === undefined ? (half === undefined ? 1 : 1 / 2) : context.turned[field] ? -1 : 1;
    return sumComplex(
      numbers.value(name).map((own, generation) => {
        const gradients =
          spinor === undefined ? METRIC.map((_, m) => numbers.gradient(name, m)[generation]) : undefined;
        return scaleComplex(covariantPart({ context, content, numbers, declared }, own, gradients), norm);
      }),
    );
  });
  return sumComplex(parts);
}

/** Of a spinor x* A x n, of a scalar |D x|^2 - |d x|^2. */
function covariantPart(
  all: Covariant,
  own: readonly Complex[],
  gradients: readonly (readonly Complex[])[] | undefined,
): Complex {
  return sumComplex(
    METRIC.map((sign, m) => {
      const action = gaugeAction(all, own, m);
      if (gradients === undefined) return scaleComplex(dot(own, action), sign * all.numbers.currentVector[m]);
      const covariant = gradients[m].map((value, k) => addComplex(value, multiplyComplex([0, -1], action[k])));
      return scaleComplex(subtractComplex(dot(covariant, covariant), dot(gradients[m], gradients[m])), sign);
    }),
  );
}

function dot(a: readonly Complex[], b: readonly Complex[]): Complex {
  return sumComplex(a.map((value, k) => multiplyComplex(conjugateComplex(value), b[k])));
}

/** g A^a T^a on every index, and g Y B. */
function gaugeAction(
  { context, content, numbers, declared }: Covariant,
  own: readonly Complex[],
  m: number,
): Complex[] {
  const { theory } = context;
  const names = declared.indices.filter((name) => !name.startsWith("Gen"));
  const sizes = names.map((name) => content.ranges.get(name) ?? 0);
  const table = [...context.indices.values()];
  let total = own.map((): Complex => [0, 0]);
  names.forEach((name, axis) => {
    const { factor } = table.find((index) => index.name === name)!;
    const group = theory.groups.indexOf(specialUnitaryGroups(theory)[factor]);
    if (numbers.couplings[group] === 0) return;
    const matrix = actionMatrix(content, name, numbers.boson(group, m));
    total = total.map((value, k) =>
      addComplex(value, scaleComplex(alongAxis(own, matrix, sizes, axis, k), numbers.couplings[group])),
    );
  });
  for (const group of unitaryGroups(theory)) {
    const k = theory.groups.indexOf(group);
    if (!group.gauged || numbers.couplings[k] === 0) continue;
    const charge = declared.charges.get(identifier(group.name)) ?? 0;
    const size = charge * numbers.couplings[k] * numbers.boson(k, m)[0];
    total = total.map((value, j) => addComplex(value, scaleComplex(own[j], size)));
  }
  return total;
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
export function gaugeFaults({ theory, bosons }: FrContext, content: FrContent): string[] {
  const expected = theory.groups.flatMap((group) => {
    if (group.kind === "Z" || !group.gauged) return [];
    const strength = `FS[${bosons.get(group.name)!}, mu, nu${group.kind === "SU" ? ", aa" : ""}]`;
    return [`-1/4*${strength}*${strength}`];
  });
  return expected.join() === content.gauge.join() ? [] : ["LGauge is not -1/4 F F of every gauged factor"];
}

/** -1/4 F F of all factors without what is quadratic: F^a = d A^a - d A^a + g f^abc A^b A^c. */
export function gaugeValue(
  context: FrContext,
  constants: ReadonlyMap<string, readonly SparseEntry[]>,
  numbers: ClassNumbers,
): Complex {
  const { theory } = context;
  let sum = 0;
  for (const group of gaugedGroups(context)) {
    if (group.kind === "U1") continue;
    const place = theory.groups.indexOf(group);
    const own = constants.get(group.name)!;
    const coupling = numbers.couplings[place];
    const value = METRIC.map((_, m) => numbers.boson(place, m));
    METRIC.forEach((_, m) =>
      METRIC.forEach((__, n) => {
        const [first, second] = [numbers.bosonGradient(place, m, n), numbers.bosonGradient(place, n, m)];
        const product = value[m].map(() => 0);
        for (const { indices, value: f } of own) {
          const [a, b, c] = indices;
          product[a] += coupling * f[0] * value[m][b] * value[n][c];
        }
        product.forEach((added, a) => {
          sum += -(METRIC[m] * METRIC[n] * (2 * (first[a] - second[a]) * added + added * added)) / 4;
        });
      }),
    );
  }
  return [sum, 0];
}

/** By name of the group. */
export function structureConstants(context: FrContext, content: FrContent): ReadonlyMap<string, SparseEntry[]> {
  const groups = gaugedGroups(context).filter(({ kind }) => kind !== "U1");
  return new Map(groups.map((group) => [group.name, constantsOf(context, content, group)]));
}

/** f of colour, Eps of SU(2), else - 2 i tr([T^a, T^b] T^c) with the matrices of the file. */
function constantsOf(context: FrContext, content: FrContent, group: GaugedGroup): SparseEntry[] {
  const boson = context.bosons.get(group.name)!;
  const name = content.structureConstants.get(boson);
  if (name === "f") return colourEntries("f", 0).map(({ indices, value }) => ({ indices: [...indices], value }));
  if (name === "Eps") {
    return permutations([0, 1, 2]).map((indices) => ({ indices, value: [permutationSign(indices), 0] }));
  }
  const matrices = content.generators.get(fundamentalMatrices(boson));
  if (matrices === undefined) throw notUnderstood(`structure constants of ${group.name}`);
  const places = placesOf([matrices.length, matrices.length, matrices.length]);
  return places.flatMap((indices): SparseEntry[] => {
    const [a, b, c] = indices.map((index) => matrices[index]);
    const [re, im] = subtractComplex(traceOfProduct(a, b, c), traceOfProduct(b, a, c));
    const value: Complex = [2 * im, -2 * re];
    return complexSize(value) < 1e-12 ? [] : [{ indices, value }];
  });
}

type Matrix = readonly (readonly Complex[])[];

function traceOfProduct(a: Matrix, b: Matrix, c: Matrix): Complex {
  return sumComplex(
    placesOf([a.length, a.length, a.length]).map(([i, j, k]) =>
      multiplyComplex(a[i][j], multiplyComplex(b[j][k], c[k][i])),
    ),
  );
}

/**
 * The second opinion on invariance, in floating point and without a line of the exact check: the multilinear form of a
 * term is evaluated on random vectors, one for each index, before and after a random element of one symmetry factor,
 *
 *     g = exp(i theta^a T^a) in SU(N),   g = exp(z^k sigma^k) in SL(2,C), z complex,
 *
 * and must not change. Upper indices turn with g, lower ones with its complex conjugate; undotted spinors with g, dotted
 * ones with its conjugate. Epsilons are evaluated as determinants and deltas as scalar products.
 */
import type { Rng } from "../../base/index.ts";
import { indexVariances } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";
import type { IndexPair, SpinorStructure, Term } from "../terms/term.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import type { ComplexMatrix } from "./complexMatrix.ts";
import { complexDeterminant, conjugateMatrix, exponential, transformVector } from "./complexMatrix.ts";

/** An index whose values are taken in another order: a damaged contraction, for tests of the two checks. */
export interface Relabelling {
  /** 0 Lorentz, 1 the first SU(N), ... */
  readonly axis: number;
  readonly structure: number;
  /** Undotted or dotted, for the Lorentz axis. */
  readonly kind: "angle" | "square" | "gauge";
  readonly place: IndexPlace;
  /** The two values that change places. */
  readonly values: readonly [number, number];
}

/** Random group elements and the random numbers of the vectors, which may serve for many terms. */
export interface RandomElements {
  readonly draws: readonly RandomDraw[];
}

interface RandomDraw {
  /** The Lorentz group first, then every SU(N). */
  readonly elements: readonly GroupElement[];
  readonly rng: Rng;
}

interface GroupElement {
  readonly g: ComplexMatrix;
  readonly conjugate: ComplexMatrix;
}

/** One element of each factor for each draw. */
export function randomElements(theory: Theory, rng: Rng, draws: number): RandomElements {
  const withConjugate = (g: ComplexMatrix) => ({ g, conjugate: conjugateMatrix(g) });
  return {
    draws: Array.from({ length: draws }, (_, draw) => {
      const own = rng.fork(draw);
      const groups = specialUnitaryGroups(theory).map(({ n }) => withConjugate(randomUnitary(n, own)));
      return { elements: [withConjugate(randomLorentz(own)), ...groups], rng: own };
    }),
  };
}

/** The largest relative change of a term under random elements of one factor. */
export interface FactorChange {
  readonly group: string;
  readonly change: number;
}

/** A term that is invariant changes by less: rounding alone is of order 1e-14. */
export const LARGEST_CHANGE = 1e-9;

/** The largest change under each factor: Lorentz first, then every SU(N). */
export function randomGroupChanges(
  term: Term,
  theory: Theory,
  letters: readonly Letter[],
  { draws }: RandomElements,
  relabelling?: Relabelling | undefined,
): FactorChange[] {
  const factors = formFactors(term, theory, letters);
  const changes = factors.map(({ name }) => ({ group: name, change: 0 }));
  for (const { elements, rng } of draws) {
    const vectors = randomVectors(rng.fork("vectors"), relabelling);
    const before = factors.map((factor) =>
      factor.values((place, kind, structure) => vectors(factor, place, kind, structure)),
    );
    const value = formValue(term.vector, before);
    factors.forEach((factor, axis) => {
      const { g, conjugate } = elements[axis];
      const turned = factor.values((place, kind, structure) => {
        const turn = factor.isConjugate(place, kind) ? conjugate : g;
        return vectors(factor, place, kind, structure, turn);
      });
      const after = formValue(term.vector, before.with(axis, turned));
      changes[axis].change = Math.max(changes[axis].change, relativeChange(value, after));
    });
  }
  return changes;
}

type VectorOf = (place: IndexPlace, kind: Relabelling["kind"], structure: number) => readonly Complex[];

/** The Lorentz group or one SU(N), with what it makes of vectors. */
interface FormFactor {
  readonly name: string;
  readonly axis: number;
  readonly N: number;
  /** Whether an index turns with the complex conjugate of the group element. */
  isConjugate(place: IndexPlace, kind: Relabelling["kind"]): boolean;
  /** The value of each structure. */
  values(vectorOf: VectorOf): Complex[];
}

function formFactors({ slots, lorentz, gauge }: Term, theory: Theory, letters: readonly Letter[]): FormFactor[] {
  const spinors: FormFactor = {
    name: "Lorentz",
    axis: 0,
    N: 2,
    isConjugate: (_, kind) => kind === "square",
    values: (vectorOf) => lorentz.map((structure, k) => spinorValue(structure, k, vectorOf)),
  };
  const groups = specialUnitaryGroups(theory).map(({ name, n }, factor): FormFactor => {
    const lower = slots.map((letter) =>
      indexVariances(letters[letter].irreps[factor]).map((variance) => variance === "lower"),
    );
    return {
      name,
      axis: factor + 1,
      N: n,
      isConjugate: ({ slot, index }) => lower[slot][index],
      values: (vectorOf) => gauge[factor].map((structure, k) => gaugeValue(structure, k, vectorOf)),
    };
  });
  return [spinors, ...groups];
}

/** Random vectors, one an index, the same in every structure; transformed, and with values exchanged where asked for. */
function randomVectors(rng: Rng, relabelling: Relabelling | undefined) {
  const known = new Map<number, Complex[]>();
  const kinds = ["gauge", "angle", "square"] as const;
  return (
    { axis, N }: FormFactor,
    place: IndexPlace,
    kind: Relabelling["kind"],
    structure: number,
    turn?: ComplexMatrix,
  ): readonly Complex[] => {
    const key = ((axis * 3 + kinds.indexOf(kind)) * 256 + place.slot) * 256 + place.index;
    const random = known.get(key) ?? Array.from({ length: N }, (): Complex => [rng.normal(), rng.normal()]);
    known.set(key, random);
    const vector = turn === undefined ? random : transformVector(turn, random);
    return isRelabelled(relabelling, { axis, place, kind, structure })
      ? exchanged(vector, relabelling!.values)
      : vector;
  };
}

function isRelabelled(
  relabelling: Relabelling | undefined,
  at: Pick<Relabelling, "axis" | "kind" | "structure" | "place">,
): boolean {
  return (
    relabelling?.axis === at.axis &&
    relabelling.kind === at.kind &&
    relabelling.structure === at.structure &&
    relabelling.place.slot === at.place.slot &&
    relabelling.place.index === at.place.index
  );
}

function exchanged(vector: readonly Complex[], [a, b]: readonly [number, number]): Complex[] {
  return vector.with(a, vector[b]).with(b, vector[a]);
}

/** The value of a sum and the sum of the sizes of its parts. */
interface FormValue {
  readonly value: Complex;
  readonly size: number;
}

/** Relative to the value, or to the parts of the sum where these cancel. */
function relativeChange(before: FormValue, after: FormValue): number {
  const difference = complexSize(subtractComplex(after.value, before.value));
  return difference === 0 ? 0 : difference / Math.max(complexSize(before.value), 1e-6 * before.size);
}

/** The sum over products of structures; `values` has one list a factor. */
function formValue(vector: readonly number[], values: readonly (readonly Complex[])[]): FormValue {
  let value: Complex = [0, 0];
  let size = 0;
  vector.forEach((coefficient, entry) => {
    if (coefficient === 0) return;
    let product: Complex = [coefficient, 0];
    let rest = entry;
    for (const own of values.toReversed()) {
      product = multiplyComplex(product, own[rest % own.length]);
      rest = Math.floor(rest / own.length);
    }
    value = addComplex(value, product);
    size += complexSize(product);
  });
  return { value, size };
}

function spinorValue({ angle, square }: SpinorStructure, structure: number, vectorOf: VectorOf): Complex {
  const side = (pairs: readonly IndexPair[], kind: "angle" | "square") =>
    pairs.map((pair) => complexDeterminant(pair.map((place) => vectorOf(place, kind, structure))));
  return [...side(angle, "angle"), ...side(square, "square")].reduce(multiplyComplex, [1, 0]);
}

function gaugeValue(contractions: GaugeStructure, structure: number, vectorOf: VectorOf): Complex {
  const values = contractions.map((contraction) => {
    if (contraction.kind === "epsilon") {
      return complexDeterminant(contraction.indices.map((place) => vectorOf(place, "gauge", structure)));
    }
    const lower = vectorOf(contraction.lower, "gauge", structure);
    const upper = vectorOf(contraction.upper, "gauge", structure);
    return sumComplex(upper.map((entry, k) => multiplyComplex(entry, lower[k])));
  });
  return values.reduce(multiplyComplex, [1, 0]);
}

/** exp of a random traceless antihermitian matrix. */
function randomUnitary(N: number, rng: Rng): ComplexMatrix {
  const rows = Array.from({ length: N }, () => Array.from({ length: N }, (): Complex => [0, 0]));
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      const [re, im] = [rng.normal(), rng.normal()];
      rows[i][j] = [re, im];
      rows[j][i] = [-re, im];
    }
    rows[i][i] = [0, rng.normal()];
  }
  const trace = rows.reduce((sum, row, i) => sum + row[i][1], 0) / N;
  rows.forEach((row, i) => (row[i] = [0, row[i][1] - trace]));
  return exponential(rows);
}

/** exp of a random traceless complex matrix: a rotation with a boost. */
function randomLorentz(rng: Rng): ComplexMatrix {
  const entry = (): Complex => [0.5 * rng.normal(), 0.5 * rng.normal()];
  const diagonal = entry();
  return exponential([
    [diagonal, entry()],
    [entry(), scaleComplex(diagonal, -1)],
  ]);
}

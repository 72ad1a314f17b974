/**
 * The signs of the operators of a potential, as in FeynRules' Standard Model: L = +mu^2 H+ H - lambda (H+ H)^2.
 *
 * A basis fixes an operator up to its sign, and with doublets contracted by epsilons `H H+` is -H+ H. Here a hermitian
 * product of two scalars is turned such that it is positive, and one of four such that it is negative, wherever it has one
 * sign for all field values (as seen at random ones); positive couplings of these make a potential that is bounded below.
 * A quartic operator of one field X that has both signs gets that with which it stands in
 *
 *     -(X+ X)^2 = sum_k a_k O_k,     X+ X the sum over components, of a real field X^T X.
 */
import { createRng } from "../../base/index.ts";
import { indexVariances } from "../../exact/index.ts";
import type { HermitianOperator } from "../explicit/hermitianBasis.ts";
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { complexSize } from "../complexNumbers.ts";
import type { Jets } from "./fieldJets.ts";
import { denseTensor, randomScalars } from "./fieldJets.ts";
import { flavourEntries } from "./flavourEntries.ts";
import { componentProducts, fieldComponents, valueOfProducts } from "./lagrangianValue.ts";

const DRAWS = 12;

/** The same operators, those of the potential with these signs. */
export function orientOperators<T extends HermitianOperator>(
  theory: Theory,
  letters: readonly Letter[],
  terms: readonly T[],
): T[] {
  const hermitian = terms.filter((term) => isPotential(term, letters) && term.reality === "real");
  if (hermitian.length === 0) return [...terms];
  const draws = scalarDraws(theory, DRAWS);
  const fields = draws.map((jets) => fieldComponents(jets, letters));
  const selfCouplings = selfCouplingsOf(theory, letters, terms);
  const signOf = (term: T): number => {
    const [entry] = flavourEntries(term, letters, 2).filter(({ kind }) => kind === "real");
    if (entry === undefined) return 1;
    const { slots } = term.operator;
    const products = componentProducts(term.operator, theory, letters);
    const signAt = (componentsOf: (typeof fields)[number]) =>
      Math.sign(
        valueOfProducts(
          products,
          slots.map((letter, k) => componentsOf(letter, entry.flavours[k])),
        )[0],
      );
    const first = signAt(fields[0]);
    const wanted = slots.length === 2 ? 1 : -1;
    if (fields.every((componentsOf) => signAt(componentsOf) === first)) return wanted * first;
    return Math.sign(selfCouplings[terms.indexOf(term)] ?? 1);
  };
  return terms.map((term) => {
    if (!hermitian.includes(term) || signOf(term) >= 0) return term;
    return { ...term, operator: { ...term.operator, vector: term.operator.vector.map((entry) => -entry) } };
  });
}

/** Whether an operator is a product of two or four scalars. */
export function isPotential({ operator: { slots, type } }: HermitianOperator, letters: readonly Letter[]): boolean {
  return (
    (slots.length === 2 || slots.length === 4) &&
    type.derivatives === 0 &&
    slots.every((slot) => letters[slot].twiceHelicity === 0)
  );
}

function scalarDraws(theory: Theory, count: number): Jets[] {
  const rng = createRng(1).fork("potential");
  return Array.from({ length: count }, (_, draw) => randomScalars(theory, 2, rng.fork(draw)));
}

/**
 * For each term its a_k; undefined where it is no hermitian quartic term of one field, or needs several generations.
 * The a_k of the terms of a field solve a linear system at random field values.
 */
export function selfCouplingsOf(
  theory: Theory,
  letters: readonly Letter[],
  terms: readonly HermitianOperator[],
): (number | undefined)[] {
  const couplings: (number | undefined)[] = terms.map(() => undefined);
  const places = terms.flatMap((term, k) => (selfField(term, letters) === undefined ? [] : [k]));
  for (const [field, own] of Map.groupBy(places, (k) => selfField(terms[k], letters)!)) {
    const draws = scalarDraws(theory, own.length);
    const products = own.map((k) => componentProducts(terms[k].operator, theory, letters));
    const rows = draws.map((jets) => {
      const componentsOf = fieldComponents(jets, letters);
      const values = own.map((k, row) => {
        const components = terms[k].operator.slots.map((letter) => componentsOf(letter, 0));
        return valueOfProducts(products[row], components)[0];
      });
      return [...values, -(squaredNorm(jets, field) ** 2)];
    });
    solveSystem(rows).forEach((value, k) => (couplings[own[k]] = Math.abs(value) < 1e-9 ? 0 : value));
  }
  return couplings;
}

/** The one field of a hermitian quartic term that does not vanish for one generation. */
function selfField(term: HermitianOperator, letters: readonly Letter[]): number | undefined {
  const { slots, symmetry } = term.operator;
  const [{ field }] = slots.map((slot) => letters[slot]);
  const isOne =
    slots.length === 4 && isPotential(term, letters) && slots.every((slot) => letters[slot].field === field);
  const isSymmetric = symmetry.every(({ partition }) => partition.length <= 1);
  return isOne && isSymmetric && term.reality === "real" ? field : undefined;
}

/** The sum of |x|^2 over the components of the first generation. */
function squaredNorm({ theory, fields }: Jets, field: number): number {
  const groups = specialUnitaryGroups(theory);
  const sizes = theory.fields[field].irreps.map((labels, k) => groups[k].n ** indexVariances(labels).length);
  return denseTensor(fields[field][0].value, sizes).reduce((sum, value) => sum + complexSize(value) ** 2, 0);
}

/** Gauss and Jordan with pivots; each row ends with its right-hand side. The operators are independent, so it has one solution. */
function solveSystem(rows: readonly (readonly number[])[]): number[] {
  const matrix = rows.map((row) => [...row]);
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    const rest = matrix.slice(column).map((row) => Math.abs(row[column]));
    const pivot = column + rest.indexOf(Math.max(...rest));
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    const divisor = matrix[column][column];
    matrix[column] = matrix[column].map((entry) => entry / divisor);
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row][column];
      matrix[row] = matrix[row].map((entry, k) => entry - factor * matrix[column][k]);
    }
  }
  return matrix.map((row) => row[size]);
}

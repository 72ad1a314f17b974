/**
 * Every new field that can couple linearly by a renormalisable term. Such a term is X times letters of the theory, and
 * the dimension leaves four products: X psi psi, X phi phi, X phi phi phi for a scalar and X psi phi for a fermion. So
 * the list is finite and derived from these products. Terms X phi and X psi of two fields mix X with a field of equal
 * numbers; they make no candidates, since the mixing is undone by a rotation of the fields. Nor do X F F and other terms
 * above dimension 4. A vector couples to psi psi+, to phi phi with a derivative, or to D phi.
 */
import { lettersOf } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { dictionaryEntry } from "./dictionaryNames.ts";
import type { NewField } from "./extendedTheory.ts";
import { compareNumbers, completionsOf, conjugateNumbers, numbersKey, preferredNumbers } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

/** All of them: of a field and its conjugate one, as the dictionary writes it where it has it; scalars first. */
export function candidateFields(theory: Theory): NewField[] {
  const letters = lettersOf(theory).filter(({ fieldStrength }) => !fieldStrength);
  return [
    ...distinctFields(scalarProducts(letters), 0, theory),
    ...distinctFields(fermionProducts(letters), -1, theory),
    ...distinctFields(vectorProducts(letters), "vector", theory),
  ];
}

/** The fields that complete one of the products to a term, if no two letters were equal; fermions are left-handed. */
export function fieldsCompleting(theory: Theory, products: readonly (readonly Letter[])[]): NewField[] {
  const isFermionic = (product: readonly Letter[]) => product.filter(({ fermion }) => fermion).length % 2 === 1;
  return [
    ...distinctFields(
      products.filter((product) => !isFermionic(product)),
      0,
      theory,
    ),
    ...distinctFields(products.filter(isFermionic), -1, theory),
    ...distinctFields(products.filter(isCurrent), "vector", theory),
  ];
}

/** Two scalars, or a left-handed and a right-handed fermion. */
function isCurrent(product: readonly Letter[]): boolean {
  return product.length === 2 && product[0].twiceHelicity + product[1].twiceHelicity === 0;
}

function scalarProducts(letters: readonly Letter[]): Letter[][] {
  const [left, right, scalars] = lettersByHelicity(letters);
  return [...[left, right, scalars].flatMap((own) => multisets(own, 2)), ...multisets(scalars, 3)];
}

/** Left-handed fermions alone: the other products are conjugates of these. */
function fermionProducts(letters: readonly Letter[]): Letter[][] {
  const scalars = letters.filter(({ twiceHelicity }) => twiceHelicity === 0);
  return letters
    .filter(({ twiceHelicity }) => twiceHelicity === -1)
    .flatMap((fermion) => scalars.map((scalar) => [fermion, scalar]));
}

/** What stands beside a vector in a term of dimension 4 or less; where there are scalars alone, with one derivative. */
export function vectorProducts(letters: readonly Letter[]): Letter[][] {
  const [left, right, scalars] = lettersByHelicity(letters);
  return [
    ...left.flatMap((one) => right.map((other) => [one, other])),
    ...multisets(scalars, 2),
    ...scalars.map((scalar) => [scalar]),
  ];
}

function lettersByHelicity(letters: readonly Letter[]) {
  return [-1, 1, 0].map((helicity) => letters.filter(({ twiceHelicity }) => twiceHelicity === helicity));
}

/** All choices of `size` members, with repetition, without order. */
function multisets<T>(members: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return members.flatMap((member, k) => multisets(members.slice(k), size - 1).map((rest) => [member, ...rest]));
}

function distinctFields(
  products: readonly (readonly Letter[])[],
  twiceHelicity: -1 | 0 | "vector",
  theory: Theory,
): NewField[] {
  const all = products.flatMap((product) => completionsOf(theory, product));
  const shown = all.map((numbers) => shownNumbers({ numbers, twiceHelicity }, theory));
  const distinct = new Map(shown.map((numbers) => [numbersKey(numbers), numbers]));
  return [...distinct.values()].sort(compareNumbers).map((numbers) => ({ numbers, twiceHelicity }));
}

/** As the dictionary writes the field, or as `preferredNumbers` does. */
function shownNumbers(field: NewField, theory: Theory): QuantumNumbers {
  const { numbers } = field;
  const entry = dictionaryEntry(field, theory);
  if (entry === undefined) return preferredNumbers(numbers, theory);
  return entry.conjugate ? conjugateNumbers(numbers, theory) : numbers;
}

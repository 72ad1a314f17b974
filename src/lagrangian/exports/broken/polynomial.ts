/**
 * Sums of products of named parameters with complex numbers: what couplings and entries of mass matrices are before
 * numbers are put in. A key joins the names of a product in order by `*`; the empty one is the number 1.
 */
import type { Complex } from "../../complexNumbers.ts";
import { addComplex, complexSize, conjugateComplex, multiplyComplex } from "../../complexNumbers.ts";
import { pythonSum } from "../pythonNumbers.ts";
import type { CouplingValue } from "../vertexTable.ts";

export type Polynomial = CouplingValue;

/** What multiplies a field when it is replaced by other fields. */
export interface Product {
  readonly factor: Complex;
  readonly names: readonly string[];
}

export const ONE: Product = { factor: [1, 0], names: [] };

export function multiplyProducts(a: Product, b: Product): Product {
  return { factor: multiplyComplex(a.factor, b.factor), names: [...a.names, ...b.names] };
}

/** A name that is complex turns into its conjugate, a real one stays. */
export function conjugateProduct({ factor, names }: Product, isComplex: (name: string) => boolean): Product {
  return { factor: conjugateComplex(factor), names: names.map((name) => conjugateName(name, isComplex)) };
}

function conjugateName(name: string, isComplex: (name: string) => boolean): string {
  const plain = plainName(name);
  if (plain !== name) return plain;
  return isComplex(name) ? `complexconjugate(${name})` : name;
}

/** Without `complexconjugate`. */
export function plainName(name: string): string {
  return /^complexconjugate\((.*)\)$/.exec(name)?.[1] ?? name;
}

/** The names of a product as texts have it: `g_W**2*G` has three. */
export function namesOf(text: string): string[] {
  if (text === "") return [];
  return text.split(/(?<!\*)\*(?!\*)/).flatMap((factor) => {
    const [, name, power] = /^(.+)\*\*(\d+)$/.exec(factor) ?? [undefined, factor, "1"];
    return Array.from({ length: Number(power) }, () => name);
  });
}

export function keyOf(names: readonly string[]): string {
  return names.toSorted().join("*");
}

function addProduct(sum: Map<string, Complex>, { factor, names }: Product): void {
  const key = keyOf(names);
  sum.set(key, addComplex(sum.get(key) ?? [0, 0], factor));
}

export function productsOf(polynomial: Polynomial): Product[] {
  return [...polynomial].map(([key, factor]) => ({ factor, names: namesOf(key) }));
}

/** Equal products added; what cancels is left out. */
export function sumProducts(products: readonly Product[]): Polynomial {
  const sum = new Map<string, Complex>();
  for (const product of products) addProduct(sum, product);
  const largest = Math.max(...products.map(({ factor }) => complexSize(factor)), 0);
  return new Map([...sum].filter(([, factor]) => complexSize(factor) > 1e-13 * largest));
}

export function scalePolynomial(polynomial: Polynomial, by: Product): Polynomial {
  return sumProducts(productsOf(polynomial).map((own) => multiplyProducts(own, by)));
}

/** Every product that holds a name of the table becomes products of what is defined there, again and again. */
export function substitute(polynomial: Polynomial, table: ReadonlyMap<string, Polynomial>): Polynomial {
  const replace = (product: Product): Product[] => {
    const place = product.names.findIndex((name) => table.has(name));
    if (place === -1) return [product];
    const rest = { factor: product.factor, names: product.names.toSpliced(place, 1) };
    return productsOf(table.get(product.names[place])!).flatMap((own) => replace(multiplyProducts(rest, own)));
  };
  return sumProducts(productsOf(polynomial).flatMap(replace));
}

export type Numbers = (name: string) => Complex;

export function productValue({ factor, names }: Product, numbers: Numbers): Complex {
  return names.reduce((value, name) => {
    const plain = plainName(name);
    const number = numbers(plain);
    return multiplyComplex(value, plain === name ? number : conjugateComplex(number));
  }, factor);
}

const CANCELLED = 1e-12; // of the largest product: rounding of rotations

/** The value at given numbers; exactly 0 where products cancel up to rounding. */
export function polynomialValue(polynomial: Polynomial, numbers: Numbers): Complex {
  let [sum, largest]: [Complex, number] = [[0, 0], 0];
  for (const product of productsOf(polynomial)) {
    const value = productValue(product, numbers);
    sum = addComplex(sum, value);
    largest = Math.max(largest, complexSize(value));
  }
  return complexSize(sum) <= CANCELLED * largest ? [0, 0] : sum;
}

/**
 * Without the products of one set of parameters that cancel by the numbers of rotations beside them, as the unitarity of
 * those says. What cancels by equal numbers of two couplings stays: a user may change them.
 */
export function withoutCancelled(
  polynomial: Polynomial,
  isRotation: (name: string) => boolean,
  numbers: Numbers,
): Polynomial {
  const groups = Map.groupBy(productsOf(polynomial), ({ names }) => keyOf(names.filter((name) => !isRotation(name))));
  const kept = [...groups.values()].filter((own) => {
    const rotations = own.map(({ factor, names }) => ({ factor, names: names.filter(isRotation) }));
    return complexSize(polynomialValue(sumProducts(rotations), numbers)) > 0;
  });
  return sumProducts(kept.flat());
}

/** As Python, with powers. */
export function polynomialText(polynomial: Polynomial): string {
  if (polynomial.size === 0) return "0";
  return pythonSum(withPowers(polynomial));
}

/** Keys with powers: `g_W*g_W` becomes `g_W**2`. */
export function withPowers(polynomial: Polynomial): Polynomial {
  return new Map(
    [...polynomial].map(([key, factor]) => {
      const counts = Map.groupBy(namesOf(key), (name) => name);
      const texts = [...counts].map(([name, own]) => (own.length === 1 ? name : `${name}**${own.length}`));
      return [texts.join("*"), factor];
    }),
  );
}

/**
 * The conditions for the vacuum: no term of L is linear in a field. For the doublet itself that fixes its mass term, for
 * another doublet of equal quantum numbers the bilinear with it, and for a singlet a linear term of its own, t S, that a shift of S
 * allows to choose. Another field cannot be kept from a vacuum value of its own, and is refused.
 */
import { GlueballError } from "../../../base/index.ts";
import { isZeroRational } from "../../../exact/index.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { conjugateProduct, plainName, polynomialText, productsOf, scalePolynomial, sumProducts } from "./polynomial.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import type { FieldProduct } from "./vacuumTerms.ts";

export interface TadpoleSolutions {
  /** Parameters that the conditions fix. */
  readonly fixed: ReadonlyMap<string, Polynomial>;
  /** Coefficients of the linear terms of singlets, by component. */
  readonly linear: ReadonlyMap<number, Polynomial>;
}

/** @throws GlueballError lagrangian/induced-vacuum. */
export function solveTadpoles(
  build: BrokenBuild,
  products: readonly FieldProduct[],
  roles: ReadonlyMap<string, CouplingRole>,
): TadpoleSolutions {
  const fixed = new Map<string, Polynomial>();
  const linear = new Map<number, Polynomial>();
  const byOccurrence = Map.groupBy(products, ({ factors: [{ particle, anti }] }) => `${particle} ${anti}`);
  const order = [...new Set(products.map(({ factors: [{ particle }] }) => particle))];
  // The doublet first: its own mass term is in the condition of no other field.
  order.sort((a, b) => Number(b === build.vacuumComponent) - Number(a === build.vacuumComponent) || a - b);
  for (const particle of order) {
    const conditions = [false, true].map((anti) =>
      sumProducts((byOccurrence.get(`${particle} ${anti}`) ?? []).map(({ product }) => product)),
    );
    if (conditions.every(({ size }) => size === 0)) continue;
    const solution = conditions
      .map((condition) => solvedForBilinear(condition, roles, fixed))
      .find((own) => own !== undefined);
    if (solution !== undefined) fixed.set(solution.name, solution.value);
    else if (isSinglet(build, particle)) linear.set(particle, scalePolynomial(conditions[0], MINUS));
    else throw inducedVacuum(build, particle, conditions[0]);
  }
  return { fixed, linear };
}

const MINUS: Product = { factor: [-1, 0], names: [] };

/** p = - (the rest)/c of a condition c p v + rest = 0 with a bilinear p; every product has a factor v. */
function solvedForBilinear(
  condition: Polynomial,
  roles: ReadonlyMap<string, CouplingRole>,
  fixed: ReadonlyMap<string, Polynomial>,
): { readonly name: string; readonly value: Polynomial } | undefined {
  const products = productsOf(condition);
  const own = products.find(({ names }) => names.some((name) => roles.get(name)?.kind === "bilinear"));
  const name = own?.names.find((candidate) => roles.get(candidate)?.kind === "bilinear");
  if (own === undefined || name === undefined || fixed.has(name)) return undefined;
  const [re, im] = own.factor;
  const square = re * re + im * im;
  const inverse: Product = { factor: [-re / square, im / square], names: [] };
  const rest = products.filter((product) => product !== own).map(withoutVacuumValue);
  return { name, value: scalePolynomial(sumProducts(rest), inverse) };
}

function withoutVacuumValue({ factor, names }: Product): Product {
  return { factor, names: names.toSpliced(names.indexOf("vev"), 1) };
}

function isSinglet({ components: { table }, numbers }: BrokenBuild, particle: number): boolean {
  const { irreps, charges } = table.fields[numbers[particle].field].field;
  return irreps.every((labels) => labels.every((label) => label === 0)) && charges.every(isZeroRational);
}

/** The same with conjugates: what stands in a polynomial for `complexconjugate(p)`. */
export function conjugatePolynomial(polynomial: Polynomial, isComplex: (name: string) => boolean): Polynomial {
  return sumProducts(productsOf(polynomial).map((own) => conjugateProduct(own, isComplex)));
}

function inducedVacuum({ components: { table }, numbers }: BrokenBuild, particle: number, condition: Polynomial) {
  const field = table.fields[numbers[particle].field].field.name;
  const couplings = [...new Set(productsOf(condition).flatMap(({ names }) => names.map(plainName)))];
  return new GlueballError({
    code: "lagrangian/induced-vacuum",
    what: "another field gets a vacuum value too",
    place: field,
    found: `a term linear in ${numbers[particle].name}: ${polynomialText(condition)}`,
    expected: `${field} in --vacuum, or a theory without ${couplings.filter((name) => name !== "vev").join(", ")}`,
    hint: "Without --vacuum what gets a vacuum value is found.",
  });
}

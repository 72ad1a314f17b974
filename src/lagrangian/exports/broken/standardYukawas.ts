/**
 * The Yukawa couplings of quarks and leptons from their masses, in the basis in which right-handed fields and left-handed up
 * quarks and leptons are mass eigenstates and d' = V d with the CKM matrix V. In L stands c y_ij v x_i x^c_j, so that
 *
 *     y_ij = - V*_ij m_j/(c v) = - V*_ij ytilde_j/(sqrt(2) c),     ytilde_j = sqrt(2) m_j/v.
 *
 * With a second doublet, c y_ij v + c' y'_ij v', the numbers y' are free, and y_ij has - c' y'_ij v'/(c v) besides, so that
 * masses and V stay: what y' changes are the couplings of the physical scalars.
 *
 * Where other fields mix with one of these sectors the same numbers are put on the card and the masses are those of the
 * whole matrix.
 */
import type { Complex } from "../../complexNumbers.ts";
import { conjugateComplex, multiplyComplex, scaleComplex, subtractComplex } from "../../complexNumbers.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { addCoupling } from "./brokenBuild.ts";
import type { CouplingRole, StandardFields } from "./couplingRoles.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import { conjugateProduct, namesOf, polynomialText, polynomialValue, productsOf, sumProducts } from "./polynomial.ts";
import type { FermionKind, StandardFermion } from "./standardInputs.ts";
import { STANDARD_FERMIONS } from "./standardInputs.ts";

/** One kind of quark or lepton: its components, in the order of the generations. */
export interface StandardSector {
  readonly kind: FermionKind;
  /** Of the doublet and of the singlet; no singlets for neutrinos. */
  readonly doublets: readonly number[];
  readonly singlets: readonly number[];
}

/** The kinds of which the theory has all fields. */
export function standardSectors({ numbers }: BrokenBuild, { Q, uc, dc, L, ec }: StandardFields): StandardSector[] {
  const membersOf = (field: number | undefined, twiceT3: number) =>
    numbers
      .filter((own) => own.field === field && own.twiceT3 === twiceT3)
      .toSorted((a, b) => a.generation - b.generation)
      .map(({ particle }) => particle);
  const sector = (kind: FermionKind, doublet: number | undefined, twiceT3: number, singlet: number | undefined) => ({
    kind,
    doublets: membersOf(doublet, twiceT3),
    singlets: singlet === undefined ? [] : membersOf(singlet, 0),
  });
  const all = [
    sector("up", Q, 1, uc),
    sector("down", Q, -1, dc),
    sector("lepton", L, -1, ec),
    sector("neutrino", L, 1, undefined),
  ];
  return all.filter(({ kind, doublets, singlets }) => {
    const isWhole = doublets.length > 0 && doublets.length <= STANDARD_FERMIONS[kind].length;
    return isWhole && (kind === "neutrino" || singlets.length === doublets.length);
  });
}

/** The names of the CKM matrix in the rows and columns of the down quarks, undefined elsewhere. */
export type QuarkMixing = readonly (readonly string[])[];

interface Entry {
  readonly name: string;
  /** c of c y v. */
  readonly factor: Complex;
  /** The name of v. */
  readonly vacuum: string;
  /** What else the entry holds. */
  readonly rest: Polynomial;
}

/** The one Yukawa coupling that a mass decides in an entry of the mass matrix. */
export function yukawaEntry(polynomial: Polynomial, roles: ReadonlyMap<string, CouplingRole>): Entry | undefined {
  const products = productsOf(polynomial);
  const found = products.filter(({ names }) => names.some((name) => roles.get(name)?.kind === "yukawa"));
  if (found.length !== 1) return undefined;
  const [{ factor, names }] = found;
  const name = names.find((own) => roles.get(own)?.kind === "yukawa")!;
  const vacuum = names.find((own) => own !== name)!;
  return { name, factor, vacuum, rest: sumProducts(products.filter((own) => own !== found[0])) };
}

/** Whether all that stands beside the coupling are couplings to other vacuum values. */
export function isYukawaSum({ vacuumValues }: BrokenBuild, { rest }: Entry): boolean {
  const values = [...vacuumValues.values()].flatMap(({ names }) => names);
  return productsOf(rest).every(({ names }) => names.length === 2 && names.some((name) => values.includes(name)));
}

/** - rest/(c v) with ratios of vacuum values, which become parameters. */
function shiftOf(build: BrokenBuild, { factor, vacuum, rest }: Entry): Product[] {
  const values = [...build.vacuumValues.values()].flatMap(({ names }) => names);
  const inverse = inverseOf(factor);
  return productsOf(rest).map((product) => {
    const value = product.names.find((name) => values.includes(name))!;
    const coupling = product.names.filter((name) => name !== value);
    return {
      factor: scaleComplex(multiplyComplex(inverse, product.factor), -1),
      names: [...coupling, ...(value === vacuum ? [] : [ratioOf(build, value, vacuum)])],
    };
  });
}

function ratioOf({ sheet }: BrokenBuild, value: string, other: string): string {
  const name = `ratio_${value}_${other}`;
  if (!sheet.has(name)) sheet.addExpression(name, "real", `${value}/${other}`);
  return name;
}

export function addMassParameter({ sheet }: BrokenBuild, { name, mass, pdgCode }: StandardFermion): string {
  if (mass === undefined) throw new Error(`${name} has no mass`);
  sheet.addNumber(mass.name, mass.value, { block: "MASS", code: [pdgCode] });
  return mass.name;
}

/** Couplings as expressions of masses, and what they are in vertices. The masses are on the card already. */
export function defineYukawas(
  build: BrokenBuild,
  entries: readonly (readonly Entry[])[],
  { kind, mixing }: { readonly kind: FermionKind; readonly mixing: QuarkMixing },
): void {
  const { sheet, definitions } = build;
  const fermions: readonly StandardFermion[] = STANDARD_FERMIONS[kind].slice(0, entries.length);
  const isComplex = (name: string) => sheet.isComplex(name);
  const { vacuum } = entries[0][0];
  for (const { yukawa, mass } of fermions)
    sheet.addExpression(yukawa!, "real", `cmath.sqrt(2)*${mass!.name}/${vacuum}`);
  entries.forEach((row, i) =>
    row.forEach((entry, j) => {
      const { name, factor } = entry;
      const isThere = mixing.length > 0 || i === j;
      const names = [...(mixing.length > 0 ? [`complexconjugate(${mixing[i][j]})`] : []), fermions[j].yukawa!];
      const own: Product = { factor: scaleComplex(inverseOf(factor), -Math.SQRT1_2), names };
      const products = [...(isThere ? [own] : []), ...shiftOf(build, entry)];
      const value = sumProducts(products);
      sheet.addExpression(name, "complex", polynomialText(value));
      definitions.set(name, value);
      const conjugates = products.map((product) => conjugateProduct(product, isComplex));
      definitions.set(`complexconjugate(${name})`, sumProducts(conjugates));
    }),
  );
}

/** The same as numbers of the card. */
export function addYukawaNumbers(
  build: BrokenBuild,
  entries: readonly (readonly Entry[])[],
  { kind, mixing }: { readonly kind: FermionKind; readonly mixing: readonly (readonly Complex[])[] },
): void {
  const { sheet } = build;
  const fermions: readonly StandardFermion[] = STANDARD_FERMIONS[kind];
  entries.forEach((row, i) =>
    row.forEach(({ name, factor, vacuum, rest }, j) => {
      const [size] = sheet.value(vacuum);
      const v: Complex = mixing.length > 0 ? conjugateComplex(mixing[i][j]) : [i === j ? 1 : 0, 0];
      const mass = subtractComplex(scaleComplex(v, -fermions[j].mass!.value), polynomialValue(rest, sheet.value));
      addCoupling(build, name, scaleComplex(multiplyComplex(inverseOf(factor), mass), 1 / size));
    }),
  );
}

function inverseOf([re, im]: Complex): Complex {
  const square = re * re + im * im;
  return [re / square, -im / square];
}

/** All names of parameters in a polynomial. */
export function parametersOf(polynomial: Polynomial): Set<string> {
  return new Set([...polynomial.keys()].flatMap(namesOf));
}

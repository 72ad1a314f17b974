/**
 * Masses and mixing of the spinors. Quarks and leptons that mix with nothing else have their masses on the card and their
 * Yukawa couplings follow (standardYukawas.ts); so does the mass term of a new field that stays alone. What is left is diagonalised
 * at the numbers of the file.
 */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize } from "../../complexNumbers.ts";
import { addCoupling, addParticle, addWidth, freeName, newMassOf, nextCode, plainIdentifier } from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { connectedBlocks } from "./componentNumbers.ts";
import type { CouplingRole, StandardFields } from "./couplingRoles.ts";
import { addMixedFermions } from "./fermionParticles.ts";
import { addSolution, solvedNumber } from "./massSolutions.ts";
import type { ParameterSheet } from "./parameterSheet.ts";
import { createParameterSheet } from "./parameterSheet.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import { ONE, multiplyProducts, plainName, polynomialValue, sumProducts } from "./polynomial.ts";
import { addCkmMatrix, STANDARD_FERMIONS } from "./standardInputs.ts";
import type { StandardFermion } from "./standardInputs.ts";
import {
  addMassParameter,
  addYukawaNumbers,
  defineYukawas,
  isYukawaSum,
  parametersOf,
  standardSectors,
  yukawaEntry,
} from "./standardYukawas.ts";
import type { QuarkMixing, StandardSector } from "./standardYukawas.ts";
import type { FieldProduct } from "./vacuumTerms.ts";
import { spinorProducts } from "./vacuumTerms.ts";

/** M of x^T M x/2, by row and column. */
export type MassEntries = (a: number, b: number) => Polynomial;

/** Adds parameters, particles and expansions. */
export function addFermions(
  build: BrokenBuild,
  roles: ReadonlyMap<string, CouplingRole>,
  standard: StandardFields,
): void {
  const entries = massEntries(spinorProducts(build.components.terms, build.vacuumValues));
  const members = build.numbers.flatMap(({ particle }) =>
    build.components.table.particles[particle].spin === 1 ? [particle] : [],
  );
  addOtherBilinears(build, roles);
  const sectors = standardSectors(build, standard);
  const alone = sectors.filter((sector) => addStandardSector({ build, roles, entries, members }, sector));
  const done = new Set(alone.flatMap(({ doublets, singlets }) => [...doublets, ...singlets]));
  const rest = members.filter((member) => !done.has(member));
  const masses = solveNewMasses({ build, roles, entries, members: rest });
  addMixedFermions(build, {
    members: rest,
    entries,
    masses,
    sectors: sectors.filter((sector) => !alone.includes(sector)),
  });
}

/** Both orders of a product are one entry. */
function massEntries(products: readonly FieldProduct[]): MassEntries {
  const found = new Map<string, Product[]>();
  const add = (a: number, b: number, product: Product) =>
    found.set(`${a} ${b}`, [...(found.get(`${a} ${b}`) ?? []), product]);
  for (const { factors, product } of products) {
    const [a, b] = factors.map(({ particle }) => particle);
    add(a, b, product);
    add(b, a, product);
  }
  const sums = new Map([...found].map(([key, own]) => [key, sumProducts(own)]));
  return (a, b) => sums.get(`${a} ${b}`) ?? new Map();
}

/** Bilinears with fields of the Standard Model or between different generations: 0 by the choice of basis. */
function addOtherBilinears(build: BrokenBuild, roles: ReadonlyMap<string, CouplingRole>): void {
  for (const [name, role] of roles) {
    if (role.kind === "bilinear" && role.fermion && !role.mass) addCoupling(build, name, [0, 0]);
  }
}

interface Masses {
  readonly build: BrokenBuild;
  readonly roles: ReadonlyMap<string, CouplingRole>;
  readonly entries: MassEntries;
  readonly members: readonly number[];
}

/** The value of an entry; 1 for one with a mass or Yukawa coupling that has no number yet. */
function entryOrOne({ build, roles, entries }: Masses, a: number, b: number): Complex {
  const polynomial = entries(a, b);
  const isOpen = [...parametersOf(polynomial)].some(
    (name) => roles.has(plainName(name)) && !build.sheet.has(plainName(name)),
  );
  return isOpen ? [1, 0] : polynomialValue(polynomial, build.sheet.value);
}

/** Whether the sector stands alone; if not, its couplings become numbers. */
function addStandardSector(all: Masses, sector: StandardSector): boolean {
  const { build, roles, entries, members } = all;
  const { kind, doublets, singlets } = sector;
  if (kind === "neutrino") return false;
  const grid = doublets.map((doublet) => singlets.map((singlet) => yukawaEntry(entries(doublet, singlet), roles)));
  const whole = grid.map((row) => row.filter((own) => own !== undefined));
  if (whole.some((row) => row.length < singlets.length)) return false;
  const own = [...doublets, ...singlets];
  const isAlone = members.every(
    (other) => own.includes(other) || own.every((member) => complexSize(entryOrOne(all, member, other)) === 0),
  );
  const isPure = whole.flat().every((entry) => isYukawaSum(build, entry));
  const ckmOf = (sheet: ParameterSheet) => (kind === "down" ? addCkmMatrix(sheet, doublets.length) : []);
  if (!isAlone || !isPure) {
    const scratch = createParameterSheet();
    addYukawaNumbers(build, whole, { kind, mixing: ckmOf(scratch).map((row) => row.map(scratch.value)) });
    return false;
  }
  const mixing: QuarkMixing = ckmOf(build.sheet);
  const fermions: readonly StandardFermion[] = STANDARD_FERMIONS[kind].slice(0, doublets.length);
  const particles = fermions.map((fermion, k) => {
    const mass = addMassParameter(build, fermion);
    return addStandardParticle(build, { fermion, component: doublets[k], mass });
  });
  defineYukawas(build, whole, { kind, mixing });
  doublets.forEach((doublet, i) => {
    particles.forEach((particle, j) => {
      if (mixing.length === 0 && i !== j) return;
      const product = mixing.length === 0 ? ONE : multiplyProducts(ONE, { factor: [1, 0], names: [mixing[i][j]] });
      build.expansions[doublet].push({ particle, anti: false, product });
    });
  });
  singlets.forEach((singlet, j) =>
    build.expansions[singlet].push({ particle: particles[j], anti: true, product: ONE }),
  );
  if (mixing.length > 0) build.rotations.push({ names: mixing, complex: true });
  return true;
}

/** A quark or lepton with the charge and colour of a component of its doublet. */
function addStandardParticle(
  build: BrokenBuild,
  {
    fermion,
    component,
    mass,
  }: { readonly fermion: StandardFermion; readonly component: number; readonly mass: string },
): number {
  const { charge, colour } = build.numbers[component];
  const { name, antiname, pdgCode, width } = fermion;
  return addParticle(build, {
    name,
    antiname,
    pdgCode,
    spin: 2,
    colour,
    charge,
    selfConjugate: false,
    mass,
    width: width === undefined ? "ZERO" : addWidth(build, width.name, width.value, pdgCode),
  });
}

/** A mass on the card and the coefficient that follows from it. */
export interface SolvedMass {
  /** Of the particle. */
  readonly name: string;
  readonly mass: string;
  readonly parameter: string;
  readonly pdgCode: number;
  readonly members: readonly number[];
}

/** Of components that stay alone or in pairs the mass goes on the card; other mass terms become numbers. */
function solveNewMasses(all: Masses): SolvedMass[] {
  const { build, roles, entries, members } = all;
  const solved: SolvedMass[] = [];
  const openIn = (a: number, b: number) =>
    [...parametersOf(entries(a, b))]
      .map(plainName)
      .find((name) => roles.get(name)?.kind === "bilinear" && !build.sheet.has(name));
  const joined = (a: number, b: number) => complexSize(entryOrOne(all, members[a], members[b])) > 0;
  const blocks = connectedBlocks(members.length, (a, b) => a !== b && joined(a, b)).map((block) =>
    block.map((k) => members[k]),
  );
  for (const block of blocks) {
    const [a, b = a] = block;
    const parameter = openIn(a, b);
    const inside = block.length === 2 && [a, b].some((own) => complexSize(entryOrOne(all, own, own)) > 0);
    if (block.length > 2 || inside || parameter === undefined) continue;
    const name = freeName(build, build.numbers[a].name);
    const mass = `M${plainIdentifier(name)}`;
    const pdgCode = nextCode(build);
    build.sheet.addNumber(mass, newMassOf(build.numbers[a].generation), { block: "MASS", code: [pdgCode] });
    addSolution(build, { name: parameter, condition: entries(a, b), target: `-${mass}` });
    solved.push({ name, mass, parameter, pdgCode, members: block });
  }
  for (const a of members) {
    for (const b of members) {
      const name = openIn(a, b);
      if (name === undefined) continue;
      const target = -newMassOf(build.numbers[a].generation);
      addCoupling(build, name, solvedNumber(build, { name, condition: entries(a, b), target }));
    }
  }
  return solved;
}

/**
 * Masses and mixing of the scalars. A variable that mixes with no other has its mass as a number of the card, and the mass
 * term of its field follows from it; further components of the field have masses that follow. What mixes is diagonalised at
 * the numbers of the file, and masses and mixing are numbers of the card as well.
 */
import { GlueballError } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { complexSize } from "../../complexNumbers.ts";
import {
  addCoupling,
  addParticle,
  addWidth,
  freeName,
  isComplexName,
  NEW_MASS,
  newMassOf,
  dominantLabels,
  namedEntries,
  nextCode,
  plainIdentifier,
} from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { connectedBlocks } from "./componentNumbers.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { addDefinition, addSolution, solvedNumber } from "./massSolutions.ts";
import { positiveEigen } from "./massDiagonalisation.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import {
  conjugateProduct,
  multiplyProducts,
  namesOf,
  plainName,
  polynomialText,
  polynomialValue,
  substitute,
} from "./polynomial.ts";
import type { ScalarVariables } from "./scalarVariables.ts";
import { massPolynomials, scalarVariables, variableTerms } from "./scalarVariables.ts";
import { HIGGS_MASS, HIGGS_WIDTH } from "./standardInputs.ts";
import { conjugatePolynomial, solveTadpoles } from "./tadpoles.ts";
import type { TadpoleSolutions } from "./tadpoles.ts";
import { scalarProducts } from "./vacuumTerms.ts";

interface Sector {
  readonly build: BrokenBuild;
  readonly roles: ReadonlyMap<string, CouplingRole>;
  readonly all: ScalarVariables;
  readonly tadpoles: TadpoleSolutions;
  /** Entries of M2 after the conditions for the vacuum. */
  readonly mass2: ReadonlyMap<string, Polynomial>;
}

/** Adds parameters, particles and expansions. @throws GlueballError lagrangian/induced-vacuum, lagrangian/unstable-vacuum. */
export function addScalars(build: BrokenBuild, roles: ReadonlyMap<string, CouplingRole>): TadpoleSolutions["linear"] {
  const { terms } = build.components;
  const all = scalarVariables(build);
  const tadpoles = solveTadpoles(build, scalarProducts(terms, build.vacuumComponent, 1), roles);
  const table = withConjugates(build, tadpoles.fixed);
  const raw = massPolynomials(all, scalarProducts(terms, build.vacuumComponent, 2));
  const mass2 = new Map([...raw].map(([key, polynomial]) => [key, substitute(polynomial, table)]));
  const sector: Sector = { build, roles, all, tadpoles, mass2 };
  addOtherBilinears(sector);
  const blocks = mixingBlocks(sector);
  addHiggsCoupling(sector, blocks);
  for (const [name, value] of tadpoles.fixed) addDefinition(build, name, value);
  const single = blocks.filter(({ length }) => length === 1);
  const several = blocks.filter(({ length }) => length > 1);
  for (const [variable] of single) addSingle(sector, variable);
  for (const block of several) addMixed(sector, block);
  for (const [key, polynomial] of tadpoles.linear) {
    addDefinition(build, `tad_${build.components.table.particles[key].name}`, polynomial);
  }
  return tadpoles.linear;
}

function withConjugates(build: BrokenBuild, fixed: ReadonlyMap<string, Polynomial>): Map<string, Polynomial> {
  const isComplex = (name: string) => isComplexName(build, name);
  return new Map(
    [...fixed].flatMap(([name, value]) => [
      [name, value] as const,
      [`complexconjugate(${name})`, conjugatePolynomial(value, isComplex)] as const,
    ]),
  );
}

/** Bilinears that are neither a mass nor fixed: 0 by the choice of basis, or a splitting of a field with itself. */
function addOtherBilinears({ build, roles, tadpoles }: Sector): void {
  for (const { name, term } of build.components.entries) {
    const role = roles.get(name);
    if (role?.kind !== "bilinear" || role.fermion || role.mass || tadpoles.fixed.has(name)) continue;
    const [first, second] = role.fields;
    addCoupling(build, name, first === second && term.reality === "pair" ? [NEW_MASS, 0] : [0, 0]);
  }
}

function entryOf({ mass2 }: Sector, row: number, column: number): Polynomial {
  return mass2.get(`${row} ${column}`) ?? new Map();
}

/** Goldstone bosons stay alone where the vacuum is stationary. */
function mixingBlocks(sector: Sector): number[][] {
  const { all, build } = sector;
  const physical = all.variables.flatMap(({ role }, k) => (role === "goldstone" ? [] : [k]));
  const isNonzero = (a: number, b: number) => complexSize(numericEntry(sector, a, b)) > 0;
  all.variables.forEach(({ role }, k) => {
    const mixes = role === "goldstone" && all.variables.some((_, other) => other !== k && isNonzero(k, other));
    if (mixes) throw new Error(`a Goldstone boson of ${build.components.lagrangian.theory.name} mixes`);
  });
  return connectedBlocks(physical.length, (a, b) => a !== b && isNonzero(physical[a], physical[b])).map((block) =>
    block.map((k) => physical[k]),
  );
}

function numericEntry(sector: Sector, row: number, column: number): Complex {
  return polynomialValue(entryOf(sector, row, column), sector.build.sheet.value);
}

/** lambda from m_H, as a number where the Higgs boson mixes. */
function addHiggsCoupling(sector: Sector, blocks: readonly (readonly number[])[]): void {
  const { build, roles, all } = sector;
  const name = [...roles].find(([, { kind }]) => kind === "selfCoupling")?.[0];
  const higgs = all.variables.findIndex(({ role }) => role === "higgs");
  if (name === undefined) throw new Error("the doublet has no self-coupling");
  const own = entryOf(sector, higgs, higgs);
  if (blocks.some((block) => block.length === 1 && block[0] === higgs)) {
    build.sheet.addNumber(HIGGS_MASS.name, HIGGS_MASS.value, { block: "MASS", code: [25] });
    addSolution(build, { name, condition: own, target: `${HIGGS_MASS.name}**2` });
  } else addCoupling(build, name, solvedNumber(build, { name, condition: own, target: HIGGS_MASS.value ** 2 }));
}

/** The mass term in an entry of M2 that has no number yet. */
function openMass({ build, roles }: Sector, polynomial: Polynomial): string | undefined {
  const names = [...polynomial.keys()].flatMap(namesOf).map(plainName);
  return names.find((name) => {
    const role = roles.get(name);
    return role?.kind === "bilinear" && role.mass && !build.sheet.has(name);
  });
}

function newMass({ all }: Sector, variable: number): number {
  return newMassOf(all.variables[variable].numbers.generation);
}

function addSingle(sector: Sector, variable: number): void {
  const { build, all } = sector;
  const { role } = all.variables[variable];
  const label = freeName(build, all.variables[variable].label);
  const polynomial = entryOf(sector, variable, variable);
  const isHiggs = role === "higgs";
  const name = isHiggs ? HIGGS_MASS.name : `M${plainIdentifier(label)}`;
  const open = openMass(sector, polynomial);
  const pdgCode = isHiggs ? 25 : nextCode(build);
  if (open !== undefined) {
    build.sheet.addNumber(name, newMass(sector, variable), { block: "MASS", code: [pdgCode] });
    addSolution(build, { name: open, condition: polynomial, target: `${name}**2` });
  } else if (!isHiggs) {
    const [value] = polynomialValue(polynomial, build.sheet.value);
    if (!(value >= 0)) throw unstable(build, label, value);
    build.sheet.addExpression(name, "real", `cmath.sqrt(${polynomialText(polynomial)})`);
  }
  const particle = scalarParticle(sector, variable, { name: isHiggs ? "h" : label, mass: name, pdgCode });
  addExpansions(sector, [variable], [[{ factor: [1, 0], names: [] }]], [particle]);
}

function addMixed(sector: Sector, block: readonly number[]): void {
  const { build, all } = sector;
  for (const variable of block) {
    const condition = entryOf(sector, variable, variable);
    const open = openMass(sector, condition);
    if (open === undefined) continue;
    addCoupling(build, open, solvedNumber(build, { name: open, condition, target: newMass(sector, variable) ** 2 }));
  }
  const matrix = block.map((row) => block.map((column) => numericEntry(sector, row, column)));
  const labels = block.map((variable) => all.variables[variable].label);
  const eigen = positiveEigen(matrix);
  if (eigen === undefined) throw unstable(build, labels.join(", "), Number.NaN);
  const { values, unitary } = eigen;
  const real = block.every((variable) => all.variables[variable].real);
  const weights = unitary.map((row) => row.map((own) => complexSize(own) ** 2));
  const higgs = block.findIndex((variable) => all.variables[variable].role === "higgs");
  const names = dominantLabels(weights, labels).map((name) =>
    higgs !== -1 && name === labels[higgs] ? "h" : freeName(build, name),
  );
  build.mixed.push(names.join(", "));
  const particles = names.map((name, k) => {
    const pdgCode = name === "h" ? 25 : nextCode(build);
    const mass = name === "h" ? HIGGS_MASS.name : `M${plainIdentifier(name)}`;
    build.sheet.addResult(mass, Math.sqrt(values[k]), { block: "MASS", code: [pdgCode] });
    return scalarParticle(sector, block[0], { name, mass, pdgCode });
  });
  addExpansions(
    sector,
    block,
    namedEntries(build, turnedColumns(unitary), { rows: labels, columns: names, real }),
    particles,
  );
}

/** Every column with its largest entry positive. */
function turnedColumns(matrix: readonly (readonly Complex[])[]): Complex[][] {
  const phases = matrix[0].map((_, k) => {
    const largest = matrix
      .map((row) => row[k])
      .reduce((best, own) => (complexSize(own) > complexSize(best) + 1e-9 ? own : best));
    const size = complexSize(largest);
    return [largest[0] / size, -largest[1] / size] as const;
  });
  return matrix.map((row) =>
    row.map(([re, im], k): Complex => [re * phases[k][0] - im * phases[k][1], re * phases[k][1] + im * phases[k][0]]),
  );
}

function scalarParticle(
  { build, all }: Sector,
  variable: number,
  { name, mass, pdgCode }: { readonly name: string; readonly mass: string; readonly pdgCode: number },
): number {
  const { numbers, real } = all.variables[variable];
  const turned = all.contents[numbers.particle].some((own) => own.variable === variable && own.anti);
  const width = name === "h" ? HIGGS_WIDTH : { name: `W${plainIdentifier(name)}`, value: 0 };
  return addParticle(build, {
    name,
    antiname: real ? name : `${name}~`,
    pdgCode,
    spin: 1,
    colour: Math.abs(numbers.colour),
    charge: numbers.charge === 0 ? 0 : numbers.charge * (turned ? -1 : 1),
    selfConjugate: real,
    mass,
    width: addWidth(build, width.name, width.value, pdgCode),
  });
}

/** Components in terms of the particles: rows of the rotation are the variables of the block. */
function addExpansions(
  { build, all }: Sector,
  block: readonly number[],
  rotation: readonly (readonly (Product | undefined)[])[],
  particles: readonly number[],
): void {
  const isComplex = (name: string) => build.sheet.isComplex(name);
  all.contents.forEach((_, component) => {
    for (const { variable, anti, factor } of variableTerms(all, { particle: component, anti: false })) {
      const row = block.indexOf(variable);
      if (row === -1) continue;
      rotation[row].forEach((entry, k) => {
        if (entry === undefined) return;
        const own = anti ? conjugateProduct(entry, isComplex) : entry;
        const product = multiplyProducts({ factor, names: [] }, own);
        build.expansions[component].push({ particle: particles[k], anti, product });
      });
    }
  });
}

function unstable({ components }: BrokenBuild, place: string, value: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/unstable-vacuum",
    what: "the vacuum is no minimum for these numbers: a squared mass is negative",
    place: `${components.lagrangian.theory.name}: ${place}`,
    found: Number.isNaN(value) ? "a negative eigenvalue" : `${value} GeV^2`,
    expected: "positive squared masses of all scalars but the Goldstone bosons",
  });
}

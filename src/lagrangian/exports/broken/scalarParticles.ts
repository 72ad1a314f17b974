/** Masses, rotations and expansions of scalars: one that stays alone, and several that mix. */
import { GlueballError } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, conjugateComplex, multiplyComplex, sumComplex } from "../../complexNumbers.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { addParticle, addWidth, freeName, namedEntries, nextCode, plainIdentifier } from "./brokenBuild.ts";
import { physicalBasis } from "./goldstones.ts";
import type { ScalarName } from "./higgsNames.ts";
import { scalarNames } from "./higgsNames.ts";
import type { ComplexMatrix } from "./massDiagonalisation.ts";
import { positiveEigen } from "./massDiagonalisation.ts";
import { addSolution } from "./massSolutions.ts";
import type { Product } from "./polynomial.ts";
import {
  conjugateProduct,
  multiplyProducts,
  namesOf,
  plainName,
  polynomialText,
  polynomialValue,
} from "./polynomial.ts";
import type { ScalarSector } from "./scalarMatrix.ts";
import { entryOf, newMass, numericEntry, openMass } from "./scalarMatrix.ts";
import { variableTerms } from "./scalarVariables.ts";
import { HIGGS_MASS, HIGGS_WIDTH } from "./standardInputs.ts";

/** The mass on the card, or an expression where the mass term of the field is fixed already; m_h is on the card. */
export function addSingle(sector: ScalarSector, variable: number): void {
  const { build, all } = sector;
  const { label, numbers } = all.variables[variable];
  const own = freeName(build, label);
  const polynomial = entryOf(sector, variable, variable);
  const isHiggs = numbers.particle === build.vacuumComponent;
  const mass = isHiggs ? HIGGS_MASS.name : `M${plainIdentifier(own)}`;
  const open = openMass(sector, variable);
  const pdgCode = isHiggs ? 25 : nextCode(build);
  if (open !== undefined) {
    build.sheet.addNumber(mass, newMass(sector, variable), { block: "MASS", code: [pdgCode] });
    addSolution(build, { name: open, condition: polynomial, target: `${mass}**2` });
  } else if (!isHiggs) {
    const [value] = polynomialValue(polynomial, build.sheet.value);
    if (!(value >= 0)) throw unstable(sector, [variable], value);
    build.sheet.addExpression(mass, "real", `cmath.sqrt(${polynomialText(polynomial)})`);
  }
  const width = isHiggs ? HIGGS_WIDTH : { name: `W${plainIdentifier(own)}`, value: 0 };
  const particle = scalarParticle(sector, variable, { name: isHiggs ? "h" : own, mass, width, pdgCode });
  addExpansions(sector, [variable], [[{ factor: [1, 0], names: [] }]], [particle]);
}

const MASSLESS = 1e-12; // of the largest squared mass of a block: Goldstone bosons of global symmetries

/** What is orthogonal to the Goldstone bosons of the block, diagonalised. */
export function addMixed(sector: ScalarSector, block: readonly number[]): void {
  const { build, all } = sector;
  const basis = physicalBasis(block, sector.goldstones);
  const matrix = block.map((row) => block.map((column) => numericEntry(sector, row, column)));
  const eigen = positiveEigen(product(adjoint(basis), product(matrix, basis)));
  if (eigen === undefined) throw unstable(sector, block, Number.NaN);
  const rotation = turnedColumns(product(basis, eigen.unitary));
  const names = scalarNames(sector, block, rotation);
  const { real } = all.variables[block[0]];
  build.mixed.push(names.map(({ name }) => name).join(", "));
  const largest = Math.max(...eigen.values);
  const particles = names.map(({ name, ...own }, k) => {
    const pdgCode = own.pdgCode ?? nextCode(build);
    const mass = eigen.values[k] <= MASSLESS * largest ? "ZERO" : (own.mass ?? `M${plainIdentifier(name)}`);
    if (mass !== "ZERO") build.sheet.addResult(mass, Math.sqrt(eigen.values[k]), { block: "MASS", code: [pdgCode] });
    const width = own.width ?? { name: `W${plainIdentifier(name)}`, value: 0 };
    return scalarParticle(sector, block[0], { ...own, name, mass, width, pdgCode });
  });
  const labels = {
    rows: block.map((variable) => all.variables[variable].label),
    columns: names.map(({ name }) => name.replaceAll("+", "p")),
  };
  addExpansions(sector, block, namedEntries(build, rotation, { ...labels, real }), particles);
}

function product(a: ComplexMatrix, b: ComplexMatrix): Complex[][] {
  return a.map((row) => b[0].map((_, j) => sumComplex(row.map((entry, k) => multiplyComplex(entry, b[k][j])))));
}

function adjoint(matrix: ComplexMatrix): Complex[][] {
  return matrix[0].map((_, j) => matrix.map((row) => conjugateComplex(row[j])));
}

/** Every column with its largest entry positive. */
function turnedColumns(matrix: ComplexMatrix): Complex[][] {
  const phases = matrix[0].map((_, k) => {
    const largest = matrix
      .map((row) => row[k])
      .reduce((best, own) => (complexSize(own) > complexSize(best) + 1e-9 ? own : best));
    const size = complexSize(largest);
    return [largest[0] / size, -largest[1] / size] as const;
  });
  return matrix.map((row) => row.map((own, k) => multiplyComplex(own, phases[k])));
}

type ParticleNames = Required<Omit<ScalarName, "antiname">> & Pick<ScalarName, "antiname">;

/** The charge is that of the variable. */
function scalarParticle(
  { build, all }: ScalarSector,
  variable: number,
  { name, antiname, mass, width, pdgCode }: ParticleNames,
): number {
  const { numbers, real } = all.variables[variable];
  const turned = all.contents[numbers.particle].some((own) => own.variable === variable && own.anti);
  return addParticle(build, {
    name,
    antiname: real ? name : (antiname ?? `${name}~`),
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
  { build, all }: ScalarSector,
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
        build.expansions[component].push({
          particle: particles[k],
          anti,
          product: multiplyProducts({ factor, names: [] }, own),
        });
      });
    }
  });
}

function unstable(sector: ScalarSector, block: readonly number[], value: number): GlueballError {
  const { build, all } = sector;
  const labels = block.map((variable) => all.variables[variable].label).join(", ");
  return new GlueballError({
    code: "lagrangian/unstable-vacuum",
    what: "the vacuum is no minimum for these numbers: a squared mass is negative",
    place: `${build.components.lagrangian.theory.name}: ${labels}`,
    found: Number.isNaN(value) ? "a negative eigenvalue" : `${value} GeV^2`,
    expected: "positive squared masses of all scalars but the Goldstone bosons",
    hint: `These decide it: ${couplingsOf(build, sector, block).join(", ")}`,
  });
}

/** Parameters of the squared masses of a block that are couplings of the Lagrangian. */
function couplingsOf(build: BrokenBuild, sector: ScalarSector, block: readonly number[]): string[] {
  const known = new Set(build.components.entries.map(({ name }) => name));
  const names = block.flatMap((a) => block.flatMap((b) => [...entryOf(sector, a, b).keys()].flatMap(namesOf)));
  return [...new Set(names.map(plainName))].filter((name) => known.has(name));
}

/**
 * Masses and mixing of the scalars. A variable that mixes with no other has its mass as a number of the card, and the mass
 * term of its field follows from it; further components of the field have masses that follow. What mixes is diagonalised at
 * the numbers of the file, and masses and mixing are numbers of the card as well.
 *
 * With one vacuum value the condition for the vacuum is an expression (tadpoles.ts), with several it is solved in numbers
 * (vacuumConditions.ts).
 */
import { addCoupling, isComplexName, NEW_MASS } from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { goldstoneDirections } from "./goldstones.ts";
import { entryForEigenvalue } from "./higgsMass.ts";
import { addDefinition, addSolution, solvedNumber } from "./massSolutions.ts";
import type { Polynomial } from "./polynomial.ts";
import { substitute } from "./polynomial.ts";
import { entryOf, mixingBlocks, newMass, numericEntry, openMass, setOpenMass } from "./scalarMatrix.ts";
import type { ScalarSector } from "./scalarMatrix.ts";
import { addMixed, addSingle } from "./scalarParticles.ts";
import { massPolynomials, scalarVariables } from "./scalarVariables.ts";
import { HIGGS_MASS } from "./standardInputs.ts";
import { conjugatePolynomial, solveTadpoles } from "./tadpoles.ts";
import type { TadpoleSolutions } from "./tadpoles.ts";
import { vacuumConditions } from "./vacuumConditions.ts";
import { addVacuumNumbers } from "./vacuumNumbers.ts";
import { scalarProducts } from "./vacuumTerms.ts";

/** Adds parameters, particles and expansions; the components with a linear term. @throws GlueballError lagrangian/induced-vacuum, lagrangian/no-stationary-vacuum, lagrangian/unstable-vacuum, lagrangian/phase-fixed. */
export function addScalars(build: BrokenBuild, roles: ReadonlyMap<string, CouplingRole>): readonly number[] {
  const sector = scalarSector(build, roles);
  return build.vacuumValues.size === 1 ? addWithOneValue(sector) : addWithSeveral(sector);
}

/** Adds the parameters of a potential with several vacuum values. @throws GlueballError as `addScalars`. */
export function solveVacuum(build: BrokenBuild, roles: ReadonlyMap<string, CouplingRole>): void {
  addConditions(scalarSector(build, roles));
}

function scalarSector(build: BrokenBuild, roles: ReadonlyMap<string, CouplingRole>): ScalarSector {
  const all = scalarVariables(build);
  const raw = massPolynomials(all, scalarProducts(build.components.terms, build.vacuumValues, 2));
  return { build, roles, all, goldstones: goldstoneDirections(build, all), mass2: raw };
}

/** The conditions as expressions. */
function addWithOneValue(raw: ScalarSector): readonly number[] {
  const { build, roles } = raw;
  const { terms, table } = build.components;
  const tadpoles = solveTadpoles(build, scalarProducts(terms, build.vacuumValues, 1), roles);
  const fixed = withConjugates(build, tadpoles.fixed);
  const mass2 = new Map([...raw.mass2].map(([key, polynomial]) => [key, substitute(polynomial, fixed)]));
  const sector: ScalarSector = { ...raw, mass2 };
  addOtherBilinears(sector, tadpoles);
  const blocks = mixingBlocks(sector, build.sheet.value);
  const higgs = doubletVariable(sector, build.vacuum.field);
  const own = blocks.find((block) => block.includes(higgs))!;
  const name = [...roles].find(([, { kind }]) => kind === "selfCoupling")?.[0];
  if (name === undefined) throw new Error("the doublet has no self-coupling");
  const condition = entryOf(sector, higgs, higgs);
  if (own.length === 1) {
    build.sheet.addNumber(HIGGS_MASS.name, HIGGS_MASS.value, { block: "MASS", code: [25] });
    addSolution(build, { name, condition, target: `${HIGGS_MASS.name}**2` });
  } else {
    own.filter((variable) => variable !== higgs).forEach((variable) => setOpenMass(sector, variable));
    const value = (a: number, b: number) => (a === higgs && b === higgs ? 0 : numericEntry(sector, a, b)[0]);
    const matrix = own.map((a) => own.map((b) => value(a, b)));
    const target = entryForEigenvalue(matrix, own.indexOf(higgs), HIGGS_MASS.value ** 2);
    addCoupling(build, name, solvedNumber(build, { name, condition, target }));
  }
  for (const [key, value] of tadpoles.fixed) addDefinition(build, key, value);
  addBlocks(sector, blocks, ({ length }) => length === 1);
  for (const [key, polynomial] of tadpoles.linear) addDefinition(build, `tad_${table.particles[key].name}`, polynomial);
  return [...tadpoles.linear.keys()];
}

/** The conditions as numbers; components of fields with a value are diagonalised even where they are alone. */
function addWithSeveral(sector: ScalarSector): readonly number[] {
  const { build, all } = sector;
  const linear = addConditions(sector);
  const fields = new Set(build.vacuum.values.map((own) => own.field));
  const isSingle = ([variable, ...more]: readonly number[]) =>
    more.length === 0 && !fields.has(all.variables[variable].numbers.field);
  addBlocks(sector, mixingBlocks(sector, build.sheet.value), isSingle);
  return linear;
}

/** The parameters of the potential; the components with a linear term. */
function addConditions(sector: ScalarSector): readonly number[] {
  const { build, roles, all } = sector;
  const conditions = vacuumConditions(build, roles, all);
  const name = [...roles].find(([, { kind }]) => kind === "selfCoupling")?.[0];
  const entry = build.components.entries.find((own) => own.name === name)!;
  const { field } = build.components.lagrangian.letters[entry.term.operator.slots[0]];
  const doublet = doubletVariable(sector, field);
  const fields = new Set(build.vacuum.values.map((own) => own.field));
  addVacuumNumbers(build, roles, conditions, {
    entry: (row, column) => entryOf(sector, row, column),
    block: (numbers) => mixingBlocks(sector, numbers).find((block) => block.includes(doublet))!,
    openSquare: (variable) => {
      const isOpen = !fields.has(all.variables[variable].numbers.field) && openMass(sector, variable) !== undefined;
      return isOpen ? newMass(sector, variable) ** 2 : undefined;
    },
    doublet,
  });
  return conditions.linear;
}

/** Variables alone first. */
function addBlocks(
  sector: ScalarSector,
  blocks: readonly (readonly number[])[],
  isSingle: (block: readonly number[]) => boolean,
): void {
  for (const block of blocks) if (isSingle(block)) addSingle(sector, block[0]);
  for (const block of blocks) {
    if (isSingle(block)) continue;
    block.forEach((variable) => setOpenMass(sector, variable));
    addMixed(sector, block);
  }
}

/** The real part of the component of a doublet that has a vacuum value. */
function doubletVariable({ build, all }: ScalarSector, field: number): number {
  return all.variables.findIndex(({ numbers }) => numbers.field === field && build.vacuumValues.has(numbers.particle));
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
function addOtherBilinears({ build, roles }: ScalarSector, tadpoles: TadpoleSolutions): void {
  for (const { name, term } of build.components.entries) {
    const role = roles.get(name);
    if (role?.kind !== "bilinear" || role.fermion || role.mass || tadpoles.fixed.has(name)) continue;
    const [first, second] = role.fields;
    addCoupling(build, name, first === second && term.reality === "pair" ? [NEW_MASS, 0] : [0, 0]);
  }
}

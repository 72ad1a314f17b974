/** The matrix of squared masses of the scalar variables, its blocks, and mass terms that are still to be chosen. */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize } from "../../complexNumbers.ts";
import { addCoupling, newMassOf } from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { connectedBlocks } from "./componentNumbers.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { solvedNumber } from "./massSolutions.ts";
import type { Numbers, Polynomial } from "./polynomial.ts";
import { namesOf, plainName, polynomialValue } from "./polynomial.ts";
import type { ScalarVariables } from "./scalarVariables.ts";

export interface ScalarSector {
  readonly build: BrokenBuild;
  readonly roles: ReadonlyMap<string, CouplingRole>;
  readonly all: ScalarVariables;
  /** Orthonormal, one number for each variable. */
  readonly goldstones: readonly (readonly Complex[])[];
  /** Entries of M2; with one vacuum value after the condition for it. */
  readonly mass2: ReadonlyMap<string, Polynomial>;
}

export function entryOf({ mass2 }: ScalarSector, row: number, column: number): Polynomial {
  return mass2.get(`${row} ${column}`) ?? new Map();
}

export function numericEntry(sector: ScalarSector, row: number, column: number): Complex {
  return polynomialValue(entryOf(sector, row, column), sector.build.sheet.value);
}

/** Variables that a mass or a Goldstone direction joins, without blocks of Goldstone bosons alone. */
export function mixingBlocks(sector: ScalarSector, numbers: Numbers): number[][] {
  const { all, goldstones } = sector;
  const joined = (a: number, b: number) =>
    complexSize(polynomialValue(entryOf(sector, a, b), numbers)) > 0 ||
    goldstones.some((direction) => complexSize(direction[a]) > 0 && complexSize(direction[b]) > 0);
  return connectedBlocks(all.variables.length, (a, b) => a !== b && joined(a, b)).filter((block) => {
    const gone = goldstones.filter((direction) => block.some((k) => complexSize(direction[k]) > 0));
    return gone.length < block.length;
  });
}

/** The mass term in the diagonal entry of a variable that has no number yet. */
export function openMass(sector: ScalarSector, variable: number): string | undefined {
  const { build, roles } = sector;
  const names = [...entryOf(sector, variable, variable).keys()].flatMap(namesOf).map(plainName);
  return names.find((name) => {
    const role = roles.get(name);
    return role?.kind === "bilinear" && role.mass && !build.sheet.has(name);
  });
}

export function newMass({ all }: ScalarSector, variable: number): number {
  return newMassOf(all.variables[variable].numbers.generation);
}

/** A mass term as the number that makes the diagonal entry the square of a new mass. */
export function setOpenMass(sector: ScalarSector, variable: number): void {
  const name = openMass(sector, variable);
  if (name === undefined) return;
  const condition = entryOf(sector, variable, variable);
  const target = newMass(sector, variable) ** 2;
  addCoupling(sector.build, name, solvedNumber(sector.build, { name, condition, target }));
}

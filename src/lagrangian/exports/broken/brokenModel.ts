/**
 * A renormalisable theory after electroweak breaking by one doublet, in mass eigenstates and unitary gauge.
 *
 * 1. the Lagrangian in components, with the names of its coefficients;
 * 2. numbers: the electroweak sector, masses of quarks, leptons and the Higgs boson, defaults for what is new;
 * 3. the vacuum value put in: conditions for the vacuum, mass matrices, rotations;
 * 4. vertices of the eigenstates.
 */
import type { Vacuum } from "../../breaking/vacuum.ts";
import { vacuumOf } from "../../breaking/vacuum.ts";
import type { RenormalisableLagrangian } from "../../explicit/renormalisable.ts";
import type { Vertex } from "../vertexTable.ts";
import { addCoupling } from "./brokenBuild.ts";
import type { BrokenBuild, ExpansionTerm } from "./brokenBuild.ts";
import { brokenVertices } from "./brokenVertices.ts";
import { componentLagrangian } from "./componentLagrangian.ts";
import { componentNumbers } from "./componentNumbers.ts";
import { couplingRoles, standardFields } from "./couplingRoles.ts";
import { addFermions } from "./fermionSector.ts";
import type { GivenNumbers } from "./parameterSheet.ts";
import { createParameterSheet } from "./parameterSheet.ts";
import { addScalars } from "./scalarSector.ts";
import { addBosons } from "./weakBosonStates.ts";

export interface BrokenModel {
  readonly build: BrokenBuild;
  /** Of the gauge bosons of the components. */
  readonly bosons: readonly (readonly ExpansionTerm[])[];
  readonly vertices: readonly Vertex[];
  /** Components of singlets with a linear term, whose coefficient is `tad_` and their name. */
  readonly linear: readonly number[];
}

/**
 * @throws GlueballError as `vacuumOf`; lagrangian/induced-vacuum, lagrangian/unstable-vacuum, lagrangian/colour-not-in-ufo; lagrangian/too-many-generations;
 * of given numbers lagrangian/unknown-parameter, lagrangian/parameter-not-real.
 */
export function brokenModel(
  lagrangian: RenormalisableLagrangian,
  generations: number,
  given: GivenNumbers = new Map(),
): BrokenModel {
  const vacuum = vacuumOf(lagrangian.theory);
  const components = componentLagrangian(lagrangian, generations);
  const numbers = componentNumbers(components, vacuum);
  const build: BrokenBuild = {
    components,
    vacuum,
    vacuumComponent: vacuumComponent(numbers, vacuum),
    numbers,
    sheet: createParameterSheet(given),
    particles: [],
    codes: { used: 0 },
    expansions: numbers.map(() => []),
    rotations: [],
    definitions: new Map(),
    mixed: [],
  };
  const { expansions, couplings } = addBosons(build);
  const standard = standardFields(components, vacuum);
  const list = couplingRoles(components, vacuum, standard);
  const roles = new Map(components.entries.map(({ name }, k) => [name, list[k]]));
  for (const [name, role] of roles) if (role.kind === "free") addCoupling(build, name, [role.value, 0]);
  addFermions(build, roles, standard);
  const linear = addScalars(build, roles);
  build.sheet.checkGiven();
  return {
    build,
    bosons: expansions,
    vertices: brokenVertices(build, expansions, couplings),
    linear: [...linear.keys()],
  };
}

function vacuumComponent(numbers: BrokenBuild["numbers"], { field, twiceT3 }: Vacuum): number {
  return numbers.find((own) => own.field === field && own.twiceT3 === twiceT3)!.particle;
}

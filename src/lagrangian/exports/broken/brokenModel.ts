/**
 * A renormalisable theory after electroweak breaking by one doublet, in mass eigenstates and unitary gauge.
 *
 * 1. the Lagrangian in components, with the names of its coefficients;
 * 2. numbers: the electroweak sector, masses of quarks, leptons and the Higgs boson, defaults for what is new;
 * 3. the vacuum value put in: conditions for the vacuum, mass matrices, rotations;
 * 4. vertices of the eigenstates.
 */
import { breakWithInduced } from "../../breaking/inducedVacuum.ts";
import type { VacuumValue } from "../../breaking/vacuum.ts";
import type { RenormalisableLagrangian } from "../../explicit/renormalisable.ts";
import { nameOperators } from "../couplings.ts";
import type { Vertex } from "../vertexTable.ts";
import { addCoupling } from "./brokenBuild.ts";
import type { BrokenBuild, ExpansionTerm } from "./brokenBuild.ts";
import { brokenVertices } from "./brokenVertices.ts";
import { componentLagrangian } from "./componentLagrangian.ts";
import { componentNumbers } from "./componentNumbers.ts";
import { couplingRoles, isScalarProduct, standardFields } from "./couplingRoles.ts";
import type { NamedValue } from "./electroweakVacuum.ts";
import { brokenCharge, namedValues } from "./electroweakVacuum.ts";
import { addFermions } from "./fermionSector.ts";
import type { GivenNumbers } from "./parameterSheet.ts";
import { createParameterSheet } from "./parameterSheet.ts";
import { addScalars } from "./scalarSector.ts";
import type { VacuumValues } from "./vacuumTerms.ts";
import { addBosons } from "./weakBosonStates.ts";

export interface BrokenModel {
  readonly build: BrokenBuild;
  /** Of the gauge bosons of the components. */
  readonly bosons: readonly (readonly ExpansionTerm[])[];
  readonly vertices: readonly Vertex[];
  /** Components of singlets with a linear term, whose coefficient is `tad_` and their name. */
  readonly linear: readonly number[];
}

export interface BrokenOptions {
  /** Fields with a vacuum value; without it a doublet, and what gets one from it. */
  readonly vacuum?: readonly string[];
  /** Whether a further broken U(1) may mix kinetically with hypercharge; true unless it is said. */
  readonly kineticMixing?: boolean;
}

/**
 * @throws GlueballError as `vacuumOf`; lagrangian/induced-vacuum, lagrangian/unstable-vacuum, lagrangian/colour-not-in-ufo; lagrangian/too-many-generations;
 * of given numbers lagrangian/unknown-parameter, lagrangian/parameter-not-real.
 */
export function brokenModel(
  lagrangian: RenormalisableLagrangian,
  generations: number,
  given: GivenNumbers = new Map(),
  { vacuum: fields = [], kineticMixing = true }: BrokenOptions = {},
): BrokenModel {
  const { theory } = lagrangian;
  const operators = nameOperators(theory, lagrangian.letters, lagrangian.invariants);
  const { vacuum } = breakWithInduced(theory, operators, fields);
  const broken = brokenCharge(theory, vacuum, kineticMixing);
  const components = componentLagrangian(lagrangian, generations, broken?.mixing === undefined ? [] : [broken.mixing]);
  const numbers = componentNumbers(components, vacuum);
  const values = namedValues(theory, vacuum);
  const build: BrokenBuild = {
    components,
    vacuum,
    vacuumComponent: vacuumComponent(numbers, vacuum),
    vacuumValues: vacuumValues(numbers, values),
    numbers,
    sheet: createParameterSheet(given),
    particles: [],
    codes: { used: 0 },
    expansions: numbers.map(() => []),
    rotations: [],
    definitions: new Map(),
    mixed: [],
  };
  const { expansions, couplings } = addBosons(build, values, broken);
  const standard = standardFields(components, vacuum);
  const doublets = values.filter(({ isDoublet }) => isDoublet).map(({ field }) => field);
  const list = couplingRoles(components, doublets, standard, (field) => {
    const own = values.find((value) => value.field === field);
    return own === undefined ? undefined : build.sheet.value(own.parameter)[0];
  });
  const roles = new Map(components.entries.map(({ name }, k) => [name, list[k]]));
  for (const entry of components.entries) {
    const role = roles.get(entry.name)!;
    // Several vacuum values decide what of the potential is free.
    const isOpen = values.length > 1 && isScalarProduct(components, entry);
    if (role.kind === "free" && !isOpen) addCoupling(build, entry.name, [role.value, 0]);
  }
  addFermions(build, roles, standard);
  const linear = addScalars(build, roles);
  build.sheet.checkGiven();
  return {
    build,
    bosons: expansions,
    vertices: brokenVertices(build, expansions, couplings),
    linear,
  };
}

function vacuumValues(numbers: BrokenBuild["numbers"], values: readonly NamedValue[]): VacuumValues {
  return new Map(
    values.map((own) => {
      const factor = own.real ? 1 : Math.SQRT1_2;
      return [vacuumComponent(numbers, own), { factor: [factor, 0], names: [own.parameter] }];
    }),
  );
}

function vacuumComponent(
  numbers: BrokenBuild["numbers"],
  { field, twiceT3 }: Pick<VacuumValue, "field" | "twiceT3">,
): number {
  return numbers.find((own) => own.field === field && own.twiceT3 === twiceT3)!.particle;
}

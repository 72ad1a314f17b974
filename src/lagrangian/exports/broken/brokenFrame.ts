/** What a model has before any mass: the vacuum, the Lagrangian in components, bosons, and the roles of the coefficients. */
import { breakWithInduced } from "../../breaking/inducedVacuum.ts";
import type { Vacuum, VacuumValue } from "../../breaking/vacuum.ts";
import type { RenormalisableLagrangian } from "../../explicit/renormalisable.ts";
import { nameOperators } from "../couplings.ts";
import { addCoupling } from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { ComponentLagrangian } from "./componentLagrangian.ts";
import { componentLagrangian } from "./componentLagrangian.ts";
import type { ComponentNumbers } from "./componentNumbers.ts";
import { componentNumbers } from "./componentNumbers.ts";
import type { CouplingRole, StandardFields } from "./couplingRoles.ts";
import { couplingRoles, isScalarProduct, standardFields } from "./couplingRoles.ts";
import type { BrokenCharge, NamedValue } from "./electroweakVacuum.ts";
import { brokenCharge, namedValues } from "./electroweakVacuum.ts";
import type { GivenNumbers } from "./parameterSheet.ts";
import { createParameterSheet } from "./parameterSheet.ts";
import { addBosons } from "./weakBosonStates.ts";

/** Of a theory and its vacuum, without numbers. */
export interface BrokenFrame {
  readonly vacuum: Vacuum;
  readonly values: readonly NamedValue[];
  readonly broken: BrokenCharge | undefined;
  readonly components: ComponentLagrangian;
  readonly numbers: readonly ComponentNumbers[];
  readonly standard: StandardFields;
}

export interface BrokenOptions {
  /** Fields with a vacuum value; without it a doublet, and what gets one from it. */
  readonly vacuum?: readonly string[];
  /** Whether a further broken U(1) may mix kinetically with hypercharge; true unless it is said. */
  readonly kineticMixing?: boolean;
}

/** @throws GlueballError as `vacuumOf`; lagrangian/several-bosons, lagrangian/colour-not-in-ufo, lagrangian/too-many-generations. */
export function brokenFrame(
  lagrangian: RenormalisableLagrangian,
  generations: number,
  { vacuum: fields = [], kineticMixing = true }: BrokenOptions,
): BrokenFrame {
  const { theory, letters, invariants } = lagrangian;
  const { vacuum } = breakWithInduced(theory, nameOperators(theory, letters, invariants), fields);
  const broken = brokenCharge(theory, vacuum, kineticMixing);
  const components = componentLagrangian(lagrangian, generations, broken?.mixing === undefined ? [] : [broken.mixing]);
  return {
    vacuum,
    values: namedValues(theory, vacuum),
    broken,
    components,
    numbers: componentNumbers(components, vacuum),
    standard: standardFields(components, vacuum),
  };
}

/** A model with its bosons and its free couplings. */
export interface BrokenStart {
  readonly build: BrokenBuild;
  readonly roles: ReadonlyMap<string, CouplingRole>;
  readonly bosons: ReturnType<typeof addBosons>;
}

/** @throws GlueballError lagrangian/vacuum-too-large, lagrangian/parameter-not-real. */
export function startBuild(frame: BrokenFrame, given: GivenNumbers): BrokenStart {
  const { vacuum, values, broken, components, numbers, standard } = frame;
  const build: BrokenBuild = {
    components,
    vacuum,
    vacuumComponent: vacuumComponent(frame, vacuum),
    vacuumValues: new Map(
      values.map((own) => {
        const factor = own.real ? 1 : Math.SQRT1_2;
        return [vacuumComponent(frame, own), { factor: [factor, 0], names: [own.parameter] }];
      }),
    ),
    numbers,
    sheet: createParameterSheet(given),
    particles: [],
    codes: { used: 0 },
    expansions: numbers.map(() => []),
    rotations: [],
    definitions: new Map(),
    mixed: [],
  };
  const bosons = addBosons(build, values, broken);
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
  return { build, roles, bosons };
}

function vacuumComponent({ numbers }: BrokenFrame, own: Pick<VacuumValue, "field" | "twiceT3">): number {
  return numbers.find(({ field, twiceT3 }) => field === own.field && twiceT3 === own.twiceT3)!.particle;
}

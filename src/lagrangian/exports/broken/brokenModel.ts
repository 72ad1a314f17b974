/**
 * A renormalisable theory after electroweak breaking, in mass eigenstates and unitary gauge.
 *
 * 1. the vacuum, the Lagrangian in components, the names of its coefficients (brokenFrame.ts);
 * 2. numbers: the electroweak sector, masses of quarks, leptons and the Higgs boson, defaults for what is new;
 * 3. vacuum values put in: conditions for the vacuum, mass matrices, rotations;
 * 4. vertices of the eigenstates.
 */
import type { RenormalisableLagrangian } from "../../explicit/renormalisable.ts";
import type { Vertex } from "../vertexTable.ts";
import type { BrokenBuild, ExpansionTerm } from "./brokenBuild.ts";
import type { BrokenFrame, BrokenOptions } from "./brokenFrame.ts";
import { brokenFrame, startBuild } from "./brokenFrame.ts";
import { brokenVertices } from "./brokenVertices.ts";
import { addFermions } from "./fermionSector.ts";
import type { GivenNumbers } from "./parameterSheet.ts";
import { addScalars, solveVacuum } from "./scalarSector.ts";
import { withSolvedValue } from "./valueFromMass.ts";

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
  options: BrokenOptions = {},
): BrokenModel {
  const frame = brokenFrame(lagrangian, generations, options);
  const numbers = withSolvedValue(frame, given, (own, name) => massTermAt(frame, own, name));
  const { build, roles, bosons } = startBuild(frame, numbers);
  addFermions(build, roles, frame.standard);
  const linear = addScalars(build, roles);
  build.sheet.checkGiven();
  const { expansions, couplings } = bosons;
  return { build, bosons: expansions, vertices: brokenVertices(build, expansions, couplings), linear };
}

/** The mass term of a field with a vacuum value, as the conditions for the vacuum give it. */
function massTermAt(frame: BrokenFrame, given: GivenNumbers, name: string): number {
  const { build, roles } = startBuild(frame, given);
  solveVacuum(build, roles);
  return build.sheet.value(name)[0];
}

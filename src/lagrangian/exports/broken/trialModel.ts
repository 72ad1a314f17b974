/** For tests: the model of a broken phase, written, read back, and its Feynman rules as numbers. */
import type { Complex } from "../../complexNumbers.ts";
import { builtinTheory } from "../../builtin/theories.ts";
import { renormalisableLagrangian } from "../../explicit/renormalisable.ts";
import { createStructureLibrary } from "../../explicit/structureLibrary.ts";
import type { Theory } from "../../theory.ts";
import { evaluatePython } from "../pythonExpression.ts";
import { leftHanded } from "../theoryRecord.ts";
import type { UfoVertex } from "../ufoReader.ts";
import { parameterValues, readUfo } from "../ufoReader.ts";
import { brokenFiles } from "./brokenFiles.ts";
import { brokenModel } from "./brokenModel.ts";
import type { GivenNumbers } from "./parameterSheet.ts";

const library = createStructureLibrary(6);

const known = new Map<string, ReturnType<typeof trialOf>>();

export function trialModel(
  name: string,
  generations: number,
  given: Readonly<Record<string, Complex>> = {},
  fields: readonly string[] = [],
): ReturnType<typeof trialOf> {
  const key = `${name} ${generations} ${JSON.stringify(given)} ${fields.join()}`;
  const found = known.get(key) ?? trialOf(builtinTheory(name), generations, new Map(Object.entries(given)), fields);
  known.set(key, found);
  return found;
}

export function trialOf(
  theory: Theory,
  generations: number,
  given: GivenNumbers = new Map(),
  fields: readonly string[] = [],
) {
  const lagrangian = renormalisableLagrangian(leftHanded(theory), library);
  const model = brokenModel(lagrangian, generations, given, { vacuum: fields });
  const files = brokenFiles(model, { certificate: "certificate: none" });
  const content = readUfo(files);
  const values = parameterValues(content, new Map());
  const names = ({ particles }: UfoVertex) =>
    particles.map(({ particle, anti }) => (anti ? particle.antiname : particle.name)).join(" ");
  const byNames = new Map(content.vertices.map((vertex) => [sorted(names(vertex)), vertex]));
  return {
    model,
    files,
    content,
    values,
    value: (parameter: string) => values.get(parameter)![0],
    mass: (particle: string) => values.get(content.particles.find((own) => own.name === particle)!.mass)![0],
    vertices: content.vertices.map(names),
    /** The couplings of a vertex whose Lorentz structure holds a text, added; 0 if there is none. */
    coupling(particles: string, lorentz = ""): Complex {
      const entries = byNames.get(sorted(particles))?.entries ?? [];
      const own = entries
        .filter((entry) => entry.lorentz.includes(lorentz))
        .map((entry) => evaluatePython(entry.coupling, (parameter) => values.get(parameter)));
      return [own.reduce((sum, [re]) => sum + re, 0), own.reduce((sum, [, im]) => sum + im, 0)];
    },
  };
}

function sorted(names: string): string {
  return names.split(" ").toSorted().join(" ");
}

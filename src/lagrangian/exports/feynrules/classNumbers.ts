/** Numbers for all classes of a FeynRules model from numbers for particles: physical ones directly, the others by their definitions. */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, conjugateComplex, multiplyComplex, sumComplex } from "../../complexNumbers.ts";
import { gellMannMatrices, sextetTensors } from "../colourTensors.ts";
import { innerProduct } from "../componentStates.ts";
import type { FrClass, FrContent, FrValues, SparseEntry } from "../feynRulesReader.ts";
import { METRIC } from "../fieldJets.ts";
import { irrepIndex } from "../irrepIndices.ts";
import type { ColourVector, ParticleValue } from "../particleValues.ts";
import { gaugedGroups } from "./gaugeGroups.ts";
import type { BrokenFeynRules } from "./brokenFeynRules.ts";
import { conjugated, definedValues, readDefinitions } from "./brokenReader.ts";
import type { Occurrence, ParameterNumbers, ParticleReading } from "./brokenReader.ts";
import type { ClassNumbers } from "./covariantTerms.ts";

/** A file that was read, its parameters, and numbers for the particles in their order. */
export interface DefinedClasses {
  readonly model: BrokenFeynRules;
  readonly content: FrContent;
  readonly numbers: ParameterNumbers;
  readonly particles: readonly ParticleValue[];
  readonly currentVector: readonly number[];
}

/** What a scalar or vector is at a point: itself, or a derivative. */
type Part = (value: ParticleValue) => ColourVector;

export function classNumbers(all: DefinedClasses): { readonly values: FrValues; readonly numbers: ClassNumbers } {
  const { model, content, numbers } = all;
  const known = new Map<string, Complex[][]>();
  const at = (name: string, key: string, part: Part): Complex[][] => {
    const found = known.get(`${name} ${key}`) ?? valuesOf(all, name, part, key === "value");
    known.set(`${name} ${key}`, found);
    return found;
  };
  const value = (name: string) => at(name, "value", ({ value: own }) => own[0]);
  const groups = model.theory.groups;
  const bosonAt = (group: number, key: string, part: Part) =>
    at(model.bosons.get(groups[group].name)!, key, part)[0].map(([re]) => re);
  return {
    values: {
      field: (name) => {
        const own = content.classes.find((candidate) => candidate.name === name);
        return own === undefined ? undefined : sparse(own, content, value(name));
      },
      coupling: (name) => numbers.get(name),
    },
    numbers: {
      value,
      gradient: (name, m) => at(name, `gradient ${m}`, ({ gradient }) => gradient[m][0]),
      boson: (group, m) => bosonAt(group, `vector ${m}`, ({ value: own }) => own[m]),
      bosonGradient: (group, m, n) => bosonAt(group, `vector ${m} ${n}`, ({ gradient }) => gradient[m][n]),
      couplings: groups.map((group) => {
        const name = model.couplings.get(group.name);
        return name === undefined ? 0 : numbers.get(name)![0].value[0];
      }),
      currentVector: all.currentVector,
    },
  };
}

/** [generation][component]. */
function valuesOf(all: DefinedClasses, name: string, part: Part, hasConstant: boolean): Complex[][] {
  const { content, numbers } = all;
  const own = content.classes.find((candidate) => candidate.name === name)!;
  const read = particleReading(all, part);
  if (!own.unphysical) return read({ name, conjugate: false, projector: undefined }).map((row) => [...row]);
  return definedValues(own, readDefinitions(own), { content, parameters: numbers, read, hasConstant });
}

/** The numbers of particles in the bases of colour of the file. */
function particleReading({ model, particles }: DefinedClasses, part: Part): ParticleReading {
  return ({ name, conjugate, projector }: Occurrence) => {
    const { members } = model.classes.find((candidate) => candidate.name === name)!;
    const values = members.map(({ particle }) => {
      const own = particles[particle];
      if (projector === undefined) return ofColour(part(own));
      // P_L psi and P_R psi*: the spinor of the particle and the conjugate of that of the antiparticle.
      const isLeft = projector === "ProjM";
      const spinor = isLeft === !conjugate ? own.left! : own.leftOfAnti!;
      return ofColour(isLeft ? spinor : spinor.map(conjugateComplex));
    });
    return projector === undefined && conjugate ? conjugated(values) : values;
  };
}

/** Octets of UFO multiply transposed matrices, and sextets have another basis there. */
function ofColour(vector: ColourVector): Complex[] {
  if (vector.length === 8) return vector.map(([re, im], a) => (TURNED[a] ? [-re, -im] : [re, im]));
  if (vector.length !== 6) return [...vector];
  return SEXTETS.map((row) => sumComplex(row.map((entry, k) => multiplyComplex(entry, vector[k]))));
}

/** Gell-Mann's matrices that are antisymmetric. */
const TURNED = gellMannMatrices().map((matrix) => matrix.some((row, i) => row.some((own, j) => i < j && own[1] !== 0)));

const SEXTETS = irrepIndex(3, [2, 0]).states.map((state) =>
  sextetTensors().map((sextet) =>
    innerProduct(state, new Map(sextet.flatMap((row, i) => row.map((own, j) => [3 * i + j, [own, 0] as const])))),
  ),
);

function sparse(own: FrClass, content: FrContent, values: readonly (readonly Complex[])[]): SparseEntry[] {
  const sizes = own.indices.map((name) => content.ranges.get(name)!);
  const isFlavoured = own.indices.at(-1)?.startsWith("Gen") === true;
  const inner = isFlavoured ? sizes.slice(0, -1) : sizes;
  return values.flatMap((row, generation) =>
    row.map((value, k) => {
      let rest = k;
      const indices = inner
        .toReversed()
        .map((size) => {
          const place = rest % size;
          rest = Math.floor(rest / size);
          return place;
        })
        .toReversed();
      return { indices: isFlavoured ? [...indices, generation] : indices, value };
    }),
  );
}

/**
 * How much sums of squares of the classes differ from those of the particles, of scalars and vectors by one derivative: that
 * is what definitions must keep for kinetic terms to be canonical.
 */
export function kineticDifference(all: DefinedClasses): number {
  const { model, particles } = all;
  const { numbers } = classNumbers(all);
  const { build } = model.model;
  const norm = (values: readonly Complex[]) => values.reduce((sum, own) => sum + complexSize(own) ** 2, 0);
  const sums = [0, 0, 0];
  for (const { name, real, twiceHelicity } of model.oriented.fields) {
    const own = twiceHelicity === 0 ? numbers.gradient(name, 0) : numbers.value(name);
    sums[twiceHelicity === 0 ? 0 : 1] += norm(own.flat()) * (real ? 1 / 2 : 1);
  }
  for (const group of gaugedGroups(model)) {
    const place = model.theory.groups.indexOf(group);
    sums[2] += METRIC.reduce((sum, _, m) => sum + norm(numbers.boson(place, m).map((own) => [own, 0])), 0) / 2;
  }
  const expected = [0, 0, 0];
  build.particles.forEach(({ spin, selfConjugate }, k) => {
    const { value, gradient, left, leftOfAnti } = particles[k];
    const share = selfConjugate ? 1 / 2 : 1;
    if (spin === 1) expected[0] += share * norm(gradient[0][0]);
    else if (spin === 3) expected[2] += share * value.reduce((sum, own) => sum + norm(own), 0);
    else {
      const isThere = (anti: boolean) => build.expansions.flat().some((own) => own.particle === k && own.anti === anti);
      if (isThere(false)) expected[1] += norm(left!);
      if (isThere(true) && !selfConjugate) expected[1] += norm(leftOfAnti!);
    }
  });
  return Math.max(...sums.map((sum, k) => Math.abs(sum - expected[k]) / Math.max(expected[k], 1e-30)));
}

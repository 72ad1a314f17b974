/**
 * What the classes of a theory are in terms of the particles after electroweak breaking: for every value of the indices that
 * are written out a constant and a sum of classes of particles, each with a matrix between the generations of the two.
 */
import { addComplex, multiplyComplex, scaleComplex } from "../../complexNumbers.ts";
import type { Complex } from "../../complexNumbers.ts";
import type { BrokenBuild, ExpansionTerm } from "../broken/brokenBuild.ts";
import type { Polynomial, Product } from "../broken/polynomial.ts";
import { conjugateProduct, multiplyProducts, sumProducts } from "../broken/polynomial.ts";
import { innerProduct } from "../componentStates.ts";
import type { FrContext } from "../feynRulesFields.ts";
import { colourFactorOf, indicesOf } from "../feynRulesFields.ts";
import { fundamentalGenerators } from "../irrepIndices.ts";
import { nonabelianGroups, unitaryGroups } from "../../theory.ts";
import type { GaugedGroup } from "./gaugeGroups.ts";
import type { ParticleClass } from "./particleClasses.ts";

/** A class of particles in a component. */
export interface DefinitionPart {
  readonly particles: ParticleClass;
  /** The conjugate: of spinors CC. */
  readonly conjugate: boolean;
  /** By generation of the field and member of the class. */
  readonly matrix: readonly (readonly Polynomial[])[];
}

/** One component of a class of the theory. */
export interface ComponentDefinition {
  /** Values of the indices that are no colour, from 1. */
  readonly indices: readonly number[];
  readonly constant: Polynomial;
  readonly parts: readonly DefinitionPart[];
}

interface Addend extends ExpansionTerm {
  readonly generation: number;
}

/** Of the class of a field. */
export function fieldDefinitions(
  context: FrContext,
  build: BrokenBuild,
  classes: readonly ParticleClass[],
  field: number,
): ComponentDefinition[] {
  const { table } = build.components;
  const { components, copies } = table.fields[field];
  const turned = context.turned[field];
  const isComplex = (name: string) => build.sheet.isComplex(name);
  const conjugate = (product: Product) => conjugateProduct(product, isComplex);
  const colour = colourFactorOf(context.oriented);
  const axes = indicesOf(context, context.oriented.fields[field]).filter(({ factor }) => factor !== colour);
  return placesOf(axes.map(({ dimension }) => dimension)).map((place): ComponentDefinition => {
    const addends: Addend[] = [];
    const constants: Product[] = [];
    components.forEach((states, component) => {
      const overlap = axes.reduce<Complex>((product, { factor, ...axis }, k) => {
        const basis = turned ? axis.conjugates : axis.states;
        return multiplyComplex(product, innerProduct(basis[place[k]], states[factor]!.tensor));
      }, ONE);
      if (overlap[0] === 0 && overlap[1] === 0) return;
      for (let generation = 0; generation < copies; generation++) {
        const { particle, anti } = table.find(field, component, generation);
        const add = (own: ExpansionTerm) => {
          const product = multiplyProducts({ factor: overlap, names: [] }, anti ? conjugate(own.product) : own.product);
          const isAnti = own.anti !== anti;
          // A left-handed spinor of the antiparticle is the conjugate of a right-handed one of the particle.
          addends.push({
            generation,
            particle: own.particle,
            anti: isAnti !== turned,
            product: turned ? conjugate(product) : product,
          });
        };
        build.expansions[particle].forEach(add);
        const value = build.vacuumValues.get(particle);
        if (value !== undefined) {
          const product = multiplyProducts({ factor: overlap, names: [] }, anti ? conjugate(value) : value);
          constants.push(turned ? conjugate(product) : product);
        }
      }
    });
    return {
      indices: place.map((value) => value + 1),
      constant: sumProducts(constants),
      parts: partsOf(build, classes, addends, copies),
    };
  });
}

const ONE: Complex = [1, 0];

export function isVacuum({ vacuumValues }: BrokenBuild, particle: number): boolean {
  return vacuumValues.has(particle);
}

/** Of a gauge field: A^a = 2 tr(A T^a) with A = sum b M. */
export function bosonDefinitions(
  context: FrContext,
  build: BrokenBuild,
  {
    classes,
    bosons,
  }: { readonly classes: readonly ParticleClass[]; readonly bosons: readonly (readonly ExpansionTerm[])[] },
  group: GaugedGroup,
): ComponentDefinition[] {
  const { theory } = context;
  const place = group.kind === "U1" ? unitaryGroups(theory).indexOf(group) : nonabelianGroups(theory).indexOf(group);
  const own = build.components.bosons.components.filter(
    ({ factor }) => factor.kind === (group.kind === "U1" ? "U1" : "SU") && factor.place === place,
  );
  const generators = group.kind === "U1" ? [undefined] : fundamentalGenerators(group.n);
  return generators.map((generator, a) => {
    const addends = own.flatMap(({ boson, anti, factor }): Addend[] => {
      const overlap = generator === undefined || factor.kind !== "SU" ? ONE : traceOf(factor.matrix, generator);
      if (overlap[0] === 0 && overlap[1] === 0) return [];
      return bosons[boson].map(({ particle, anti: other, product }) => ({
        generation: 0,
        particle,
        anti: other !== anti,
        product: multiplyProducts({ factor: overlap, names: [] }, product),
      }));
    });
    return {
      indices: generator === undefined ? [] : [a + 1],
      constant: new Map(),
      parts: partsOf(build, classes, addends, 1),
    };
  });
}

/** 2 tr(M T). */
function traceOf(matrix: readonly (readonly Complex[])[], generator: readonly (readonly Complex[])[]): Complex {
  let sum: Complex = [0, 0];
  matrix.forEach((row, i) =>
    row.forEach((entry, j) => (sum = addComplex(sum, multiplyComplex(entry, generator[j][i])))),
  );
  return scaleComplex(sum, 2);
}

/** Addends by class and whether it is the conjugate. */
function partsOf(
  { particles }: BrokenBuild,
  classes: readonly ParticleClass[],
  addends: readonly Addend[],
  generations: number,
): DefinitionPart[] {
  return classes.flatMap((own) =>
    [false, true].flatMap((conjugate): DefinitionPart[] => {
      const matrix = Array.from({ length: generations }, (_, generation) =>
        own.members.map(({ particle }) =>
          sumProducts(
            addends
              .filter((term) => term.generation === generation && term.particle === particle)
              .filter(({ anti }) => (anti && !particles[particle].selfConjugate) === conjugate)
              .map(({ product }) => product),
          ),
        ),
      );
      return matrix.every((row) => row.every(({ size }) => size === 0)) ? [] : [{ particles: own, conjugate, matrix }];
    }),
  );
}

export function placesOf(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (found, size) => found.flatMap((own) => Array.from({ length: size }, (_, k) => [...own, k])),
    [[]],
  );
}

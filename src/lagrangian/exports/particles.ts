/**
 * The particles of a theory with unbroken gauge symmetry: every component of a field under the gauge factors other than
 * colour, for every generation. Colour is the first gauged factor SU(3); it stays an index.
 *
 * A Weyl field becomes a Dirac spinor with a projector in its couplings: left-handed, or, for antitriplets, antisextets
 * and singlets of all SU(N) such as uc and ec, right-handed and conjugate, so that uc is the right-handed up quark. Two
 * exceptions hold a whole particle each: two Weyl fields that a mass term joins are one Dirac particle, and a Weyl field
 * without any charge is a Majorana particle.
 */
import { GlueballError } from "../../base/index.ts";
import { irrepName, isZeroRational, rationalToNumber } from "../../exact/index.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Theory } from "../theory.ts";
import { specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { ComponentState } from "./componentStates.ts";
import { componentStates } from "./componentStates.ts";
import { conjugateTensor } from "./conjugateTensor.ts";
import { identifier } from "./identifier.ts";

/** Colour irreps that UFO knows. */
export type Colour = 1 | 3 | 6 | 8;

export interface MatterParticle {
  readonly name: string;
  /** The same as `name` for a self-conjugate particle. */
  readonly antiname: string;
  readonly spin: 0 | 1;
  readonly colour: Colour;
  readonly selfConjugate: boolean;
  /** Electric charge: the T3 of every SU(2) factor plus the charge of the first U(1). */
  readonly charge: number;
  /** The left-handed Weyl components it holds; one for a projected spinor, two for a Dirac particle. */
  readonly parts: readonly ParticlePart[];
}

/** A component of a field that a particle holds: x = p, or x = p* where `conjugate`. */
export interface ParticlePart {
  readonly field: number;
  readonly component: number;
  readonly generation: number;
  readonly conjugate: boolean;
}

/** The components of a field under the factors other than colour. */
export interface FieldComponents {
  readonly field: Field;
  /** Colour of the field itself, negative for an antitriplet or antisextet. */
  readonly colour: number;
  /** One state for each SU(N) factor; undefined for colour. */
  readonly components: readonly (readonly (ComponentState | undefined)[])[];
  /** Of a real field the component that is the conjugate of each; else -1. */
  readonly partners: readonly number[];
  readonly copies: number;
}

export interface ParticleTable {
  readonly theory: Theory;
  readonly generations: number;
  /** Number of the colour factor among the SU(N) factors, or -1. */
  readonly colourFactor: number;
  readonly fields: readonly FieldComponents[];
  readonly particles: readonly MatterParticle[];
  /** particle and whether its conjugate, of a component of a field. */
  find(field: number, component: number, generation: number): { readonly particle: number; readonly anti: boolean };
}

/** Fields whose masses the particles carry; what pairs with what is worked out by `massPairs`. */
export interface MassPairs {
  /** Two different Weyl fields, generation by generation. */
  readonly dirac: readonly (readonly [number, number])[];
  readonly majorana: readonly number[];
}

/** @throws GlueballError lagrangian/colour-not-in-ufo for colour irreps beyond 1, 3, 6, 8. */
export function particleTable(
  { theory, letters, invariants }: RenormalisableLagrangian,
  generations: number,
): ParticleTable {
  const colourFactor = colourFactorOf(theory);
  const bilinears = invariants
    .filter(({ dimension, operator }) => dimension === 3 && operator.slots.length === 2)
    .map(({ operator }) => operator.slots.map((letter) => letters[letter].field));
  const pairs = massPairs(theory, colourFactor, bilinears);
  const fields = theory.fields.map((field) => fieldComponents(theory, field, { colourFactor, generations }));
  for (const [first, second] of pairs.dirac)
    fields[second] = conjugateComponents(theory, fields[first], fields[second]);
  const particles = fields.flatMap((own, k) => particlesOf(theory, own, { field: k, pairs }));
  return { theory, generations, colourFactor, fields, particles, find: finderOf(fields, particles) };
}

/**
 * The components themselves: every Weyl component is a left-handed spinor of its own, without conjugates, Dirac and
 * Majorana particles. What particles they make is left to who breaks the symmetry.
 * @throws GlueballError lagrangian/colour-not-in-ufo.
 */
export function componentTable(theory: Theory, generations: number): ParticleTable {
  const colourFactor = colourFactorOf(theory);
  const fields = theory.fields.map((field) => fieldComponents(theory, field, { colourFactor, generations }));
  const particles = fields.flatMap((own, k) => particlesOf(theory, own, { field: k, pairs: undefined }));
  return { theory, generations, colourFactor, fields, particles, find: finderOf(fields, particles) };
}

function colourFactorOf(theory: Theory): number {
  return specialUnitaryGroups(theory).findIndex(({ n, gauged }) => n === 3 && gauged);
}

function finderOf(fields: readonly FieldComponents[], particles: readonly MatterParticle[]): ParticleTable["find"] {
  const places = new Map(
    particles.flatMap(({ parts }, particle) =>
      parts.map(({ field, component, generation, conjugate }) => [
        `${field} ${component} ${generation}`,
        { particle, anti: conjugate },
      ]),
    ),
  );
  return (field, component, generation) => {
    const found = places.get(`${field} ${component} ${generation}`);
    if (found !== undefined) return found;
    const partner = places.get(`${field} ${fields[field].partners[component]} ${generation}`);
    if (partner === undefined) throw new Error(`no particle holds component ${component} of field ${field}`);
    return { ...partner, anti: !partner.anti };
  };
}

const COLOURS: Readonly<Record<string, number>> = { "0,0": 1, "1,0": 3, "0,1": -3, "2,0": 6, "0,2": -6, "1,1": 8 };

function colourOf(field: Field, colourFactor: number): number {
  const colour = colourFactor === -1 ? 1 : COLOURS[field.irreps[colourFactor].join()];
  if (colour === undefined) throw unknownColour(field, colourFactor);
  return colour;
}

function fieldComponents(
  theory: Theory,
  field: Field,
  { colourFactor, generations }: { colourFactor: number; generations: number },
): FieldComponents {
  const groups = specialUnitaryGroups(theory);
  const components = field.irreps.reduce<(ComponentState | undefined)[][]>(
    (products, labels, k) => {
      const states = k === colourFactor ? [undefined] : componentStates(groups[k].n, labels);
      return products.flatMap((product) => states.map((state) => [...product, state]));
    },
    [[]],
  );
  const sizes = field.irreps.map((labels, k) => (k === colourFactor ? 1 : componentStates(groups[k].n, labels).length));
  const partnerOf = (states: readonly (ComponentState | undefined)[]) =>
    states.reduce((place, state, k) => place * sizes[k] + (state === undefined ? 0 : state.partner), 0);
  return {
    field,
    colour: colourOf(field, colourFactor),
    components,
    partners: components.map((states) => (field.real ? partnerOf(states) : -1)),
    copies: field.copies === "Nf" ? generations : field.copies,
  };
}

function unknownColour(field: Field, colourFactor: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/colour-not-in-ufo",
    what: "UFO has no colour irrep of this kind",
    place: field.name,
    found: irrepName(field.irreps[colourFactor]),
    expected: "1, 3, 3bar, 6, 6bar or 8",
  });
}

/** The states of the second field of a Dirac particle: the conjugates of those of the first, in the same order. */
function conjugateComponents(theory: Theory, first: FieldComponents, second: FieldComponents): FieldComponents {
  const groups = specialUnitaryGroups(theory);
  const known = new Map<ComponentState, ComponentState>();
  const conjugate = (state: ComponentState | undefined, k: number): ComponentState | undefined => {
    if (state === undefined) return undefined;
    const tensor = conjugateTensor(groups[k].n, first.field.irreps[k], state.tensor);
    const weight = state.weight.map((entry) => (entry === 0 ? 0 : -entry));
    const found = known.get(state) ?? { weight, tensor, partner: -1 };
    known.set(state, found);
    return found;
  };
  return { ...second, components: first.components.map((states) => states.map(conjugate)) };
}

/** What pairs are Dirac particles: fields without another partner; the later of several candidates, as TL with TRc. */
function massPairs(theory: Theory, colourFactor: number, bilinears: readonly (readonly number[])[]): MassPairs {
  const majorana = theory.fields.flatMap((field, k) => (isNeutralWeyl(field) ? [k] : []));
  const taken = new Set(majorana);
  const dirac: [number, number][] = [];
  for (const [first, second] of bilinears.toReversed()) {
    if (first === second || taken.has(first) || taken.has(second)) continue;
    if (theory.fields[first].copies !== theory.fields[second].copies) continue;
    const flips = [first, second].map((k) =>
      isWrittenConjugate(theory.fields[k], colourOf(theory.fields[k], colourFactor)),
    );
    // The one that is written as it is comes first; of two alike the earlier.
    dirac.push(flips[0] && !flips[1] ? [second, first] : [first, second]);
    taken.add(first).add(second);
  }
  return { dirac, majorana };
}

function isNeutralWeyl({ twiceHelicity, irreps, charges }: Field): boolean {
  return (
    twiceHelicity !== 0 &&
    irreps.every((labels) => labels.every((label) => label === 0)) &&
    charges.every(isZeroRational)
  );
}

/** Whether the particle is the conjugate of the field. */
function isWrittenConjugate(field: Field, colour: number): boolean {
  if (colour < 0) return true;
  return field.twiceHelicity !== 0 && field.irreps.every((labels) => labels.every((label) => label === 0));
}

interface FieldPlace {
  readonly field: number;
  /** Undefined where every component stays as it is. */
  readonly pairs: MassPairs | undefined;
}

function particlesOf(theory: Theory, own: FieldComponents, place: FieldPlace): MatterParticle[] {
  const { pairs, field } = place;
  const pair = pairs?.dirac.find((candidate) => candidate.includes(field));
  if (pair !== undefined && pair[1] === field) return [];
  const majorana = pairs?.majorana.includes(field) ?? false;
  const conjugate = pairs !== undefined && !majorana && pair === undefined && isWrittenConjugate(own.field, own.colour);
  const kept = own.components.map((_, c) => c).filter((c) => own.partners[c] === -1 || c <= own.partners[c]);
  return kept.flatMap((component, shown) =>
    Array.from({ length: own.copies }, (_, generation) => {
      const parts = [{ field, component, generation, conjugate }];
      if (pair !== undefined) parts.push({ field: pair[1], component, generation, conjugate: true });
      const selfConjugate = majorana || own.partners[component] === component;
      const name = particleName(own, { shown, kept: kept.length, generation });
      return {
        name,
        antiname: selfConjugate ? name : `${name}~`,
        spin: own.field.twiceHelicity === 0 ? (0 as const) : (1 as const),
        colour: Math.abs(own.colour) as Colour,
        selfConjugate,
        charge: (conjugate ? -1 : 1) * electricCharge(theory, own, component),
        parts,
      };
    }),
  );
}

function particleName(
  { field, copies }: FieldComponents,
  { shown, kept, generation }: { shown: number; kept: number; generation: number },
): string {
  const component = kept > 1 ? `_${shown + 1}` : "";
  return `${identifier(field.name)}${component}${copies > 1 ? `_g${generation + 1}` : ""}`;
}

/** The sum of T3 over the SU(2) factors and of the first U(1) charge, halved for Q = T3 + Y/2. */
function electricCharge(theory: Theory, { field, components }: FieldComponents, component: number): number {
  const groups = specialUnitaryGroups(theory);
  const isospin = components[component].reduce(
    (sum, state, k) => sum + (state !== undefined && groups[k].n === 2 ? state.weight[0] / 2 : 0),
    0,
  );
  const first = unitaryGroups(theory).length > 0 ? rationalToNumber(field.charges[0]) : 0;
  return isospin + first * hyperchargeScale(theory);
}

/** What a U(1) charge is multiplied by in D = d - i g Y B. */
export function hyperchargeScale({ hyperchargeConvention }: Theory): number {
  return hyperchargeConvention === "T3+Y" ? 1 : 1 / 2;
}

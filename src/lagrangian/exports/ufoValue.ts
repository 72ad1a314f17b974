/** What a UFO model that was read says: the Lagrangian of its masses and vertices on given fields, and faults of its structure. */
import type { Complex } from "../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex, sumComplex } from "../complexNumbers.ts";
import { METRIC } from "./fieldJets.ts";
import type { ParticleValue } from "./particleValues.ts";
import { evaluatePython } from "./pythonExpression.ts";
import type { UfoContent, UfoVertex } from "./ufoReader.ts";
import { structureValue } from "./vertexValue.ts";

export function structuralFaults({ particles, vertices }: UfoContent): string[] {
  const codes = particles.map(({ pdgCode }) => pdgCode);
  const faults = new Set(codes).size === codes.length ? [] : ["two particles have one PDG code"];
  for (const { name, particles: own, entries } of vertices) {
    const charge = own.reduce((sum, { particle, anti }) => sum + (anti ? -particle.charge : particle.charge), 0);
    if (Math.abs(charge) > 1e-9) faults.push(`${name} violates charge by ${charge}`);
    const orders = entries.flatMap((entry) => [...entry.orders.values()]);
    if (!orders.every((power) => Number.isInteger(power) && power >= 0))
      faults.push(`${name} has a coupling order that is no whole number`);
  }
  return faults;
}

export interface ContentFields {
  /** By name of the particle. */
  readonly values: ReadonlyMap<string, ParticleValue>;
  /** n of the currents (fieldJets.ts). */
  readonly currentVector: readonly number[];
}

/** L by number of fields: place n holds the terms of n fields, masses among those of two. */
export function contentValues(
  content: UfoContent,
  { values, currentVector }: ContentFields,
  parameters: ReadonlyMap<string, Complex>,
): Complex[] {
  const known = new Map<string, Complex>();
  const couplingValue = (text: string) => {
    const found = known.get(text) ?? evaluatePython(text, (name) => parameters.get(name));
    known.set(text, found);
    return found;
  };
  const sums: Complex[] = [0, 1, 2, 3, 4].map(() => [0, 0]);
  for (const vertex of content.vertices) {
    const n = vertex.particles.length;
    sums[n] = addComplex(sums[n], vertexValue(vertex, values, couplingValue, currentVector));
  }
  for (const { name, spin, mass, selfConjugate } of content.particles) {
    const [size] = parameters.get(mass)!;
    if (size !== 0) sums[2] = addComplex(sums[2], massValue(values.get(name)!, { spin, size, selfConjugate }));
  }
  return sums;
}

function vertexValue(
  { particles, entries }: UfoVertex,
  values: ReadonlyMap<string, ParticleValue>,
  couplingValue: (text: string) => Complex,
  currentVector: readonly number[],
): Complex {
  const occurrences = particles.map(({ particle, anti }) => ({
    value: values.get(particle.name)!,
    anti,
    spin: particle.spin,
  }));
  const counts = Map.groupBy(particles, ({ particle, anti }) => `${particle.name} ${anti}`);
  const share = [...counts.values()].reduce((product, { length }) => product * factorialOf(length), 1);
  const terms = entries.map(({ colour, lorentz, coupling }) => {
    const product = structureValue(occurrences, colour, lorentz, currentVector);
    // Divided by i.
    return multiplyComplex(multiplyComplex([0, -1], couplingValue(coupling)), product);
  });
  return scaleComplex(sumComplex(terms), 1 / share);
}

function factorialOf(n: number): number {
  return n < 2 ? 1 : n * factorialOf(n - 1);
}

/** -M^2 |p|^2 (half for a real one), +M^2 V V, -M (x y + h.c.) (half for a Majorana particle). */
function massValue(
  { value, left, leftOfAnti }: ParticleValue,
  { spin, size, selfConjugate }: { spin: number; size: number; selfConjugate: boolean },
): Complex {
  const half = selfConjugate ? 1 / 2 : 1;
  if (spin === 1) {
    return scaleComplex(
      sumComplex(value[0].map((own) => multiplyComplex(own, conjugateComplex(own)))),
      -half * size * size,
    );
  }
  if (spin === 3) {
    const squares = value.flatMap((own, m) =>
      own.map((entry) => scaleComplex(multiplyComplex(entry, conjugateComplex(entry)), METRIC[m])),
    );
    return scaleComplex(sumComplex(squares), half * size * size);
  }
  if (left === undefined || leftOfAnti === undefined) throw new Error("a projected spinor has a mass");
  const product = sumComplex(left.map((own, k) => multiplyComplex(own, leftOfAnti[k])));
  return scaleComplex(addComplex(product, conjugateComplex(product)), -half * size);
}

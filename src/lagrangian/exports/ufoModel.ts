/**
 * The unbroken phase of a renormalisable theory as a UFO model (Degrande et al., arXiv:1108.2040; Darmé et al.,
 * arXiv:2304.09883): particles, parameters and vertices, before they are written as Python.
 *
 * Fields are taken in the basis of their masses: bilinears between different fields with equal quantum numbers vanish after
 * a unitary change of these fields, and so do entries of Majorana and Dirac mass matrices off the diagonal. Kinetic terms
 * that are not canonical and theta terms are left out. A bilinear that no basis removes becomes a vertex of two particles.
 */
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";
import type { ComponentTerm } from "./componentTerms.ts";
import { componentTerms } from "./componentTerms.ts";
import type { NamedOperator } from "./couplings.ts";
import { nameOperators } from "./couplings.ts";
import type { DefaultCoupling } from "./defaultCouplings.ts";
import { defaultCouplings } from "./defaultCouplings.ts";
import type { FlavourEntry } from "./flavourEntries.ts";
import { flavourEntries } from "./flavourEntries.ts";
import type { GaugeBosons } from "./gaugeBosons.ts";
import { gaugeBosons } from "./gaugeBosons.ts";
import { addGaugeVertices } from "./gaugeVertices.ts";
import { operatorVertices } from "./operatorVertices.ts";
import type { ParticleTable } from "./particles.ts";
import { particleTable } from "./particles.ts";
import type { Vertex, VertexTable } from "./vertexTable.ts";
import { createVertexTable } from "./vertexTable.ts";

/** One independent number of the Lagrangian. */
export interface ModelParameter {
  readonly name: string;
  /** A complex one is given by its real and imaginary part. */
  readonly kind: "real" | "complex" | "mass" | "gauge" | "strong";
  /** Bounds the potential below (defaultCouplings.ts). Of a mass: the coefficient of the bilinear is -M^2 or -M times this. */
  readonly defaultValue: number;
  readonly latex: string;
}

/** Where a coefficient of the Lagrangian comes from. */
export interface EntryValue {
  readonly term: number;
  readonly entry: FlavourEntry;
  /** Its parameter; undefined for one that the choice of basis sets to 0. */
  readonly parameter: string | undefined;
  /** c = factor * parameter, or factor * parameter^2 for masses of scalars; of other parameters 1. */
  readonly massFactor: number | undefined;
  readonly squared: boolean;
}

export interface UfoModel {
  readonly lagrangian: RenormalisableLagrangian;
  readonly table: ParticleTable;
  readonly bosons: GaugeBosons;
  readonly terms: readonly NamedOperator[];
  readonly parameters: readonly ModelParameter[];
  readonly entries: readonly EntryValue[];
  /** Of each matter particle the parameter of its mass, undefined where it has none. */
  readonly masses: readonly (string | undefined)[];
  readonly vertices: readonly Vertex[];
  /** Bilinears that a choice of basis removes, in words. */
  readonly removed: readonly string[];
}

/** @throws GlueballError lagrangian/colour-not-in-ufo. */
export function ufoModel(lagrangian: RenormalisableLagrangian, generations: number): UfoModel {
  const { theory, letters } = lagrangian;
  const table = particleTable(lagrangian, generations);
  const bosons = gaugeBosons(table);
  const vertices = createVertexTable([
    ...table.particles.map(({ spin, selfConjugate }) => ({
      spin: spin === 0 ? (1 as const) : (2 as const),
      selfConjugate,
    })),
    ...bosons.particles.map(({ selfConjugate }) => ({ spin: 3 as const, selfConjugate })),
  ]);
  const terms = nameOperators(theory, letters, lagrangian.invariants);
  const build: Build = {
    lagrangian,
    table,
    vertices,
    parameters: [],
    entries: [],
    masses: table.particles.map(() => undefined),
    removed: [],
    defaultOf: defaultCouplings(theory, letters, terms, table.generations),
  };
  for (const name of new Set(bosons.components.map(({ coupling }) => coupling))) {
    const strong = name === "G";
    const defaultValue = strong ? 0.1184 : name.startsWith("gmix") ? 0 : 0.5;
    build.parameters.push({ name, kind: strong ? "strong" : "gauge", defaultValue, latex: name });
  }
  addGaugeVertices({ table, bosons, vertices });
  terms.forEach((term, k) => addOperator(build, term, k));
  const { parameters, entries, masses, removed } = build;
  return { lagrangian, table, bosons, terms, parameters, entries, masses, removed, vertices: vertices.vertices() };
}

interface Build {
  readonly lagrangian: RenormalisableLagrangian;
  readonly table: ParticleTable;
  readonly vertices: VertexTable;
  readonly parameters: ModelParameter[];
  readonly entries: EntryValue[];
  readonly masses: (string | undefined)[];
  readonly removed: string[];
  readonly defaultOf: DefaultCoupling;
}

function addOperator(build: Build, term: NamedOperator, k: number): void {
  const { table, lagrangian } = build;
  const { letters } = lagrangian;
  const bilinear = term.operator.slots.length === 2;
  const fate = bilinear ? bilinearFate(build, term, letters) : "vertex";
  if (fate === "removed") build.removed.push(term.coupling.name);
  for (const entry of flavourEntries(term, letters, table.generations)) {
    const { flavours } = entry;
    const diagonal = flavours.every((generation) => generation === flavours[0]);
    if (fate === "removed" || (fate === "mass" && !diagonal)) {
      build.entries.push({ term: k, entry, parameter: undefined, massFactor: undefined, squared: false });
      continue;
    }
    const terms = componentTerms(table, letters, term.operator, flavours);
    if (fate === "mass") addMass(build, { term, k, entry }, terms);
    else addInteraction(build, { term, k, entry }, terms);
  }
}

/** What becomes of a term with two fields. */
function bilinearFate(
  { table }: Build,
  { operator, reality }: NamedOperator,
  letters: readonly Letter[],
): "mass" | "removed" | "vertex" {
  const [first, second] = operator.slots;
  const [one, other] = [letters[first], letters[second]];
  if (!one.fermion) {
    if (conjugateLetter(first, letters) === second) return reality === "real" ? "mass" : "vertex";
    return one.field === other.field ? "vertex" : "removed";
  }
  const holds = (field: number) => table.particles.find(({ parts }) => parts.some((part) => part.field === field))!;
  const [own, partner] = [holds(one.field), holds(other.field)];
  if (one.field === other.field) return own.selfConjugate ? "mass" : "vertex";
  if (own === partner) return "mass";
  const massive = own.parts.length === 2 || partner.parts.length === 2 || (own.selfConjugate && partner.selfConjugate);
  return massive ? "removed" : "vertex";
}

interface EntryPlace {
  readonly term: NamedOperator;
  readonly k: number;
  readonly entry: FlavourEntry;
}

/** -M^2 |p|^2 or -M^2 p^2 / 2 for scalars, -M/2 x x + h.c. or -M x y + h.c. for Majorana and Dirac particles. */
function addMass(build: Build, { term, k, entry }: EntryPlace, terms: readonly ComponentTerm[]): void {
  const { particles } = build.table;
  const sums = new Map<number, number>();
  for (const { coefficient, factors } of terms) {
    sums.set(factors[0].particle, (sums.get(factors[0].particle) ?? 0) + coefficient[0]);
  }
  const fermion = build.lagrangian.letters[term.operator.slots[0]].fermion;
  const factors = [...sums].map(([particle, sum]) => -1 / (sum * (particles[particle].selfConjugate ? 2 : 1)));
  if (factors.some((factor) => Math.abs(factor - factors[0]) > 1e-9)) {
    throw new Error(`the components of ${term.coupling.name} have different masses`);
  }
  const field = build.table.fields[build.lagrangian.letters[term.operator.slots[0]].field].field.name;
  const name = `M${field.replaceAll(/[^A-Za-z0-9]/g, "x")}${entry.suffix.split("x")[0]}`;
  build.parameters.push({ name, kind: "mass", defaultValue: 1000, latex: name });
  for (const particle of sums.keys()) build.masses[particle] = name;
  build.entries.push({ term: k, entry, parameter: name, massFactor: factors[0], squared: !fermion });
}

function addInteraction(build: Build, { term, k, entry }: EntryPlace, terms: readonly ComponentTerm[]): void {
  const { letters } = build.lagrangian;
  const name = `${term.coupling.name}${entry.suffix}`;
  build.parameters.push({
    name,
    kind: entry.kind === "pair" ? "complex" : "real",
    defaultValue: build.defaultOf(k, entry),
    latex: term.coupling.latex,
  });
  build.entries.push({ term: k, entry, parameter: name, massFactor: undefined, squared: false });
  for (const vertex of operatorVertices(letters, { term, entry, name }, terms)) build.vertices.add(vertex);
}

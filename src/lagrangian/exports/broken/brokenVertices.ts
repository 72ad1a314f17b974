/**
 * The vertices of mass eigenstates: every component in a term is replaced by the vacuum value and by the particles that it
 * holds. Sums over complete sets of components are done (unitarySums.ts), and what entries of rotations cancel is left out.
 */
import type { Occurrence } from "../componentTerms.ts";
import type { ColourTerm } from "../colourStrings.ts";
import { permuteColour } from "../colourStrings.ts";
import type { LorentzTerm, Vertex } from "../vertexTable.ts";
import { createVertexTable } from "../vertexTable.ts";
import type { BrokenBuild, ExpansionTerm } from "./brokenBuild.ts";
import type { Product } from "./polynomial.ts";
import {
  conjugateProduct,
  keyOf,
  multiplyProducts,
  plainName,
  productsOf,
  substitute,
  withoutCancelled,
  withPowers,
} from "./polynomial.ts";
import { createUnitarySums } from "./unitarySums.ts";
import type { VacuumTerm } from "./vacuumTerms.ts";
import { vacuumTerms } from "./vacuumTerms.ts";
import type { WeakCouplings } from "./weakBosonStates.ts";
import { withElectricCharge } from "./weakBosonStates.ts";

export function brokenVertices(
  build: BrokenBuild,
  bosons: readonly (readonly ExpansionTerm[])[],
  couplings: WeakCouplings,
): Vertex[] {
  const { components, vacuumValues, particles, sheet } = build;
  const expansions = [...build.expansions, ...bosons];
  const table = createVertexTable(particles);
  for (const term of components.terms) {
    for (const own of vacuumTerms(term, vacuumValues)) {
      if (own.kept.length > 2)
        addExpanded(build, own, expansions, (names) => withElectricCharge(names, couplings), table);
    }
  }
  const simplify = createUnitarySums(build.rotations);
  const rotated = new Set(build.rotations.flatMap(({ names }) => names.flat()));
  const isRotation = (name: string) => rotated.has(plainName(name));
  return table.vertices().flatMap((vertex) => {
    const entries = vertex.entries.flatMap((entry) => {
      const value = withoutCancelled(simplify(entry.value), isRotation, sheet.value);
      return value.size === 0 ? [] : [{ ...entry, value: withPowers(value) }];
    });
    return entries.length === 0 ? [] : [{ ...vertex, entries }];
  });
}

function addExpanded(
  { definitions, sheet }: BrokenBuild,
  { kept, factors, product, term }: VacuumTerm,
  expansions: readonly (readonly ExpansionTerm[])[],
  rename: (names: readonly string[]) => string[],
  table: ReturnType<typeof createVertexTable>,
): void {
  const isComplex = (name: string) => sheet.isComplex(name);
  let choices: { readonly particles: readonly Occurrence[]; readonly product: Product }[] = [
    { particles: [], product },
  ];
  for (const factor of factors) {
    choices = choices.flatMap((choice) =>
      expansions[factor.particle].map((own) => ({
        particles: [...choice.particles, { particle: own.particle, anti: own.anti !== factor.anti }],
        product: multiplyProducts(choice.product, factor.anti ? conjugateProduct(own.product, isComplex) : own.product),
      })),
    );
  }
  const removed = term.particles.length - kept.length;
  const orders = removed === 0 ? term.orders : { ...term.orders, QED: (term.orders["QED"] ?? 0) - removed };
  const colour = keptColour(term.colour, kept);
  const lorentz = keptLorentz(term.lorentz, kept);
  for (const choice of choices) {
    const key = keyOf(choice.product.names);
    for (const own of productsOf(substitute(new Map([[key, choice.product.factor]]), definitions))) {
      table.add({
        particles: choice.particles,
        coefficient: own.factor,
        parameter: keyOf(rename(own.names)),
        colour,
        lorentz,
        orders,
      });
    }
  }
}

/** Places that are left are numbered from 1 again; those of the vacuum value carry no colour. */
function keptColour(colour: ColourTerm, kept: readonly number[]): ColourTerm {
  const order: number[] = [];
  kept.forEach((place, k) => (order[place] = k + 1));
  return permuteColour(colour, order);
}

function keptLorentz(lorentz: LorentzTerm, kept: readonly number[]): LorentzTerm {
  if (lorentz.kind !== "metric") return lorentz;
  const at = (place: number) => kept.indexOf(place - 1) + 1;
  return { kind: "metric", pairs: lorentz.pairs.map(([a, b]) => [at(a), at(b)] as const) };
}

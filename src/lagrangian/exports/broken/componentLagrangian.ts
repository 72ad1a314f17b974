/**
 * The Lagrangian of a theory in its components, before any symmetry is broken: kinetic terms and all invariants as terms
 * of a vertex table, with the names of their coefficients.
 */
import type { RenormalisableLagrangian } from "../../explicit/renormalisable.ts";
import { componentTerms } from "../componentTerms.ts";
import type { NamedOperator } from "../couplings.ts";
import { nameOperators } from "../couplings.ts";
import { flavourEntries } from "../flavourEntries.ts";
import type { GaugeBosons } from "../gaugeBosons.ts";
import { gaugeBosons, isKineticMixing } from "../gaugeBosons.ts";
import { addGaugeVertices } from "../gaugeVertices.ts";
import type { NamedEntry } from "../operatorVertices.ts";
import { operatorVertices } from "../operatorVertices.ts";
import type { ParticleTable } from "../particles.ts";
import { componentTable } from "../particles.ts";
import type { VertexTerm } from "../vertexTable.ts";

export interface ComponentLagrangian {
  readonly lagrangian: RenormalisableLagrangian;
  readonly generations: number;
  /** Every component is a particle; bosons follow in the numbers of particles. */
  readonly table: ParticleTable;
  readonly bosons: GaugeBosons;
  readonly operators: readonly NamedOperator[];
  /** All coefficients, in the order of the operators. */
  readonly entries: readonly NamedEntry[];
  readonly terms: readonly VertexTerm[];
}

/** Of kinetic mixing only the couplings `mixing` are kept. @throws GlueballError lagrangian/colour-not-in-ufo. */
export function componentLagrangian(
  lagrangian: RenormalisableLagrangian,
  generations: number,
  mixing: readonly string[] = [],
): ComponentLagrangian {
  const { theory, letters } = lagrangian;
  const table = componentTable(theory, generations);
  const all = gaugeBosons(table);
  const kept = all.components.filter(({ coupling }) => !isKineticMixing(coupling) || mixing.includes(coupling));
  const bosons = { ...all, components: kept };
  const terms: VertexTerm[] = [];
  addGaugeVertices({ table, bosons, vertices: { add: (term) => terms.push(term), vertices: () => [] } });
  const operators = nameOperators(theory, letters, lagrangian.invariants);
  const entries = operators.flatMap((term) =>
    flavourEntries(term, letters, generations).map((entry): NamedEntry => ({
      term,
      entry,
      name: `${term.coupling.name}${entry.suffix}`,
    })),
  );
  for (const named of entries) {
    const components = componentTerms(table, letters, named.term.operator, named.entry.flavours);
    terms.push(...operatorVertices(letters, named, components));
  }
  return { lagrangian, generations, table, bosons, operators, entries, terms };
}

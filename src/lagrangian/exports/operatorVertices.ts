/** Operators without derivatives as terms for a vertex table: a parameter times a product of particles, and its conjugate. */
import { conjugateComplex, multiplyComplex } from "../complexNumbers.ts";
import type { Letter } from "../theory.ts";
import { conjugateColour, permuteColour } from "./colourStrings.ts";
import type { ComponentTerm } from "./componentTerms.ts";
import type { NamedOperator } from "./couplings.ts";
import type { FlavourEntry } from "./flavourEntries.ts";
import type { LorentzTerm, VertexTerm } from "./vertexTable.ts";

/** One coefficient of the Lagrangian with its name. */
export interface NamedEntry {
  readonly term: NamedOperator;
  readonly entry: FlavourEntry;
  readonly name: string;
}

/** The terms of one entry; `terms` are its components (componentTerms.ts). Spinors come first. */
export function operatorVertices(
  letters: readonly Letter[],
  { term, entry, name }: NamedEntry,
  terms: readonly ComponentTerm[],
): VertexTerm[] {
  const held = term.operator.slots.map((letter) => letters[letter]);
  const spinors = held.filter(({ fermion }) => fermion);
  const order = held.map((_, slot) => slot).sort((a, b) => Number(held[b].fermion) - Number(held[a].fermion) || a - b);
  const places = order.map((_, slot) => order.indexOf(slot) + 1);
  const lorentz = (conjugate: boolean): LorentzTerm =>
    spinors.length === 0 ? { kind: "scalars" } : { kind: "yukawa", left: spinors[0].twiceHelicity < 0 !== conjugate };
  const orders = { QED: held.length === 2 ? 0 : held.length === 4 ? 2 : 1 };
  return terms.flatMap(({ coefficient, colour, factors }) => {
    const own: VertexTerm = {
      particles: order.map((slot) => factors[slot]),
      coefficient: entry.kind === "imaginary" ? multiplyComplex([0, 1], coefficient) : coefficient,
      parameter: name,
      colour: permuteColour(colour, places),
      lorentz: lorentz(false),
      orders,
    };
    if (entry.kind !== "pair") return [own];
    const conjugate: VertexTerm = {
      particles: own.particles.map(({ particle, anti }) => ({ particle, anti: !anti })),
      coefficient: conjugateComplex(own.coefficient),
      parameter: `complexconjugate(${name})`,
      colour: conjugateColour(own.colour),
      lorentz: lorentz(true),
      orders,
    };
    return [own, conjugate];
  });
}

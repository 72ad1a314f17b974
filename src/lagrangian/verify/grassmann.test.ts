/**
 * The slow twin of typeSpan.ts for terms of doublets, triplets and spinors without derivatives: every flavour component
 * written out as a polynomial in anticommuting and commuting generators, one for each component and copy of each field,
 * and the rank of the polynomials.
 */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { modularRank, unpackIndices } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { readTerm } from "../terms/readTerm.ts";
import type { Term } from "../terms/term.ts";
import { termOfOperator, typeOfTerm } from "../terms/term.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import type { Legs } from "./contractionTensor.ts";
import { factorTensors } from "./invariance.ts";
import type { FactorTensors } from "./invariance.ts";
import { typeSpan } from "./typeSpan.ts";

const sm = builtinTheory("sm");
const letters = lettersOf(sm);

/** Monomial, its generators in order -> coefficient. */
type Polynomial = Map<string, number>;

/** The index of each slot, as text, for every component of a tensor. */
function slotTexts(
  tensor: SparseTensor,
  { values, first, variances }: Legs,
): { texts: string[]; coefficient: number }[] {
  return [...tensor].map(([packed, coefficient]) => {
    const indices = unpackIndices(values, packed, variances.length);
    return { texts: first.map((start, slot) => indices.slice(start, first[slot + 1]).join("")), coefficient };
  });
}

function product(factors: readonly { legs: Legs; tensor: SparseTensor }[]) {
  return factors.reduce<{ texts: string[]; coefficient: number }[]>(
    (sum, { legs, tensor }) =>
      sum.flatMap((left) =>
        slotTexts(tensor, legs).map((right) => ({
          texts: right.texts.map((text, slot) => `${left.texts[slot] ?? ""}.${text}`),
          coefficient: left.coefficient * right.coefficient,
        })),
      ),
    [{ texts: [], coefficient: 1 }],
  );
}

/** The term with the flavours of its slots as a polynomial. */
function expand(term: Term, flavours: readonly number[]): Polynomial {
  const factors = factorTensors(term, sm, letters);
  const lorentz = factors.filter(({ axis }) => axis === 0);
  const polynomial: Polynomial = new Map();
  const sizes = [term.lorentz.length, ...term.gauge.map(({ length }) => length)];
  term.vector.forEach((weight, entry) => {
    if (weight === 0) return;
    let rest = entry;
    const places = sizes.toReversed().map((size) => {
      const place = rest % size;
      rest = Math.floor(rest / size);
      return place;
    });
    places.reverse();
    const chosen = (factor: FactorTensors, k: number) => ({ legs: factor.legs, tensor: factor.tensors[k] });
    const both = [lorentz[places[0]], lorentz[term.lorentz.length + places[0]]].map((factor) => chosen(factor, 0));
    const gauge = factors.filter(({ axis }) => axis > 0).map((factor) => chosen(factor, places[factor.axis]));
    for (const { texts, coefficient } of product([...both, ...gauge])) {
      const generators = term.slots.map((letter, slot) => `${letters[letter].name}${flavours[slot]}${texts[slot]}`);
      const { key, sign } = ordered(generators, term);
      if (sign !== 0) polynomial.set(key, (polynomial.get(key) ?? 0) + sign * weight * coefficient);
    }
  });
  return polynomial;
}

/** Fermions are brought into order with signs; a fermion twice is zero. */
function ordered(generators: readonly string[], { slots }: Term): { key: string; sign: number } {
  const fermions = generators.filter((_, slot) => letters[slots[slot]].fermion);
  const bosons = generators.filter((_, slot) => !letters[slots[slot]].fermion).sort();
  if (new Set(fermions).size < fermions.length) return { key: "", sign: 0 };
  let sign = 1;
  fermions.forEach((a, i) => fermions.slice(i + 1).forEach((b) => (sign = a > b ? -sign : sign)));
  return { key: [...[...fermions].sort(), ...bosons].join(" "), sign };
}

function operatorsOf(terms: readonly Term[], generations: number): number {
  const polynomials = terms.flatMap((term) => {
    const choices = term.slots.reduce<number[][]>(
      (all, letter) => {
        const copies = letters[letter].copies === 1 ? 1 : generations;
        return all.flatMap((choice) => Array.from({ length: copies }, (_, flavour) => [...choice, flavour]));
      },
      [[]],
    );
    return choices.map((flavours) => expand(term, flavours));
  });
  const monomials = [...new Set(polynomials.flatMap((polynomial) => [...polynomial.keys()]))];
  const columns = new Map(monomials.map((key, column) => [key, column]));
  const rows = polynomials.map((polynomial) => {
    const row = new Float64Array(monomials.length);
    for (const [key, value] of polynomial) row[columns.get(key)!] = value;
    return row;
  });
  return rows.length === 0 ? 0 : modularRank(rows);
}

const library = createStructureLibrary();

test.each([
  ["L^2 H^2", 3],
  ["Q^3 L", 1],
  ["Q^3 L", 2],
  ["uc^2 dc ec", 2],
  ["Q^2 uc dc", 1],
  ["L^2 L+^2", 2],
  ["uc^2 uc+^2", 2],
  ["H^3 H+^3", 1],
  ["Q uc H", 3],
])("each operator of %s with %i generations has the components that Grassmann expansion gives", (name, generations) => {
  const type = parseTypeName(name, letters);
  const terms = operatorBasis(letters, type, library).map((operator) => termOfOperator(operator));
  const options = { generations, equality: "basis", rng: createRng(1) } as const;
  const span = typeSpan(terms, type, sm, letters, options);
  expect(span.operators).toBe(operatorsOf(terms, generations));
  expect(span.terms.map(({ operators }) => operators)).toEqual(terms.map((term) => operatorsOf([term], generations)));
});

test.each([
  "L L H H | Lorentz <1 2> | SU2 eps(1 2) eps(3 4)",
  "H H H+ H+ | SU2 eps(1 2) eps(3 4)",
  "Q Q Q L | Lorentz <1 2> <3 4> | SU3 eps(1 2 3) | SU2 eps(1 3) eps(2 4)",
  "L L H H | Lorentz <1 2> | SU2 eps(1 3) eps(2 4)",
])("%s vanishes by both methods or by none, for one and two generations", (line) => {
  const term = readTerm(line, sm);
  for (const generations of [1, 2]) {
    const options = { generations, equality: "basis", rng: createRng(1) } as const;
    const { operators } = typeSpan([term], typeOfTerm(term, letters), sm, letters, options);
    expect(operators).toBe(operatorsOf([term], generations));
  }
});

/** The listed terms sorted by operator type, with what is wrong with each of them by itself. */
import { createRng, GlueballError } from "../../base/index.ts";
import type { FlatTerm } from "../files/expandTerm.ts";
import { fieldIndices } from "../files/fieldIndices.ts";
import { placeOf, unknownConstruct } from "../files/flowBlocks.ts";
import type { ListedTerm, ModelFile } from "../files/modelFile.ts";
import { expandListed } from "../files/termBlocks.ts";
import type { Letter, OperatorType } from "../theory.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import { typeName } from "../typeNames.ts";
import { quantumNumberReasons } from "../verify/quantumNumbers.ts";
import type { FieldValues } from "./fieldValues.ts";
import { randomFieldValues, transformed } from "./fieldValues.ts";
import { randomElement } from "./groupElements.ts";
import { modularRational, modularRoot } from "./modularTensor.ts";
import { termRows } from "./termValues.ts";

/** What one coupling multiplies of one operator type. */
export interface ListedPart {
  readonly term: ListedTerm;
  readonly type: OperatorType;
  readonly name: string;
  readonly products: readonly FlatTerm[];
  /** Why it may not stand in the Lagrangian; empty where it may. */
  readonly reasons: readonly string[];
}

/** @throws GlueballError lagrangian/unknown-construct, lagrangian/irrep-without-components. */
export function listedParts(model: ModelFile, generations: number): ListedPart[] {
  const letters = lettersOf(model.theory);
  const values = randomFieldValues(model, { generations, points: 2 });
  return model.terms.flatMap((term) => {
    const byType = new Map<string, { type: OperatorType; products: FlatTerm[] }>();
    for (const product of expandListed(term, { ...model, fields: model.theory.fields })) {
      const type = typeOf(product, letters);
      const name = typeName(type, letters);
      const known = byType.get(name);
      if (known === undefined) byType.set(name, { type, products: [product] });
      else known.products.push(product);
    }
    return [...byType].map(([name, { type, products }]) => {
      refuseUnknownComponents(products[0], term, model);
      for (const product of products) refuseUnknownRoots(product, term, model);
      return { term, type, name, products, reasons: reasonsAgainst(type, products, term, values) };
    });
  });
}

/** The letters of a product as an operator type. */
function typeOf(product: FlatTerm, letters: readonly Letter[]): OperatorType {
  const counts = new Map<number, number>();
  for (const { name, conjugate } of product.letters) {
    const letter = letters.findIndex((candidate) => candidate.name === (conjugate ? `${name}+` : name));
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  const powers = [...counts].sort(([a], [b]) => a - b).map(([letter, power]) => ({ letter, power }));
  return { powers, derivatives: 0 };
}

/** An irrep whose components PyR@TE alone knows cannot be evaluated. */
function refuseUnknownComponents(
  { letters }: FlatTerm,
  term: ListedTerm,
  { file, theory, convention }: ModelFile,
): void {
  for (const { name } of letters) {
    const field = theory.fields.find((candidate) => candidate.name === name)!;
    const unknown = fieldIndices(field, convention).find(({ kind }) => kind === "unknown");
    if (unknown === undefined) continue;
    throw new GlueballError({
      code: "lagrangian/irrep-without-components",
      what: "a term contracts a field whose components have no fixed convention",
      place: placeOf({ file, line: term.line }),
      found: `${name} under ${specialUnitaryGroups(theory)[unknown.factor].name}`,
      expected: "singlets, fundamentals, antifundamentals and adjoints",
      hint: "In a JSON theory with terms other irreps are tensors with fundamental indices",
    });
  }
}

/** Square roots are whole numbers modulo the prime of the audit if all prime factors are small. */
function refuseUnknownRoots({ numbers }: FlatTerm, term: ListedTerm, { file }: ModelFile): void {
  for (const number of numbers) {
    if (number.kind !== "root" || modularRoot(modularRational(number.radicand)) !== undefined) continue;
    throw unknownConstruct({ file, text: term.text, line: term.line }, "square roots of products of 2, 3, 5, 7 and 11");
  }
}

/** Quantum numbers first; where they allow an invariant, whether this contraction is one and does not vanish. */
function reasonsAgainst(
  type: OperatorType,
  products: readonly FlatTerm[],
  term: ListedTerm,
  values: FieldValues,
): string[] {
  const numbers = quantumNumberReasons(type, values.theory, lettersOf(values.theory));
  if (numbers.length > 0) return numbers;
  const rows = termRows(products, term.flavour, values, false);
  if (rows.every((row) => row.every((value) => value === 0))) return ["vanishes identically"];
  return specialUnitaryGroups(values.theory)
    .filter(({ n }, factor) => {
      const turned = transformed(values, factor, randomElement(n, createRng(1).fork("group element")));
      return String(termRows(products, term.flavour, turned, false)) !== String(rows);
    })
    .map(({ name }) => `the contraction is not invariant under ${name}`);
}

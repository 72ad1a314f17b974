/** New fields and their couplings in the document of `--json`. */
import { formatRational, irrepName } from "../../exact/index.ts";
import { cyclicGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { Theory } from "../theory.ts";
import type { Coupling } from "./couplings.ts";
import { isMixing } from "./couplings.ts";
import type { ExaminedField, FoundField } from "./newFields.ts";
import type { Cut } from "./operatorCuts.ts";
import { numbersText } from "./quantumNumbers.ts";

export function fieldRecord({ field, entry, kind, couplings, fate }: ExaminedField, theory: Theory) {
  const { irreps, charges, residues } = field.numbers;
  const residueEntries = cyclicGroups(theory).map((group, k) => [group.name, residues[k]] as const);
  return {
    ...(entry === undefined ? {} : { name: entry.name, conjugateOfName: entry.conjugate }),
    kind,
    ...(typeof field.twiceHelicity === "string" || field.twiceHelicity === 0
      ? {}
      : { helicity: field.twiceHelicity < 0 ? "-1/2" : "1/2" }),
    numbers: numbersText(field.numbers),
    irreps: Object.fromEntries(specialUnitaryGroups(theory).map((group, k) => [group.name, irrepName(irreps[k])])),
    charges: Object.fromEntries(unitaryGroups(theory).map((group, k) => [group.name, formatRational(charges[k])])),
    ...(residueEntries.length === 0 ? {} : { z: Object.fromEntries(residueEntries) }),
    mixing: couplings.filter(isMixing).map((coupling) => coupling.name),
    breaks: fate.broken,
    keeps: fate.kept,
  };
}

export function couplingRecord({ name, dimension, hermitian, invariants }: Coupling) {
  return { type: name, dimension, hermitian, operators: { "1": invariants.one, "3": invariants.three } };
}

export function foundRecord(found: FoundField, theory: Theory) {
  return {
    ...fieldRecord(found, theory),
    couplings: found.linear.map((coupling) => ({
      ...couplingRecord(coupling),
      charges: coupling.charges,
      terms: coupling.terms,
    })),
    certificate: found.certificate,
  };
}

export function cutRecord({ vertices, product }: Cut) {
  return {
    vertices: vertices.map(couplingRecord),
    ...(product === undefined ? {} : { operators: { "1": product.one, "3": product.three } }),
    proof: proofOfCut(product),
  };
}

/** Whether the two vertices are proved to give an operator. */
export function proofOfCut(product: Cut["product"]): string {
  if (product === undefined) return "too large to be written out";
  if (product.three > 0) return "proved";
  return product.because.length === 0 ? "zero" : `zero by the symmetry of equal ${product.because.join(", ")}`;
}

/** `omega1`, or its spin and numbers where the dictionary has no name: `scalar_1_5_2`. */
export function fileNameOf({ entry, field }: ExaminedField): string {
  const spin = field.twiceHelicity === "vector" ? "vector" : field.twiceHelicity === 0 ? "scalar" : "fermion";
  const numbers = numbersText(field.numbers).slice(1, -1).replaceAll(", ", "_").replaceAll("/", "over");
  return entry?.name ?? `${spin}_${numbers.replaceAll(/[^A-Za-z0-9_'-]/g, "-")}`;
}

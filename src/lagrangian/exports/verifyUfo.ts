/**
 * A written UFO directory against the Lagrangian it came from: all names resolve, every vertex conserves charge, coupling
 * orders are whole numbers, and on random fields and parameters the vertices sum to the value of the Lagrangian, which
 * is worked out on another way (lagrangianValue.ts) and must be real.
 */
import { createRng } from "../../base/index.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";
import { randomJets } from "./fieldJets.ts";
import type { Jets } from "./fieldJets.ts";
import { mixedCoupling } from "./gaugeBosons.ts";
import { gaugeInteractions, operatorValues } from "./lagrangianValue.ts";
import { particleValues } from "./particleValues.ts";
import type { FileTexts } from "./ufoDocument.ts";
import { parameterValues, readUfo } from "./ufoReader.ts";
import type { UfoContent } from "./ufoReader.ts";
import type { UfoModel } from "./ufoModel.ts";
import { contentValues, structuralFaults } from "./ufoValue.ts";
import { bosonName } from "../theory.ts";
import { identifier } from "./identifier.ts";

export interface UfoCheck {
  readonly particles: number;
  readonly vertices: number;
  readonly couplings: number;
  /** |L of the vertices - L| / |L|, the largest of the draws. */
  readonly largestDifference: number;
  /** |Im L| / |L| of the vertices. */
  readonly largestImaginaryPart: number;
  readonly draws: number;
  /** What is wrong, in sentences; empty if all is well. */
  readonly faults: readonly string[];
}

const AGREEMENT = 1e-9; // relative: sums of some thousand products of doubles

/** Reads the files and compares them with the model. */
export function verifyUfo(files: FileTexts, model: UfoModel, { draws = 2, seed = 1 } = {}): UfoCheck {
  const content = readUfo(files);
  const faults = structuralFaults(content);
  const rng = createRng(seed).fork("ufo check");
  let [largestDifference, largestImaginaryPart] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const own = rng.fork(draw);
    const jets = randomJets(model.lagrangian.theory, model.table.generations, own.fork("fields"));
    const external = randomExternal(content, own.fork("parameters"));
    const values = parameterValues(content, external);
    const read = valueOfContent(content, model, jets, values);
    const expected = valueOfModel(model, jets, values);
    const size = complexSize(expected);
    largestDifference = Math.max(largestDifference, complexSize(subtractComplex(read, expected)) / size);
    largestImaginaryPart = Math.max(largestImaginaryPart, Math.abs(read[1]) / size);
  }
  if (!(largestDifference <= AGREEMENT)) faults.push(`the vertices differ from the Lagrangian by ${largestDifference}`);
  if (!(largestImaginaryPart <= AGREEMENT)) faults.push(`the vertices are not hermitian: ${largestImaginaryPart}`);
  return {
    particles: content.particles.length,
    vertices: content.vertices.length,
    couplings: content.couplings,
    largestDifference,
    largestImaginaryPart,
    draws,
    faults,
  };
}

function randomExternal({ parameters }: UfoContent, rng: { uniform(): number }): Map<string, number> {
  return new Map(parameters.filter(({ external }) => external).map(({ name }) => [name, 0.2 + rng.uniform()]));
}

/** L of the masses and vertices that were read. */
function valueOfContent(
  content: UfoContent,
  model: UfoModel,
  jets: Jets,
  parameters: ReadonlyMap<string, Complex>,
): Complex {
  const all = [...model.table.particles, ...model.bosons.particles].map(({ name }) => name);
  const list = particleValues(model.table, model.bosons, jets);
  const values = new Map(all.map((name, k) => [name, list[k]]));
  return sumComplex(contentValues(content, { values, currentVector: jets.currentVector }, parameters));
}

/** L from the contractions, with the coefficients that the parameters mean. */
function valueOfModel(model: UfoModel, jets: Jets, parameters: ReadonlyMap<string, Complex>): Complex {
  const { lagrangian, terms, entries } = model;
  const valueOf = operatorValues(jets, lagrangian.letters);
  const invariants = entries.map(({ term, entry, parameter, massFactor, squared }): Complex => {
    if (parameter === undefined) return [0, 0];
    const number = parameters.get(parameter)!;
    const coefficient =
      massFactor === undefined ? number : scaleComplex(squared ? multiplyComplex(number, number) : number, massFactor);
    const product = multiplyComplex(coefficient, valueOf(terms[term].operator, entry.flavours));
    if (entry.kind === "pair") return addComplex(product, conjugateComplex(product));
    return entry.kind === "imaginary" ? multiplyComplex([0, 1], product) : product;
  });
  const { groups } = lagrangian.theory;
  const couplings = groups.map((group, k) =>
    groups.map((other, j) => {
      if (jets.gauge[k] === undefined || group.kind === "Z") return 0;
      if (j !== k) return other.kind === "Z" ? 0 : (parameters.get(mixedCoupling(other, group))?.[0] ?? 0);
      const name = parameters.has(`g_${identifier(bosonName(group))}`) ? `g_${identifier(bosonName(group))}` : "G";
      return parameters.get(name)![0];
    }),
  );
  return sumComplex([...invariants, gaugeInteractions(jets, couplings)]);
}

/**
 * A written FeynRules model of a broken phase against the UFO folder of the same model, which verifyBroken.ts compares with the
 * Lagrangian of the unbroken theory. Random particles go through the definitions of the file into the classes of the
 * theory, these into the Lagrangian as it stands in the file, and terms of one to four particles are told apart by a factor t on
 * all particles: those of one must vanish, those of two be the masses of the folder, those of three and four its vertices.
 * Parameters, masses, PDG codes and charges are compared one by one, and the kinetic terms of particles must be canonical.
 */
import { createRng } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, scaleComplex, subtractComplex, sumComplex } from "../../complexNumbers.ts";
import { brokenFiles } from "../broken/brokenFiles.ts";
import { randomEigenstates, scaledEigenstates } from "../broken/eigenstateFields.ts";
import { verifyBroken } from "../broken/verifyBroken.ts";
import type { FrContent } from "../feynRulesReader.ts";
import { expressionValue, readFeynRules } from "../feynRulesReader.ts";
import type { ParticleValue } from "../particleValues.ts";
import type { FileTexts } from "../ufoDocument.ts";
import { parameterValues, readUfo } from "../ufoReader.ts";
import { contentValues } from "../ufoValue.ts";
import type { BrokenFeynRules } from "./brokenFeynRules.ts";
import type { ParameterNumbers } from "./brokenReader.ts";
import { parameterNumbers, readParticles } from "./brokenReader.ts";
import { classNumbers, kineticDifference } from "./classNumbers.ts";
import type { DefinedClasses } from "./classNumbers.ts";
import { gaugeFaults, gaugeValue, matterValue, structureConstants } from "./covariantTerms.ts";

export interface BrokenFeynRulesCheck {
  readonly particles: number;
  readonly classes: number;
  readonly parameters: number;
  readonly terms: number;
  /** Relative to the largest of the terms of two to four particles. */
  readonly largestDifference: number;
  /** 2 if the numbers of the card were changed. */
  readonly draws: number;
  readonly faults: readonly string[];
}

const AGREEMENT = 1e-9; // relative: sums of some thousand products of doubles, told apart by five values of t
const CHANGE = 0.1; // of the numbers of the card, in the second draw

/** Reads the text and compares. */
export function verifyBrokenFeynRules(own: BrokenFeynRules, { seed = 1 } = {}): BrokenFeynRulesCheck {
  const { model, names, text } = own;
  const { build } = model;
  const content = readFeynRules(text);
  const files: FileTexts = brokenFiles(model, { certificate: "" });
  const ufo = readUfo(files);
  const faults = [...verifyBroken(files, model).faults, ...particleFaults(own, content), ...gaugeFaults(own, content)];
  const constants = structureConstants(own, content);
  let largestDifference = 0;
  const compare = (what: string, difference: number) => {
    largestDifference = Math.max(largestDifference, difference);
    if (!(difference <= AGREEMENT)) faults.push(`${what} by ${difference}`);
  };
  const draws = build.mixed.length === 0 ? 2 : 1;
  for (let draw = 0; draw < draws; draw++) {
    const rng = createRng(seed).fork("broken FeynRules").fork(draw);
    const changed = new Map(
      ufo.parameters
        .filter(({ external }) => external && draw > 0)
        .map(({ name, value }) => [name, Number(value) * (1 + CHANGE * rng.uniform())]),
    );
    const expectedNumbers = parameterValues(ufo, changed);
    const numbers = parameterNumbers(
      content,
      new Map([...changed].map(([name, value]) => [names.textOf(name), value])),
    );
    for (const { name } of build.sheet.rows) {
      const value = numberAt(numbers, names.textOf(name));
      const expected = expectedNumbers.get(name)!;
      if (value === undefined) faults.push(`the parameter ${name} is missing`);
      else compare(`the parameter ${name} differs`, relative(value, expected, 1e-30));
    }
    const eigenstates = randomEigenstates(build.particles, rng.fork("fields"));
    const currentVector = [0, 1, 2, 3].map(() => 2 * rng.uniform() - 1);
    const at = (t: number): DefinedClasses => ({
      model: own,
      content,
      numbers,
      particles: scaledEigenstates(eigenstates, t),
      currentVector,
    });
    const values = byOrder((t) => lagrangianValue(own, at(t), constants));
    const fields = new Map(build.particles.map(({ name }, k): [string, ParticleValue] => [name, eigenstates[k]]));
    const expected = contentValues(ufo, { values: fields, currentVector }, expectedNumbers);
    const size = Math.max(...expected.slice(2).map(complexSize));
    expected.forEach((value, n) => {
      if (n === 0) return;
      compare(
        `terms of ${n} particles differ from the UFO folder`,
        complexSize(subtractComplex(values[n], value)) / size,
      );
    });
    compare("kinetic terms of the particles are not canonical", kineticDifference(at(1)));
  }
  return {
    particles: build.particles.length,
    classes: content.classes.length,
    parameters: build.sheet.rows.length,
    terms: content.terms.length,
    largestDifference,
    draws,
    faults,
  };
}

function relative(value: Complex, expected: Complex, least: number): number {
  return complexSize(subtractComplex(value, expected)) / Math.max(complexSize(expected), least);
}

/** Of `MZ`, `CKM[1, 2]` or `(2*mu2S[1, 1])`. */
function numberAt(numbers: ParameterNumbers, text: string): Complex | undefined {
  const [, before = "1", head, list] = /^\(?(?:(2|I)\*)?(\w+?)(?:\[([\d, ]+)\])?\)?$/.exec(text) ?? [];
  const places =
    list === undefined
      ? ""
      : list
          .split(", ")
          .map((place) => Number(place) - 1)
          .join();
  const found = numbers.get(head)?.find(({ indices }) => indices.join() === places)?.value;
  if (found === undefined) return undefined;
  return before === "I" ? [-found[1], found[0]] : scaleComplex(found, Number(before));
}

/** All terms of the file; what has neither masses nor interactions is left out. */
function lagrangianValue(
  own: BrokenFeynRules,
  at: DefinedClasses,
  constants: ReturnType<typeof structureConstants>,
): Complex {
  const { values, numbers } = classNumbers(at);
  return sumComplex([
    ...at.content.terms.map(({ expression }) => expressionValue(expression, at.content, values)),
    matterValue(own, at.content, numbers),
    gaugeValue(own, constants, numbers),
  ]);
}

/** Coefficients of t, t^2, t^3, t^4 of a polynomial, by their places. */
function byOrder(valueAt: (t: number) => Complex): Complex[] {
  const vacuum = valueAt(0);
  const [plus, minus, twice, minusTwice] = [1, -1, 2, -2].map((t) => subtractComplex(valueAt(t), vacuum));
  const combine = (a: Complex, b: Complex, sign: number, factor: number): Complex => [
    factor * (a[0] + sign * b[0]),
    factor * (a[1] + sign * b[1]),
  ];
  const [even, odd] = [combine(plus, minus, 1, 1 / 2), combine(plus, minus, -1, 1 / 2)];
  const [even2, odd2] = [combine(twice, minusTwice, 1, 1 / 2), combine(twice, minusTwice, -1, 1 / 2)];
  const quartic = combine(even2, even, -4, 1 / 12);
  const cubic = combine(odd2, odd, -2, 1 / 6);
  return [[0, 0], subtractComplex(odd, cubic), subtractComplex(even, quartic), cubic, quartic];
}

/** Names, codes, charges, masses and widths of particles are those of the UFO folder. */
function particleFaults({ model, names }: BrokenFeynRules, content: FrContent): string[] {
  const found = content.classes.filter(({ unphysical }) => !unphysical).flatMap(readParticles);
  const parameter = (name: string) => (name === "ZERO" ? "0" : names.textOf(name));
  const faults = model.build.particles.flatMap((row) => {
    const own = found.find(({ name }) => name === row.name);
    const isSame =
      own !== undefined &&
      own.antiname === row.antiname &&
      own.pdgCode === row.pdgCode &&
      own.selfConjugate === row.selfConjugate &&
      Math.abs(own.charge - row.charge) < 1e-12 &&
      own.mass === parameter(row.mass) &&
      own.width === parameter(row.width);
    return isSame ? [] : [`the particle ${row.name} is not that of the UFO folder`];
  });
  return found.length === model.build.particles.length ? faults : [...faults, `${found.length} particles`];
}

/**
 * A written UFO directory of a broken phase against the Lagrangian of the unbroken one, on random mass eigenstates: the
 * components that they make, with the vacuum value, go into the contractions and covariant derivatives of lagrangianValue.ts,
 * and terms of one, two, three and four fields are told apart by a factor t on all eigenstates. Then
 *
 *     terms of one field vanish: the vacuum is stationary;
 *     those of two are the masses of the file: nothing mixes, and Goldstone bosons are absent;
 *     those of three and four are the vertices.
 *
 * All numbers are those of the file. Where nothing is diagonalised numerically, a second draw changes every number of the card,
 * so that also the expressions of the file are compared.
 */
import { createRng } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../../complexNumbers.ts";
import { gaugeInteractions, operatorValues } from "../lagrangianValue.ts";
import { isKineticMixing } from "../gaugeBosons.ts";
import type { ParticleValue } from "../particleValues.ts";
import type { FileTexts } from "../ufoDocument.ts";
import { parameterValues, readUfo } from "../ufoReader.ts";
import { contentValues, structuralFaults } from "../ufoValue.ts";
import type { BrokenModel } from "./brokenModel.ts";
import { fieldsOfEigenstates, groupOf, randomEigenstates, scaledEigenstates } from "./eigenstateFields.ts";
import type { Numbers } from "./polynomial.ts";

export interface BrokenCheck {
  readonly particles: number;
  readonly vertices: number;
  readonly couplings: number;
  /** The largest difference of terms of n fields, relative to the largest of the terms of two to four. */
  readonly largestDifference: number;
  /** Points in the space of parameters, 2 if the numbers of the card were changed. */
  readonly draws: number;
  readonly faults: readonly string[];
}

const AGREEMENT = 1e-9; // relative: sums of some thousand products of doubles, told apart by five values of t
/** How much the second draw changes numbers. */
const CHANGE = 0.1;

/** Reads the files and compares them with the model. */
export function verifyBroken(files: FileTexts, model: BrokenModel, { seed = 1 } = {}): BrokenCheck {
  const content = readUfo(files);
  const faults = structuralFaults(content);
  const draws = model.build.mixed.length === 0 ? 2 : 1;
  let largestDifference = 0;
  for (let draw = 0; draw < draws; draw++) {
    const rng = createRng(seed).fork("broken phase").fork(draw);
    const changed = new Map(
      content.parameters
        .filter(({ external }) => external && draw > 0)
        .map(({ name, value }) => [name, Number(value) * (1 + CHANGE * rng.uniform())]),
    );
    const parameters = parameterValues(content, changed);
    const eigenstates = randomEigenstates(model.build.particles, rng.fork("fields"));
    const currentVector = [0, 1, 2, 3].map(() => 2 * rng.uniform() - 1);
    const read = contentValues(content, { values: byName(model, eigenstates), currentVector }, parameters);
    const expected = valuesByOrder(model, eigenstates, parameters, currentVector);
    const size = Math.max(...expected.slice(2).map(complexSize));
    expected.forEach((value, n) => {
      const difference = complexSize(subtractComplex(read[n], value)) / size;
      largestDifference = Math.max(largestDifference, difference);
      if (!(difference <= AGREEMENT)) faults.push(`terms of ${n} fields differ from the Lagrangian by ${difference}`);
    });
  }
  const { particles, vertices, couplings } = content;
  return { particles: particles.length, vertices: vertices.length, couplings, largestDifference, draws, faults };
}

function byName({ build }: BrokenModel, eigenstates: readonly ParticleValue[]): Map<string, ParticleValue> {
  return new Map(build.particles.map(({ name }, k) => [name, eigenstates[k]]));
}

/** L of the unbroken theory by number of eigenstates; place 0, the energy of the vacuum, is left out. */
function valuesByOrder(
  model: BrokenModel,
  eigenstates: readonly ParticleValue[],
  parameters: ReadonlyMap<string, Complex>,
  currentVector: readonly number[],
): Complex[] {
  const numbers: Numbers = (name) => parameters.get(name)!;
  const at = (t: number) =>
    lagrangianValue(
      model,
      fieldsOfEigenstates(model, scaledEigenstates(eigenstates, t), numbers, currentVector),
      numbers,
    );
  const vacuum = at(0);
  const [plus, minus, twice, minusTwice] = [1, -1, 2, -2].map((t) => subtractComplex(at(t), vacuum));
  // a t + b t^2 + c t^3 + d t^4 from its even and odd parts.
  const [even, odd] = [half(addComplex(plus, minus)), half(subtractComplex(plus, minus))];
  const [even2, odd2] = [half(addComplex(twice, minusTwice)), half(subtractComplex(twice, minusTwice))];
  const quartic = scaleComplex(subtractComplex(even2, scaleComplex(even, 4)), 1 / 12);
  const cubic = scaleComplex(subtractComplex(odd2, scaleComplex(odd, 2)), 1 / 6);
  return [[0, 0], subtractComplex(odd, cubic), subtractComplex(even, quartic), cubic, quartic];
}

function half(value: Complex): Complex {
  return scaleComplex(value, 1 / 2);
}

/** Invariants, gauge interactions and the linear terms of singlets. */
function lagrangianValue(model: BrokenModel, jets: ReturnType<typeof fieldsOfEigenstates>, numbers: Numbers): Complex {
  const { components } = model.build;
  const { lagrangian, entries, table, bosons } = components;
  const valueOf = operatorValues(jets, lagrangian.letters);
  const invariants = entries.map(({ term, entry, name }) => {
    const product = multiplyComplex(numbers(name), valueOf(term.operator, entry.flavours));
    if (entry.kind === "pair") return addComplex(product, conjugateComplex(product));
    return entry.kind === "imaginary" ? multiplyComplex([0, 1], product) : product;
  });
  const linear = model.linear.map((component) => {
    const { name, selfConjugate, parts } = table.particles[component];
    const [{ value }] = jets.fields[parts[0].field][parts[0].generation].value;
    const product = multiplyComplex(numbers(`tad_${name}`), value);
    return selfConjugate ? product : addComplex(product, conjugateComplex(product));
  });
  const { groups } = lagrangian.theory;
  const own = bosons.components.filter(({ coupling }) => !isKineticMixing(coupling));
  const mixed = bosons.components.filter(({ coupling }) => isKineticMixing(coupling));
  const couplings = groups.map((boson) =>
    groups.map((charge) => {
      const found =
        boson === charge
          ? own.find(({ factor }) => groupOf(model, factor) === boson)
          : mixed.find((component) => {
              const carrier = own.find((other) => other.boson === component.boson)!;
              return groupOf(model, carrier.factor) === boson && groupOf(model, component.factor) === charge;
            });
      return found === undefined ? 0 : numbers(found.coupling)[0];
    }),
  );
  return sumComplex([...invariants, ...linear, gaugeInteractions(jets, couplings)]);
}

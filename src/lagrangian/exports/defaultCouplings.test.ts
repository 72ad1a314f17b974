/** The numbers of a fresh UFO model: a potential that is positive at large fields, and the signs of the Standard Model. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { Jets } from "./fieldJets.ts";
import { randomScalars } from "./fieldJets.ts";
import { operatorValues } from "./lagrangianValue.ts";
import type { UfoModel } from "./ufoModel.ts";
import { ufoModel } from "./ufoModel.ts";

const library = createStructureLibrary(6);
const modelOf = (name: string, generations = 1) =>
  ufoModel(renormalisableLagrangian(builtinTheory(name), library), generations);

/** -L of the quartic terms with the default couplings. */
function quarticPotential({ lagrangian, terms, entries, parameters }: UfoModel, jets: Jets): number {
  const valueOf = operatorValues(jets, lagrangian.letters);
  const values = entries.map(({ term, entry, parameter }) => {
    const { operator } = terms[term];
    const isQuartic = operator.slots.length === 4;
    if (!isQuartic) return 0;
    const { defaultValue } = parameters.find(({ name }) => name === parameter)!;
    const [re, im] = valueOf(operator, entry.flavours);
    return defaultValue * { real: re, imaginary: -im, pair: 2 * re }[entry.kind];
  });
  return -values.reduce((sum, value) => sum + value, 0);
}

/** Every other direction has some fields and components off. */
function direction(model: UfoModel, draw: number): Jets {
  const rng = createRng(3).fork(draw);
  const jets = randomScalars(model.lagrangian.theory, model.table.generations, rng.fork("fields"));
  const sizes = jets.fields.map(() => (rng.uniform() < 0.3 ? 0 : 1));
  const fields = jets.fields.map((copies, field) =>
    copies.map(({ value, gradient }) => ({
      gradient,
      value: value.map((own) => {
        // A single part of a real field would not be real.
        const isOff = !model.lagrangian.theory.fields[field].real && rng.uniform() < 0.5;
        const size = isOff ? 0 : sizes[field];
        return { ...own, value: [own.value[0] * size, own.value[1] * size] as const };
      }),
    })),
  );
  return draw % 2 === 0 ? jets : { ...jets, fields };
}

describe("the default potential is bounded below", () => {
  test.each(["SM", "2HDM", "S1", "R2", "S3", "S1+S3", "Sx", "SM+xi", "GM"])("%s", (name) => {
    const model = modelOf(name);
    for (let draw = 0; draw < 16; draw++) {
      const jets = direction(model, draw);
      const isEmpty = jets.fields.every((copies) =>
        copies.every(({ value }) => value.every(({ value: [re, im] }) => re === 0 && im === 0)),
      );
      if (!isEmpty) expect(quarticPotential(model, jets)).toBeGreaterThan(0);
    }
  });
});

test("the Standard Model: L = mu^2 H+ H - 2 lambda (H+ H)^2, and lambda such that 0.1 (H+ H)^2 is the potential", () => {
  const model = modelOf("SM");
  const jets = direction(model, 0);
  const valueOf = operatorValues(jets, model.lagrangian.letters);
  const higgs = model.lagrangian.theory.fields.findIndex(({ name }) => name === "H");
  const norm = jets.fields[higgs][0].value.reduce((sum, { value: [re, im] }) => sum + re ** 2 + im ** 2, 0);
  const term = (name: string) => model.terms.find(({ coupling }) => coupling.name === name)!;
  expect(valueOf(term("mu2_H_Hd").operator, [0, 0])[0]).toBeCloseTo(norm, 10);
  expect(valueOf(term("lambda_H_H_Hd_Hd").operator, [0, 0, 0, 0])[0]).toBeCloseTo(-2 * norm ** 2, 10);
  expect(quarticPotential(model, jets)).toBeCloseTo(0.1 * norm ** 2, 10);
  expect(model.parameters.find(({ name }) => name === "lambda_H_H_Hd_Hd")?.defaultValue).toBe(0.05);
});

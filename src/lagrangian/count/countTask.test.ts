import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { createContext, findData } from "../../run/index.ts";
import { countTask } from "./countTask.ts";

const context = createContext({ seed: 1 });
const defaults = { generations: 3, terms: false } as const;

function caught(run: () => unknown): { code: string; exitCode: number; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof GlueballError) return { code: error.code, exitCode: error.exitCode, message: error.message };
  }
  throw new Error("nothing was refused");
}

test("the document of --json", () => {
  const result = countTask.run(context, { ...defaults, model: "builtin:sm", dimension: 5, terms: true });
  expect(result).toMatchObject({
    model: "SM",
    dimension: 5,
    generations: 3,
    eom: "remove",
    ibp: "remove",
    families: 2,
    types: 2,
    terms: 2,
    operators: 12,
    byType: [
      {
        type: "L^2 H^2",
        fields: { L: 2, H: 2 },
        derivatives: 0,
        family: "psi^2 phi^2",
        operators: 6,
        terms: 1,
        polynomial: { 1: "1/2", 2: "1/2" },
        irreps: [{ symmetries: { L: [2], H: [2] }, terms: 1, operators: 6 }],
      },
      { type: "L+^2 H+^2", operators: 6 },
    ],
  });
});

test("kinetic terms are told beside the operators of d = 4", () => {
  const result = countTask.run(context, { ...defaults, model: "sm", dimension: 4 });
  expect(result).toMatchObject({ operators: 61, types: 13, kinetic: { types: 6, operators: 46 } });
  const kept = countTask.run(context, { ...defaults, model: "sm", dimension: 4, eom: "keep" });
  expect(kept).toMatchObject({ operators: 107, types: 19 });
  expect(kept).not.toHaveProperty("kinetic");
});

test("polynomials where the number of generations is open", () => {
  const result = countTask.run(context, { ...defaults, model: "smeft", dimension: 6, generations: "symbolic" });
  expect(result).toMatchObject({ generations: "symbolic", families: 14, types: 72 });
  const { operators } = result as { operators: Record<string, string> };
  const at = (generations: number): number =>
    Object.entries(operators).reduce((sum, [power, text]) => {
      const [numerator, denominator = 1] = text.split("/").map(Number);
      return sum + (numerator / denominator) * generations ** Number(power);
    }, 0);
  expect([at(1), at(2), at(3)].map(Math.round)).toEqual([84, 694, 3045]);
});

test("an anomalous list is counted with a warning", () => {
  const warnings: string[] = [];
  const listening = createContext();
  listening.subscribe((event) => {
    if (event.type === "warning") warnings.push(event.text);
  });
  countTask.run(listening, { ...defaults, model: "FIELD SPIN 1 / 2 SU2 2 U1 1 HEL - 1 / 2", dimension: 4 });
  expect(warnings).toEqual([
    "the gauge symmetry is anomalous: SU2^2 U1 = 1/2, U1^3 = 2, grav^2 U1 = 2, Witten SU2 = 1; " +
      "lagrangian anomalies says which fields make each sum",
  ]);
});

test("where no field leaves its number of copies open, the text does not speak of generations", async () => {
  const { summary } = await countTask.run(context, { ...defaults, model: "FIELD SPIN 0 SU2 2 U1 1", dimension: 4 });
  expect(summary.split("\n")[0]).toContain("dimension 4, copies of each field as given: ");
});

const georgiMachacek = findData("lagrangian/pyrate_models/GeorgiMachacek.model");

test.skipIf(georgiMachacek === undefined)("the fields of a PyR@TE file (needs shared data)", () => {
  const ofFile = countTask.run(context, { ...defaults, model: georgiMachacek!, dimension: 4 });
  const builtin = countTask.run(context, { ...defaults, model: "builtin:gm", dimension: 4 });
  const totals = ({ families, types, terms, operators }: Awaited<typeof builtin>) => ({
    families,
    types,
    terms,
    operators,
  });
  expect(totals(ofFile as Awaited<typeof builtin>)).toEqual(totals(builtin as Awaited<typeof builtin>));
});

test("too large a request is refused with an estimate, exit code 3", () => {
  const refused = (model: string, dimension: number) =>
    caught(() => countTask.run(context, { ...defaults, model, dimension }));
  expect(refused("sm", 16)).toEqual({
    code: "lagrangian/dimension-too-high",
    exitCode: 3,
    message:
      "the dimension is above 15 at --dimension: found 16, expected a lower dimension [lagrangian/dimension-too-high]. " +
      "Estimate: 1.3e+7 products of fields; the limits are dimension 15 and 1e+9",
  });
  expect(refused("mssm-fields", 14)).toMatchObject({ code: "lagrangian/too-many-types", exitCode: 3 });
});

test("without a dimension", () => {
  expect(caught(() => countTask.run(context, { ...defaults, model: "sm" }))).toMatchObject({
    code: "lagrangian/dimension-missing",
    exitCode: 2,
  });
});

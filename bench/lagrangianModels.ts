/**
 * The claim: the operators of the Standard Model and of 30 models beyond it are those of the shared data, for one and
 * three generations, and so are those of the Standard Model with equations of motion or total derivatives kept.
 *
 *     node bench/lagrangianModels.ts
 *
 * It prints the tables of docs/lagrangian.md. An operator and its conjugate count as two; kinetic terms are not counted.
 */
import { readFileSync } from "node:fs";
import {
  BASIS,
  builtinNames,
  builtinTheory,
  countOperators,
  createIntegrals,
  evaluatePolynomial,
} from "../src/lagrangian/index.ts";
import { conditions, describeMachine, findData, textTable } from "../src/run/index.ts";

/** Beyond d = 4 operators of these are many, and the shared data has none. */
const RENORMALISABLE_ONLY = new Set([
  "MSSMfields",
  "SU5-GG",
  "left-right",
  "pati-salam",
  "flipped-su5",
  "trinification",
  "LEFT",
]);
const GENERATIONS = [1, 3] as const;

type Totals = Readonly<Record<string, number>>;

const integrals = createIntegrals();
const path = findData("lagrangian/bsm_models.json");
const data = new Map(
  path === undefined
    ? []
    : (JSON.parse(readFileSync(path, "utf8")) as readonly { name: string; totals: Totals }[]).map(
        ({ name, totals }) => [name, totals] as const,
      ),
);

/** For one and three generations. */
function operators(name: string, dimension: number, kept = {}): number[] {
  const settings = { ...BASIS, ...kept, dimension, generations: "symbolic" } as const;
  const { types } = countOperators(builtinTheory(name), settings, integrals);
  return GENERATIONS.map((generations) =>
    types.reduce((sum, { polynomial }) => sum + Number(evaluatePolynomial(polynomial, generations)), 0),
  );
}

function modelRow({ name, description }: { readonly name: string; readonly description: string }): string[] {
  const dimensions = RENORMALISABLE_ONLY.has(name) ? [2, 3, 4] : [2, 3, 4, 5, 6];
  const counts = dimensions.map((dimension) => operators(name, dimension));
  const totals = data.get(name);
  const agrees = dimensions.every((dimension, k) =>
    GENERATIONS.every((generations, g) => totals?.[`d${dimension}_Nf${generations}`] === counts[k][g]),
  );
  const upTo4 = GENERATIONS.map((_, g) =>
    counts
      .slice(0, 3)
      .map((pair) => pair[g])
      .join(" / "),
  );
  const beyond = [3, 4].map((k) => counts[k]?.join(" / ") ?? "");
  return [name, description, ...upTo4, ...beyond, totals === undefined ? "not there" : agrees ? "yes" : "NO"];
}

const columns = ["model", "what", "d = 2 / 3 / 4, Nf = 1", "Nf = 3", "d = 5, Nf = 1 / 3", "d = 6", "as in the data"];
console.log(textTable({ columns, rows: builtinNames().map(modelRow) }));

const redundancies = [false, true].flatMap((removeIbp) =>
  [false, true].map((removeEom) => {
    const counts = [4, 5, 6].map((dimension) => operators("SM", dimension, { removeEom, removeIbp }).join(" / "));
    return [removeEom ? "removed" : "kept", removeIbp ? "removed" : "kept", ...counts];
  }),
);
console.log(
  textTable({
    columns: ["equations of motion", "total derivatives", "d = 4, Nf = 1 / 3", "d = 5", "d = 6"],
    rows: redundancies,
  }),
);
console.log(conditions(describeMachine()));

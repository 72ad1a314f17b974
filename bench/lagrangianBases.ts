/**
 * The claims: every operator of the Standard Model of d = 6, explicit and sorted by permutation symmetry, in less than
 * 10 s, and of d = 8 in less than 10 minutes; a list of ten fields to its renormalisable Lagrangian in less than 50 ms.
 *
 *     node bench/lagrangianBases.ts [--from 5] [--to 8] [--rounds 2]
 *
 * Each dimension runs in a process of its own, with an empty library of structures; the time is that of the bases,
 * without the start of Node and without the list of types, and the least of the rounds. Vectors and flavour components are
 * compared with the counting formula, type by type. d = 10 needs some minutes.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { builtinTheory } from "../src/lagrangian/builtin/theories.ts";
import { BASIS, countOperators } from "../src/lagrangian/count/countOperators.ts";
import { flavourComponents } from "../src/lagrangian/explicit/flavourComponents.ts";
import { operatorBasis } from "../src/lagrangian/explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../src/lagrangian/explicit/renormalisable.ts";
import { createStructureLibrary } from "../src/lagrangian/explicit/structureLibrary.ts";
import { theoryFromTokens } from "../src/lagrangian/tokenList.ts";
import { conditions, describeMachine, requireData, textTable } from "../src/run/index.ts";

const GENERATIONS = 3;

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "5" },
    to: { type: "string", default: "8" },
    rounds: { type: "string", default: "2" },
    /** Given to the processes of the single dimensions. */
    dimension: { type: "string" },
  },
});

interface Bases {
  readonly types: number;
  readonly vectors: number;
  readonly components: number;
  readonly wrongTypes: number;
  readonly slowest: string;
  readonly seconds: number;
}

function smeftBases(dimension: number): Bases {
  const { letters, types } = countOperators(builtinTheory("sm"), { ...BASIS, dimension, generations: GENERATIONS });
  const library = createStructureLibrary();
  const result = { vectors: 0, components: 0, wrongTypes: 0 };
  let slowest = { name: "", seconds: 0 };
  let total = 0;
  for (const { type, name, terms, operators } of types) {
    const begin = performance.now();
    const basis = operatorBasis(letters, type, library, GENERATIONS);
    const seconds = (performance.now() - begin) / 1000;
    total += seconds;
    if (seconds > slowest.seconds) slowest = { name, seconds };
    const components = basis.reduce((sum, operator) => sum + flavourComponents(letters, operator, GENERATIONS), 0);
    result.vectors += basis.length;
    result.components += components;
    if (BigInt(basis.length) !== terms || BigInt(components) !== operators) result.wrongTypes++;
  }
  return {
    ...result,
    types: types.length,
    slowest: `${slowest.name} ${slowest.seconds.toFixed(2)} s`,
    seconds: total,
  };
}

function smeftRow(dimension: number): string[] {
  const rounds = Array.from({ length: Number(values.rounds) }, () => {
    const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--dimension", `${dimension}`], {
      encoding: "utf8",
    });
    return JSON.parse(text) as Bases;
  });
  const best = rounds.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const { types, vectors, components, wrongTypes, slowest, seconds } = best;
  return [dimension, types, vectors, components, wrongTypes, seconds.toFixed(2), slowest].map(String);
}

/** Milliseconds a list: with an empty library for each list, and with one that all lists share. */
function listTimes(n: number): string {
  const lists = JSON.parse(readFileSync(requireData("lagrangian/random_fieldlists_oracle.json"), "utf8")) as {
    readonly n: number;
    readonly input: string;
  }[];
  const theories = lists.filter((list) => list.n === n).map(({ input }) => theoryFromTokens(input));
  const shared = createStructureLibrary();
  const medianOf = (run: (theory: (typeof theories)[number]) => unknown) => {
    const times = theories.map((theory) => {
      const begin = performance.now();
      run(theory);
      return performance.now() - begin;
    });
    times.sort((a, b) => a - b);
    return `median ${times[times.length >> 1].toFixed(1)} ms, longest ${times.at(-1)!.toFixed(1)} ms`;
  };
  const cold = medianOf((theory) => renormalisableLagrangian(theory));
  for (const theory of theories) renormalisableLagrangian(theory, shared);
  const warm = medianOf((theory) => renormalisableLagrangian(theory, shared));
  return `${n} fields to the Lagrangian, ${theories.length} lists: ${cold}; structures known: ${warm}`;
}

if (values.dimension !== undefined) {
  console.log(JSON.stringify(smeftBases(Number(values.dimension))));
} else {
  const [from, to] = [Number(values.from), Number(values.to)];
  const rows = Array.from({ length: to - from + 1 }, (_, k) => smeftRow(from + k));
  const columns = ["d", "types", "vectors", "components, Nf = 3", "types unlike the count", "seconds", "slowest type"];
  console.log(textTable({ columns, rows }));
  for (const n of [6, 10]) console.log(listTimes(n));
  console.log(conditions(describeMachine()));
}

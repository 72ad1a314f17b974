/**
 * The claims: the operators of the Standard Model of d = 12, with their polynomials in the number of generations, are
 * counted in less than 5 s on one core; d = 15, the largest published dimension, in less than 15 s; the renormalisable
 * terms of a list of ten fields in a few milliseconds.
 *
 *     node bench/lagrangianCounts.ts [--from 5] [--to 15] [--rounds 2] [--svg FILE]
 *
 * Each count runs in a process of its own, so that no integral is remembered. Times are those of the count, without the
 * start of Node, the least of the rounds; on a busy machine the time of CPU is the one to read. Types, operators and terms
 * are compared with the shared data where it has them. BasisGen (Criado, arXiv 1901.03501) states 40 s, 3 min and 15 min
 * for d = 8, 9, 10, for one number of generations.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  BASIS,
  builtinTheory,
  countOperators,
  createIntegrals,
  evaluatePolynomial,
  theoryFromTokens,
} from "../src/lagrangian/index.ts";
import { conditions, curveFigure, describeMachine, requireData, textTable } from "../src/run/index.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "5" },
    to: { type: "string", default: "15" },
    rounds: { type: "string", default: "2" },
    /** Draws operators against dimension. */
    svg: { type: "string" },
    /** Given to the processes of the single counts. */
    dimension: { type: "string" },
  },
});

interface Count {
  readonly types: number;
  readonly operators: number;
  readonly terms: number;
  readonly operatorsOfOne: number;
  readonly seconds: number;
  /** Of all threads of the process, those of the garbage collector among them. */
  readonly processorSeconds: number;
}

interface Totals {
  readonly dim: number;
  readonly Nf: number;
  readonly types: number;
  readonly operators: number;
  readonly terms?: number;
}

interface FieldList {
  readonly n: number;
  readonly input: string;
}

function countSmeft(dimension: number): Count {
  const begin = performance.now();
  const before = process.cpuUsage();
  const { types } = countOperators(builtinTheory("sm"), { ...BASIS, dimension, generations: 3 }, createIntegrals());
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(before);
  const sum = (of: (type: (typeof types)[number]) => bigint): number =>
    Number(types.reduce((total, type) => total + of(type), 0n));
  return {
    types: types.length,
    operators: sum(({ operators }) => operators ?? 0n),
    terms: sum(({ terms }) => terms),
    operatorsOfOne: sum(({ polynomial }) => evaluatePolynomial(polynomial, 1)),
    seconds,
    processorSeconds: (user + system) / 1e6,
  };
}

function readJson<Row>(name: string): readonly Row[] {
  return JSON.parse(readFileSync(requireData(`lagrangian/${name}.json`), "utf8")) as readonly Row[];
}

const BASISGEN_SECONDS: Readonly<Record<number, string>> = { 8: "40", 9: "180", 10: "900" };

function countRounds(dimension: number): Count[] {
  return Array.from({ length: Number(values.rounds) }, () => {
    const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--dimension", `${dimension}`], {
      encoding: "utf8",
    });
    return JSON.parse(text) as Count;
  });
}

function smeftRow(dimension: number, rounds: readonly Count[], expected: readonly Totals[]): string[] {
  const { types, operators, terms, operatorsOfOne } = rounds[0];
  const [one, three] = [1, 3].map((Nf) => expected.find((row) => row.dim === dimension && row.Nf === Nf));
  const agrees =
    three?.types === types &&
    three.operators === operators &&
    (three.terms ?? terms) === terms &&
    one?.operators === operatorsOfOne;
  const times = (["seconds", "processorSeconds"] as const).map((key) =>
    Math.min(...rounds.map((round) => round[key])).toFixed(2),
  );
  const numbers = [dimension, types, operators, terms, operatorsOfOne].map(String);
  return [...numbers, agrees ? "yes" : "NO", ...times, BASISGEN_SECONDS[dimension] ?? ""];
}

/** Operators, terms and types against dimension: as SVG. */
function growthFigure(dimensions: readonly number[], counts: readonly (readonly Count[])[]): string {
  const quantities: readonly (readonly [string, (count: Count) => number])[] = [
    ["operators, three generations", ({ operators }) => operators],
    ["operators, one generation", ({ operatorsOfOne }) => operatorsOfOne],
    ["terms, three generations", ({ terms }) => terms],
    ["types, three generations", ({ types }) => types],
  ];
  const series = quantities.map(([label, of]) => {
    return { label, x: dimensions, y: counts.map(([count]) => of(count)) };
  });
  return curveFigure({
    note: "Standard Model, redundant operators removed",
    x: { label: "mass dimension" },
    y: { label: "number", log: true },
    series,
  }).svg;
}

/** Milliseconds a list, integrals shared between the lists, as in a data set. */
function listTime(n: number): string {
  const theories = readJson<FieldList>("random_fieldlists_oracle")
    .filter((list) => list.n === n)
    .map(({ input }) => theoryFromTokens(input));
  const integrals = createIntegrals();
  const countAll = (): void => {
    for (const theory of theories) {
      for (const dimension of [2, 3, 4]) countOperators(theory, { ...BASIS, dimension, generations: 1 }, integrals);
    }
  };
  const milliseconds = [1, 2].map(() => {
    const begin = performance.now();
    countAll();
    return ((performance.now() - begin) / theories.length).toFixed(2);
  });
  return `${n} fields: ${milliseconds[0]} ms a list, ${milliseconds[1]} ms once its integrals are known (${theories.length} lists)`;
}

if (values.dimension !== undefined) {
  console.log(JSON.stringify(countSmeft(Number(values.dimension))));
} else {
  const expected = readJson<Totals>("smeft_totals");
  const [from, to] = [Number(values.from), Number(values.to)];
  const dimensions = Array.from({ length: to - from + 1 }, (_, k) => from + k);
  const counts = dimensions.map(countRounds);
  const rows = dimensions.map((dimension, k) => smeftRow(dimension, counts[k], expected));
  const columns = [
    "d",
    "types",
    "operators, Nf = 3",
    "terms",
    "operators, Nf = 1",
    "as in the data",
    "wall [s]",
    "processor [s]",
    "BasisGen [s]",
  ];
  console.log(textTable({ columns, rows }));
  if (values.svg !== undefined) writeFileSync(values.svg, `${growthFigure(dimensions, counts)}\n`);
  for (const n of [6, 10]) console.log(listTime(n));
  console.log(conditions(describeMachine()));
}

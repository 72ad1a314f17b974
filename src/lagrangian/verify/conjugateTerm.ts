/**
 * The hermitian conjugate of a term, up to a factor: fields become their conjugates, <> and [] change roles, upper and
 * lower indices too. The indices of the conjugate irrep are counted anew, upper before lower. Doublets stay upper, and
 * every structure of a term gets the same sign from them. Columns of N/2 > 1 indices stay upper as well, but need an
 * epsilon each (middleColumns.ts), which turns one structure into several.
 */
import { columnsOfIrrep } from "../../exact/index.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import { structureNumbers } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";
import type { WeightedStructure } from "./middleColumns.ts";
import { raiseColumns } from "./middleColumns.ts";

export function conjugateTerm(term: Term, letters: readonly Letter[]): Term {
  const held = term.slots.map((letter) => letters[letter]);
  const images = term.gauge.map((structures, factor) =>
    structures.map((structure) => conjugateStructure(structure, held, factor)),
  );
  const listed = images.map(distinctStructures);
  let { vector } = term;
  const sizes = structureNumbers(term);
  images.forEach((image, factor) => {
    vector = alongFactor(vector, sizes, factor + 1, matrixOf(image, listed[factor]));
    sizes[factor + 1] = listed[factor].length;
  });
  return {
    ...term,
    slots: term.slots.map((letter) => conjugateLetter(letter, letters)),
    lorentz: term.lorentz.map(({ angle, square }) => ({ angle: square, square: angle })),
    gauge: listed,
    vector: withoutCommonFactor(vector),
  };
}

/** Indices of columns with N/2 of them, counted by themselves, since they stand first and stay upper. */
function indexNumbers(labels: readonly number[]): Readonly<Record<"middle" | "upper" | "lower", number>> {
  const numbers = { middle: 0, upper: 0, lower: 0 };
  for (const { variance, height } of columnsOfIrrep(labels)) {
    if (2 * height === labels.length + 1) numbers.middle += height;
    else numbers[variance] += height;
  }
  return numbers;
}

function conjugateStructure(
  structure: GaugeStructure,
  held: readonly Letter[],
  factor: number,
): readonly WeightedStructure[] {
  const N = held[0].irreps[factor].length + 1;
  if (N === 2) return [{ coefficient: 1, structure }];
  const numbers = held.map(({ irreps }) => indexNumbers(irreps[factor]));
  const moved = ({ slot, index }: IndexPlace): IndexPlace => {
    const { middle, upper, lower } = numbers[slot];
    if (index < middle) return { slot, index };
    return { slot, index: index < middle + upper ? index + lower : index - upper };
  };
  const naive = structure.map((contraction): Contraction =>
    contraction.kind === "delta"
      ? { kind: "delta", upper: moved(contraction.lower), lower: moved(contraction.upper) }
      : {
          kind: "epsilon",
          variance: contraction.variance === "upper" ? "lower" : "upper",
          indices: contraction.indices.map(moved),
        },
  );
  const columns = numbers.flatMap(({ middle }, slot) =>
    Array.from({ length: (2 * middle) / N }, (_, k) =>
      Array.from({ length: N / 2 }, (__, index): IndexPlace => ({ slot, index: (k * N) / 2 + index })),
    ),
  );
  return columns.length === 0 ? [{ coefficient: 1, structure: naive }] : raiseColumns(naive, columns);
}

function distinctStructures(images: readonly (readonly WeightedStructure[])[]): GaugeStructure[] {
  const known = new Map(images.flat().map(({ structure }) => [JSON.stringify(structure), structure] as const));
  return [...known.values()];
}

/** Row a: the image of structure a as coefficients of the distinct structures. */
function matrixOf(images: readonly (readonly WeightedStructure[])[], listed: readonly GaugeStructure[]): number[][] {
  const places = new Map(listed.map((structure, k) => [JSON.stringify(structure), k] as const));
  return images.map((image) => {
    const row = listed.map(() => 0);
    for (const { coefficient, structure } of image) row[places.get(JSON.stringify(structure))!] += coefficient;
    return row;
  });
}

/** sum_a v[..., a, ...] matrix[a][b], the last axis fastest. */
function alongFactor(
  vector: readonly number[],
  sizes: readonly number[],
  axis: number,
  matrix: readonly (readonly number[])[],
): number[] {
  const inner = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  const columns = matrix[0].length;
  const image = new Array<number>((vector.length / sizes[axis]) * columns).fill(0);
  vector.forEach((entry, place) => {
    const a = Math.floor(place / inner) % sizes[axis];
    const outer = Math.floor(place / (inner * sizes[axis]));
    matrix[a].forEach((factor, b) => (image[(outer * columns + b) * inner + (place % inner)] += factor * entry));
  });
  return image;
}

function withoutCommonFactor(vector: readonly number[]): number[] {
  const divisor = vector.reduce(greatestCommonDivisor, 0);
  return divisor > 1 ? vector.map((entry) => entry / divisor) : [...vector];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}

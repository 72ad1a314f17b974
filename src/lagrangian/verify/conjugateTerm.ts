/**
 * The hermitian conjugate of a term, up to a sign: fields become their conjugates, <> and [] change roles, upper and
 * lower indices too. The indices of the conjugate irrep are counted anew, upper before lower. Doublets stay upper, and
 * every structure of a term gets the same sign from them. Irreps with columns of N/2 indices, N = 4, 6, ..., would need
 * an epsilon for each column and are left out.
 */
import { columnsOfIrrep } from "../../exact/index.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { Term } from "../terms/term.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";

/** Undefined where an irrep has columns of N/2 > 1 indices. */
export function conjugateTerm(term: Term, letters: readonly Letter[]): Term | undefined {
  const held = term.slots.map((letter) => letters[letter]);
  if (held.some(({ irreps }) => irreps.some(hasMiddleColumn))) return undefined;
  return {
    ...term,
    slots: term.slots.map((letter) => conjugateLetter(letter, letters)),
    lorentz: term.lorentz.map(({ angle, square }) => ({ angle: square, square: angle })),
    gauge: term.gauge.map((structures, factor) =>
      structures.map((structure) => conjugateStructure(structure, held, factor)),
    ),
  };
}

function hasMiddleColumn(labels: readonly number[]): boolean {
  const N = labels.length + 1;
  return N > 2 && N % 2 === 0 && labels[N / 2 - 1] > 0;
}

function conjugateStructure(structure: GaugeStructure, held: readonly Letter[], factor: number): GaugeStructure {
  if (held[0].irreps[factor].length === 1) return structure;
  const moved = ({ slot, index }: IndexPlace): IndexPlace => {
    const { upper, lower } = indexNumbers(held[slot].irreps[factor]);
    return { slot, index: index < upper ? lower + index : index - upper };
  };
  return structure.map((contraction): Contraction =>
    contraction.kind === "delta"
      ? { kind: "delta", upper: moved(contraction.lower), lower: moved(contraction.upper) }
      : {
          kind: "epsilon",
          variance: contraction.variance === "upper" ? "lower" : "upper",
          indices: contraction.indices.map(moved),
        },
  );
}

function indexNumbers(labels: readonly number[]): { readonly upper: number; readonly lower: number } {
  let [upper, lower] = [0, 0];
  for (const { variance, height } of columnsOfIrrep(labels)) {
    if (variance === "upper") upper += height;
    else lower += height;
  }
  return { upper, lower };
}

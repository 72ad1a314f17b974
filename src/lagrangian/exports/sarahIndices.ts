/**
 * Contractions of a term in SARAH's words: index lef2b is the second index under `left` of the second field, and Delta and
 * epsTensor join them. Here all indices of SU(2) are up, with X~^i = eps^ij X*_j for a conjugate, so that an epsilon with one
 * conjugate is a Delta, by eps_ij eps_jk = - delta_ik. An adjoint of SARAH is a matrix, first index up, second down.
 */
import { indexVariances } from "../../exact/index.ts";
import { isAdjoint } from "../files/fieldIndices.ts";
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { NamedOperator } from "./couplings.ts";
import type { NamedTerm } from "./indexedTerm.ts";
import { namedTerms } from "./indexedTerm.ts";

const SUFFIXES = ["", "b", "c", "d", "e", "f"];

/** An index of a field in SARAH, which stands for one of ours, or in SU(2) for the conjugate one. */
interface SarahIndex {
  readonly text: string;
  readonly dual: boolean;
}

/** The sum of contractions that a coupling multiplies, in brackets; undefined where SARAH has no indices for a field. */
export function sarahContractions(term: NamedOperator, theory: Theory, letters: readonly Letter[]): string | undefined {
  const texts = namedTerms(term.operator, letters).map((own) => contractionText(own, theory, letters));
  if (texts.some((text) => text === undefined)) return undefined;
  const sum = texts.join(" + ").replaceAll("+ -", "- ");
  return texts.length === 1 && !sum.startsWith("-") ? sum : `(${sum})`;
}

function contractionText(term: NamedTerm, theory: Theory, letters: readonly Letter[]): string | undefined {
  let coefficient = term.coefficient;
  const tensors: string[] = [];
  for (const [factor, { n, name }] of specialUnitaryGroups(theory).entries()) {
    const ends = endsOf(term, letters, factor, name.slice(0, 3));
    if (ends === undefined) return undefined;
    for (const pair of [...ends.values()].filter(({ length }) => length === 2)) {
      tensors.push(`Delta[${pair.map(({ text }) => text).join(",")}]`);
    }
    for (const { names } of term.epsilons.filter((epsilon) => epsilon.factor === factor)) {
      const indices = names.map((index) => ends.get(index)![0]);
      const [first, second] = indices;
      const isDelta = n === 2 && first.dual !== second.dual;
      if (isDelta && second.dual) coefficient = -coefficient;
      tensors.push(`${isDelta ? "Delta" : "epsTensor"}[${indices.map(({ text }) => text).join(",")}]`);
    }
  }
  const size = Math.abs(coefficient) === 1 && tensors.length > 0 ? [] : [String(Math.abs(coefficient))];
  return `${coefficient < 0 ? "-" : ""}${[...size, ...tensors].join(" ")}`;
}

/** Where each of our names stands: once where an epsilon has it, twice where a delta joins two fields. */
function endsOf(
  term: NamedTerm,
  letters: readonly Letter[],
  factor: number,
  prefix: string,
): Map<string, SarahIndex[]> | undefined {
  const ends = new Map<string, SarahIndex[]>();
  for (const [slot, { letter, gauge }] of term.factors.entries()) {
    const { irreps, conjugate } = letters[letter];
    const labels = irreps[factor];
    const own = gauge[factor];
    const variances = sarahVariances(labels, conjugate);
    const free = variances.map((up, k) => ({ up, text: `${prefix}${slot + 1}${SUFFIXES[k]}` }));
    for (const { name, up } of own) {
      // SU(2) has no lower indices here: the next one will do.
      const place = labels.length === 1 ? 0 : free.findIndex((index) => index.up === up);
      if (free[place] === undefined) return undefined;
      const [{ text, up: isUp }] = free.splice(place, 1);
      ends.set(name, [...(ends.get(name) ?? []), { text, dual: labels.length === 1 && !isUp }]);
    }
  }
  return ends;
}

/** Whether each index of a letter is up: those of the field itself, turned round for its conjugate. */
function sarahVariances(labels: Letter["irreps"][number], conjugate: boolean): boolean[] {
  const ownLabels = conjugate ? labels.toReversed() : labels;
  const own = isAdjoint(ownLabels) ? [true, false] : indexVariances(ownLabels).map((variance) => variance === "upper");
  return own.map((up) => up !== conjugate);
}

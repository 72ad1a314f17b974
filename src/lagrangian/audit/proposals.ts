/**
 * Contractions for a type of operator, written as PyR@TE writes them: deltas, epsilons, and generators t that turn the
 * index of an adjoint into an upper and a lower one. By the first fundamental theorem of SU(N) the complete contractions
 * of upper with lower indices, and of N left-over ones with an epsilon, span all invariants; for SU(2), where indices go
 * up and down by epsilon, they are the perfect matchings. They are listed with deltas first, and whoever needs a basis
 * picks from the list those that raise the rank (termValues.ts).
 */
import type { FlatTerm, TensorFactor } from "../files/expandTerm.ts";
import type { GroupTensor } from "../files/modelFile.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { IrrepKind } from "./groupElements.ts";
import { irrepKind } from "./groupElements.ts";

export interface Proposal {
  readonly product: FlatTerm;
  /** `L[i] L[j] chi[a] Eps[i,k] t[a,k,j]` */
  readonly text: string;
}

/** One end of a contraction. */
interface End {
  readonly slot: number;
  readonly upper: boolean;
}

/** Deltas are pairs, epsilons sets of N. */
interface Contraction {
  readonly deltas: readonly (readonly [End, End])[];
  readonly epsilons: readonly (readonly End[])[];
}

/** Indices in the order in which they are given out; adjoints have their own. */
const NAMES = { plain: [..."ijklmnopqrs"], adjoint: [..."abcdefgh"] };
/** More contractions than this are not listed. */
const MOST_PROPOSALS = 20_000;

/**
 * Contractions that span all invariants of the type, lazily; none if a field has an irrep other than singlet,
 * (anti)fundamental and adjoint. `tensors` names the generators of SU(n).
 */
export function* proposals(
  theory: Theory,
  letters: readonly Letter[],
  type: OperatorType,
  tensors: (n: number) => GroupTensor,
): Generator<Proposal> {
  const slots = type.powers.flatMap(({ letter, power }) => Array.from({ length: power }, () => letters[letter]));
  const groups = specialUnitaryGroups(theory);
  const kinds = groups.map((_, g) => slots.map(({ irreps }) => irrepKind(irreps[g])));
  if (kinds.flat().includes(undefined)) return;
  const choices = groups.map(({ n }, g) => [...contractions(n, endsOf(n, kinds[g], slots))]);
  let count = 0;
  for (const choice of combinations(choices)) {
    if (count++ === MOST_PROPOSALS) return;
    yield writeProposal(theory, slots, choice, tensors);
  }
}

/**
 * The irrep of a letter is that of the conjugate already, but for SU(2), whose doublets are all called fundamental: there
 * the bar alone makes an index a lower one. An adjoint has an upper and a lower end.
 */
function endsOf(n: number, kinds: readonly (IrrepKind | undefined)[], slots: readonly Letter[]): End[] {
  return kinds.flatMap((kind, slot): End[] => {
    if (kind === "adjoint") {
      return [
        { slot, upper: true },
        { slot, upper: false },
      ];
    }
    if (kind === "singlet") return [];
    return [{ slot, upper: n === 2 ? !slots[slot].conjugate : kind === "fundamental" }];
  });
}

function* contractions(n: number, ends: readonly End[]): Generator<Contraction> {
  const upper = ends.filter((end) => end.upper);
  const lower = ends.filter((end) => !end.upper);
  if (n === 2) yield* matchings(ends);
  else if (upper.length >= lower.length) yield* pairings(n, lower, upper);
  else yield* pairings(n, upper, lower);
}

/** SU(2): the first end with each other one, opposite ends first. */
function* matchings(ends: readonly End[]): Generator<Contraction> {
  const [first, ...rest] = ends;
  if (first === undefined) yield { deltas: [], epsilons: [] };
  const opposite = rest.filter(({ upper }) => upper !== first.upper);
  for (const partner of [...opposite, ...rest.filter((end) => !opposite.includes(end))]) {
    if (partner.slot === first.slot) continue;
    for (const { deltas, epsilons } of matchings(rest.filter((end) => end !== partner))) {
      if (partner.upper === first.upper) yield { deltas, epsilons: [[first, partner], ...epsilons] };
      else yield { deltas: [[first, partner], ...deltas], epsilons };
    }
  }
}

/** SU(N): each of the fewer ends with one of the others, and what is left in sets of N. */
function* pairings(n: number, fewer: readonly End[], more: readonly End[]): Generator<Contraction> {
  const [first, ...rest] = fewer;
  if (first === undefined) {
    for (const epsilons of sets(n, more)) yield { deltas: [], epsilons };
    return;
  }
  for (const partner of more.filter(({ slot }) => slot !== first.slot)) {
    for (const { deltas, epsilons } of pairings(
      n,
      rest,
      more.filter((end) => end !== partner),
    )) {
      yield { deltas: [[first, partner], ...deltas], epsilons };
    }
  }
}

/** All ways to put the ends into sets of n. */
function* sets(n: number, ends: readonly End[]): Generator<End[][]> {
  if (ends.length === 0) yield [];
  if (ends.length < n) return;
  const [first, ...rest] = ends;
  for (const others of subsets(n - 1, rest)) {
    for (const more of sets(
      n,
      rest.filter((end) => !others.includes(end)),
    ))
      yield [[first, ...others], ...more];
  }
}

function* subsets(size: number, ends: readonly End[]): Generator<End[]> {
  if (size === 0) yield [];
  else {
    for (let k = 0; k + size <= ends.length; k++) {
      for (const more of subsets(size - 1, ends.slice(k + 1))) yield [ends[k], ...more];
    }
  }
}

function* combinations<T>(choices: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = choices;
  if (first === undefined) yield [];
  else for (const one of first) for (const more of combinations(rest)) yield [one, ...more];
}

function writeProposal(
  theory: Theory,
  slots: readonly Letter[],
  choice: readonly Contraction[],
  tensors: (n: number) => GroupTensor,
): Proposal {
  const groups = specialUnitaryGroups(theory);
  const plain = [...NAMES.plain];
  const adjoint = [...NAMES.adjoint];
  const fieldIndices: string[][] = slots.map(() => []);
  const others: TensorFactor[] = [];
  choice.forEach(({ deltas, epsilons }, g) => {
    const names = new Map<End, string>();
    for (const pair of deltas) {
      const name = takeName(plain);
      for (const end of pair) names.set(end, name);
    }
    for (const set of epsilons) {
      for (const end of set) names.set(end, takeName(plain));
      others.push({ meaning: { kind: "epsilon" }, indices: set.map((end) => names.get(end)!) });
    }
    slots.forEach(({ irreps }, slot) => {
      const ends = [...names].filter(([end]) => end.slot === slot);
      if (irrepKind(irreps[g]) !== "adjoint") return void fieldIndices[slot].push(...ends.map(([, name]) => name));
      const index = takeName(adjoint);
      const upper = ends.find(([end]) => end.upper)![1];
      const lower = ends.find(([end]) => !end.upper)![1];
      fieldIndices[slot].push(index);
      others.push({ meaning: { kind: "group", tensor: tensors(groups[g].n) }, indices: [index, upper, lower] });
    });
  });
  const fields = slots.map(({ field, conjugate }, slot): TensorFactor => {
    const { name } = theory.fields[field];
    return { meaning: { kind: "field", name, conjugate }, indices: fieldIndices[slot] };
  });
  const all = [...fields, ...others];
  const letters = fields.flatMap(({ meaning }) =>
    meaning.kind === "field" ? [{ name: meaning.name, conjugate: meaning.conjugate }] : [],
  );
  return { product: { numbers: [], tensors: all, letters }, text: all.map(writeFactor).join(" ") };
}

/** More names follow the alphabet with a number. */
function takeName(names: string[]): string {
  const name = names.shift()!;
  names.push(`${name[0]}${Number(name.slice(1)) + 1}`);
  return name;
}

function writeFactor({ meaning, indices }: TensorFactor): string {
  const name =
    meaning.kind === "epsilon"
      ? "Eps"
      : meaning.kind === "group"
        ? meaning.tensor.name
        : `${meaning.name}${meaning.conjugate ? "bar" : ""}`;
  return indices.length === 0 ? name : `${name}[${indices.join(",")}]`;
}

/**
 * Contractions for a type of operator as terms of a model file: fields with their indices (fieldIndices.ts), epsilons, and
 * generators t that turn the index of an adjoint into an upper and a lower one. They span all invariants of the type;
 * whoever needs a basis picks from the list those that raise the rank (termValues.ts).
 */
import { conjugateIrrep, createRowSpace, singlets } from "../../exact/index.ts";
import type { FlatTerm, TensorFactor } from "../files/expandTerm.ts";
import type { IndexConvention } from "../files/fieldIndices.ts";
import { fieldIndices } from "../files/fieldIndices.ts";
import type { GroupTensor } from "../files/modelFile.ts";
import type { Field, Group, Letter, OperatorType, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { randomFieldValues } from "./fieldValues.ts";
import type { Contraction, End } from "../files/indexContractions.ts";
import { combinations, contractions } from "../files/indexContractions.ts";
import { FIELD_PRIME } from "./modularTensor.ts";
import { termRows } from "./termValues.ts";

export interface Proposal {
  readonly product: FlatTerm;
  /** `L[i] L[j] chi[a] Eps[i,k] t[a,k,j]` */
  readonly text: string;
}

/** A field of the type, with its place in the term. */
interface Slot {
  readonly name: string;
  readonly conjugate: boolean;
  readonly irreps: Field["irreps"];
  readonly indices: ReturnType<typeof fieldIndices>;
}

/** Indices in the order in which they are given out; adjoints have their own. */
const NAMES = { plain: [..."ijklmnopqrs"], adjoint: [..."abcdefgh"] };

/**
 * Contractions that span all invariants of the type, products of a basis for each factor; none if a field has components
 * that only PyR@TE knows. `letters` are those of the theory, `tensors` names the generators of SU(n).
 */
export function* proposals(
  { theory, convention }: { readonly theory: Theory; readonly convention: IndexConvention },
  letters: readonly Letter[],
  type: OperatorType,
  tensors: (n: number) => GroupTensor,
): Generator<Proposal> {
  const slots = type.powers.flatMap(({ letter, power }) => {
    const { field, conjugate } = letters[letter];
    const { name, irreps } = theory.fields[field];
    const indices = fieldIndices({ irreps }, convention);
    return Array.from({ length: power }, (): Slot => ({ name, conjugate, irreps, indices }));
  });
  if (slots.some(({ indices }) => indices.some(({ kind }) => kind === "unknown"))) return;
  const sizes = specialUnitaryGroups(theory).map(({ n }) => n);
  const choices = sizes.map((n, factor) => independentContractions(n, slots, factor, tensors(n)));
  for (const choice of combinations(choices)) yield writeProposal(slots, choice, (factor) => tensors(sizes[factor]));
}

/**
 * The first contractions under one factor that are independent, as many as the factor has invariants: evaluated for
 * fields that are all different and have no other factor.
 */
function independentContractions(
  n: number,
  slots: readonly Slot[],
  factor: number,
  generators: GroupTensor,
): Contraction[] {
  const alone = slots.map(({ conjugate, irreps }, k): Slot => {
    const irrep = irreps[factor];
    return { name: `f${k}`, conjugate, irreps: [irrep], indices: fieldIndices({ irreps: [irrep] }, "tensor") };
  });
  const wanted = singlets(
    n,
    alone.map(({ irreps, conjugate }) => (conjugate ? conjugateIrrep(irreps[0]) : irreps[0])),
  );
  const values = randomFieldValues(
    { theory: oneFactor(n, alone), convention: "tensor" },
    { generations: 1, points: wanted },
  );
  const space = createRowSpace(wanted, FIELD_PRIME);
  const chosen: Contraction[] = [];
  for (const contraction of contractions(n, endsOf(alone, 0))) {
    if (space.rank === wanted) break;
    const { product } = writeProposal(alone, [contraction], () => generators);
    if (space.add(termRows([product], "general", values, false)[0])) chosen.push(contraction);
  }
  if (chosen.length < wanted) throw new Error(`SU(${n}): ${chosen.length} contractions of ${wanted} invariants`);
  return chosen;
}

function oneFactor(n: number, slots: readonly Slot[]): Theory {
  const fields = slots.map(({ name, irreps }): Field => ({
    name,
    twiceHelicity: 0,
    irreps,
    charges: [],
    residues: [],
    real: false,
    copies: 1,
  }));
  const groups: Group[] = [{ kind: "SU", name: "SU", n, gauged: true }];
  return { name: "one factor", description: "", groups, fields, hyperchargeConvention: "T3+Y" };
}

/** The ends under one factor; a bar turns them round, and an adjoint index has an upper and a lower one. */
function endsOf(slots: readonly Slot[], factor: number): End[] {
  return slots.flatMap(({ indices, conjugate }, slot) =>
    underFactor(indices, factor).flatMap((index, axis): End[] => {
      if (index.kind !== "adjoint") return [{ slot, axis, upper: (index.kind === "upper") !== conjugate }];
      return [true, false].map((upper) => ({ slot, axis, upper }));
    }),
  );
}

function underFactor(indices: Slot["indices"], factor: number): Slot["indices"] {
  return indices.filter((index) => index.factor === factor);
}

/** One contraction for each factor. */
function writeProposal(
  slots: readonly Slot[],
  choice: readonly Contraction[],
  tensors: (factor: number) => GroupTensor,
): Proposal {
  const names = { plain: [...NAMES.plain], adjoint: [...NAMES.adjoint] };
  const namesOfFactor = choice.map(() => new Map<End, string>());
  const epsilons = choice.flatMap(({ deltas, epsilons }, factor) => {
    const nameOf = namesOfFactor[factor];
    for (const pair of deltas) {
      const name = takeName(names.plain);
      for (const end of pair) nameOf.set(end, name);
    }
    return epsilons.map((set): TensorFactor => {
      for (const end of set) nameOf.set(end, takeName(names.plain));
      return { meaning: { kind: "epsilon" }, indices: set.map((end) => nameOf.get(end)!) };
    });
  });
  const generators: TensorFactor[] = [];
  const fields = slots.map(({ name, conjugate, indices }, slot): TensorFactor => {
    const written = indices.map((index) => {
      const { kind, factor } = index;
      const axis = underFactor(indices, factor).indexOf(index);
      const ends = [...namesOfFactor[factor]].filter(([end]) => end.slot === slot && end.axis === axis);
      if (kind !== "adjoint") return ends[0][1];
      const name = takeName(names.adjoint);
      const [upper, lower] = [true, false].map((up) => ends.find(([end]) => end.upper === up)![1]);
      generators.push({ meaning: { kind: "group", tensor: tensors(factor) }, indices: [name, upper, lower] });
      return name;
    });
    return { meaning: { kind: "field", name, conjugate }, indices: written };
  });
  const all = [...fields, ...epsilons, ...generators];
  const letters = slots.map(({ name, conjugate }) => ({ name, conjugate }));
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

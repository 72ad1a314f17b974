/**
 * The indices of a product of fields in SARAH. Fields stand without indices, `conj[H].d.q`; index 1, 2, ... of a group is that
 * of the field at this place, named by the first three letters of the group: lef1, col3. A field with several has lef2,
 * lef2b, lef2c, and an adjoint is a matrix with two of them (upper and lower as a rule, transposed or, in SU(2), both upper
 * in some models: whichever makes the contractions of a term fit is taken). `Delta[lef1,lef2]` and `epsTensor[lef1,lef2]` join
 * them. A group of which a product names no index is contracted by SARAH: where there are several ways, the published models
 * rely on neighbours being joined, conj[H1].H1.conj[H2].H2 against conj[H1].H2.conj[H2].H1, and so does this reader.
 */
import { conjugateIrrep, indexVariances, singlets } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { FlatTerm, TensorFactor } from "./expandTerm.ts";
import { fieldIndices, isAdjoint } from "./fieldIndices.ts";
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { Contraction, End } from "./indexContractions.ts";
import { combinations, contractions } from "./indexContractions.ts";

/** A field at its place in a product. */
export interface SarahLetter {
  readonly name: string;
  /** Inside conj[], which turns the indices of a real field round too. */
  readonly conjugate: boolean;
}

/** Delta or epsTensor with its indices. */
export interface SarahTensor {
  readonly kind: "delta" | "epsilon";
  readonly indices: readonly string[];
}

export interface ContractedFields {
  readonly tensors: readonly TensorFactor[];
  readonly letters: FlatTerm["letters"];
  /** The file leaves the contraction open, and there are several. */
  readonly chosen: boolean;
}

const SUFFIXES = ["", "b", "c", "d", "e", "f"];

/** The variances of the two indices of an adjoint, in the order in which they are tried. */
const ORIENTATIONS: readonly (readonly [first: boolean, second: boolean])[] = [
  [true, false],
  [false, true],
  [true, true],
  [false, false],
];

interface FactorFields {
  readonly n: number;
  readonly factor: number;
  /** Three letters. */
  readonly prefix: string;
  readonly irreps: readonly { readonly labels: DynkinLabels; readonly conjugate: boolean; readonly name: string }[];
}

/** Variances of both indices of each adjoint, by the name of the field. */
type Orientation = ReadonlyMap<string, readonly [boolean, boolean]>;

/** @throws GlueballError lagrangian/unknown-construct for indices that fit no field. */
export function contractSarah(
  letters: readonly SarahLetter[],
  explicit: readonly SarahTensor[],
  theory: Theory,
  piece: Piece,
): ContractedFields {
  const factors = specialUnitaryGroups(theory).map(({ n, name }, factor): FactorFields => ({
    n,
    factor,
    prefix: name.slice(0, 3),
    irreps: letters.map((letter) => {
      const { irreps } = theory.fields.find((field) => field.name === letter.name)!;
      return { labels: irreps[factor], conjugate: letter.conjugate, name: letter.name };
    }),
  }));
  const solved = factors.map((own) => {
    const given = explicit.filter(({ indices }) => indices.some((index) => index.startsWith(own.prefix)));
    return given.length === 0 ? usualContraction(own) : givenContraction(own, given, piece);
  });
  const strange = explicit.find(({ indices }) => !factors.some(({ prefix }) => indices[0]?.startsWith(prefix)));
  if (strange !== undefined) throw unknownIndex(strange.indices[0] ?? "", factors, piece);
  return { ...written(letters, factors, solved, theory), chosen: solved.some(({ chosen }) => chosen) };
}

interface Solved {
  /** Undefined where the product has no singlet. */
  readonly contraction: Contraction | undefined;
  readonly orientation: Orientation;
  readonly chosen: boolean;
}

/** The variances of the indices of a field; a bar turns them round. */
function variancesOf(
  { labels, conjugate, name }: FactorFields["irreps"][number],
  orientation: Orientation,
): readonly boolean[] {
  const own = isAdjoint(labels)
    ? (orientation.get(name) ?? ORIENTATIONS[0])
    : indexVariances(labels).map((variance) => variance === "upper");
  return own.map((upper) => upper !== conjugate);
}

function endsOf({ irreps }: FactorFields, orientation: Orientation): End[] {
  return irreps.flatMap((irrep, slot) =>
    variancesOf(irrep, orientation).map((upper, axis): End => ({ slot, axis, upper })),
  );
}

/** Neighbours with opposite indices first. */
function usualContraction(own: FactorFields): Solved {
  const orientation: Orientation = new Map();
  const irreps = own.irreps.map(({ labels, conjugate }) => (conjugate ? conjugateIrrep(labels) : labels));
  const count = singlets(own.n, irreps);
  const [contraction] = count === 0 ? [] : contractions(own.n, endsOf(own, orientation));
  return { contraction, orientation, chosen: count > 1 };
}

/** The orientation of adjoints that lets every delta join an upper and a lower index and every epsilon equal ones. */
function givenContraction(own: FactorFields, given: readonly SarahTensor[], piece: Piece): Solved {
  const adjoints = [...new Set(own.irreps.filter(({ labels }) => isAdjoint(labels)).map(({ name }) => name))];
  const choices = own.n === 2 ? ORIENTATIONS : ORIENTATIONS.slice(0, 2);
  const orientations = [...combinations(adjoints.map(() => choices))].map(
    (choice): Orientation => new Map(adjoints.map((name, k) => [name, choice[k]])),
  );
  const solved = orientations.map((orientation) => ({
    orientation,
    contraction: namedContraction(own, given, orientation, piece),
    chosen: false,
  }));
  return solved.find(({ contraction }) => fits(contraction)) ?? solved[0];
}

function fits({ deltas, epsilons }: Contraction): boolean {
  return (
    deltas.every(([a, b]) => a.upper !== b.upper) &&
    epsilons.every((set) => set.every(({ upper }) => upper === set[0].upper))
  );
}

function namedContraction(
  own: FactorFields,
  given: readonly SarahTensor[],
  orientation: Orientation,
  piece: Piece,
): Contraction {
  const ends = endsOf(own, orientation);
  const names = new Map(ends.map((end) => [`${own.prefix}${end.slot + 1}${SUFFIXES[end.axis]}`, end]));
  const used = new Set<string>();
  const take = (index: string): End => {
    const end = names.get(index);
    if (end === undefined || used.has(index)) throw wrongIndex(index, [...names.keys()], used.has(index), piece);
    used.add(index);
    return end;
  };
  const contraction = {
    deltas: given.filter(({ kind }) => kind === "delta").map(({ indices: [a, b] }) => [take(a), take(b)] as const),
    epsilons: given.filter(({ kind }) => kind === "epsilon").map(({ indices }) => indices.map(take)),
  };
  const left = [...names.keys()].find((index) => !used.has(index));
  if (left !== undefined) throw unknownConstruct(piece, `every index in one Delta or epsTensor; ${left} is in none`);
  return contraction;
}

function wrongIndex(index: string, names: readonly string[], twice: boolean, piece: Piece): Error {
  const what = twice ? "stands twice" : "belongs to no field of the product";
  return unknownConstruct(piece, `the indices ${names.join(", ")}, each once; ${index} ${what}`);
}

function unknownIndex(index: string, factors: readonly FactorFields[], piece: Piece): Error {
  const names = factors.map(({ prefix }) => `${prefix}1`).join(", ");
  return unknownConstruct(piece, `indices named by three letters of a group, as ${names}; ${index} is none`);
}

/** Fields with their indices, epsilons, and generators that make matrices of adjoints. */
function written(
  letters: readonly SarahLetter[],
  factors: readonly FactorFields[],
  solved: readonly Solved[],
  theory: Theory,
): Pick<ContractedFields, "tensors" | "letters"> {
  let count = 0;
  const fresh = () => `i${++count}`;
  const others: TensorFactor[] = [];
  const named = factors.map((own, k) => nameEnds(own, solved[k], { fresh, others }));
  const fields = letters.map(({ name, conjugate }, slot): TensorFactor => {
    const field = theory.fields.find((candidate) => candidate.name === name)!;
    const indices = factors.flatMap(({ n, factor, irreps }, k) => {
      const { labels } = irreps[slot];
      const own = named[k].get(slot) ?? [];
      if (!isAdjoint(labels)) return own;
      const index = fresh();
      const variances = variancesOf(irreps[slot], solved[factor].orientation);
      others.push(...matrixOfAdjoint(n, index, own, variances, fresh));
      return [index];
    });
    if (indices.length !== fieldIndices(field, "tensor").length) throw new Error(`${name}: ${indices.join(" ")}`);
    return { meaning: { kind: "field", name, conjugate: conjugate && !field.real }, indices };
  });
  return { tensors: [...fields, ...others], letters: lettersOfTensors(fields) };
}

function lettersOfTensors(fields: readonly TensorFactor[]): FlatTerm["letters"] {
  return fields.flatMap(({ meaning }) =>
    meaning.kind === "field" ? [{ name: meaning.name, conjugate: meaning.conjugate }] : [],
  );
}

/** The names of the ends of each field under one factor; what no contraction joins gets a name that stands alone. */
function nameEnds(
  own: FactorFields,
  { contraction, orientation }: Solved,
  { fresh, others }: { readonly fresh: () => string; readonly others: TensorFactor[] },
): Map<number, string[]> {
  const names = new Map(
    own.irreps.map((irrep, slot) => [slot, variancesOf(irrep, orientation).map(() => fresh())] as const),
  );
  const set = ({ slot, axis }: End, name: string) => (names.get(slot)![axis] = name);
  for (const pair of contraction?.deltas ?? []) {
    const name = fresh();
    for (const end of pair) set(end, name);
  }
  for (const ends of contraction?.epsilons ?? []) {
    const indices = ends.map(() => fresh());
    ends.forEach((end, k) => set(end, indices[k]));
    others.push({ meaning: { kind: "epsilon" }, indices });
  }
  return names;
}

/** M^i_j = t[a,i,j] phi[a], its indices moved by epsilons of SU(2) where both are upper or both lower. */
function matrixOfAdjoint(
  n: number,
  index: string,
  [first, second]: readonly string[],
  [firstUpper, secondUpper]: readonly boolean[],
  fresh: () => string,
): TensorFactor[] {
  const generator = (upper: string, lower: string): TensorFactor => ({
    meaning: { kind: "group", tensor: { name: "t", kind: "generators", n } },
    indices: [index, upper, lower],
  });
  if (firstUpper !== secondUpper) return [firstUpper ? generator(first, second) : generator(second, first)];
  const moved = fresh();
  const epsilon: TensorFactor = { meaning: { kind: "epsilon" }, indices: [moved, second] };
  return [firstUpper ? generator(first, moved) : generator(moved, first), epsilon];
}

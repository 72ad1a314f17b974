/**
 * The classical simple groups SU(N), SO(N) and Sp(2n) by their roots in orthogonal coordinates (J. Humphreys,
 * Introduction to Lie Algebras and Representation Theory, section 12.1):
 *
 *     SU(N)    e_i - e_j                   simple roots e_i - e_(i+1)
 *     SO(2r+1) +-e_i +- e_j, +-e_i         ... and e_r last
 *     Sp(2r)   +-e_i +- e_j, +-2 e_i       ... and 2 e_r last
 *     SO(2r)   +-e_i +- e_j                ... and e_(r-1) + e_r last
 *
 * Irreps are named by Dynkin labels in this order of the simple roots: 16 of SO(10) = [0,0,0,0,1], 4 of Sp(4) = [1,0],
 * 4 of SO(5) = [0,1]. Weights carry twice their coordinates, so that spinors are integer too.
 */
import { GlueballError } from "../base/index.ts";

export interface SimpleGroup {
  readonly family: "SU" | "SO" | "Sp";
  /** N of SU(N), SO(N) or Sp(N). */
  readonly size: number;
  /** For example SO(10). */
  readonly name: string;
  readonly rank: number;
  readonly simpleRoots: readonly (readonly number[])[];
  /** Half of all roots: those with a positive first coordinate. */
  readonly positiveRoots: readonly (readonly number[])[];
  /** Row i is the simple root alpha_i in the Dynkin basis: A_ij = 2 (alpha_i, alpha_j) / (alpha_j, alpha_j). */
  readonly cartanMatrix: readonly (readonly number[])[];
  /** Twice the coordinates of the highest weights of the fundamental irreps. */
  readonly doubledFundamentalWeights: readonly (readonly number[])[];
  /** Node k of the Dynkin diagram becomes node `conjugation[k]` in the conjugate irrep. */
  readonly conjugation: readonly number[];
}

/** SU(N), N >= 2. @throws GlueballError exact/unknown-group. */
function specialUnitaryGroup(N: number, place?: string): SimpleGroup {
  requireSize("SU", N, Number.isInteger(N) && N >= 2, "a whole number from 2 on", place);
  const rank = N - 1;
  return {
    ...groupOfSimpleRoots("SU", N, stepRoots(N)),
    positiveRoots: pairsOf(N).map(([i, j]) => pairRoot(N, i, j, -1)),
    doubledFundamentalWeights: Array.from({ length: rank }, (_, k) => leading(N, k + 1, 2)),
    conjugation: Array.from({ length: rank }, (_, k) => rank - 1 - k),
  };
}

/** SO(N) with its spinors, N = 3 or N >= 5. @throws GlueballError exact/unknown-group. */
function specialOrthogonalGroup(N: number, place?: string): SimpleGroup {
  const isSimple = Number.isInteger(N) && N >= 3 && N !== 4;
  requireSize("SO", N, isSimple, "3, or a whole number from 5 on (SO(2) is U(1), SO(4) is SU(2) x SU(2))", place);
  const rank = Math.floor(N / 2);
  const isOdd = N % 2 === 1;
  const last = isOdd ? axis(rank, rank - 1, 1) : pairRoot(rank, rank - 2, rank - 1, 1);
  const vectors = Array.from({ length: isOdd ? rank - 1 : rank - 2 }, (_, k) => leading(rank, k + 1, 2));
  const spinor = leading(rank, rank, 1);
  return {
    ...groupOfSimpleRoots("SO", N, [...stepRoots(rank), last]),
    positiveRoots: [...signedPairs(rank), ...(isOdd ? axes(rank, 1) : [])],
    doubledFundamentalWeights: isOdd ? [...vectors, spinor] : [...vectors, spinor.with(rank - 1, -1), spinor],
    // The two spinors of SO(4m+2) are conjugate to each other; all else is self-conjugate.
    conjugation: Array.from({ length: rank }, (_, k) => (N % 4 === 2 && k >= rank - 2 ? 2 * rank - 3 - k : k)),
  };
}

/** Sp(N) of N x N matrices, N even: Sp(2) is SU(2). @throws GlueballError exact/unknown-group. */
function symplecticGroup(N: number, place?: string): SimpleGroup {
  requireSize("Sp", N, N % 2 === 0 && N >= 2, "an even number from 2 on", place);
  const rank = N / 2;
  return {
    ...groupOfSimpleRoots("Sp", N, [...stepRoots(rank), axis(rank, rank - 1, 2)]),
    positiveRoots: [...signedPairs(rank), ...axes(rank, 2)],
    doubledFundamentalWeights: Array.from({ length: rank }, (_, k) => leading(rank, k + 1, 2)),
    conjugation: Array.from({ length: rank }, (_, k) => k),
  };
}

/** A number stands for SU(N). */
export type GroupOrSize = number | SimpleGroup;

export function groupOf(group: GroupOrSize): SimpleGroup {
  return typeof group === "number" ? classicalGroup("SU", group) : group;
}

const knownGroups = new Map<string, SimpleGroup>();

/** SU(N), SO(N) or Sp(N), made once. @throws GlueballError exact/unknown-group. */
export function classicalGroup(family: SimpleGroup["family"], N: number, place?: string): SimpleGroup {
  const key = `${family}${N}`;
  const known = knownGroups.get(key);
  if (known !== undefined) return known;
  const make = { SU: specialUnitaryGroup, SO: specialOrthogonalGroup, Sp: symplecticGroup }[family];
  const group = make(N, place);
  knownGroups.set(key, group);
  return group;
}

/** Accepts one non-negative integer for each simple root. @throws GlueballError exact/wrong-dynkin-labels. */
export function checkLabels(
  { name, rank }: Pick<SimpleGroup, "name" | "rank">,
  labels: readonly number[],
  place?: string,
): void {
  if (labels.length === rank && labels.every((label) => Number.isSafeInteger(label) && label >= 0)) return;
  throw new GlueballError({
    code: "exact/wrong-dynkin-labels",
    what: `these are no Dynkin labels of ${name}`,
    place,
    found: labels,
    expected: `${rank} non-negative integer${rank === 1 ? "" : "s"}`,
  });
}

/** Sum of x_i y_i. */
export function scalarProduct(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, entry, k) => sum + entry * y[k], 0);
}

/** The labels of the complex conjugate irrep. */
export function conjugateLabels({ conjugation }: SimpleGroup, labels: readonly number[]): number[] {
  return conjugation.map((node) => labels[node]);
}

function requireSize(family: string, N: number, isKnown: boolean, expected: string, place?: string): void {
  if (isKnown) return;
  throw new GlueballError({
    code: "exact/unknown-group",
    what: `there is no group ${family}(N) of this size`,
    place,
    found: N,
    expected,
  });
}

function groupOfSimpleRoots(
  family: SimpleGroup["family"],
  N: number,
  simpleRoots: number[][],
): Pick<SimpleGroup, "family" | "size" | "name" | "rank" | "simpleRoots" | "cartanMatrix"> {
  const cartanMatrix = simpleRoots.map((root) =>
    simpleRoots.map((other) => (2 * scalarProduct(root, other)) / scalarProduct(other, other)),
  );
  return { family, size: N, name: `${family}(${N})`, rank: simpleRoots.length, simpleRoots, cartanMatrix };
}

/** e_1 - e_2, e_2 - e_3, ... */
function stepRoots(size: number): number[][] {
  return Array.from({ length: size - 1 }, (_, k) => pairRoot(size, k, k + 1, -1));
}

function signedPairs(size: number): number[][] {
  return pairsOf(size).flatMap(([i, j]) => [pairRoot(size, i, j, -1), pairRoot(size, i, j, 1)]);
}

function pairsOf(size: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) pairs.push([i, j]);
  return pairs;
}

function pairRoot(size: number, i: number, j: number, sign: number): number[] {
  return axis(size, i, 1).with(j, sign);
}

function axes(size: number, length: number): number[][] {
  return Array.from({ length: size }, (_, k) => axis(size, k, length));
}

function axis(size: number, k: number, length: number): number[] {
  return new Array<number>(size).fill(0).with(k, length);
}

/** The first `count` coordinates set to `value`. */
function leading(size: number, count: number, value: number): number[] {
  return Array.from({ length: size }, (_, k) => (k < count ? value : 0));
}

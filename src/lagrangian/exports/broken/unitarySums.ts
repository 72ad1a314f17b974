/**
 * Sums over rows of a unitary matrix in a polynomial: sum_i R*_ij R_ik = delta_jk, or for a real matrix without the star.
 * So currents and masses that do not tell the mixed components apart lose their rotations: no flavour change in the
 * couplings of the photon, and for the Z only from components of other isospin.
 *
 * Where most rows have one coefficient c, and some have others, c delta_jk stands for all and the others keep the difference.
 */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, subtractComplex } from "../../complexNumbers.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import { namesOf, plainName, productsOf, sumProducts } from "./polynomial.ts";

/** A square unitary matrix of named entries; an entry that is exactly 0 has no name. */
export interface NamedRotation {
  readonly names: readonly (readonly (string | undefined)[])[];
  readonly complex: boolean;
}

interface Place {
  readonly rotation: NamedRotation;
  readonly row: number;
  readonly column: number;
}

/** All such sums of the rotations. */
export function createUnitarySums(rotations: readonly NamedRotation[]): (polynomial: Polynomial) => Polynomial {
  const places = new Map<string, Place>();
  for (const rotation of rotations) {
    rotation.names.forEach((names, row) =>
      names.forEach((name, column) => {
        if (name !== undefined) places.set(name, { rotation, row, column });
      }),
    );
  }
  const simplify = (polynomial: Polynomial): Polynomial => {
    for (const group of pairGroups(polynomial, places).values()) {
      const summed = summedRows(group);
      if (summed === undefined) continue;
      const rest = productsOf(polynomial).filter(({ names }) => !group.keys.has(names.join("*")));
      return simplify(sumProducts([...rest, ...summed]));
    }
    return polynomial;
  };
  return simplify;
}

/** Products that agree but for the row i of R*_ij R_ik. */
interface PairGroup {
  readonly rotation: NamedRotation;
  readonly columns: readonly [number, number];
  readonly rest: readonly string[];
  readonly rows: Map<number, Complex>;
  readonly keys: Set<string>;
}

function pairGroups(polynomial: Polynomial, places: ReadonlyMap<string, Place>): Map<string, PairGroup> {
  const groups = new Map<string, PairGroup>();
  for (const [key, factor] of polynomial) {
    const names = namesOf(key);
    const pair = firstPair(names, places);
    if (pair === undefined) continue;
    const [first, second] = pair.map((k) => places.get(plainName(names[k]))!);
    const rest = names.filter((_, k) => !pair.includes(k));
    const id = [first.rotation.names.flat().join(), first.column, second.column, ...rest].join(" ");
    const group = groups.get(id) ?? {
      rotation: first.rotation,
      columns: [first.column, second.column],
      rest,
      rows: new Map<number, Complex>(),
      keys: new Set<string>(),
    };
    groups.set(id, group);
    group.rows.set(first.row, factor);
    group.keys.add(key);
  }
  return groups;
}

/** The places of R*_ij and R_ik with one row, the conjugate first; of a real matrix with the lower column first. */
function firstPair(names: readonly string[], places: ReadonlyMap<string, Place>): [number, number] | undefined {
  for (let a = 0; a < names.length; a++) {
    const first = places.get(plainName(names[a]));
    if (first === undefined) continue;
    for (let b = 0; b < names.length; b++) {
      const second = places.get(plainName(names[b]));
      if (a === b || second?.rotation !== first.rotation || second.row !== first.row) continue;
      const [one, other] = [names[a], names[b]].map((name) => plainName(name) !== name);
      if (
        first.rotation.complex
          ? one && !other
          : first.column < second.column || (first.column === second.column && a < b)
      )
        return [a, b];
    }
  }
  return undefined;
}

/** The products after the sum; undefined where no coefficient belongs to more than half of the rows. */
function summedRows({ rotation, columns: [j, k], rest, rows }: PairGroup): Product[] | undefined {
  const present = rotation.names.flatMap((names, row) =>
    names[j] === undefined || names[k] === undefined ? [] : [row],
  );
  const coefficients = present.map((row) => rows.get(row) ?? ([0, 0] as const));
  const same = (a: Complex, b: Complex) => complexSize(subtractComplex(a, b)) < 1e-12;
  const common = coefficients.find(
    (own) => complexSize(own) > 0 && coefficients.filter((other) => same(own, other)).length * 2 > present.length,
  );
  if (common === undefined || present.length < 2) return undefined;
  const others = present.flatMap((row, place): Product[] => {
    const own = coefficients[place];
    if (same(own, common)) return [];
    const [first, second] = [rotation.names[row][j]!, rotation.names[row][k]!];
    const conjugated = rotation.complex ? `complexconjugate(${first})` : first;
    return [{ factor: subtractComplex(own, common), names: [conjugated, second, ...rest] }];
  });
  return j === k ? [{ factor: common, names: rest }, ...others] : others;
}

/**
 * What flavour needs of the symmetric and linear groups, made once for a count: irreps of S_n, their characters, and how
 * many components an irrep has for a number of copies.
 */
import { character, generalLinearDimension, partitionsOf } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";

export interface SymmetryTables {
  /** Irreps of S_n with at most `rows` rows. */
  irreps(n: number, rows: number): readonly Partition[];
  /** chi_lambda(rho): a row for each of these irreps, a column for each cycle type in the order of `partitionsOf`. */
  characters(n: number, rows: number): readonly (readonly bigint[])[];
  /** The dimension of the irrep of GL(copies). `irrep` is one that `irreps` gave. */
  components(irrep: Partition, copies: number): bigint;
}

export function createSymmetryTables(): SymmetryTables {
  const partitions: (readonly Partition[])[] = [];
  const irrepLists = new Map<string, readonly Partition[]>();
  const characterTables = new Map<string, readonly (readonly bigint[])[]>();
  const dimensions = new Map<Partition, bigint[]>();

  const all = (n: number): readonly Partition[] => (partitions[n] ??= partitionsOf(n));
  const irreps = (n: number, rows: number): readonly Partition[] =>
    remembered(irrepLists, `${n} ${rows}`, () => all(n).filter(({ length }) => length <= rows));

  return {
    irreps,
    characters: (n, rows) =>
      remembered(characterTables, `${n} ${rows}`, () =>
        irreps(n, rows).map((irrep) => all(n).map((cycles) => character(irrep, cycles))),
      ),
    components: (irrep, copies) =>
      (remembered(dimensions, irrep, () => [])[copies] ??= generalLinearDimension(irrep, copies)),
  };
}

function remembered<Key, Value>(values: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

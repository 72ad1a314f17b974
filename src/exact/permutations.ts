/** Permutations written out, for the few indices of an epsilon or of equal fields. Cost: n! lists. */

/** All orders of the values; the given one first. */
export function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, k) => permutations(values.toSpliced(k, 1)).map((rest) => [value, ...rest]));
}

/** The same with the sign of each, for rising values. */
export function signedPermutations(values: readonly number[]): { readonly order: number[]; readonly sign: 1 | -1 }[] {
  return permutations(values).map((order) => ({ order, sign: permutationSign(order) }));
}

/** The sign of a list of different numbers: -1 for an odd number of pairs out of order. */
export function permutationSign(values: readonly number[]): 1 | -1 {
  let odd = false;
  for (let a = 0; a < values.length; a++) {
    for (let b = a + 1; b < values.length; b++) if (values[a] > values[b]) odd = !odd;
  }
  return odd ? -1 : 1;
}

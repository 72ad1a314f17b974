/** Sums of products of tensors over the names of their indices. */
import type { Complex } from "../complexNumbers.ts";
import { addComplex, multiplyComplex } from "../complexNumbers.ts";

export interface IndexedTensor {
  readonly names: readonly string[];
  /** What is not 0. */
  readonly entries: readonly { readonly indices: readonly number[]; readonly value: Complex }[];
}

/** The sum over all names; the next tensor is one that shares a name with those before and has fewest new ones. */
export function contractTensors(tensors: readonly IndexedTensor[]): Complex {
  const ordered: IndexedTensor[] = [];
  const rest = [...tensors];
  const seen = new Set<string>();
  while (rest.length > 0) {
    // Tensors without a common name would multiply the number of combinations, and come last.
    const cost = ({ names }: IndexedTensor) => {
      const fresh = names.filter((name) => !seen.has(name)).length;
      return fresh === names.length ? fresh + 100 : fresh;
    };
    const best = rest.reduce((least, own) => (cost(own) < cost(least) ? own : least));
    ordered.push(best);
    rest.splice(rest.indexOf(best), 1);
    for (const name of best.names) seen.add(name);
  }
  const assigned = new Map<string, number>();
  const follow = (k: number): Complex => {
    if (k === ordered.length) return [1, 0];
    const { names, entries } = ordered[k];
    const fresh = names.filter((name) => !assigned.has(name));
    let sum: Complex = [0, 0];
    for (const { indices, value } of entries) {
      if (names.some((name, j) => (assigned.get(name) ?? indices[j]) !== indices[j])) continue;
      names.forEach((name, j) => assigned.set(name, indices[j]));
      sum = addComplex(sum, multiplyComplex(value, follow(k + 1)));
      for (const name of fresh) assigned.delete(name);
    }
    return sum;
  };
  return follow(0);
}

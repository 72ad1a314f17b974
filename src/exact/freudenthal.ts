/**
 * Dimensions and weights of the irreps of any classical group. H. Weyl's formula:
 *
 *     dim = prod over positive roots of (lambda + rho, alpha) / (rho, alpha),
 *
 * and H. Freudenthal's recursion for the multiplicity of the weight mu (J. Humphreys, section 22.3):
 *
 *     ((lambda + rho)^2 - (mu + rho)^2) m_mu = 2 sum over alpha > 0, k >= 1 of m_(mu + k alpha) (mu + k alpha, alpha).
 *
 * Weights are found from the highest downwards; what has multiplicity 0 is not followed. Cost: weights times positive
 * roots times the length of a root string. For SU(N) `weights` (Gelfand and Tsetlin) is faster; the two are tested
 * against each other.
 */
import { GlueballError } from "../base/index.ts";
import type { WeightMultiplicity } from "./irrepWeights.ts";
import type { SimpleGroup } from "./simpleGroups.ts";
import { scalarProduct } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

/** Weyl's dimension formula. @throws GlueballError exact/irrep-too-large beyond 2^53. */
export function weylDimension(group: SimpleGroup, labels: DynkinLabels): number {
  const rho = doubledCoordinates(
    group,
    labels.map(() => 1),
  );
  const shifted = doubledCoordinates(
    group,
    labels.map((label) => label + 1),
  );
  let numerator = 1n;
  let denominator = 1n;
  for (const root of group.positiveRoots) {
    numerator *= BigInt(scalarProduct(shifted, root));
    denominator *= BigInt(scalarProduct(rho, root));
  }
  const dimension = numerator / denominator;
  if (dimension <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(dimension);
  throw new GlueballError({
    code: "exact/irrep-too-large",
    what: `the ${group.name} irrep [${labels.join(",")}] is too large`,
    found: dimension,
    expected: "a dimension below 2^53",
  });
}

/** A weight in both bases while the recursion runs. */
interface FoundWeight {
  readonly weight: readonly number[];
  readonly doubled: readonly number[];
  readonly multiplicity: number;
}

/** All weights of an irrep, in the Dynkin basis, from the highest downwards. */
export function freudenthalWeights(group: SimpleGroup, labels: DynkinLabels): WeightMultiplicity[] {
  const roots = rootsInBothBases(group);
  const doubledRho = doubledCoordinates(
    group,
    labels.map(() => 1),
  );
  const top = doubledCoordinates(group, labels);
  const topNorm = norm2(top, doubledRho);
  const found = new Map<string, FoundWeight>([[labels.join(), { weight: labels, doubled: top, multiplicity: 1 }]]);
  let level = [...found.values()];
  while (level.length > 0) {
    const next = new Map<string, FoundWeight>();
    for (const { weight, doubled: from } of level) {
      for (const [node, root] of group.cartanMatrix.entries()) {
        const below = weight.map((w, k) => w - root[k]);
        const key = below.join();
        if (next.has(key)) continue;
        const doubled = from.map((entry, c) => entry - 2 * group.simpleRoots[node][c]);
        const gap = topNorm - norm2(doubled, doubledRho);
        if (gap <= 0) continue;
        const multiplicity = (2 * stringSum(found, below, roots)) / gap;
        if (multiplicity > 0) next.set(key, { weight: below, doubled, multiplicity });
      }
    }
    for (const [key, entry] of next) found.set(key, entry);
    level = [...next.values()];
  }
  return [...found.values()].map(({ weight, multiplicity }) => ({ weight, multiplicity }));
}

interface RootPair {
  readonly inDynkinBasis: readonly number[];
  readonly doubled: readonly number[];
}

/** Twice the coordinates of a weight (for SU(N) up to a multiple of (1, ..., 1), which is orthogonal to all roots). */
export function doubledCoordinates({ doubledFundamentalWeights }: SimpleGroup, weight: readonly number[]): number[] {
  return doubledFundamentalWeights[0].map((_, c) =>
    weight.reduce((sum, w, k) => sum + w * doubledFundamentalWeights[k][c], 0),
  );
}

function rootsInBothBases({ positiveRoots, simpleRoots }: SimpleGroup): RootPair[] {
  return positiveRoots.map((root) => ({
    inDynkinBasis: simpleRoots.map((simple) => (2 * scalarProduct(root, simple)) / scalarProduct(simple, simple)),
    doubled: root.map((entry) => 2 * entry),
  }));
}

/** Four times (mu + rho)^2. */
function norm2(doubled: readonly number[], doubledRho: readonly number[]): number {
  return doubled.reduce((sum, entry, k) => sum + (entry + doubledRho[k]) ** 2, 0);
}

/** Four times the sum over roots and strings of m (mu + k alpha, alpha). */
function stringSum(
  found: ReadonlyMap<string, FoundWeight>,
  weight: readonly number[],
  roots: readonly RootPair[],
): number {
  let sum = 0;
  for (const { inDynkinBasis, doubled } of roots) {
    for (let k = 1; ; k++) {
      const above = found.get(weight.map((w, i) => w + k * inDynkinBasis[i]).join());
      if (above === undefined) break;
      sum += above.multiplicity * scalarProduct(above.doubled, doubled);
    }
  }
  return sum;
}

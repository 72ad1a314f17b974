/**
 * One regression tree for gradient boosting, to second order (Chen and Guestrin, arXiv:1603.02754, equations 5 and 7).
 * With G and H the sums of gradients and second derivatives of the loss over the rows of a node, the best value of a leaf
 * and what a split gains are
 *
 *     w = -G / (H + lambda),    gain = [G_L^2 / (H_L + lambda) + G_R^2 / (H_R + lambda) - G^2 / (H + lambda)] / 2.
 *
 * Nodes are split level by level. G and H are summed in a histogram of bins of every feature; of two sisters only the
 * smaller one is summed and the other is what remains of the mother. Cost: rows x features x depth / 2 additions at most.
 */
import type { FeatureBins } from "./featureBins.ts";

/** A complete binary tree of nodes: those below node i are 2 i + 1 and 2 i + 2. */
export interface Tree {
  /** Feature that splits a node, -1 where the node is a leaf. */
  readonly feature: Int16Array;
  /** Rows above it go to 2 i + 2, all others and the missing ones to 2 i + 1. */
  readonly threshold: Float64Array;
  /** Of leaves. */
  readonly value: Float64Array;
}

export interface TreeSettings {
  /** Splits between root and leaf at most. */
  readonly depth: number;
  /** lambda: pulls the values of leaves to 0. */
  readonly penalty: number;
  /** Sum of second derivatives that a leaf must have at least; a row counts p (1 - p), at most 1/4. */
  readonly leastHessian: number;
}

/** Derivatives of the loss by the score of each row. */
export interface Derivatives {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

interface Node {
  readonly at: number;
  /** Entries [from, to) of the list of rows. */
  readonly from: number;
  readonly to: number;
  /** G and H of each bin, one feature behind the other. */
  readonly sums: Float64Array;
}

interface Split {
  readonly feature: number;
  /** Rows of the bins up to this one go left. */
  readonly bin: number;
  readonly gain: number;
}

/** Grows a tree on `rows`, which are put in another order. The gain of each split is added to its feature in `gains`. */
export function growTree(
  features: FeatureBins,
  { gradient, hessian }: Derivatives,
  rows: Uint32Array,
  settings: TreeSettings,
  gains: Float64Array,
): Tree {
  const size = 2 ** (settings.depth + 1) - 1;
  const tree = {
    feature: new Int16Array(size).fill(-1),
    threshold: new Float64Array(size),
    value: new Float64Array(size),
  };
  const starts = binStarts(features);
  const sum = (from: number, to: number) => sumBins(features, { gradient, hessian }, rows.subarray(from, to), starts);
  const firstInner = 2 ** settings.depth - 1;
  const nodes: Node[] = [{ at: 0, from: 0, to: rows.length, sums: sum(0, rows.length) }];
  for (let next = 0; next < nodes.length; next++) {
    const node = nodes[next];
    const split = node.at < firstInner ? bestSplit(node.sums, starts, settings) : undefined;
    if (split === undefined) {
      const [g, h] = totals(node.sums, starts);
      tree.value[node.at] = -g / (h + settings.penalty);
      continue;
    }
    tree.feature[node.at] = split.feature;
    tree.threshold[node.at] = features.cuts[split.feature][split.bin];
    gains[split.feature] += split.gain;
    const middle = node.from + partition(rows.subarray(node.from, node.to), features.bins[split.feature], split.bin);
    nodes.push(...daughters(node, middle, sum));
  }
  return tree;
}

function daughters(
  { at, from, to, sums }: Node,
  middle: number,
  sum: (from: number, to: number) => Float64Array,
): Node[] {
  const leftIsSmaller = middle - from < to - middle;
  const smaller = leftIsSmaller ? sum(from, middle) : sum(middle, to);
  const rest = sums.map((value, i) => value - smaller[i]);
  return [
    { at: 2 * at + 1, from, to: middle, sums: leftIsSmaller ? smaller : rest },
    { at: 2 * at + 2, from: middle, to, sums: leftIsSmaller ? rest : smaller },
  ];
}

/** Where the bins of each feature start in a list of all bins; last, how many there are. */
function binStarts({ cuts }: FeatureBins): Uint32Array {
  const starts = new Uint32Array(cuts.length + 1);
  cuts.forEach((own, k) => (starts[k + 1] = starts[k] + own.length + 1));
  return starts;
}

function sumBins(
  { bins }: FeatureBins,
  { gradient, hessian }: Derivatives,
  rows: Uint32Array,
  starts: Uint32Array,
): Float64Array {
  const sums = new Float64Array(2 * starts.at(-1)!);
  for (let k = 0; k < bins.length; k++) {
    const own = bins[k];
    const start = starts[k];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const at = 2 * (start + own[row]);
      sums[at] += gradient[row];
      sums[at + 1] += hessian[row];
    }
  }
  return sums;
}

/** G and H of a node: every feature has all its rows, so those of the first will do. */
function totals(sums: Float64Array, starts: Uint32Array): readonly [g: number, h: number] {
  let [g, h] = [0, 0];
  for (let bin = 0; bin < starts[1]; bin++) {
    g += sums[2 * bin];
    h += sums[2 * bin + 1];
  }
  return [g, h];
}

/** Gains, per second derivative, that differ by less are equal but for the order in which rows were added. */
const EQUAL = 1e-12;

/** The split that gains most, of equals the first; undefined where none gains. */
function bestSplit(sums: Float64Array, starts: Uint32Array, settings: TreeSettings): Split | undefined {
  const { penalty, leastHessian } = settings;
  const [g, h] = totals(sums, starts);
  const before = (g * g) / (h + penalty);
  let best: Split | undefined;
  for (let feature = 0; feature + 1 < starts.length; feature++) {
    let [left, leftHessian] = [0, 0];
    for (let bin = 0; bin < starts[feature + 1] - starts[feature] - 1; bin++) {
      const at = 2 * (starts[feature] + bin);
      left += sums[at];
      leftHessian += sums[at + 1];
      const rightHessian = h - leftHessian;
      if (leftHessian < leastHessian || rightHessian < leastHessian) continue;
      const right = g - left;
      const after = (left * left) / (leftHessian + penalty) + (right * right) / (rightHessian + penalty);
      const gain = (after - before) / 2;
      if (gain > (best?.gain ?? 0) + EQUAL * h) best = { feature, bin, gain };
    }
  }
  return best;
}

/** Puts the rows of the bins up to `bin` first, each side in its old order, and returns how many they are. */
function partition(rows: Uint32Array, bins: Uint8Array, bin: number): number {
  const above = rows.filter((row) => bins[row] > bin);
  let kept = 0;
  for (const row of rows) if (bins[row] <= bin) rows[kept++] = row;
  rows.set(above, kept);
  return kept;
}

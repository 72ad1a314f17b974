/**
 * The slow twin of the boosted trees: every split between any two values of any feature is tried on the rows themselves,
 * without bins, histograms or differences. Rows x rows x features a node.
 */
import type { Columns, Sample } from "./sample.ts";
import type { TreeSettings } from "./treeGrowth.ts";

interface Slow extends TreeSettings {
  readonly trees: number;
  readonly shrinkage: number;
}

/** Scores of the training rows. */
export function slowScores(columns: Columns, labels: Sample, settings: Slow): number[] {
  const rows = Array.from({ length: labels.length }, (_, row) => row);
  const signal = rows.filter((row) => labels[row] === 1).length;
  const scores = rows.map(() => Math.log(signal / (rows.length - signal)));
  for (let tree = 0; tree < settings.trees; tree++) {
    const p = scores.map((score) => 1 / (1 + Math.exp(-score)));
    const gradient = p.map((own, row) => own - labels[row]);
    const hessian = p.map((own) => own * (1 - own));
    grow(rows, settings.depth, { columns, gradient, hessian, settings }, (row, value) => {
      scores[row] += settings.shrinkage * value;
    });
  }
  return scores;
}

interface Loss {
  readonly columns: Columns;
  readonly gradient: readonly number[];
  readonly hessian: readonly number[];
  readonly settings: Slow;
}

function grow(rows: readonly number[], depth: number, loss: Loss, give: (row: number, value: number) => void): void {
  const [g, h] = sums(rows, loss);
  const parts = depth === 0 ? undefined : bestParts(rows, loss);
  if (parts === undefined) rows.forEach((row) => give(row, -g / (h + loss.settings.penalty)));
  else parts.forEach((part) => grow(part, depth - 1, loss, give));
}

function sums(rows: readonly number[], { gradient, hessian }: Loss): readonly [g: number, h: number] {
  return [rows.reduce((sum, row) => sum + gradient[row], 0), rows.reduce((sum, row) => sum + hessian[row], 0)];
}

/** Of gains that are equal but for rounding, the first counts. */
const EQUAL = 1e-12;

function bestParts(rows: readonly number[], loss: Loss): readonly [number[], number[]] | undefined {
  const { penalty, leastHessian } = loss.settings;
  const quality = (part: readonly number[]) => {
    const [g, h] = sums(part, loss);
    return (g * g) / (h + penalty);
  };
  let best: readonly [number[], number[]] | undefined;
  let most = 0;
  const equal = EQUAL * sums(rows, loss)[1];
  for (const column of loss.columns) {
    const low = rows
      .map((row) => (Number.isNaN(column[row]) ? -Infinity : column[row]))
      .sort((a, b) => (a < b ? -1 : 1));
    for (const value of low) {
      const left = rows.filter((row) => !(column[row] > value));
      const right = rows.filter((row) => !left.includes(row));
      if (sums(left, loss)[1] < leastHessian || sums(right, loss)[1] < leastHessian) continue;
      const gain = (quality(left) + quality(right) - quality(rows)) / 2;
      if (gain > most + equal) [best, most] = [[left, right], gain];
    }
  }
  return best;
}

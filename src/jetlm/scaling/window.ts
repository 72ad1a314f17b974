/**
 * The learnable window. Of the loss of a model that knows only the position in the jet, L_0, a part is irreducible:
 * E, the floor of the joint law. What lies between is the window W = L_0 - E, and f = (L_0 - L) / W is how much of it a
 * model has learned; 1 - f is what is left.
 *
 * Position by position: with the exponents of the joint law kept, the loss at position t is linear in E_t, A_t, B_t and fitted
 * by non-negative least squares, and W_t = L_0,t - E_t says over how many constituents anything is learned.
 */
import type { LawErrors, Estimate } from "../../stats/index.ts";
import { nonNegativeSolver } from "../../stats/index.ts";
import { spread } from "./fits.ts";
import type { TrainedCell } from "./trainedCell.ts";
import type { UnigramLoss } from "../baselines.ts";

export interface LearnableWindow {
  /** L_0 in nats per token. */
  readonly start: number;
  readonly floor: Estimate;
  readonly width: Estimate;
  /** f of each cell. */
  readonly progress: readonly { readonly id: string; readonly learned: number }[];
  readonly positions: readonly WindowPosition[];
  /** Constituents after which nine tenths of all that can be learned lie behind; absent where nothing is learned. */
  readonly mostWithin: number | undefined;
}

export interface WindowPosition {
  /** From 1. */
  readonly position: number;
  readonly count: number;
  readonly start: number;
  readonly floor: number;
  /** Loss of the best model. */
  readonly best: number;
}

/** Fewer targets at a position than this say little about it. */
const FEWEST_TARGETS = 50;

export function learnableWindow(
  unigram: UnigramLoss,
  cells: readonly TrainedCell[],
  { fit, replicas }: LawErrors,
): LearnableWindow {
  const start = unigram.perToken;
  const floorAt = (values: ArrayLike<number>) => values[0];
  const floor = spread(floorAt, fit, replicas);
  const positions = windowPositions(unigram, cells, fit.parameters);
  return {
    start,
    floor,
    width: spread((values) => start - values[0], fit, replicas),
    progress: cells.map(({ id, record }) => ({
      id,
      learned: (start - record.validation.perToken) / (start - floor.value),
    })),
    positions,
    mostWithin: mostWithin(positions),
  };
}

function windowPositions(
  unigram: UnigramLoss,
  cells: readonly TrainedCell[],
  { alpha, beta }: Readonly<Record<string, number>>,
): WindowPosition[] {
  const best = cells.reduce((a, b) => (b.record.validation.perToken < a.record.validation.perToken ? b : a));
  const floorOf = positionFloor(cells, alpha, beta);
  return unigram.positions.flatMap(({ sum, count }, t) => {
    if (count < FEWEST_TARGETS) return [];
    const own = best.record.positions[t];
    return [{ position: t + 1, count, start: sum / count, floor: floorOf(t), best: own.sum / own.count }];
  });
}

/** E_t by least squares of E_t + A_t N^-alpha + B_t D^-beta over the cells, all coefficients >= 0. */
function positionFloor(cells: readonly TrainedCell[], alpha: number, beta: number): (position: number) => number {
  const sizes = cells.map(({ record }) => record.size.nonEmbedding);
  const tokens = cells.map(({ record }) => record.seenTokens);
  const columns = [
    cells.map(() => 1),
    sizes.map((size) => (size / sizes[0]) ** -alpha),
    tokens.map((seen) => (seen / tokens[0]) ** -beta),
  ];
  const gram = new Float64Array(9);
  columns.forEach((a, i) => columns.forEach((b, j) => (gram[3 * i + j] = a.reduce((sum, x, k) => sum + x * b[k], 0))));
  const solver = nonNegativeSolver(3);
  return (position) => {
    const losses = cells.map(({ record }) => record.positions[position].sum / record.positions[position].count);
    solver.solve(
      gram,
      Float64Array.from(columns, (column) => column.reduce((sum, x, k) => sum + x * losses[k], 0)),
    );
    return solver.coefficients[0];
  };
}

/** The position up to which nine tenths of the sum of count x window lie. */
function mostWithin(positions: readonly WindowPosition[]): number | undefined {
  const parts = positions.map(({ count, start, floor }) => count * Math.max(0, start - floor));
  const total = parts.reduce((sum, part) => sum + part, 0);
  let sum = 0;
  const place = parts.findIndex((part) => (sum += part) >= 0.9 * total);
  return total > 0 ? positions[place].position : undefined;
}

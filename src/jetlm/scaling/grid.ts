/**
 * The grid of a study: which models are trained on what. A plan is a list of cells for the executor, each with the parts
 * of the study that use it, and an estimate of its time.
 *
 *     size      every size of the ladder on all training sequences
 *     data      some sizes on shares of them, as often seen
 *     compute   with a budget C each: the larger the model, the fewer tokens it sees
 *     rate      one model with other learning rates
 *     seed      one model with other random numbers
 */
import type { Device } from "../../base/index.ts";
import type { GridCell } from "../../run/index.ts";
import type { CellOptions } from "./cell.ts";
import { LADDER, trainingCompute, weightsOf } from "./ladder.ts";
import type { SizeName, StudentShape } from "./ladder.ts";
import type { ScaleOptions } from "./scaleOptions.ts";

export const GROUPS = ["size", "data", "compute", "rate", "seed", "grammar", "gpt", "teacher"] as const;
export type Group = (typeof GROUPS)[number];

export interface StudyCell extends GridCell {
  readonly options: CellOptions & Readonly<Record<string, unknown>>;
  readonly size: SizeName;
  readonly groups: readonly Group[];
  /** Training budget in FLOP, in the compute study. */
  readonly budget?: number;
}

/** A set of token files that models learn from. */
export interface TokenSet {
  readonly folder: string;
  readonly vocabulary: number;
  readonly cap: number;
  /** Training sequences and the tokens asked for in them. */
  readonly sequences: number;
  readonly tokens: number;
}

interface CellPlan {
  readonly id: string;
  readonly size: SizeName;
  readonly groups: readonly Group[];
  readonly set: TokenSet;
  readonly unique: number;
  readonly tokens: number;
  readonly samples?: number;
  readonly decodable?: boolean;
  readonly rateFactor?: number;
  readonly seed?: number;
  readonly budget?: number;
}

/** What all cells have from the run; a context is one. */
export interface Conditions {
  readonly seed: number;
  readonly device: Device;
}

/** The cells that learn jets. */
export function planJets(set: TokenSet, options: ScaleOptions, { seed, device }: Conditions): StudyCell[] {
  const { study } = options;
  const wants = (part: "size" | "data" | "compute") => study === "all" || study === part;
  const full = { set, unique: set.sequences, tokens: options.passes * set.tokens, seed };
  const sampled = { samples: options.samples, decodable: true };
  const middle = options.sizes[Math.floor(options.sizes.length / 2)];
  const plans: CellPlan[] = [];
  if (wants("size") || wants("data")) {
    const sizes = wants("size") ? options.sizes : options.dataSizes;
    for (const size of sizes) {
      const groups: Group[] = options.dataSizes.includes(size) ? ["size", "data"] : ["size"];
      plans.push({ ...full, ...sampled, id: `size-${size}`, size, groups });
    }
  }
  if (wants("size")) {
    for (const factor of options.rateFactors) {
      plans.push({
        ...quarter(full),
        id: `rate-${middle}-x${factor}`,
        size: middle,
        groups: ["rate"],
        rateFactor: factor,
      });
    }
    if (options.rateFactors.length > 0) {
      plans.push({ ...quarter(full), id: `rate-${middle}-x1`, size: middle, groups: ["rate", "seed"] });
    }
    for (let k = 1; k < options.seeds; k++) {
      plans.push({ ...quarter(full), id: `seed-${middle}-${k}`, size: middle, groups: ["seed"], seed: seed + k });
    }
  }
  if (wants("data")) {
    for (const size of options.dataSizes) {
      for (const share of options.shares) {
        const unique = Math.max(1, Math.round(share * set.sequences));
        const tokens = options.passes * set.tokens * (unique / set.sequences);
        plans.push({ set, unique, tokens, seed, ...sampled, id: `data-${size}-${unique}`, size, groups: ["data"] });
      }
    }
  }
  if (wants("compute")) plans.push(...planCompute(set, options, seed));
  return plans.map((plan) => toCell(plan, options.rows, device));
}

/** A quarter of the data, for what only checks the recipe. */
function quarter<Full extends { unique: number; tokens: number }>(full: Full): Full {
  return { ...full, unique: Math.ceil(full.unique / 4), tokens: full.tokens / 4 };
}

/** Each budget with each size; without those that would see hardly a batch, or the data more often than the size study. */
function planCompute(set: TokenSet, options: ScaleOptions, seed: number): CellPlan[] {
  const fewest = FEWEST_BATCHES * options.rows * (set.cap + 1);
  return options.budgets.flatMap((budget) =>
    options.budgetSizes.flatMap((size) => {
      const tokens = budget / perToken(set, LADDER[size]);
      if (tokens < fewest || tokens > options.passes * set.tokens) return [];
      const id = `compute-${budget.toExponential(0).replace("+", "")}-${size}`;
      return [{ set, unique: set.sequences, tokens, seed, id, size, groups: ["compute"] as const, budget }];
    }),
  );
}

const FEWEST_BATCHES = 40;

/** The students of a teacher: every size with every share of its sample, each sequence seen once. */
export function planStudents(
  group: "grammar" | "gpt",
  set: TokenSet,
  options: ScaleOptions,
  { seed, device }: Conditions,
): StudyCell[] {
  const plans = options.teacherSizes.flatMap((size) =>
    options.teacherShares.map((share): CellPlan => {
      const unique = Math.max(1, Math.round(share * set.sequences));
      const tokens = set.tokens * (unique / set.sequences);
      return { id: `${group}-${size}-${unique}`, size, groups: [group], set, unique, tokens, seed };
    }),
  );
  return plans.map((plan) => toCell(plan, options.rows, device));
}

/** The second teacher: a model of jets, from which the students' jets are drawn. */
export function planTeacher(set: TokenSet, options: ScaleOptions, { seed, device }: Conditions): StudyCell {
  const samples = options.teacherJets + options.validation;
  const id = `teacher-${options.teacher}`;
  const full = { set, unique: set.sequences, tokens: set.tokens, seed };
  return toCell(
    { ...full, id, size: options.teacher, groups: ["teacher"], samples, decodable: false },
    options.rows,
    device,
  );
}

function toCell(plan: CellPlan, rows: number, device: Device): StudyCell {
  const { id, size, groups, set, unique, tokens, budget } = plan;
  const { samples = 0, decodable = false, rateFactor = 1, seed = 1 } = plan;
  const shape = LADDER[size];
  const { folder: data, vocabulary, cap } = set;
  const options = { data, vocabulary, cap, shape, unique, tokens, rows, rateFactor, seed, device, samples, decodable };
  const drawn = samples * meanLength(set);
  const cost = START_SECONDS + 1e-6 * (tokens * microsecondsPerToken(set, shape) + drawn * microsecondsPerDraw(shape));
  return { id, options, cost, size, groups, ...(budget === undefined ? {} : { budget }) };
}

function meanLength({ tokens, sequences }: TokenSet): number {
  return tokens / sequences;
}

/** FLOP a token of training, by the account of ladder.ts. */
function perToken(set: TokenSet, shape: StudentShape): number {
  const { vocabulary } = set;
  return trainingCompute({ size: weightsOf(shape), shape, vocabulary, length: meanLength(set), tokens: 1 }).total;
}

/** Process, runtime, two programs. */
const START_SECONDS = 1.5;

/** Measured on one thread of a 2-core AVX-512 machine: 50 GFLOP/s, and what each layer costs beside its products. */
function microsecondsPerToken(set: TokenSet, shape: StudentShape): number {
  return perToken(set, shape) / 50e3 + 6 + 3 * shape.layers;
}

/** The cache of a step is copied, and that is most of it (measured, as above). */
function microsecondsPerDraw({ layers, width }: StudentShape): number {
  return 60 + 0.5 * layers * width;
}

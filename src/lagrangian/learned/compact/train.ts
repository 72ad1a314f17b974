/**
 * Training of the set encoder and pointer decoder on next tokens. In every epoch the lists are shuffled, put into rows and
 * the rows into batches. Lists that fit into no row are left out and counted.
 */
import { GlueballError } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import type { RunContext } from "../../../run/index.ts";
import { batchOf, exampleOf, lengthsOf, planRows, targetCount } from "./examples.ts";
import type { RowPlan, RowSize } from "./examples.ts";
import type { TrainingLists } from "../lists/labelledLists.ts";
import { rowInputs, tokenLoss } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";
import { runTraining } from "../trainingLoop.ts";
import type { BatchList, LoopRecipe, Trained } from "../trainingLoop.ts";

export interface TrainingRecipe extends LoopRecipe {
  /** Rows of a batch, and the room of each. */
  readonly rows: number;
  readonly rowItems: number;
  readonly rowTokens: number;
  /** Show each list in another of its forms in every epoch (augment.ts). */
  readonly augment: boolean;
  /** Multiply all charges of a list by another random factor in every epoch; needs `augment`. */
  readonly rescale?: boolean;
}

export interface TrainedLagrangianModel extends Trained {
  /** Training lists that fit into no row. */
  readonly tooLong: number;
}

/** @throws GlueballError lagrangian/no-training-lists and those of `runTraining` */
export async function trainLagrangianModel(
  context: RunContext,
  { set, train, validation }: TrainingLists,
  config: LagrangianModelConfig,
  recipe: TrainingRecipe,
): Promise<TrainedLagrangianModel> {
  const size = { items: recipe.rowItems, tokens: recipe.rowTokens };
  const lengths = new Map([...train, ...validation].map((list) => [list, lengthsOf(set, config)(list)]));
  const rescale = recipe.rescale ?? false;
  const turnOf = (list: number, turns?: Rng) => (turns === undefined ? undefined : { rng: turns.fork(list), rescale });
  const plan = (lists: readonly number[]) => planRows(lists, (list) => lengths.get(list)!, size);
  const batches = (rows: RowPlan["rows"], turns?: Rng): BatchList => ({
    count: Math.ceil(rows.length / recipe.rows),
    batch: (index) => {
      const own = rows.slice(index * recipe.rows, (index + 1) * recipe.rows);
      const examples = own.map((row) => row.map((list) => exampleOf(set, list, config, turnOf(list, turns))));
      const batch = batchOf(examples, recipe.rows, size, config);
      return { feeds: { ...batch }, tokens: targetCount(batch) };
    },
  });
  const { tooLong, rows } = plan(train);
  requireRows(rows, train.length, size);
  const network = {
    loss: (scope: Parameters<typeof tokenLoss>[0]) => tokenLoss(scope, rowInputs(recipe.rows, size, config), config),
    epoch: (epoch: number) => {
      const order = context.rng
        .fork("epoch")
        .fork(epoch)
        .shuffle([...train]);
      return batches(plan(order).rows, recipe.augment ? context.rng.fork("turn").fork(epoch) : undefined);
    },
    validation: batches(plan(validation).rows),
  };
  return { ...(await runTraining(context, network, recipe)), tooLong };
}

function requireRows(rows: RowPlan["rows"], lists: number, { items, tokens }: RowSize): void {
  if (rows.length > 0) return;
  throw new GlueballError({
    code: "lagrangian/no-training-lists",
    what: "there is no list to train on",
    found: `${lists} training lists, none of which fits into a row of ${items} items and ${tokens} tokens`,
    expected: "a set with lists of the training part that fit",
    hint: "Raise --row-items and --row-tokens, or draw more lists: random:2000",
  });
}

/** The loss on jets that a model does not learn from, each target with equal weight. */
import type { Rng } from "../base/index.ts";
import type { RunContext } from "../run/index.ts";
import { Program, Scope } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import type { RelativeJets } from "./features.ts";
import { comparedLoss } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import { modelRows } from "./modelRows.ts";
import { columnFeeds, countTargets, feedsOf } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

/** A function from parameters to the loss on all packed rows, each target with equal weight. */
export async function compileValidation(
  scope: Scope,
  config: JetModelConfig,
  rows: number,
  context: RunContext,
  packed: PackedRows,
) {
  const loss = comparedLoss(scope, rows, packed.length, config);
  const targetName = config.objective === "mpm" ? "masked.targets" : "targets";
  const program = await Program.compile({ outputs: { loss } }, context);
  const names = new Set(program.inputs.map(({ name }) => name));
  const evaluate = async (parameters: NamedArrays): Promise<number> => {
    for (const [name, { data }] of parameters) if (names.has(name)) program.feed(name, data);
    let [sum, count] = [0, 0];
    for (let from = 0; from < packed.rows; from += rows) {
      const feeds = { ...feedsOf(packed, from, rows), ...columnFeeds(packed, from, rows) };
      const targets = countTargets(feeds[targetName] as Int32Array);
      sum += (await program.run(knownFeeds(feeds, names))).loss[0] * targets;
      count += targets;
    }
    return sum / count;
  };
  return Object.assign(evaluate, { release: () => program.release() });
}

export type Feeds = Readonly<Record<string, Int32Array | Float32Array>>;

/** The feeds that a program has inputs for. */
export function knownFeeds(feeds: Feeds, names: ReadonlySet<string>): Feeds {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/** The same constituents are removed from a jet whenever a loss is compared. */
export function validationMasks({ rng }: RunContext): Rng {
  return rng.fork("validation masks");
}

/** Mean loss in nats per token of given parameters on a set of jets. */
export async function evaluateLoss(
  context: RunContext,
  jets: RelativeJets,
  tokeniser: Tokeniser,
  config: JetModelConfig,
  parameters: NamedArrays,
): Promise<number> {
  const evaluate = await compileValidation(
    Scope.create(),
    config,
    EVALUATION_ROWS,
    context,
    await modelRows(context, { jets, tokeniser, config }, { masks: validationMasks(context) }),
  );
  const loss = await evaluate(parameters);
  await evaluate.release();
  return loss;
}

const EVALUATION_ROWS = 16;

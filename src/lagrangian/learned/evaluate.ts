/** How well Lagrangians are written: a network at each level of decoding, and baselines, by number of fields. */
import type { RunContext } from "../../run/index.ts";
import type { Estimate } from "../../stats/index.ts";
import { majority, nearest, neutralPairs } from "./baselines.ts";
import type { Baseline } from "./baselines.ts";
import { decodeLists } from "./decode.ts";
import type { TrainedNetwork } from "./decode.ts";
import type { Level } from "./decodeMasks.ts";
import { fieldsOfList, listsOfPart, typesOfList } from "./labelledLists.ts";
import type { LabelledLists } from "./labelledLists.ts";
import { scoreList, summariseScores } from "./metrics.ts";
import type { ListScore, Metric } from "./metrics.ts";

export interface EvaluationOptions {
  readonly levels: readonly Level[];
  readonly batch: number;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Also the baselines. */
  readonly baselines: boolean;
  /** The set from whose training part baselines learn; absent: the same one. */
  readonly training?: LabelledLists | undefined;
}

/** One writer of Lagrangians: a level of the network, or a baseline. */
export interface Evaluation {
  readonly name: string;
  readonly lists: number;
  readonly all: Readonly<Record<Metric, Estimate>>;
  /** By number of fields; those of which there are lists. */
  readonly byFields: readonly {
    readonly fields: number;
    readonly lists: number;
    readonly metrics: Readonly<Record<Metric, Estimate>>;
  }[];
  /** Mean probability that the mask of the level took away, a token; absent for baselines. */
  readonly removedProbability?: number;
  readonly seconds: number;
}

/** `lists` are numbers of lists of the set. */
export async function evaluateWriters(
  context: RunContext,
  network: TrainedNetwork,
  set: LabelledLists,
  lists: readonly number[],
  options: EvaluationOptions,
): Promise<Evaluation[]> {
  const fields = lists.map((list) => fieldsOfList(set, list));
  const truth = lists.map((list) => typesOfList(set, list));
  const evaluations: Evaluation[] = [];
  for (const level of options.levels) {
    const started = performance.now();
    const rng = context.rng.fork("decode").fork(level);
    const decoded = await decodeLists(context, network, fields, { ...options, level, rng });
    const seconds = (performance.now() - started) / 1e3;
    const scores = decoded.map((written, k) => scoreList(fields[k], written, truth[k]));
    const removedProbability = decoded.reduce((sum, own) => sum + own.removedProbability, 0) / decoded.length;
    evaluations.push({ ...evaluationOf(context, level, scores, seconds), removedProbability });
  }
  for (const [name, baseline] of options.baselines ? baselinesOf(options.training ?? set) : []) {
    const started = performance.now();
    const scores = fields.map((own, k) => {
      const written = { types: baseline(own), unreadable: 0, repeated: 0, complete: true };
      return scoreList(own, written, truth[k]);
    });
    evaluations.push(evaluationOf(context, name, scores, (performance.now() - started) / 1e3));
  }
  return evaluations;
}

function baselinesOf(set: LabelledLists): (readonly [string, Baseline])[] {
  const training = listsOfPart(set, "train");
  return [
    ["neutral pairs", neutralPairs],
    ["majority", majority(set, training)],
    ["nearest", nearest(set, training)],
  ];
}

export function evaluationOf({ rng }: RunContext, name: string, scores: readonly ListScore[], seconds: number): Evaluation {
  const own = rng.fork("bootstrap").fork(name);
  const groups = [...Map.groupBy(scores, ({ fields }) => fields)].sort(([a], [b]) => a - b);
  const byFields = groups.map(([fields, group]) => ({
    fields,
    lists: group.length,
    metrics: summariseScores(group, own.fork(fields)),
  }));
  return { name, lists: scores.length, all: summariseScores(scores, own), byFields, seconds };
}

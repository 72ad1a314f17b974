/** How well Lagrangians are written: a network at each level of output (writing.ts), and baselines, by number of fields. */
import type { RunContext } from "../../../run/index.ts";
import type { Estimate } from "../../../stats/index.ts";
import { namedBaselines, scoreBaseline } from "./baselines.ts";
import type { TrainedNetwork } from "../decoding/decode.ts";
import { fieldsOfList, listsOfPart, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { scoreList, summariseScores } from "./metrics.ts";
import type { ListScore, Metric } from "./metrics.ts";
import { createWriter } from "../decoding/writing.ts";
import type { Output, WritingOptions, WrittenList } from "../decoding/writing.ts";

export interface EvaluationOptions extends WritingOptions {
  readonly levels: readonly Output[];
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
  /** Mean probability that the mask of the level took away, a token; of single sequences. */
  readonly removedProbability?: number;
  /** Share of the invariants that the network wrote itself; of `completed`. */
  readonly ownShare?: number;
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
  const write = createWriter(context, network, fields, options);
  for (const level of options.levels) {
    const started = performance.now();
    const written = await write(level);
    const seconds = (performance.now() - started) / 1e3;
    const scores = written.map((own, k) => scoreList(fields[k], own, truth[k]));
    evaluations.push({ ...evaluationOf(context, level, scores, seconds), ...networkShares(level, written, scores) });
  }
  const teacher = options.training ?? set;
  for (const [name, baseline] of options.baselines ? namedBaselines(teacher, listsOfPart(teacher, "train")) : []) {
    const started = performance.now();
    const scores = scoreBaseline(baseline, set, lists);
    evaluations.push(evaluationOf(context, name, scores, (performance.now() - started) / 1e3));
  }
  return evaluations;
}

/** What the mask took away, or what was added. */
function networkShares(
  level: Output,
  written: readonly WrittenList[],
  scores: readonly ListScore[],
): Pick<Evaluation, "removedProbability" | "ownShare"> {
  const sum = (read: (own: WrittenList) => number | undefined) =>
    written.reduce((total, own) => total + (read(own) ?? 0), 0);
  if (level === "rejected") return {};
  if (level !== "completed") return { removedProbability: sum((own) => own.removedProbability) / written.length };
  const invariants = scores.reduce((total, score) => total + score.invariants, 0);
  return { ownShare: sum((own) => own.ownInvariants) / Math.max(1, invariants) };
}

export function evaluationOf(
  { rng }: RunContext,
  name: string,
  scores: readonly ListScore[],
  seconds: number,
): Evaluation {
  const own = rng.fork("bootstrap").fork(name);
  const groups = [...Map.groupBy(scores, ({ fields }) => fields)].sort(([a], [b]) => a - b);
  const byFields = groups.map(([fields, group]) => ({
    fields,
    lists: group.length,
    metrics: summariseScores(group, own.fork(fields)),
  }));
  return { name, lists: scores.length, all: summariseScores(scores, own), byFields, seconds };
}

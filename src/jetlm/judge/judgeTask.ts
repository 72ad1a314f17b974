/** `glueball jetlm judge`: what a trained network takes jets for, and how right it is where they have labels. */
import { z } from "zod";
import { writeNpyFile } from "../../formats/index.ts";
import { findData, task, writeReport } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { fpndOf } from "../compare/fpnd.ts";
import type { Jets } from "../data.ts";
import { jetCount, relativeJets } from "../features.ts";
import { openMomenta } from "../jetSource.ts";
import { jetsField } from "../taskFields.ts";
import { assignedClasses } from "./confusion.ts";
import { openJudge, type Judgement } from "./judge.ts";
import { judgeSections, type Judged } from "./judgeReport.ts";
import { publishedDistances } from "./publishedDistance.ts";
import { classVerdict, placeOfClass, taggingVerdict } from "./verdicts.ts";

/** Below it no Frechet distance means anything, and up to here it is given with a warning. */
const FEWEST_FPND = 1000;
const RECOMMENDED_FPND = 50_000;

export const judgeTask = task({
  room: "jetlm",
  name: "judge",
  help: "Give jets to classes by a trained network: confusion, tagging, distance to JetNet's jets",
  inputs: ["jets"],
  options: z.object({
    jets: jetsField,
    judge: z
      .string()
      .default("published")
      .describe("published (the ParticleNet of JetClass), or the folder of a tagger trained here"),
    signal: z.string().default("Tbqq").describe("class of label 1 where the jets have two classes"),
    background: z.string().default("QCD").describe("class of label 0"),
    embeddings: z.boolean().default(false).describe("write embeddings.npy, what the network knows of each jet"),
  }),
  example: "glueball jetlm judge top2000",
  long: true,
  run: async (context, options) => {
    const judge = openJudge(options.judge);
    const { signal, background } = options;
    const [up, down] = judge.classes.length === 2 ? [judge.classes[1], judge.classes[0]] : [signal, background];
    // Before the jets are judged, which takes minutes.
    for (const name of [up, down]) placeOfClass(name, judge.classes);
    const { source, store } = await openMomenta(context, options.jets);
    const judgement = await judge.judge(context, store);
    const rng = context.rng.fork("judge");
    const judged: Judged = {
      judge: judge.text,
      jets: source.text,
      classes: judge.classes,
      counts: countsOf(judgement),
      labelled: classVerdict(judgement, store.labels),
      tagging: taggingVerdict(judgement, store.labels, { signal: up, background: down, rng: rng.fork("tagging") }),
      fpnd: await publishedFpnd(context, store),
    };
    writeJudgement(context, judgement, options.embeddings);
    writeReport(context, {
      title: `What a judge takes ${source.name} for`,
      lead: `${source.text}, judged by ${judge.text}.`,
      sections: judgeSections(judged, judgement, { labels: store.labels, signal: up, background: down }),
    });
    return { source, ...judged, summary: summaryOf(judged) };
  },
});

async function publishedFpnd(context: RunContext, store: Jets): Promise<Judged["fpnd"]> {
  const folder = findData("jet-foundation/fpnd");
  const jets = jetCount(store);
  if (folder === undefined || jets < FEWEST_FPND) return undefined;
  if (jets < RECOMMENDED_FPND)
    context.warn(`FPND of ${jets} jets, where ${RECOMMENDED_FPND} are recommended, is too large`);
  const activations = await fpndOf(context, relativeJets(store), "the jets", folder);
  return publishedDistances(activations, folder, context.rng.fork("fpnd"));
}

function writeJudgement(
  { folder }: RunContext,
  { classes, logits, embeddings }: Judgement,
  withEmbeddings: boolean,
): void {
  if (folder === undefined) return;
  const file = (name: string, values: Float64Array, width: number) =>
    writeNpyFile(folder.file(name), {
      type: "f4",
      shape: [values.length / width, width],
      data: Float32Array.from(values),
    });
  file("logits.npy", logits, classes.length);
  if (withEmbeddings && embeddings !== undefined) file("embeddings.npy", embeddings.values, embeddings.width);
}

function countsOf({ logits, classes }: Judgement): number[] {
  const counts = new Array<number>(classes.length).fill(0);
  for (const own of assignedClasses(logits, classes.length)) counts[own]++;
  return counts;
}

function summaryOf({ classes, counts, labelled, tagging, fpnd }: Judged): string {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const lines = [`assigned: ${classes.map((name, c) => `${name} ${counts[c]}`).join(", ")}`];
  if (labelled !== undefined) {
    const { accuracy, right, crossEntropy } = labelled;
    const percent = `${(100 * accuracy.value).toFixed(1)} +- ${(100 * accuracy.error).toFixed(1)} %`;
    lines.push(`in their class: ${right}/${all} = ${percent}; cross-entropy ${crossEntropy.toFixed(4)} nats`);
  }
  if (tagging !== undefined) {
    const { auc, accuracy } = tagging;
    lines.push(
      `label 1 against label 0: AUC ${auc.value.toFixed(4)} +- ${auc.standardError.toFixed(4)}, ` +
        `accuracy ${accuracy.value.toFixed(4)} +- ${accuracy.standardError.toFixed(4)}`,
    );
  }
  if (fpnd !== undefined) {
    const texts = Object.entries(fpnd).map(
      ([kind, own]) => `${kind} ${own.value.toFixed(1)} +- ${own.standardError.toFixed(1)}`,
    );
    lines.push(`FPND to JetNet's jets: ${texts.join(", ")}`);
  }
  return lines.join("\n");
}

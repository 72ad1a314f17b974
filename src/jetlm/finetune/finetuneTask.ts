/** `glueball jetlm finetune`: a pre-trained model learns to tell classes of jets apart, from few labelled jets to many. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { task, writeReport } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { predictsMasked } from "../hybrid.ts";
import { openJets } from "../jetSource.ts";
import { loadModel } from "../modelFolder.ts";
import type { JetModel } from "../modelFolder.ts";
import { jetsField } from "../taskFields.ts";
import { HEADS } from "./heads.ts";
import { climbLadder } from "./ladder.ts";
import type { LadderJets, LadderPlan } from "./ladder.ts";
import type { LadderMode } from "./ladderCell.ts";
import { ladderJets } from "./ladderJets.ts";
import { ladderSections } from "./ladderReport.ts";
import { gainsOf, rungsOf, verdictOf } from "./ladderSummary.ts";
import { MODES, REFERENCES } from "./modes.ts";
import type { FineTuning } from "./modes.ts";

const LADDER_MODES = [...MODES, ...REFERENCES, "trees"] as const satisfies readonly LadderMode[];

const finetuneFields = {
  modes: z
    .array(z.enum(LADDER_MODES))
    .min(1)
    .default(["scratch", "fixed", "full", "probe", "trees"])
    .describe(
      "ways to learn; without the model: scratch, the references particle-net and part, and trees of observables",
    ),
  ladder: z
    .array(z.int().min(2))
    .min(1)
    .default([100, 300, 1000, 3000, 10_000])
    .describe("numbers of labelled jets, equally many of each class"),
  repeats: z.int().min(1).default(5).describe("repetitions with other labelled jets and other initial values"),
  head: z.enum(HEADS).default("summation").describe("what reads the class from the states of the backbone"),
  faithful: z.boolean().default(false).describe("class attention as OmniJet-alpha computes it: attention only"),
  mask: z
    .enum(["as-trained", "causal", "none"])
    .default("as-trained")
    .describe("what a constituent sees: harder ones only, or all; as-trained: all where removed ones were learnt"),
  validation: z.int().min(2).default(500).describe("labelled jets that stop the trainings, common to all"),
  test: z.int().min(2).default(2000).describe("labelled jets that judge the trainings, common to all"),
  rows: z.int().min(1).default(32).describe("jets of a batch"),
  epochs: z.int().min(1).default(30).describe("passes over the labelled jets, within the limits of steps"),
  fewestSteps: z.int().min(1).default(100).describe("steps of a training at least, if it is not stopped early"),
  mostSteps: z.int().min(1).default(400).describe("steps of a training at most"),
  rate: z.number().positive().default(1e-3).describe("highest learning rate of networks that are trained as a whole"),
  weightDecay: z.number().nonnegative().default(0.01).describe("weight decay of matrices"),
  loraRank: z.int().min(1).default(4).describe("rank of the adapters of mode lora"),
};

const options = z.object({
  model: z.string().describe("folder of a pre-trained model, or of its training run"),
  jets: jetsField,
  ...finetuneFields,
});
type FinetuneOptions = z.output<typeof options>;

export const finetuneTask = task({
  room: "jetlm",
  name: "finetune",
  help: "Fine-tune a pre-trained model to classify jets: a ladder over the number of labelled jets, against scratch",
  inputs: ["model", "jets"],
  options,
  presets: {
    study: {},
    smoke: {
      modes: ["scratch", "fixed", "full"],
      ladder: [100],
      repeats: 2,
      validation: 200,
      test: 300,
      fewestSteps: 20,
      mostSteps: 20,
    },
    /** arXiv 2403.05618: batches of 512, AdamW with 1e-4, the causal mask on. */
    "omnijet-alpha": {
      modes: ["scratch", "fixed", "full"],
      ladder: [100, 1000, 10_000, 100_000],
      head: "class-attention",
      faithful: true,
      rows: 512,
      rate: 1e-4,
      mostSteps: 5000,
    },
  },
  example: "glueball jetlm finetune runs/quickstart simulated:top-tagging --preset smoke",
  long: true,
  run: async (context, chosen) => {
    const model = loadModel(chosen.model);
    const named = await openJets(context, chosen.jets);
    const data = await ladderJets(context, model, named, chosen, context.rng.fork("parts"));
    const results = await climbLadder(context, {
      plan: planOf(chosen),
      tuning: tuningOf(chosen, model, data),
      parameters: model.parameters,
      data,
      key: keyOf(chosen, model, named.source.sha256, context),
    });
    const [rungs, gains] = [rungsOf(results), gainsOf(results)];
    const verdict = verdictOf(gains);
    const { test, validation, pool } = data.parts;
    writeReport(context, {
      title: `Fine-tuning on ${named.source.name}`,
      lead: `${named.source.text}: ${data.classes.join(", ")}. ${modelText(model)}`,
      verdict,
      sections: ladderSections(rungs, gains, { testJets: test.length, jets: named.source.name }),
    });
    return {
      source: named.source,
      classes: data.classes,
      jets: { test: test.length, validation: validation.length, pool: pool.map(({ length }) => length) },
      rungs,
      gains,
      cells: results,
      verdict,
      summary: rungs
        .filter(({ size }) => size === rungs[0].size)
        .map(rungText)
        .join("\n"),
    };
  },
});

function modelText({ training }: JetModel): string {
  return `Model: pre-trained on ${String(training["jets"])}, without labels.`;
}

function rungText({ mode, size, accuracy: { value, error } }: ReturnType<typeof rungsOf>[number]): string {
  return `${mode} with ${size} jets: accuracy ${value.toFixed(4)} +- ${error.toFixed(4)}`;
}

/** Learning rates in units of `rate`: what is small moves faster. */
const RATE_FACTORS = { scratch: 1, full: 1, lora: 2, fixed: 1, probe: 10, "particle-net": 2, part: 1 } as const;

function planOf({ modes, ladder, repeats, epochs, fewestSteps, mostSteps, rate }: FinetuneOptions): LadderPlan {
  const rates = Object.fromEntries(Object.entries(RATE_FACTORS).map(([mode, factor]) => [mode, factor * rate]));
  return {
    modes: [...new Set(modes)],
    sizes: [...new Set(ladder)].toSorted((a, b) => a - b),
    repeats,
    epochs,
    fewestSteps,
    mostSteps,
    rates: rates as LadderPlan["rates"],
  };
}

function tuningOf(chosen: FinetuneOptions, { config }: JetModel, { classes }: LadderJets): FineTuning {
  const { head: kind, faithful, mask, rows, loraRank, weightDecay } = chosen;
  const causal = mask === "causal" || (mask === "as-trained" && !predictsMasked(config));
  return { model: config, head: { kind, faithful, classes: classes.length }, causal, rows, loraRank, weightDecay };
}

/** Of everything that a stored cell depends on: options (but which cells there are), seed, jets and weights. */
function keyOf(
  { modes: _modes, ladder: _ladder, repeats: _repeats, ...rest }: FinetuneOptions,
  { parameters, tokeniser }: JetModel,
  jets: string,
  { seed }: RunContext,
): string {
  const hash = createHash("sha256").update(JSON.stringify([rest, seed, jets, tokeniser.hash]));
  for (const [name, { data }] of parameters) hash.update(name).update(data);
  return hash.digest("hex");
}

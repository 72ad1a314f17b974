/** Options of `glueball jetlm scale` and the presets of its grid. */
import { z } from "zod";
import { capField, jetsField } from "../taskFields.ts";
import { LADDER } from "./ladder.ts";
import type { SizeName } from "./ladder.ts";

const sizeNames = Object.keys(LADDER) as [SizeName, ...SizeName[]];
const size = z.enum(sizeNames);
const share = z.number().gt(0).max(1);

const STUDIES = ["all", "size", "data", "compute", "teacher"] as const;

export const scaleOptions = z.object({
  jets: jetsField.default("simulated:top-tagging:60000"),
  study: z.enum(STUDIES).default("all").describe("the whole grid, or one of its parts"),
  tokeniser: z.string().optional().describe("folder of a tokeniser (jetlm tokenise fit) to take instead of a grid"),
  binsPt: z.int().min(1).default(8).describe("bins of the tokeniser in ln pT"),
  binsEta: z.int().min(1).default(10).describe("bins in eta relative to the jet axis"),
  binsPhi: z.int().min(1).default(10).describe("bins in phi relative to the jet axis"),
  cap: capField,
  validation: z.int().min(100).default(2000).describe("jets of the common validation set"),
  sizes: z
    .array(size)
    .min(1)
    .default(["3k", "12k", "37k", "98k", "147k", "332k", "786k"])
    .describe("models of the size study, by non-embedding parameters"),
  dataSizes: z.array(size).default(["12k", "98k", "332k"]).describe("models that are also trained on fewer jets"),
  shares: z.array(share).default([0.25, 0.0625, 0.015625]).describe("shares of the training jets for the data study"),
  passes: z.number().positive().default(4).describe("how often each training jet is seen"),
  budgets: z
    .array(z.number().positive())
    .default([1e11, 3e11, 1e12, 3e12])
    .describe("training budgets of the compute study [FLOP]"),
  budgetSizes: z
    .array(size)
    .default(["3k", "6k", "12k", "37k", "98k", "332k"])
    .describe("models trained with each of these budgets"),
  rateFactors: z
    .array(z.number().positive())
    .default([0.5, 2])
    .describe("factors on the learning-rate rule, tried on one model to check it"),
  seeds: z.int().min(1).default(3).describe("trainings of one model that differ in their random numbers only"),
  samples: z.int().min(0).default(2000).describe("jets drawn from each model of the size and data studies"),
  teacherSizes: z.array(size).default(["3k", "12k", "37k"]).describe("students of the teachers of known entropy"),
  teacherShares: z
    .array(share)
    .default([1, 0.5, 0.25, 0.125, 0.0625])
    .describe("shares of the teachers' samples for them"),
  sentences: z.int().min(100).default(160_000).describe("sequences drawn from the grammar"),
  teacher: size.default("37k").describe("the model that is the second teacher"),
  teacherJets: z.int().min(100).default(16_000).describe("jets drawn from that teacher"),
  rows: z.int().min(1).default(8).describe("rows of a batch, each of cap + 1 positions"),
  resamples: z.int().min(10).default(1000).describe("bootstrap refits behind every interval"),
  mostHours: z.number().positive().default(12).describe("a study that is estimated to take longer is refused [hours]"),
});
export type ScaleOptions = z.output<typeof scaleOptions>;

export const scalePresets = {
  study: {},
  smoke: {
    jets: "simulated:top-tagging:1600",
    validation: 400,
    sizes: ["3k", "6k", "12k", "37k"],
    dataSizes: ["12k"],
    shares: [0.5, 0.25, 0.125],
    passes: 2,
    budgets: [1.2e10],
    budgetSizes: ["3k", "6k", "12k"],
    rateFactors: [],
    seeds: 1,
    samples: 150,
    teacherSizes: ["3k"],
    teacherShares: [1, 0.5, 0.25, 0.125],
    sentences: 40_000,
    teacher: "3k",
    teacherJets: 800,
    rows: 8,
    resamples: 200,
  },
  paper: {
    jets: "simulated:jetclass:1000000",
    validation: 10_000,
    sizes: ["12k", "37k", "98k", "332k", "786k", "2.7M", "11M", "38M"],
    dataSizes: ["98k", "786k", "11M"],
    budgets: [1e12, 1e13, 1e14, 1e15],
    budgetSizes: ["37k", "98k", "332k", "786k", "2.7M", "11M"],
    samples: 10_000,
    teacherSizes: ["12k", "37k", "98k", "332k"],
    sentences: 2_000_000,
    teacher: "332k",
    teacherJets: 200_000,
    rows: 64,
  },
} satisfies Record<string, Partial<z.input<typeof scaleOptions>>>;

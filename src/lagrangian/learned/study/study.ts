/** What a study of networks that write Lagrangians is asked, and what it answers. */
import { z } from "zod";
import type { Block, RunContext, Section } from "../../../run/index.ts";

export const STUDIES = ["q1", "q2", "q3", "e1", "e2", "e3", "c1", "c2", "c3"] as const;
export type StudyName = (typeof STUDIES)[number];

export const studyFields = {
  lists: z
    .string()
    .default("random:120000")
    .describe("set of field lists to train on: a folder, or drawn now (random:2000) and kept beside the models"),
  twins: z
    .string()
    .default("runs/lagrangian-twins")
    .describe("folder of trained models and what they wrote; all studies share it"),
  seeds: z.int().min(2).max(10).default(3).describe("trainings of each model that differ in their random numbers only"),
  size: z.enum(["s", "s2", "tiny"]).default("s").describe("network: s 0.4M, s2 2M parameters, tiny for a first look"),
  steps: z.int().min(1).default(2000).describe("training steps of each model"),
  rows: z
    .int()
    .min(1)
    .default(16)
    .describe("rows of a batch of lists of up to 6 fields; half as many, larger ones, for 10"),
  rate: z.number().positive().default(3e-3).describe("highest learning rate"),
  warmup: z.int().min(0).default(200).describe("steps in which the rate rises"),
  maxTokens: z.int().min(4).default(512).describe("most tokens of a written Lagrangian; longer ones are cut"),
  testLists: z.int().min(4).default(600).describe("lists of a test set"),
  model: z.string().optional().describe("for e1: a trained model to be measured in the place of the twins"),
};
export const studyOptions = z.object(studyFields);
export type StudyOptions = z.output<typeof studyOptions>;

export interface StudyResult {
  readonly name: StudyName;
  /** One sentence. */
  readonly question: string;
  /** Sentences made from the numbers, with their intervals; "undecided" where an interval has both signs. */
  readonly answer: readonly string[];
  readonly tables: readonly Block[];
  readonly figures: readonly Block[];
  /** The numbers behind all of it, plain data. */
  readonly json: Readonly<Record<string, unknown>>;
}

export type Study = (context: RunContext, options: StudyOptions) => Promise<StudyResult>;

export function studySection({ name, question, answer, tables, figures }: StudyResult): Section {
  const answers = answer.map((text): Block => ({ kind: "text", text }));
  return { title: `${name}: ${question}`, blocks: [...answers, ...figures, ...tables] };
}

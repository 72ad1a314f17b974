/** Options of the tasks that let a network write, and the sentences without which their numbers would deceive. */
import { z } from "zod";
import { SAMPLE_LEVELS } from "./writing.ts";

export const decodingFields = {
  batch: z.int().min(1).default(32).describe("lists decoded side by side"),
  maxTokens: z.int().min(4).default(512).describe("most tokens of a Lagrangian; longer ones are cut"),
  temperature: z.number().nonnegative().default(0).describe("divides the logits; 0 takes the most probable token"),
};

export const samplingFields = {
  samples: z.int().min(1).default(8).describe("rejected and completed: samples of each list"),
  sampleLevel: z.enum(SAMPLE_LEVELS).default("L2").describe("rejected and completed: the level of the samples"),
  sampleTemperature: z
    .number()
    .positive()
    .default(1)
    .describe("rejected and completed: divides the logits of the samples"),
};

export const L4_SENTENCE = "At L4 the network contributes the ordering only.";

/** What a completed Lagrangian owes to the network. */
export function completedSentence(ownShare: number): string {
  return `Completed Lagrangians are exact by construction; the network wrote ${(100 * ownShare).toFixed(1)} % of their invariants itself.`;
}

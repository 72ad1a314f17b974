/** Options that several commands of this room have. */
import { z } from "zod";

export const jetsField = z
  .string()
  .describe(
    "a public set by name (top2000, qg2000, jetclass500), a file of jets, or self-made jets " +
      "(simulated:top-tagging, simulated:quark-gluon, simulated:jetclass; simulated:top-tagging:20000 for as many)",
  );

export const capField = z
  .int()
  .min(1)
  .max(1023)
  .default(127)
  .describe("most constituents of a jet; longer jets are cut");

/** Of the binned tokeniser. */
export const gridFields = {
  binsPt: z.int().min(1).default(16).describe("bins of the tokeniser in ln pT"),
  binsEta: z.int().min(1).default(12).describe("bins in eta relative to the jet axis"),
  binsPhi: z.int().min(1).default(12).describe("bins in phi relative to the jet axis"),
};

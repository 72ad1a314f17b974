/** Options that several tasks on field lists have, and what they mean. */
import { z } from "zod";
import { parseIrrep } from "../../../exact/index.ts";
import { chargeGrid, MOST_FIELDS } from "./fieldLists.ts";
import type { ListRecipe } from "./fieldLists.ts";

export const listsField = z
  .string()
  .describe(
    "a set of field lists: the folder or run of lagrangian dataset, or lists drawn now " +
      "(random:2000, or random:2000:6 for lists of up to 6 fields)",
  );

export const gridFields = {
  largest: z.int().min(1).max(MOST_FIELDS).default(10).describe("most fields of a list"),
  richShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("share of lists drawn so that a product of three fields closes"),
  su3: z.array(z.string()).default(["1", "3", "3bar"]).describe("SU(3) irreps of the fields"),
  su2: z.array(z.string()).default(["1", "2", "3"]).describe("SU(2) irreps of the fields"),
  chargeDenominator: z.int().min(1).max(1000).default(3).describe("charges are whole numbers over this"),
  largestCharge: z.int().min(0).max(1000).default(6).describe("largest numerator of a charge"),
  scalarShare: z.number().min(0).max(1).default(0.5).describe("probability that a field is a scalar"),
};

/** The recipe of these options. @throws GlueballError those of parseIrrep */
export function recipeOf(options: z.output<z.ZodObject<typeof gridFields>>): ListRecipe {
  const { largest, richShare, scalarShare } = options;
  const su3 = options.su3.map((name) => parseIrrep(name, 3, "--su3"));
  const su2 = options.su2.map((name) => parseIrrep(name, 2, "--su2"));
  const charges = chargeGrid(options.chargeDenominator, options.largestCharge);
  return { grid: { su3, su2, charges, scalarShare }, largest, richShare };
}

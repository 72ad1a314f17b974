/** `--vacuum H,H2`, of `break` and `export`. */
import { z } from "zod";

export const vacuumOption = z
  .string()
  .optional()
  .describe(
    "scalar fields with a vacuum value, a doublet among them: H,H2; without it the first doublet that can have one, and what gets one from it",
  );

/** The names in their order. */
export function fieldNames(text: string | undefined): string[] {
  return text === undefined
    ? []
    : text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
}

/** The option of every task that takes a theory, read by `readTheoryOrModel`. */
import { z } from "zod";

export const modelField = z.string().describe("builtin:NAME, a JSON, YAML or .model file, or a token list in quotes");

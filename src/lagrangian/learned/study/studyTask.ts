/** `glueball lagrangian study`. */
import { z } from "zod";
import { task, writeReport } from "../../../run/index.ts";
import { RUNNERS } from "./studies.ts";
import { STUDIES, studyFields, studySection } from "./study.ts";
import type { StudyResult } from "./study.ts";

export const studyTask = task({
  room: "lagrangian",
  name: "study",
  help: "Answer a question about networks that write Lagrangians with twins, seeds and intervals",
  inputs: ["study"],
  options: z.object({
    study: z
      .enum([...STUDIES, "all"])
      .describe(
        "which question, or all of them: q1 denominators of charges in no training, q2 up to 10 fields, q3 targets without " +
          "redundancy, e1 lists like those of the training, e2 tokens of fields, e3 spellings of charges, c1 up to how many " +
          "fields it counts, c2 share of invariant terms, c3 irreps and charges in no training",
      ),
    ...studyFields,
  }),
  presets: {
    study: {},
    smoke: { lists: "random:1500", seeds: 2, size: "tiny", steps: 6, rows: 2, warmup: 2, testLists: 20, maxTokens: 32 },
  },
  example: "glueball lagrangian study q1 --preset smoke --twins runs/smoke-twins --out runs/q1",
  long: true,
  run: async (context, { study, ...options }) => {
    const results: StudyResult[] = [];
    for (const name of study === "all" ? STUDIES : [study]) results.push(await RUNNERS[name](context, options));
    const lead =
      `${options.seeds} seeds of every model, ${options.steps} steps each; lists of ${options.lists}. ` +
      "Values are means over seeds with the standard deviation of one training; intervals hold 95 % and are those of " +
      "Student for differences seed by seed. Baselines have bootstrap errors over lists. Metrics by our definitions.";
    writeReport(context, { title: "Networks that write Lagrangians", lead, sections: results.map(studySection) });
    const plain = results.map(({ name, question, answer, json }) => ({ name, question, answer, ...json }));
    return { studies: plain, summary: results.map(summaryOf).join("\n\n") };
  },
});

function summaryOf({ name, question, answer }: StudyResult): string {
  return [`${name}: ${question}`, ...answer.map((text) => `  ${text}`)].join("\n");
}

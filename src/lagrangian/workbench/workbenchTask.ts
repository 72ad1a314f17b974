/** `glueball lagrangian workbench`. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../../base/index.ts";
import { task } from "../../run/index.ts";
import { modelField } from "../files/modelField.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import { engineName } from "../verify/checkTask.ts";

export const workbenchTask = task({
  room: "lagrangian",
  name: "workbench",
  help: "Write a page for the browser where fields are edited and every allowed term appears, proved",
  inputs: ["model"],
  options: z.object({
    model: modelField.default("builtin:sm"),
    generations: z.int().min(1).max(12).default(3).describe("number of generations of fields that leave it open"),
  }),
  example: "glueball lagrangian workbench builtin:s1 --out s1.html",
  writesOut: true,
  run: async ({ out = "workbench.html" }, { model, generations }) => {
    const { workbenchPage } = await import("./page.ts");
    const page = await workbenchPage({ theory: readTheoryOrModel(model), generations, engine: engineName() });
    mkdirSync(dirname(out), { recursive: true });
    writeFileAtomic(out, page);
    return { page: out, bytes: page.length, summary: `${out}: open it in a browser; it needs no network` };
  },
});

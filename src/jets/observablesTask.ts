/** `glueball jets observables`: the names that `--observables` takes. */
import { z } from "zod";
import { task, textTable } from "../run/index.ts";
import { describeObservables } from "./observables.ts";

export const observablesTask = task({
  room: "jets",
  name: "observables",
  help: "List the observables of a jet with their units and suffixes",
  options: z.object({}),
  example: "glueball jets observables",
  run: () => {
    const observables = describeObservables();
    const rows = observables.map(({ name, unit, suffixes, help }) => [name, unit, suffixes.join(" "), help]);
    return { summary: textTable({ columns: ["name", "unit", "suffixes", "what"], rows }), observables };
  },
});

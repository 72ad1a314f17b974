/** `glueball jetlm evaluate`. */
import { z } from "zod";
import { task } from "../run/index.ts";
import { compareJets } from "./compare/compareJets.ts";
import type { JetComparison } from "./compare/compareJets.ts";
import { openJets } from "./jetSource.ts";
import { comparisonSection } from "./report.ts";
import { jetsField } from "./taskFields.ts";
import { writeReport } from "./writeReport.ts";

export const evaluateTask = task({
  room: "jetlm",
  name: "evaluate",
  help: "Compare generated jets with real ones: W1, KL and histograms, with the real-versus-real floor",
  inputs: ["generated", "reference"],
  options: z.object({
    generated: z.string().describe("file of generated jets (four-vectors)"),
    reference: jetsField,
    resamples: z.int().min(10).default(100).describe("bootstrap resamples behind every error"),
  }),
  example: "glueball jetlm evaluate runs/quickstart/generated_vectors.npy top2000",
  long: true,
  run: async (context, options) => {
    const generated = await openJets(context, options.generated);
    const reference = await openJets(context, options.reference);
    const rng = context.rng.fork("compare");
    const comparison = compareJets(generated.jets, reference.jets, { rng, resamples: options.resamples });
    const labels = { generated: "generated", reference: reference.source.name };
    const compared = `${generated.source.text} against ${reference.source.text}`;
    writeReport(context, {
      title: `Generated jets against ${reference.source.name}`,
      lead: `Compared: ${compared}.`,
      sections: [comparisonSection("Comparison", comparison, labels)],
    });
    return {
      generated: generated.source,
      reference: reference.source,
      observables: distancesOf(comparison),
      summary: `${comparisonSentence(comparison)}\n${compared}`,
    };
  },
});

/** Distances without the histograms, for the JSON document. */
export function distancesOf({ observables }: JetComparison) {
  const entries = Object.entries(observables).map(([name, compared]) => {
    const { generatedMean, referenceMean, w1, w1OverStd, kl } = compared;
    return [name, { generatedMean, referenceMean, w1, w1OverStd, kl }] as const;
  });
  return Object.fromEntries(entries);
}

export function comparisonSentence({ observables: { mass, pt, multiplicity } }: JetComparison): string {
  const one = (name: string, unit: string, { w1 }: typeof mass) =>
    `${name} ${w1.value.toFixed(2)}${unit} (floor ${w1.floor.toFixed(2)})`;
  return `W1: ${one("mass", " GeV", mass)}, ${one("pT", " GeV", pt)}, ${one("multiplicity", "", multiplicity)}`;
}

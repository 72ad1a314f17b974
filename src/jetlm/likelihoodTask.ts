/** `glueball jetlm likelihood`. */
import { z } from "zod";
import { curveFigure, figure, task, writeReport } from "../run/index.ts";
import type { RunContext, Section } from "../run/index.ts";
import { classLikelihoods, jetLikelihoods, summariseLikelihoods } from "./jetLikelihoods.ts";
import type { JetLikelihoods } from "./jetLikelihoods.ts";
import { openJets } from "./jetSource.ts";
import { loadModel } from "./modelFolder.ts";
import type { JetModel } from "./modelFolder.ts";
import { jetsField } from "./taskFields.ts";

export const likelihoodTask = task({
  room: "jetlm",
  name: "likelihood",
  help: "How probable jets are under a model: nats per token and per jet, by position, and the density of each jet",
  inputs: ["model", "jets"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    jets: jetsField,
  }),
  example: "glueball jetlm likelihood runs/quickstart top2000",
  long: true,
  run: async (context, options) => {
    const model = loadModel(options.model);
    const { source, jets } = await openJets(context, options.jets);
    const found = await jetLikelihoods(context, model, jets);
    for (const warning of found.warnings) context.warn(warning);
    const all = summariseLikelihoods(found);
    const table = writeTable(context, found);
    writeReport(context, {
      title: `Likelihood of ${source.name}`,
      lead: `${source.text}. ${sentence(found)}`,
      sections: [curveSection(found)],
    });
    return {
      source,
      density: found.density,
      all,
      byLabel: jets.labels === undefined ? {} : byLabel(found, jets.labels),
      classes: classesResult(model, found, jets.labels),
      rising: found.rising,
      curve: found.curve,
      counts: found.counts,
      table,
      summary: `${sentence(found)}\n${source.text}`,
    };
  },
});

function byLabel(found: JetLikelihoods, labels: Int32Array) {
  const present = [...new Set(labels)].sort((a, b) => a - b);
  const summaryOf = (label: number) => summariseLikelihoods(found, (entry) => labels[found.jets[entry]] === label);
  return Object.fromEntries(present.map((label) => [label, summaryOf(label)]));
}

/** Only where the labels of the jets are classes of the model. */
function classesResult({ classes }: JetModel, found: JetLikelihoods, labels: Int32Array | undefined) {
  if (classes === undefined || labels === undefined) return undefined;
  if (labels.some((label) => label < 0 || label >= classes.names.length)) return undefined;
  const { natsPerToken, ...rest } = classLikelihoods(found, classes, labels);
  return { natsPerToken: Object.fromEntries(classes.names.map((name, k) => [name, natsPerToken[k]])), ...rest };
}

function sentence(found: JetLikelihoods): string {
  const { jets, natsPerToken, natsPerJet, densityNatsPerConstituent } = summariseLikelihoods(found);
  return (
    `${natsPerToken.toFixed(3)} nats per token, ${natsPerJet.toFixed(1)} per jet (${jets} jets); ` +
    `density of the set of points, ${found.density}: ${densityNatsPerConstituent.toFixed(3)} nats per constituent`
  );
}

/** One line a jet; a column for each class of a model with classes. */
function writeTable({ folder }: RunContext, found: JetLikelihoods): string {
  if (folder === undefined) return "";
  const classes = found.byClass.map((_, k) => `logProbabilityOfClass${k}`);
  const lines = [...found.jets].map((jet, i) => {
    const fixed = [found.tokens[i], found.constituents[i], found.logProbabilities[i], found.logDensities[i]];
    return [jet, ...fixed, ...found.byClass.map((values) => values[i])].join(",");
  });
  const header = ["jet", "tokens", "constituents", "logProbability", "logDensity", ...classes].join(",");
  folder.write("likelihoods.csv", [header, ...lines, ""].join("\n"));
  return folder.file("likelihoods.csv");
}

function curveSection({ curve }: JetLikelihoods): Section {
  const drawn = curveFigure({
    x: { label: "position in the sequence" },
    y: { label: "mean of -ln p", unit: "nats" },
    series: [{ label: "given jets", x: curve.map((_, t) => t + 1), y: curve.map(({ nats }) => nats) }],
  });
  const fewest = curve.at(-1)?.jets ?? 0;
  return {
    title: "By position",
    blocks: [
      figure(
        drawn,
        `The jets that have a token at the position: ${curve[0].jets} at the first, ${fewest} at the last.`,
      ),
    ],
  };
}

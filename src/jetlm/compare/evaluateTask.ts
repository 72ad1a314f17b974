/** `glueball jetlm evaluate`: generated jets against a reference by every metric of the field, each with its floor. */
import { z } from "zod";
import { task, writeReport } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount, selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { openJets } from "../jetSource.ts";
import { jetsField } from "../taskFields.ts";
import { decodeJets, encodeJets } from "../tokens.ts";
import { loadTokeniser } from "../tokens/tokeniserFolder.ts";
import { distancesOf } from "./comparisonText.ts";
import type { Distance } from "./distances.ts";
import { findingsSections } from "./findingsReport.ts";
import { chooseGroups, measurableGroups, measureJets } from "./measure.ts";
import { METRIC_GROUPS } from "./metricGroups.ts";
import type { Findings, MetricGroupName } from "./metricGroups.ts";
import { judgeThresholds, parseThreshold, requireMeasured } from "./thresholds.ts";

/** As the default of the other commands. */
const LONGEST = 127;
const USUAL_GROUPS = ["observables", "sliced", "classifier"] as const;
const GROUPS_TEXT = Object.entries(METRIC_GROUPS)
  .map(([name, { help }]) => `${name} (${help})`)
  .join("; ");

export const evaluateTask = task({
  room: "jetlm",
  name: "evaluate",
  help: "Compare generated jets with real ones: distances with their floors, a two-sample test, figures",
  inputs: ["generated", "reference"],
  options: z.object({
    generated: jetsField.describe("generated jets: a file, or whatever the reference may be"),
    reference: jetsField,
    skip: z.int().min(0).default(0).describe("leave out so many reference jets at the beginning: those a model learnt"),
    through: z
      .string()
      .optional()
      .describe(
        "folder of a tokeniser or model: the reference goes through its codes first, so that the network alone is judged",
      ),
    metrics: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        `groups of metrics, with commas between them, or all (without it ${USUAL_GROUPS.join(", ")}, where there are jets enough): ${GROUPS_TEXT}`,
      ),
    threshold: z
      .array(z.string())
      .default([])
      .describe("limits such as auc=0.6 or mass.kl=0.02; exit code 1 when one is broken"),
    resamples: z.int().min(10).default(100).describe("bootstrap resamples behind every error"),
  }),
  example: "glueball jetlm evaluate runs/quickstart/generated_vectors.npy top2000",
  long: true,
  run: async (context, options) => {
    const asked = options.metrics === undefined ? undefined : chooseGroups(options.metrics);
    const thresholds = options.threshold.flatMap((words) => words.split(",")).map(parseThreshold);
    requireMeasured(thresholds, namesOf(asked ?? USUAL_GROUPS));
    const generated = await openJets(context, options.generated);
    const reference = await openJets(context, options.reference);
    const jets = { generated: generated.jets, reference: await referenceOf(context, reference.jets, options) };
    const groups = asked ?? measurableGroups(context, jets, USUAL_GROUPS);
    requireMeasured(thresholds, namesOf(groups)); // a limit on what is left out is not kept
    const findings = await measureJets(context, jets, { groups, resamples: options.resamples });
    const verdict = judgeThresholds(thresholds, findings.distances);
    const codes = options.through === undefined ? "" : `, through the codes of ${options.through}`;
    const part = options.skip === 0 ? "" : `${jetCount(jets.reference)} of `;
    const compared = `${generated.source.text} against ${part}${reference.source.text}${codes}`;
    writeReport(context, {
      title: `Generated jets against ${reference.source.name}`,
      lead: `Compared: ${compared}.`,
      verdict,
      sections: findingsSections(findings, { generated: "generated", reference: reference.source.name }),
    });
    return {
      generated: generated.source,
      reference: reference.source,
      ...documentOfFindings(findings),
      verdict,
      summary: `${summaryOf(findings)}\n${compared}`,
    };
  },
});

/** The reference as it is asked for: without the first jets, as a tokeniser leaves it. */
async function referenceOf(
  context: RunContext,
  all: RelativeJets,
  { skip, through }: { readonly skip: number; readonly through?: string | undefined },
): Promise<RelativeJets> {
  const rest = Array.from({ length: Math.max(0, jetCount(all) - skip) }, (_, jet) => skip + jet);
  const jets = skip === 0 ? all : selectJets(all, rest);
  if (through === undefined) return jets;
  const { tokeniser } = loadTokeniser(through);
  const encoded = await encodeJets(context, tokeniser, jets, LONGEST);
  return decodeJets(context, tokeniser, encoded, context.rng.fork("points"));
}

function namesOf(groups: readonly MetricGroupName[]): string[] {
  return groups.flatMap((name) => METRIC_GROUPS[name].names);
}

/** The findings without what is only drawn. Distances of observables stand under `observables`, all others under `metrics`. */
function documentOfFindings({ distances, comparison, sliced, tests = {}, assignment }: Findings) {
  const whole = Object.entries(distances).filter(([name]) => !name.includes("."));
  const intervals = Object.entries(tests).map(([name, { interval }]) => [name, interval] as const);
  return {
    metrics: Object.fromEntries(whole),
    ...(comparison === undefined ? {} : { observables: distancesOf(comparison) }),
    ...(sliced === undefined ? {} : { sliced: { observables: sliced.observables, jets: sliced.jets } }),
    ...(intervals.length === 0 ? {} : { intervals95: Object.fromEntries(intervals) }),
    ...(assignment === undefined
      ? {}
      : { assignment: { classes: assignment.classes, counts: assignment.counts, recall: assignment.recall } }),
  };
}

/** The distances people ask for first, each with its floor. */
const SHOWN = ["mass.w1", "pt.w1", "multiplicity.w1", "mass.kl", "tau32.kl", "multiplicity.kl"];

function summaryOf({ distances }: Findings): string {
  const chosen = Object.entries(distances).filter(([name]) => SHOWN.includes(name) || !name.includes("."));
  return chosen.map(([name, own]) => `${name} ${distanceText(own)}`).join(", ");
}

function distanceText({ value, standardError, floor }: Distance): string {
  const short = (number: number) => (Number.isFinite(number) ? String(Number(number.toPrecision(3))) : "infinite");
  return `${short(value)} +- ${short(standardError)} (floor ${short(floor)})`;
}

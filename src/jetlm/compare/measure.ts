/** Checks that two samples can be compared by the metrics that were asked for, and measures them group by group. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { quantile } from "../../stats/index.ts";
import { SUSPICIOUS_PT } from "../data.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import { comparedJets, type Pair } from "./compared.ts";
import type { Findings, MetricGroup, MetricGroupName } from "./metricGroups.ts";
import { METRIC_GROUP_NAMES, METRIC_GROUPS } from "./metricGroups.ts";
import { jetObservables } from "./observables.ts";

export interface MeasureRequest {
  readonly groups: readonly MetricGroupName[];
  readonly resamples: number;
}

/**
 * @throws GlueballError jetlm/units-differ, jetlm/too-few-jets, jetlm/weights-absent before anything is measured, then what
 *   the metrics throw
 */
export async function measureJets(
  context: RunContext,
  jets: Pair<RelativeJets>,
  { groups, resamples }: MeasureRequest,
): Promise<Findings> {
  requireSameUnit(jets);
  for (const name of groups) requireMeasurable(context, jets, name);
  const compared = comparedJets(context, jets);
  const rng = context.rng.fork("compare");
  let findings: Findings = { distances: {} };
  for (const [done, name] of groups.entries()) {
    context.progress({ stage: "metrics", done, total: groups.length });
    context.signal.throwIfAborted();
    const group: MetricGroup = METRIC_GROUPS[name];
    findings = merged(findings, await group.measure(context, compared, { rng: rng.fork(name), resamples }));
  }
  context.progress({ stage: "metrics", done: groups.length, total: groups.length });
  return findings;
}

function merged(before: Findings, found: Findings): Findings {
  return {
    ...before,
    ...found,
    distances: { ...before.distances, ...found.distances },
    ...(before.tests === undefined && found.tests === undefined ? {} : { tests: { ...before.tests, ...found.tests } }),
  };
}

/** Names of groups from words, also several with commas between; "all" is every group whose weights are there. @throws GlueballError jetlm/unknown-metrics */
export function chooseGroups(words: readonly string[]): MetricGroupName[] {
  const parts = words.flatMap((word) => word.split(",")).map((part) => part.trim());
  const chosen = parts.flatMap((word): readonly MetricGroupName[] => {
    if (word === "all") return METRIC_GROUP_NAMES.filter(hasWeights);
    const known = METRIC_GROUP_NAMES.find((name) => name === word);
    if (known !== undefined) return [known];
    throw new GlueballError({
      code: "jetlm/unknown-metrics",
      what: "there is no such group of metrics",
      found: word,
      expected: `all, or some of ${METRIC_GROUP_NAMES.join(", ")}`,
      hint: `Nearest: ${nearestNames(word, METRIC_GROUP_NAMES).join(", ") || "none"}`,
    });
  });
  return [...new Set(chosen)];
}

function hasWeights(name: MetricGroupName): boolean {
  const { weights }: MetricGroup = METRIC_GROUPS[name];
  return weights === undefined || findData(weights) !== undefined;
}

/** Those of the groups for which there are jets enough; of the others it is said that they are left out. */
export function measurableGroups(
  context: RunContext,
  jets: Pair<RelativeJets>,
  groups: readonly MetricGroupName[],
): MetricGroupName[] {
  return groups.filter((name) => {
    const { fewest }: MetricGroup = METRIC_GROUPS[name];
    const enough = jetCount(jets.generated) >= fewest.generated && jetCount(jets.reference) >= fewest.reference;
    if (!enough) {
      context.warn(
        `${name} is left out: it needs ${fewest.generated} generated and ${fewest.reference} reference jets`,
      );
    }
    return enough;
  });
}

function requireMeasurable(context: RunContext, jets: Pair<RelativeJets>, name: MetricGroupName): void {
  const { fewest, recommended, weights }: MetricGroup = METRIC_GROUPS[name];
  const counts = { generated: jetCount(jets.generated), reference: jetCount(jets.reference) };
  for (const sample of ["generated", "reference"] as const) {
    if (counts[sample] < fewest[sample]) throw tooFew(name, sample, counts[sample]);
  }
  const least = Math.min(counts.generated, counts.reference);
  if (least < recommended) {
    context.warn(`${name}: ${least} jets where ${recommended} are recommended; read its values against their floors`);
  }
  if (!hasWeights(name)) throw weightsAbsent(name, weights!);
}

function tooFew(name: MetricGroupName, sample: "generated" | "reference", found: number): GlueballError {
  const { fewest }: MetricGroup = METRIC_GROUPS[name];
  return new GlueballError({
    code: "jetlm/too-few-jets",
    what: `too few jets for the metrics ${name}`,
    place: `the ${sample} jets`,
    found,
    expected: `at least ${fewest.generated} generated and ${fewest.reference} reference jets (two halves for the floor)`,
    hint: `Leave ${name} out of --metrics, or give more jets`,
  });
}

function weightsAbsent(name: MetricGroupName, weights: string): GlueballError {
  return new GlueballError({
    code: "jetlm/weights-absent",
    what: `the metrics ${name} need a published network that no data folder has`,
    found: `no ${weights}`,
    expected: `${weights} with manifest.json and weights.f32 in a folder of GLUEBALL_DATA`,
    hint: `Leave ${name} out of --metrics`,
  });
}

/** @throws GlueballError jetlm/units-differ where one sample looks like MeV and the other does not */
export function requireSameUnit(jets: Pair<RelativeJets>): void {
  const medians = [jets.generated, jets.reference].map((own) => quantile(jetObservables(own).pt, 0.5));
  const inMeV = medians.map((median) => median > SUSPICIOUS_PT);
  if (inMeV[0] === inMeV[1]) return;
  throw new GlueballError({
    code: "jetlm/units-differ",
    what: "the samples are in different units",
    place: `the ${inMeV[0] ? "generated" : "reference"} jets`,
    found: `median jet pT ${medians[0]} of the generated and ${medians[1]} of the reference jets: these look like MeV`,
    expected: "both in GeV",
  });
}

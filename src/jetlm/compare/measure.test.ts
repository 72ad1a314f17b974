/** What is checked before and after measuring: units, numbers of jets, names, limits. */
import { describe, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { METRIC_GROUPS } from "./metricGroups.ts";
import { chooseGroups, measureJets, requireSameUnit } from "./measure.ts";
import { judgeThresholds, parseThreshold, requireMeasured } from "./thresholds.ts";
import { trialJets } from "./trialJets.ts";

const context = () => createContext({ threads: 1 });
const jets = { generated: trialJets({ count: 12, seed: 1 }), reference: trialJets({ count: 20, seed: 2 }) };
const of = (value: number) => ({ value, standardError: 0.01, floor: 0, floorSpread: 0 });

async function refused(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was refused";
}

test("groups add their distances under names of their own; the seed decides", async () => {
  const request = { groups: ["observables", "sliced", "jetnet"], resamples: 10 } as const;
  const [first, second] = [await measureJets(context(), jets, request), await measureJets(context(), jets, request)];
  expect(first).toEqual(second);
  const names = Object.keys(first.distances);
  expect(names).toHaveLength(10 * 4 + 2 + 6);
  expect(names).toEqual(expect.arrayContaining(["mass.w1", "tau32.klProbabilities", "sw2", "w1efp"]));
  expect(names.sort()).toEqual(request.groups.flatMap((name) => METRIC_GROUPS[name].names).sort());
  expect(first.comparison?.observables.d2?.referenceLeftOut).toBe(0);
});

test("a group is measured alike alone and with others", async () => {
  const alone = await measureJets(context(), jets, { groups: ["sliced"], resamples: 10 });
  const both = await measureJets(context(), jets, { groups: ["observables", "sliced"], resamples: 10 });
  expect(both.distances["sw1"]).toEqual(alone.distances["sw1"]);
});

test("all names of groups, each once", () => {
  expect(chooseGroups(["sliced", "observables", "sliced"])).toEqual(["sliced", "observables"]);
  expect(chooseGroups(["sliced, jetnet", "observables"])).toEqual(["sliced", "jetnet", "observables"]);
  expect(chooseGroups(["all"])).toEqual(expect.arrayContaining(["observables", "sliced", "classifier", "fpd"]));
});

test("fewer jets than recommended are measured with a warning", async () => {
  const warnings: string[] = [];
  const own = context();
  own.subscribe((event) => event.type === "warning" && warnings.push(event.text));
  await measureJets(own, jets, { groups: ["sliced"], resamples: 10 });
  expect(warnings).toEqual(["sliced: 12 jets where 100 are recommended; read its values against their floors"]);
});

describe("bad input", () => {
  test("samples of which one looks like MeV", async () => {
    const inMeV = { ...jets.reference, pt: jets.reference.pt.map((pt) => 1e4 * pt) };
    expect(await refused(() => requireSameUnit({ ...jets, reference: inMeV }))).toMatch(
      /^the samples are in different units at the reference jets: found "median jet pT \S+ of the generated and \S+ of the reference jets: these look like MeV", expected both in GeV \[jetlm\/units-differ\]/,
    );
  });

  test("too few jets for a Frechet distance", async () => {
    expect(await refused(() => measureJets(context(), jets, { groups: ["fpd"], resamples: 10 }))).toBe(
      "too few jets for the metrics fpd at the generated jets: found 12, expected at least 1000 generated and 2000 " +
        "reference jets (two halves for the floor) [jetlm/too-few-jets]. Leave fpd out of --metrics, or give more jets",
    );
  });

  test("metrics that nobody knows", async () => {
    expect(await refused(() => chooseGroups(["slice"]))).toBe(
      'there is no such group of metrics: found "slice", expected all, or some of observables, sliced, classifier, jetnet, ' +
        "fpd, fpnd, coverage, embeddings, judge [jetlm/unknown-metrics]. Nearest: sliced",
    );
  });

  test.for(["auc", "auc=", "=0.5", "auc=0.5=1", "auc=low"])("the threshold %s", async (words) => {
    expect(await refused(() => parseThreshold(words))).toBe(
      `a threshold names a metric and its limit at --threshold: found "${words}", expected NAME=VALUE, for example ` +
        "auc=0.6 or mass.kl=0.02 [jetlm/bad-threshold]",
    );
  });

  test("a threshold of what is not measured", async () => {
    expect(await refused(() => requireMeasured([parseThreshold("acu=0.6")], ["auc", "sw1"]))).toBe(
      'a threshold for a metric that is not measured at --threshold: found "acu", expected auc, sw1 ' +
        "[jetlm/unknown-metric]. Nearest: auc; --metrics chooses what is measured",
    );
  });
});

describe("verdicts", () => {
  const distances = { auc: of(0.55), coverage: of(0.4), "mass.kl": of(Infinity) };
  const judge = (...words: string[]) => judgeThresholds(words.map(parseThreshold), distances);

  test("no limit, no verdict", () => expect(judge()).toBeUndefined());

  test("most metrics may not be above their limit, coverage not below", () => {
    expect(judge("auc=0.55", "coverage=0.4")).toEqual({
      passed: true,
      text: "all limits kept: auc 0.55 +- 0.01 <= 0.55, coverage 0.4 +- 0.01 >= 0.4",
    });
    expect(judge("auc=0.5", "coverage=0.5", "mass.kl=0.02")).toEqual({
      passed: false,
      text: "3 of 3 limits broken: auc 0.55 +- 0.01 > 0.5, coverage 0.4 +- 0.01 < 0.5, mass.kl infinite +- 0.01 > 0.02",
    });
    expect(judge("auc=0.6", "coverage=0.5")).toMatchObject({ passed: false, text: expect.stringMatching(/^1 of 2/) });
  });
});

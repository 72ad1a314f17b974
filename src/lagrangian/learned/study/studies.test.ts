/** A study end to end with networks that learn nothing, judges on known numbers, and what holds without a network. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext, executeTask, findData } from "../../../run/index.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { fieldListWords } from "../../words/wordGrammar.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";
import { completeSet } from "../compact/compactTarget.ts";
import { itemFeatures } from "../compact/features.ts";
import { SIZES } from "../compact/model.ts";
import { allLists, fieldCount, fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { ARMS, planOf } from "./arms.ts";
import { respelled, spelledWords } from "./chargeSpelling.ts";
import type { CompactStudy } from "./compactStudy.ts";
import { keepLists } from "./keptLists.ts";
import { scoreAll } from "./measure.ts";
import type { ArmName } from "./measure.ts";
import { chargeSpellings } from "./questions/chargeSpellings.ts";
import { countingThreshold } from "./questions/countingThreshold.ts";
import { fieldTokens } from "./questions/fieldTokens.ts";
import { manyFields } from "./questions/manyFields.ts";
import { KNOWN, unseenDenominators } from "./questions/unseenDenominators.ts";
import { engineAgainstOracle } from "./questions/unseenIrreps.ts";
import { verifiedShare } from "./questions/verifiedShare.ts";
import { boundText, comparisonText, percentText } from "./sentences.ts";
import { seedMean } from "./seeds.ts";
import { studyOptions } from "./study.ts";
import { studyTask } from "./studyTask.ts";
import { drawTestLists } from "./testLists.ts";
import type { TestDraw } from "./testLists.ts";
import { runCell } from "./twinCell.ts";
import type { TwinCellOptions } from "./twinCell.ts";
import { isTrained } from "./twins.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-study-"));
afterAll(() => rmSync(root, { recursive: true }));

test("c3 from its lists to its report; its twins are kept, and what they wrote is found again", async () => {
  const twins = join(root, "twins");
  const tiny = { twins, lists: "random:300:3", seeds: 2, size: "tiny", steps: 1, rows: 1, warmup: 0 } as const;
  const options = studyOptions.parse({ ...tiny, testLists: 5, maxTokens: 4 });
  const settings = { root, common: { out: join(root, "c3"), threads: 2, seed: 1 } };
  const { result } = await executeTask(studyTask, { study: "c3", ...options }, settings);
  const [{ name, answer }] = (result as Awaited<ReturnType<typeof studyTask.run>>).studies;
  expect([name, answer.length]).toEqual(["c3", 2]);
  const page = readFileSync(join(root, "c3", "report.html"), "utf8");
  for (const words of ["charges k/4", "SU(3) 6bar", "nearest", "S_Lagrangian"]) expect(page).toContain(words);
  const { folder, hash } = keepLists(createContext({ seed: 1 }), options.lists, twins);
  const plan = planOf(ARMS.numeric, options, 2);
  expect(isTrained(twins, plan, hash)).toBe(true);
  const written = () =>
    readdirSync(join(twins, "written")).map((file) => statSync(join(twins, "written", file)).mtimeMs);
  const before = written();
  expect(before.length).toBe(8); // 2 seeds, 4 sets of test lists
  const tests = readdirSync(join(twins, "tests")).map((file) => join(twins, "tests", file));
  const cell = { twins, twin: "", plan, lists: folder, tests, maxTokens: 4, device: "cpu" } satisfies TwinCellOptions;
  await runCell({ ...cell }, { folder: root, threads: 1, progress: () => {} });
  expect(written()).toEqual(before);
}, 300_000);

/** What the judges make of arms that write a known share of the true types; `share` by arm, test set and number of fields. */
describe("judges", () => {
  type Share = (arm: ArmName, test: string, fields: number) => number;
  const options = studyOptions.parse({ testLists: 10, seeds: 3 });
  const lists = { set: openLists(createContext({ seed: 4 }), "random:40:4"), hash: "", folder: "" };
  const drawn = new Map<string, LabelledLists>();

  function draw(given: TestDraw): LabelledLists {
    const key = JSON.stringify(given);
    const set = drawn.get(key) ?? drawTestLists({ ...given, lists: 12 }, createRng(2));
    drawn.set(key, set);
    return set;
  }

  function judged({ arms, labels = {}, tests, judge }: CompactStudy, share: Share) {
    const sets = tests(options).map((test) => ({ ...test, set: draw(test.draw), path: "" }));
    const runs = arms.flatMap((arm) =>
      sets.map(({ name, set }) => {
        const written = allLists(set).map((list) => {
          const types = typesOfList(set, list);
          return completeSet(types.slice(0, Math.round(share(arm, name, fieldCount(set, list)) * types.length)));
        });
        const run = { written, scores: scoreAll(set, written) };
        return { arm, test: name, runs: [1, 2, 3].map((seed) => ({ seed, ...run })) };
      }),
    );
    return judge({ options, lists, tests: sets, arms, labels, runs, baselines: [] });
  }

  test("q1: a drop on unseen denominators is told, a bound is kept or not", () => {
    const { answer } = judged(unseenDenominators, (arm, test) => (arm === "numeric" || test === KNOWN ? 1 : 0.5));
    expect(answer[0]).toContain("a change of 0.0 points (0.0 to 0.0). At most 5 points below: yes.");
    expect(answer[1]).toMatch(/^Memorised charges: 100\.0 % .* a change of -\d/);
    expect(answer[2]).toMatch(/^On unseen denominators S_Lagrangian of numeric charges is above /);
  });

  test("q2: flat recall, and recall that ends at 6 fields", () => {
    const { answer } = judged(manyFields, (arm, _, fields) => (arm === "numeric" && fields > 6 ? 0 : 1));
    expect(answer[0]).toMatch(/^pairs, balanced: trilinear recall 100\.0 % .*point a field: yes\.$/);
    expect(answer[4]).toMatch(/^pairs, balanced, to 6 fields: .*point a field: no\.$/);
    expect(answer[5]).toMatch(/^Undecided: /);
    expect(answer[8]).toContain(" is above ");
  });

  test("e2, e3: equal arms are undecided; every spelling is the same list", () => {
    const { answer } = judged(fieldTokens, (arm) => (arm === "opaque" ? 0 : 1));
    expect(answer.slice(1).map((text) => text.slice(0, 9))).toEqual(["Undecided", "S_Lagrang"]);
    expect(judged(chargeSpellings, () => 1).answer[0]).toMatch(/^(\d+) of \1 lists /);
  });

  test("c1: the number of fields from which less than half are exact", () => {
    const { answer } = judged(countingThreshold, (arm, _, fields) => (arm === "numeric" && fields > 6 ? 0 : 1));
    expect(answer.map((text) => text.split(": ").at(-1))).toEqual([
      "7, 7, 7.",
      "above 10, above 10, above 10.",
      "above 10, above 10, above 10.",
    ]);
  });

  test("c2: true types are invariant, by the verifier", () => {
    const { answer } = judged(verifiedShare, (_, __, fields) => (fields <= 4 ? 1 : 0));
    for (const text of answer) expect(text).toContain("all verified exactly, 100.0 % (100.0 to 100.0) are invariant");
  });
});

describe("spellings of a charge", () => {
  const list = (charge: string) => {
    return inCanonicalOrder(readFieldList(splitWords(`FIELD SPIN 0 SU2 2 U1 ${charge} FIELD SPIN 0 U1 1`))).fields;
  };

  test("1/2, 2/4 and 3/6 give a network the same numbers", () => {
    const features = (charge: string) => itemFeatures(list(charge), [[0], [2], [0, 2]], SIZES.s); // letters of both fields
    expect(features("2 / 4")).toEqual(features("1 / 2"));
    expect(features("- 3 / 6")).toEqual(features("- 1 / 2"));
    expect(features("1 / 3")).not.toEqual(features("1 / 2"));
  });

  test("other spellings are other words of the same list; neutral fields have none", () => {
    const text = "FIELD SPIN 1 / 2 SU2 2 U1 - 1 / 3 HEL - 1 / 2 FIELD SPIN 0 U1 1 FIELD SPIN 0 SU3 3";
    const fields = readFieldList(splitWords(text));
    const twice = "[SOS] FIELD SPIN 1 / 2 SU2 2 U1 - 2 / 6 HEL - 1 / 2 FIELD SPIN 0 U1 2 / 2 FIELD SPIN 0 SU3 3 [EOS]";
    expect(spelledWords(fields, 2).join(" ")).toBe(twice);
    expect(spelledWords(fields, 1)).toEqual(fieldListWords(fields));
    const set = openLists(createContext({ seed: 8 }), "random:30:4");
    for (let list = 0; list < 30; list++) {
      const own = fieldsOfList(set, list);
      for (const k of [1, 2, 3, 4]) expect(respelled(own, k)).toEqual(own);
    }
  });
});

describe("answers", () => {
  test("an interval with both signs is called undecided", () => {
    expect(comparisonText("Recall", "a", "b", seedMean([-1, 0, 2]))).toMatch(
      /^Undecided: Recall of a minus that of b is 0\.3 points \(-3\.5 to 4\.1\)/,
    );
    expect(comparisonText("Recall", "a", "b", seedMean([4, 5, 6]))).toBe(
      "Recall of a is above that of b: the difference is 5.0 points (2.5 to 7.5).",
    );
  });

  test("a bound holds, does not, or lies within the interval; shares end at 100 %", () => {
    expect(
      [seedMean([-1, -2, -3]), seedMean([-8, -9, -8.5]), seedMean([-4, -5, -6])].map((v) => boundText(v, -5)),
    ).toEqual(["yes", "no", "undecided"]);
    expect(percentText(seedMean([98, 99, 100]))).toBe("99.0 % (96.5 to 100.0)");
  });
});

test.skipIf(findData("lagrangian") === undefined)(
  "the engine has every list of the oracle's extension (needs shared data)",
  () => {
    expect(engineAgainstOracle()).toEqual({ lists: 168, right: 168 });
  },
);

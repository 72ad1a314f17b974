/** Studies end to end with networks that learn nothing, and what holds without a network. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createContext, executeTask, findData } from "../../../run/index.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { fieldListWords } from "../../words/wordGrammar.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";
import { itemFeatures } from "../compact/features.ts";
import { fieldsOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { SIZES } from "../compact/model.ts";
import { engineAgainstOracle } from "./questions/unseenIrreps.ts";
import { respelled, spelledWords } from "./chargeSpelling.ts";
import { boundText, comparisonText, percentText } from "./sentences.ts";
import { seedMean } from "./seeds.ts";
import { studyTask } from "./studyTask.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-study-"));
afterAll(() => rmSync(root, { recursive: true }));

test("q1 from its lists to its report; asked again, everything is found", async () => {
  const twins = join(root, "twins");
  const tiny = { study: "q1", twins, lists: "random:300:3", seeds: 2, size: "tiny", steps: 2, rows: 1, warmup: 1 };
  const options = { ...tiny, testLists: 10, maxTokens: 8 };
  const run = (name: string) =>
    executeTask(studyTask, options, { root, common: { out: join(root, name), threads: 2 } });
  const first = (await run("first")).result as Awaited<ReturnType<typeof studyTask.run>>;
  expect(first.studies.map(({ name }) => name)).toEqual(["q1"]);
  expect(first.summary).toContain("At most 5 points below: ");
  const page = readFileSync(join(root, "first", "report.html"), "utf8");
  for (const words of ["numeric charges", "memorised charges", "nearest", "S_Lagrangian"])
    expect(page).toContain(words);
  const second = (await run("second")).result;
  expect(second).toEqual(first);
}, 300_000);

describe("spellings of a charge", () => {
  const list = (charge: string) => {
    return inCanonicalOrder(readFieldList(splitWords(`FIELD SPIN 0 SU2 2 U1 ${charge} FIELD SPIN 0 U1 1`))).fields;
  };

  test("1/2, 2/4 and 3/6 give a network the same numbers", () => {
    const features = (charge: string) => itemFeatures(list(charge), [[0], [1], [0, 1]], SIZES.s);
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

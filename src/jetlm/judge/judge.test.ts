import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { readNpyFile } from "../../formats/index.ts";
import { loadParticleNetKin } from "../../nets/index.ts";
import { createContext, dataFolders, findData } from "../../run/index.ts";
import { Scope } from "../../tensor/index.ts";
import { compareAssignment, totalVariation } from "../compare/assignment.ts";
import { momentumColumns } from "../compare/momenta.ts";
import { trialJets } from "../compare/trialJets.ts";
import { readJets } from "../data.ts";
import { relativeJets } from "../features.ts";
import { findJets } from "../jetSets.ts";
import { taggerLogits, type Architecture } from "../tagging/architectures.ts";
import { tagJets } from "../tagging/tagger.ts";
import { saveTagger } from "../tagging/taggerFolder.ts";
import { assignedClasses, binomial, confusionMatrix, jetClassLabels, recalls } from "./confusion.ts";
import { embedder, logitsOf } from "./embedding.ts";
import { openJudge, requirePublished, type Judgement } from "./judge.ts";
import { classVerdict, taggingVerdict } from "./verdicts.ts";

const WEIGHTS = findData("jet-foundation/particlenet-kin");
const CLASSES = ["QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl"];

function golden(name: string): Judgement {
  const { data } = readNpyFile(join(WEIGHTS!, `golden_logits_${name}.npy`));
  return { classes: CLASSES, logits: Float64Array.from(data, Number), embeddings: undefined };
}

// Specification jetlm.md, 6.3.
const CONFUSION = [
  "33 2 1 2 1 0 3 2 2 2",
  "0 27 8 6 3 1 2 0 1 0",
  "3 15 23 4 4 2 1 0 3 0",
  "1 3 3 29 6 1 2 0 5 0",
  "0 0 1 2 26 0 1 1 2 0",
  "0 0 0 0 0 45 3 2 0 2",
  "1 0 2 2 1 3 36 9 0 0",
  "1 2 0 0 1 3 7 34 0 1",
  "0 1 2 1 0 0 0 0 60 1",
  "0 0 0 0 0 0 0 0 0 46",
].map((row) => row.split(" ").map(Number));

test.skipIf(WEIGHTS === undefined)("500 JetClass jets: 359 in their class, 0.78224 nats (needs shared data)", () => {
  const { labels } = readJets(findJets(dataFolders(), "jetclass500"));
  const verdict = classVerdict(golden("jetclass500"), labels)!;
  expect(verdict.confusion).toEqual(CONFUSION);
  expect([verdict.right, verdict.accuracy.value]).toEqual([359, 0.718]);
  expect(verdict.crossEntropy).toBeCloseTo(0.78224, 5);
  expect(verdict.recalls[9]).toEqual({ right: 46, all: 46 });
});

test.skipIf(WEIGHTS === undefined)(
  "zero-shot tagging of 400 jets: AUC 0.9893, accuracy 0.9675 (needs shared data)",
  () => {
    const { labels } = readJets(findJets(dataFolders(), "top2000"));
    const options = { signal: "Tbqq", background: "QCD", rng: createRng(1) };
    const { auc, accuracy } = taggingVerdict(golden("top2000_first400"), labels!.slice(0, 400), options)!;
    expect(auc.value).toBeCloseTo(0.9893, 4);
    expect(accuracy.value).toBe(0.9675);
  },
);

test.skipIf(WEIGHTS === undefined)(
  "embeddings and the last layer give the golden logits (needs shared data)",
  async () => {
    const { offsets, px, py, pz, energy } = readJets(findJets(dataFolders(), "jetclass500"));
    const few = { offsets: offsets.slice(0, 9), px, py, pz, energy };
    const embeddings = await embedder(WEIGHTS!)(few);
    expect(embeddings).toHaveLength(8 * 256);
    const expected = golden("jetclass500").logits;
    logitsOf(loadParticleNetKin(WEIGHTS!), embeddings).forEach((logit, i) =>
      expect(Math.abs(logit - expected[i])).toBeLessThan(2e-5),
    );
  },
);

describe("labels", () => {
  const judgement: Judgement = {
    classes: ["QCD", "top"],
    logits: Float64Array.of(2, 1, 0, 3, 1, 1),
    embeddings: undefined,
  };

  test("assigned classes, of equal logits the first; shares and their errors", () => {
    expect([...assignedClasses(judgement.logits, 2)]).toEqual([0, 1, 0]);
    const confusion = confusionMatrix([0, 1, 1], [0, 1, 0], 2);
    expect(confusion).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(recalls(confusion)).toEqual([
      { right: 1, all: 1 },
      { right: 1, all: 2 },
    ]);
    expect(binomial({ right: 1, all: 2 })).toEqual({ value: 0.5, error: Math.sqrt(0.125) });
    expect(binomial({ right: 0, all: 0 }).error).toBe(Infinity);
  });

  test("labels of two classes are no labels of JetClass, and no labels are none", () => {
    expect(jetClassLabels(Int32Array.of(0, 1, 1), 10)).toBeUndefined();
    expect(jetClassLabels(Int32Array.of(0, 1, 12), 10)).toBeUndefined();
    expect(jetClassLabels(undefined, 10)).toBeUndefined();
    expect(jetClassLabels(Int32Array.of(0, 8), 10)).toEqual(Int32Array.of(0, 8));
    const two = { signal: "top", background: "QCD", rng: createRng(1) };
    expect(taggingVerdict(judgement, Int32Array.of(1, 1, 1), two)).toBeUndefined();
    expect(taggingVerdict(judgement, Int32Array.of(0, 1, 0), two)?.auc.value).toBe(1);
  });

  test("a class that the judge does not know", () => {
    const two = { signal: "tpo", background: "QCD", rng: createRng(1) };
    expect(() => taggingVerdict(judgement, Int32Array.of(0, 1, 0), two)).toThrow(
      'the judge has no such class: found "tpo", expected QCD, top [jetlm/unknown-class]. Nearest: top',
    );
  });
});

describe("assignment", () => {
  test("total variation of distributions over classes", () => {
    expect(totalVariation(Float64Array.of(0.5, 0.5, 0), Float64Array.of(0, 0.5, 0.5))).toBe(0.5);
  });

  test("samples judged alike are at 0; recall where both have labels", () => {
    const logits = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));
    const labels = Int32Array.from({ length: 20 }, (_, jet) => jet % 3);
    const judged = { logits, labels };
    const found = compareAssignment({ generated: judged, reference: judged }, ["a", "b", "c"], {
      rng: createRng(1),
      resamples: 20,
    });
    expect(found.totalVariation.value).toBe(0);
    expect(found.totalVariation.floor).toBeGreaterThan(0);
    expect(found.counts.generated).toEqual([7, 7, 6]);
    expect(found.recall?.reference.map(({ right, all }) => right / all)).toEqual([1, 1, 1]);
  });
});

test("a tagger that was trained here judges by its folder", async () => {
  const architecture: Architecture = { network: "pfn", config: { particle: [4], jet: [4], classes: 2 } };
  const scope = Scope.create();
  taggerLogits(scope, architecture, 1, 32);
  const fill = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  const parameters = new Map(
    scope.parameters.map(({ name, tensor }) => {
      const size = tensor.shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape: tensor.shape, data: fill(size) }] as const;
    }),
  );
  const tagger = { architecture, lengths: [32], classes: ["QCD", "top"], parameters };
  const folder = mkdtempSync(join(tmpdir(), "glueball-judge-"));
  try {
    saveTagger(folder, { ...tagger, training: {} });
    const relative = trialJets({ count: 5, seed: 1 });
    const store = {
      ...momentumColumns(relative),
      name: "toys",
      sha256: "",
      labels: undefined,
      rows: new Int32Array(5),
    };
    const jets = { ...store, skipped: { empty: 0, bad: 0 }, warnings: [] };
    const judge = openJudge(folder);
    const context = createContext({ threads: 1 });
    const { logits, embeddings } = await judge.judge(context, jets);
    expect(judge.classes).toEqual(["QCD", "top"]);
    expect(embeddings).toBeUndefined();
    expect([...logits]).toEqual([...(await tagJets(tagger, relativeJets(jets), context))]);
    expect(logits[0]).not.toBe(logits[2]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("bad input", () => {
  test("a folder without a judge", () => {
    expect(() => openJudge("/nowhere")).toThrow("[jetlm/not-a-tagger]");
  });

  test("no published weights: how to train a judge", () => {
    expect(() => requirePublished(undefined)).toThrow(
      "no data folder has the published ParticleNet of JetClass at jet-foundation/particlenet-kin: expected manifest.json and " +
        "weights.f32 there, in a folder of GLUEBALL_DATA [jetlm/judge-absent]. Train a judge here with: glueball jetlm tag " +
        "simulated:jetclass:20000, and give its run folder as --judge",
    );
  });
});

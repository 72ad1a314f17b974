import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { writeNpyFile } from "../formats/index.ts";
import { executeTask } from "../run/index.ts";
import { Scope } from "../tensor/index.ts";
import { packJets } from "./features.ts";
import { likelihoodTask } from "./likelihoodTask.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig, nextTokenLoss, packedInputs } from "./model.ts";
import { saveModel } from "./modelFolder.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { toFourVectors } from "./vectors.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-likelihood-"));
afterAll(() => rmSync(root, { recursive: true }));

test("one line a jet, whose sum is the result; a report with the curve", async () => {
  const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2 });
  const config = modelConfig({ ...ARCHITECTURES["ours-s"], layers: 1, width: 8, heads: 2 }, tokeniser, 6, 2);
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, 2), config);
  const classes = { names: ["a", "b"], fractions: [0.5, 0.5] };
  const parameters = scope.initialValues(createRng(1));
  saveModel(join(root, "model"), { config, tokeniser, parameters, classes, training: {} });
  const rng = createRng(2);
  const jets = Array.from({ length: 12 }, (_, jet) => {
    const column = (draw: () => number) => Float64Array.from({ length: 2 + (jet % 3) }, draw);
    const pt = column(() => 1 + 50 * rng.uniform()).sort((a, b) => b - a);
    return { pt, etaRel: column(() => 0.4 * rng.uniform()), phiRel: column(() => 0.4 * rng.uniform()) };
  });
  const file = join(root, "toys_vectors.npy");
  writeNpyFile(file, toFourVectors(packJets(jets, undefined)));

  const common = { out: join(root, "run"), threads: 1 };
  const run = await executeTask(likelihoodTask, { model: root, jets: file }, { root, common });
  const read = (name: string) => readFileSync(join(run.folder!, name), "utf8");
  const result = JSON.parse(read("result.json"));
  const [header, ...lines] = read("likelihoods.csv").trim().split("\n");
  expect(header).toBe(
    "jet,tokens,constituents,logProbability,logDensity,logProbabilityOfClass0,logProbabilityOfClass1",
  );
  const rows = lines.map((line) => line.split(",").map(Number));
  expect(rows).toHaveLength(12);
  const sum = (column: number) => rows.reduce((total, row) => total + row[column], 0);
  expect(result.all.natsPerToken).toBeCloseTo(-sum(3) / sum(1), 9);
  expect(result.all.densityNatsPerConstituent).toBeCloseTo(-sum(4) / sum(2), 9);
  for (const row of rows) expect(Math.exp(row[3])).toBeCloseTo((Math.exp(row[5]) + Math.exp(row[6])) / 2, 9);
  expect(result.density).toBe("exact");
  expect(read("report.html")).toContain("<svg");
});

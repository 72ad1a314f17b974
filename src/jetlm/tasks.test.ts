import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { readNpyFile, writeNpyFile } from "../formats/index.ts";
import { executeTask, readManifest, resolveOptions, taskFields } from "../run/index.ts";
import type { Execution } from "../run/index.ts";
import { Scope } from "../tensor/index.ts";
import { OBSERVABLES } from "./compare/observables.ts";
import { packJets } from "./features.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { nextTokenLoss, packedInputs, rowLength } from "./model.ts";
import { saveModel } from "./modelFolder.ts";
import { tasks } from "./tasks.ts";
import { vocabularySize } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { toFourVectors } from "./vectors.ts";

const byName = (name: string) => tasks.find((task) => task.name === name)!;
const [train, generate, evaluate] = ["train", "generate", "evaluate"].map(byName);

interface ObservableResult {
  readonly w1: { readonly value: number; readonly floor: number };
  readonly kl: { readonly value: number };
}

let root = "";
/** A file of toy jets, a truncated copy of it, one of jets that are too wide, and the folder of a model that was never trained. */
let jets = "";
let truncated = "";
let wide = "";
let model = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "glueball-jetlm-"));
  jets = join(root, "toys_vectors.npy");
  const rng = createRng(1);
  const toys = Array.from({ length: 40 }, () => {
    const values = (draw: () => number) => Float64Array.from({ length: 3 }, draw);
    const angle = () => 0.5 * (2 * rng.uniform() - 1);
    return { pt: values(() => 1 + 50 * rng.uniform()), etaRel: values(angle), phiRel: values(angle) };
  });
  writeNpyFile(jets, toFourVectors(packJets(toys, undefined)));
  truncated = join(root, "truncated_vectors.npy");
  const bytes = readFileSync(jets);
  writeFileSync(truncated, bytes.subarray(0, bytes.length - 10));
  wide = join(root, "wide_vectors.npy");
  const pair = { pt: Float64Array.of(20, 20), etaRel: Float64Array.of(2, -2), phiRel: Float64Array.of(0, 0) };
  const pairs = Array.from({ length: 20 }, () => pair);
  writeNpyFile(wide, toFourVectors(packJets(pairs, undefined)));
  model = join(root, "model");
  const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2 });
  const shape = { layers: 1, width: 8, heads: 2, norm: "rms", normPosition: "pre", positions: "rotary" } as const;
  const config = { ...shape, activation: "gelu", dropout: 0, cap: 5, vocabulary: vocabularySize(tokeniser) } as const;
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, rowLength(config.cap)), config);
  saveModel(model, { config, tokeniser, parameters: scope.initialValues(rng), training: {} });
});
afterAll(() => rmSync(root, { recursive: true }));

let runs = 0;
/** Runs a task in a folder of its own; what it leaves there is the test's to look at. */
async function attempt(task: (typeof tasks)[number], options: Record<string, unknown>) {
  const path = join(root, "runs", String(runs++));
  mkdirSync(path, { recursive: true });
  const execution = executeTask(task, options, { root: path, common: { threads: 1 } });
  const outcome = await execution.catch((error: unknown) => error);
  return { outcome, path };
}

describe("the task table", () => {
  test("every preset of train resolves; without a name it is study, which is the defaults", () => {
    const resolved = Object.keys(train.presets!).map((preset) => resolveOptions(train, { jets: "top2000" }, preset));
    expect(resolved.map(({ preset }) => preset)).toEqual(["study", "smoke", "paper"]);
    expect(resolveOptions(train, { jets: "top2000" })).toEqual(resolved[0]);
    expect(Object.values(resolved[0].origins)).not.toContain("preset");
    // The published grid and network of OmniJet-alpha.
    expect(resolved[2].options).toMatchObject({ architecture: "omnijet-alpha", binsPt: 40, binsEta: 30, binsPhi: 30 });
  });

  test("every option says what it is", () => {
    for (const task of tasks) for (const { help } of taskFields(task)) expect(help.length).toBeGreaterThan(5);
  });
});

describe("good input", () => {
  test("generate leaves four-vectors and a verdict, repeatably; evaluate reads them", async () => {
    const [first, second] = [
      await attempt(generate, { model, count: 30 }),
      await attempt(generate, { model, count: 30 }),
    ];
    const { result, exitCode, folder } = first.outcome as Execution;
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ jets: 30, valid: 30, file: join(folder!, "generated_vectors.npy") });
    expect(result.verdict).toEqual({
      passed: true,
      text: "all 30 generated jets are valid: ids, end, pT order, angles, momenta",
    });
    const { shape, data } = readNpyFile(join(folder!, "generated_vectors.npy"));
    expect([shape[0], shape[1]]).toEqual([30, 4]);
    expect(readNpyFile(join((second.outcome as Execution).folder!, "generated_vectors.npy")).data).toEqual(data);

    const compared = await attempt(evaluate, {
      generated: join(folder!, "generated_vectors.npy"),
      reference: jets,
      metrics: ["observables"], // three constituents each: what is the same in all jets has no place among the slices
      resamples: 10,
    });
    const comparison = compared.outcome as Execution;
    expect(comparison.result).toMatchObject({ observables: { multiplicity: { referenceMean: 3 } } });
    expect(comparison.result.summary).toMatch(/^mass.w1 [\d.]+ \+- [\d.]+ \(floor [\d.]+\)/);
    const files = Object.keys(readManifest(comparison.folder!)!.files);
    expect(files).toEqual(expect.arrayContaining(["report.html", "result.json", "run.json"]));
  });

  test("generate goes on from given jets and keeps what passes the cuts, and says how many", async () => {
    const options = { model, count: 20, prompt: jets, promptConstituents: 1, cut: ["multiplicity=2:4"] };
    const { outcome } = await attempt(generate, options);
    const { result, exitCode } = outcome as Execution;
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      valid: 20,
      prompt: { constituents: 1, jets: 40, leftOut: 0, source: { text: "40 jets of toys" } },
      acceptance: { value: expect.any(Number), error: expect.any(Number) },
    });
    const { tried, passed, value } = (result as unknown as { acceptance: Record<string, number> }).acceptance;
    expect(value).toBe(passed / tried);
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(result.summary).toContain("\ngoing on from the first 1 of 40 jets of toys\n");
    expect(result.summary).toContain(`\n${passed} of ${tried} generated jets pass the cuts: `);
  });

  test("evaluate against self-made jets says that they are", async () => {
    const before = process.cwd();
    process.chdir(root); // samples are kept in runs/samples there
    onTestFinished(() => process.chdir(before));
    const reference = "simulated:quark-gluon:10";
    const { outcome } = await attempt(evaluate, {
      generated: jets,
      reference,
      resamples: 10,
    });
    const { result, folder } = outcome as Execution;
    const said = "10 self-made jets (simulated:quark-gluon:10), simulated by this program";
    expect(result).toMatchObject({
      generated: { selfMade: false, jets: 40, text: "40 jets of toys" },
      reference: { name: reference, selfMade: true, jets: 10, text: said },
    });
    expect(result.summary).toContain(`\n40 jets of toys against ${said}`);
    expect(readFileSync(join(folder!, "report.html"), "utf8")).toContain(`Compared: 40 jets of toys against ${said}.`);
  });

  test("evaluate of jets against themselves: distances 0", async () => {
    const { outcome } = await attempt(evaluate, {
      generated: jets,
      reference: jets,
      metrics: ["observables"], // three constituents each: what is the same in all jets has no place among the slices
      resamples: 10,
    });
    const { observables } = (outcome as Execution).result as unknown as {
      observables: Record<string, ObservableResult>;
    };
    expect(Object.keys(observables).sort()).toEqual(Object.keys(OBSERVABLES).sort());
    for (const { w1, kl } of Object.values(observables)) {
      expect([w1.value, kl.value]).toEqual([0, 0]);
      expect(w1.floor).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("bad input", () => {
  const cases: readonly (readonly [string, (typeof tasks)[number], () => Record<string, unknown>, string])[] = [
    [
      "a set of jets that nobody knows",
      train,
      () => ({ jets: "top200" }),
      'there is no set of jets of this name: found "top200", expected top2000 [jetlm/unknown-jet-set]',
    ],
    [
      "a file that is not there",
      train,
      () => ({ jets: join(root, "none.npy") }),
      "there is no file of jets at ROOT/none.npy: expected a file of jets (four-vectors in .npy or .npy.gz, JetClass, Aspen Open Jets, Parquet, HDF5), " +
        "or jets by name: top2000, qg2000, jetclass500, simulated:top-tagging, simulated:quark-gluon, simulated:jetclass " +
        "[jetlm/no-jets-file]",
    ],
    [
      "a folder",
      evaluate,
      () => ({ generated: model, reference: jets }),
      "this is a folder and no file of jets at ROOT/model: expected a file of jets (four-vectors in .npy or .npy.gz, JetClass, Aspen Open Jets, Parquet, HDF5), " +
        "or jets by name: top2000, qg2000, jetclass500, simulated:top-tagging, simulated:quark-gluon, simulated:jetclass " +
        "[jetlm/no-jets-file]",
    ],
    [
      "a truncated file",
      train,
      () => ({ jets: truncated }),
      'the file ends too early at ROOT/truncated_vectors.npy, byte 128: found "1910 bytes", expected 1920 bytes ' +
        "[formats/npy-truncated]. Download or copy the file again",
    ],
    [
      "a truncated file of generated jets",
      evaluate,
      () => ({ generated: truncated, reference: jets }),
      'the file ends too early at ROOT/truncated_vectors.npy, byte 128: found "1910 bytes", expected 1920 bytes ' +
        "[formats/npy-truncated]. Download or copy the file again",
    ],
    [
      "no model",
      generate,
      () => ({ model: join(root, "nowhere") }),
      'this is not the folder of a jet language model at ROOT/nowhere: found "nothing there", expected config.json ' +
        "and model.safetensors [jetlm/not-a-model]. glueball jetlm train makes one: give its run folder",
    ],
    [
      "jets that are all wider than the tokeniser",
      train,
      () => ({ jets: wide }),
      "no jet has a constituent inside the angular range of the tokeniser at the training jets: " +
        'found "26 of 26 constituents outside", expected |etaRel| and |phiRel| below 0.8 [jetlm/no-jet-in-range]. ' +
        "The columns must be px, py, pz, E, and the jets not much wider than R = 0.8",
    ],
  ];

  /** Options that the schema refuses, with the option and the end of the sentence. */
  const refused: readonly (readonly [string, (typeof tasks)[number], () => Record<string, unknown>, string])[] = [
    ["steps 0", train, () => ({ jets, steps: 0 }), range("--steps", "0", "an integer >= 1 (default 1500)")],
    ["rate 0", train, () => ({ jets, rate: 0 }), range("--rate", "0", "a number > 0 (default 0.003)")],
    [
      "temperature -1",
      generate,
      () => ({ model, temperature: -1 }),
      range("--temperature", "-1", "a number >= 0 (default 1)"),
    ],
    ["topP 0", generate, () => ({ model, topP: 0 }), range("--top-p", "0", "a number > 0, <= 1")],
    ["count 0", generate, () => ({ model, count: 0 }), range("--count", "0", "an integer >= 1 (default 2000)")],
    [
      "half a bin",
      train,
      () => ({ jets, binsPt: 2.5 }),
      "the option has the wrong type at --bins-pt: found 2.5, expected an integer >= 1 (default 16) " +
        "[run/option-wrong-type]",
    ],
    [
      "another architecture",
      train,
      () => ({ jets, architecture: "ours-l" }),
      `the option is not one of its choices at --architecture: found "ours-l", expected one of ${Object.keys(ARCHITECTURES).join(", ")} ` +
        "(default ours-s) [run/option-not-a-choice]. Did you mean ours-s?",
    ],
    [
      "no jets",
      train,
      () => ({}),
      `a value that must be given is missing at <jets>: expected ${train.options.shape.jets.description} ` +
        `[run/option-missing]. Example: ${train.example}`,
    ],
  ];

  function range(flag: string, found: string, expected: string): string {
    return `the option is out of range at ${flag}: found ${found}, expected ${expected} [run/option-out-of-range]`;
  }

  test.each([...cases, ...refused])("%s: one error, exit code 2, no run left", async (_, task, options, message) => {
    const { outcome, path } = await attempt(task, options());
    expect(outcome).toBeInstanceOf(GlueballError);
    expect((outcome as GlueballError).message.replaceAll(root, "ROOT")).toBe(message);
    expect((outcome as GlueballError).exitCode).toBe(2);
    expect(readdirSync(path).filter((name) => name !== "registry.sqlite")).toEqual([]);
  });
});

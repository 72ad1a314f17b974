import { beforeAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { createContext } from "../run/index.ts";
import type { RunEvent } from "../run/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { jetCount, packJets, selectJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import type { GeneratedJets, JetGenerationOptions } from "./generate.ts";
import { nextTokenLoss, packedInputs, rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { feedsOf, packRows } from "./pack.ts";
import { jetPrompts } from "./prompts.ts";
import { endId, sequenceAt, vocabularySize } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { verifySample } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const CAP = 6;
const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 2, binsPhi: 2 });
const END = endId(tokeniser);
const config: JetModelConfig = {
  layers: 2,
  width: 16,
  heads: 2,
  activation: "gelu",
  norm: "rms",
  normPosition: "pre",
  positions: "rotary",
  dropout: 0,
  cap: CAP,
  vocabulary: vocabularySize(tokeniser),
};

/** A network that was never trained, with weights large enough that it prefers some ids to others. */
function randomModel(): JetModel {
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, rowLength(CAP)), config);
  const values = [...scope.initialValues(createRng(1))].map(([name, { shape, data }]) => {
    return [name, { shape, data: data.map((value) => (shape.length > 1 ? 5 * value : value)) }] as const;
  });
  return { config, tokeniser, parameters: new Map(values), training: {} };
}

const model = randomModel();
const COUNT = 150;

function sample(changes: Partial<JetGenerationOptions> = {}, seed = 2): Promise<GeneratedJets> {
  const options = { count: COUNT, batch: 64, ordered: true, ...changes };
  return generateJets(createContext({ seed, threads: 1 }), model, options);
}

const ids = ({ sequences }: GeneratedJets) =>
  Array.from({ length: jetCount(sequences) }, (_, i) => [...sequenceAt(sequences, i)]);

let ordered: GeneratedJets;
let free: GeneratedJets;
beforeAll(async () => {
  ordered = await sample();
  free = await sample({ ordered: false });
});

describe("the grammar", () => {
  test("ordered: every jet passes the exact check", async () => {
    const verdict = await verifySample(HERE, tokeniser, ordered.sequences, ordered.jets, { cap: CAP, ptOrdered: true });
    expect(verdict).toMatchObject({ jets: COUNT, valid: COUNT, passed: true });
    expect(ordered.removedProbability).toBeGreaterThan(free.removedProbability);
    expect(ordered.removedProbability).toBeLessThan(1);
  });

  test("not ordered: valid but for pT bins that rise, which occur", async () => {
    const promised = await verifySample(HERE, tokeniser, free.sequences, free.jets, { cap: CAP, ptOrdered: true });
    expect(promised.valid + promised.faults.ptBinRises).toBe(COUNT);
    expect(promised.faults.ptBinRises).toBeGreaterThan(10);
    expect(
      (await verifySample(HERE, tokeniser, free.sequences, free.jets, { cap: CAP, ptOrdered: false })).passed,
    ).toBe(true);
  });

  test("a jet that is cut at the cap has no end; all others have one", () => {
    const cut = ids(ordered).filter((sequence) => sequence.at(-1) !== END);
    expect(cut.length).toBeGreaterThan(0);
    expect(cut.length).toBeLessThan(COUNT);
    for (const sequence of cut) expect(sequence).toHaveLength(1 + CAP);
    const longest = ids(ordered).filter((sequence) => sequence.at(-1) === END && sequence.length === CAP + 2);
    expect(longest.length).toBeGreaterThan(0); // ended exactly at the cap
  });
});

describe("the streams", () => {
  test.each([1, 7])("the same jets side by side in batches of %i and of 64", async (batch) => {
    const other = await sample({ batch });
    expect(ids(other)).toEqual(ids(ordered));
    expect(other.jets).toEqual(ordered.jets);
    other.logProbabilities.forEach((value, jet) => expect(value).toBeCloseTo(ordered.logProbabilities[jet], 4));
  });

  test("a smaller sample is the beginning of a larger one", async () => {
    const few = await sample({ count: 20 });
    expect(ids(few)).toEqual(ids(ordered).slice(0, 20));
    const first = selectJets(ordered.jets, [...few.logProbabilities.keys()]);
    expect(few.jets).toEqual(first);
  });

  test("another seed gives other jets", async () => {
    expect(ids(await sample({}, 3))).not.toEqual(ids(ordered));
  });

  test("temperature 0 repeats the most probable jet; its constituents still lie anywhere in their cells", async () => {
    const { sequences, jets } = await sample({ count: 5, temperature: 0 });
    const [first, second] = [sequenceAt(sequences, 0), sequenceAt(sequences, 1)];
    expect([...second]).toEqual([...first]);
    expect(jets.pt[jets.offsets[1]]).not.toBe(jets.pt[0]);
  });
});

describe("probabilities", () => {
  test("ln p of a jet is that of the network in training, for jets that ended and jets that were cut", () => {
    // The slow twin: the loss of the whole jet in one pass without cache, by the interpreter.
    const scope = Scope.create();
    const loss = nextTokenLoss(scope, packedInputs(1, rowLength(CAP)), config);
    const parameters = Object.fromEntries([...model.parameters].map(([name, { data }]) => [name, data]));
    const cut = ids(free).findIndex((sequence) => sequence.at(-1) !== END);
    for (const jet of [0, 1, 2, 3, cut]) {
      const packed = packRows(free.sequences, [jet], rowLength(CAP));
      const [{ data }] = interpret([loss], { ...parameters, ...feedsOf(packed, 0, 1) });
      expect(free.logProbabilities[jet]).toBeCloseTo(-data[0] * packed.targetCount, 4);
    }
  });

  test("all are finite and below 0", () => {
    for (const { logProbabilities } of [ordered, free]) {
      expect(logProbabilities).toHaveLength(COUNT);
      expect(logProbabilities.every((value) => Number.isFinite(value) && value < 0)).toBe(true);
    }
  });
});

describe("cuts", () => {
  const cuts = [{ observable: "multiplicity", lowest: 2, highest: 4 }] as const;

  test("leave the first jets of the sample without cuts that pass, whatever the batch; acceptance counts all", async () => {
    const { jets } = ordered;
    const lengths = Array.from({ length: COUNT }, (_, jet) => jets.offsets[jet + 1] - jets.offsets[jet]);
    const passing = [...lengths.keys()].filter((jet) => lengths[jet] >= 2 && lengths[jet] <= 4);
    expect(passing.length).toBeGreaterThan(20);
    expect(passing.length).toBeLessThan(COUNT - 20);
    const count = passing.length;
    const cut = await sample({ count, cuts });
    expect(ids(cut)).toEqual(passing.map((jet) => ids(ordered)[jet]));
    expect(cut.jets).toEqual(selectJets(jets, passing));
    expect(cut.acceptance.tried).toBeGreaterThan(count);
    expect(cut.acceptance.passed / cut.acceptance.tried).toBeCloseTo(count / COUNT, 1);
    expect(ids(await sample({ count, cuts, batch: 5 }))).toEqual(ids(cut));
    expect(ordered.acceptance).toEqual({ tried: COUNT, passed: COUNT });
  });

  test("that nothing passes are refused after 2000 jets, with the counts", async () => {
    const impossible = [{ observable: "multiplicity", lowest: CAP + 1, highest: Infinity }] as const;
    await expect(sample({ count: 5, cuts: impossible })).rejects.toThrow(
      /^hardly a generated jet passes the cuts at --cut: found "0 of \d+ jets: multiplicity from 7 to Infinity", expected at least one in 1000 \[jetlm\/cuts-too-tight\]/,
    );
  });
});

describe("prompts", () => {
  const context = createContext({ seed: 2, threads: 1 });

  test("jets begin with the ids of the first constituents and go on as the model says", async () => {
    const prompts = await jetPrompts(context, model, ordered.jets, 2);
    const long = ids(ordered).filter(
      (sequence) => sequence.length >= 4 || (sequence.length === 3 && sequence[2] !== END),
    );
    expect(prompts.ids.map((one) => [...one])).toEqual(long.map((sequence) => sequence.slice(1, 3)));
    expect(prompts.leftOut).toBe(COUNT - long.length);
    const found = await sample({ count: long.length + 3, prompts });
    ids(found).forEach((sequence, jet) => {
      expect(sequence.slice(0, 3)).toEqual([0, ...prompts.ids[jet % long.length]]);
    });
    const { passed } = await verifySample(HERE, tokeniser, found.sequences, found.jets, { cap: CAP, ptOrdered: true });
    expect(passed).toBe(true);
    expect(found.removedProbability).toBeLessThan(1);
    const tails = new Set(ids(found).map((sequence) => sequence.slice(3).join()));
    expect(tails.size).toBeGreaterThan(10);
  });

  test("a constituent outside the range of the tokeniser spoils a prompt only where it belongs to it", async () => {
    const jet = (...etaRel: number[]) => {
      return { pt: Float64Array.of(90, 50, 20), etaRel: Float64Array.from(etaRel), phiRel: new Float64Array(3) };
    };
    const jets = packJets([jet(0.1, 5, 0), jet(0.1, 0.2, 5), jet(5, 0, 0)], undefined);
    const found = await Promise.all([1, 2].map((constituents) => jetPrompts(context, model, jets, constituents)));
    expect(found.map(({ ids: prompts, leftOut }) => [prompts.length, leftOut])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect(found[0].ids[0]).toEqual(found[1].ids[0].subarray(0, 1));
  });

  test("bad input: as long as a jet may be, or longer than all jets", async () => {
    await expect(jetPrompts(context, model, ordered.jets, CAP)).rejects.toThrow(
      "a prompt leaves nothing to generate at --prompt-constituents: found 6, expected fewer than 6, the most constituents of a jet of this model [jetlm/prompt-too-long]",
    );
    const short = selectJets(
      ordered.jets,
      [...ordered.logProbabilities.keys()].filter(
        (jet) => ordered.jets.offsets[jet + 1] - ordered.jets.offsets[jet] < 3,
      ),
    );
    await expect(jetPrompts(context, model, short, 4)).rejects.toThrow("[jetlm/no-prompt]");
  });
});

describe("refusals", () => {
  test.each([
    [{ temperature: -1 }, "sampling option temperature: found -1, expected 0 or more [nets/bad-sampling-option]"],
    [{ topK: 0 }, "sampling option topK: found 0, expected a whole number above 0 [nets/bad-sampling-option]"],
  ])("%o", async (changes, message) => {
    const error = await sample(changes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GlueballError);
    expect((error as GlueballError).message).toBe(message);
    expect((error as GlueballError).exitCode).toBe(2);
  });

  test("progress counts jets up to all of them, and an abort ends it", async () => {
    const controller = new AbortController();
    const context = createContext({ threads: 1, signal: controller.signal });
    const events: RunEvent[] = [];
    context.subscribe((event) => {
      events.push(event);
      if (event.type === "progress" && event.done >= 20) controller.abort(new Error("Ctrl-C"));
    });
    const options = { count: 30, batch: 4, ordered: true };
    await expect(generateJets(context, model, options)).rejects.toThrow("Ctrl-C");
    expect(events.at(-1)).toMatchObject({ type: "progress", stage: "generate", total: 30 });
    const done = events.flatMap((event) => (event.type === "progress" ? [event.done] : []));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBeLessThan(24); // at most one batch beyond the 19th
  });
});

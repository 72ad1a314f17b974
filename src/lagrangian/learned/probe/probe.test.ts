/** States of letters, splits, the untrained twin, and the road of a user: train, probe, read the page. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext, executeTask } from "../../../run/index.ts";
import { featureWidth, itemFeatures } from "../compact/features.ts";
import { createListKeys } from "../lists/isomorphism.ts";
import { fieldsOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { SIZES } from "../compact/model.ts";
import { loadModel } from "../compact/modelFolder.ts";
import { trainTask } from "../compact/trainTask.ts";
import { conjugateField, lettersOfList } from "../../words/matterFields.ts";
import { labelsOf, placedLetters, TARGETS } from "./letterLabels.ts";
import { letterStates, untrainedTwin } from "./letterStates.ts";
import { INPUT_SENTENCE } from "./probeReport.ts";
import { oneLetterAList, splitLetters, unseenCharges } from "./probeSplits.ts";
import { probeTask } from "./probeTask.ts";

const root = mkdtempSync(join(tmpdir(), "glueball-probe-"));
afterAll(() => rmSync(root, { recursive: true }));
const settings = (name: string) => ({ root, common: { out: join(root, name), threads: 1 } });
const context = createContext({ seed: 4, threads: 1 });

const TINY = { ...SIZES.s, width: 16, heads: 2, hidden: 16, encoderLayers: 2, decoderLayers: 1 };
const set = openLists(context, "random:300:3");
const all = Array.from({ length: 300 }, (_, list) => list);
const FLOAT32 = 1e-5; // of states of order 1, batches of other shapes

describe("states of letters", () => {
  const few = [5, 250, 17];

  test.each([
    ["numbers", TINY],
    ["memorised charges", { ...TINY, charges: "memorised" } as const],
    ["types", { ...TINY, fields: "types", items: "letters" } as const],
    ["opaque fields", { ...TINY, fields: "opaque", items: "letters" } as const],
  ])("%s: features are those of the letters; states are the same for a list alone", async (_, config) => {
    const network = untrainedTwin(config, { rng: createRng(9) });
    const { features, layers } = await letterStates(context, network, set, few);
    expect([features.width, ...layers.map(({ width }) => width)]).toEqual([featureWidth(config), 16, 16, 16]);
    const letters = few.map((list) => 2 * fieldsOfList(set, list).length);
    expect(layers[2].values.length).toBe(16 * letters.reduce((sum, own) => sum + own, 0));
    const [start, list] = [letters[0], few[1]];
    const alone = await letterStates(context, network, set, [list]);
    const items = Array.from({ length: letters[1] }, (_, letter) => [letter]);
    expect(Array.from(alone.features.values)).toEqual([...itemFeatures(fieldsOfList(set, list), items, config)]);
    for (const [layer, { values, width }] of alone.layers.entries()) {
      const together = Array.from(layers[layer].values).slice(start * width, start * width + values.length);
      const gap = Math.max(...together.map((own, i) => Math.abs(own - values[i])));
      expect(gap, `layer ${layer}`).toBeLessThan(FLOAT32);
      expect(Math.max(...together.map(Math.abs))).toBeGreaterThan(0.1);
    }
  });
});

describe("labels and splits", () => {
  const letters = placedLetters(set, all);

  test("a letter in a term of three: charges of three letters of its list sum to zero", () => {
    const inTerm = letters.filter(({ trilinear }) => trilinear);
    expect(inTerm.length).toBeGreaterThan(20);
    for (const { field, list } of inTerm) {
      const charges = lettersOfList(fieldsOfList(set, list)).map(({ charge }) => charge);
      const thirds = charges.map(({ numerator, denominator }) => Number((3n * numerator) / denominator));
      const own = Number((3n * field.charge.numerator) / field.charge.denominator);
      expect(thirds.some((a) => thirds.some((b) => a + b + own === 0))).toBe(true);
    }
    const { classes, labels } = labelsOf(letters, TARGETS.trilinear.of);
    expect(classes).toEqual(["no", "yes"]);
    expect(labels.filter((own) => own === 1).length).toBe(inTerm.length);
  });

  test("no class on both sides, no new type nor its conjugate in training", () => {
    const { lists, types } = splitLetters(set, all, letters, 0.3);
    const keyOf = createListKeys();
    const keys = (own: Uint32Array) => new Set(Array.from(own, (k) => keyOf(fieldsOfList(set, letters[k].list))));
    expect(keys(lists.train).intersection(keys(lists.test)).size).toBe(0);
    expect(keys(lists.test).size).toBe(90);
    const text = (field: (typeof letters)[number]["field"]) =>
      [field.twiceHelicity, field.su3, field.su2, field.charge.numerator, field.charge.denominator].join(" ");
    const known = new Set(Array.from(types.train, (k) => text(letters[k].field)));
    expect(types.test.length).toBeGreaterThan(50);
    for (const k of types.test) {
      expect(known.has(text(letters[k].field)) || known.has(text(conjugateField(letters[k].field)))).toBe(false);
    }
  });

  test("one letter of each list, both of a pair by chance; charges of the other denominator only", () => {
    const sample = oneLetterAList(letters, createRng(1));
    expect(Array.from(sample, (k) => letters[k].list)).toEqual(all);
    const odd = sample.filter((k) => k % 2 === 1).length;
    expect(Math.abs(odd - 150)).toBeLessThan(35); // 4 standard deviations
    const unseen = unseenCharges(context, 20, 7);
    const fields = all.slice(0, 20).flatMap((list) => fieldsOfList(unseen, list));
    expect(new Set(fields.map(({ charge }) => charge.denominator))).toEqual(new Set([7n]));
  });
});

describe("the command", () => {
  const lists = "random:400:3";
  const tiny = { lists, size: "tiny", steps: 1, every: 1, rows: 2, rowItems: 64, rowTokens: 64, warmup: 0 };

  beforeAll(async () => {
    await executeTask(trainTask, { ...tiny, rate: 1e-12, weightDecay: 0 }, settings("model"));
  }, 60_000);

  test("a network that learned nothing is its untrained twin, number by number", async () => {
    const { config, parameters } = loadModel(join(root, "model"));
    const twin = untrainedTwin(config, createContext({ seed: 1 })).parameters;
    for (const [name, { data }] of parameters) {
      const gap = data.reduce((largest, own, i) => Math.max(largest, Math.abs(own - twin.get(name)!.data[i])), 0);
      expect(gap, name).toBeLessThan(1e-9);
    }
    const options = { model: join(root, "model"), lists, first: 24, shuffles: 5 };
    const run = await executeTask(probeTask, options, settings("probe"));
    const { classes, charges, offsets } = run.result as Awaited<ReturnType<typeof probeTask.run>>;
    for (const row of classes) expect(row.differences[0].difference.value, `${row.target} ${row.split}`).toBe(0);
    const su3 = classes.find(({ target, split }) => target === "su3" && split === "lists")!;
    expect(su3.accuracies[0]).toMatchObject({ name: "features", accuracy: { value: 1 } });
    expect(charges[0].unseen.value).toBeCloseTo(1, 6);
    expect(offsets.map(({ name }) => name)).toEqual(charges.map(({ name }) => name));
    const page = readFileSync(join(root, "probe", "report.html"), "utf8");
    expect(page).toContain(INPUT_SENTENCE.slice(0, 60));
    expect(page).toContain("Proves nothing.");
  }, 120_000);

  test("too few lists outside of training are refused", async () => {
    const options = probeTask.options.parse({ model: join(root, "model"), lists: "random:60:2" });
    await expect(probeTask.run(createContext({ threads: 1 }), options)).rejects.toMatchObject({
      code: "lagrangian/too-few-lists",
    });
  });
});

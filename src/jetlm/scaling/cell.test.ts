import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { runCell } from "./cell.ts";
import type { CellOptions, CellRecord } from "./cell.ts";
import { LADDER, learningRate, trainingCompute } from "./ladder.ts";
import { prepareGrammar } from "./prepare.ts";
import type { TeacherTokens } from "./prepare.ts";
import { scaleOptions } from "./scaleOptions.ts";
import { loadSequences, targetCount } from "./tokenFiles.ts";

let folder: string;
let grammar: TeacherTokens;
const seen: number[] = [];
let record: CellRecord;

const optionsOf = (more: Partial<CellOptions> = {}): CellOptions => ({
  data: folder,
  vocabulary: 5,
  cap: 63,
  shape: LADDER["3k"],
  unique: 2000,
  tokens: 20_000,
  rows: 4,
  rateFactor: 1,
  seed: 1,
  device: "cpu",
  samples: 20,
  decodable: false,
  ...more,
});
const run = (options: CellOptions, progress = (_share: number) => {}) =>
  runCell(options as unknown as Record<string, unknown>, { folder, threads: 1, progress });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "scaling-"));
  const options = scaleOptions.parse({ sentences: 4000, validation: 300, cap: 63 });
  grammar = await prepareGrammar(createContext({ seed: 1 }), folder, options);
  record = await run(optionsOf(), (share) => void seen.push(share));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a cell sees the tokens it was given, at the rate of the rule, and accounts for them", () => {
  const { shape } = optionsOf();
  const unique = loadSequences(folder, "train", 2000);
  expect(record.sequences).toBe(2000);
  expect(record.uniqueTokens).toBe(targetCount(unique));
  expect(record.seenTokens).toBeGreaterThanOrEqual(20_000);
  expect(record.seenTokens).toBeLessThan(20_000 + 4 * 64);
  expect(record.rate).toBeCloseTo(0.003 * (3072 / 1e5) ** -0.25, 12);
  expect(learningRate(shape)).toBe(record.rate);
  expect(record.size).toEqual({ nonEmbedding: 3264, total: 3264 + 2 * 5 * 16 });
  const { parameters, head, total, attention } = record.compute;
  expect(parameters).toBe(6 * 3264 * record.seenTokens);
  expect(head).toBe(6 * 16 * 5 * record.seenTokens);
  expect(total).toBe(parameters + head + attention);
  expect(seen.at(-1)).toBeCloseTo(0.8, 6);
});

test("it learns the grammar from above: no better than the teacher, much better than guessing", () => {
  const { excess, validation } = record;
  expect(excess!.perToken).toBeGreaterThan(-3 * excess!.error);
  expect(excess!.perToken).toBeCloseTo(validation.perToken - grammar.teacher.perToken, 6);
  expect(excess!.error).toBeLessThan(grammar.teacher.error);
  expect(validation.perToken).toBeLessThan(0.8 * Math.log(4));
  const positions = record.positions.reduce((sum, position) => sum + position.sum, 0);
  expect(positions / validation.tokens).toBeCloseTo(validation.perToken, 9);
  expect(record.curve[0].loss).toBeGreaterThan(record.curve.at(-1)!.loss);
});

test("its sample lies beside its result, and the same options give the same numbers", async () => {
  expect(existsSync(join(folder, "sample_ids.npy"))).toBe(true);
  expect(loadSequences(folder, "sample").offsets.length).toBe(21);
  const again = await run(optionsOf());
  expect(again.validation).toEqual(record.validation);
  expect(again.own).toEqual(record.own);
});

test("a set that is complete is not made again", async () => {
  const options = scaleOptions.parse({ sentences: 50_000, validation: 300, cap: 63 });
  expect(await prepareGrammar(createContext({ seed: 9 }), folder, options)).toEqual(grammar);
});

test("operations in three terms, by hand", () => {
  const shape = { width: 10, layers: 2, heads: 1 };
  const parts = trainingCompute({ size: 1000, shape, vocabulary: 50, length: 30, tokens: 7 });
  expect(parts).toEqual({ parameters: 42_000, attention: 25_200, head: 21_000, total: 88_200 });
});

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../../base/index.ts";
import { open, readNpyFile } from "../../formats/index.ts";
import { createContext, executeTask, findData } from "../../run/index.ts";
import { packJets } from "../features.ts";
import { openJets } from "../jetSource.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { saveTokeniser } from "../tokens/tokeniserFolder.ts";
import { writeJets } from "../vectors.ts";
import { tokeniseTasks } from "./tasks.ts";

const [fit, apply, report] = tokeniseTasks;

const root = mkdtempSync(join(tmpdir(), "glueball-tokenise-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Forty jets of a jet of two hard particles and soft ones, labels 0 and 1. */
const jets = join(root, "toys_vectors.npy");
const rng = createRng(4);
const toys = Array.from({ length: 40 }, (_, k) => {
  const pt = Float64Array.from({ length: 3 + (k % 9) }, () => 2 + 80 * rng.uniform() ** 3).sort((a, b) => b - a);
  return { pt, etaRel: pt.map(() => 0.6 * rng.uniform() - 0.3), phiRel: pt.map(() => 0.6 * rng.uniform() - 0.3) };
});
writeJets(
  jets,
  packJets(
    toys,
    Int32Array.from(toys, (_, k) => k % 2),
  ),
);

let count = 0;
type AnyTask = (typeof tokeniseTasks)[number];
async function run(task: AnyTask, options: Record<string, unknown>, out?: string) {
  const path = join(root, `run${count++}`);
  mkdirSync(path);
  const common = { threads: 1, ...(out === undefined ? {} : { out }) };
  const execution = await executeTask(task, options, { root: path, common });
  return { result: execution.result as unknown as Record<string, unknown>, folder: execution.folder ?? "" };
}

const grid = join(root, "grid");
saveTokeniser(grid, { tokeniser: binnedTokeniser({ binsPt: 40, binsEta: 30, binsPhi: 30 }), fit: {} });

describe.each([
  ["binned", {}],
  ["vq-s", { steps: 2, codes: 8 }],
  ["residual", { steps: 2, codes: 4 }],
] as const)("%s", (tokens, options) => {
  test("fit, apply there and back", async () => {
    const { result, folder } = await run(fit, { jets, tokens, ...options });
    expect(existsSync(join(folder, "report.html"))).toBe(true);
    expect(result).toMatchObject({ name: tokens, source: { jets: 40 } });
    const file = join(root, `${tokens}.parquet`);
    const encoded = await run(apply, { tokeniser: folder, input: jets }, file);
    expect(encoded.result).toMatchObject({ jets: 40, hash: result["hash"] });
    const back = join(root, `${tokens}_vectors.npy`);
    await run(apply, { tokeniser: folder, input: file }, back);
    expect(readNpyFile(back).shape).toEqual([40, 4, 11]);
    expect([...readNpyFile(join(root, `${tokens}_labels.npy`)).data].map(Number)).toEqual(toys.map((_, k) => k % 2));
    const dataset = await open(file);
    expect(dataset.schema.map(({ name }) => name)).toEqual(["part_token_id", "label"]);
    await dataset.close();
  });
});

test("a grid returns every jet; the report says what it keeps, in the order asked for", async () => {
  const { result, folder } = await run(report, { jets, tokenisers: [grid], first: 30 });
  const all = result["tokenisers"] as { name: string; returning: number; reconstruction: { jets: number } }[];
  expect(all.map(({ name }) => name)).toEqual(["16 x 16 x 16", "21 x 21 x 21", "40 x 30 x 30", "64 x 64 x 64", grid]);
  for (const { returning, reconstruction } of all) expect([returning, reconstruction.jets]).toEqual([1, 30]);
  expect(all[4]).toEqual({ ...all[2], name: grid });
  expect(existsSync(join(folder, "report.html"))).toBe(true);
});

describe("what is refused", () => {
  const refusal = async (action: Promise<unknown>) => {
    const error = await action.catch((it: unknown) => it);
    if (error instanceof GlueballError) return error.message;
    throw new Error(`no GlueballError but ${String(error)}`);
  };

  test("no file to write to, a folder that is no tokeniser, tokens of another tokeniser", async () => {
    expect(await refusal(run(apply, { tokeniser: grid, input: jets }))).toContain("[jetlm/no-file]");
    expect(await refusal(run(apply, { tokeniser: root, input: jets }, join(root, "x.parquet")))).toContain(
      "this is not the folder of a tokeniser",
    );
    const file = join(root, "mine.parquet");
    await run(apply, { tokeniser: grid, input: jets }, file);
    const other = join(root, "other");
    saveTokeniser(other, { tokeniser: binnedTokeniser({ binsPt: 2, binsEta: 2, binsPhi: 2 }), fit: {} });
    expect(await refusal(run(apply, { tokeniser: other, input: file }, join(root, "y_vectors.npy")))).toContain(
      "[jetlm/other-tokeniser]",
    );
  });
});

const aspen = findData("jet-foundation/cms/aoj_schema_sample.h5");

test.skipIf(aspen === undefined)(
  "21 CMS jets of an Aspen Open Jets file are jets like any others (needs shared data)",
  async () => {
    const { jets: store, source } = await openJets(createContext({ seed: 1 }), aspen!);
    expect([source.jets, store.labels]).toEqual([21, undefined]);
    const file = join(root, "aspen.parquet");
    const { result } = await run(apply, { tokeniser: grid, input: aspen! }, file);
    expect(result["jets"]).toBe(21);
  },
);

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { finalState } from "./finalState.ts";
import type { Table } from "./table.ts";
import { tableOf } from "./table.ts";
import { openTextVectors, textVectorReader } from "./textVectors.ts";
import type { TextVectorOptions } from "./textVectors.ts";
import { vectorSchema } from "./vectors/layout.ts";
import { writeTextVectors } from "./vectors/writer.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-vectors-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PP = findData("jets-lhco/fastjet-pp/events_pp13TeV_100_px_py_pz_E.txt.gz");
const PILEUP = findData("jets-lhco/fjcontrib/Pythia-Zp2jets-lhc-pileup-1ev.dat.gz");
const SINGLE = findData("jets-lhco/fjcontrib/single-event.dat");

const open = (text: string, options?: TextVectorOptions) =>
  openTextVectors(byteFileOf(Buffer.from(text), "t"), options);

async function onlyBatch(dataset: Dataset): Promise<Batch> {
  const batches = await Array.fromAsync(dataset.batches());
  expect(batches.length).toBe(1);
  return batches[0]!;
}

/** Each row as [event, sub-event, number of particles]. */
function shape({ length, columns }: Batch): number[][] {
  const offsets = columns.get("px")!.offsets!;
  return Array.from({ length }, (_, row) => [
    Number(columns.get("event")!.values[row]),
    Number(columns.get("subEvent")!.values[row]),
    offsets[row + 1]! - offsets[row]!,
  ]);
}

async function message(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

describe("files of the shared data", () => {
  test.skipIf(PP === undefined)("100 pp events: 43118 particles, 13 TeV in each (needs shared data)", async () => {
    const dataset = await textVectorReader.open(PP!);
    const batch = await onlyBatch(dataset);
    const { length, offsets, energy, px } = finalState(batch);
    expect([length, px.length]).toEqual([100, 43118]);
    expect([...batch.columns.get("event")!.values]).toEqual([...Array(100).keys()]);
    for (let i = 0; i < 100; i++) {
      const sum = energy.slice(offsets[i], offsets[i + 1]).reduce((a, b) => a + b);
      expect(Math.abs(sum / 13000 - 1)).toBeLessThan(1e-6);
    }
    expect(px[0]).toBe(-0.08566411285824026);
    await dataset.close();
  });

  test.skipIf(PILEUP === undefined)(
    "a hard event and 20 of pileup with identities and charges (needs shared data)",
    async () => {
      const dataset = await textVectorReader.open(PILEUP!);
      const batch = await onlyBatch(dataset);
      expect(shape(batch).map(([event, subEvent]) => [event, subEvent])).toEqual(
        Array.from({ length: 21 }, (_, k) => [0, k]),
      );
      expect(
        shape(batch)
          .slice(0, 3)
          .map(([, , count]) => count),
      ).toEqual([309, 133, 80]); // lines 7-315, 317-449, 451-530
      const { pdgId, charge } = finalState(batch);
      for (let i = 0; i < pdgId!.length; i++) {
        if (pdgId![i] === 22) expect(charge![i]).toBe(0);
        if (pdgId![i] === 211) expect(charge![i]).toBe(1);
      }
      expect(dataset.metadata["comments"]).toContain("top mass:  175.00");
    },
  );

  test.skipIf(SINGLE === undefined)("one event of 354 particles (needs shared data)", async () => {
    const batch = await onlyBatch(await textVectorReader.open(SINGLE!));
    expect(shape(batch)).toEqual([[0, 0, 354]]);
    expect(batch.columns.get("energy")!.values[0]).toBe(157.4393822839);
  });

  test.skipIf(PILEUP === undefined)("are written and read again exactly (needs shared data)", async () => {
    for (const source of [PP!, PILEUP!]) {
      const dataset = await textVectorReader.open(source);
      const path = join(folder, "again.txt.gz");
      await writeTextVectors(path, tableOf(dataset));
      const again = await textVectorReader.open(path);
      expect(await onlyBatch(again)).toEqual(await onlyBatch(dataset));
      expect(again.metadata).toEqual(dataset.metadata);
    }
  });
});

describe("reading", () => {
  test("#END ends an event, after which sub-events are counted anew", async () => {
    const text =
      "#SUBSTART\n1 0 0 1\n#SUBSTART\n#SUBSTART\n2 0 0 2\n3 0 0 3\n#END\n# comment\n#SUBSTART\n4 0 0 4\n#END\n";
    expect(shape(await onlyBatch(await open(text)))).toEqual([
      [0, 0, 1],
      [0, 1, 0],
      [0, 2, 2],
      [1, 0, 1],
    ]);
  });

  test("an event index is recognised where all lines agree, or by option", async () => {
    const indexed = "0 1.5 0 0 2\n0 1 0 0 1\n3 1 0 0 1\n";
    expect(shape(await onlyBatch(await open(indexed)))).toEqual([
      [0, 0, 2],
      [3, 0, 1],
    ]);
    const as4 = await onlyBatch(await open(indexed, { eventIndex: false })); // the fifth number is then an identity
    expect([shape(as4), [...as4.columns.get("pdgId")!.values]]).toEqual([[[0, 0, 3]], [2, 1, 1]]);
    expect(shape(await onlyBatch(await open("5 1 0 1 11\n2 1 0 2 -11\n")))).toEqual([[0, 0, 2]]);
    expect(shape(await onlyBatch(await open("1 2 3 4\n1 2 3 4\n")))).toEqual([[0, 0, 2]]);
  });

  test("rows begin and end where asked", async () => {
    const text = Array.from({ length: 10 }, (_, i) => `${i} ${i} 0 0 ${i}.5\n`).join("");
    const batches = await Array.fromAsync((await open(text)).batches(3, 4, ["energy"]));
    expect(batches.map(({ first, columns }) => [first, ...columns.get("energy")!.values])).toEqual([
      [3, 3.5, 4.5, 5.5, 6.5],
      [7, 7.5, 8.5, 9.5],
    ]);
    expect(await Array.fromAsync((await open("# nothing\n")).batches())).toEqual([]);
  });
});

const SCHEMA = vectorSchema({ hasIndex: true, hasPdgId: true, hasCharge: true, fields: 7, comments: [] });

/** Rows of particles (px, py, pz, E, pdg, charge) with event and sub-event. */
function table(
  rows: readonly { event: number; subEvent: number; particles: readonly number[][] }[],
  schema = SCHEMA,
): Table {
  const all = rows.flatMap(({ particles }) => particles);
  const offsets = new Uint32Array(rows.length + 1);
  for (const [row, { particles }] of rows.entries()) offsets[row + 1] = offsets[row]! + particles.length;
  const list = (k: number) => ({ values: Float64Array.from(all, (particle) => particle[k]!), offsets });
  const columns = new Map<string, { values: Float64Array | Float32Array | Int32Array; offsets?: Uint32Array }>([
    ["event", { values: Int32Array.from(rows, ({ event }) => event) }],
    ["subEvent", { values: Int32Array.from(rows, ({ subEvent }) => subEvent) }],
    ...(["px", "py", "pz", "energy"] as const).map((name, k) => [name, list(k)] as const),
    ["pdgId", { values: Int32Array.from(all, (particle) => particle[4]!), offsets }],
    ["charge", { values: Float32Array.from(all, (particle) => particle[5]!), offsets }],
  ]);
  return { schema, metadata: {}, batches: oneBatch({ first: 0, length: rows.length, columns }) };
}

async function* oneBatch(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

describe("writing", () => {
  test("any rows of particles are read as they were written", async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const particle = fc
      .tuple(number, number, number, number, fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(-1, 0, 1, 1 / 3))
      .map((numbers): number[] => numbers);
    const event = fc.array(fc.array(particle, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 4 }), async (events) => {
        const rows = events.flatMap((subEvents, k) =>
          subEvents.map((particles, subEvent) => ({ event: 3 * k, subEvent, particles })),
        );
        const path = join(folder, "any.txt");
        await writeTextVectors(path, table(rows));
        const [written] = await Array.fromAsync(table(rows).batches);
        expect(await onlyBatch(await textVectorReader.open(path))).toEqual(written);
      }),
      { numRuns: 100, seed: 9 },
    );
  });

  test("what lines of numbers cannot say is refused", async () => {
    const one = { event: 1, subEvent: 0, particles: [[1, 2, 3, 4, 5, 0]] };
    const refused = (given: Table) => message(() => writeTextVectors(join(folder, "no.txt"), given));
    expect(await refused(table([one, { ...one, event: 0 }]))).toContain("event numbers decrease");
    expect(await refused(table([{ ...one, particles: [] }]))).toContain("an event has no particles");
    expect(await refused(table([{ ...one, particles: [[NaN, 0, 0, 0, 0, 0]] }]))).toContain("a momentum is not finite");
    const mass = { name: "mass", type: "float64", shape: [], ragged: true } as const;
    expect(await refused(table([one], [...SCHEMA, mass]))).toContain(
      "no.txt, column mass [formats/not-writable]. Choose the columns px, py, pz, energy",
    );
    expect(
      await refused(
        table(
          [one],
          SCHEMA.filter(({ name }) => name !== "energy"),
        ),
      ),
    ).toContain("column energy");
    expect(
      await refused(
        table(
          [one],
          SCHEMA.filter(({ name }) => name !== "pdgId"),
        ),
      ),
    ).toContain("column charge");
  });
});

describe("bad input", () => {
  test.each([
    [
      "1 2 3\n",
      'the first line of numbers is no four-vector at t, line 1: found "3 numbers", expected px py pz E [pdg [charge]] [formats/vectors-wrong-fields]',
    ],
    ["1 2 3 4 5 6 7 8\n", 'found "8 numbers"'],
    [
      "1 2 3 4\n1 2 3\n",
      'at t, line 2, byte 13: found "the end of the line", expected a number [formats/not-a-number]',
    ],
    ["1 2 3 4\n1 2 3 4 5\n", 'at t, line 2, byte 16: found "5", expected the end of the line [formats/extra-fields]'],
    ["1 2 3 inf\n", 'found "inf", expected a number'],
    [
      `${"4 1 2 3 4\n".repeat(10_001)}3 1 2 3 4\n`,
      "the event index decreases, as no index does at t, line 10002, byte 100010: found 3, expected 4 or more [formats/vectors-index-decreases]. If the first number is px",
    ],
  ])("%#", async (text, expected) => {
    expect(await message(async () => Array.fromAsync((await open(text)).batches()))).toContain(expected);
  });

  test("flipped bytes give typed errors or finite numbers, never a crash", async () => {
    const rng = createRng(14);
    const text = "# head\n#SUBSTART\n0 1.5 2 3 4 22 0\n0 1 2 3 4 -11 1\n#SUBSTART\n1 1 2 3 4.5 22 0\n#END\n";
    for (let trial = 0; trial < 500; trial++) {
      const bytes = Buffer.from(text);
      for (let k = 0; k <= rng.integer(3); k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      try {
        for await (const { columns } of (await openTextVectors(byteFileOf(bytes, "t"))).batches()) {
          expect((columns.get("energy")!.values as Float64Array).every(Number.isFinite)).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
      }
    }
  });
});

test("four-vectors are recognised by lines of four to seven numbers", () => {
  const recognises = (text: string) => textVectorReader.recognises(Buffer.from(text));
  for (const text of ["1 2 3 4\n", "# c\n\n 0 1. 2e5 -3 4 22 0\n1 2", "#SUBSTART\n"])
    expect(recognises(text)).toBe(true);
  for (const text of ["1 2 3\n", "1,2,3,4\n", "a b c d\n", "1 2 3 4 5 6 7 8\n", "", "{}"]) {
    expect(recognises(text)).toBe(false);
  }
});

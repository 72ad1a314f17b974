import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { byteFileOf } from "./byteFile.ts";
import { finalState } from "./finalState.ts";
import { lheEvents, lheReader, openLhe, readLhe } from "./lhe.ts";
import type { LheEvent } from "./lhe/event.ts";
import { lheText, writeLhe } from "./lhe/writer.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-lhe-"));
afterAll(() => rmSync(folder, { recursive: true }));

const REAL = findData("jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz");
const withData = test.skipIf(REAL === undefined);

const file = (text: string) => byteFileOf(Buffer.from(text), "t");
const eventsIn = (text: string): Promise<LheEvent[]> => Array.fromAsync(lheEvents(file(text)));

async function message(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

const INIT = ["<init>", "2212 2212 6500 6500 0 0 247000 247000 -4 1", "7.0E+08 4.2E+06 7.0E+08 1", "</init>"];
const EVENT = [
  "<event>",
  " 4 1 +7.0D+08 24.4 7.5e-03 .167",
  " 21 -1 0 0 503 501 +0.0E+00 0.0 +5.0D+01 5.0d1 0.0 0.0 1.0",
  " 21 -1 0 0 504 502 0 0 -5.0D+01 5.0D+01 0 0 9",
  " 21 1 1 2 503 502 +30 0 40 50 0 0 1",
  " 21 1 1 2 504 501 -30 0 -40 50 0 0 1",
  "</event>",
];
const lhe = (...lines: readonly string[]) =>
  ['<LesHouchesEvents version="3.0">', ...lines, "</LesHouchesEvents>", ""].join("\n");

describe("the 1000 dijet events of MadGraph", () => {
  withData("have the beams, the cross-section and the physics that they should (needs shared data)", async () => {
    const dataset = await lheReader.open(REAL!);
    expect(dataset.format).toBe("Les Houches events (gzip)");
    expect(dataset.metadata).toEqual({
      version: "3.0",
      beams: "2212 2212",
      beamEnergies: "6500 6500",
      pdfGroups: "0 0",
      pdfSets: "247000 247000",
      weightStrategy: "-4",
      processes: "699670700 4219275 699670700 1",
      crossSectionPb: "699670700",
      crossSectionErrorPb: "4219275",
      weights: "145",
      generator: "MadGraph5_aMC@NLO 3.5.8",
    });
    const [batch] = await Array.fromAsync(dataset.batches());
    expect(batch!.length).toBe(1000);
    expect(dataset.warnings).toEqual([]); // momenta balance, colours pair, masses fit
    const { px, py, offsets, weight } = finalState(batch!);
    expect(px.length).toBe(2000);
    for (let i = 0; i < px.length; i++) expect(Math.hypot(px[i]!, py[i]!)).toBeGreaterThan(20);
    expect(offsets[1000]).toBe(2000);
    // Unweighted events: each carries the cross-section, printed with eight digits.
    expect(weight!.every((value) => Math.abs(value / 699670700 - 1) < 1e-7)).toBe(true);
    expect(batch!.columns.get("weightValue")!.values.length).toBe(145_000);
    await dataset.close();
  });

  withData("are written and read again exactly, header and texts included (needs shared data)", async () => {
    const path = join(folder, "again.lhe.gz");
    const { run, events } = await readLhe(REAL!);
    await writeLhe(path, run, events);
    const [first, second] = [await readLhe(REAL!), await readLhe(path)];
    expect(second.run).toEqual(first.run);
    expect(await Array.fromAsync(second.events)).toEqual(await Array.fromAsync(first.events));
  });
});

describe("reading", () => {
  test("Fortran's exponents, leading plus signs and comments", async () => {
    const comments = EVENT.toSpliced(3, 0, "# between").toSpliced(2, 0, "", "  # before");
    const [event] = await eventsIn(lhe(...INIT, ...comments.map((line) => line.replace("0 0 9", "0 0 9 # spin"))));
    expect(event).toMatchObject({ processId: 1, weight: 7e8, scale: 24.4, alphaQed: 7.5e-3, alphaQcd: 0.167 });
    expect(event!.particles.energy).toEqual(Float64Array.of(50, 50, 50, 50));
    expect(event!.particles.colour1).toEqual(Int32Array.of(503, 504, 503, 504));
    expect(event!.particles.mother2).toEqual(Int32Array.of(0, 0, 2, 2));
    expect(event!.particles.spin).toEqual(Float64Array.of(1, 9, 1, 1));
    expect(event!.text).toBe("  # before\n# between");
  });

  test("a header may hold anything: brackets, CDATA, comments, tags of the format", async () => {
    const header = [
      "<!-- a comment with <init>",
      "<init>",
      "-->",
      "<header>",
      "  if (pt < 20 && eta > 3) cut & run",
      "<![CDATA[ </event> ]]>",
      "<init>",
      "<event>",
      "",
      "<!-- not closed",
      "</header>",
      "# after",
    ];
    const text = lhe(...header, ...INIT, ...EVENT);
    expect((await eventsIn(text)).length).toBe(1);
    const path = join(folder, "header.lhe");
    await writeLhe(path, (await readRunOf(text))!, await eventsIn(text));
    expect((await readLhe(path)).run.header).toBe(header.join("\n"));
  });

  test("weights by id and in a row, and text that is kept as it is", async () => {
    const text = [
      "<scales muf='1.0E+02'></scales>",
      "<rwgt>",
      "<wgt id='a'> +1.5D+00 </wgt>",
      '  <wgt  id="b c" > -2 </wgt><wgt id=d>3</wgt>',
      "</rwgt>",
      "<weights> 4 5.0e0",
      " 6 </weights>",
      "1 2 3 4 5 6 7 8 9 10 11 12 13",
    ];
    const [event] = await eventsIn(lhe(...INIT, ...EVENT.toSpliced(6, 0, ...text)));
    expect(event!.text).toBe(text.join("\n"));
    expect(event!.weights.map(({ id, value }) => [id, value])).toEqual([
      ["a", 1.5],
      ["b c", -2],
      ["d", 3],
      ["1", 4],
      ["2", 5],
      ["3", 6],
    ]);
    const again = await eventsIn((await Array.fromAsync(lheText((await readRunOf(lhe(...INIT)))!, [event!]))).join(""));
    expect(again).toEqual([event]);
  });

  test("several processes, tags of events, comments between them and groups", async () => {
    const init = INIT.with(1, "2212 -2212 980 980 0 0 10042 10042 3 2").toSpliced(2, 0, "1 3150000 1 101");
    const events = [
      "<!-- two",
      "events -->",
      "<eventgroup>",
      ...EVENT.with(0, '<event npLO="2">'),
      "# text",
      "</eventgroup>",
    ];
    const text = lhe(...init, ...events, ...EVENT);
    const dataset = await openLhe(file(text));
    expect(dataset.metadata).toMatchObject({ crossSectionPb: "700000001", crossSectionErrorPb: "5250000" });
    const batches = await Array.fromAsync(dataset.batches(0, 1, ["tag", "weight"]));
    expect(batches.map(({ first, columns }) => [first, columns.get("tag")!.values[0]])).toEqual([
      [0, ' npLO="2"'],
      [1, ""],
    ]);
    expect(batches[0]!.columns.size).toBe(2);
    const later = await Array.fromAsync(dataset.batches(1));
    expect(later.map(({ first, length }) => [first, length])).toEqual([[1, 1]]);
  });

  test("an event that is not physical is read with warnings that say which", async () => {
    const changed = (from: string, to: string) => EVENT.map((line) => line.replace(from, to));
    const events = [
      ...EVENT,
      ...changed("-30 0 -40", "-30 0 -40.001"),
      ...changed("503 501", "503 505"),
      ...changed("504 501 -30 0 -40 50 0", "504 501 -30 0 -40 50 5"),
      ...changed("+30 0 40", "+31 0 40"),
    ];
    const dataset = await openLhe(file(lhe(...INIT, ...events)));
    await Array.fromAsync(dataset.batches());
    expect(dataset.warnings).toEqual([
      "incoming and outgoing momenta differ by more than 0.000001 of the energy (2 times, first event 1)",
      "E^2 - p^2 - m^2 differs from 0 by more than 0.000001 E^2 (3 times, first event 1)",
      "a colour line has not two ends (event 2)",
    ]);
  });
});

async function readRunOf(text: string) {
  const path = join(folder, "run.lhe");
  writeFileSync(path, text);
  return (await readLhe(path)).run;
}

describe("bad input", () => {
  const whole = lhe(...INIT, ...EVENT);
  const changed = (from: string | RegExp, to: string) => whole.replace(from, to);
  test.each([
    [
      "more particles announced",
      changed(" 4 1 +", " 5 1 +"),
      "event 0 has another number of particles than it says at t, line 12, byte ",
      "found 4, expected 5 particles [formats/lhe-wrong-count]",
    ],
    [
      "fewer particles announced",
      changed(" 4 1 +", " 3 1 +"),
      "at t, line 11, byte ",
      "found 4, expected 3 particles [formats/lhe-wrong-count]",
    ],
    ["an event without particles", lhe(...INIT, "<event>", "</event>"), "expected the numbers of its particles first"],
    [
      "more processes announced",
      changed("-4 1", "-4 2"),
      "<init> has another number of processes than it says",
      "found 1",
    ],
    [
      "no beams",
      lhe("<init>", "</init>", ...EVENT),
      "expected beams and processes before </init> [formats/lhe-bad-line]",
    ],
    ["an event before init", lhe(...EVENT), "expected <init> before the first <event>"],
    ["an event in an event", changed("</event>", "<event>"), "expected </event> [formats/lhe-bad-line]"],
    [
      "numbers outside events",
      changed("<event>\n", ""),
      'found " 4 1 +7.0D+08',
      "expected <event> or </LesHouchesEvents>",
    ],
    [
      "a mother that is not there",
      changed("21 1 1 2 503", "21 1 1 7 503"),
      "expected mothers between 0 and 4 in event 0, not 7",
    ],
    [
      "a momentum that is no number",
      changed("+30 0 40", "+30 NaN 40"),
      'found "NaN", expected a number [formats/not-a-number]',
    ],
    ["a field too many", changed("50 0 0 1\n</event>", "50 0 0 1 7\n</event>"), "[formats/extra-fields]"],
    [
      "a weight that is no number",
      changed("</event>", "<wgt id='x'>1.2.3</wgt>\n</event>"),
      "expected a number as weight x of event 0",
    ],
    ["more after the end", `${whole}<event>\n`, "expected nothing after </LesHouchesEvents>"],
    ["another file", "<html>\n", "expected <LesHouchesEvents>"],
  ])("%s", async (_, text, ...expected) => {
    const found = await message(() => eventsIn(text));
    for (const part of expected) expect(found).toContain(part);
  });

  test("a file that ends early never passes for a shorter one", async () => {
    const end = whole.trimEnd().length;
    for (let length = 0; length < end; length++) {
      expect(await message(() => eventsIn(whole.slice(0, length)))).toMatch(/at t, line \d+, byte \d+: .*\[formats\//);
    }
    expect(await message(() => eventsIn(whole.slice(0, whole.indexOf("</event>"))))).toBe(
      `the file ends before its content does at t, line 11, byte ${whole.indexOf("</event>")}: expected </event> [formats/truncated]. ` +
        "The events before are whole; download or copy the file again, or run the generator to its end",
    );
    const packed = byteFileOf(gzipSync(whole).subarray(0, -4), "t");
    expect(await message(() => Array.fromAsync(lheEvents(packed)))).toContain("[formats/gzip-damaged]");
  });

  test("flipped bytes give typed errors or finite numbers, never a crash", async () => {
    const rng = createRng(12);
    let refused = 0;
    for (let trial = 0; trial < 500; trial++) {
      const bytes = Buffer.from(lhe("<header>", "a < b", "</header>", ...INIT, ...EVENT, ...EVENT));
      for (let k = 0; k <= rng.integer(3); k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      try {
        for await (const { particles, weight } of lheEvents(byteFileOf(bytes, "t"))) {
          for (const column of [particles.energy, particles.px, [weight]])
            expect(column.every(Number.isFinite)).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(250);
  });

  test("text without end is refused before it fills the memory, and hostile tags cost linear time", async () => {
    const endless = lhe(
      ...INIT,
      ...EVENT.slice(0, 6),
      "x"
        .repeat(2 ** 23)
        .concat("\n")
        .repeat(9),
    );
    expect(await message(() => eventsIn(endless))).toContain("[formats/lhe-text-too-long]");
    const hostile = "<wgt id=1 ".repeat(200_000);
    const [event] = await eventsIn(lhe(...INIT, ...EVENT.toSpliced(6, 0, hostile, "id=".repeat(200_000))));
    expect(event!.weights).toEqual([]);
  });

  test("what cannot be written is refused", async () => {
    const run = await readRunOf(whole);
    const [event] = await eventsIn(whole);
    const refused = (change: Partial<LheEvent>) =>
      message(() => writeLhe(join(folder, "no"), run, [{ ...event!, ...change }]));
    expect(await refused({ weight: Infinity })).toContain("found Infinity [formats/lhe-not-writable]");
    expect(await refused({ text: "a\n </event>" })).toContain("the text of an event would end it");
  });
});

test("Les Houches events are recognised by their first tag", () => {
  expect(lheReader.recognises(Buffer.from(lhe()))).toBe(true);
  expect(lheReader.recognises(Buffer.from("\n<?xml version='1.0'?>\n<LesHouchesEvents>"))).toBe(true);
  expect(lheReader.recognises(Buffer.from("<Bins><LesHouchesEvents>"))).toBe(false);
});

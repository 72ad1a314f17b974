import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { byteFileOf } from "../byteFile.ts";
import type { Batch } from "../dataset.ts";
import { openHepMC } from "../hepmc.ts";
import type { HepMCEvent } from "./event.ts";
import { HEPMC3_END, HEPMC3_START } from "./hepmc3.ts";
import { EVENT, eventsIn, hepmc3, message, textOf } from "./trials.ts";
import { writeHepMC3 } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-hepmc3-"));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (text: string) => openHepMC(byteFileOf(Buffer.from(text), "t"));

/** All rows of the named columns in one batch. */
async function rows(text: string, names?: readonly string[]): Promise<Batch> {
  const [batch] = await Array.fromAsync((await open(text)).batches(0, undefined, names));
  return batch!;
}

describe("HepMC3", () => {
  test("columns of an event, by hand", async () => {
    const { columns, length, first } = await rows(hepmc3(...EVENT, "E 8 0 0", "U GEV MM", "W -2 3"));
    expect([first, length]).toEqual([0, 2]);
    const column = (name: string) => [...columns.get(name)!.values];
    expect(column("number")).toEqual([7, 8]);
    expect(column("weight")).toEqual([1, -2, 3]);
    expect([...columns.get("weight")!.offsets!]).toEqual([0, 1, 3]);
    expect(column("pdgId")).toEqual([11, -11, 23, 22, 13, -13]);
    expect(column("status")).toEqual([4, 4, 2, 1, 1, 1]);
    expect(column("parent")).toEqual([0, 0, -1, -1, 3, 3]);
    expect(column("py")).toEqual([0, 0, 0, 0, 60, -60]);
    expect(column("energy")).toEqual([125, 125, 200, 50, 100, 100]);
    expect(column("vertexId")).toEqual([-1]);
    expect(column("vertexPlaced")).toEqual([1]);
    expect(column("vertexPosition")).toEqual([0, 0, 1e-3, 2e-3]);
    expect([column("incomingVertex"), column("incomingParticle")]).toEqual([
      [-1, -1],
      [1, 2],
    ]);
    expect([...columns.get("pdgId")!.offsets!]).toEqual([0, 6, 6]);
  });

  test("strings are escaped, and the run says its weights, tools and attributes, blanks included", async () => {
    const text = hepmc3(
      "W nominal\\|muR = 0.5",
      "T Pythia8\\|8.310\\|hard\\\\soft\\|processes",
      "A note  two blanks \\\\| here ",
      "E 0 0 0 @ 1 2 3 4",
      "U MEV CM",
      "W 1 0.5",
      "A 0 GenCrossSection 1.5 0.1 -1 -1",
      "A 0 empty ",
    );
    const [event] = await eventsIn(text);
    expect(event!.run).toEqual({
      weightNames: ["nominal", "muR = 0.5"],
      tools: [{ name: "Pythia8", version: "8.310", description: "hard\\soft\nprocesses" }],
      attributes: [{ name: "note", value: " two blanks \\| here " }],
    });
    expect(event!.position).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(event!.attributes).toEqual([
      { object: 0, name: "GenCrossSection", value: "1.5 0.1 -1 -1" },
      { object: 0, name: "empty", value: "" },
    ]);
    expect(await eventsIn(await textOf([event!]))).toEqual([event]);
    expect((await open(text)).metadata).toEqual({
      version: "3.02.06",
      units: "MEV CM",
      weights: "nominal, muR = 0.5",
      tools: "Pythia8 8.310",
      "run.note": " two blanks \\| here ",
    });
  });

  test.each([
    ["W a b c", "W 1 2 3", ["a", "b", "c"]],
    ["W one name", "W 1", ["one name"]],
    ["W a b\\|c", "W 1 2", ["a b", "c"]],
  ])("weight names: %s for %s", async (names, weights, expected) => {
    const [event] = await eventsIn(hepmc3(names, "E 0 0 0", "U GEV MM", weights));
    expect(event!.run.weightNames).toEqual(expected);
  });

  test("the run may change between events, after which its names and attributes are others", async () => {
    const second = ["W x\\|y", "T Herwig\\|7\\|", "A tune 2", "E 1 0 0", "U GEV MM", "W 3 4"];
    const events = await eventsIn(hepmc3("W x", ...EVENT, ...second, "E 2 0 0", "U GEV MM", "W 5 6"));
    expect(events.map(({ run }) => run.weightNames)).toEqual([["x"], ["x", "y"], ["x", "y"]]);
    expect(events[2]!.run).toBe(events[1]!.run);
    expect(events[1]!.run).toMatchObject({ tools: [{ name: "Herwig" }], attributes: [{ name: "tune", value: "2" }] });
    expect(await eventsIn(await textOf(events))).toEqual(events);
  });

  test("listings may follow each other, as when files are put together", async () => {
    expect((await eventsIn(hepmc3(...EVENT) + hepmc3(...EVENT))).map(({ number }) => number)).toEqual([7, 7]);
  });

  test("MEV and CM come as GeV and mm in columns, and as they are in events", async () => {
    const body = ["P 1 0 11 0 0 125 125 0.511 1", "P 2 0 11 0 0 1 1 0 2", "V -1 0 [2] @ 1 2 3 0.5"];
    const text = hepmc3("E 0 1 2 @ 1 0 0 0", "U MEV CM", "W 1", ...body);
    const { columns } = await rows(text);
    expect(columns.get("energy")!.values).toEqual(Float64Array.of(0.125, 0.001));
    expect(columns.get("mass")!.values).toEqual(Float64Array.of(0.511 / 1000, 0));
    expect(columns.get("vertexPosition")!.values).toEqual(Float64Array.of(10, 20, 30, 5));
    expect(columns.get("eventPosition")).toEqual({
      values: Float64Array.of(10, 0, 0, 0),
      offsets: Uint32Array.of(0, 1),
    });
    const [event] = await eventsIn(text);
    expect(event!.particles.energy).toEqual(Float64Array.of(125, 1));
    expect(event!.vertices[0]!.position).toEqual(Float64Array.of(1, 2, 3, 0.5));
  });

  test("missing weights and units are supplied with a warning, and so are names that do not fit", async () => {
    const dataset = await open(hepmc3("W a\\|b", "E 3 0 0", "E 4 0 0", "U GEV MM", "W 1"));
    const [batch] = await Array.fromAsync(dataset.batches());
    expect([...batch!.columns.get("weight")!.values]).toEqual([1, 1]);
    expect(dataset.warnings).toEqual([
      "an event without units is taken in GeV and mm (event 3)",
      "an event without weights has the weight 1 (event 3)",
      "an event has 1 weights for 2 names (2 times, first event 3)",
    ]);
  });

  test("rows begin and end where asked, and only asked columns are there", async () => {
    const events = Array.from({ length: 10 }, (_, i) => [`E ${i} 2 6`, ...EVENT.slice(1)]).flat();
    const dataset = await open(hepmc3(...events));
    const batches = await Array.fromAsync(dataset.batches(3, 4, ["number", "px"]));
    expect(batches.map(({ first, length }) => [first, length])).toEqual([
      [3, 4],
      [7, 3],
    ]);
    expect(batches.flatMap(({ columns }) => [...columns.get("number")!.values])).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect([...batches[1]!.columns.keys()]).toEqual(["number", "px"]);
    expect(await Array.fromAsync(dataset.batches(10))).toEqual([]);
    expect(await message(() => Array.fromAsync(dataset.batches(0, 1, ["pX"])))).toContain("[formats/no-such-column]");
  });

  test("any event is read as it was written", async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const text = fc.string({ unit: "grapheme" }).filter((value) => !value.endsWith("\r"));
    const event = fc
      .record({ count: fc.integer({ min: 0, max: 12 }), numbers: fc.array(number, { minLength: 80, maxLength: 80 }) })
      .chain(({ count, numbers }) =>
        fc.record({
          count: fc.constant(count),
          numbers: fc.constant(numbers),
          parents: fc.array(fc.integer({ min: -3, max: count }), { minLength: count, maxLength: count }),
          ends: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count }),
          placed: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
          values: fc.array(text, { maxLength: 3 }),
          weights: fc.array(number, { minLength: 1, maxLength: 3 }),
        }),
      )
      .map(({ count, numbers, parents, ends, placed, values, weights }): HepMCEvent => {
        const column = (k: number) => Float64Array.from({ length: count }, (_, i) => numbers[5 * i + k]!);
        const incoming = (k: number) => ends.flatMap((end, i) => (end === k ? [i + 1] : []));
        return {
          number: count,
          momentumUnit: "MEV",
          lengthUnit: "MM",
          weights: Float64Array.from(weights),
          attributes: values.map((value, k) => ({ object: k - 1, name: `a${k}`, value })),
          particles: {
            parent: Int32Array.from(parents),
            pdgId: Int32Array.from(ends, (end) => end - 5),
            status: Int32Array.from(ends),
            px: column(0),
            py: column(1),
            pz: column(2),
            energy: column(3),
            mass: column(4),
          },
          vertices: [2, 1, 3].map((k) => ({
            id: -k,
            status: k,
            incoming: incoming(k),
            ...(placed[k - 1] ? { position: Float64Array.from(numbers.slice(76)) } : {}),
          })),
          run: { weightNames: [], tools: [{ name: "t", version: values[0] ?? "", description: "d" }], attributes: [] },
        };
      })
      // A tool is three lines; a version with a newline would be two of them.
      .filter(({ run }) => !run.tools[0]!.version.includes("\n"));
    await fc.assert(
      fc.asyncProperty(event, async (one) => {
        expect(await eventsIn(await textOf([one]))).toEqual([one]);
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  test("what cannot be written is refused, and no file stays", async () => {
    const [event] = await eventsIn(hepmc3(...EVENT));
    const refused = (change: Partial<HepMCEvent>) =>
      message(() => writeHepMC3(join(folder, "no"), [{ ...event!, ...change }]));
    expect(await refused({ vertices: [] })).toBe(
      "event 7 has no such vertex: found -1, expected the id of one of its vertices [formats/hepmc-not-writable]",
    );
    expect(await refused({ weights: Float64Array.of(NaN) })).toContain("found NaN, expected a finite number");
    expect(await refused({ attributes: [{ object: 0, name: "a b", value: "" }] })).toContain('found "a b"');
    expect(await refused({ attributes: [{ object: 0, name: "a", value: "x\r" }] })).toContain("carriage return");
    expect(() => readFileSync(join(folder, "no"))).toThrow("ENOENT");
  });
});

describe("bad input", () => {
  const with3 = (from: string | RegExp, to: string) => hepmc3(...EVENT.map((line) => line.replace(from, to)));
  test.each([
    [
      "a count of particles",
      with3("E 7 2 6", "E 7 2 7"),
      'found "6 particles and 2 vertices", expected 7 particles and 2 vertices [formats/hepmc-wrong-count]',
    ],
    [
      "a count of vertices",
      with3("E 7 2 6", "E 7 1 6"),
      "expected 6 particles and 1 vertices [formats/hepmc-wrong-count]",
    ],
    ["a huge count", with3("E 7 2 6", "E 7 2 2147483647"), "expected 2147483647 particles"],
    [
      "a parent that is no particle",
      with3("P 6 3", "P 6 9"),
      'found "parent 9 of particle 6", expected a particle or vertex of the event [formats/hepmc-bad-link]',
    ],
    ["a parent that is no vertex", with3("P 3 -1", "P 3 -2"), 'found "parent -2 of particle 3"'],
    [
      "an incoming particle that is not there",
      with3("[1,2]", "[1,7]"),
      'found "incoming particle 7", expected one of 1 to 6 that ends in one vertex only',
    ],
    ["a particle that ends twice", with3("[1,2]", "[1,1]"), 'found "incoming particle 1"'],
    ["ids out of order", with3("P 5 ", "P 6 "), 'found "particle 6", expected particle 5 [formats/hepmc-bad-link]'],
    ["a vertex id that is not negative", with3("V -1", "V 1"), 'found "vertex 1"'],
    [
      "a momentum that is no number",
      with3("P 4 -1 22 0 0", "P 4 -1 22 nan 0"),
      'found "nan", expected a number [formats/not-a-number]',
    ],
    ["a field too few", with3("-50 50 0 1", "-50 50 0"), 'found "the end of the line", expected a whole number'],
    ["a field too many", with3("-50 50 0 1", "-50 50 0 1 1"), "[formats/extra-fields]"],
    ["an unknown unit", with3("GEV", "TEV"), 'found "TEV", expected GEV or MEV [formats/hepmc-unknown-unit]'],
    [
      "an unknown letter",
      with3("P 4", "Q 4"),
      'found "Q 4 -1 22 0 0 -50 50 0 1", expected one of the letters E U W A P V [formats/hepmc-bad-record]',
    ],
    ["a letter without a blank", with3("P 4", "P4"), "expected a letter and a blank"],
    [
      "an event before the listing",
      `HepMC::Version 3\n${HEPMC3_END}\nE 1 0 0\n${HEPMC3_START}\n`,
      "expected a letter and a blank [formats/hepmc-bad-record]",
    ],
    ["another dialect", "HepMC::Version 2.0\nHepMC::IO_Ascii-START_EVENT_LISTING\n", "[formats/hepmc-unknown-dialect]"],
  ])("%s", async (_, text, expected) => {
    expect(await message(() => eventsIn(text))).toContain(expected);
  });

  test("the place is the line and the byte of the field", async () => {
    const text = hepmc3(...EVENT, ...EVENT.slice(0, 6), "P 3 -1 23 0 0 5o 200 193 2");
    expect(await message(() => eventsIn(text))).toBe(
      `a field does not parse at t, line 19, byte ${text.indexOf("5o")}: found "5o", expected a number [formats/not-a-number]`,
    );
  });
});

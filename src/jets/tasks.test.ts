/** The commands of this room as a person uses them, on files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { open } from "../formats/index.ts";
import { executeTask, findData } from "../run/index.ts";
import { clusterTask } from "./clusterTask.ts";
import { displayTask } from "./displayTask.ts";
import type { JetFigures } from "./jetSummary.ts";
import type { EventRecord } from "./jetRecords.ts";
import { observablesTask } from "./observablesTask.ts";

const EVENTS = 250; // three batches
let folder: string;
let file: string;

/** Events of 5 to 24 massless particles as text: event index, px, py, pz, E. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "glueball-jets-"));
  file = join(folder, "events.txt");
  const rng = createRng(11);
  const lines: string[] = [];
  for (let event = 0; event < EVENTS; event++) {
    const count = 5 + rng.integer(20);
    for (let i = 0; i < count; i++) {
      const [pt, y, phi] = [50 * rng.uniform(), 3 * rng.normal(), 2 * Math.PI * rng.uniform()];
      lines.push([event, pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(y), pt * Math.cosh(y)].join(" "));
    }
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Document {
  readonly events?: readonly EventRecord[];
  readonly summary: JetFigures;
}

async function cluster(options: Record<string, unknown>, common: Record<string, unknown> = {}): Promise<Document> {
  const { result } = await executeTask(clusterTask, { file, radius: 0.7, ...options }, { common });
  return result.document as unknown as Document;
}

test("jets do not depend on the number of threads", async () => {
  const options = { minPt: 10, groom: ["softdrop:0.1,0", "trim:kt,0.2,0.05"], observables: "tau21,girth" };
  const [one, two] = [await cluster(options, { threads: 1 }), await cluster(options, { threads: 2 })];
  expect(one.events).toHaveLength(EVENTS);
  expect(two.events).toEqual(one.events);
  const { millisecondsPerEvent: _one, ...sums } = one.summary;
  const { millisecondsPerEvent: _two, ...others } = two.summary;
  expect(others).toEqual(sums);
});

test("the document has the agreed form, and its sums are those of its jets", async () => {
  const { events, summary } = await cluster({ minPt: 20 });
  const jets = events!.flatMap((event) => event.jets);
  expect(Object.keys(jets[0])).toEqual(["pt", "rapidity", "phi", "mass", "constituents"]);
  expect(summary.events).toBe(EVENTS);
  expect(summary.jets).toBe(jets.length);
  expect(summary.sumPt).toBeCloseTo(
    jets.reduce((sum, { pt }) => sum + pt, 0),
    8,
  );
  expect(summary.sumAbsRapidity).toBeCloseTo(
    jets.reduce((sum, { rapidity }) => sum + Math.abs(rapidity), 0),
    8,
  );
  for (const { jets: found } of events!) {
    const members = found.flatMap(({ constituents }) => constituents);
    expect(new Set(members).size).toBe(members.length);
    expect(found.every(({ pt }) => pt >= 20)).toBe(true);
  }
  expect((await cluster({ minPt: 20, summary: true })).events).toBeUndefined();
});

test("exclusive jets: exactly so many in every event, or those at a distance", async () => {
  const { events } = await cluster({ algorithm: "kt", exclusive: 3 });
  expect(events!.every(({ jets }) => jets.length === 3)).toBe(true);
  const { summary } = await cluster({ algorithm: "kt", dcut: 0 });
  const particles = readFileSync(file, "utf8").trim().split("\n").length;
  expect(summary.jets).toBe(particles); // nothing is closer than 0
});

test("--count stops after so many events", async () => {
  const { summary } = await cluster({ minPt: 5, count: 130 });
  expect(summary.events).toBe(130);
});

test("--out writes one row an event with lists of jets", async () => {
  const path = join(folder, "jets.parquet");
  const { events } = await cluster({ minPt: 15, groom: ["softdrop:0.1,0"] }, { out: path });
  const dataset = await open(path);
  const names = dataset.schema.map(({ name }) => name);
  expect(names.slice(0, 5)).toEqual(["pt", "rapidity", "phi", "mass", "constituents"]);
  const pt: number[][] = [];
  for await (const { columns, length } of dataset.batches(0, undefined, ["pt"])) {
    const { values, offsets } = columns.get("pt")!;
    for (let i = 0; i < length; i++) pt.push([...(values as Float64Array).subarray(offsets![i], offsets![i + 1])]);
  }
  await dataset.close();
  expect(pt).toEqual(events!.map(({ jets }) => jets.map((jet) => jet.pt)));
});

test("events that cannot be clustered end the work with their index, or are counted", async () => {
  const broken = join(folder, "broken.txt");
  writeFileSync(broken, "0 1 0 0 1\n0 0 1 0 1\n1 3 0 0 1\n1 0 3 0 3\n2 5 0 0 5\n2 0 5 0 5\n");
  await expect(cluster({ file: broken })).rejects.toThrow(
    "a particle has less energy than momentum at event 1, particle 0: found [3, 0, 0, 1], expected E >= |p| to 0.000001 relative " +
      "[jets/energy-below-momentum]. Set the energy to |p| to take the particle as massless; --skip-bad leaves such events out and counts them",
  );
  const { summary, events } = await cluster({ file: broken, skipBad: true });
  expect(events!.map(({ jets }) => jets.length)).toEqual([2, 0, 2]);
  expect(summary).toMatchObject({ events: 3, jets: 4, skipped: 1, reasons: { "jets/energy-below-momentum": 1 } });
});

test.each([
  [
    { radius: undefined },
    'no such jet definition at antikt, radius: found "nothing", expected a radius in (0, 1000] [jets/bad-definition]',
  ],
  [
    { minPt: 5, exclusive: 2 },
    'jets are either inclusive or exclusive: found "minPt 5, exclusive 2", expected one of --min-pt, --exclusive and --dcut [jets/selections-exclude-each-other]',
  ],
  [{ exclusive: 40, algorithm: "kt" }, "asked for 40 exclusive jets from only"],
  [{ groom: ["softdrop:0.1"] }, "a groomer has too few or too many parameters"],
  [{ observables: "tau21,gurth" }, "jets/unknown-observable"],
])("what makes no sense is said: %j", async (options, message) => {
  await expect(cluster(options)).rejects.toThrow(message);
});

test("display: the page and the data of one event; an event that is not there", async () => {
  const out = join(folder, "event.html");
  await executeTask(displayTask, { file, radius: 0.7, event: 249 }, { common: { out } });
  expect(readFileSync(out, "utf8")).toContain("<h1>Event 249 of events.txt</h1>");
  await expect(executeTask(displayTask, { file, radius: 0.7, event: EVENTS })).rejects.toThrow("jets/no-such-event");
});

test("every observable that is listed can be asked for", async () => {
  const { result } = await executeTask(observablesTask, {});
  const { observables } = result as unknown as { observables: readonly { name: string; input?: string }[] };
  const names = observables.filter(({ input }) => input !== "charges").map(({ name }) => name);
  expect(names.length).toBeGreaterThan(20);
  const { events } = await cluster({ minPt: 30, count: 5, observables: names.join(",") });
  expect(Object.keys(events!.flatMap(({ jets }) => jets)[0].observables!)).toEqual(names);
});

const LHCO = findData("jets-lhco/lhco/events_anomalydetection_tiny.h5");
test.skipIf(LHCO === undefined)("the LHC Olympics file has its 3624 jets (needs shared data)", async () => {
  const { summary } = await cluster({ file: LHCO, radius: 1, minPt: 20, summary: true });
  expect(summary).toMatchObject({ events: 1000, jets: 3624 });
});

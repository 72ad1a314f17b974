import { describe, expect, test } from "vitest";
import { byteFileOf } from "../byteFile.ts";
import { openHepMC } from "../hepmc.ts";
import { HEPMC2_END } from "./hepmc2.ts";
import { BODY2, E2, EVENT, EVENT2, eventsIn, finalStateLines, hepmc2, hepmc3, message } from "./trials.ts";

const open = (text: string) => openHepMC(byteFileOf(Buffer.from(text), "t"));

describe("HepMC2", () => {
  test("an event comes in the terms of HepMC3", async () => {
    const described = [`N 1 "no minal"`, "C 1.5 0.1", "F 1 2 0.1 0.2 91 0.3 0.4", `H ${"1 ".repeat(13)}`];
    const [event] = await eventsIn(hepmc2(E2, "U GEV MM", ...described, ...BODY2));
    const { particles, vertices, attributes, run } = event!;
    expect([...particles.parent]).toEqual([0, 0, -1, -1, -2, -2]);
    expect(vertices).toEqual([
      { id: -1, status: 0, incoming: [1, 2], position: Float64Array.of(0, 0, 1e-3, 2e-3) },
      { id: -2, status: 3, incoming: [3] },
    ]);
    expect(attributes.map(({ object, name, value }) => `${object} ${name} ${value}`)).toEqual([
      "0 mpi -1",
      "0 event_scale 250",
      "0 alphaQCD 0.1",
      "0 alphaQED 0.0078",
      "0 signal_process_id 221",
      "0 GenCrossSection 1.5 0.1 -1 -1",
      "0 GenPdfInfo 1 2 0.1 0.2 91 0.3 0.4 0 0",
      `0 GenHeavyIon ${"1 ".repeat(13)}0`,
      "3 flow1 501",
      "4 theta 0.5",
      "4 phi 1.5",
      "-2 weights 0.25",
      "0 signal_process_vertex -1",
    ]);
    expect(run.weightNames).toEqual(["no minal"]);
    const [three] = await eventsIn(hepmc3(...EVENT));
    expect(finalStateLines(event!)).toEqual(finalStateLines(three!));
    expect((await open(hepmc2(...EVENT2))).metadata).toEqual({ version: "2.06.09", units: "GEV MM" });
  });

  test("Pythia's wrong counts: more particles than announced are read, fewer are refused", async () => {
    const few = BODY2.map((line) => line.replace("0 2 1 0.25", "0 1 1 0.25"));
    const [event] = await eventsIn(hepmc2(E2, "U GEV MM", ...few));
    expect(event!.particles.parent.length).toBe(6);
    const many = hepmc2(E2, "U GEV MM", ...BODY2.map((line) => line.replace("0 2 1 0.25", "0 3 1 0.25")));
    expect(await message(() => eventsIn(many))).toBe(
      `particles are missing of the vertex with barcode -9, which ends before this line at t, line 14, byte ${many.indexOf(HEPMC2_END)}: ` +
        "expected 1 more [formats/hepmc-wrong-count]. The file is damaged or was edited; make or download it again",
    );
  });

  test("of a vertex where nothing comes in, outgoing particles of status 4 come in", async () => {
    const turned = BODY2.map((line) => line.replace("4 0 0 -5 0", "4 0 0 0 0"));
    const [event] = await eventsIn(hepmc2(E2, "U GEV MM", ...turned));
    expect([...event!.particles.parent]).toEqual([0, 0, -1, -1, -2, -2]);
    expect(event!.vertices[0]!.incoming).toEqual([1, 2]);
  });

  test("missing units and weights are supplied with a warning, as are ends that are not there", async () => {
    const dataset = await open(
      hepmc2(E2.replace(/0 1 1$/, "0 0"), ...BODY2.map((line) => line.replace("-9 1 1 501", "-8 0"))),
    );
    const [batch] = await Array.fromAsync(dataset.batches());
    expect([...batch!.columns.get("weight")!.values]).toEqual([1]);
    expect(dataset.warnings).toEqual([
      "an event without units is taken in GeV and mm (event 7)",
      "a particle ends in a vertex that its event has not (event 7)",
      "an event without weights has the weight 1 (event 7)",
    ]);
  });

  test("random states and several named weights, of which the names may change", async () => {
    const many = E2.replace(/0 1 1$/, "2 17 12345678901234567 2 0.5 -1.5D+00");
    const text = hepmc2(many, `N 2 "a" "b"`, "U GEV MM", ...BODY2, many, `N 2 "a" "c"`, "U GEV MM", ...BODY2);
    const [first, second] = await eventsIn(text);
    expect([...first!.weights]).toEqual([0.5, -1.5]);
    expect([first!.run.weightNames, second!.run.weightNames]).toEqual([
      ["a", "b"],
      ["a", "c"],
    ]);
    expect(first!.attributes.find(({ name }) => name === "random_states")!.value).toBe("17 12345678901234567");
  });
});

describe("bad input", () => {
  const with2 = (from: string | RegExp, to: string) => hepmc2(...EVENT2.map((line) => line.replace(from, to)));
  test.each([
    [
      "a count of vertices",
      with2("-5 2 10001", "-5 3 10001"),
      'found "2 vertices", expected 3 vertices [formats/hepmc-wrong-count]',
    ],
    ["a huge count of weights", with2(/0 1 1$/, "0 999999999 1"), "expected 999999999 more fields on this line"],
    ["a huge count of flow", with2("1 1 501", "999999999 1 501"), 'found "the end of the line"'],
    ["a particle before its vertex", hepmc2(E2, BODY2[1]!), "expected V, the vertex before its particles"],
    ["a barcode twice", with2("V -9", "V -5"), "expected a vertex barcode: negative, once an event"],
  ])("%s", async (_, text, expected) => {
    expect(await message(() => eventsIn(text))).toContain(expected);
  });
});

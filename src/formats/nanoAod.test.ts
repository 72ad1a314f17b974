import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { aspenFromNano } from "./aspenFromNano.ts";
import { ASPEN_CANDIDATES } from "./aspenOpenJets.ts";
import { byteFileOf } from "./byteFile.ts";
import type { Dataset } from "./dataset.ts";
import { readAll, requireDataset } from "./hdf5/file.ts";
import { openHdf5 } from "./hdf5/open.ts";
import { nanoEvents, nanoJets, PID_CLASSES, type NanoOptions } from "./nanoAod.ts";
import { openRootDataset, rootReader } from "./root.ts";
import { encode, leaf, toBaskets, type TrialEncoding } from "./root/trialBranches.ts";
import { trialFile, type TrialBranch } from "./root/trialFile.ts";

const LEAVES = { f32: "TLeafF", i32: "TLeafI", u8: "TLeafO", i64: "TLeafL" } as Partial<Record<TrialEncoding, string>>;

/** A list in each event, with its counter. */
function lists(prefix: string, columns: Readonly<Record<string, readonly (readonly number[])[]>>): TrialBranch[] {
  const counter = leaf("TLeafI", `n${prefix}`);
  const [first] = Object.values(columns);
  const branch = (name: string, leafOf: TrialBranch["leaves"], entries: readonly Uint8Array[], offsets: boolean) => {
    return { name, leaves: leafOf, baskets: toBaskets(entries, 3, { offsets }) };
  };
  return [
    branch(
      `n${prefix}`,
      [counter],
      first.map((list) => encode([list.length], "i32")),
      false,
    ),
    ...Object.entries(columns).map(([name, rows]) => {
      const encoding = /Id|Idx|charge/.test(name) ? "i32" : "f32";
      const own = leaf(LEAVES[encoding]!, `${prefix}_${name}[n${prefix}]`, { fLeafCount: counter });
      return branch(
        `${prefix}_${name}`,
        [own],
        rows.map((list) => encode(list, encoding)),
        true,
      );
    }),
  ];
}

function flag(name: string, values: readonly number[], encoding: TrialEncoding = "u8"): TrialBranch {
  return {
    name,
    leaves: [leaf(LEAVES[encoding]!, name)],
    baskets: toBaskets(
      values.map((v) => encode([v], encoding)),
      3,
      { offsets: false },
    ),
  };
}

const same = (value: number) => [
  [value, value, value, value],
  [value, value],
];
/** Two events with four and two candidates; jets 0 and 1, and one jet. */
const CANDIDATES = {
  pt: [
    [10, 400, 30, 40],
    [350, 60],
  ],
  eta: [
    [0, 0.5, -1, 1],
    [2, -2],
  ],
  phi: [
    [0, 1, 2, 3],
    [-1, -2],
  ],
  mass: same(0.25),
  charge: [
    [0, 1, -1, 0],
    [-1, 1],
  ],
  pdgId: [
    [22, 211, -11, 2],
    [-13, 130],
  ],
  d0: same(0.5),
  d0Err: same(0.25),
  dz: same(-1),
  dzErr: same(2),
  puppiWeight: [
    [0.5, 1, 0, 1],
    [0.25, 1],
  ],
};
const LINKS = {
  jetIdx: [
    [0, 1, 0, 1],
    [0, 0],
  ],
  pFCandsIdx: [
    [2, 1, 0, 3],
    [1, 0],
  ],
};
const JETS = {
  pt: [[310, 420], [340]],
  eta: [[0, 1], [2]],
  phi: [[0, 0], [0]],
  msoftdrop: [[1, 2], [3]],
  jetId: [[6, 6], [6]],
};

function nano(
  changes: { links?: typeof LINKS; candidates?: typeof CANDIDATES; flags?: readonly TrialBranch[] } = {},
): Dataset {
  const { links = LINKS, candidates = CANDIDATES, flags = [] } = changes;
  const branches = [
    ...lists("PFCands", candidates),
    ...lists("FatJetPFCands", links),
    ...lists("FatJet", JETS),
    ...flags,
    flag("run", [7, 8], "i32"),
    flag("luminosityBlock", [20, 30], "i32"),
    flag("event", [1000, 2000], "i64"),
  ];
  return openRootDataset(byteFileOf(trialFile({ name: "Events", entries: 2, branches }), "nano.root"));
}

async function onlyJets(file: Dataset, options?: NanoOptions) {
  const batches = await Array.fromAsync(nanoJets(file, options));
  expect(batches).toHaveLength(1);
  return batches[0];
}

describe("candidates of jets", () => {
  test("follow the links, times their PUPPI weight; what is left out is counted", async () => {
    const { particles, eventRow, jets } = await onlyJets(nano());
    expect([...particles.offsets]).toEqual([0, 1, 2, 4]); // jet 0 loses the weightless, jet 1 the forward candidate
    expect(particles.dropped).toEqual({ forward: 1, weightless: 1 });
    expect([...particles.pdgId]).toEqual([22, 211, 130, -13]);
    expect([...particles.pid].map((pid) => PID_CLASSES[pid])).toEqual([
      "photon",
      "charged hadron",
      "neutral hadron",
      "muon",
    ]);
    expect([...particles.charge]).toEqual([0, 1, 1, -1]);
    expect([...eventRow]).toEqual([0, 0, 1]);
    expect([...jets.pt!]).toEqual([310, 420, 340]);
    expect([...particles.tracks.puppiWeight]).toEqual([0.5, 1, 1, 0.25]);
    // The photon: pt 10, eta 0, phi 0, mass 1/4, weight 1/2.
    expect([particles.px[0], particles.py[0], particles.pz[0]]).toEqual([5, 0, 0]);
    expect(particles.energy[0]).toBeCloseTo(0.5 * Math.hypot(10, 0.25), 12);
    const mass2 = particles.energy[3] ** 2 - particles.px[3] ** 2 - particles.py[3] ** 2 - particles.pz[3] ** 2;
    expect(mass2).toBeCloseTo((0.25 * 0.25) ** 2, 8); // the weight multiplies the mass as well
  });

  test("without PUPPI, and with forward candidates", async () => {
    const { particles } = await onlyJets(nano(), { puppi: false, keepForward: true });
    expect([...particles.offsets]).toEqual([0, 2, 4, 6]);
    expect([...particles.pdgId]).toEqual([-11, 22, 211, 2, 130, -13]);
    expect(Math.hypot(particles.px[1], particles.py[1])).toBe(10);
    expect(PID_CLASSES[particles.pid[3]]).toBe("forward");
    expect(particles.dropped).toEqual({ forward: 0, weightless: 0 });
  });

  test("candidates of whole events", async () => {
    const [events] = await Array.fromAsync(nanoEvents(nano()));
    expect([...events.offsets]).toEqual([0, 2, 4]);
    expect([...events.pdgId]).toEqual([22, 211, -13, 130]);
  });
});

describe("what does not fit together is refused", () => {
  const failure = async (changes: Parameters<typeof nano>[0]) =>
    onlyJets(nano(changes)).catch((error: unknown) => error);

  test("links that lead to nothing", async () => {
    expect(
      await failure({
        links: {
          ...LINKS,
          jetIdx: [
            [0, 1, 0, 1],
            [0, 1],
          ],
        },
      }),
    ).toMatchObject({
      code: "formats/nano-index-out-of-range",
      message:
        "jetIdx leads to nothing at nano.root, event 1, row 1 of FatJetPFCands: found 1, expected 0 to 0 [formats/nano-index-out-of-range]",
    });
    expect(
      await failure({
        links: {
          ...LINKS,
          pFCandsIdx: [
            [2, -1, 0, 3],
            [1, 0],
          ],
        },
      }),
    ).toMatchObject({
      data: { what: "pFCandsIdx leads to nothing", found: -1, expected: "0 to 3" },
    });
  });

  test("momenta that are not numbers", async () => {
    expect(
      await failure({
        candidates: {
          ...CANDIDATES,
          phi: [
            [0, 1, 2, 3],
            [NaN, -2],
          ],
        },
      }),
    ).toMatchObject({
      code: "formats/impossible-momentum",
      data: { place: "nano.root, AK8 jet 2, particle 1" },
    });
  });

  test("lists of different lengths, and candidates of no known kind", async () => {
    const candidates = {
      ...CANDIDATES,
      eta: [
        [0, 0, 0],
        [0, 0],
      ],
    };
    expect(await failure({ candidates })).toMatchObject({ code: "formats/unexpected-column" });
    expect(
      await failure({
        candidates: {
          ...CANDIDATES,
          pdgId: [
            [22, 2212, 22, 22],
            [22, 22],
          ],
        },
      }),
    ).toMatchObject({
      code: "formats/nano-unknown-particle",
      data: { found: 2212 },
    });
  });
});

describe("AspenOpenJets", () => {
  const some = [flag("HLT_PFJet500", [1, 0]), flag("HLT_Mu50", [1, 1]), flag("Flag_goodVertices", [1, 1])];

  test("triggers, filters, certified sections and cuts each count what they refuse", async () => {
    const counts = async (flags: readonly TrialBranch[], selection = {}) => {
      const conversion = aspenFromNano(nano({ flags }), selection);
      const [jets] = await Array.fromAsync(conversion.jets);
      return [jets.kinematics.length / 4, Object.values(conversion.counts)];
    };
    // counts: events, not certified, not triggered, filtered, jets, jets refused
    expect(await counts(some)).toEqual([2, [2, 0, 1, 0, 2, 0]]);
    expect(await counts(some, { triggers: false })).toEqual([3, [2, 0, 0, 0, 3, 0]]);
    const bad = [...some, flag("Flag_eeBadScFilter", [0, 1])];
    expect(await counts(bad, { triggers: false })).toEqual([1, [2, 0, 0, 1, 1, 0]]);
    expect(await counts(bad, { triggers: false, filters: false })).toEqual([3, [2, 0, 0, 0, 3, 0]]);
    const certified = {
      7: [[1, 19]],
      8: [
        [1, 5],
        [30, 40],
      ],
    } as const;
    expect(await counts(some, { triggers: false, certified })).toEqual([1, [2, 1, 0, 0, 1, 0]]);
    expect(await counts([])).toEqual([0, [2, 0, 2, 0, 0, 0]]); // no trigger there: none can have fired
  });

  test("the layout: sorted by pt, weights not applied, what is missing is -1 and listed", async () => {
    const { jets, missing, triggers } = aspenFromNano(nano({ flags: some }));
    const [{ eventInfo, kinematics, tagging, candidates }] = await Array.fromAsync(jets);
    expect(triggers).toEqual(["HLT_PFJet500"]);
    expect(missing).toEqual(expect.arrayContaining(["Flag_CSCTightHalo2016Filter", "FatJet_particleNet_mass"]));
    expect(missing).not.toContain("FatJet_nConstituents");
    expect([...eventInfo]).toEqual([7n, 20n, 1000n, 7n, 20n, 1000n]);
    expect([...kinematics]).toEqual([310, 0, 0, 1, 420, 1, 0, 2]);
    expect([...tagging.subarray(0, 13)]).toEqual([2, ...new Array<number>(12).fill(-1)]);
    const pts = [0, 1, 2].map((k) => Math.hypot(candidates[11 * k], candidates[11 * k + 1]));
    expect(pts).toEqual([expect.closeTo(30, 5), 10, 0]);
    expect([...candidates.subarray(4, 11)]).toEqual([0.5, 0.25, -1, 2, -1, -11, 0]);
    expect(candidates).toHaveLength(2 * ASPEN_CANDIDATES * 11);
  });
});

const PFNANO = findData("jet-foundation/cms/pfnano.root");
const ASPEN = findData("jet-foundation/cms/aoj_schema_sample.h5");
const SEVEN_DIGITS = 5e-7; // relative; so many does the reference print
const REFERENCE = findData("jet-foundation/reference/pfnano_ak8.csv");

describe("CMS simulation in PFNano", () => {
  test.skipIf(ASPEN === undefined)("the 21 jets equal the sample in every number (needs shared data)", async () => {
    const file = await rootReader.open(PFNANO!);
    const { jets, counts, missing } = aspenFromNano(file, { triggers: false, filters: false });
    const [made] = await Array.fromAsync(jets);
    await file.close();
    expect(counts).toMatchObject({ events: 10, jets: 21, jetsRefused: 3 });
    expect(missing).toEqual(["FatJet_particleNet_mass"]);
    const sample = await openHdf5(ASPEN!);
    const read = (name: string) => readAll(requireDataset(sample, `/${name}`));
    expect(made.eventInfo).toEqual(read("event_info"));
    expect(made.kinematics).toEqual(read("jet_kinematics"));
    expect(made.candidates).toEqual(read("PFCands"));
    expect(made.tagging).toEqual(read("jet_tagging"));
    sample.close();
    const sizes = Array.from({ length: 21 }, (_, i) => made.tagging[13 * i]);
    expect(sizes).toEqual([43, 51, 31, 42, 41, 58, 27, 29, 45, 25, 72, 74, 38, 17, 52, 76, 25, 41, 84, 53, 55]);
    expect([...made.tagging.subarray(1, 5)].map((tau) => tau.toFixed(6))).toEqual([
      "0.022064",
      "0.016464",
      "0.014641",
      "0.011406",
    ]);
  });

  test.skipIf(PFNANO === undefined)("with triggers and filters one event is refused (needs shared data)", async () => {
    const file = await rootReader.open(PFNANO!);
    const { jets, counts, triggers } = aspenFromNano(file);
    await Array.fromAsync(jets);
    await file.close();
    expect(triggers.length).toBeGreaterThan(70);
    expect(counts).toEqual({ events: 10, notCertified: 0, notTriggered: 0, filtered: 1, jets: 19, jetsRefused: 3 });
  });

  test.skipIf(REFERENCE === undefined)("sums of candidates are the 24 reference jets (needs shared data)", async () => {
    const [header, ...lines] = readFileSync(REFERENCE!, "utf8").trim().split("\n");
    const names = header.split(",");
    const reference = lines.map((line) => line.split(",").map(Number));
    const column = (name: string) => reference.map((row) => row[names.indexOf(name)]);
    const file = await rootReader.open(PFNANO!);
    const { particles, jets } = await onlyJets(file);
    await file.close();
    expect(particles.length).toBe(24);
    const { offsets } = particles;
    const counts = Array.from({ length: 24 }, (_, i) => offsets[i + 1] - offsets[i]);
    expect(counts).toEqual(column("n_puppi_positive"));
    expect(particles.dropped.weightless).toBe(column("n_weight0").reduce((a, b) => a + b));
    const total = (values: Float64Array, jet: number) =>
      values.subarray(offsets[jet], offsets[jet + 1]).reduce((a, b) => a + b, 0);
    for (let jet = 0; jet < 24; jet++) {
      const pt = Math.hypot(total(particles.px, jet), total(particles.py, jet));
      expect(Math.abs(pt / column("calc_pt")[jet] - 1)).toBeLessThan(SEVEN_DIGITS);
      const p = Math.hypot(pt, total(particles.pz, jet));
      const mass = Math.sqrt(total(particles.energy, jet) ** 2 - p ** 2);
      expect(Math.abs(mass / column("calc_mass")[jet] - 1)).toBeLessThan(SEVEN_DIGITS);
      expect(jets.pt![jet]).toBeCloseTo(column("pt")[jet], 2);
    }
  });
});

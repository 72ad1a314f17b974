import { describe, expect, test } from "vitest";
import { byteFileOf } from "./byteFile.ts";
import type { Dataset } from "./dataset.ts";
import { JETCLASS, jetClassJets, jetClassLabel, NO_PID } from "./jetClass.ts";
import { PID_CLASSES } from "./nanoAod.ts";
import { openRootDataset } from "./root.ts";
import { encode, leaf, toBaskets, vectorBranch, vectorEntry } from "./root/trialBranches.ts";
import { trialFile, type TrialBranch } from "./root/trialFile.ts";

/** Three jets with two, none and one particle. */
const PARTICLES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  px: [[3, 1], [], [0]],
  py: [[4, 2], [], [6]],
  pz: [[0, 2], [], [8]],
  energy: [[5, 3], [], [10]],
  deta: [[0.5, -0.5], [], [0.25]],
  dphi: [[0, 1], [], [2]],
  d0val: [[0, 0.5], [], [0]],
  d0err: [[0, 0.25], [], [0]],
  dzval: [[0, 1], [], [0]],
  dzerr: [[0, 2], [], [0]],
  charge: [[0, -1], [], [0]],
  isChargedHadron: [[0, 1], [], [0]],
  isNeutralHadron: [[0, 0], [], [0]],
  isPhoton: [[1, 0], [], [0]],
  isElectron: [[0, 0], [], [0]],
  isMuon: [[0, 0], [], [0]],
};
const LABEL_TYPES = { QCD: "TLeafF", Zqq: "TLeafI", Wqq: "TLeafI", Tbqq: "TLeafI", Tbl: "TLeafI" } as Record<
  string,
  string
>;

function particleBranch(name: string, rows: readonly (readonly number[])[]): TrialBranch {
  const [className, encoding] = name.startsWith("is")
    ? (["vector<int>", "i32"] as const)
    : (["vector<float>", "f32"] as const);
  return vectorBranch(
    `part_${name}`,
    className,
    toBaskets(
      rows.map((row) => vectorEntry(row, encoding)),
      2,
    ),
  );
}

function plainBranch(name: string, className: string, values: readonly number[]): TrialBranch {
  const encoding = className === "TLeafF" ? "f32" : className === "TLeafI" ? "i32" : "u8";
  return {
    name,
    leaves: [leaf(className, name)],
    baskets: toBaskets(
      values.map((value) => encode([value], encoding)),
      3,
      { offsets: false },
    ),
  };
}

/** `labels` has one class a jet; empty for a file without labels. */
interface Changes {
  readonly particles?: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly labels?: readonly number[];
  /** A class that every jet has besides its own. */
  readonly second?: number;
  readonly path?: string;
}

function jetClass({ particles = {}, labels = [0, 6, 2], second = -1, path = "x.root" }: Changes = {}): Dataset {
  const labelBranches = (labels.length === 0 ? [] : JETCLASS).map(({ name }, i) => {
    const values = labels.map((label) => (label === i || i === second ? 1 : 0));
    return plainBranch(`label_${name}`, LABEL_TYPES[name] ?? "TLeafO", values);
  });
  const branches = [
    ...Object.entries({ ...PARTICLES, ...particles }).map(([name, rows]) => particleBranch(name, rows)),
    ...labelBranches,
    plainBranch("jet_pt", "TLeafF", [500, 600, 700]),
  ];
  return openRootDataset(byteFileOf(trialFile({ name: "tree", entries: 3, branches }, "ZL"), path));
}

test("files tell their class by name", () => {
  const names = [
    "ZJetsToNuNu_120",
    "HToBB_0",
    "HToCC_1",
    "HToGG_2",
    "HToWW4Q_3",
    "HToWW2Q1L_4",
    "ZToQQ_5",
    "WToQQ_6",
    "TTBar_7",
    "TTBarLep_8",
  ];
  expect(names.map((name) => jetClassLabel(`/data/val_5M/${name}.root`))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(["2016G_1.root", "2016H_2.root"].map(jetClassLabel)).toEqual([0, 0]);
  expect(jetClassLabel("HToXX_1.root")).toBeUndefined();
});

describe("jets", () => {
  test("come with particles, label, kinds and jet columns", async () => {
    const [{ particles, stored, pid, jets }] = await Array.fromAsync(jetClassJets(jetClass()));
    expect([...particles.offsets]).toEqual([0, 2, 2, 3]);
    expect(particles.px).toEqual(Float64Array.of(3, 1, 0));
    expect(particles.energy).toEqual(Float64Array.of(5, 3, 10));
    expect([...particles.label!]).toEqual([0, 6, 2]); // float, int and bool columns
    expect([...particles.charge!]).toEqual([0, -1, 0]);
    expect([...pid]).toEqual([PID_CLASSES.indexOf("photon"), PID_CLASSES.indexOf("charged hadron"), NO_PID]);
    expect([...stored.deta]).toEqual([0.5, -0.5, 0.25]);
    expect([...jets.keys()]).toEqual(["jet_pt"]);
    expect([...jets.get("jet_pt")!]).toEqual([500, 600, 700]);
  });

  test("without labels take the class of the file's name, or none", async () => {
    const open = async (path: string) => {
      const [{ particles }] = await Array.fromAsync(jetClassJets(jetClass({ path, labels: [] })));
      return particles.label;
    };
    expect([...(await open("HToGG_11.root"))!]).toEqual([3, 3, 3]);
    expect(await open("jets.root")).toBeUndefined();
  });
});

describe("bad jets", () => {
  const failure = (file: Dataset) => Array.fromAsync(jetClassJets(file)).catch((error: unknown) => error);

  test("two labels, or none", async () => {
    expect(await failure(jetClass({ second: 6 }))).toMatchObject({
      code: "formats/jetclass-bad-label",
      message: expect.stringContaining(
        "at x.root, jet 0: found [1, 0, 0, 0, 0, 0, 1, 0, 0, 0], expected one 1 and nine 0",
      ),
    });
    expect(await failure(jetClass({ labels: [0, 6, 10] }))).toMatchObject({
      code: "formats/jetclass-bad-label",
      data: { place: "x.root, jet 2" },
    });
  });

  test("a particle of two kinds", async () => {
    expect(await failure(jetClass({ particles: { isMuon: [[0, 1], [], [0]] } }))).toMatchObject({
      code: "formats/jetclass-bad-kind",
      data: { place: "x.root, jet 0, particle 1", found: [0, 0, 1, 0, 1] },
    });
  });

  test("momenta that are not numbers, or no energy", async () => {
    const bad = { code: "formats/impossible-momentum", data: { place: "x.root, jet 2, particle 0" } };
    expect(await failure(jetClass({ particles: { py: [[4, 2], [], [NaN]] } }))).toMatchObject(bad);
    expect(await failure(jetClass({ particles: { energy: [[5, 3], [], [0]] } }))).toMatchObject(bad);
  });

  test("lists of different lengths, and a missing column", async () => {
    expect(await failure(jetClass({ particles: { dphi: [[0], [], [0]] } }))).toMatchObject({
      code: "formats/unexpected-column",
    });
    const tree = { name: "tree", entries: 3, branches: [plainBranch("jet_pt", "TLeafF", [1, 2, 3])] };
    const file = openRootDataset(byteFileOf(trialFile(tree), "x.root"));
    expect(await failure(file)).toMatchObject({ code: "formats/no-such-column", data: { found: "part_px" } });
  });
});

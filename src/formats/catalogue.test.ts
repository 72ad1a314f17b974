import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createContext, findData } from "../run/index.ts";
import type { RunEvent } from "../run/index.ts";
import { findSet, formatBytes, selectFiles, totalBytes } from "./catalogue.ts";
import { PUBLIC_SETS } from "./catalogue/sets.ts";
import { downloadFolder, fetchFile, tasks } from "./catalogueTasks.ts";
import { checksumOf } from "./download.ts";

const allFiles = PUBLIC_SETS.flatMap(({ files }) => files);

describe("the catalogue", () => {
  test("names every set and file once, and every address is one", () => {
    const names = PUBLIC_SETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { files } of PUBLIC_SETS) expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    for (const { name, url } of allFiles) {
      expect(name).toMatch(/^[\w.-]+$/); // also keeps a file inside its folder
      expect(new URL(url).protocol).toBe("https:");
      expect(url.endsWith(`/${name}`)).toBe(true);
    }
  });

  test("holds checksums of the right length, none of them twice, and sizes that are whole numbers", () => {
    const known = allFiles.flatMap(({ checksum }) => (checksum === undefined ? [] : [checksum]));
    for (const { algorithm, value } of known)
      expect(value).toMatch({ md5: /^[0-9a-f]{32}$/, sha256: /^[0-9a-f]{64}$/ }[algorithm]);
    expect(new Set(known.map(({ value }) => value)).size).toBe(known.length);
    for (const { bytes } of allFiles)
      expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes > 0)).toBe(true);
  });

  test.each([
    ["jetclass", 12, "10.5281/zenodo.6619768"],
    ["lhco-rnd", 2, "10.5281/zenodo.4536377"],
    ["lhco-v2", 3, "10.5281/zenodo.6466204"],
    ["lhco-extra-qcd", 2, "10.5281/zenodo.8370758"],
    ["lhco-black-boxes", 6, "10.5281/zenodo.4536624"],
    ["top-tagging", 3, "10.5281/zenodo.2603256"],
    ["quark-gluon", 20, "10.5281/zenodo.3164691"],
    ["aspen-open-jets", 80, undefined],
  ])("%s has %d files and the DOI of the specification", (name, count, doi) => {
    const set = findSet(name);
    expect(set.files.length).toBe(count);
    expect(set.doi).toBe(doi);
  });

  const copies: Readonly<Record<string, string>> = {
    "events_anomalydetection_tiny.h5": "jets-lhco/lhco",
    "uproot-HZZ-zlib.root": "jet-foundation/root-compression",
    "uproot-HZZ-lz4.root": "jet-foundation/root-compression",
    "uproot-HZZ-lzma.root": "jet-foundation/root-compression",
    "uproot-HZZ-zstd.root": "jet-foundation/root-compression",
    "nanoAOD_2015_CMS_Open_Data_ttbar.root": "jet-foundation/cms",
  };
  test.skipIf(findData("jets-lhco/lhco") === undefined).each(Object.entries(copies))(
    "size and checksum of %s are those of the copy here (needs shared data)",
    async (name, folder) => {
      const path = findData(`${folder}/${name}`)!;
      const file = allFiles.find((candidate) => candidate.name === name)!;
      expect(statSync(path).size).toBe(file.bytes);
      expect(await checksumOf(path, "sha256")).toEqual(file.checksum);
    },
  );
});

describe("what is asked for", () => {
  test("a set, or one file of it", () => {
    expect(selectFiles("jetclass").files.length).toBe(12);
    expect(selectFiles("jetclass/JetClass_Pythia_val_5M.tar").files.map(({ url }) => url)).toEqual([
      "https://zenodo.org/records/6619768/files/JetClass_Pythia_val_5M.tar",
    ]);
  });

  test.each([
    ["jetclas", 'there is no such public data set: found "jetclas" [formats/no-such-set]. Did you mean jetclass'],
    ["qqqqqqqqqqqq", "glueball data list names them"],
    [
      "top-tagging/tran.h5",
      'the set top-tagging has no such file: found "tran.h5" [formats/no-such-public-file]. Did you mean train.h5',
    ],
    ["jetclass2", "Its page says how to get it: https://huggingface.co/datasets/jet-universe/jetclass2"],
  ])("%s is refused", (wanted, message) => {
    expect(() => selectFiles(wanted)).toThrow(message);
  });

  test.each([
    [undefined, "unknown"],
    [0, "0 bytes"],
    [999, "999 bytes"],
    [2_587_490, "2.59 MB"],
    [999_999, "1.00 MB"],
    [5_057_106_355, "5.06 GB"],
    [2e14, "200 TB"],
  ])("%s bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test("a sum with an unknown size is unknown", () => {
    expect(
      totalBytes([
        { name: "a", url: "", bytes: 3 },
        { name: "b", url: "", bytes: 4 },
      ]),
    ).toBe(7);
    expect(
      totalBytes([
        { name: "a", url: "", bytes: 3 },
        { name: "b", url: "" },
      ]),
    ).toBe(undefined);
    expect(totalBytes([])).toBe(undefined);
  });

  test("goes to the first folder of GLUEBALL_DATA, else to data", () => {
    expect(downloadFolder({ GLUEBALL_DATA: ":/big:/small" })).toBe("/big");
    expect(downloadFolder({})).toBe("data");
  });
});

describe("glueball data list", () => {
  const list = tasks.find(({ name }) => name === "list")!;

  test("prints a line for each set, and unknown where nothing is known", async () => {
    const { summary } = await list.run(createContext(), {});
    const lines = summary.split("\n");
    expect(lines.length).toBe(PUBLIC_SETS.length + 1);
    expect(lines.find((line) => line.startsWith("aspen-open-jets"))).toMatch(
      / 80 +207 GB +all +CC-BY-4.0 \(unverified\) +unknown /,
    );
    expect(lines.find((line) => line.startsWith("jetnet30"))).toMatch(
      / 5 +unknown +unknown +unknown +10.5281\/zenodo.6975118 /,
    );
  });

  test("prints the files of one set", async () => {
    const { summary } = await list.run(createContext(), { set: "top-tagging" });
    expect(summary).toContain("train.h5  unknown  md5 45663819f47c13724f67eb0fd80bfa5c");
    expect((await list.run(createContext(), { set: "jetclass2" })).summary).toContain("files: see the page");
  });
});

describe("a file of a set", () => {
  const content = Buffer.from("particles");
  const checksum = { algorithm: "md5", value: createHash("md5").update(content).digest("hex") } as const;
  const server = createServer((_, response) => response.end(content));
  let folder: string;
  let url: string;
  let events: RunEvent[];

  function context() {
    const made = createContext();
    made.subscribe((event) => void events.push(event));
    return made;
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "catalogue-"));
    events = [];
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jets.h5`;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    server.close();
  });

  test("comes with progress, and the second time it is only checked", async () => {
    const file = { name: "jets.h5", url, bytes: 9, checksum };
    const first = await fetchFile(file, folder, context());
    expect(first).toEqual({ path: join(folder, "jets.h5"), bytes: 9, checksum, verified: true, found: false });
    expect(events).toContainEqual({ type: "progress", stage: "jets.h5", done: 9, total: 9 });
    server.closeAllConnections();
    expect(await fetchFile({ ...file, url: "http://127.0.0.1:1/" }, folder, context())).toEqual({
      ...first,
      found: true,
    });
  });

  test("without a published checksum gets a warning that names its own", async () => {
    const fetched = await fetchFile({ name: "jets.h5", url }, folder, context());
    expect(fetched.verified).toBe(false);
    expect(events).toContainEqual({
      type: "warning",
      text: `no checksum of jets.h5 is published; it has sha256 ${fetched.checksum.value}`,
    });
  });

  test.each([
    ["parts", 'found "5 bytes", expected 9 bytes'],
    ["partikels", `expected md5 ${checksum.value}`],
  ])("that is there with other content (%s) is named and neither used nor replaced", async (there, message) => {
    const path = join(folder, "jets.h5");
    writeFileSync(path, there);
    const file = { name: "jets.h5", url, bytes: 9, checksum };
    await expect(fetchFile(file, folder, context())).rejects.toThrow(message);
    await expect(fetchFile(file, folder, context())).rejects.toMatchObject({ code: "formats/not-the-published-file" });
    expect(readFileSync(path, "utf8")).toBe(there);
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  test.skipIf(findData("jets-lhco/lhco") === undefined)(
    "glueball data get finds the set that is there (needs shared data)",
    async () => {
      const tiny = readFileSync(findData("jets-lhco/lhco/events_anomalydetection_tiny.h5")!);
      const get = tasks.find(({ name }) => name === "get")!;
      mkdirSync(join(folder, "lhco-tiny"));
      writeFileSync(join(folder, "lhco-tiny/events_anomalydetection_tiny.h5"), tiny);
      const { summary } = await get.run(context(), { name: "lhco-tiny", folder });
      expect(summary).toBe(
        `lhco-tiny: files 1 (there already: 1), 2.59 MB, in ${join(folder, "lhco-tiny")}\n` +
          "1 of 1 have the published checksum\n" +
          "licence: CC-BY-4.0 (unverified); cite as https://github.com/lhcolympics2020/parsingscripts says",
      );
    },
  );
});

/** Reading the published weights, from files written here in the published layout: every number has its place. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { loadParticleNetKin } from "./particleNetWeights.ts";

interface Tensor {
  name: string;
  shape: number[];
  offset: number;
  length: number;
}
interface Manifest {
  classes: string[];
  dtype: string;
  count: number;
  tensors: Tensor[];
}

const CLASSES = ["QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl"];

/** Names and shapes of weaver's network, written down from its published file. */
function publishedShapes(): [name: string, shape: number[]][] {
  const norm = (name: string, width: number): [string, number[]][] =>
    ["weight", "bias", "running_mean", "running_var"].map((part) => [`${name}.${part}`, [width]]);
  const block = (k: number, inner: number, width: number): [string, number[]][] => [
    [`edge_convs.${k}.convs.0.weight`, [width, 2 * inner, 1, 1]],
    [`edge_convs.${k}.convs.1.weight`, [width, width, 1, 1]],
    [`edge_convs.${k}.convs.2.weight`, [width, width, 1, 1]],
    ...[0, 1, 2].flatMap((n) => norm(`edge_convs.${k}.bns.${n}`, width)),
    [`edge_convs.${k}.sc.weight`, [width, inner, 1]],
    ...norm(`edge_convs.${k}.sc_bn`, width),
  ];
  return [
    ...norm("bn_fts", 7),
    ...block(0, 7, 64),
    ...block(1, 64, 128),
    ...block(2, 128, 256),
    ["fc.0.0.weight", [256, 256]],
    ["fc.0.0.bias", [256]],
    ["fc.1.weight", [10, 256]],
    ["fc.1.bias", [10]],
  ];
}

function publishedManifest(): Manifest {
  let count = 0;
  const tensors = publishedShapes().map(([name, shape]) => {
    const length = shape.reduce((a, b) => a * b);
    count += length;
    return { name, shape, offset: count - length, length };
  });
  return { classes: [...CLASSES], dtype: "float32 little-endian", count, tensors };
}

/** Each number of the file is its own position, which float32 holds exactly. */
const POSITIONS = Float32Array.from(Array(371_814).keys());

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "glueball-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** The sentence of the error that is thrown. */
function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was refused";
}

function load(manifest: object = publishedManifest(), weights = POSITIONS) {
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "weights.f32"), new Uint8Array(weights.buffer));
  return loadParticleNetKin(folder);
}

test("every number of the file is used exactly once", () => {
  const { parameters, classes, config } = load();
  expect(classes).toEqual(CLASSES);
  expect(config.classes).toBe(10);
  const used = new Float32Array(POSITIONS.length);
  for (const { data } of parameters.values()) for (const position of data) used[position]++;
  expect(used.every((times) => times === 1)).toBe(true);
});

test("each parameter has its published tensor", () => {
  const { parameters } = load();
  const { tensors } = publishedManifest();
  for (const [ours, published] of [
    ["norm.runningVariance", "bn_fts.running_var"],
    ["block.0.convolution.0.weight", "edge_convs.0.convs.0.weight"],
    ["block.2.convolution.1.norm.gain", "edge_convs.2.bns.1.weight"],
    ["block.1.convolution.2.norm.bias", "edge_convs.1.bns.2.bias"],
    ["block.1.shortcut.weight", "edge_convs.1.sc.weight"],
    ["block.2.shortcut.norm.runningMean", "edge_convs.2.sc_bn.running_mean"],
    ["head.0.bias", "fc.0.0.bias"],
    ["head.1.weight", "fc.1.weight"],
  ] as const) {
    const { offset, length } = tensors.find(({ name }) => name === published)!;
    const { data } = parameters.get(ours)!;
    expect([ours, data.length, data[0]]).toEqual([ours, length, offset]);
  }
});

describe("refused", () => {
  test("a folder without the files, with the way to get them", () => {
    expect(() => loadParticleNetKin(join(folder, "absent"))).toThrow(
      /^the published network is not there at \S+manifest\.json: found "ENOENT.*", expected a folder with weights\.f32 and manifest\.json \[nets\/published-weights-absent\]\. Set GLUEBALL_DATA to the folder that holds jet-foundation\.$/,
    );
  });

  test.each([
    [
      "a truncated file",
      new Float32Array(371_813),
      'weights.f32: found "1487252 bytes", expected 1487256, for 371814 numbers',
    ],
    [
      "a number that is none",
      new Float32Array(371_814).fill(NaN, 5),
      'weights.f32, number 5: found "NaN", expected a finite number',
    ],
  ])("%s", (_name, weights, message) => {
    const found = errorOf(() => load(publishedManifest(), weights));
    expect(found).toContain(message);
    expect(found).toContain("[nets/published-weights-damaged]");
  });

  test("a manifest that is not JSON", () => {
    writeFileSync(join(folder, "manifest.json"), "{");
    expect(() => loadParticleNetKin(folder)).toThrow("[nets/published-weights-manifest]");
  });

  test("eleven classes", () => {
    const manifest = publishedManifest();
    manifest.classes.push("pile-up");
    expect(errorOf(() => load(manifest))).toContain("found 11, expected 10 [nets/particle-net-classes]");
  });

  const tensor = (manifest: Manifest, name: string) => manifest.tensors.find((entry) => entry.name === name)!;

  test.each<[string, (manifest: Manifest) => void, string]>([
    ["another element type", (m) => (m.dtype = "float16"), "dtype: "],
    ["a negative offset", (m) => (m.tensors[3].offset = -1), "tensors.3.offset: "],
    [
      "tensors that overlap",
      (m) => (m.tensors[3].offset = 20),
      'bn_fts.running_var: found "offset 20, length 7", expected offset 21, length 7',
    ],
    [
      "a length that is not the shape's",
      (m) => (m.tensors[2].length = 6),
      'bn_fts.running_mean: found "offset 14, length 6"',
    ],
    ["numbers that belong to no tensor", (m) => m.tensors.pop(), 'found "tensors of 371804 numbers", expected 371814'],
  ])("%s", (_name, change, message) => {
    const manifest = publishedManifest();
    change(manifest);
    const found = errorOf(() => load(manifest));
    expect(found).toContain(message);
    expect(found).toContain("[nets/published-weights-manifest]");
  });

  test.each<[string, (manifest: Manifest) => void, string]>([
    [
      "a name that we do not know",
      (m) => (tensor(m, "fc.1.bias").name = "fc.2.bias"),
      'found "missing fc.1.bias [10]; unexpected fc.2.bias"',
    ],
    [
      "another shape",
      (m) => (tensor(m, "fc.1.weight").shape = [256, 10]),
      'found "fc.1.weight is [256, 10] instead of [10, 256]"',
    ],
    [
      "a kernel of three points",
      (m) => (tensor(m, "edge_convs.0.sc.weight").shape = [64, 1, 7]),
      "edge_convs.0.sc.weight is [64, 1, 7]",
    ],
    [
      "a name that stands twice",
      (m) => (tensor(m, "bn_fts.bias").name = "bn_fts.weight"),
      "a name that stands twice; missing bn_fts.bias [7]",
    ],
  ])("%s", (_name, change, message) => {
    const manifest = publishedManifest();
    change(manifest);
    const found = errorOf(() => load(manifest));
    expect(found).toContain(message);
    expect(found).toContain("[nets/published-weights-mismatch]");
  });
});

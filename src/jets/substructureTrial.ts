/** What the tests of substructure share: stored tables by column name, the jets they were made of, random jets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { FourMomentumColumns, MomentumColumns } from "../kinematics/index.ts";

/** A CSV file with a header, gzipped or plain: each column by its name. */
export function namedColumns(path: string): (name: string) => number[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim().split("\n");
  const [header, ...rows] = lines.map((line) => line.split(","));
  return (name) => {
    const place = header.indexOf(name);
    if (place < 0) throw new Error(`${path} has no column ${name}`);
    return rows.map((row) => Number(row[place]));
  };
}

export const JET_SETS = ["jetclass500", "top2000", "qg2000"] as const;

/** The jets of one set of the folder `jet-foundation`, taken massless: float32 [jets, 4, 128], padded with zeros. */
export function benchmarkJets(folder: string, name: (typeof JET_SETS)[number]): FourMomentumColumns[] {
  const bytes = gunzipSync(readFileSync(join(folder, `jets/${name}_vectors.npy.gz`)));
  const start = 10 + bytes.readUInt16LE(8);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  return Array.from({ length: numbers.length / 512 }, (_, jet) => {
    const row = (quantity: number) => numbers.subarray(jet * 512 + quantity * 128, jet * 512 + (quantity + 1) * 128);
    const count = row(3).findIndex((energy) => energy === 0);
    const [px, py, pz] = [0, 1, 2].map((quantity) =>
      Float64Array.from(row(quantity).subarray(0, count < 0 ? 128 : count)),
    );
    return { px, py, pz, energy: px.map((x, i) => Math.sqrt(x * x + py[i] * py[i] + pz[i] * pz[i])) };
  });
}

/** The classes of the jets of one set. */
export function benchmarkLabels(folder: string, name: (typeof JET_SETS)[number]): number[] {
  const bytes = gunzipSync(readFileSync(join(folder, `jets/${name}_labels.npy.gz`)));
  const start = 10 + bytes.readUInt16LE(8);
  return Array.from({ length: (bytes.length - start) / 4 }, (_, i) => bytes.readInt32LE(start + 4 * i));
}

/** The largest |found / wanted - 1| with its place, and 0 where both are 0: what a failing comparison shows. */
export function largestDeviation(found: readonly (number | undefined)[], wanted: readonly number[]) {
  let worst = { deviation: 0, place: -1, found: 0 as number | undefined, wanted: 0 };
  found.forEach((value, place) => {
    const relative = value === wanted[place] ? 0 : Math.abs((value ?? Infinity) / wanted[place] - 1);
    const deviation = Number.isNaN(relative) ? Infinity : relative;
    if (deviation > worst.deviation) worst = { deviation, place, found: value, wanted: wanted[place] };
  });
  return worst;
}

/** The same momenta in the order of `places`. */
export function reordered({ px, py, pz, energy }: MomentumColumns, places: readonly number[]): FourMomentumColumns {
  const gather = (column: ArrayLike<number>) => Float64Array.from(places, (place) => column[place]);
  return { px: gather(px), py: gather(py), pz: gather(pz), energy: gather(energy) };
}

/**
 * Jets of any file whose rows are jets (a JetClass or Aspen Open Jets file, a Parquet or HDF5 store), or of a simulated
 * sample, collected into one store.
 */
import { createHash } from "node:crypto";
import { GlueballError } from "../base/index.ts";
import { particleEvents } from "../formats/index.ts";
import type { Dataset, ParticleBatch } from "../formats/index.ts";
import { orderByPt, unitWarnings } from "./data.ts";
import type { JetMomenta, Jets } from "./data.ts";

/**
 * All rows as jets; those without constituents are left out and counted.
 * @throws GlueballError jetlm/no-jets; what `particleEvents` throws
 */
export async function collectJets(name: string, rows: Dataset): Promise<Jets> {
  const batches = await Array.fromAsync(particleEvents(rows));
  const column = (key: "px" | "py" | "pz" | "energy") => joined(batches.map((batch) => batch[key]));
  const sizes = Int32Array.from(batches.flatMap(sizesOf));
  const filled = Int32Array.from(sizes.keys()).filter((row) => sizes[row] > 0);
  if (filled.length === 0) {
    throw new GlueballError({
      code: "jetlm/no-jets",
      what: "the file has no usable jet",
      place: rows.path,
      found: `${sizes.length} rows without constituents`,
      expected: "at least one jet with a constituent",
    });
  }
  const momenta: JetMomenta = {
    offsets: offsetsOf(filled.map((row) => sizes[row])),
    px: column("px"),
    py: column("py"),
    pz: column("pz"),
    energy: column("energy"),
  };
  orderByPt(momenta); // files keep float32, in which neighbours may have changed places
  const labels = labelsOf(batches);
  return {
    name,
    sha256: hashOf(momenta, labels),
    ...momenta,
    labels: labels && filled.map((row) => labels[row]),
    rows: filled,
    skipped: { empty: sizes.length - filled.length, bad: 0 },
    warnings: unitWarnings(momenta),
  };
}

function sizesOf({ offsets, length }: ParticleBatch): number[] {
  return Array.from({ length }, (_, jet) => offsets[jet + 1] - offsets[jet]);
}

/** One class a row, where every batch has them. */
function labelsOf(batches: readonly ParticleBatch[]): Int32Array | undefined {
  if (batches.some(({ label }) => label === undefined)) return undefined;
  return Int32Array.from(batches.flatMap(({ label }) => [...label!]));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function offsetsOf(sizes: Int32Array): Int32Array {
  const offsets = new Int32Array(sizes.length + 1);
  sizes.forEach((size, jet) => (offsets[jet + 1] = offsets[jet] + size));
  return offsets;
}

function hashOf({ offsets, px, py, pz, energy }: JetMomenta, labels: Int32Array | undefined): string {
  const hash = createHash("sha256");
  for (const column of [offsets, px, py, pz, energy, labels ?? new Int32Array()]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}

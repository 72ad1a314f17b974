/** Branches for `trialFile`: numbers, counted arrays, vectors and texts, cut into baskets of some entries. */
import type { TrialBasket, TrialBranch } from "./trialFile.ts";
import type { TrialObject } from "./trialWriter.ts";

/** Bytes of a number in a file and the method of DataView that writes it. */
const ENCODINGS = {
  i8: [1, "setInt8"],
  u8: [1, "setUint8"],
  i16: [2, "setInt16"],
  i32: [4, "setInt32"],
  i64: [8, "setBigInt64"],
  f32: [4, "setFloat32"],
  f64: [8, "setFloat64"],
} as const;
export type TrialEncoding = keyof typeof ENCODINGS;

export function encode(values: readonly number[], encoding: TrialEncoding): Uint8Array {
  const [width, method] = ENCODINGS[encoding];
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, i) => {
    if (method === "setBigInt64") view.setBigInt64(i * width, BigInt(value));
    else view[method](i * width, value);
  });
  return new Uint8Array(view.buffer);
}

/** What stands before the numbers of a vector: byte count, version, length. */
export function vectorEntry(values: readonly number[], encoding: TrialEncoding): Uint8Array {
  const content = encode(values, encoding);
  const header = new DataView(new ArrayBuffer(10));
  header.setUint32(0, 0x40000000 + content.length + 6);
  header.setInt16(4, 6);
  header.setInt32(6, values.length);
  return Buffer.concat([new Uint8Array(header.buffer), content]);
}

/** Entries as bytes put into baskets of `perBasket` entries; `offsets` where they vary in length. */
export function toBaskets(
  entries: readonly Uint8Array[],
  perBasket: number,
  { offsets = true, lastInTree = false } = {},
): TrialBasket[] {
  const baskets: TrialBasket[] = [];
  for (let first = 0; first < entries.length; first += perBasket) {
    const own = entries.slice(first, first + perBasket);
    let at = 0;
    const starts = own.map((entry) => (at += entry.length) - entry.length);
    baskets.push({
      entries: own.length,
      data: new Uint8Array(Buffer.concat(own)),
      ...(offsets ? { offsets: starts } : {}),
      inTree: lastInTree && first + perBasket >= entries.length,
    });
  }
  return baskets;
}

export function leaf(className: string, title: string, members: TrialObject["members"] = {}): TrialObject {
  const name = title.replace(/\[.*/, "");
  return { className, members: { fName: name, fTitle: title, fLen: 1, fLenType: 4, ...members } };
}

/** A branch of vector<T>. */
export function vectorBranch(name: string, className: string, baskets: readonly TrialBasket[]): TrialBranch {
  return {
    name,
    className: "TBranchElement",
    members: { fClassName: className, fClassVersion: 6, fID: -1, fStreamerType: -1 },
    leaves: [leaf("TLeafElement", name, { fID: -1, fType: -1 })],
    baskets,
  };
}

/** A short text as a TLeafC stores it. */
export function textEntry(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 255) return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
  return Buffer.concat([Uint8Array.of(255), encode([bytes.length], "i32"), bytes]);
}

/**
 * What goes to another thread. A message copies the whole memory that a typed array looks into, however little of it the array
 * shows: a batch of 100 events, cut from a block of 1000, would take ten batches along. Here every array goes as a copy of its
 * own numbers, whose memory is handed over.
 */

export interface Message {
  readonly value: unknown;
  /** Memory that is handed over. */
  readonly transfer: readonly ArrayBuffer[];
}

/** The same plain data (records, lists, maps, typed arrays), to be posted; the original keeps its memory. */
export function messageOf(original: unknown): Message {
  const transfer: ArrayBuffer[] = [];
  return { value: copyOf(original, transfer), transfer };
}

function copyOf(original: unknown, transfer: ArrayBuffer[]): unknown {
  if (isTypedArray(original)) {
    if (original.buffer instanceof SharedArrayBuffer) return original;
    const own = original.slice();
    transfer.push(own.buffer as ArrayBuffer);
    return own;
  }
  if (Array.isArray(original)) return original.map((item) => copyOf(item, transfer));
  if (original instanceof Map) return new Map([...original].map(([key, item]) => [key, copyOf(item, transfer)]));
  if (!isRecord(original)) return original;
  return Object.fromEntries(Object.entries(original).map(([key, item]) => [key, copyOf(item, transfer)]));
}

/** Not a Buffer, whose memory is shared with others. */
function isTypedArray(value: unknown): value is NodeJS.TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !Buffer.isBuffer(value);
}

/** An object without a class of its own. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Float16_t and Double32_t: numbers that ROOT stores in fewer bits than it holds them in. A title "x[min,max,bits]" asks
 * for a 32-bit integer i that means min + i (max - min) / 2^bits; "x[0,0,bits]" for 3 bytes, an exponent and a mantissa of
 * that many bits with a sign above it. Without either a Float16_t has a mantissa of 12 bits and a Double32_t is a
 * float32. Source: TStreamerElement.cxx (GetRange), TBufferFile.cxx (ReadWithFactor, ReadWithNbits) of ROOT 6.
 */

export interface PackedFloat {
  /** Bytes of one number. */
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

const DEFAULT_BITS = { TLeafF16: 12, TLeafD32: 0 } as const;

export function isPackedFloat(className: string): className is keyof typeof DEFAULT_BITS {
  return Object.hasOwn(DEFAULT_BITS, className);
}

export function packedFloat(className: keyof typeof DEFAULT_BITS, title: string): PackedFloat {
  const match = /\[([^[\],]+),([^[\],]+)(?:,\s*(\d+)\s*)?\]/.exec(title);
  if (match === null) return ofMantissa(DEFAULT_BITS[className]);
  const [min, max] = [limit(match[1]), limit(match[2])];
  const stated = Number(match[3] ?? 32);
  const bits = stated < 2 || stated > 32 ? 32 : stated;
  if (min < max) return ofRange(min, (bits < 32 ? 2 ** bits : 0xffffffff) / (max - min));
  return ofMantissa(bits < 15 ? bits : DEFAULT_BITS[className]);
}

function ofRange(min: number, factor: number): PackedFloat {
  return { bytes: 4, read: (view, at) => view.getUint32(at) / factor + min };
}

/** One byte of exponent, two of sign and mantissa; with no bits a plain float32. */
function ofMantissa(bits: number): PackedFloat {
  if (bits === 0) return { bytes: 4, read: (view, at) => view.getFloat32(at) };
  const scratch = new DataView(new ArrayBuffer(4));
  const read = (view: DataView, at: number) => {
    const stored = view.getUint16(at + 1);
    const mantissa = stored & ((1 << (bits + 1)) - 1);
    scratch.setUint32(0, (view.getUint8(at) << 23) | (mantissa << (23 - bits)));
    const value = scratch.getFloat32(0);
    return (stored & (1 << (bits + 1))) === 0 ? value : -value;
  };
  return { bytes: 3, read };
}

/** A number, or one of the multiples of pi that ROOT knows in a title. */
function limit(text: string): number {
  const plain = text.toLowerCase().replaceAll(" ", "");
  if (!plain.includes("pi")) return Number.parseFloat(plain);
  const sign = plain.includes("-") ? -1 : 1;
  if (/2\*?pi|twopi/.test(plain)) return sign * 2 * Math.PI;
  const divisor = /pi\/([24])/.exec(plain)?.[1] ?? "1";
  return (sign * Math.PI) / Number(divisor);
}

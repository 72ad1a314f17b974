/** Pages of Parquet files are unpacked here: by Node where it can, which is several times faster, else by hyparquet's. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { compressors } from "hyparquet-compressors";
import type { CompressionCodec } from "hyparquet";
import { ParquetDamage } from "./damage.ts";

const LARGEST_PAGE = 2 ** 29; // bytes; writers make pages of about 2^20

/** @throws ParquetDamage when the bytes do not unpack to exactly `size`. */
export function unpackPage(packed: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  if (size < 0 || size > LARGEST_PAGE) throw new ParquetDamage(`a page of ${size} bytes`);
  if (codec === "UNCOMPRESSED") return requireSize(packed, size);
  try {
    return requireSize(unpack(packed, size, codec), size);
  } catch (error) {
    if (error instanceof ParquetDamage) throw error;
    throw new ParquetDamage(`a page that ${codec} cannot unpack (${(error as Error).message})`);
  }
}

function unpack(packed: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  const limit = { maxOutputLength: Math.max(size, 1) };
  if (codec === "ZSTD") return zstdDecompressSync(packed, limit);
  if (codec === "GZIP") return gunzipSync(packed, limit);
  if (codec === "BROTLI") return brotliDecompressSync(packed, limit);
  const other = compressors[codec];
  if (other === undefined) throw new ParquetDamage(`compression ${codec} is not read here`);
  return other(packed, size);
}

function requireSize(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes;
  throw new ParquetDamage(`a page of ${bytes.length} bytes that should have ${size}`);
}

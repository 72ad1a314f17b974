import { GlueballError } from "../../base/index.ts";

/** Where bytes come from, so that an error can name the byte: of the file, or of an object that was compressed in it. */
export interface Origin {
  readonly path: string;
  /** Byte of the file where the bytes, or the record they were unpacked from, begin. */
  readonly byte: number;
  /** Whether positions count in the unpacked object. */
  readonly unpacked: boolean;
}

/** `events.root, byte 4711`, or the byte of the unpacked object and where its record lies. */
export function placeOf(origin: Origin, at: number): string {
  if (!origin.unpacked) return `${origin.path}, byte ${origin.byte + at}`;
  return `${origin.path}, byte ${at} of the object unpacked from the record at byte ${origin.byte}`;
}

/** The file contradicts itself or its format. */
export function damaged(place: string, what: string, found?: unknown, expected?: string): GlueballError {
  return new GlueballError({
    code: "formats/root-damaged",
    what: `the ROOT file is damaged: ${what}`,
    place,
    ...(found === undefined ? {} : { found }),
    expected,
    hint: "Download or copy the file again",
  });
}

/** The file may be fine, and this reader does not know how to read it. */
export function unsupported(place: string, what: string, found?: unknown, hint?: string): GlueballError {
  return new GlueballError({
    code: "formats/root-unsupported",
    what,
    place,
    ...(found === undefined ? {} : { found }),
    hint,
  });
}

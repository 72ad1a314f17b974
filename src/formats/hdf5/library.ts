/**
 * The HDF5 library (h5wasm 0.10.3, HDF5 2.0.0 in WebAssembly), loaded when it is needed. One of its habits is cured
 * here: a call that fails prints a report on stderr and goes on, sometimes with uninitialised memory as its result. So
 * what it prints during a call is caught, and any report is an error whose reason is the deepest line of it.
 *
 * h5wasm can also throw out of the middle of a failed call, but then the library never closes what that call had
 * opened, and a later file at the same place would be read from the memory of the old one.
 */
import { GlueballError } from "../../base/index.ts";

type H5wasm = typeof import("h5wasm/node");

export interface Hdf5Library {
  readonly h5wasm: H5wasm;
  readonly module: Awaited<H5wasm["ready"]>;
  /**
   * Runs calls of the library; `place` (file, dataset) stands in the error. @throws GlueballError formats/hdf5-library.
   */
  call<T>(place: string, run: () => T): T;
}

const STDERR = 2;

export async function loadLibrary(): Promise<Hdf5Library> {
  const h5wasm = await import("h5wasm/node");
  const module = await h5wasm.ready;
  const call = <T>(place: string, run: () => T): T => {
    const { result, report } = caught(module.FS, place, run);
    if (report !== "") throw libraryError(place, report);
    return result;
  };
  return { h5wasm, module, call };
}

type FileSystem = Awaited<H5wasm["ready"]>["FS"];

/** Runs calls of the library and keeps what they print. */
function caught<T>(files: FileSystem, place: string, run: () => T): { result: T; report: string } {
  const write = files.write;
  let report = "";
  const keep: typeof write = (stream, buffer, offset, length, ...rest) => {
    const { fd } = stream as typeof stream & { fd: number };
    if (fd !== STDERR) return write(stream, buffer, offset, length, ...rest);
    report += Buffer.from(buffer.buffer, buffer.byteOffset + offset, length).toString();
    return length;
  };
  files.write = keep;
  try {
    return { result: run(), report };
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    throw libraryError(place, report !== "" ? report : String(error));
  } finally {
    files.write = write;
  }
}

function libraryError(place: string, report: string): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-library",
    what: `the HDF5 library refuses the file (${reason(report)})`,
    place,
    hint: "It may be damaged or cut off: download or copy it again",
  });
}

/** Of a report "#000: FILE line N in FUNCTION(): TEXT ... #001: ..." the deepest text, which says what went wrong. */
function reason(report: string): string {
  const texts = [...report.matchAll(/^\s*#\d+: .* in (\w+)\(\): (.*)$/gmu)];
  const last = texts.at(-1);
  return last === undefined ? report.split("\n")[0]! : `${last[2]}, in ${last[1]}`;
}

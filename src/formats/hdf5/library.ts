/**
 * The HDF5 library (h5wasm 0.10.3, HDF5 2.0.0 in WebAssembly), loaded when it is needed. Two of its habits are cured
 * here: a failed call prints on stderr and goes on, sometimes with uninitialised memory as its result. While its own
 * "throwing" handler is active a failed call throws instead, and the deepest line of its report becomes our error.
 */
import { GlueballError } from "../../base/index.ts";

type H5wasm = typeof import("h5wasm/node");

export interface Hdf5Library {
  readonly h5wasm: H5wasm;
  readonly module: Awaited<H5wasm["ready"]>;
  /** Runs calls of the library; `place` (file, dataset) stands in the error. @throws GlueballError formats/hdf5-library. */
  call<T>(place: string, run: () => T): T;
}

export async function loadLibrary(): Promise<Hdf5Library> {
  const h5wasm = await import("h5wasm/node");
  const module = await h5wasm.ready;
  const call = <T>(place: string, run: () => T): T => {
    module.activate_throwing_error_handler();
    try {
      return run();
    } catch (error) {
      throw error instanceof GlueballError ? error : libraryError(place, error);
    } finally {
      module.deactivate_throwing_error_handler();
    }
  };
  return { h5wasm, module, call };
}

function libraryError(place: string, error: unknown): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-library",
    what: `the HDF5 library refuses the file (${reason(error instanceof Error ? error.message : String(error))})`,
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

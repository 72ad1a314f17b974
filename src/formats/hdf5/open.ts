/** Opens an HDF5 file with whichever reader reads it. */
import { openByteFile } from "../byteFile.ts";
import { openClassic } from "./classic.ts";
import type { Hdf5File } from "./file.ts";
import { openWithLibrary } from "./libraryFile.ts";
import { NotClassic } from "./structures.ts";

/**
 * Classic structures are read by our own reader, which has blosc; anything newer by the HDF5 library.
 * @throws GlueballError formats/no-such-file, formats/hdf5-wrong-magic, formats/hdf5-damaged, formats/truncated.
 */
export async function openHdf5(path: string): Promise<Hdf5File> {
  const file = openByteFile(path);
  try {
    return openClassic(file);
  } catch (error) {
    file.close();
    if (error instanceof NotClassic) return openWithLibrary(path, error.place);
    throw error;
  }
}

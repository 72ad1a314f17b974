import { openByteFile } from "../byteFile.ts";
import type { ByteFile } from "../byteFile.ts";
import type { Dataset } from "../dataset.ts";

/** Opens a file for a dataset, which closes it; when no dataset comes of it, it is closed here. */
export async function openWith(path: string, open: (file: ByteFile) => Promise<Dataset> | Dataset): Promise<Dataset> {
  const file = openByteFile(path);
  try {
    return await open(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

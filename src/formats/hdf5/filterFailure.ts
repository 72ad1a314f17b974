/** Why a filter could not undo a chunk; the reader of chunks adds file, dataset, chunk and filter id. */
export class FilterFailure extends Error {
  /** Byte of the filter's input. */
  readonly byte: number;

  constructor(why: string, byte: number) {
    super(why);
    this.byte = byte;
  }
}

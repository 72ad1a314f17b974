import { GlueballError } from "../../base/index.ts";

/** Bytes that come in chunks, taken in pieces of any length. */
export class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #place: string;
  #held: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>, place: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#place = place;
  }

  /** The next `length` bytes; they may be a view of a chunk. @throws GlueballError formats/truncated */
  async take(length: number): Promise<Uint8Array> {
    const piece = await this.takeUpTo(length);
    if (piece.length < length) throw this.#truncated(length - piece.length);
    return piece;
  }

  /** The next `length` bytes, or fewer where the content ends. */
  async takeUpTo(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0 && (this.#held.length > 0 || (await this.#fill()))) {
      const part = this.#held.subarray(0, missing);
      parts.push(part);
      this.#held = this.#held.subarray(part.length);
      missing -= part.length;
    }
    this.#position += length - missing;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    let missing = length;
    while (missing > 0) {
      if (this.#held.length === 0 && !(await this.#fill())) throw this.#truncated(missing);
      const skipped = Math.min(missing, this.#held.length);
      this.#held = this.#held.subarray(skipped);
      this.#position += skipped;
      missing -= skipped;
    }
  }

  /** Ends the reading; what produces the chunks may close its own sources. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    this.#held = value;
    return true;
  }

  #truncated(missing: number): GlueballError {
    return new GlueballError({
      code: "formats/truncated",
      what: "the content ends before its header says",
      place: `${this.#place}, byte ${this.#position} of the unpacked content`,
      found: `${missing} bytes too few`,
      hint: "Download or copy the file again",
    });
  }
}

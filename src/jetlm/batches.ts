/**
 * The batches of a training, epoch after epoch. An epoch is a function of the seed and its number: turn the jets, encode,
 * shuffle, pack into rows, cut into batches. So a resumed run sees the same batches.
 */
import type { Rng } from "../base/index.ts";
import type { Execution } from "../tensor/index.ts";
import { turnJets } from "./augment.ts";
import { modelRows } from "./modelRows.ts";
import type { JetsAndModel } from "./modelRows.ts";
import { columnFeeds, countTargets, feedsOf } from "./pack.ts";
import type { PackedRows } from "./pack.ts";

export interface BatchRecipe {
  /** Rows of a batch. */
  readonly rows: number;
  /** Turn and mirror the jets anew in every epoch. */
  readonly augment: boolean;
}

/** The batch that comes next: its epoch and its number in it. */
export interface BatchCursor {
  readonly epoch: number;
  readonly batch: number;
}

export class BatchStream {
  #epoch = -1;
  #batch = 0;
  #packed: PackedRows | undefined;
  readonly #prepare: (epoch: number) => Promise<PackedRows>;
  readonly #rows: number;

  private constructor(rows: number, prepare: (epoch: number) => Promise<PackedRows>) {
    this.#rows = rows;
    this.#prepare = prepare;
  }

  /** The stream of a training that goes on at `start`. */
  static async open(
    execution: Execution,
    data: JetsAndModel,
    { rows, augment }: BatchRecipe,
    rng: Rng,
    start: BatchCursor = { epoch: 0, batch: 0 },
  ): Promise<BatchStream> {
    const stream = new BatchStream(rows, async (epoch) => {
      const own = rng.fork(epoch);
      const jets = augment ? turnJets(data.jets, own.fork("turn")) : data.jets;
      return modelRows(execution, { ...data, jets }, { shuffle: own.fork("shuffle"), masks: own.fork("masks") });
    });
    await stream.#seek(start);
    return stream;
  }

  async #seek({ epoch, batch }: BatchCursor): Promise<void> {
    if (epoch !== this.#epoch) this.#packed = await this.#prepare(epoch);
    this.#epoch = epoch;
    this.#batch = batch;
  }

  /** The batch that `next` gives: its epoch and number. */
  get cursor(): BatchCursor {
    return { epoch: this.#epoch, batch: this.#batch };
  }

  /** The last rows of an epoch make a batch with padding. */
  async next(): Promise<{ readonly feeds: Record<string, Int32Array | Float32Array>; readonly targets: number }> {
    const packed = this.#packed!;
    const [from, rows] = [this.#batch * this.#rows, this.#rows];
    const { targets, ...feeds } = feedsOf(packed, from, rows);
    const columns = columnFeeds(packed, from, rows);
    if ((this.#batch + 1) * this.#rows < packed.rows) this.#batch++;
    else await this.#seek({ epoch: this.#epoch + 1, batch: 0 });
    return { feeds: { ...feeds, targets, ...columns }, targets: countTargets(targets) };
  }
}

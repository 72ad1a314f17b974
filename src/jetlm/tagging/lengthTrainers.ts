/** One training in programs of several lengths: parameters and moments go with it from trainer to trainer. */
import type { Rng } from "../../base/index.ts";
import type { NamedArrays, Trainer } from "../../tensor/index.ts";

type Feeds = Readonly<Record<string, ArrayLike<number>>>;

export class LengthTrainers {
  readonly #compile: (length: number) => Promise<Trainer>;
  readonly #trainers = new Map<number, Trainer>();
  /** The trainer that has the present state; undefined when it is still in `#loaded`. */
  #current: Trainer | undefined;
  #loaded: NamedArrays = new Map();

  /** `compile` is called at most once a length, when it is first needed. */
  constructor(compile: (length: number) => Promise<Trainer>) {
    this.#compile = compile;
  }

  /** As `Trainer.load`: parameters, with moments or to start without. */
  load(state: NamedArrays): void {
    this.#current = undefined;
    this.#loaded = state;
  }

  /** Makes the program of this length the present one: the next `step` is made by it. */
  async use(length: number): Promise<void> {
    const trainer = this.#trainers.get(length) ?? (await this.#compile(length));
    this.#trainers.set(length, trainer);
    if (trainer !== this.#current) trainer.load(this.state());
    this.#current = trainer;
  }

  /** As `Trainer.step`, after `use`. */
  step(feeds: Feeds, step: number, rate: number, rng: Rng) {
    return this.#current!.step(feeds, step, rate, rng);
  }

  parameters(): NamedArrays {
    return this.#current?.parameters() ?? this.#loaded;
  }

  state(): NamedArrays {
    return this.#current?.state() ?? this.#loaded;
  }

  async release(): Promise<void> {
    for (const trainer of this.#trainers.values()) await trainer.release();
    this.#trainers.clear();
  }
}

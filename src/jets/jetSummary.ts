import type { JetTable } from "./jetTable.ts";

/** Sums over all jets of a file, by which two programs can be compared in one line. */
export interface JetFigures {
  readonly events: number;
  readonly jets: number;
  /** GeV. */
  readonly sumPt: number;
  readonly sumMass: number;
  readonly sumAbsRapidity: number;
  /** Time to find, groom and describe the jets of an event, without reading it: all threads' time over the number of those that had events. */
  readonly millisecondsPerEvent: number;
  /** Events that were left out. */
  readonly skipped: number;
  /** How often each reason was met. */
  readonly reasons: Readonly<Record<string, number>>;
}

export class JetSummary {
  readonly #threads: number;
  #tables = 0;
  #events = 0;
  #jets = 0;
  #sumPt = 0;
  #sumMass = 0;
  #sumAbsRapidity = 0;
  #milliseconds = 0;
  readonly #reasons = new Map<string, number>();

  constructor(threads: number) {
    this.#threads = threads;
  }

  add({ length, columns, skipped, milliseconds }: JetTable): void {
    const [pt, mass, rapidity] = ["pt", "mass", "rapidity"].map((name) => columns.get(name)!);
    this.#tables++;
    this.#events += length;
    this.#jets += pt.length;
    this.#milliseconds += milliseconds;
    for (let jet = 0; jet < pt.length; jet++) {
      this.#sumPt += pt[jet];
      this.#sumMass += mass[jet];
      this.#sumAbsRapidity += Math.abs(rapidity[jet]);
    }
    for (const { code } of skipped) this.#reasons.set(code, (this.#reasons.get(code) ?? 0) + 1);
  }

  figures(): JetFigures {
    const events = this.#events;
    return {
      events,
      jets: this.#jets,
      sumPt: this.#sumPt,
      sumMass: this.#sumMass,
      sumAbsRapidity: this.#sumAbsRapidity,
      millisecondsPerEvent: events === 0 ? 0 : this.#milliseconds / Math.min(this.#threads, this.#tables) / events,
      skipped: [...this.#reasons.values()].reduce((sum, count) => sum + count, 0),
      reasons: Object.fromEntries(this.#reasons),
    };
  }

  sentence(): string {
    const { events, jets, sumPt, sumMass, millisecondsPerEvent, skipped, reasons } = this.figures();
    const reason = Object.entries(reasons).map(([code, count]) => `${count} ${code}`);
    return (
      `${jets} jets, events: ${events}; sum of pt ${sumPt.toFixed(4)} GeV, of masses ${sumMass.toFixed(4)} GeV; ` +
      `${millisecondsPerEvent.toFixed(3)} ms an event` +
      (skipped === 0 ? "" : `; ${skipped} events left out (${reason.join(", ")})`)
    );
  }
}

/** Learning rates as functions of the step (1, 2, ...). */

export type Schedule = (step: number) => number;

export interface ScheduleOptions {
  readonly kind: "constant" | "cosine" | "oneCycle";
  /** The highest rate. */
  readonly rate: number;
  /** Length of the training; the schedule ends exactly here. */
  readonly steps: number;
  /** Steps of linear warm-up from 0 (for oneCycle: from rate / 25, in a half cosine). */
  readonly warmup?: number;
  /** Rate at the end, as a fraction of the highest (cosine only). */
  readonly floor?: number;
}

export function schedule({ kind, rate, steps, warmup = 0, floor = 0 }: ScheduleOptions): Schedule {
  const progress = (step: number) => Math.min(1, Math.max(0, (step - warmup) / Math.max(1, steps - warmup)));
  const fall = (step: number, low: number) => low + (1 - low) * 0.5 * (1 + Math.cos(Math.PI * progress(step)));
  switch (kind) {
    case "constant":
      return (step) => rate * Math.min(1, step / Math.max(1, warmup));
    case "cosine":
      return (step) => (step < warmup ? (rate * step) / warmup : rate * fall(step, floor));
    case "oneCycle": {
      // Smith, arXiv 1708.07120; the numbers 25 and 1e4 as in PyTorch's OneCycleLR.
      const start = 1 / 25;
      const rise = (step: number) => start + (1 - start) * 0.5 * (1 - Math.cos((Math.PI * step) / warmup));
      return (step) => rate * (step < warmup ? rise(step) : fall(step, start / 1e4));
    }
    default:
      throw new Error(kind satisfies never);
  }
}

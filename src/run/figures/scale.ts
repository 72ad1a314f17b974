/** From values to pixels, and the values at which an axis is marked. */

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Pixel of a value; values beyond the ends give pixels beyond the ends. */
  position(value: number): number;
}

export interface Ticks {
  /** Long marks; those with an empty `text` carry no number. */
  readonly major: readonly { readonly value: number; readonly text: string }[];
  /** Short marks without a number. */
  readonly minor: readonly number[];
  /** Power of ten taken out of all numbers, 0 for none: the axis says x 10^exponent. */
  readonly exponent: number;
}

/** `from` is the pixel of `low`, `to` that of `high`. */
export function createScale(
  range: { readonly low: number; readonly high: number; readonly log: boolean },
  from: number,
  to: number,
): Scale {
  const { low, high, log } = range;
  const start = onAxis(low, log);
  const factor = (to - from) / (onAxis(high, log) - start);
  return { low, high, log, position: (value) => from + (onAxis(value, log) - start) * factor };
}

/** The coordinate in which an axis is uniform. */
export function onAxis(value: number, log: boolean): number {
  return log ? Math.log10(value) : value;
}

export function fromAxis(coordinate: number, log: boolean): number {
  return log ? 10 ** coordinate : coordinate;
}

/** At most about `count` numbers. */
export function axisTicks({ low, high, log }: Scale, count: number): Ticks {
  return log ? logTicks(low, high, count) : linearTicks(low, high, count);
}

/** Steps of 1, 2 or 5 times a power of ten, divided by 5, 4 or 5 short marks. */
function linearTicks(low: number, high: number, count: number): Ticks {
  const rough = (high - low) / count;
  const power = Math.floor(Math.log10(rough));
  const mantissa = [1, 2, 5, 10].find((candidate) => candidate * 10 ** power >= rough * (1 - 1e-9))!;
  const step = mantissa * 10 ** power;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const exponent = largest >= 1e5 || largest < 1e-3 ? Math.floor(Math.log10(largest)) : 0;
  const decimals = Math.max(0, exponent - Math.floor(Math.log10(step) + 1e-9));
  const text = (value: number): string =>
    value === 0 ? "0" : (value / 10 ** exponent).toFixed(decimals).replace("-", "−");
  const divisions = mantissa === 2 ? 4 : 5;
  return {
    major: multiples(low, high, step).map((value) => ({ value, text: text(value) })),
    minor: multiples(low, high, step / divisions),
    exponent,
  };
}

/** All multiples of `step` between the ends; a value is computed, never accumulated, so that 0 is 0. */
function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Powers of ten, with 2 to 9 between them; on less than two decades 2 and 5 carry numbers too. */
function logTicks(low: number, high: number, count: number): Ticks {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const stride = Math.max(1, Math.ceil((last - first) / count));
  const plain = low >= 0.0099 && high <= 1001;
  const few = Math.log10(high / low) < 2;
  const inside = (value: number): boolean => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const major: { value: number; text: string }[] = [];
  const minor: number[] = [];
  for (let power = first; power <= last; power++) {
    for (let digit = 1; digit < 10; digit++) {
      const value = Number(`${digit}e${power}`);
      if (!inside(value)) continue;
      const numbered = digit === 1 ? power % stride === 0 : few && (digit === 2 || digit === 5);
      if (digit === 1 || numbered) major.push({ value, text: numbered ? powerText(digit, power, plain) : "" });
      else minor.push(value);
    }
  }
  return { major, minor, exponent: 0 };
}

/** 0.01 to 1000 as they are where that is the whole axis, else 1, 10 and powers of ten (label markup). */
function powerText(digit: number, power: number, plain: boolean): string {
  if (plain || (digit === 1 && (power === 0 || power === 1))) return String(Number(`${digit}e${power}`));
  return digit === 1 ? `$10^{${power}}$` : `${digit}×$10^{${power}}$`;
}

/**
 * Numbers with errors, rounded by the rule of the Particle Data Group (Review of Particle Physics, Introduction,
 * section 5.3): if the three leading digits of the error lie between 100 and 354, two digits are kept, between 355 and
 * 949 one, and from 950 on it is rounded up to 1000 and two are kept. The value gets the same last decimal place.
 */
import { GlueballError } from "../base/index.ts";

/** A measured value with one standard deviation. */
export interface Measured {
  readonly value: number;
  readonly error: number;
}

/** @throws GlueballError run/value-without-error when the error is not a number >= 0. */
export function measured(value: number, error: number): Measured {
  if (error >= 0) return { value, error };
  throw new GlueballError({
    code: "run/value-without-error",
    what: "a measured value came without its error",
    found: `${value} +- ${error}`,
    expected: "an error >= 0; exact numbers (counts, settings) are written as they are with exact()",
  });
}

/** `1.234 ± 0.012`; large and small values with a power of ten, `(1.23 ± 0.04)e+6`. */
export function formatMeasured({ value, error }: Measured): string {
  if (!Number.isFinite(value) || !Number.isFinite(error)) return `${formatNumber(value)} ± ${formatNumber(error)}`;
  if (error === 0) return `${formatNumber(value)} ± 0`;
  const size = Math.max(Math.abs(value), error);
  const exponent = Math.floor(Math.log10(size));
  if (exponent >= 6 || exponent < -4) {
    const scale = 10 ** exponent;
    const inner = formatMeasured({ value: value / scale, error: error / scale });
    return `(${inner})e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
  }
  const decimals = errorDecimals(error);
  const rounded = Math.round(error * 10 ** decimals) / 10 ** decimals; // 0.95 to 1.0, which toFixed alone misses
  return `${value.toFixed(decimals)} ± ${rounded.toFixed(decimals)}`;
}

/** Decimal places that the rule keeps; 0 where it would round digits before the point. */
function errorDecimals(error: number): number {
  const power = Math.floor(Math.log10(error));
  const leading = Math.round(error / 10 ** (power - 2)); // 100 to 1000
  return Math.max(0, leading < 355 ? 1 - power : -power);
}

/** At most `digits` significant digits, without trailing zeros: `0.0123`, `12.3`, `1.23e+9`. Integers stay whole. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  return String(Number(value.toPrecision(digits)));
}

/**
 * Charges are exact, and one that was rounded forbids terms: with Y = 0.333 for 1/3 no Yukawa coupling is neutral. So a
 * decimal within its last digit of a fraction such as theories have is refused, with both ways to write it.
 */
import { GlueballError } from "../base/index.ts";
import { formatRational, parseRational } from "../exact/index.ts";

/** Denominators of charges whose decimals do not end. */
const DENOMINATORS = [3, 6, 7, 9, 12, 18, 24, 36];
/** A denominator is taken for meant where decimals are so many times as fine. */
const FINER = 8;

/** @throws GlueballError lagrangian/rounded-charge */
export function refuseRounded(text: string, place: string): void {
  const digits = /^\s*[+-]?\d*\.(\d+)\s*$/.exec(text)?.[1];
  if (digits === undefined) return;
  const unit = 10 ** -digits.length;
  const value = Number(text);
  const meant = DENOMINATORS.filter((q) => q * FINER * unit <= 1)
    .map((q) => ({ q, p: Math.round(value * q) }))
    .find(
      ({ p, q }) =>
        p % q !== 0 &&
        Math.abs(value - p / q) < unit &&
        formatRational(parseRational(`${p}/${q}`)) !== formatRational(parseRational(text)),
    );
  if (meant === undefined) return;
  throw new GlueballError({
    code: "lagrangian/rounded-charge",
    what: "a charge looks rounded, and charges are exact",
    place,
    found: text,
    expected: `"${formatRational(parseRational(`${meant.p}/${meant.q}`))}", or "${formatRational(parseRational(text))}" if that is meant`,
  });
}

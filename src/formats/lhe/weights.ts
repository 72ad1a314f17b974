/** The weights in the text of an event. Patterns stop at the next bracket, so that damaged text costs linear time. */
import type { LheWeight } from "./event.ts";

/**
 * All `<wgt id='...'> value </wgt>`, and the values of `<weights>`, which have no ids and are numbered from 1. A value that is
 * no number comes as NaN.
 */
export function weightsIn(text: string): LheWeight[] {
  const weights: LheWeight[] = [];
  for (const [, attributes = "", value = ""] of text.matchAll(/<wgt\b([^<>]*)>([^<>]*)<\/wgt\s*>/g)) {
    weights.push({ id: attributeOf(attributes, "id") ?? "", value: numberIn(value) });
  }
  for (const [, values = ""] of text.matchAll(/<weights\b[^<>]*>([^<>]*)<\/weights\s*>/g)) {
    const listed = values.split(/\s+/).filter((value) => value !== "");
    for (const [k, value] of listed.entries()) weights.push({ id: `${k + 1}`, value: numberIn(value) });
  }
  return weights;
}

/** The value of an attribute of a tag, quoted or not. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const at = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`).exec(attributes);
  return at === null ? undefined : (at[1] ?? at[2] ?? at[3]);
}

/** Fortran's `D` exponents included; NaN where it is no number. */
function numberIn(text: string): number {
  const plain = text.trim().replace(/d/i, "e");
  return plain === "" ? NaN : Number(plain);
}

/** How a text says for how many generations something holds. */
import type { Generations } from "./count/flavour.ts";
import type { Theory } from "./theory.ts";

/** `3 generations`, `Nf generations`; where every field has its own number of copies, that these are taken. */
export function generationsText({ fields }: Theory, generations: Generations): string {
  if (fields.every(({ copies }) => copies !== "Nf")) return "copies of each field as given";
  return generations === "symbolic" ? "Nf generations" : `${generations} generation${generations === 1 ? "" : "s"}`;
}

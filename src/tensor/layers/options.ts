/** Checks of what a layer is given. The errors name the layer, the option and the user's line. */
import { GlueballError } from "../../base/index.ts";
import { userFrame } from "../graph.ts";

/** @throws GlueballError tensor/wrong-layer-option unless `holds` */
export function requireOption(holds: boolean, layer: string, option: string, found: unknown, expected: string): void {
  if (holds) return;
  throw new GlueballError({
    code: "tensor/wrong-layer-option",
    what: `the ${option} does not fit in ${layer}`,
    place: userFrame(new Error()),
    found,
    expected,
  });
}

/** Whole numbers of at least `least`, one for each of `axes` spatial axes. */
export function requireCounts(
  layer: string,
  option: string,
  values: readonly number[],
  axes: number,
  least: 0 | 1,
): void {
  const fits = values.length === axes && values.every((value) => Number.isInteger(value) && value >= least);
  requireOption(fits, layer, option, values, `${axes} whole numbers from ${least}, one a spatial axis`);
}

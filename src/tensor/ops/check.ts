/** Errors of shape rules: they show the op and every input shape; the line is that of the user's call. */
import { GlueballError } from "../../base/index.ts";
import type { DType, NdArray, Shape, Spec } from "../graph.ts";
import { showShape, userFrame } from "../graph.ts";

export function shapeError(op: string, inputs: readonly Spec[], expected: string): GlueballError {
  return new GlueballError({
    code: "tensor/shape-mismatch",
    what: `shapes do not fit in ${op}`,
    place: userFrame(new Error()),
    found: inputs.map((input) => showShape(input.shape)).join(" and "),
    expected,
  });
}

export function requireDType(op: string, input: Spec, ...allowed: DType[]): void {
  if (allowed.includes(input.dtype)) return;
  throw new GlueballError({
    code: "tensor/wrong-dtype",
    what: `wrong element type in ${op}`,
    place: userFrame(new Error()),
    found: `${input.dtype}${showShape(input.shape)}`,
    expected: allowed.join(" or "),
    hint: "Convert with .cast(...).",
  });
}

/** Counts a negative axis from the end; an axis outside the rank is an error. */
export function normalizeAxis(op: string, axis: number, shape: Shape): number {
  const normal = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(axis) && normal >= 0 && normal < shape.length) return normal;
  throw new GlueballError({
    code: "tensor/axis-out-of-range",
    what: `no such axis in ${op} of shape ${showShape(shape)}`,
    place: userFrame(new Error()),
    found: axis,
    expected: `an integer from ${-shape.length} to ${shape.length - 1}`,
  });
}

/** In ascending order; undefined stands for all axes. */
export function normalizeAxes(op: string, axes: number | readonly number[] | undefined, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : axes;
  const normal = list.map((axis) => normalizeAxis(op, axis, shape)).sort((a, b) => a - b);
  if (new Set(normal).size === normal.length) return normal;
  throw new GlueballError({
    code: "tensor/axis-repeated",
    what: `an axis is named twice in ${op} of shape ${showShape(shape)}`,
    place: userFrame(new Error()),
    found: showShape(list),
    expected: "each axis at most once",
  });
}

const REPRESENTABLE: Record<DType, readonly [(value: number) => boolean, string]> = {
  float32: [() => true, "any number"],
  int32: [(value) => (value | 0) === value, "an integer from -2^31 to 2^31 - 1"],
  bool: [(value) => value === 0 || value === 1, "0 or 1"],
};

/** What an element type cannot hold would be rounded or wrapped without a word. */
export function requireRepresentable(what: string, dtype: DType, values: ArrayLike<number>): void {
  const [fits, expected] = REPRESENTABLE[dtype];
  for (let i = 0; i < values.length; i++) {
    if (fits(values[i])) continue;
    throw new GlueballError({
      code: "tensor/value-not-representable",
      what: `a value of ${what} does not fit its element type ${dtype}`,
      place: userFrame(new Error()),
      found: values[i],
      expected,
    });
  }
}

/** The reference meaning of indexing refuses what runtimes wrap around, drop, or read from the neighbour. */
export function requireIndices(op: string, indices: NdArray, extent: number): void {
  const found = indices.data.find((index) => !(index >= 0 && index < extent));
  if (found === undefined) return;
  throw new GlueballError({
    code: "tensor/index-out-of-range",
    what: `index outside its axis in ${op}`,
    found,
    expected: `0 to ${extent - 1}`,
  });
}

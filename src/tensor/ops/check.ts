/** Errors of shape rules: they show the op and every input shape; the line is that of the user's call. */
import { GlueballError } from "../../base/index.ts";
import type { DType, Shape, Spec } from "../graph.ts";
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

export function normalizeAxes(op: string, axes: number | readonly number[] | undefined, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : axes;
  return list.map((axis) => normalizeAxis(op, axis, shape)).sort((a, b) => a - b);
}

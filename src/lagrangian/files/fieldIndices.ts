/**
 * Which indices a field carries in a term, in the order of the SU(N) factors. A fundamental has one upper index, an
 * antifundamental a lower one, an adjoint one index with N^2 - 1 real values, a singlet none. All other irreps differ
 * by convention: PyR@TE gives them one index whose basis it alone knows; in our JSON they are tensors with the upper and
 * lower indices of `irrepStates` (a sextet of SU(3) is Phi[a,b], symmetric). A bar turns upper into lower.
 */
import { indexVariances, irrepDimension } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Field } from "../theory.ts";

export type IndexConvention = "pyrate" | "tensor";

export interface FieldIndex {
  /** Place among the SU(N) factors. */
  readonly factor: number;
  /** Of the field itself, not of its bar; `unknown` in a basis that only PyR@TE knows. */
  readonly kind: "upper" | "lower" | "adjoint" | "unknown";
  /** How many values it has. */
  readonly size: number;
}

/** Whether an irrep is a tensor with several indices, or has an unknown basis, depending on the convention. */
export function isOther(labels: DynkinLabels): boolean {
  return simpleIndex(labels) === undefined && labels.some((label) => label !== 0);
}

export function isAdjoint(labels: DynkinLabels): boolean {
  return simpleIndex(labels) === "adjoint";
}

export function fieldIndices({ irreps }: Pick<Field, "irreps">, convention: IndexConvention): FieldIndex[] {
  return irreps.flatMap((labels, factor): FieldIndex[] => {
    if (labels.every((label) => label === 0)) return [];
    const n = labels.length + 1;
    const simple = simpleIndex(labels);
    if (simple !== undefined) return [{ factor, kind: simple, size: simple === "adjoint" ? n * n - 1 : n }];
    if (convention === "pyrate") return [{ factor, kind: "unknown", size: irrepDimension(labels) }];
    return indexVariances(labels).map((kind) => ({ factor, kind, size: n }));
  });
}

/** Of an irrep that every convention writes with one index. */
function simpleIndex(labels: DynkinLabels): "upper" | "lower" | "adjoint" | undefined {
  const last = labels.length - 1;
  const boxes = labels.reduce((sum, label) => sum + label, 0);
  if (boxes === 1 && labels[0] === 1) return "upper";
  if (boxes === 1 && labels[last] === 1) return "lower";
  return boxes === 2 && labels[0] >= 1 && labels[last] >= 1 && (last > 0 || labels[0] === 2) ? "adjoint" : undefined;
}

/** Matrix products. Both lower to onnxruntime's fused forms, which take transposes and a scale without copies. */
import type { Emitter, NdArray, Op, Shape, Spec } from "../graph.ts";
import { sizeOf } from "../graph.ts";
import { broadcastShapes, broadcastStrides, permute, visit, zeros } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType, shapeError } from "./check.ts";

export interface MatmulOptions {
  /** Use the transpose (last two axes) of the left operand. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Factor of the product. */
  readonly scale?: number;
}

/** scale * A B over the last two axes; leading axes broadcast. A: [..., M, K], B: [..., K, N] -> [..., M, N]. */
export function matmul({ transposeA = false, transposeB = false, scale = 1 }: MatmulOptions): Op {
  const key = `${transposeA ? "T" : "N"}${transposeB ? "T" : "N"}${scale}`;
  return {
    name: "matmul",
    key,
    shape: (inputs) => {
      const [a, b] = inputs as [Tensor, Tensor];
      requireDType("matmul", a, "float32");
      requireDType("matmul", b, "float32");
      const shape = productShape(a.shape, b.shape, transposeA, transposeB);
      if (shape === undefined) {
        const [left, right] = [transposeA ? "[..., K, M]" : "[..., M, K]", transposeB ? "[..., N, K]" : "[..., K, N]"];
        throw shapeError(`matmul(${key})`, inputs, `${left} and ${right} with equal K and leading axes that broadcast`);
      }
      return [{ shape, dtype: "float32" }];
    },
    lower: (emit, inputs, specs) => emitProduct(emit, inputs, specs, { transposeA, transposeB, scale }),
    gradient: ({ inputs: [a, b] }, [g]) => {
      const gradA = transposeA
        ? b.matmul(g!, { transposeA: transposeB, transposeB: true, scale })
        : g!.matmul(b, { transposeB: !transposeB, scale });
      const gradB = transposeB
        ? g!.matmul(a, { transposeA: true, transposeB: transposeA, scale })
        : a.matmul(g!, { transposeA: !transposeA, scale });
      return [gradA.sumTo(a.shape), gradB.sumTo(b.shape)];
    },
    evaluate: ([a, b]) => [multiply(transposeA ? swapLast(a) : a, transposeB ? swapLast(b) : b, scale)],
  };
}

function emitProduct(
  emit: Emitter,
  inputs: readonly string[],
  specs: readonly Spec[],
  { transposeA, transposeB, scale }: Required<MatmulOptions>,
): string[] {
  if (!transposeA && !transposeB && scale === 1) return emit.node("MatMul", inputs);
  if (emit.fusesProducts) {
    const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
    return emit.node("FusedMatMul", inputs, attributes, { domain: "com.microsoft" });
  }
  const operands = inputs.map((input, i) => {
    return [transposeA, transposeB][i] ? emitTranspose(emit, input, specs[i].shape.length) : input;
  });
  const product = emit.node("MatMul", operands);
  return scale === 1 ? product : emit.node("Mul", [product[0], emit.scalar(scale, "float32")]);
}

/** The last two axes change places. */
function emitTranspose(emit: Emitter, input: string, rank: number): string {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.push(...perm.splice(rank - 2).reverse());
  return emit.node("Transpose", [input], { perm })[0];
}

/** x W^T + b, the affine map of a layer. x: [M, K], W: [N, K], b: [N] -> [M, N]. */
export const affine: Op = {
  name: "affine",
  key: "",
  shape: (inputs) => {
    const [x, w, b] = inputs as [Tensor, Tensor, Tensor];
    for (const operand of inputs) requireDType("affine", operand, "float32");
    const fits = x.shape.length === 2 && w.shape.length === 2 && b.shape.length === 1;
    if (!fits || x.shape[1] !== w.shape[1] || w.shape[0] !== b.shape[0]) {
      throw shapeError("affine", inputs, "[M, K], [N, K] and [N]");
    }
    return [{ shape: [x.shape[0], w.shape[0]], dtype: "float32" }];
  },
  lower: (emit, inputs) => emit.node("Gemm", inputs, { transB: 1 }),
  gradient: ({ inputs: [x, w] }, [g]) => [g!.matmul(w), g!.matmul(x, { transposeA: true }), g!.sum(0)],
  evaluate: ([x, w, b]) => {
    const out = multiply(x, swapLast(w), 1);
    out.data.forEach((value, index) => (out.data[index] = value + b.data[index % b.data.length]));
    return [out];
  },
};

function productShape(a: Shape, b: Shape, transposeA: boolean, transposeB: boolean): number[] | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [k2, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  return batch === undefined || k !== k2 ? undefined : [...batch, m, n];
}

function swapLast(x: NdArray): NdArray {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => axis);
  return permute(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

function multiply(a: NdArray, b: NdArray, scale: number): NdArray {
  const shape = productShape(a.shape, b.shape, false, false)!;
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const batch = shape.slice(0, -2);
  const out = zeros(shape);
  const matrixStrides = [a, b].map((x) =>
    broadcastStrides(x.shape.slice(0, -2), batch).map((stride) => stride * sizeOf(x.shape.slice(-2))),
  );
  visit(batch, matrixStrides, (index, offsets) => {
    for (let i = 0; i < m; i++) {
      for (let l = 0; l < k; l++) {
        const left = scale * a.data[offsets[0] + i * k + l];
        const to = (index * m + i) * n;
        for (let j = 0; j < n; j++) out.data[to + j] += left * b.data[offsets[1] + l * n + j];
      }
    }
  });
  return out;
}

/** Numbers that are computed jet by jet, on several threads: one row a jet, whatever the number of threads. */
import { parallelMap } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import type { FeatureRows } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** Which numbers; jetRowsWork.ts has the functions. */
export type JetRowsSetup =
  | { readonly kind: "substructure" | "energyFlow" }
  /** With the folder of the network's weights. */
  | { readonly kind: "fpnd" | "particleNet"; readonly folder: string };

/** Jets that a thread takes at a time: some 100 ms of sums, some seconds of a network, which is compiled for each piece. */
const PIECE = { substructure: 200, energyFlow: 100, fpnd: 1000, particleNet: 1000 };

export interface JetRows extends FeatureRows {
  readonly values: Float64Array;
}

/**
 * [jets, width], row by row. `stage` names it in the progress: "substructure of the reference".
 * @throws what the functions throw, and when the run is aborted
 */
export async function jetRows(
  context: RunContext,
  jets: RelativeJets,
  stage: string,
  setup: JetRowsSetup,
): Promise<JetRows> {
  const job = { module: new URL("./jetRowsWork.ts", import.meta.url).href, setup };
  const total = jetCount(jets);
  const pieces = piecesOf(jets, PIECE[setup.kind]);
  const parts: ArrayLike<number>[] = [];
  let done = 0;
  for await (const rows of parallelMap<RelativeJets, ArrayLike<number>>(job, pieces, context.threads)) {
    parts.push(rows);
    done = Math.min(done + PIECE[setup.kind], total);
    context.progress({ stage, done, total });
    context.signal.throwIfAborted();
  }
  const values = joined(parts);
  return { values, width: total === 0 ? 0 : values.length / total };
}

async function* piecesOf({ offsets, pt, etaRel, phiRel }: RelativeJets, size: number): AsyncGenerator<RelativeJets> {
  const count = offsets.length - 1;
  for (let start = 0; start < count; start += size) {
    const own = offsets.subarray(start, Math.min(start + size, count) + 1);
    const part = (column: Float64Array) => column.subarray(own[0], own[own.length - 1]);
    yield {
      offsets: own.map((at) => at - own[0]),
      pt: part(pt),
      etaRel: part(etaRel),
      phiRel: part(phiRel),
      labels: undefined,
    };
  }
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Numbers that are computed jet by jet, on several threads: one row a jet, whatever the number of threads. */
import { parallelMap } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import type { FeatureRows } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** Jets that a thread takes at a time: some 50 ms of work. */
const PIECE = 100;

export interface JetRowsRequest {
  /** Which numbers; jetRowsWork.ts has the functions. */
  readonly kind: "substructure" | "energyFlow";
  /** For the progress: "substructure of the reference". */
  readonly stage: string;
}

/** [jets, width], row by row. @throws what the functions throw, and when the run is aborted */
export async function jetRows(
  context: RunContext,
  jets: RelativeJets,
  { kind, stage }: JetRowsRequest,
): Promise<FeatureRows & { readonly values: Float64Array }> {
  const job = { module: new URL("./jetRowsWork.ts", import.meta.url).href, setup: kind };
  const total = jetCount(jets);
  const parts: Float64Array[] = [];
  let done = 0;
  for await (const rows of parallelMap<RelativeJets, Float64Array>(job, piecesOf(jets), context.threads)) {
    parts.push(rows);
    done = Math.min(done + PIECE, total);
    context.progress({ stage, done, total });
    context.signal.throwIfAborted();
  }
  return { values: joined(parts), width: parts.length === 0 ? 0 : parts[0].length / Math.min(PIECE, total) };
}

async function* piecesOf({ offsets, pt, etaRel, phiRel }: RelativeJets): AsyncGenerator<RelativeJets> {
  const count = offsets.length - 1;
  for (let start = 0; start < count; start += PIECE) {
    const own = offsets.subarray(start, Math.min(start + PIECE, count) + 1);
    const [from, to] = [own[0], own[own.length - 1]];
    const part = (column: Float64Array) => column.subarray(from, to);
    yield {
      offsets: own.map((at) => at - from),
      pt: part(pt),
      etaRel: part(etaRel),
      phiRel: part(phiRel),
      labels: undefined,
    };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

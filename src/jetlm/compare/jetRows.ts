/** Numbers that are computed jet by jet, on several threads: one row a jet, whatever the number of threads. */
import { parallelMap } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import type { FeatureRows } from "../../stats/index.ts";
import type { JetMomenta } from "../data.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** Which numbers; jetRowsWork.ts has the functions. `folder` has the weights of a network. */
export type JetRowsSetup =
  | { readonly kind: "substructure" | "energyFlow" }
  | { readonly kind: "fpnd" | "particleNet"; readonly folder: string };

/** Jets as the function takes them: ParticleNet momenta, all others relative coordinates. */
type JetStore<Setup extends JetRowsSetup> = Setup extends { readonly kind: "particleNet" } ? JetMomenta : RelativeJets;

/** Jets that a thread takes at a time: some 100 ms of sums, some seconds of a network, which is compiled for each piece. */
const PIECE = { substructure: 200, energyFlow: 100, fpnd: 1000, particleNet: 1000 };

export interface JetRows extends FeatureRows {
  readonly values: Float64Array;
}

/**
 * [jets, width], row by row. `stage` names it in the progress: "substructure of the reference".
 * @throws what the functions throw, and when the run is aborted
 */
export async function jetRows<const Setup extends JetRowsSetup>(
  context: RunContext,
  jets: JetStore<Setup>,
  stage: string,
  setup: Setup,
): Promise<JetRows> {
  const job = { module: new URL("./jetRowsWork.ts", import.meta.url).href, setup };
  const total = jetCount(jets);
  const pieces = piecesOf(jets, PIECE[setup.kind]);
  const parts: ArrayLike<number>[] = [];
  let done = 0;
  for await (const rows of parallelMap<unknown, ArrayLike<number>>(job, pieces, context.threads)) {
    parts.push(rows);
    done = Math.min(done + PIECE[setup.kind], total);
    context.progress({ stage, done, total });
    context.signal.throwIfAborted();
  }
  const values = joined(parts);
  return { values, width: total === 0 ? 0 : values.length / total };
}

/** Stores of `size` jets each with the same columns of constituents. */
function* piecesOf(store: RelativeJets | JetMomenta, size: number) {
  const { offsets } = store;
  const columns = Object.entries(store).filter(
    (entry): entry is [string, Float64Array] => entry[1] instanceof Float64Array,
  );
  const count = jetCount(store);
  for (let start = 0; start < count; start += size) {
    const own = offsets.subarray(start, Math.min(start + size, count) + 1);
    const parts = columns.map(([name, column]) => [name, column.subarray(own[0], own[own.length - 1])] as const);
    yield { offsets: own.map((at) => at - own[0]), ...Object.fromEntries(parts) };
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

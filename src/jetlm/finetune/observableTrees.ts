/**
 * The reference that needs no network: boosted decision trees of what a physicist would measure of a jet: mass, pT,
 * multiplicity, soft-drop mass, tau21, tau32, D2.
 */
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { scoreBoostedTrees, trainBoostedTrees } from "../../stats/index.ts";
import type { Columns } from "../../stats/index.ts";
import { jetObservables } from "../compare/observables.ts";
import { substructureOf } from "../compare/substructure.ts";
import { selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";

/** The values of some jets of a store, by the index of the jet. */
export interface ObservableTable {
  readonly columns: Columns;
  readonly rowOf: ReadonlyMap<number, number>;
}

export async function observableTable(
  context: RunContext,
  jets: RelativeJets,
  wanted: Int32Array,
): Promise<ObservableTable> {
  const chosen = selectJets(jets, wanted);
  const { mass, pt, multiplicity } = jetObservables(chosen);
  const { softDropMass, tau21, tau32, d2 } = await substructureOf(context, chosen, "the jets of the ladder");
  const columns = [mass, pt, multiplicity, softDropMass, tau21, tau32, d2];
  return { columns, rowOf: new Map([...wanted].map((jet, row) => [jet, row])) };
}

/** A function from jets to logits [jets, 2] (0, and the log odds), learnt from the jets of `train`. */
export function trainTrees(
  table: ObservableTable,
  labels: Int32Array,
  train: Int32Array,
  rng: Rng,
): (jets: Int32Array) => Float32Array {
  const columnsOf = (jets: Int32Array) =>
    table.columns.map((column) => Float64Array.from(jets, (jet) => column[table.rowOf.get(jet)!]));
  const trees = trainBoostedTrees(
    columnsOf(train),
    train.map((jet) => labels[jet]),
    rng,
  );
  return (jets) => Float32Array.from([...scoreBoostedTrees(trees, columnsOf(jets))].flatMap((odds) => [0, odds]));
}

/** What a thread of `jetRows` runs. */
import { embedder } from "../judge/embedding.ts";
import type { JetMomenta } from "../data.ts";
import type { RelativeJets } from "../features.ts";
import { energyFlowRows } from "./energyFlow.ts";
import { fpndRows } from "./fpnd.ts";
import type { JetRowsSetup } from "./jetRows.ts";
import { substructureRows } from "./substructure.ts";

type Rows<Store> = (jets: Store) => ArrayLike<number> | Promise<ArrayLike<number>>;

export function createWork(setup: JetRowsSetup): Rows<RelativeJets> | Rows<JetMomenta> {
  switch (setup.kind) {
    case "substructure":
      return substructureRows;
    case "energyFlow":
      return energyFlowRows;
    case "fpnd":
      return fpndRows(setup.folder);
    case "particleNet":
      return embedder(setup.folder);
  }
}

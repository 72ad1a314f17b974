/** What a thread of `jetRows` runs. */
import { embedder } from "../judge/embedding.ts";
import type { RelativeJets } from "../features.ts";
import { energyFlowRows } from "./energyFlow.ts";
import { fpndRows } from "./fpnd.ts";
import type { JetRowsSetup } from "./jetRows.ts";
import { momentumColumns } from "./momenta.ts";
import { substructureRows } from "./substructure.ts";

type Rows = (jets: RelativeJets) => ArrayLike<number> | Promise<ArrayLike<number>>;

export function createWork(setup: JetRowsSetup): Rows {
  switch (setup.kind) {
    case "substructure":
      return substructureRows;
    case "energyFlow":
      return energyFlowRows;
    case "fpnd":
      return fpndRows(setup.folder);
    case "particleNet": {
      const embed = embedder(setup.folder);
      return (jets) => embed(momentumColumns(jets));
    }
  }
}

/** What a thread of `jetRows` runs. */
import type { RelativeJets } from "../features.ts";
import { energyFlowRows } from "./energyFlow.ts";
import type { JetRowsRequest } from "./jetRows.ts";
import { substructureRows } from "./substructure.ts";

const FUNCTIONS = { substructure: substructureRows, energyFlow: energyFlowRows } as const;

export function createWork(kind: JetRowsRequest["kind"]): (jets: RelativeJets) => Float64Array {
  return FUNCTIONS[kind];
}

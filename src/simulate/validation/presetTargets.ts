/** Which observables and which reference belong to a preset, class by class. */
import type { ParticleBatch } from "../../formats/index.ts";
import { JET_TABLE_OBSERVABLES, jetTableObservables } from "./jetTableObservables.ts";
import { LEP_OBSERVABLES, lepObservables } from "./lepObservables.ts";
import { LHCO_OBSERVABLES, lhcoObservables } from "./lhcoObservables.ts";
import type { Observables, ObservableTable } from "./observableTable.ts";
import type { Target } from "./reference.ts";
import { JET_SETS, jetTarget, type JetSet } from "./targets/jets.ts";
import { LEP_TARGET } from "./targets/lep.ts";
import { lhcoTarget } from "./targets/lhco.ts";

export interface PresetTargets {
  /** Rows of the sample that are measured. */
  readonly rows: "events" | "jets";
  readonly observables: Observables;
  readonly measure: (batch: ParticleBatch) => ObservableTable;
  /** By class of the preset; classes without a reference are not compared. */
  readonly target: (className: string) => Target | undefined;
}

/** What is known of the sample that a preset stands in for. */
export function presetTargets(preset: string): PresetTargets {
  if (isJetSet(preset)) {
    return {
      rows: "jets",
      observables: JET_TABLE_OBSERVABLES,
      measure: jetTableObservables,
      target: (className) => jetTarget(preset, className),
    };
  }
  if (preset === "lep") {
    return { rows: "events", observables: LEP_OBSERVABLES, measure: lepObservables, target: () => LEP_TARGET };
  }
  return {
    rows: "events",
    observables: LHCO_OBSERVABLES,
    measure: lhcoObservables,
    target: (className) => lhcoTargetOf(preset, className),
  };
}

/** Black box 1 has the background of the R&D set; its signal nobody has published apart. */
function lhcoTargetOf(preset: string, className: string): Target | undefined {
  if (className === "background") return lhcoTarget("background");
  return preset === "lhco-rnd" ? lhcoTarget("signal") : undefined;
}

function isJetSet(preset: string): preset is JetSet {
  return JET_SETS.some((name) => name === preset);
}

/**
 * One jet of which several things are asked. What observables share (reclusterings, correlators, the Lund plane) is
 * computed when it is first needed and kept as long as the jet.
 */
import type { MomentumColumns } from "../kinematics/index.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import { constituentsOf, type Constituents } from "./constituents.ts";
import { correlatorsOf, type Correlators } from "./energyCorrelators.ts";
import { reclusterCambridgeAachen } from "./jetTree.ts";
import { primaryLundPlane, type LundEmission } from "./lund.ts";
import { nSubjetsFrom } from "./nSubjettiness.ts";
import { axesDefinition, axesFinder, type AxesFinder, type AxesName } from "./nSubjettinessAxes.ts";
import { pull, type Pull } from "./shapes.ts";

/** Axes that need no parameter. */
export type PlainAxesName = Exclude<AxesName, `${string}GenKT`>;

export interface ObservedJet {
  readonly constituents: Constituents;
  readonly charges: ArrayLike<number> | undefined;
  /** R0 of normalised tau. */
  readonly radius: number;
  readonly tau: (count: number, axes: PlainAxesName, beta: number) => number | undefined;
  readonly correlators: () => Correlators | undefined;
  readonly pull: () => Pull | undefined;
  readonly lundPlane: () => readonly LundEmission[];
}

/** `tree` gives the Cambridge/Aachen sequence of these particles where somebody else needs it too. */
export function observedJet(
  particles: MomentumColumns,
  charges: ArrayLike<number> | undefined,
  radius: number,
  tree: () => ClusterSequence = () => reclusterCambridgeAachen(particles),
): ObservedJet {
  const constituents = constituentsOf(particles);
  return {
    constituents,
    charges,
    radius,
    tau: tauOf(constituents, radius),
    correlators: once(() => correlatorsOf(constituents)),
    pull: once(() => pull(constituents)),
    lundPlane: once(() => (constituents.count === 0 ? [] : primaryLundPlane(tree()))),
  };
}

/** tau_N from as few reclusterings as there are seeds, each value once. */
function tauOf(constituents: Constituents, radius: number): ObservedJet["tau"] {
  const finders = new Map<string, AxesFinder>();
  const values = new Map<string, number | undefined>();
  return (count, name, beta) => {
    const key = `${count} ${name} ${beta}`;
    if (values.has(key)) return values.get(key);
    const axes = AXES[name];
    const seedName = name.replace("OnePass_", "");
    const finder = finders.get(seedName) ?? axesFinder(constituents, axes.seeds);
    finders.set(seedName, finder);
    const tau = nSubjetsFrom(constituents, count, { axes, beta, radius }, finder)?.tau;
    values.set(key, tau);
    return tau;
  };
}

const AXES = {
  KT: axesDefinition("KT"),
  CA: axesDefinition("CA"),
  WTA_KT: axesDefinition("WTA_KT"),
  WTA_CA: axesDefinition("WTA_CA"),
  OnePass_KT: axesDefinition("OnePass_KT"),
  OnePass_CA: axesDefinition("OnePass_CA"),
  OnePass_WTA_KT: axesDefinition("OnePass_WTA_KT"),
  OnePass_WTA_CA: axesDefinition("OnePass_WTA_CA"),
} as const satisfies Record<PlainAxesName, unknown>;

function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: compute() }).value;
}

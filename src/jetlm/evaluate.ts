/** The comparison of jets lives in compare/; these names stay until their last caller imports them from there. */
export { compareJets } from "./compare/compareJets.ts";
export type { CompareOptions, JetComparison, ObservableComparison } from "./compare/compareJets.ts";
export type { Distance } from "./compare/distances.ts";
export { jetObservables, OBSERVABLES } from "./compare/observables.ts";
export type { JetObservables, Observable, ObservableName } from "./compare/observables.ts";

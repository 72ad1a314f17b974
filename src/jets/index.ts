export { cluster } from "./cluster.ts";
export { ClusterSequence } from "./clusterSequence.ts";
export { jetDefinition, JET_ALGORITHMS, MAX_RADIUS } from "./definition.ts";
export type { JetAlgorithm, JetDefinition, JetOptions, Strategy } from "./definition.ts";
export type { Jet, Pseudojets } from "./pseudojets.ts";
export { RECOMBINATION_SCHEMES } from "./recombination.ts";
export type { RecombinationScheme, Recombiner } from "./recombination.ts";

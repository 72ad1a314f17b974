export { cluster } from "./cluster.ts";
export { ClusterSequence } from "./clusterSequence.ts";
export { jetDefinition, JET_ALGORITHMS, MAX_RADIUS, STRATEGIES } from "./definition.ts";
export type { JetAlgorithm, JetDefinition, JetOptions, Strategy } from "./definition.ts";
export type { Jet, Pseudojets } from "./pseudojets.ts";
export { RECOMBINATION_SCHEMES } from "./recombination.ts";
export type { RecombinationScheme, Recombiner } from "./recombination.ts";
export { findJets } from "./findJets.ts";
export type { JetRequest, JetSelection, JetTable } from "./jetTable.ts";

export { jetConstituents } from "./jetConstituents.ts";
export type { JetConstituents } from "./jetConstituents.ts";
export { reclusterCambridgeAachen } from "./jetTree.ts";
export type { GroomingInput } from "./jetTree.ts";
export { groomer, groomerUsages } from "./groom.ts";
export type { Groomer } from "./groom.ts";
export type { GroomedJet } from "./groomedJet.ts";
export type { BranchChoice, Splitting, SymmetryMeasure } from "./splitting.ts";
export { modifiedMassDrop, softDrop } from "./softDrop.ts";
export { recursiveSoftDrop } from "./recursiveSoftDrop.ts";
export { iteratedSoftDrop, softDropAngularity } from "./iteratedSoftDrop.ts";
export { bottomUpSoftDrop } from "./bottomUpSoftDrop.ts";
export { massDrop } from "./massDrop.ts";
export { pruning } from "./pruning.ts";
export { trimming } from "./trimming.ts";
export { filtering } from "./filtering.ts";
export { lundCoordinates, primaryLundPlane, secondaryLundPlane } from "./lund.ts";
export type { LundEmission } from "./lund.ts";

export { constituentsOf, weightedConstituents } from "./constituents.ts";
export type { Constituents } from "./constituents.ts";
export { NANOAOD_TAU, nSubjets, nSubjettiness } from "./nSubjettiness.ts";
export { AXES_NAMES, axesDefinition } from "./nSubjettinessAxes.ts";
export { xcone } from "./xcone.ts";
export { ecf, energyCorrelator } from "./energyCorrelators.ts";
export { CORRELATOR_RATIOS, correlatorRatio, d2 } from "./correlatorRatios.ts";
export {
  angularity,
  chargedMultiplicity,
  girth,
  jetCharge,
  lesHouchesAngularity,
  planarFlow,
  ptDispersion,
  pull,
} from "./shapes.ts";
export { jetImage } from "./jetImage.ts";
export { energyFlowPolynomial, energyFlowPolynomials } from "./energyFlowPolynomials.ts";
export { connectedMultigraphs, multigraphName, multigraphs, multigraphsUpTo } from "./multigraphs.ts";
export { dijet } from "./dijet.ts";
export { describeObservables, jetObservables } from "./observables.ts";
export type { Observe } from "./observables.ts";
export { displayData } from "./display/data.ts";
export type { DisplayData } from "./display/data.ts";
export { displayPage } from "./display/page.ts";

export { activeArea } from "./areas/activeArea.ts";
export { activeAreaExplicitGhosts } from "./areas/explicitGhosts.ts";
export { passiveArea } from "./areas/passiveArea.ts";
export { voronoiArea } from "./areas/voronoiArea.ts";
export { areaOf, isPureGhost } from "./areas/jetAreas.ts";
export type { JetArea, JetAreas } from "./areas/jetAreas.ts";
export type { GhostOptions, RepeatedGhostOptions } from "./areas/ghosts.ts";
export { gridMedianBackground, jetMedianBackground } from "./areas/background.ts";
export type { Background, GridMedianOptions, JetMedianOptions } from "./areas/background.ts";
export { subtractBackground } from "./areas/subtraction.ts";
export { subtractConstituents, subtractEvent } from "./areas/constituentSubtraction.ts";
export { softKiller } from "./areas/softKiller.ts";

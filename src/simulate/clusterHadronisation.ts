/**
 * The cluster model (B. R. Webber, Nucl. Phys. B 238 (1984) 492; Herwig, arXiv:0803.0883, section 7): gluons become quark
 * pairs, neighbours along colour become clusters of small mass whatever the energy of the event (preconfinement), and
 * clusters decay to two hadrons by flavour and phase space.
 *
 *   colour chains -> masses for their partons -> clusters -> heavy hadrons -> fission -> hadrons
 *
 * Energy, momentum, charge and flavours are conserved at each step. Hadrons name as mother the parton at their side of
 * the cluster, and start where it was made.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { createDecayContext, decayCluster, lendMomentum, type ClusterDecaySettings } from "./clusterDecay.ts";
import { breakClusters, type FissionSettings } from "./clusterFission.ts";
import { formClusters, isLight } from "./clusterFormation.ts";
import { createAxis, createClusters } from "./clusters.ts";
import { colourChains, type ColourChain } from "./colourChains.ts";
import { constituentChain, constituentMass } from "./constituentChain.ts";
import { STATUS, type EventRecord } from "./eventRecord.ts";
import { giveHeavyHadrons, type HeavySettings } from "./heavyFragmentation.ts";

export interface ClusterHadronisationSettings extends ClusterDecaySettings, FissionSettings, HeavySettings {
  /** Mass with which gluons become quark pairs. */
  readonly gluonMass: number;
}

/**
 * Scanned by hand, with alpha_s(M_Z) = 0.1365 and a cut-off of 0.25 GeV^2 in the final-state shower, to what e+e- makes at
 * 91.2 GeV: charged multiplicity and its spread, kaons, vector mesons, baryons, 1 - thrust, and the energy of B and D*.
 */
export const CLUSTER_HADRONISATION: ClusterHadronisationSettings = {
  gluonMass: 0.95,
  maxClusterMass: 3,
  strange: 0.37,
  diquark: 0.65,
  vector: 0.9,
  smear: 0.5,
  petersonCharm: 0.05,
  petersonBottom: 0.0025,
};

export interface HadronisationResult {
  /** Clusters after fission. */
  readonly clusters: number;
  /** Neighbouring partons that became one, since their chain was too light for both. */
  readonly joined: number;
  /** Clusters below any pair of hadrons that merged with a neighbour. */
  readonly merged: number;
  /** Clusters without neighbour that took energy from elsewhere. */
  readonly lent: number;
}

/** Clusters of one event, overwritten by the next. */
const ROOM = createClusters(256);

/**
 * Turns the final partons of an event into hadrons, which are final, stable or not.
 *
 * @throws GlueballError simulate/bad-hadronisation-setting, simulate/open-colour-line, simulate/not-hadronisable,
 * simulate/singlet-too-light
 */
export function hadronise(event: EventRecord, settings: ClusterHadronisationSettings, rng: Rng): HadronisationResult {
  requireSettings(settings);
  const chains = colourChains(event);
  const clusters = ROOM;
  clusters.count = 0;
  const axis = createAxis();
  let [joined, merged, lent] = [0, 0, 0];
  for (const chain of chains) {
    markHadronised(event, chain);
    const constituents = constituentChain(event, chain, settings.gluonMass);
    joined += constituents.joined;
    merged += formClusters(clusters, constituents, settings.strange, rng);
  }
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    if (!isLight(clusters, cluster)) continue;
    lendMomentum(clusters, cluster);
    lent++;
  }
  const context = createDecayContext(event, settings, axis);
  for (let n = 0; n < clusters.count; n++) giveHeavyHadrons(context, clusters, n, settings, rng);
  breakClusters({ settings, axis, vacuum: context.vacuum }, clusters, rng);
  for (let n = 0; n < clusters.count; n++) decayCluster(context, clusters, n, rng);
  return { clusters: clusters.count, joined, merged, lent };
}

function markHadronised(event: EventRecord, { entries }: ColourChain): void {
  for (const entry of entries) {
    const code = Math.abs(event.pdgId[entry]);
    const isDiquark = code > 1000 && code < 4000;
    if (!((code >= 1 && code <= 5) || code === 21 || isDiquark)) throw notHadronisable(event, entry);
    event.status[entry] = STATUS.decayed;
  }
}

function notHadronisable(event: EventRecord, entry: number): GlueballError {
  return new GlueballError({
    code: "simulate/not-hadronisable",
    what: "this cannot become hadrons",
    place: `entry ${entry}`,
    found: `PDG code ${event.pdgId[entry]}`,
    expected: "quarks d, u, s, c, b, gluons, and diquarks of u, d, s",
    hint: "Let resonances decay first",
  });
}

function requireSettings(settings: ClusterHadronisationSettings): void {
  const { gluonMass, maxClusterMass, petersonCharm, petersonBottom } = settings;
  const lightest = 2 * constituentMass(1);
  requireSetting("gluonMass", gluonMass, gluonMass > lightest, `above ${lightest} GeV, two light quarks`);
  requireSetting("maxClusterMass", maxClusterMass, maxClusterMass >= 1, "at least 1 GeV; 1.5 to 4 is usual");
  for (const name of ["strange", "diquark", "vector", "smear"] as const) {
    requireSetting(name, settings[name], settings[name] >= 0 && settings[name] < Infinity, "a number of at least 0");
  }
  for (const [name, epsilon] of Object.entries({ petersonCharm, petersonBottom })) {
    requireSetting(name, epsilon, epsilon > 0 && epsilon <= 1, "Peterson's epsilon, above 0 and at most 1");
  }
}

function requireSetting(place: string, found: number, holds: boolean, expected: string): void {
  if (holds) return;
  throw new GlueballError({
    code: "simulate/bad-hadronisation-setting",
    what: "clusters cannot be made with this",
    place,
    found,
    expected,
  });
}

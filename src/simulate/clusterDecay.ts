/**
 * A cluster becomes two hadrons. Which two: every pair of its flavours that is lighter than it, with the weight of
 * `hadronPairs.ts`. Where to: the hadron with the triplet follows the axis, smeared by
 *
 *   cos = 1 + smear ln u,   u uniform on (exp(-2/smear), 1),
 *
 * and the other one goes the opposite way.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { isLight } from "./clusterFormation.ts";
import { massTogether, setAxis, type ClusterAxis, type Clusters } from "./clusters.ts";
import { addParticle, STATUS, type EventRecord } from "./eventRecord.ts";
import { drawHadronMass } from "./hadronMass.ts";
import { hadronPairs, lightestHadron, type HadronPairs } from "./hadronPairs.ts";
import { turnDirection, twoBodyMomentum } from "./phaseSpace.ts";
import { createFrame, intoRestFrame, outOfRestFrame, setFrame } from "./restFrame.ts";
import { vacuumWeights, type VacuumSettings } from "./vacuumPairs.ts";

export interface ClusterDecaySettings extends VacuumSettings {
  /** Weight of vector mesons and baryons of spin 3/2, beside their number of spin states. */
  readonly vector: number;
  /** Width of the hadrons' directions about the cluster's axis. */
  readonly smear: number;
}

/** What the decays of an event share. */
export interface DecayContext {
  readonly event: EventRecord;
  readonly settings: ClusterDecaySettings;
  readonly axis: ClusterAxis;
  /** Weights of pairs from the vacuum by their class. */
  readonly vacuum: Float64Array;
  /** Room for the weights of all pairs of one cluster, and for one momentum. */
  readonly weights: Float64Array;
  readonly momentum: Float64Array;
}

export function createDecayContext(
  event: EventRecord,
  settings: ClusterDecaySettings,
  axis: ClusterAxis,
): DecayContext {
  const vacuum = vacuumWeights(settings);
  return { event, settings, axis, vacuum, weights: new Float64Array(128), momentum: new Float64Array(4) };
}

/** Adds the hadrons of a cluster to the event: two, or the single one that a light cluster is. */
export function decayCluster(context: DecayContext, clusters: Clusters, cluster: number, rng: Rng): void {
  const { triplet, antitriplet, tripletEntry, antitripletEntry, mass } = clusters;
  if (isLight(clusters, cluster)) {
    addSingle(context, clusters, cluster);
    return;
  }
  const pairs = hadronPairs(triplet[cluster], antitriplet[cluster]);
  const pair = drawPair(context, pairs, mass[cluster], rng);
  let mass1 = drawHadronMass(pairs.first[pair], rng);
  let mass2 = drawHadronMass(pairs.second[pair], rng);
  if (mass1 + mass2 >= mass[cluster]) {
    mass1 = pairs.firstMass[pair];
    mass2 = pairs.secondMass[pair];
  }
  const p = twoBodyMomentum(mass[cluster], mass1, mass2);
  setAxis(context.axis, clusters, cluster, rng);
  smearDirection(context.axis.direction, context.settings.smear, rng);
  addAlong(context, { pdgId: pairs.first[pair], mass: mass1, mother: tripletEntry[cluster] }, p);
  addAlong(context, { pdgId: pairs.second[pair], mass: mass2, mother: antitripletEntry[cluster] }, -p);
}

/** Chooses among the open pairs; masses are the poles. */
function drawPair({ weights, vacuum, settings }: DecayContext, pairs: HadronPairs, mass: number, rng: Rng): number {
  const { firstMass, secondMass, states, excited } = pairs;
  for (let n = 0; n < states.length; n++) {
    const p = twoBodyMomentum(mass, firstMass[n], secondMass[n]);
    weights[n] = p === 0 ? 0 : vacuum[pairs.vacuum[n]] * states[n] * settings.vector ** excited[n] * p;
  }
  return choose(rng, weights.subarray(0, states.length));
}

/** Turns a unit vector by an angle of the smearing distribution, to a uniform side. */
export function smearDirection(direction: Float64Array, smear: number, rng: Rng): void {
  if (smear === 0) return;
  const lowest = Math.exp(-2 / smear);
  const cos = 1 + smear * Math.log(lowest + (1 - lowest) * (1 - rng.uniform()));
  turnDirection(direction, cos, 2 * Math.PI * rng.uniform());
}

interface NewHadron {
  readonly pdgId: number;
  readonly mass: number;
  readonly mother: number;
}

/** Adds a hadron that flies with `p` along the axis in its frame. */
export function addAlong(context: DecayContext, hadron: NewHadron, p: number): void {
  const { momentum, axis } = context;
  for (let i = 0; i < 3; i++) momentum[i] = p * axis.direction[i];
  momentum[3] = Math.sqrt(p * p + hadron.mass * hadron.mass);
  outOfRestFrame(momentum, 0, axis.frame);
  addHadron(context.event, hadron, momentum, 0);
}

function addHadron(event: EventRecord, hadron: NewHadron, momentum: Float64Array, at: number): void {
  addParticle(event, {
    ...hadron,
    status: STATUS.final,
    px: momentum[at],
    py: momentum[at + 1],
    pz: momentum[at + 2],
    energy: momentum[at + 3],
  });
}

function addSingle({ event }: DecayContext, clusters: Clusters, cluster: number): void {
  const hadron = lightestHadron(clusters.triplet[cluster], clusters.antitriplet[cluster]);
  if (hadron === undefined) throw new RangeError(`cluster ${cluster} has no single hadron and is below any pair`);
  const mother = clusters.tripletEntry[cluster];
  addHadron(event, { pdgId: hadron.pdgId, mass: hadron.mass, mother }, clusters.momentum, 4 * cluster);
}

/** Puts a cluster that no hadron pair fits, and the nearest that can give energy, on shells on which both can decay. */
export function lendMomentum(clusters: Clusters, light: number): void {
  const target = lightestMass(clusters, light);
  const { momentum, mass } = clusters;
  let [lender, nearest] = [-1, Infinity];
  for (let other = 0; other < clusters.count; other++) {
    const together = other === light ? Infinity : massTogether(clusters, light, other);
    if (together > target + mass[other] && together < nearest) [lender, nearest] = [other, together];
  }
  if (lender < 0) throw tooLight(mass[light], target);
  const total = Float64Array.from([0, 1, 2, 3], (i) => momentum[4 * light + i] + momentum[4 * lender + i]);
  const frame = createFrame();
  setFrame(frame, total, 0, nearest);
  const at = 4 * light;
  intoRestFrame(momentum, at, frame);
  const p = twoBodyMomentum(nearest, target, mass[lender]);
  const length = Math.hypot(momentum[at], momentum[at + 1], momentum[at + 2]);
  for (let i = at; i < at + 3; i++) momentum[i] = length > 0 ? (p * momentum[i]) / length : p / Math.sqrt(3);
  momentum[at + 3] = Math.sqrt(p * p + target * target);
  outOfRestFrame(momentum, at, frame);
  for (let i = 0; i < 4; i++) momentum[4 * lender + i] = total[i] - momentum[at + i];
  mass[light] = target;
}

/** Just above the threshold of pairs, where two flavours have no single hadron. */
const ABOVE = 1 + 1e-9;

function lightestMass(clusters: Clusters, cluster: number): number {
  const [triplet, antitriplet] = [clusters.triplet[cluster], clusters.antitriplet[cluster]];
  return lightestHadron(triplet, antitriplet)?.mass ?? hadronPairs(triplet, antitriplet).threshold * ABOVE;
}

function tooLight(found: number, target: number): GlueballError {
  return new GlueballError({
    code: "simulate/singlet-too-light",
    what: "a colour singlet is lighter than any hadron of its flavours, and nothing else can give it energy",
    found: Number(found.toPrecision(6)),
    expected: `at least ${target} GeV`,
  });
}

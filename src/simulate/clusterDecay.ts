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
  const { vector } = settings;
  const ofExcited = [1, vector, vector ** 2] as const;
  for (let n = 0; n < states.length; n++) {
    const p = twoBodyMomentum(mass, firstMass[n], secondMass[n]);
    weights[n] = p === 0 ? 0 : vacuum[pairs.vacuum[n]] * states[n] * ofExcited[excited[n]] * p;
  }
  return choose(rng, weights, states.length);
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

/**
 * Puts a cluster that no hadron pair fits, and the nearest that can give energy, on shells on which both can decay. The
 * lender keeps its mass if any can; if not, the one with most to spare gives some of it.
 */
export function lendMomentum(clusters: Clusters, light: number): void {
  const target = lightestMass(clusters, light);
  const { lender, together, mass } = findLender(clusters, light, target);
  if (lender < 0) throw tooLight(clusters.mass[light], target);
  const { momentum } = clusters;
  const total = Float64Array.from([0, 1, 2, 3], (i) => momentum[4 * light + i] + momentum[4 * lender + i]);
  const frame = createFrame();
  setFrame(frame, total, 0, together);
  const at = 4 * light;
  intoRestFrame(momentum, at, frame);
  const p = twoBodyMomentum(together, target, mass);
  const length = Math.hypot(momentum[at], momentum[at + 1], momentum[at + 2]);
  for (let i = at; i < at + 3; i++) momentum[i] = length > 0 ? (p * momentum[i]) / length : p / Math.sqrt(3);
  momentum[at + 3] = Math.sqrt(p * p + target * target);
  outOfRestFrame(momentum, at, frame);
  for (let i = 0; i < 4; i++) momentum[4 * lender + i] = total[i] - momentum[at + i];
  clusters.mass[light] = target;
  clusters.mass[lender] = mass;
}

interface Lender {
  readonly lender: number;
  /** Mass of both. */
  readonly together: number;
  /** Mass that the lender has afterwards. */
  readonly mass: number;
}

/** GeV that a lender gives of its mass beyond what is needed, for the momenta of both. */
const BEYOND = 0.1;

/** The nearest cluster that can keep its mass, else the one with most to spare; -1 where there is none. */
function findLender(clusters: Clusters, light: number, target: number): Lender {
  let nearest: Lender = { lender: -1, together: Infinity, mass: 0 };
  let richest: Lender = nearest;
  let most = 0;
  for (let lender = 0; lender < clusters.count; lender++) {
    if (lender === light) continue;
    const mass = clusters.mass[lender];
    const together = massTogether(clusters, light, lender);
    if (together > target + mass && together < nearest.together) nearest = { lender, together, mass };
    const least = hadronPairs(clusters.triplet[lender], clusters.antitriplet[lender]).threshold * ABOVE;
    const spare = mass > least ? together - target - least : 0;
    if (spare <= most) continue;
    most = spare;
    richest = { lender, together, mass: together - target - Math.min(BEYOND, spare / 2) };
  }
  return nearest.lender < 0 ? richest : nearest;
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

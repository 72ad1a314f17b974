/**
 * The slow and obvious twin of all strategies, for the tests: at each step everybody's nearest neighbour is searched anew
 * among all, and the smallest distance is taken.
 *
 * Cost: N^3.
 */
import type { JetDefinition } from "./definition.ts";
import { mergeBeam, mergePair, startHistory, type History } from "./history.ts";
import { metricOf, type Metric } from "./metric.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { azimuthDistance, derive, precedes, type Pseudojets } from "./pseudojets.ts";
import { preprocess } from "./recombination.ts";

/** What somebody would do next: merge with `b`, or meet the beam where there is none. */
interface Proposal {
  readonly a: number;
  readonly b: number | undefined;
  readonly distance: number;
}

export function clusterTwin({ px, py, pz, energy }: MomentumColumns, definition: JetDefinition): History {
  const history = startHistory(px.length, definition.scheme);
  const { jets } = history;
  for (const [name, column] of Object.entries({ px, py, pz, energy })) {
    for (let i = 0; i < px.length; i++) jets[name as "px"][i] = column[i];
  }
  preprocess(jets, definition.scheme);
  for (let i = 0; i < px.length; i++) derive(jets, i);
  const metric = metricOf(definition);
  const live = new Set(Array.from({ length: px.length }, (_, i) => i));
  while (live.size > 0) {
    const proposals = [...live].map((a) => propose(jets, metric, live, a));
    const { a, b, distance } = proposals.reduce((first, next) => (isBefore(jets, next, first) ? next : first));
    live.delete(a);
    if (b === undefined) mergeBeam(history, a, distance / metric.scale);
    else {
      live.delete(b);
      live.add(mergePair(history, a, b, distance / metric.scale));
    }
  }
  return history;
}

/** The harder proposes if the weight falls with hardness, the softer if it rises. */
function propose(jets: Pseudojets, metric: Metric, live: ReadonlySet<number>, a: number): Proposal {
  const size = metric.geometry === "cylinder" ? jets.pt2 : jets.energy;
  let b: number | undefined;
  let nearest = metric.limit(jets, a);
  for (const other of live) {
    if (other === a || (metric.rising ? size[other] < size[a] : size[other] > size[a])) continue;
    const distance = separation(jets, metric, a, other);
    if (distance < nearest || (distance === nearest && b !== undefined && precedes(jets, other, b))) {
      b = other;
      nearest = distance;
    }
  }
  return { a, b, distance: metric.weight(jets, a) * nearest };
}

function isBefore(jets: Pseudojets, one: Proposal, other: Proposal): boolean {
  if (one.distance !== other.distance) return one.distance < other.distance;
  if ((one.b === undefined) !== (other.b === undefined)) return other.b === undefined;
  return precedes(jets, one.a, other.a);
}

function separation(jets: Pseudojets, { geometry }: Metric, a: number, b: number): number {
  if (geometry === "cylinder") {
    const dy = jets.rapidity[a] - jets.rapidity[b];
    const dphi = azimuthDistance(jets.phi[a], jets.phi[b]);
    return dy * dy + dphi * dphi;
  }
  const [[ax, ay, az], [bx, by, bz]] = [direction(jets, a), direction(jets, b)];
  return (ax - bx) ** 2 + (ay - by) ** 2 + (az - bz) ** 2;
}

function direction({ px, py, pz, pt2 }: Pseudojets, i: number): readonly [number, number, number] {
  const size = Math.sqrt(pt2[i] + pz[i] * pz[i]);
  return size === 0 ? [0, 0, 1] : [px[i] / size, py[i] / size, pz[i] / size];
}

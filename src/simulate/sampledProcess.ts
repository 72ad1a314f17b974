/**
 * A hard process from its integrand. The differential cross-section is written as a function of a point of the unit
 * cube whose mean is the cross-section. Then
 *
 * - a pilot sample gives the cross-section, the share of each channel and the maximum of the weight. Its points are
 *   Halton's quasi-random sequence in bases 2, 3 and 5 (Numer. Math. 2 (1960) 84), with which 1000 points integrate as
 *   100,000 random ones, shifted at random (Cranley and Patterson, 1976) some times, whose spread is the error. The pilot has
 *   a fixed seed: a process depends on its options only;
 * - events are random points, accepted in proportion to their weight. The maximum is never updated while events
 *   are made, since then an event would depend on those before it. A weight above it is kept as the weight of its
 *   event, which leaves all distributions right, and is counted.
 */
import { createRng, GlueballError, type Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import type { EventRecord } from "./eventRecord.ts";
import type { HardProcess } from "./hardProcess.ts";

export interface Integrand {
  readonly name: string;
  readonly dimensions: 1 | 2 | 3;
  readonly channels: readonly string[];
  /** Weight in pb of a point of the unit cube, by channel into `weights`; the sum is returned. */
  readonly weigh: (point: Float64Array, weights: Float64Array) => number;
  /** Writes an event of the last point that was weighed; what the point leaves open is drawn. */
  readonly write: (rng: Rng, event: EventRecord, channel: number) => void;
  readonly scale: (event: EventRecord) => number;
  /** Calls of the densities outside their range. */
  readonly frozen: () => number;
}

export interface SamplingOptions {
  /** Events of one weight (the default), or one event for each point with its own weight. */
  readonly unweighted?: boolean;
  /** Points of the pilot sample for each shift. */
  readonly pilotPoints?: number;
}

const PILOT_POINTS = 1000;
const SHIFTS = 16;
const BASES = [2, 3, 5] as const;
/** The largest weight of the pilot is not the largest there is. */
const MAXIMUM_MARGIN = 1.2;
/** Share of accepted events above the maximum that is refused, and how many there must be to tell. */
const MOST_ABOVE = 1e-3;
const ENOUGH_ABOVE = 10;

/** @throws GlueballError simulate/no-process-open, and from `generate` simulate/maximum-too-low */
export function sampledProcess(integrand: Integrand, options: SamplingOptions = {}): HardProcess {
  const { unweighted = true, pilotPoints = PILOT_POINTS } = options;
  requirePilot(pilotPoints);
  const { crossSection, shares, maximum } = pilot(integrand, pilotPoints);
  if (!(crossSection.valuePb > 0)) throw nothingOpen(integrand);
  const counts = { tried: 0, accepted: 0, above: 0, largest: 0 };
  const point = new Float64Array(integrand.dimensions);
  const weights = new Float64Array(integrand.channels.length);

  function draw(rng: Rng): number {
    for (let i = 0; i < point.length; i++) point[i] = rng.uniform();
    counts.tried++;
    const weight = integrand.weigh(point, weights);
    counts.largest = Math.max(counts.largest, weight / maximum);
    return weight;
  }
  function accept(rng: Rng): number {
    let ratio = draw(rng) / maximum;
    while (rng.uniform() >= ratio) ratio = draw(rng) / maximum;
    if (ratio > 1) countAbove(integrand, counts, point, ratio);
    return crossSection.valuePb * Math.max(1, ratio);
  }
  return {
    name: integrand.name,
    crossSection,
    channels: Object.fromEntries(integrand.channels.map((channel, i) => [channel, shares[i]])),
    generate: (rng, event) => {
      const weight = unweighted ? accept(rng) : draw(rng);
      counts.accepted++;
      integrand.write(rng, event, choose(rng, weights));
      return weight;
    },
    scale: integrand.scale,
    statistics: () => ({ ...counts, frozen: integrand.frozen() }),
  };
}

interface Pilot {
  readonly crossSection: { readonly valuePb: number; readonly errorPb: number };
  readonly shares: Float64Array;
  readonly maximum: number;
}

function pilot(integrand: Integrand, points: number): Pilot {
  const rng = createRng(0).fork("pilot sample");
  const weights = new Float64Array(integrand.channels.length);
  const shares = new Float64Array(weights.length);
  const means: number[] = [];
  let largest = 0;
  for (let shift = 0; shift < SHIFTS; shift++) {
    let total = 0;
    for (const point of shiftedSequence(rng.fork(shift), integrand.dimensions, points)) {
      const weight = integrand.weigh(point, weights);
      total += weight;
      largest = Math.max(largest, weight);
      for (let i = 0; i < weights.length; i++) shares[i] += weights[i] / (SHIFTS * points);
    }
    means.push(total / points);
  }
  return { crossSection: meanAndError(means), shares, maximum: MAXIMUM_MARGIN * largest };
}

/** The first `count` points of Halton's sequence, shifted; in one buffer. */
function* shiftedSequence(rng: Rng, dimensions: number, count: number): Generator<Float64Array> {
  const shift = Float64Array.from({ length: dimensions }, () => rng.uniform());
  const point = new Float64Array(dimensions);
  for (let n = 1; n <= count; n++) {
    for (let i = 0; i < dimensions; i++) point[i] = (radicalInverse(n, BASES[i]) + shift[i]) % 1;
    yield point;
  }
}

/** The digits of n in this base, mirrored at the point. */
function radicalInverse(n: number, base: number): number {
  let value = 0;
  let place = 1 / base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / base)) {
    value += place * (rest % base);
    place /= base;
  }
  return value;
}

function meanAndError(means: readonly number[]): Pilot["crossSection"] {
  const valuePb = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  const squares = means.reduce((sum, mean) => sum + (mean - valuePb) ** 2, 0);
  return { valuePb, errorPb: Math.sqrt(squares / (means.length * (means.length - 1))) };
}

function countAbove(
  { name }: Integrand,
  counts: { accepted: number; above: number },
  point: Float64Array,
  ratio: number,
): void {
  counts.above++;
  if (counts.above < ENOUGH_ABOVE || counts.above <= MOST_ABOVE * counts.accepted) return;
  throw new GlueballError({
    code: "simulate/maximum-too-low",
    what: `the weight of ${name} is above its maximum too often`,
    place: `point ${Array.from(point, (x) => x.toPrecision(6)).join(", ")} of the unit cube`,
    found: `${counts.above} of ${counts.accepted + 1} events, this one by ${ratio.toPrecision(3)}`,
    expected: `at most ${MOST_ABOVE} of them`,
    hint: "Raise pilotPoints, the size of the pilot sample that finds the maximum",
  });
}

function requirePilot(pilotPoints: number): void {
  if (Number.isInteger(pilotPoints) && pilotPoints > 0) return;
  throw new GlueballError({
    code: "simulate/bad-pilot",
    what: "a pilot sample needs points",
    place: "pilotPoints",
    found: pilotPoints,
    expected: `a positive integer; ${PILOT_POINTS} is the default`,
  });
}

function nothingOpen({ name, channels }: Integrand): GlueballError {
  return new GlueballError({
    code: "simulate/no-process-open",
    what: `no channel of ${name} is open`,
    found: channels,
    expected: "a cross-section above 0",
    hint: "Raise the energy of the beams, or lower the mass or the lowest pt",
  });
}

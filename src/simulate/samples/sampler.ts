/**
 * Events of a sample, each by its index: part, attempts and everything else are drawn from the stream of the seed and the
 * index, so event k is the same alone, in any batch and on any number of threads. An event that the preset's rule does
 * not take is made anew from the next fork, until one passes.
 */
import { createRng, GlueballError, type Rng } from "../../base/index.ts";
import { cluster, type Jet } from "../../jets/index.ts";
import { pseudorapidity, rapidity } from "../../kinematics/index.ts";
import { choose } from "../choose.ts";
import type { DetectedParticles } from "../detector/detected.ts";
import { createEventRecord, NO_MOTHER, STATUS, type EventRecord } from "../eventRecord.ts";
import { FIRST_OUTGOING, type EventSource } from "../hardProcess.ts";
import { createEventChain, type ChainWeights, type EventChain } from "./eventChain.ts";
import { createObserver } from "./observe.ts";
import { collisionRule, definitionOf, holds, isInRange, partonRule, type Direction } from "./partonRule.ts";
import { createSource, type LeadingJetRule, type JetRule, type Preset, type SamplePart } from "./presets.ts";

export interface SampledEvent {
  readonly part: SamplePart;
  /** 1, but for the few events above the maximum of their hard process. */
  readonly weight: number;
  /** What the weight is for each scale factor. */
  readonly scaleWeights: readonly number[];
  /** The whole record; overwritten by the next event. */
  readonly event: EventRecord;
  readonly observed: DetectedParticles;
  /** Where the preset has a rule for jets: the jet that was chosen, with its observed particles. */
  readonly jet?: ChosenJet;
  /** Events that were made until this one passed, itself included. */
  readonly attempts: number;
  /** Of the attempts, those given up because no hadrons are as light as their partons: rare, but at low energies. */
  readonly impossible: number;
}

export interface ChosenJet {
  readonly axis: Jet;
  /** Indices of observed particles. */
  readonly constituents: Int32Array;
}

export type Sampler = (index: number) => SampledEvent;

/** Attempts for one event after which the rule is taken for impossible. */
const MOST_ATTEMPTS = 20_000;

/** @throws GlueballError what the sources and the detector of the preset throw; simulate/nothing-passes from an event */
export function createSampler(preset: Preset, seed: number, scaleFactors: readonly number[] = []): Sampler {
  const root = createRng(seed).fork("events");
  const event = createEventRecord(4096);
  const observe = createObserver(preset.card.detector, preset.particles);
  const select = selectionOf(preset);
  const lines = preset.parts.map((part) => createLine(part, preset, scaleFactors));
  const shares = preset.parts.map(({ share }) => share);
  return (index) => {
    const stream = root.fork(index);
    const line = lines[choose(stream.fork("part"), shares)];
    let impossible = 0;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const rng = stream.fork(attempt);
      line.sides.length = 0;
      const weights = tryEvent(line, rng, event);
      if (weights === "impossible") impossible++;
      if (weights === undefined || weights === "impossible") continue;
      const observed = observe(event, rng.fork("detector"));
      const selected = select(observed, line.sides);
      if (selected === undefined) continue;
      return {
        part: line.part,
        ...inUnitsOf(line, weights),
        event,
        observed,
        ...selected,
        attempts: attempt + 1,
        impossible,
      };
    }
    throw nothingPasses(preset, line.part);
  };
}

interface Line {
  readonly part: SamplePart;
  readonly chain: EventChain;
  /** Weight of an unweighted event. */
  readonly crossSection: number;
  /** Of the last event: the directions of the visible products of each side. */
  readonly sides: Direction[][];
}

function tryEvent({ chain }: Line, rng: Rng, event: EventRecord): ChainWeights | "impossible" | undefined {
  try {
    return chain(rng, event);
  } catch (error) {
    if (error instanceof GlueballError && error.code === "simulate/singlet-too-light") return "impossible";
    throw error;
  }
}

function inUnitsOf({ crossSection }: Line, { weight, scaleWeights }: ChainWeights): ChainWeights {
  return { weight: weight / crossSection, scaleWeights: scaleWeights.map((value) => value / crossSection) };
}

function createLine(part: SamplePart, preset: Preset, scaleFactors: readonly number[]): Line {
  const { card, jet } = preset;
  const source = createSource(part.source);
  const sides: Direction[][] = [];
  const mayPass = partonRule(preset);
  const underlyingEvent = part.underlyingEvent ?? card.underlyingEvent;
  const chain = createEventChain(
    source,
    { ...card, underlyingEvent },
    {
      scaleFactors,
      afterHardProcess: (event) => {
        if (jet === undefined) return;
        const first = event.status[0] === STATUS.beam ? FIRST_OUTGOING : 0;
        sides.push(productsOf(event, first), productsOf(event, first + 1));
      },
      keepCollision: collisionRule(preset),
      keepPartons: (event) => mayPass(event, sides),
    },
  );
  return { part, chain, crossSection: crossSectionOf(source), sides };
}

function crossSectionOf(source: EventSource): number {
  return "crossSection" in source ? (source.crossSection as { readonly valuePb: number }).valuePb : 1;
}

const NEUTRINOS: ReadonlySet<number> = new Set([12, 14, 16]);

/** What entry `side` has become: itself, or the products of its decays that can be seen. */
function productsOf(event: EventRecord, side: number): Direction[] {
  const directions: Direction[] = [];
  for (let entry = side; entry < event.count; entry++) {
    if (event.status[entry] !== STATUS.final || NEUTRINOS.has(Math.abs(event.pdgId[entry]))) continue;
    if (!isOf(event, entry, side)) continue;
    const { px, py, pz, energy } = event;
    directions.push([rapidity(px[entry], py[entry], pz[entry], energy[entry]), Math.atan2(py[entry], px[entry])]);
  }
  return directions;
}

function isOf({ mother }: EventRecord, entry: number, ancestor: number): boolean {
  let at = entry;
  while (at !== ancestor && at !== NO_MOTHER) at = mother[at];
  return at === ancestor;
}

type Selection = (observed: DetectedParticles, sides: readonly Direction[][]) => { jet?: ChosenJet } | undefined;

function selectionOf({ leadingJet, jet }: Preset): Selection {
  if (leadingJet !== undefined) return leadingJetSelection(leadingJet);
  if (jet !== undefined) return jetSelection(jet);
  return () => ({});
}

function leadingJetSelection(rule: LeadingJetRule): Selection {
  const definition = definitionOf(rule);
  return (observed) => {
    const [leading] = cluster(observed, definition).inclusiveJets(rule.ptMin);
    return leading !== undefined && Math.abs(etaOf(leading)) < rule.etaMax ? {} : undefined;
  };
}

/** The jet at which all products of a side lie; of two, that of the first side. */
function jetSelection(rule: JetRule): Selection {
  const definition = definitionOf(rule);
  return (observed, sides) => {
    const sequence = cluster(observed, definition);
    const jets = sequence.inclusiveJets(rule.ptMin).filter((jet) => isInRange(jet, rule));
    for (const side of sides) {
      const axis = jets.find((jet) => holds(jet, side, rule.radius));
      if (axis !== undefined) return { jet: { axis, constituents: sequence.constituents(axis) } };
    }
    return undefined;
  };
}

function etaOf({ px, py, pz }: Jet): number {
  return pseudorapidity(px, py, pz);
}

function nothingPasses({ name, jet, leadingJet }: Preset, part: SamplePart): GlueballError {
  return new GlueballError({
    code: "simulate/nothing-passes",
    what: `no event of ${part.name} has a jet as the preset ${name} wants it`,
    found: `none of ${MOST_ATTEMPTS} events`,
    expected: JSON.stringify(jet ?? leadingJet),
    hint: "Take masses whose decay products reach this pt",
  });
}

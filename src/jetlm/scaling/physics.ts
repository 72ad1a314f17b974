/**
 * Loss against physics: the sliced Wasserstein distance of five observables that no model is told of (mass, pT, tau21,
 * tau32, multiplicity) between jets that a model has drawn and validation jets that went through the tokeniser. One plan
 * of directions for all models; beside them the floor, the same distance of training jets.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { slicedWassersteinBootstrap, slicingPlan } from "../../stats/index.ts";
import type { SlicingPlan } from "../../stats/index.ts";
import { jetObservables } from "../compare/observables.ts";
import { substructureOf } from "../compare/substructure.ts";
import { jetCount } from "../features.ts";
import { decodeJets, packSequences, sequenceAt } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";
import { loadSequences, sequenceCount } from "./tokenFiles.ts";

export interface PhysicsDistance {
  /** Sliced W1 in units of the reference's standard deviations. */
  readonly value: number;
  /** Bootstrap standard error. */
  readonly error: number;
  /** Jets on each side. */
  readonly jets: number;
  /** Drawn jets that have not all observables: fewer than three constituents. */
  readonly leftOut: number;
}

const RESAMPLES = 50;
const FILE = "physics.json";

type Observables = readonly Float64Array[];

export interface PhysicsYardstick {
  readonly reference: Observables;
  readonly plan: SlicingPlan;
}

/** The observables of the first `count` validation jets after the tokeniser, and the directions. */
export async function openYardstick(
  context: RunContext,
  tokeniser: Tokeniser,
  data: string,
  count: number,
): Promise<PhysicsYardstick> {
  const sequences = loadSequences(data, "validation", count);
  const { columns } = await observe(context, tokeniser, sequences, "validation jets");
  return { reference: columns, plan: slicingPlan(columns, context.rng.fork("slices")) };
}

/** The distance of training jets: what a perfect model would get. */
export async function floorDistance(
  context: RunContext,
  tokeniser: Tokeniser,
  data: string,
  yardstick: PhysicsYardstick,
): Promise<PhysicsDistance> {
  const sequences = loadSequences(data, "train", yardstick.reference[0].length);
  return distance(context, await observe(context, tokeniser, sequences, "training jets"), yardstick);
}

/** The distance of a cell's sample; kept in its folder, since it does not change. */
export async function sampleDistance(
  context: RunContext,
  tokeniser: Tokeniser,
  cell: string,
  yardstick: PhysicsYardstick,
): Promise<PhysicsDistance> {
  const path = join(cell, FILE);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as PhysicsDistance;
  const sequences = cutAtCap(loadSequences(cell, "sample"), tokeniser);
  const found = distance(context, await observe(context, tokeniser, sequences, "generated jets"), yardstick);
  writeFileAtomic(path, JSON.stringify(found));
  return found;
}

/** A jet that did not end is cut as the training jets were, and after whole constituents. */
function cutAtCap(sequences: TokenSequences, { codes, stages }: Tokeniser): TokenSequences {
  const list = Array.from({ length: sequenceCount(sequences) }, (_, i) => {
    const ids = sequenceAt(sequences, i);
    const ended = ids[ids.length - 1] === codes + 1;
    const whole = 1 + Math.floor((ids.length - 2) / stages) * stages;
    return ended ? ids : ids.subarray(0, whole);
  });
  return packSequences(list);
}

async function observe(context: RunContext, tokeniser: Tokeniser, sequences: TokenSequences, what: string) {
  const jets = await decodeJets(context, tokeniser, sequences, context.rng.fork("points").fork(what));
  const { mass, pt, multiplicity } = jetObservables(jets);
  const { tau21, tau32 } = await substructureOf(context, jets, what);
  const all = [mass, pt, tau21, tau32, multiplicity];
  const rows = [...mass.keys()].filter((row) => all.every((column) => Number.isFinite(column[row])));
  const columns = all.map((column) => Float64Array.from(rows, (row) => column[row]));
  return { columns, leftOut: jetCount(jets) - rows.length };
}

function distance(
  context: RunContext,
  { columns, leftOut }: { readonly columns: Observables; readonly leftOut: number },
  { reference, plan }: PhysicsYardstick,
): PhysicsDistance {
  const jets = Math.min(columns[0].length, reference[0].length);
  const cut = (all: Observables) => all.map((column) => column.subarray(0, jets));
  const options = { rng: context.rng.fork("physics"), resamples: RESAMPLES };
  const { sw1 } = slicedWassersteinBootstrap(cut(columns), cut(reference), plan, options);
  return { value: sw1.value, error: sw1.standardError, jets, leftOut };
}

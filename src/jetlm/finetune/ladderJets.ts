/** The labelled jets of a ladder: those that the model never saw, as rows of ids, split into test, validation and pool. */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount } from "../features.ts";
import { JET_SETS, simulatedName } from "../jetSets.ts";
import type { NamedJets } from "../jetSource.ts";
import type { JetModel } from "../modelFolder.ts";
import { encodeJets, endId, sequenceAt } from "../tokens.ts";
import type { EncodedJets } from "../tokens.ts";
import type { JetInputs } from "./jetExamples.ts";
import type { LadderJets } from "./ladder.ts";
import { ladderParts } from "./subsets.ts";

export interface LadderSizes {
  readonly validation: number;
  readonly test: number;
}

/**
 * @throws GlueballError jetlm/labels-missing, jetlm/jets-seen-in-training, jetlm/too-few-jets, jetlm/class-missing
 */
export async function ladderJets(
  context: RunContext,
  model: JetModel,
  { source, jets }: NamedJets,
  sizes: LadderSizes,
  rng: Rng,
): Promise<LadderJets> {
  const { labels } = jets;
  if (labels === undefined) throw labelsMissing(source.name);
  const classes = classNames(source.name, labels);
  if (model.classes !== undefined) context.warn("the model was pre-trained with labels: what it gains is not for free");
  const first = seenJets(context, model, source.name, jetCount(jets));
  const encoded = await encodeJets(context, model.tokeniser, jets, model.config.cap);
  for (const warning of encoded.warnings) context.warn(warning);
  const inputs = inputsOf(encoded, labels, endId(model.tokeniser));
  const candidates = encoded.jets.filter((jet) => jet >= first);
  return { jets, inputs, classes, parts: ladderParts(labels, candidates, { ...sizes, classes }, rng) };
}

/** Ids of every jet without the end; a jet without a constituent in the tokeniser's range has none. */
function inputsOf(encoded: EncodedJets, labels: Int32Array, end: number): JetInputs {
  const rows = new Map<number, Int32Array>();
  encoded.jets.forEach((jet, row) => {
    const ids = sequenceAt(encoded, row);
    rows.set(jet, ids[ids.length - 1] === end ? ids.subarray(0, -1) : ids);
  });
  const offsets = new Int32Array(labels.length + 1);
  labels.forEach((_, jet) => (offsets[jet + 1] = offsets[jet] + (rows.get(jet)?.length ?? 0)));
  const ids = new Int32Array(offsets[labels.length]);
  for (const [jet, own] of rows) ids.set(own, offsets[jet]);
  return { offsets, ids, labels };
}

/** By label; of a file that nobody described `class 0`, `class 1`, ... */
function classNames(name: string, labels: Int32Array): readonly string[] {
  const kind = kindOf(name);
  const set = Object.entries(JET_SETS).find(([own, described]) => own === name || simulatedName(described) === kind);
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 2);
  const known = set?.[1].classes ?? [];
  return Array.from({ length: Math.max(count, known.length) }, (_, label) => known[label] ?? `class ${label}`);
}

/**
 * How many jets at the beginning the model may have seen in pre-training, without their labels. A larger number of
 * self-made jets begins with the jets of a smaller one, so the rest is new. Public sets have no rest: a warning.
 */
function seenJets(context: RunContext, { training }: JetModel, name: string, count: number): number {
  const before = training["jets"];
  if (typeof before !== "string" || kindOf(before) !== kindOf(name)) return 0;
  const seen = Number(before.split(":")[2]);
  if (!Number.isInteger(seen)) {
    context.warn(`the model was pre-trained on jets of ${name}, without labels: these jets are not new to it`);
    return 0;
  }
  if (seen >= count) throw allSeen(name, count, seen);
  context.log(`the first ${seen} of ${count} jets were left out: the model was pre-trained on them`);
  return seen;
}

/** `simulated:top-tagging` for `simulated:top-tagging:2000`. */
function kindOf(name: string): string {
  return name.split(":").slice(0, 2).join(":");
}

function labelsMissing(place: string): GlueballError {
  return new GlueballError({
    code: "jetlm/labels-missing",
    what: "these jets have no labels, so there is nothing to fine-tune on",
    place,
    expected: "one class a jet: NAME_labels.npy beside NAME_vectors.npy, or a labelled set by name",
  });
}

function allSeen(place: string, found: number, seen: number): GlueballError {
  return new GlueballError({
    code: "jetlm/jets-seen-in-training",
    what: "the model was pre-trained on all of these jets",
    place,
    found,
    expected: `more than the ${seen} of the pre-training`,
    hint: `Ask for more, and the first ${seen} are left out: ${kindOf(place)}:${seen + 20_000}`,
  });
}

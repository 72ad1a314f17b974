/** The labelled jets of a ladder: those that the model never saw, as rows of ids, split into test, validation and pool. */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { FEATURES, featureColumn, seesFeatures } from "../hybrid.ts";
import { JET_SETS, simulatedName } from "../jetSets.ts";
import type { NamedJets } from "../jetSource.ts";
import { rowLength } from "../model.ts";
import type { JetModel } from "../modelFolder.ts";
import { keptConstituents } from "../modelRows.ts";
import { packRows } from "../pack.ts";
import { encodeJets } from "../tokens.ts";
import type { EncodedJets } from "../tokens.ts";
import type { JetInputs } from "./jetExamples.ts";
import type { LadderJets } from "./ladder.ts";
import { ladderParts } from "./subsets.ts";
import { unseenJets } from "./unseenJets.ts";

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
  if (jets.labels === undefined) throw labelsMissing(source.name);
  if (model.classes !== undefined) context.warn("the model was pre-trained with labels: what it gains is not for free");
  const classes = classNames(source.name, jets.labels);
  const unseen = unseenJets(context, model, { source, jets });
  const encoded = await encodeJets(context, model.tokeniser, unseen, model.config.cap);
  for (const warning of encoded.warnings) context.warn(warning);
  const labels = unseen.labels!;
  const parts = ladderParts(labels, encoded.jets, { ...sizes, classes }, rng);
  return { jets: unseen, inputs: inputsOf(encoded, unseen, model), classes, parts };
}

/**
 * What a model was fed of every jet in pre-training: its row alone, read from packed rows. A jet without a constituent in the
 * tokeniser's range has none.
 */
function inputsOf(encoded: EncodedJets, jets: RelativeJets, { config, tokeniser }: JetModel): JetInputs {
  const { labels } = jets;
  const packed = packRows(encoded, encoded.jets.keys().toArray(), rowLength(config.cap, config.stages));
  const sizes = new Int32Array(jetCount(jets));
  encoded.jets.forEach((jet, i) => (sizes[jet] = encoded.offsets[i + 1] - encoded.offsets[i] - 1));
  const offsets = new Int32Array(sizes.length + 1);
  sizes.forEach((size, jet) => (offsets[jet + 1] = offsets[jet] + size));
  const collect = <Column extends Int32Array | Float32Array>(values: Column, width: number, out: Column): Column => {
    encoded.jets.forEach((jet, i) => {
      const from = packed.starts[i] * width;
      out.set(values.subarray(from, from + sizes[jet] * width), offsets[jet] * width);
    });
    return out;
  };
  const positions = offsets[sizes.length];
  const ids = collect(packed.tokens, 1, new Int32Array(positions));
  if (!seesFeatures(config)) return { offsets, ids, labels: labels! };
  const column = featureColumn(packed, encoded, keptConstituents(jets, tokeniser.angle, config.cap)).values;
  const features = collect(column as Float32Array, FEATURES, new Float32Array(FEATURES * positions));
  return { offsets, ids, features, labels: labels! };
}

/** By label; of a file that nobody described `class 0`, `class 1`, ... */
function classNames(name: string, labels: Int32Array): readonly string[] {
  const preset = name.split(":").slice(0, 2).join(":");
  const set = Object.entries(JET_SETS).find(([own, described]) => own === name || simulatedName(described) === preset);
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 2);
  const known = set?.[1].classes ?? [];
  return Array.from({ length: Math.max(count, known.length) }, (_, label) => known[label] ?? `class ${label}`);
}

function labelsMissing(place: string): GlueballError {
  return new GlueballError({
    code: "jetlm/labels-missing",
    what: "these jets have no labels, so there is nothing to fine-tune on",
    place,
    expected: "one class a jet: NAME_labels.npy beside NAME_vectors.npy, or a labelled set by name",
  });
}

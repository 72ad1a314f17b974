/** Jets as the rows that a model sees: encoded, each with the start of its class where the model has classes, and packed. */
import type { Rng } from "../base/index.ts";
import type { Execution } from "../tensor/index.ts";
import { startWithClasses } from "./conditioning.ts";
import type { RelativeJets } from "./features.ts";
import { featureColumn, maskedColumns, predictsMasked, seesFeatures } from "./hybrid.ts";
import { rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import { packRows } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import { encodeJets } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface JetsAndModel {
  readonly jets: RelativeJets;
  readonly tokeniser: Tokeniser;
  readonly config: JetModelConfig;
}

export interface RowDraws {
  /** Puts the jets in a random order. */
  readonly shuffle?: Rng;
  /** Chooses the constituents that masked particle modelling removes. */
  readonly masks: Rng;
}

/**
 * The rows of all jets, with the columns that the model's input and objective ask for.
 * @throws GlueballError jetlm/labels-missing, jetlm/label-without-class
 */
export async function modelRows(
  execution: Execution,
  { jets, tokeniser, config }: JetsAndModel,
  { shuffle, masks }: RowDraws,
): Promise<PackedRows> {
  const encoded = await encodeJets(execution, tokeniser, jets, config.cap);
  const sequences = (config.classes ?? 0) > 0 ? startWithClasses(encoded, jets.labels, config) : encoded;
  const order = Int32Array.from(encoded.jets.keys());
  const packed = packRows(sequences, shuffle?.shuffle(order) ?? order, rowLength(config.cap, config.stages));
  const features = seesFeatures(config)
    ? featureColumn(packed, encoded, keptConstituents(jets, tokeniser.angle, config.cap))
    : undefined;
  const columns = {
    ...(features === undefined ? {} : { features }),
    ...(predictsMasked(config) ? maskedColumns(packed, masks, features) : {}),
  };
  return { ...packed, columns };
}

/** The constituents that a tokeniser keeps, at most `cap` a jet: those inside its angular range, in their order. */
export function keptConstituents(jets: RelativeJets, angle: number, cap: number): RelativeJets {
  const offsets = new Int32Array(jets.offsets.length);
  const sources = new Int32Array(jets.pt.length);
  for (let jet = 0; jet + 1 < offsets.length; jet++) {
    let at = offsets[jet];
    for (let i = jets.offsets[jet]; i < jets.offsets[jet + 1] && at < offsets[jet] + cap; i++) {
      if (Math.abs(jets.etaRel[i]) < angle && Math.abs(jets.phiRel[i]) < angle) sources[at++] = i;
    }
    offsets[jet + 1] = at;
  }
  const column = (values: Float64Array) => Float64Array.from(sources.subarray(0, offsets.at(-1)), (i) => values[i]);
  return {
    offsets,
    pt: column(jets.pt),
    etaRel: column(jets.etaRel),
    phiRel: column(jets.phiRel),
    labels: jets.labels,
  };
}

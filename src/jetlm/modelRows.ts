/** Jets as the rows that a model sees: encoded, each with the start of its class where the model has classes, and packed. */
import type { Rng } from "../base/index.ts";
import type { Execution } from "../tensor/index.ts";
import { startWithClasses } from "./conditioning.ts";
import type { RelativeJets } from "./features.ts";
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

/** All jets, in a random order with `shuffle`. @throws GlueballError jetlm/labels-missing, jetlm/label-without-class */
export async function modelRows(
  execution: Execution,
  { jets, tokeniser, config }: JetsAndModel,
  shuffle?: Rng,
): Promise<PackedRows> {
  const encoded = await encodeJets(execution, tokeniser, jets, config.cap);
  const sequences = (config.classes ?? 0) > 0 ? startWithClasses(encoded, jets.labels, config) : encoded;
  const order = Int32Array.from(encoded.jets.keys());
  return packRows(sequences, shuffle?.shuffle(order) ?? order, rowLength(config.cap, config.stages));
}

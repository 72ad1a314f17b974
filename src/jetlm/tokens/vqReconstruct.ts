/** Jets through a learnt tokeniser and back: what the codes keep of them. */
import { Program, Scope } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount, packJets } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import { allBatches, feedParameters, slotInputs } from "./vqBatches.ts";
import type { BatchSize } from "./vqBatches.ts";
import { constituentsIn } from "./vqFeatures.ts";
import { autoencode } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

export interface Reconstruction {
  /** The jets without the constituents that have no code (outside the angular cut, beyond the slots). */
  readonly original: RelativeJets;
  /** The same constituents from their codes, in the order of `original`. */
  readonly reconstructed: RelativeJets;
  /** Codes of each constituent, stage by stage. */
  readonly codes: Int32Array;
}

/** Jets are taken `size.jets` at a time; the axis of a jet stays where it was. */
export async function reconstructJets(
  context: RunContext,
  jets: RelativeJets,
  config: VqNetworkConfig,
  parameters: NamedArrays,
  size: BatchSize,
): Promise<Reconstruction> {
  const { x, valid } = slotInputs(size);
  const { features, codes } = autoencode(Scope.create(), x, valid, config);
  const program = await Program.compile({ outputs: { features, codes } }, context);
  feedParameters(program, parameters);
  const [before, after]: [Constituents[], Constituents[]] = [[], []];
  const chosen: number[] = [];
  for (const batch of allBatches(jets, size)) {
    const out = await program.run({ ...batch });
    const decoded = { x: out["features"] as Float32Array, valid: batch.valid };
    for (let row = 0; row < size.jets && before.length < jetCount(jets); row++) {
      before.push(constituentsIn(batch, row, size.slots));
      after.push(constituentsIn(decoded, row, size.slots));
    }
    for (const code of out["codes"]) if (code >= 0) chosen.push(code);
  }
  await program.release();
  const { labels } = jets;
  return {
    original: packJets(before, labels),
    reconstructed: packJets(after, labels),
    codes: Int32Array.from(chosen),
  };
}

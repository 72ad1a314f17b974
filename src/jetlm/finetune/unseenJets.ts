/**
 * Jets that a model did not see in its pre-training, for what is trained and judged afterwards. A larger number of self-made
 * jets begins with the jets of a smaller one, so those beyond the number of the pre-training are new. Of a public set the
 * pre-training kept a test part, which its record tells: the number of jets and the seed of the split.
 */
import { createRng, GlueballError } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount, selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import type { NamedJets } from "../jetSource.ts";
import type { JetModel } from "../modelFolder.ts";
import { isSimulated, simulatedCount } from "../simulatedJets.ts";
import { splitForLearning } from "../study.ts";

/** @throws GlueballError jetlm/jets-seen-in-training where none is left */
export function unseenJets(context: RunContext, model: JetModel, { source, jets }: NamedJets): RelativeJets {
  const unseen = unseenIndices(context, model, source.name, jetCount(jets));
  if (unseen === undefined) return jets;
  const left = jetCount(jets) - unseen.length;
  context.log(`${left} of ${jetCount(jets)} jets were left out: the model was pre-trained on them`);
  return selectJets(jets, unseen);
}

/** Undefined: all, as far as is known. */
function unseenIndices(
  context: RunContext,
  { training }: JetModel,
  name: string,
  count: number,
): Int32Array | undefined {
  const { jets: before, seed, trainJets } = training;
  if (typeof before !== "string" || kindOf(before) !== kindOf(name)) return undefined;
  if (isSimulated(name)) {
    const seen = simulatedCount(before)!;
    if (seen >= count) throw allSeen(name, count, seen);
    return Int32Array.from({ length: count - seen }, (_, i) => seen + i);
  }
  if (typeof seed === "number" && count > 2) {
    const { train, test } = splitForLearning(count, createRng(seed));
    if (train.length === trainJets) return test;
  }
  context.warn(`the model was pre-trained on jets of ${name}, without a record of which: these jets are not new to it`);
  return undefined;
}

/** `simulated:top-tagging` for `simulated:top-tagging:2000`; other names as they are. */
function kindOf(name: string): string {
  return isSimulated(name) ? name.split(":").slice(0, 2).join(":") : name;
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

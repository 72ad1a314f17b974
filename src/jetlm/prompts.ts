/**
 * Jets as prompts: generation goes on from their first constituents. The tokeniser sees these constituents only, so that
 * codes of a network that looks at the whole jet know nothing of the rest. Angles stay relative to the axis of the whole jet.
 */
import { GlueballError } from "../base/index.ts";
import type { RunContext } from "../run/index.ts";
import { constituentsOf, jetCount, packJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import type { JetModel } from "./modelFolder.ts";
import { encodeJets, sequenceAt } from "./tokens.ts";

export interface JetPrompts {
  /** The ids of each prompt, without start and end. */
  readonly ids: readonly Int32Array[];
  /** Classes of the jets, where the model knows classes and the jets have labels. */
  readonly labels: Int32Array | undefined;
  /** Jets that are no prompt: too few constituents, or one of the first outside the angular range. */
  readonly leftOut: number;
}

/** @throws GlueballError jetlm/prompt-too-long, jetlm/no-prompt */
export async function jetPrompts(
  context: RunContext,
  { tokeniser, config, classes }: JetModel,
  jets: RelativeJets,
  constituents: number,
): Promise<JetPrompts> {
  if (constituents >= config.cap) throw tooLong(constituents, config.cap);
  const beginnings = Array.from({ length: jetCount(jets) }, (_, jet) => {
    const { pt, etaRel, phiRel } = constituentsOf(jets, jet);
    const first = (column: Float64Array) => column.subarray(0, constituents);
    return { pt: first(pt), etaRel: first(etaRel), phiRel: first(phiRel) };
  });
  const encoded = await encodeJets(context, tokeniser, packJets(beginnings, undefined), config.cap);
  const length = constituents * tokeniser.stages;
  const whole = [...encoded.jets.keys()].filter((i) => sequenceAt(encoded, i).length === length + 2); // start and end
  if (whole.length === 0) throw noPrompt(constituents, jetCount(jets));
  const { labels } = jets;
  return {
    ids: whole.map((i) => sequenceAt(encoded, i).slice(1, -1)),
    labels: classes && labels && Int32Array.from(whole, (i) => labels[encoded.jets[i]]),
    leftOut: jetCount(jets) - whole.length,
  };
}

function tooLong(found: number, cap: number): GlueballError {
  return new GlueballError({
    code: "jetlm/prompt-too-long",
    what: "a prompt leaves nothing to generate",
    place: "--prompt-constituents",
    found,
    expected: `fewer than ${cap}, the most constituents of a jet of this model`,
  });
}

function noPrompt(constituents: number, jets: number): GlueballError {
  return new GlueballError({
    code: "jetlm/no-prompt",
    what: "no jet can be a prompt",
    found: `${jets} jets, none with ${constituents} first constituents inside the angular range of the tokeniser`,
    expected: "at least one",
    hint: "Take fewer --prompt-constituents, or other jets",
  });
}

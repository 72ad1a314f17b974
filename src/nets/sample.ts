/** Drawing the next token from logits. */
import { GlueballError } from "../base/index.ts";

export interface SamplingOptions {
  /** Divides the logits; 1 leaves the model's distribution, 0 takes the most probable token. Default 1. */
  readonly temperature?: number;
  /** Only the k most probable tokens. */
  readonly topK?: number | undefined;
  /** Only the most probable tokens that together reach this probability (Holtzman et al., arXiv 1904.09751). */
  readonly topP?: number | undefined;
  /** Only tokens with at least this fraction of the largest probability (Nguyen et al., arXiv 2407.01082). */
  readonly minP?: number | undefined;
  /** Tokens that are never drawn. */
  readonly forbidden?: readonly number[];
}

export function checkSampling({ temperature = 1, topK, topP, minP }: SamplingOptions): void {
  const wrong = (option: string, found: number, expected: string) =>
    new GlueballError({ code: "nets/bad-sampling-option", what: `sampling option ${option}`, found, expected });
  if (!(temperature >= 0 && Number.isFinite(temperature))) throw wrong("temperature", temperature, "0 or more");
  if (topK !== undefined && !(Number.isInteger(topK) && topK > 0)) throw wrong("topK", topK, "a whole number above 0");
  if (topP !== undefined && !(topP > 0 && topP <= 1)) throw wrong("topP", topP, "above 0, at most 1");
  if (minP !== undefined && !(minP >= 0 && minP <= 1)) throw wrong("minP", minP, "from 0 to 1");
}

/**
 * Draws with the uniform number `u` in [0, 1). `logits` (V values) is overwritten; tokens set to -Infinity are never
 * drawn. Returns the token.
 * @throws GlueballError nets/no-token-to-draw when no token is left or a logit is NaN or +Infinity
 */
export function sampleToken(logits: Float32Array, u: number, options: SamplingOptions): number {
  const { temperature = 1, topK, topP, minP = 0, forbidden = [] } = options;
  for (const token of forbidden) logits[token] = -Infinity;
  const top = largest(logits);
  if (!Number.isFinite(top)) throw nothingToDraw(top);
  if (temperature === 0) return logits.indexOf(top);
  if (topK !== undefined || topP !== undefined) keepMostProbable(logits, temperature, topK, topP);
  let total = 0;
  for (let token = 0; token < logits.length; token++) {
    const weight = Math.exp((logits[token] - top) / temperature);
    total += logits[token] = weight < minP ? 0 : weight;
  }
  let left = u * total;
  let last = 0;
  for (let token = 0; token < logits.length; token++) {
    if (logits[token] === 0) continue;
    last = token;
    left -= logits[token];
    if (left < 0) return token;
  }
  return last; // rounding left a remainder
}

/** ln of the sum of exp(logits): the normaliser of log-probabilities. */
function logNormaliser(logits: Float32Array): number {
  const top = largest(logits);
  let total = 0;
  for (let token = 0; token < logits.length; token++) total += Math.exp(logits[token] - top);
  return top + Math.log(total);
}

function nothingToDraw(top: number): GlueballError {
  return new GlueballError({
    code: "nets/no-token-to-draw",
    what: "no token can be drawn",
    found: top === -Infinity ? "every token ruled out" : `a logit of ${top}`,
    expected: "finite logits, and at least one token that may follow",
    hint: "Look at `forbidden` and `constrain`, or at the parameters when logits are not finite.",
  });
}

/** NaN when a value is. */
function largest(values: Float32Array): number {
  let top = -Infinity;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i]);
  return top;
}

/** Sets everything outside the k most probable, and outside the nucleus of probability p, to -Infinity. */
function keepMostProbable(logits: Float32Array, temperature: number, topK = logits.length, topP = 1): void {
  const order = Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
  const scaled = logits.map((logit) => logit / temperature);
  const normaliser = logNormaliser(scaled);
  let kept = 0;
  let reached = 0;
  while (kept < Math.min(topK, order.length) && reached < topP) reached += Math.exp(scaled[order[kept++]] - normaliser);
  for (const token of order.slice(kept)) logits[token] = -Infinity;
}

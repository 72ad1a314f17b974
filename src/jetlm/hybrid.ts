/**
 * Continuous vectors in, tokens out (arXiv 2512.04149): what a tokeniser rounds away enters the network all the same, and
 * only what it predicts is a token.
 *
 * Input of a constituent: the map of (ln pT - 1.8, 3 etaRel, 3 phiRel) to the width of the network, instead of the embedding
 * of its id or added to it; the start keeps a trainable vector, one for each class. In generation the features of a token
 * are those that it decodes to, so its code must decode without the rest of its jet.
 *
 * Masked particle modelling (MPM): 40 % of the constituents of a jet are removed, the rest passes the network without causal
 * mask, then trainable vectors stand for the removed ones, ordered by pT among themselves, and a block that sees both asks
 * each for its token (two blocks in the study, as before the output layer of the next token). In a row the removed constituents stand behind the others, so that no position tells where they were.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { decoderLogits, decoderStates, embedTokens } from "../nets/index.ts";
import type { DecoderConfig } from "../nets/index.ts";
import { embedding, input, linear, normalInit } from "../tensor/index.ts";
import type { Execution, Scope, Tensor } from "../tensor/index.ts";
import type { RelativeJets } from "./features.ts";
import type { JetModelConfig } from "./model.ts";
import type { PackedRows, RowColumn } from "./pack.ts";
import type { EncodedJets } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { VQ_ANGLE_FACTOR, VQ_FEATURES, VQ_LN_PT_SHIFT } from "./tokens/vqFeatures.ts";

/** Features of a constituent: those of the learnt tokenisers. */
export const FEATURES = VQ_FEATURES;
/** Share of the constituents that MPM removes. */
const REMOVED = 0.4;
const DEVIATION = 0.02;

/** Absent, or padding. */
const NONE = -1;

/** Whether the features of the constituents enter the network. */
export function seesFeatures({ input: kind = "token" }: Pick<JetModelConfig, "input">): boolean {
  return kind !== "token";
}

export function predictsMasked({ objective = "ntp" }: Pick<JetModelConfig, "objective">): boolean {
  return objective !== "ntp";
}

/** What stands at each position: tokens int32 [B, T], features [B, T, 3], zero at a start -> [B, T, D]. */
export function embedConstituents(
  scope: Scope,
  tokens: Tensor,
  features: Tensor | undefined,
  config: JetModelConfig,
  network: DecoderConfig,
): Tensor {
  if (features === undefined) throw new Error("a model with continuous input needs the features of its constituents");
  const weightInit = normalInit(DEVIATION);
  const mapped = linear(scope.child("features"), features, config.width, { bias: false, weightInit });
  if (config.input === "both") return embedTokens(scope, tokens, network).add(mapped);
  const ofClass = tokens.greaterEqual(config.vocabulary);
  const start = ofClass.where(tokens.sub(config.vocabulary - 1), 0); // 0, or 1 + class
  const starts = embedding(scope.child("start"), start, 1 + (config.classes ?? 0), config.width, weightInit);
  return ofClass.or(tokens.equal(0)).unsqueeze(2).where(starts, mapped);
}

/** The features of the constituents at their positions in packed rows, as a column; zero at starts and on padding. */
export function featureColumn(packed: PackedRows, sequences: EncodedJets, kept: RelativeJets): RowColumn {
  const values = new Float32Array(packed.rows * packed.length * FEATURES);
  packed.starts.forEach((start, sequence) => {
    const jet = sequences.jets[sequence];
    const fed = sequences.offsets[sequence + 1] - sequences.offsets[sequence] - 2; // neither start nor the last id
    for (let i = 0; i < fed; i++) {
      writeFeatures(values, FEATURES * (start + 1 + i), kept, kept.offsets[jet] + i);
    }
  });
  return { values, width: FEATURES, padding: 0 };
}

function writeFeatures(out: Float32Array, at: number, { pt, etaRel, phiRel }: RelativeJets, i: number): void {
  out[at] = Math.log(pt[i]) - VQ_LN_PT_SHIFT;
  out[at + 1] = VQ_ANGLE_FACTOR * etaRel[i];
  out[at + 2] = VQ_ANGLE_FACTOR * phiRel[i];
}

/**
 * The features that each id decodes to [ids, 3]; zero for those that are no constituent.
 * @throws GlueballError jetlm/codes-need-their-jet
 */
export async function featureTable(
  execution: Execution,
  tokeniser: Tokeniser,
  config: JetModelConfig,
): Promise<Float32Array> {
  requireLoneCodes(tokeniser);
  const { codes } = tokeniser;
  const alone = {
    offsets: Int32Array.from({ length: codes + 1 }, (_, i) => i),
    codes: Int32Array.from({ length: codes }, (_, i) => i),
  };
  const decoded = await tokeniser.decode(execution, alone);
  const table = new Float32Array((config.vocabulary + (config.classes ?? 0)) * FEATURES);
  for (let code = 0; code < codes; code++) writeFeatures(table, FEATURES * (code + 1), decoded, code);
  return table;
}

/** Stops unless every code of the tokeniser decodes to the same constituent in any jet. */
export function requireLoneCodes({ kind, grid, stages, parameters }: Tokeniser): void {
  const network = parameters["network"] as { readonly body?: { readonly kind?: string } } | undefined;
  if (stages === 1 && (grid !== undefined || network?.body?.kind === "perParticle")) return;
  throw new GlueballError({
    code: "jetlm/codes-need-their-jet",
    what: "a model with continuous input feeds back what each single token decodes to",
    found:
      stages === 1
        ? `a tokeniser of kind ${kind} whose codes mean something in their jet only`
        : `${stages} ids a constituent`,
    expected: "a grid, or a learnt tokeniser that takes each particle by itself, with one id a constituent",
  });
}

/** The inputs of masked particle modelling for packed rows. */
export interface MaskedInputs {
  /** int32 [B, T]: the start, the constituents that are left, then 0 at those that were removed. */
  readonly tokens: Tensor;
  /** [B, T, 3], zero at those that were removed. */
  readonly features: Tensor | undefined;
  /** int32 [B, T]: numbers of the jets at what is left, -1 elsewhere; and with those that were removed. */
  readonly visible: Tensor;
  readonly segments: Tensor;
  /** int32 [B, T]: the place of a removed constituent among the removed ones of its jet, by pT; -1 elsewhere. */
  readonly slots: Tensor;
  /** int32 [B, T]: its id; -1 elsewhere. */
  readonly targets: Tensor;
}

export function maskedInputs(rows: number, length: number, config: JetModelConfig): MaskedInputs {
  const column = (name: string) => input(`masked.${name}`, [rows, length], "int32");
  return {
    tokens: column("tokens"),
    features: seesFeatures(config) ? input("masked.features", [rows, length, FEATURES]) : undefined,
    visible: column("visible"),
    segments: input("segments", [rows, length], "int32"),
    slots: column("slots"),
    targets: column("targets"),
  };
}

/** Removes constituents of every jet in packed rows: the columns of `MaskedInputs`. One constituent at least is left. */
export function maskedColumns(packed: PackedRows, rng: Rng, features?: RowColumn): Record<string, RowColumn> {
  const ids = () => new Int32Array(packed.tokens.length).fill(NONE);
  const [tokens, visible, slots, targets] = [new Int32Array(packed.tokens.length), ids(), ids(), ids()];
  const moved = features && new Float32Array(features.values.length);
  packed.starts.forEach((start, sequence) => {
    if (start < 0) return;
    const segment = packed.segments[start];
    const count = constituentsAt(packed, start);
    const order = rng.fork(sequence).shuffle(Int32Array.from({ length: count }, (_, i) => i));
    const left = order.slice(Math.min(Math.round(REMOVED * count), count - 1)).sort();
    const removed = order.slice(0, count - left.length).sort();
    tokens[start] = packed.tokens[start];
    visible.fill(segment, start, start + 1 + left.length);
    left.forEach((i, k) => {
      const [from, to] = [start + 1 + i, start + 1 + k];
      tokens[to] = packed.tokens[from];
      moved?.set(features!.values.subarray(FEATURES * from, FEATURES * (from + 1)), FEATURES * to);
    });
    removed.forEach((i, k) => {
      slots[start + 1 + left.length + k] = k;
      targets[start + 1 + left.length + k] = packed.tokens[start + 1 + i];
    });
  });
  const column = (values: Int32Array, padding = NONE): RowColumn => ({ values, width: 1, padding });
  return {
    "masked.tokens": column(tokens, 0),
    "masked.visible": column(visible),
    "masked.slots": column(slots),
    "masked.targets": column(targets),
    ...(moved === undefined ? {} : { "masked.features": { values: moved, width: FEATURES, padding: 0 } }),
  };
}

/** Constituents behind a start whose ids are fed. */
function constituentsAt({ segments, length }: PackedRows, start: number): number {
  const end = length * (1 + Math.floor(start / length));
  let at = start + 1;
  while (at < end && segments[at] === segments[start]) at++;
  return at - start - 1;
}

/** Last blocks of an objective: as the network, but for a feed-forward layer of twice the width. */
export function headNetwork(network: DecoderConfig, layers: number): DecoderConfig {
  return { ...network, layers, hidden: 2 * network.width };
}

/** Logits [B, T, V] at the places of the removed constituents. x [B, T, D]: states of what is left. */
export function maskedLogits(
  scope: Scope,
  x: Tensor,
  { slots, segments }: MaskedInputs,
  config: JetModelConfig,
  network: DecoderConfig,
): Tensor {
  const masked = scope.child("masked");
  const table = masked.parameter("removed", [config.cap, config.width], normalInit(DEVIATION));
  const asked = slots
    .greaterEqual(0)
    .unsqueeze(2)
    .where(table.gather(slots.maximum(0)), x);
  const { headBlocks = 0 } = config;
  const head = headBlocks === 0 ? { ...network, layers: 1 } : headNetwork(network, headBlocks);
  const states = decoderStates(masked, asked, head, { segments, causal: false });
  return decoderLogits(network.tied === true ? scope : masked, states, network);
}

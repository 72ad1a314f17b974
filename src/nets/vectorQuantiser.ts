/**
 * Vector quantisers: a latent becomes one of a finite number of vectors, so that a continuous thing (a particle) has a
 * code, and the network around it learns all the same: the gradient of what follows reaches the latent z_e and the chosen
 * vector z_q alike, dL/dz_e = dL/dz_q = dL/dz (synchronised straight-through, Huh et al., arXiv 2305.08842).
 *
 * - `vq`: the nearest of V learnt vectors (van den Oord et al., arXiv 1711.00937), nearestCode.ts;
 * - `residual`: several of them in a row, each on what the one before left over (Zeghidour et al., arXiv 2107.03312):
 *   V^S codes for the price of S V;
 * - `fsq`: each component rounded to a few levels, finiteScalar.ts.
 */
import { GlueballError } from "../base/index.ts";
import { scalar } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";
import { levelVectors, roundToLevels } from "./finiteScalar.ts";
import { codeTable, nearestCode } from "./nearestCode.ts";
import type { Codebook, NearestCode } from "./nearestCode.ts";

export type QuantiserConfig =
  | ({ readonly kind: "vq" } & Codebook)
  | ({ readonly kind: "residual"; readonly stages: number } & Codebook)
  /** `levels`: the number of values of each component. */
  | { readonly kind: "fsq"; readonly levels: readonly number[] };
type Staged = Exclude<QuantiserConfig, { kind: "fsq" }>;

export interface Quantised {
  /** [..., L]: the chosen vectors; zero where there is no latent. */
  readonly vectors: Tensor;
  /** int32 [..., S], the codes of the S stages; -1 where there is no latent. */
  readonly codes: Tensor;
  /**
   * (1 - beta)(z_e - sg(z_q))^2 + beta (sg(z_e) - z_q)^2 with beta = 0.9, sg the stop-gradient: mean over latents and
   * components, sum over stages; 0 for fsq. Beta weights the term that moves the vectors, opposite to the usual naming.
   */
  readonly loss: Tensor;
  /** Number of dead codes after this training step; not in inference, and not for fsq. */
  readonly dead: Tensor | undefined;
}

/**
 * latents [..., L]. valid: bool [...], absent: all; what is not valid gets no code, has no part in the loss and keeps no
 * code alive. @throws GlueballError nets/quantiser-config
 */
export function quantise(scope: Scope, latents: Tensor, config: QuantiserConfig, valid?: Tensor): Quantised {
  const lead = latents.shape.slice(0, -1);
  const width = latents.shape.at(-1)!;
  requireQuantiser(config, width);
  const rows = latents.reshape([-1, width]); // M L
  const stages = config.kind === "fsq" ? [rounded(rows, config.levels)] : inStages(scope, rows, config, valid);
  const deaths = stages.flatMap(({ dead }) => dead ?? []);
  const codes = stages[0].codes.unsqueeze(1).concat(
    stages.slice(1).map((stage) => stage.codes.unsqueeze(1)),
    1,
  ); // M S
  const real = valid?.reshape([-1, 1]); // M 1
  const vectors = total(stages.map((stage) => stage.vectors));
  return {
    vectors: (real?.where(vectors, 0) ?? vectors).reshape(latents.shape),
    codes: (real?.where(codes, -1) ?? codes).reshape([...lead, stages.length]),
    loss: total(stages.map((stage) => stage.loss)),
    dead: deaths.length === 0 ? undefined : total(deaths),
  };
}

function rounded(rows: Tensor, levels: readonly number[]): NearestCode {
  return { ...roundToLevels(rows, levels), loss: scalar(0), dead: undefined };
}

/** Each stage quantises the remainder of the one before. */
function inStages(scope: Scope, rows: Tensor, config: Staged, valid: Tensor | undefined): NearestCode[] {
  const real = valid?.reshape([-1]); // M
  let remainder = rows;
  const stages = stageScopes(scope, config).map((stage) => {
    const step = nearestCode(stage, remainder, config, real);
    remainder = remainder.sub(step.vectors.stopGradient());
    return step;
  });
  // A difference that is exactly 0 and carries the gradient: dL/dz_e = dL/dz beside the dL/dz_q = dL/dz of the vectors.
  const passage = rows.sub(rows.stopGradient());
  return stages.map((step, k) => (k === 0 ? { ...step, vectors: step.vectors.add(passage) } : step));
}

/** The vectors of codes: int32 [..., S] -> [..., L], zero for -1. What a decoder starts from. */
export function codeVectors(scope: Scope, codes: Tensor, config: QuantiserConfig): Tensor {
  const rows = codes.reshape([-1, stageCodes(config).length]); // M S
  const real = rows.narrow(1, 0, 1).greaterEqual(0); // M 1
  const known = rows.maximum(0);
  const vectors =
    config.kind === "fsq"
      ? levelVectors(known.squeeze(1), config.levels)
      : total(
          stageScopes(scope, config).map((stage, k) =>
            codeTable(stage, config).gather(known.narrow(1, k, k + 1).squeeze(1)),
          ),
        );
  return real.where(vectors, 0).reshape([...codes.shape.slice(0, -1), latentWidth(config)]);
}

/** L, the components of a latent. */
export function latentWidth(config: QuantiserConfig): number {
  return config.kind === "fsq" ? config.levels.length : config.width;
}

/** The number of codes of each stage. */
export function stageCodes(config: QuantiserConfig): readonly number[] {
  if (config.kind === "fsq") return [config.levels.reduce((product, levels) => product * levels, 1)];
  return new Array<number>(config.kind === "vq" ? 1 : config.stages).fill(config.codes);
}

/** Where each stage keeps its codebook. */
function stageScopes(scope: Scope, config: Staged): readonly Scope[] {
  return config.kind === "vq" ? [scope] : Array.from({ length: config.stages }, (_, k) => scope.child(k));
}

function total(parts: readonly Tensor[]): Tensor {
  return parts.reduce((sum, part) => sum.add(part));
}

function requireQuantiser(config: QuantiserConfig, width: number): void {
  const counts =
    config.kind === "fsq"
      ? config.levels.map((levels) => levels - 1)
      : [config.codes, config.width, config.replaceAfter ?? 1];
  const whole = [...counts, ...(config.kind === "residual" ? [config.stages] : [])];
  const fits = whole.length > 0 && whole.every((count) => Number.isInteger(count) && count >= 1);
  if (fits && latentWidth(config) === width) return;
  throw new GlueballError({
    code: "nets/quantiser-config",
    what: `a quantiser for latents of ${width} components`,
    found: JSON.stringify(config),
    expected: `whole numbers, at least 1 (levels at least 2), for ${width} components`,
  });
}

/**
 * Particle flow network (Komiske, Metodiev and Thaler, arXiv 1810.05165, eq. 2.4): any function of a set of particles, in
 * the form
 *
 *     logits = F( sum_i Phi(p_i) )
 *
 * with Phi and F small perceptrons (ReLU). It sees no pair of particles, so what it learns about a jet is what the single
 * particles carry: a measure of the quality of jet tokens, too, whose ids an embedding turns into features first.
 *
 * Cost: P particle maps a jet. B jets, P slots, F features.
 */
import type { Scope, Tensor } from "../tensor/index.ts";
import { embedding } from "../tensor/index.ts";
import { mlp } from "./mlp.ts";

export interface ParticleFlowConfig {
  /** Widths of Phi; the last is that of the sum. */
  readonly particle: readonly number[];
  /** Widths of the hidden layers of F. */
  readonly jet: readonly number[];
  readonly classes: number;
}

/** The sizes of the paper, two classes. */
export const PARTICLE_FLOW: ParticleFlowConfig = { particle: [100, 100, 256], jet: [100, 100, 100], classes: 2 };

/** Width of a token's embedding. */
const TOKEN_WIDTH = 16;

/** features [B, P, F], valid [B, P] (1 or 0) -> logits [B, classes]. Parameters particle.<n>, jet.<n>. */
export function particleFlow(scope: Scope, features: Tensor, valid: Tensor, config: ParticleFlowConfig): Tensor {
  const [hidden, output] = [config.particle.slice(0, -1), config.particle.at(-1)!];
  const mapped = mlp(scope.child("particle"), features, { hidden, output, activation: "relu" }).relu(); // B P N
  const sum = mapped.mul(valid.unsqueeze(2)).sum(1); // B N
  return mlp(scope.child("jet"), sum, { hidden: config.jet, output: config.classes, activation: "relu" });
}

/** As `particleFlow`, of token ids: int32 [B, P], below `vocabulary`, also on padding. Parameter token.weight besides. */
export function tokenFlow(
  scope: Scope,
  tokens: Tensor,
  valid: Tensor,
  vocabulary: number,
  config: ParticleFlowConfig,
): Tensor {
  return particleFlow(scope, embedding(scope.child("token"), tokens, vocabulary, TOKEN_WIDTH), valid, config);
}

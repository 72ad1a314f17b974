import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Sets a share `rate` of the elements to zero and scales the others by 1 / (1 - rate), in training; the identity in
 * inference (Srivastava et al., JMLR 15 (2014) 1929). The mask comes from the scope's counter-based noise.
 */
export function dropout(scope: Scope, x: Tensor, rate: number): Tensor {
  if (rate === 0 || !scope.training) return x;
  const kept = scope.noise("dropout", x.shape).greater(rate);
  return kept.where(x.mul(1 / (1 - rate)), 0);
}

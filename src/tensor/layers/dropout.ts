import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { requireOption } from "./options.ts";

/**
 * Sets a share `rate` of the elements to zero and scales the others by 1 / (1 - rate), in training; the identity in
 * inference (Srivastava et al., JMLR 15 (2014) 1929). The mask comes from the scope's counter-based noise: give every
 * dropout of a network a scope of its own, two of one scope drop the same places.
 */
export function dropout(scope: Scope, x: Tensor, rate: number): Tensor {
  requireOption(rate >= 0 && rate < 1, "dropout", "rate", rate, "at least 0 and below 1");
  if (rate === 0 || !scope.training) return x;
  const kept = scope.noise("dropout", x.shape).greater(rate);
  return kept.where(x.mul(1 / (1 - rate)), 0);
}

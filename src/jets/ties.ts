import { precedes, type Pseudojets } from "./pseudojets.ts";

/**
 * Whether candidate (a, b) is served before candidate (c, d) when their distances are equal; b or d is negative for a
 * beam distance. A pair comes before a beam, so that nothing leaves while it can still be merged; among pairs and among
 * beams the momenta decide (`precedes`).
 */
export function servedFirst(jets: Pseudojets, a: number, b: number, c: number, d: number): boolean {
  if (b < 0 || d < 0) return b < 0 && d < 0 ? precedes(jets, a, c) : b >= 0;
  const [a1, a2] = precedes(jets, a, b) ? [a, b] : [b, a];
  const [c1, c2] = precedes(jets, c, d) ? [c, d] : [d, c];
  if (precedes(jets, a1, c1)) return true;
  if (precedes(jets, c1, a1)) return false;
  return precedes(jets, a2, c2);
}

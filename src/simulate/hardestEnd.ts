/**
 * Which of all dipole ends has the trial of largest t. The largest of each block of 16 ends is kept, so that a new trial
 * costs a look at its block, and the question one at all blocks and one of them, instead of at hundreds of ends.
 */
import type { DipoleTrials } from "./dipoleTrial.ts";

const BLOCK_BITS = 4;

export const NO_END = -1;

/** Blocks of so many ends. */
export function blocksOf(ends: number): number {
  return ((ends - 1) >> BLOCK_BITS) + 1;
}

/** Takes notice of the new trial of an end, or that it has none any more. */
export function noteTrial({ scale2, largest2 }: DipoleTrials, end: number): void {
  const block = end >> BLOCK_BITS;
  const last = Math.min(scale2.length, (block + 1) << BLOCK_BITS);
  let largest = 0;
  for (let other = block << BLOCK_BITS; other < last; other++) if (scale2[other] > largest) largest = scale2[other];
  largest2[block] = largest;
}

/** The first end with the largest t, or NO_END where no end has a trial. */
export function hardestEnd({ scale2, largest2 }: DipoleTrials, ends: number): number {
  const blocks = blocksOf(ends);
  let hardest = NO_END;
  let largest = 0;
  for (let block = 0; block < blocks; block++) {
    if (largest2[block] <= largest) continue;
    largest = largest2[block];
    hardest = block;
  }
  if (hardest === NO_END) return NO_END;
  let end = hardest << BLOCK_BITS;
  while (scale2[end] !== largest) end++;
  return end;
}

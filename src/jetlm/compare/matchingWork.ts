/** What a thread of `matchingDistances` runs. */
import { coverageOfBatch } from "../../stats/index.ts";
import type { BatchCoverage, CoverageBatch } from "../../stats/index.ts";

export function createWork(): (batch: CoverageBatch) => BatchCoverage {
  return (batch) => coverageOfBatch(batch);
}

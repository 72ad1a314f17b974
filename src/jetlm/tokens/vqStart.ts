/**
 * Where the codes of a learnt tokeniser start: k-means++ among the latents of the untrained encoder, for residual stages
 * among what the stages before leave over. Codes that start elsewhere are never chosen.
 */
import { placeCodes, plusPlusCentres, stageCodes } from "../../nets/index.ts";
import type { RunContext } from "../../run/index.ts";
import { Program } from "../../tensor/index.ts";
import type { NamedArrays, Scope } from "../../tensor/index.ts";
import type { RelativeJets } from "../features.ts";
import { allBatches, feedParameters, slotInputs } from "./vqBatches.ts";
import type { BatchSize } from "./vqBatches.ts";
import { encodeLatents } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

/** Latents that k-means++ sees for each code, where there are as many. */
const LATENTS_PER_CODE = 50;

/** Initial values, the codes of each stage placed by k-means++ among the latents (remainders) that it will see. */
export async function startValues(
  context: RunContext,
  scope: Scope,
  jets: RelativeJets,
  config: VqNetworkConfig,
  size: BatchSize,
): Promise<NamedArrays> {
  const values = scope.initialValues(context.rng.fork("initial"));
  const { quantiser } = config;
  if (quantiser.kind === "fsq") return values;
  const wanted = LATENTS_PER_CODE * quantiser.codes;
  let points = await collectLatents(context, scope, values, jets, { config, size, wanted });
  for (let stage = 0; stage < stageCodes(quantiser).length; stage++) {
    const rng = context.rng.fork("codes").fork(stage);
    const centres = plusPlusCentres(points, quantiser.width, quantiser.codes, rng);
    placeCodes(values, quantiser.kind === "vq" ? "quantiser." : `quantiser.${stage}.`, centres);
    points = remainders(points, centres, quantiser.width);
  }
  return values;
}

/** Latents of `wanted` constituents, of fewer when the jets have no more: [n, L]. */
async function collectLatents(
  context: RunContext,
  scope: Scope,
  values: NamedArrays,
  jets: RelativeJets,
  { config, size, wanted }: { readonly config: VqNetworkConfig; readonly size: BatchSize; readonly wanted: number },
): Promise<Float32Array> {
  const { x, valid } = slotInputs(size);
  const latents = encodeLatents(scope, x, valid, config);
  const width = latents.shape[2];
  const program = await Program.compile({ outputs: { latents } }, context);
  feedParameters(program, values);
  const points: number[] = [];
  for (const batch of allBatches(jets, size)) {
    if (points.length >= wanted * width) break;
    const out = await program.run({ ...batch });
    batch.valid.forEach((real, slot) => {
      if (real === 1) points.push(...out["latents"].subarray(slot * width, (slot + 1) * width));
    });
  }
  await program.release();
  return Float32Array.from(points);
}

/** What is left of points [n, L] after the nearest of the centres. */
function remainders(points: Float32Array, centres: Float32Array, width: number): Float32Array {
  const left = points.slice();
  for (let row = 0; row < points.length; row += width) {
    let [best, least] = [0, Infinity];
    for (let k = 0; k < centres.length; k += width) {
      let square = 0;
      for (let c = 0; c < width; c++) square += (points[row + c] - centres[k + c]) ** 2;
      if (square < least) [best, least] = [k, square];
    }
    for (let c = 0; c < width; c++) left[row + c] -= centres[best + c];
  }
  return left;
}

/**
 * What a network is made to put out, from free writing to complete Lagrangians:
 *
 *     L0 ... L4   one sequence, under the mask of the level (decodeMasks.ts)
 *     rejected    several samples, each type through the exact count, the union of what passes: every term is valid, and how
 *                 complete the whole is, is the network's merit. A type with too large a number is rejected
 *     completed   `rejected`, and what is missing added from the exact count: valid and complete. The part that the
 *                 network wrote itself is told
 *
 * The samples are drawn once for both of the last two.
 */
import type { Rng } from "../../../base/index.ts";
import type { RunContext } from "../../../run/index.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { completeSet } from "../compact/compactTarget.ts";
import type { ReadTypes } from "../compact/compactTarget.ts";
import { decodeLists } from "./decode.ts";
import type { DecodingOptions, TrainedNetwork } from "./decode.ts";
import { LEVELS } from "./decodeMasks.ts";
import type { Level } from "./decodeMasks.ts";
import { createTypeCounter } from "../lists/typeCounts.ts";
import type { CountedType, TypeCounter } from "../lists/typeCounts.ts";

export const OUTPUTS = [...LEVELS, "rejected", "completed"] as const;
export type Output = (typeof OUTPUTS)[number];

export const SAMPLE_LEVELS = ["L0", "L1", "L2"] as const satisfies readonly Level[];
export type SampleLevel = (typeof SAMPLE_LEVELS)[number];

export interface WritingOptions extends Omit<DecodingOptions, "level" | "rng"> {
  /** Samples of each list for `rejected` and `completed`, at a level without exact counts and at a temperature. */
  readonly samples: number;
  readonly sampleLevel: SampleLevel;
  readonly sampleTemperature: number;
}

export interface WrittenList extends ReadTypes {
  /** Of one sequence: ln of the network's own probability, and the mean probability that the mask took away, a token. */
  readonly logProbability?: number;
  readonly removedProbability?: number;
  /** Of completed lists: invariants that the network wrote itself. */
  readonly ownInvariants?: number;
}

/** Writes the same lists, which must be in canonical order, at any level; streams come from `rng` by name. */
export function createWriter(
  context: RunContext,
  network: TrainedNetwork,
  lists: readonly FieldList[],
  options: WritingOptions,
  rng: Rng = context.rng.fork("decode"),
): (output: Output) => Promise<readonly WrittenList[]> {
  const counter = createTypeCounter();
  let survivors: Promise<readonly (readonly CountedType[])[]> | undefined;
  const surviving = () => (survivors ??= survivingTypes(context, network, lists, { ...options, rng, counter }));
  return async (output) => {
    switch (output) {
      case "rejected":
        return (await surviving()).map(completeSet);
      case "completed":
        return (await surviving()).map((own, list) => ({
          ...completeSet(counter.types(lists[list])),
          ownInvariants: own.reduce((sum, { count }) => sum + count, 0),
        }));
      default:
        return decodeLists(context, network, lists, { ...options, level: output, rng: rng.fork(output) });
    }
  };
}

/** Of each list the types of all samples that the exact count allows, with the largest allowed number that was written. */
async function survivingTypes(
  context: RunContext,
  network: TrainedNetwork,
  lists: readonly FieldList[],
  options: WritingOptions & { readonly rng: Rng; readonly counter: TypeCounter },
): Promise<readonly (readonly CountedType[])[]> {
  const { samples, sampleTemperature: temperature, sampleLevel: level, counter } = options;
  const exact = lists.map((fields) =>
    counter.types(fields).map(({ letters, count: allowed }) => ({ letters, allowed, count: 0 })),
  );
  const known = exact.map((types) => new Map(types.map((type) => [type.letters.join(" "), type])));
  for (let sample = 0; sample < samples; sample++) {
    const rng = options.rng.fork("sample").fork(sample);
    const decoded = await decodeLists(context, network, lists, { ...options, level, temperature, rng });
    decoded.forEach(({ types }, list) => {
      for (const { letters, count } of types) {
        const own = known[list].get(letters.join(" "));
        if (own !== undefined && count <= own.allowed) own.count = Math.max(own.count, count);
      }
    });
  }
  return exact.map((types) => types.flatMap(({ letters, count }) => (count === 0 ? [] : [{ letters, count }])));
}

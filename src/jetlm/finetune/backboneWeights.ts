/**
 * The weights of a trained model as the initial values of a network that has the model as a part. By name and shape, and
 * only what is listed may be missing: the head, adapters. A misspelt name would otherwise leave a part of the network
 * untrained without a word, as in programs that load with `strict=False`.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import type { NamedArrays, Scope } from "../../tensor/index.ts";

export interface LoadRules {
  /** What stands before the names of the model in the network: `backbone.`. */
  readonly prefix: string;
  /** Parameters of the network that the model need not have, by their names in the network. */
  readonly allowMissing: readonly RegExp[];
  /** Parameters of the model that the network does not take, by their names in the model. */
  readonly leaveOut: readonly RegExp[];
}

/**
 * Values by the names that the network in `scope` has.
 * @throws GlueballError jetlm/weights-do-not-fit with every tensor that is missing, left over or of another shape, and the
 *   nearest names
 */
export function backboneWeights(model: NamedArrays, scope: Scope, rules: LoadRules): NamedArrays {
  const { prefix, allowMissing, leaveOut } = rules;
  const taken = [...model].filter(([name]) => !isListed(name, leaveOut));
  const renamed = new Map(taken.map(([name, array]) => [prefix + name, array] as const));
  const own = new Map(scope.parameters.map(({ name, tensor }) => [name, tensor.shape]));
  const missing = [...own.keys()].filter((name) => !renamed.has(name) && !isListed(name, allowMissing));
  const faults = [
    ...missing.map((name) => `missing ${name}${nearestTo(name, [...renamed.keys()], own)}`),
    ...[...renamed].flatMap(([name, { shape }]) => faultOf(name, shape, own.get(name))),
  ];
  if (faults.length === 0) return renamed;
  throw new GlueballError({
    code: "jetlm/weights-do-not-fit",
    what: "the weights of the model are not those of this network",
    found: faults.join("; "),
    expected: `all ${own.size} tensors by name; only ${allowMissing.map(String).join(", ") || "nothing"} may be missing`,
  });
}

function faultOf(name: string, found: readonly number[], expected: readonly number[] | undefined): string[] {
  if (expected === undefined) return [`unexpected ${name}`];
  if (found.join() === expected.join()) return [];
  return [`${name} is [${found.join(", ")}] instead of [${expected.join(", ")}]`];
}

/** A name that is there and means nothing to the network, which may be the missing one misspelt. */
function nearestTo(name: string, found: readonly string[], own: ReadonlyMap<string, unknown>): string {
  const strangers = found.filter((candidate) => !own.has(candidate));
  const [nearest] = nearestNames(name, strangers);
  return nearest === undefined ? "" : ` (there is ${nearest})`;
}

function isListed(name: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => name.search(pattern) >= 0);
}

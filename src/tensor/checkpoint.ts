/** Parameters and training state on disk. Loading into a network is strict. */
import { GlueballError } from "../base/index.ts";
import type { Shape } from "./graph.ts";
import { sameShape, showShape } from "./graph.ts";
import type { Group } from "./parameterGroups.ts";
import { elementTypeOf, readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { NamedArrays, Scope } from "./scope.ts";

/** Writes arrays and strings to one safetensors file, whole or not at all. */
export function saveCheckpoint(
  path: string,
  arrays: NamedArrays,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeSafetensors(path, arrays, metadata);
}

export interface Checkpoint {
  readonly arrays: NamedArrays;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Everything in a checkpoint, unchecked against a network.
 * @throws GlueballError tensor/checkpoint-not-float32 and those of reading the file
 */
export function loadCheckpoint(path: string): Checkpoint {
  const { arrays, metadata } = readSafetensors(path);
  const float32 = new Map<string, { shape: Shape; data: Float32Array }>();
  const others: string[] = [];
  for (const [name, { shape, data }] of arrays) {
    if (data instanceof Float32Array) float32.set(name, { shape, data });
    else others.push(`${name} of type ${elementTypeOf(data)}`);
  }
  if (others.length === 0) return { arrays: float32, metadata };
  throw new GlueballError({
    code: "tensor/checkpoint-not-float32",
    what: "parameters are of another element type",
    place: path,
    found: others.join("; "),
    expected: "F32 throughout",
  });
}

/**
 * The parameters of the network that was traced into `scope`, which must be exactly those of the file. `allowMissing`
 * names tensors of the network that may be absent (a new head); they are left out of the result.
 * @throws GlueballError tensor/checkpoint-mismatch listing every missing, unexpected and misshapen tensor
 */
export function loadParameters(path: string, scope: Scope, allowMissing?: RegExp): NamedArrays {
  const { arrays } = loadCheckpoint(path);
  const known = new Set(scope.parameters.map(({ name }) => name));
  const unexpected = [...arrays.keys()].filter((name) => !known.has(name));
  const faults = [...parameterFaults(arrays, scope, allowMissing), ...unexpected.map((name) => `unexpected ${name}`)];
  if (faults.length > 0) throw mismatch(faults, scope, path);
  return arrays;
}

/**
 * Arrays that hold every parameter and buffer of the network in its shape, whatever else they hold.
 * @throws GlueballError tensor/checkpoint-mismatch listing every missing and misshapen tensor
 */
export function requireParameters(arrays: NamedArrays, scope: Scope): void {
  const faults = parameterFaults(arrays, scope);
  if (faults.length > 0) throw mismatch(faults, scope);
}

/** Moments are stored as `optimiser.<moment>.<parameter>`. */
export const MOMENT_PREFIX = "optimiser.";
export const AVERAGE_PREFIX = "average.";

/**
 * Arrays without moments, or with exactly those that the optimisers of the trained groups keep: with some of them the
 * first steps would be of any size.
 * @throws GlueballError tensor/other-optimiser listing every missing, misshapen and unexpected moment
 */
export function requireMoments(arrays: NamedArrays, trained: readonly Group[]): void {
  const found = [...arrays.keys()].filter((name) => name.startsWith(MOMENT_PREFIX));
  if (found.length === 0) return;
  const expected = new Map<string, Shape>(
    trained.flatMap(({ optimiser, parameters }) =>
      optimiser.moments.flatMap((moment) =>
        parameters.map(({ name, tensor }) => [`${MOMENT_PREFIX}${moment}.${name}`, tensor.shape] as const),
      ),
    ),
  );
  const faults = [
    ...[...expected].flatMap(([name, shape]) => shapeFaults(name, arrays.get(name)?.shape, shape)),
    ...found.filter((name) => !expected.has(name)).map((name) => `unexpected ${name}`),
  ];
  if (faults.length === 0) return;
  throw new GlueballError({
    code: "tensor/other-optimiser",
    what: "the state was saved by another optimiser, or with other groups",
    found: faults.join("; "),
    expected: `the ${expected.size} moments of this one`,
    hint: "To start this optimiser anew, load the parameters without the moments.",
  });
}

function parameterFaults(arrays: NamedArrays, scope: Scope, allowMissing?: RegExp): string[] {
  const mayMiss = (name: string) => allowMissing !== undefined && name.search(allowMissing) >= 0;
  return scope.parameters.flatMap(({ name, tensor }) => {
    const found = arrays.get(name)?.shape;
    return found === undefined && mayMiss(name) ? [] : shapeFaults(name, found, tensor.shape);
  });
}

function shapeFaults(name: string, found: Shape | undefined, expected: Shape): string[] {
  if (found === undefined) return [`missing ${name} ${showShape(expected)}`];
  return sameShape(found, expected) ? [] : [`${name} is ${showShape(found)} instead of ${showShape(expected)}`];
}

function mismatch(faults: readonly string[], scope: Scope, place?: string): GlueballError {
  return new GlueballError({
    code: "tensor/checkpoint-mismatch",
    what: "the checkpoint belongs to another network",
    place,
    found: faults.join("; "),
    expected: `the ${scope.parameters.length} tensors of this network`,
    hint: "Use the configuration that is stored beside the checkpoint.",
  });
}

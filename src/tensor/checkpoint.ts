/** Parameters and training state on disk. Loading into a network is strict. */
import { GlueballError } from "../base/index.ts";
import { sameShape, showShape } from "./graph.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { SafetensorsFile } from "./safetensors.ts";
import type { NamedArrays, Scope } from "./scope.ts";

/** Writes arrays and strings to one safetensors file, whole or not at all. */
export function saveCheckpoint(
  path: string,
  arrays: NamedArrays,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeSafetensors(path, arrays, metadata);
}

/** Everything in a checkpoint, unchecked against a network. */
export function loadCheckpoint(path: string): SafetensorsFile {
  return readSafetensors(path);
}

/**
 * The parameters of the network that was traced into `scope`, which must be exactly those of the file. `allowMissing`
 * names tensors of the network that may be absent (a new head); they are left out of the result.
 * @throws GlueballError tensor/checkpoint-mismatch listing every missing, unexpected and misshapen tensor
 */
export function loadParameters(path: string, scope: Scope, allowMissing?: RegExp): NamedArrays {
  const { arrays } = readSafetensors(path);
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

function parameterFaults(arrays: NamedArrays, scope: Scope, allowMissing?: RegExp): string[] {
  return scope.parameters.flatMap(({ name, tensor }) => {
    const array = arrays.get(name);
    if (array === undefined) {
      return allowMissing?.test(name) === true ? [] : [`missing ${name} ${showShape(tensor.shape)}`];
    }
    if (sameShape(array.shape, tensor.shape)) return [];
    return [`${name} is ${showShape(array.shape)} instead of ${showShape(tensor.shape)}`];
  });
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

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
  const faults: string[] = [];
  const known = new Set<string>();
  for (const { name, tensor } of scope.parameters) {
    known.add(name);
    const array = arrays.get(name);
    if (array === undefined) {
      if (allowMissing?.test(name) !== true) faults.push(`missing ${name} ${showShape(tensor.shape)}`);
    } else if (!sameShape(array.shape, tensor.shape)) {
      faults.push(`${name} is ${showShape(array.shape)} instead of ${showShape(tensor.shape)}`);
    }
  }
  for (const name of arrays.keys()) if (!known.has(name)) faults.push(`unexpected ${name}`);
  if (faults.length === 0) return arrays;
  throw new GlueballError({
    code: "tensor/checkpoint-mismatch",
    what: "the checkpoint belongs to another network",
    place: path,
    found: faults.join("; "),
    expected: `the ${known.size} tensors of this network`,
    hint: "Use the configuration that is stored beside the checkpoint.",
  });
}

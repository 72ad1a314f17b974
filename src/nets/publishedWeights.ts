/**
 * A published network's numbers: `weights.f32`, its tensors one behind the other as little-endian float32, and
 * `manifest.json` with name, shape and offset of each. Reading is strict: the tensors fill the file without gap, and
 * every one of them is one of our parameters, in its shape, and the other way round.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import type { NamedArrays, Scope, Shape } from "../tensor/index.ts";

const manifestSchema = z.object({
  classes: z.array(z.string()),
  dtype: z.literal("float32 little-endian"),
  count: z.int().positive(),
  tensors: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.int().positive()),
      offset: z.int().nonnegative(),
      length: z.int().positive(),
    }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;

export interface PublishedWeights {
  readonly parameters: NamedArrays;
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * The network in `folder` as values of the parameters of `scope`; `publishedName` gives the file's name of a parameter.
 * @throws GlueballError nets/published-weights-absent, nets/published-weights-manifest, nets/published-weights-damaged,
 * nets/published-weights-mismatch (listing every tensor that does not fit)
 */
export function readPublishedWeights(
  folder: string,
  scope: Scope,
  publishedName: (parameter: string) => string,
): PublishedWeights {
  const manifestPath = join(folder, "manifest.json");
  const weightsPath = join(folder, "weights.f32");
  const manifest = parseManifest(readPart(manifestPath).toString("utf8"), manifestPath);
  const numbers = parseNumbers(readPart(weightsPath), manifest.count, weightsPath);
  requireTiling(manifest, manifestPath);
  return {
    parameters: assign(manifest, numbers, scope, { publishedName, place: manifestPath }),
    classes: manifest.classes,
  };
}

function readPart(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new GlueballError({
      code: "nets/published-weights-absent",
      what: "the published network is not there",
      place: path,
      found: error instanceof Error ? error.message : String(error),
      expected: "a folder with weights.f32 and manifest.json",
      hint: "Set GLUEBALL_DATA to the folder that holds jet-foundation.",
    });
  }
}

function parseManifest(text: string, place: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badManifest(place, error instanceof Error ? error.message : String(error), "JSON");
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw badManifest(place, `${path.join(".")}: ${message}`, "classes, and name, shape, offset and length of tensors");
}

/** The file's numbers, all of them finite. */
function parseNumbers(bytes: Buffer, count: number, place: string): Float32Array {
  if (bytes.length !== count * BYTES) {
    throw damaged(place, `${bytes.length} bytes`, `${count * BYTES}, for ${count} numbers of float32`);
  }
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    numbers[i] = bytes.readFloatLE(i * BYTES);
    if (!Number.isFinite(numbers[i])) throw damaged(`${place}, number ${i}`, String(numbers[i]), "a finite number");
  }
  return numbers;
}

function requireTiling({ tensors, count }: Manifest, place: string): void {
  let end = 0;
  for (const { name, shape, offset, length } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    const size = sizeOf(shape);
    if (offset !== end || length !== size) {
      throw badManifest(`${place}, ${name}`, `offset ${offset}, length ${length}`, `offset ${end}, length ${size}`);
    }
    end += length;
  }
  if (end !== count) throw badManifest(place, `tensors of ${end} numbers`, String(count));
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

interface Naming {
  readonly publishedName: (parameter: string) => string;
  readonly place: string;
}

/** Our parameters with the values of the file; each tensor of the file is used once. */
function assign(
  { tensors }: Manifest,
  numbers: Float32Array,
  scope: Scope,
  { publishedName, place }: Naming,
): NamedArrays {
  const unused = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const faults = tensors.length === unused.size ? [] : ["a name that stands twice"];
  const parameters = new Map<string, { readonly shape: Shape; readonly data: Float32Array }>();
  for (const { name, tensor } of scope.parameters) {
    const published = publishedName(name);
    const found = unused.get(published);
    unused.delete(published);
    if (found === undefined) faults.push(`missing ${published} [${tensor.shape.join(", ")}]`);
    else if (withoutKernel(found.shape, tensor.shape.length).join() !== tensor.shape.join()) {
      faults.push(`${published} is [${found.shape.join(", ")}] instead of [${tensor.shape.join(", ")}]`);
    } else {
      parameters.set(name, { shape: tensor.shape, data: numbers.slice(found.offset, found.offset + found.length) });
    }
  }
  faults.push(...[...unused.keys()].map((name) => `unexpected ${name}`));
  if (faults.length === 0) return parameters;
  throw new GlueballError({
    code: "nets/published-weights-mismatch",
    what: "the file holds another network",
    place,
    found: faults.join("; "),
    expected: "the tensors of the network it is read for",
  });
}

/** A convolution over single points has trailing extents of 1, which our matrices lack. */
function withoutKernel(shape: Shape, rank: number): Shape {
  return shape.slice(rank).every((extent) => extent === 1) ? shape.slice(0, rank) : shape;
}

function badManifest(place: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "nets/published-weights-manifest",
    what: "this manifest does not describe a published network",
    place,
    found,
    expected,
  });
}

function damaged(place: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "nets/published-weights-damaged",
    what: "the file of weights is damaged",
    place,
    found,
    expected,
  });
}

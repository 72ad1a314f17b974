/**
 * The published weights of ParticleNet "kin" (jet-universe/particle_transformer, MIT): `weights.f32`, the tensors of
 * weaver's network one behind the other as little-endian float32, and `manifest.json` with name, shape and offset of
 * each. Reading is strict: every tensor of the file must be one of our parameters, in its shape, and the other way round.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { Scope } from "../tensor/index.ts";
import type { NamedArrays, Shape } from "../tensor/index.ts";
import { kinInputs, PARTICLE_NET_KIN, particleNet } from "./particleNet.ts";
import type { ParticleNetConfig } from "./particleNet.ts";

export interface TrainedParticleNet {
  readonly config: ParticleNetConfig;
  readonly parameters: NamedArrays;
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
}

const manifestSchema = z.object({
  classes: z.array(z.string()).length(PARTICLE_NET_KIN.classes),
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
type PublishedTensor = z.infer<typeof manifestSchema>["tensors"][number];

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * The network in `folder`. @throws GlueballError nets/particle-net-absent, nets/particle-net-manifest,
 * nets/particle-net-weights, nets/particle-net-mismatch (listing every tensor that does not fit)
 */
export function loadParticleNetKin(folder: string): TrainedParticleNet {
  const manifestPath = join(folder, "manifest.json");
  const weightsPath = join(folder, "weights.f32");
  const { classes, count, tensors } = parseManifest(readPart(manifestPath).toString("utf8"), manifestPath);
  const numbers = parseWeights(readPart(weightsPath), count, weightsPath);
  requireTiling(tensors, count, manifestPath);
  return { config: PARTICLE_NET_KIN, parameters: assign(tensors, numbers, manifestPath), classes };
}

function readPart(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new GlueballError({
      code: "nets/particle-net-absent",
      what: "the published ParticleNet is not there",
      place: path,
      found: error instanceof Error ? error.message : String(error),
      expected: "a folder with weights.f32 and manifest.json",
      hint: "Set GLUEBALL_DATA to the folder that holds jet-foundation/particlenet-kin.",
    });
  }
}

function parseManifest(text: string, place: string): z.infer<typeof manifestSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badManifest(place, error instanceof Error ? error.message : String(error), "JSON");
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw badManifest(
    place,
    `${path.join(".")}: ${message}`,
    "ten classes, and name, shape, offset and length of tensors",
  );
}

/** The file's numbers, all of them finite. */
function parseWeights(bytes: Buffer, count: number, place: string): Float32Array {
  if (bytes.length !== count * BYTES) {
    throw badWeights(place, `${bytes.length} bytes`, `${count * BYTES}, for ${count} numbers of float32`);
  }
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    numbers[i] = bytes.readFloatLE(i * BYTES);
    if (!Number.isFinite(numbers[i])) throw badWeights(`${place}, number ${i}`, String(numbers[i]), "a finite number");
  }
  return numbers;
}

/** The tensors fill the file without gap or overlap, and as the shapes say. */
function requireTiling(tensors: readonly PublishedTensor[], count: number, place: string): void {
  let end = 0;
  for (const { name, shape, offset, length } of [...tensors].sort((a, b) => a.offset - b.offset)) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (offset !== end || length !== size) {
      throw badManifest(`${place}, ${name}`, `offset ${offset}, length ${length}`, `offset ${end}, length ${size}`);
    }
    end += length;
  }
  if (end !== count) throw badManifest(place, `tensors of ${end} numbers`, String(count));
}

/** Our parameters with the values of the file; each tensor of the file is used once. */
function assign(tensors: readonly PublishedTensor[], numbers: Float32Array, place: string): NamedArrays {
  const unused = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const faults = tensors.length === unused.size ? [] : ["a name that stands twice"];
  const parameters = new Map<string, { readonly shape: Shape; readonly data: Float32Array }>();
  for (const { name, tensor } of kinScope().parameters) {
    const published = publishedName(name);
    const found = unused.get(published);
    unused.delete(published);
    if (found === undefined) faults.push(`missing ${published} [${tensor.shape.join(", ")}]`);
    else if (withoutKernel(found.shape, tensor.shape.length).join() !== tensor.shape.join()) {
      faults.push(`${published} is [${found.shape.join(", ")}] instead of [${tensor.shape.join(", ")}]`);
    } else {
      const data = numbers.slice(found.offset, found.offset + found.length);
      parameters.set(name, { shape: tensor.shape, data });
    }
  }
  faults.push(...[...unused.keys()].map((name) => `unexpected ${name}`));
  if (faults.length === 0) return parameters;
  throw new GlueballError({
    code: "nets/particle-net-mismatch",
    what: "the file holds another network",
    place,
    found: faults.join("; "),
    expected: "the tensors of weaver's ParticleNet with 7 features, 10 classes and channels 64, 128, 256",
  });
}

/** The parameter tree of the preset. */
function kinScope(): Scope {
  const scope = Scope.create();
  particleNet(scope, kinInputs(1, PARTICLE_NET_KIN.neighbours + 1), PARTICLE_NET_KIN);
  return scope;
}

/** weaver's name of a parameter, by rules in order; what stands behind each is a part of the name. */
const NAMES: readonly (readonly [ours: RegExp, published: string])[] = [
  [/^norm\./, "bn_fts."],
  [/^block\.(\d)\.convolution\.(\d)\.norm\./, "edge_convs.$1.bns.$2."],
  [/^block\.(\d)\.convolution\.(\d)\./, "edge_convs.$1.convs.$2."],
  [/^block\.(\d)\.shortcut\.norm\./, "edge_convs.$1.sc_bn."],
  [/^block\.(\d)\.shortcut\./, "edge_convs.$1.sc."],
  [/^head\.0\./, "fc.0.0."],
  [/^head\.1\./, "fc.1."],
  [/gain$/, "weight"],
  [/runningMean$/, "running_mean"],
  [/runningVariance$/, "running_var"],
];

function publishedName(name: string): string {
  return NAMES.reduce((text, [ours, published]) => text.replace(ours, published), name);
}

/** A convolution over single points has trailing extents of 1, which our matrices lack. */
function withoutKernel(shape: Shape, rank: number): Shape {
  return shape.slice(rank).every((extent) => extent === 1) ? shape.slice(0, rank) : shape;
}

function badManifest(place: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "nets/particle-net-manifest",
    what: "this manifest does not describe the published ParticleNet",
    place,
    found,
    expected,
  });
}

function badWeights(place: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "nets/particle-net-weights",
    what: "the file of weights is damaged",
    place,
    found,
    expected,
  });
}

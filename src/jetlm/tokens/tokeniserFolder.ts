/**
 * A tokeniser on disk: `tokeniser.json` (what it is, its hash, what it was fitted on), and for a learnt one its weights in
 * `tokeniser.safetensors`. A model's folder holds the same (modelFolder.ts).
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import { loadParameters, saveCheckpoint } from "../../tensor/index.ts";
import { binnedTokeniser } from "./binned.ts";
import type { BinnedOptions } from "./binned.ts";
import { learntTokeniser, parametersOf } from "./learnt.ts";
import type { Tokeniser } from "./tokeniser.ts";
import { VQ_FEATURES } from "./vqFeatures.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

const FORMAT = 1;
const DESCRIPTION = "tokeniser.json";
const WEIGHTS = "tokeniser.safetensors";

const codebook = { codes: z.int().positive(), width: z.int().positive(), replaceAfter: z.int().positive().optional() };
const networkSchema = z.strictObject({
  features: z.literal(VQ_FEATURES),
  quantiser: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("vq"), ...codebook }),
    z.strictObject({ kind: z.literal("residual"), stages: z.int().positive(), ...codebook }),
    z.strictObject({ kind: z.literal("fsq"), levels: z.array(z.int().min(2)) }),
  ]),
  body: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("conditional"),
      blocks: z.int().nonnegative(),
      width: z.int().positive(),
      heads: z.int().positive(),
      dropout: z.number(),
    }),
    z.strictObject({ kind: z.literal("perParticle"), hidden: z.array(z.int().positive()) }),
    z.strictObject({
      kind: z.literal("neighbours"),
      hidden: z.array(z.int().positive()),
      reach: z.int().positive(),
    }),
  ]),
  places: z.boolean().optional(),
});

const description = z.object({
  format: z.literal(FORMAT),
  model_type: z.literal("glueball-jet-tokeniser"),
  tokeniser: z.record(z.string(), z.unknown()),
  hash: z.string(),
  fit: z.record(z.string(), z.unknown()),
});

export interface StoredTokeniser {
  readonly tokeniser: Tokeniser;
  /** What it was fitted on, for the record. */
  readonly fit: Readonly<Record<string, unknown>>;
}

export function saveTokeniser(folder: string, { tokeniser, fit }: StoredTokeniser): void {
  mkdirSync(folder, { recursive: true });
  const { parameters, weights, hash } = tokeniser;
  if (weights !== undefined) saveCheckpoint(join(folder, WEIGHTS), weights, { tokeniser: hash });
  const content = { format: FORMAT, model_type: "glueball-jet-tokeniser", tokeniser: parameters, hash, fit };
  writeFileAtomic(join(folder, DESCRIPTION), `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * The tokeniser in a folder, or in the folder of the run that fitted it.
 * @throws GlueballError jetlm/not-a-tokeniser, jetlm/other-tokeniser, tensor/checkpoint-mismatch
 */
export function loadTokeniser(path: string): StoredTokeniser {
  const inside = ["", "tokeniser", "model"].map((part) => join(path, part));
  const folder = inside.find((candidate) => existsSync(join(candidate, DESCRIPTION)));
  if (folder === undefined) throw notATokeniser(path, existsSync(path) ? `no ${DESCRIPTION} in it` : "nothing there");
  const file = join(folder, DESCRIPTION);
  const parsed = description.safeParse(readJson(file));
  if (!parsed.success) throw notATokeniser(file, parsed.error.issues[0].message);
  const tokeniser = restoreTokeniser(parsed.data.tokeniser, folder);
  requireTokeniser(tokeniser, parsed.data.hash, file);
  return { tokeniser, fit: parsed.data.fit };
}

/** The tokeniser that `parameters` describe, its weights in `folder`. @throws GlueballError jetlm/unknown-tokeniser */
export function restoreTokeniser(parameters: Readonly<Record<string, unknown>>, folder: string): Tokeniser {
  const { kind, ...options } = parameters;
  if (kind === "binned") return binnedTokeniser(options as unknown as BinnedOptions);
  const { network } = options;
  if (!networkSchema.safeParse(network).success) {
    throw new GlueballError({
      code: "jetlm/unknown-tokeniser",
      what: "there is no tokeniser of this kind",
      place: folder,
      found: kind,
      expected: "binned, or vq, residual or fsq with the configuration of its network",
    });
  }
  const config = network as VqNetworkConfig; // as it was written: the order of its keys is part of the hash
  return learntTokeniser(config, loadParameters(join(folder, WEIGHTS), parametersOf(config)));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw notATokeniser(file, error instanceof Error ? error.message : String(error));
  }
}

/** Stops unless the tokens come from the tokeniser whose hash a model or file at `place` stores. */
export function requireTokeniser(tokeniser: Tokeniser, hash: string, place: string): void {
  if (tokeniser.hash === hash) return;
  throw new GlueballError({
    code: "jetlm/other-tokeniser",
    what: "the tokens were made by another tokeniser",
    place,
    found: tokeniser.hash,
    expected: `tokeniser ${hash}`,
    hint: "Encode the jets with the tokeniser that is stored beside the model",
  });
}

function notATokeniser(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "jetlm/not-a-tokeniser",
    what: "this is not the folder of a tokeniser",
    place,
    found,
    expected: `${DESCRIPTION}, and ${WEIGHTS} for a learnt one`,
    hint: "glueball jetlm tokenise fit makes one: give its run folder",
  });
}

/**
 * Lagrangians from a trained network: greedy or sampled decoding with a key-value cache. The items of a batch of lists are
 * encoded once; then each step is one run of a small program, and between two steps the mask of the level (decodeMasks.ts)
 * removes what may not follow.
 *
 * Lists are batched with others of about as many items, in room for 32, 64, 128, ... items, so a program is compiled once
 * for each of these.
 */
import type { Rng } from "../../../base/index.ts";
import { cacheInputs, cacheShape, namedCache, sampleToken, writePosition } from "../../../nets/index.ts";
import type { RunContext } from "../../../run/index.ts";
import { input, Program, Scope } from "../../../tensor/index.ts";
import type { Execution, NamedArrays, Tensor } from "../../../tensor/index.ts";
import { decodeTypes, encodeTypes, END, listItems, SLOTS, START } from "../compact/compactTarget.ts";
import type { ListItems, ReadTypes } from "../compact/compactTarget.ts";
import { tokenMask } from "./decodeMasks.ts";
import type { Level, TokenMask } from "./decodeMasks.ts";
import { batchOf } from "../compact/examples.ts";
import { featureWidth } from "../compact/features.ts";
import type { FieldList } from "../../words/matterFields.ts";
import type { LagrangianModelConfig } from "../compact/model.ts";
import { itemMemory, pointerStep } from "../compact/pointerDecoder.ts";
import type { ItemMemory } from "../compact/pointerDecoder.ts";
import { encodeItems } from "../compact/setEncoder.ts";
import { createTypeCounter, helicitiesOf } from "../lists/typeCounts.ts";

export interface DecodingOptions {
  readonly level: Level;
  /** Lists decoded side by side. */
  readonly batch: number;
  /** Most tokens of a Lagrangian, end included; what is longer is cut. At L4, which ends by itself, as many as it needs. */
  readonly maxTokens: number;
  /** 0: always the most probable token. */
  readonly temperature: number;
  readonly rng: Rng;
}

export interface DecodedList extends ReadTypes {
  /** Without start. */
  readonly tokens: readonly number[];
  /** ln of the network's own probability of the tokens, before any mask. */
  readonly logProbability: number;
  /** Mean over the tokens of the probability that the mask took away. */
  readonly removedProbability: number;
}

export interface TrainedNetwork {
  readonly config: LagrangianModelConfig;
  readonly parameters: NamedArrays;
}

/** One result for each list, which must be in canonical order. */
export async function decodeLists(
  context: RunContext,
  network: TrainedNetwork,
  lists: readonly FieldList[],
  options: DecodingOptions,
): Promise<DecodedList[]> {
  const counter = createTypeCounter();
  const results = new Array<DecodedList>(lists.length);
  const waiting = lists.map((fields, index): OpenList => {
    const helicities = helicitiesOf(fields);
    const items = listItems(helicities, network.config);
    const types = () => counter.types(fields);
    const mask = tokenMask(options.level, { fields, items, form: network.config, types });
    const longest = options.level === "L4" ? encodeTypes(types(), items, network.config).length : options.maxTokens;
    return { index, fields, helicities, items, mask, longest, tokens: [], logProbability: 0, removed: 0 };
  });
  let done = 0;
  for (const [room, own] of Map.groupBy(waiting, ({ items }) => roomFor(items.items.length))) {
    const longest = Math.max(...own.map((list) => list.longest));
    const programs = await compilePrograms(
      network,
      { batch: Math.min(options.batch, own.length), room, longest },
      context,
    );
    for (let from = 0; from < own.length; from += programs.batch) {
      context.signal.throwIfAborted();
      const batch = own.slice(from, from + programs.batch);
      await decodeBatch(programs, network, batch, options);
      for (const open of batch) results[open.index] = finish(open, network.config);
      done += batch.length;
      context.progress({ stage: `decode ${options.level}`, done, total: lists.length });
    }
    await programs.release();
  }
  return results;
}

/** A list whose Lagrangian is being written. */
interface OpenList {
  readonly index: number;
  readonly fields: FieldList;
  readonly helicities: readonly number[];
  readonly items: ListItems;
  readonly mask: TokenMask;
  readonly longest: number;
  readonly tokens: number[];
  logProbability: number;
  removed: number;
}

const SMALLEST_ROOM = 32;

function roomFor(items: number): number {
  return Math.max(SMALLEST_ROOM, 2 ** Math.ceil(Math.log2(items)));
}

interface DecodingPrograms {
  readonly batch: number;
  readonly room: number;
  readonly longest: number;
  encode(features: Float32Array, segments: Int32Array): Promise<void>;
  /** Logits [batch, K + room] of the next tokens; reused by the next step. */
  step(tokens: Int32Array, position: number): Promise<Float32Array>;
  release(): Promise<void>;
}

async function compilePrograms(
  { config, parameters }: TrainedNetwork,
  { batch, room, longest }: { readonly batch: number; readonly room: number; readonly longest: number },
  execution: Execution,
): Promise<DecodingPrograms> {
  const scope = Scope.create();
  const shape = cacheShape(batch, { ...config, layers: config.decoderLayers, context: longest });
  const cache = cacheInputs("cache", shape, config.decoderLayers);
  const cacheNames = Object.keys(namedCache("", cache));
  const encode = await Program.compile({ outputs: encodeOutputs(scope, batch, room, config) }, execution);
  const step = await Program.compile({ outputs: stepOutputs(scope, cache, { batch, room, config }) }, execution);
  for (const program of [encode, step]) feedParameters(program, parameters);
  return {
    batch,
    room,
    longest,
    encode: async (values, segments) => {
      const outputs = await encode.run({ features: values, itemSegments: segments });
      for (const [name, data] of Object.entries(outputs)) step.feed(name, data);
      step.feed(
        "validItems",
        segments.map((segment) => (segment >= 0 ? 1 : 0)),
      );
    },
    step: async (tokens, position) => {
      const positions = new Int32Array(batch).fill(position);
      const out = await step.run({ token: tokens, position: positions });
      for (const name of cacheNames) {
        writePosition(step.value(`cache${name}`) as Float32Array, out[`now${name}`] as Float32Array, positions, shape);
      }
      return out["logits"] as Float32Array;
    },
    release: async () => {
      await encode.release();
      await step.release();
    },
  };
}

/** What the items of a batch of lists are for the decoder. */
function encodeOutputs(scope: Scope, batch: number, room: number, config: LagrangianModelConfig) {
  const features = input("features", [batch, room, featureWidth(config)]);
  const itemSegments = input("itemSegments", [batch, room], "int32");
  const encoded = encodeItems(scope.child("encoder"), features, itemSegments, config);
  return namedMemory(itemMemory(scope.child("decoder"), encoded, config));
}

/** The logits of the next tokens, and what this position adds to the cache. */
function stepOutputs(
  scope: Scope,
  cache: ReturnType<typeof cacheInputs>,
  { batch, room, config }: { readonly batch: number; readonly room: number; readonly config: LagrangianModelConfig },
) {
  const inputs = {
    token: input("token", [batch], "int32"),
    position: input("position", [batch], "int32"),
    cache,
    memory: memoryInputs(batch, room, config),
    validItems: input("validItems", [batch, room], "bool"),
  };
  const { logits, now } = pointerStep(scope.child("decoder"), inputs, config);
  return { logits, ...namedCache("now", now) };
}

function namedMemory({ table, keys, layers }: ItemMemory): Record<string, Tensor> {
  return { "memory.table": table, "memory.keys": keys, ...namedCache("memory.layer", layers) };
}

function memoryInputs(batch: number, room: number, config: LagrangianModelConfig): ItemMemory {
  const { width, heads, decoderLayers } = config;
  const all = [batch, SLOTS + room, width];
  const layers = cacheInputs("memory.layer", [batch, heads, room, width / heads], decoderLayers);
  return { table: input("memory.table", all), keys: input("memory.keys", all), layers };
}

/** Feeds a program those of the values that it has as inputs. */
export function feedParameters(program: Program, values: NamedArrays): void {
  for (const { name } of program.inputs) {
    const value = values.get(name);
    if (value !== undefined) program.feed(name, value.data);
  }
}

async function decodeBatch(
  programs: DecodingPrograms,
  { config }: TrainedNetwork,
  lists: readonly OpenList[],
  options: DecodingOptions,
): Promise<void> {
  const { batch, room, longest } = programs;
  const rows = lists.map(({ fields, helicities, items }) => [{ fields, helicities, items, tokens: [] }]);
  const { features, itemSegments } = batchOf(rows, batch, { items: room, tokens: 1 }, config);
  await programs.encode(features, itemSegments);
  const tokens = new Int32Array(batch).fill(START);
  for (let position = 0; position < longest; position++) {
    const logits = await programs.step(tokens, position);
    let open = 0;
    lists.forEach((list, slot) => {
      if (list.tokens.at(-1) === END) return;
      const own = logits.subarray(slot * (SLOTS + room), (slot + 1) * (SLOTS + room));
      tokens[slot] = extend(list, own, options);
      if (tokens[slot] !== END) open++;
    });
    if (open === 0) return;
  }
}

/** Chooses the next token among those that may follow; `logits` is overwritten. */
function extend(list: OpenList, logits: Float32Array, { temperature, rng }: DecodingOptions): number {
  const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - top));
  let [total, kept] = [0, 0];
  for (let token = 0; token < logits.length; token++) {
    total += weights[token];
    if (list.mask.allows(token)) kept += weights[token];
    else logits[token] = -Infinity;
  }
  const u = temperature === 0 ? 0 : rng.fork(list.index).fork(list.tokens.length).uniform();
  const token = sampleToken(logits, u, { temperature });
  list.logProbability += Math.log(weights[token] / total);
  list.removed += 1 - kept / total;
  list.mask.push(token);
  list.tokens.push(token);
  return token;
}

function finish(
  { tokens, items, helicities, logProbability, removed }: OpenList,
  config: LagrangianModelConfig,
): DecodedList {
  const read = decodeTypes(tokens, items, config, helicities);
  return { ...read, tokens, logProbability, removedProbability: removed / tokens.length };
}

/**
 * The vectors of all letters of field lists inside the set encoder: its input features, and what stands behind the input
 * map and behind each layer. States of inner layers pass the encoder's last norm, as if the layers above were not there:
 * that is what the decoder would read.
 */
import type { RunContext } from "../../../run/index.ts";
import type { FeatureRows } from "../../../stats/index.ts";
import { input, Program, Scope } from "../../../tensor/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { feedParameters } from "../decoding/decode.ts";
import type { TrainedNetwork } from "../decoding/decode.ts";
import { batchOf, exampleOf, planRows } from "../compact/examples.ts";
import type { Example } from "../compact/examples.ts";
import { featureWidth } from "../compact/features.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { rowInputs, tokenLoss } from "../compact/model.ts";
import type { LagrangianModelConfig } from "../compact/model.ts";
import { encodeItems } from "../compact/setEncoder.ts";

/** Letters of the lists one after the other, rows in the order of `lettersOfList`. */
export interface LetterStates {
  readonly features: FeatureRows;
  /** Behind the input map, then behind each layer of the encoder. */
  readonly layers: readonly FeatureRows[];
}

const ROWS = 8;
const ROOM = 256;

export async function letterStates(
  context: RunContext,
  { config, parameters }: TrainedNetwork,
  set: LabelledLists,
  lists: readonly number[],
): Promise<LetterStates> {
  // An encoder needs no tokens: lists without any take no room of a row's second kind.
  const examples = lists.map((list): Example => ({ ...exampleOf(set, list, config), tokens: [] }));
  const itemsOf = (k: number) => examples[k].items.items.length;
  const size = { items: Math.max(ROOM, ...examples.map((_, k) => itemsOf(k))), tokens: 1 };
  const order = examples.map((_, k) => k);
  const { rows } = planRows(order, (k) => ({ items: itemsOf(k), tokens: 0 }), size);
  const program = await compileLayers(config, size.items, context);
  feedParameters(program, parameters);
  const widths = [featureWidth(config), ...layerNames(config).map(() => config.width)];
  const collected = collector(examples, widths);
  for (let from = 0; from < rows.length; from += ROWS) {
    context.signal.throwIfAborted();
    const own = rows.slice(from, from + ROWS);
    const batch = batchOf(
      own.map((row) => row.map((k) => examples[k])),
      ROWS,
      size,
      config,
    );
    const outputs = await program.run({ features: batch.features, itemSegments: batch.itemSegments });
    const sources = [batch.features, ...layerNames(config).map((name) => outputs[name])];
    own.forEach((row, r) => collected.copyRow(row, r * size.items, sources));
    context.progress({ stage: "encode letters", done: Math.min(from + ROWS, rows.length), total: rows.length });
  }
  await program.release();
  const [features, ...layers] = collected.rows;
  return { features, layers };
}

function layerNames({ encoderLayers }: LagrangianModelConfig): string[] {
  return Array.from({ length: encoderLayers + 1 }, (_, layer) => `layer${layer}`);
}

function compileLayers(config: LagrangianModelConfig, items: number, context: RunContext): Promise<Program> {
  const encoder = Scope.create().child("encoder");
  const features = input("features", [ROWS, items, featureWidth(config)]);
  const segments = input("itemSegments", [ROWS, items], "int32");
  const outputs = layerNames(config).map((name, encoderLayers): [string, Tensor] => [
    name,
    encodeItems(encoder, features, segments, { ...config, encoderLayers }),
  ]);
  return Program.compile({ outputs: Object.fromEntries(outputs) }, context);
}

/** Rows of letters, source by source; the letters of a list are its first items. */
function collector(examples: readonly Example[], widths: readonly number[]) {
  let letters = 0;
  const starts = examples.map(({ fields }) => (letters += 2 * fields.length) - 2 * fields.length);
  const rows = widths.map((width) => ({ values: new Float64Array(letters * width), width }));
  const copy = (s: number, k: number, source: ArrayLike<number>, item: number) => {
    const { values, width } = rows[s];
    const count = 2 * examples[k].fields.length * width;
    for (let i = 0; i < count; i++) values[starts[k] * width + i] = source[item * width + i];
  };
  /** `item`: where the row begins in each source. */
  const copyRow = (row: readonly number[], item: number, sources: readonly ArrayLike<number>[]) => {
    let at = item;
    for (const k of row) {
      sources.forEach((source, s) => copy(s, k, source, at));
      at += examples[k].items.items.length;
    }
  };
  return { rows, copyRow };
}

/** The network before its training: initial values as `glueball lagrangian train` draws them for its seed. */
export function untrainedTwin(config: LagrangianModelConfig, { rng }: Pick<RunContext, "rng">): TrainedNetwork {
  const scope = Scope.create();
  tokenLoss(scope, rowInputs(1, { items: 1, tokens: 1 }, config), config);
  return { config, parameters: scope.initialValues(rng.fork("initial")) };
}

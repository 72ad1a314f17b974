/**
 * Token sequences as Parquet: one list of ids a jet, named as the published codes read it, and the label where there is
 * one. The hash of the tokeniser stands in the file, and tokens of another one are refused.
 */
import { GlueballError } from "../../base/index.ts";
import { open, writeTable } from "../../formats/index.ts";
import type { ColumnData, ColumnSchema, Dataset } from "../../formats/index.ts";
import { jetCount } from "../features.ts";
import { packSequences } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";
import { requireTokeniser } from "../tokens/tokeniserFolder.ts";

const IDS: ColumnSchema = { name: "part_token_id", type: "int32", shape: [], ragged: true };
const LABEL: ColumnSchema = { name: "label", type: "int32", shape: [], ragged: false };
const HASH_KEY = "glueball.tokeniser";

/** `labels`: one a sequence. The ending of `path` chooses the format; Parquet and HDF5 keep lists and the hash. */
export async function writeTokens(
  path: string,
  { hash }: Tokeniser,
  sequences: TokenSequences,
  labels: Int32Array | undefined,
): Promise<void> {
  const columns = new Map<string, ColumnData>([
    [IDS.name, { values: sequences.ids, offsets: Uint32Array.from(sequences.offsets) }],
  ]);
  if (labels !== undefined) columns.set(LABEL.name, { values: labels });
  async function* batches() {
    yield { first: 0, length: jetCount(sequences), columns };
  }
  const schema = labels === undefined ? [IDS] : [IDS, LABEL];
  await writeTable(path, { schema, metadata: { [HASH_KEY]: hash }, batches: batches() });
}

export interface TokensFile {
  readonly sequences: TokenSequences;
  readonly labels: Int32Array | undefined;
}

/** Whether a file holds token sequences. */
export function holdsTokens({ schema }: Dataset): boolean {
  return schema.some(({ name, ragged }) => name === IDS.name && ragged);
}

/** @throws GlueballError jetlm/other-tokeniser, jetlm/not-tokens, jetlm/bad-token */
export async function readTokens(path: string, tokeniser: Tokeniser): Promise<TokensFile> {
  const dataset = await open(path);
  try {
    if (!holdsTokens(dataset)) throw notTokens(path, dataset);
    const hash = dataset.metadata[HASH_KEY];
    if (hash !== undefined) requireTokeniser(tokeniser, hash, path);
    return await collect(dataset);
  } finally {
    await dataset.close();
  }
}

async function collect(dataset: Dataset): Promise<TokensFile> {
  const hasLabels = dataset.schema.some(({ name }) => name === LABEL.name);
  const names = hasLabels ? [IDS.name, LABEL.name] : [IDS.name];
  const sequences: Int32Array[] = [];
  const labels: number[] = [];
  for await (const { length, columns } of dataset.batches(0, undefined, names)) {
    const { values, offsets } = columns.get(IDS.name)!;
    const ids = Int32Array.from(values as Int32Array, Number);
    for (let row = 0; row < length; row++) sequences.push(ids.slice(offsets![row], offsets![row + 1]));
    if (hasLabels) labels.push(...Array.from(columns.get(LABEL.name)!.values as Int32Array, Number));
  }
  return { sequences: packSequences(sequences), labels: hasLabels ? Int32Array.from(labels) : undefined };
}

function notTokens(path: string, { schema }: Dataset): GlueballError {
  return new GlueballError({
    code: "jetlm/not-tokens",
    what: "the file holds no token sequences",
    place: path,
    found: schema.map(({ name }) => name).join(", "),
    expected: `a list of integers a jet in the column ${IDS.name}`,
    hint: "glueball jetlm tokenise apply makes one from jets",
  });
}

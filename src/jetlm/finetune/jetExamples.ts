/**
 * Jets as examples of a classifier, one a row: what a model was fed in pre-training, the start and the constituents, without
 * the last id, which is only ever a target; padding behind them is another segment. Or, for a frozen backbone, its states of these
 * positions, computed once for all trainings of a ladder.
 */
import type { RunContext } from "../../run/index.ts";
import { Program, Scope } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { EXIT, GlueballError } from "../../base/index.ts";
import { FEATURES } from "../hybrid.ts";
import { backboneStates, packedInputs, rowLength } from "../model.ts";
import type { JetModelConfig } from "../model.ts";
import { orderedBatches } from "../tagging/lengthBatches.ts";
import type { Examples } from "../tagging/lengthBatches.ts";
import { START } from "../tokens.ts";

/** The inputs of one jet after the other: those of jet j are ids[offsets[j]] .. ids[offsets[j + 1] - 1]. */
export interface JetInputs {
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
  /** Features of the same positions, for models that see them (hybrid.ts). */
  readonly features?: Float32Array;
  readonly labels: Int32Array;
}

/** The states [positions, width] of the same positions. */
export interface JetStates {
  readonly inputs: JetInputs;
  readonly width: number;
  readonly data: Float32Array;
}

const LENGTHS = [32, 64, 96, 128];

/** Lengths of programs: in steps of 32 up to the longest row of the model. */
export function programLengths({ cap, stages }: JetModelConfig): number[] {
  const longest = rowLength(cap, stages);
  return [...LENGTHS.filter((length) => length < longest), longest];
}

/** Tokens, segments and features of these jets, in rows. */
export function tokenExamples(inputs: JetInputs, jets: Int32Array): Examples {
  const { offsets, ids, features } = inputs;
  return examplesOf(inputs, jets, (rows, length) => {
    const tokens = new Int32Array(rows.length * length).fill(START);
    const segments = new Int32Array(rows.length * length).fill(-1);
    const columns = features === undefined ? {} : { features: new Float32Array(rows.length * length * FEATURES) };
    rows.forEach((jet, row) => {
      const [from, to] = [offsets[jet], Math.min(offsets[jet + 1], offsets[jet] + length)];
      tokens.set(ids.subarray(from, to), row * length);
      segments.fill(0, row * length, row * length + to - from);
      columns.features?.set(features!.subarray(FEATURES * from, FEATURES * to), FEATURES * row * length);
    });
    return { tokens, segments, ...columns };
  });
}

/** States of these jets, in rows, and which positions are valid. */
export function stateExamples({ inputs, width, data }: JetStates, jets: Int32Array): Examples {
  const { offsets } = inputs;
  return examplesOf(inputs, jets, (rows, length) => {
    const states = new Float32Array(rows.length * length * width);
    const valid = new Uint8Array(rows.length * length);
    rows.forEach((jet, row) => {
      const count = Math.min(offsets[jet + 1] - offsets[jet], length);
      states.set(data.subarray(offsets[jet] * width, (offsets[jet] + count) * width), row * length * width);
      valid.fill(1, row * length, row * length + count);
    });
    return { states, valid };
  });
}

/** Mean states [rows, width] of these jets. */
export function meanExamples({ inputs: { offsets, labels }, width, data }: JetStates, jets: Int32Array): Examples {
  const means = new Float32Array(jets.length * width);
  jets.forEach((jet, row) => {
    const count = offsets[jet + 1] - offsets[jet];
    for (let at = offsets[jet] * width; at < offsets[jet + 1] * width; at++)
      means[row * width + (at % width)] += data[at] / count;
  });
  const feeds = (indices: Int32Array) => {
    const out = new Float32Array(indices.length * width);
    indices.forEach((index, row) => out.set(means.subarray(index * width, (index + 1) * width), row * width));
    return { means: out };
  };
  return { labels: jets.map((jet) => labels[jet]), feeds };
}

function examplesOf(
  { offsets, labels }: JetInputs,
  jets: Int32Array,
  feeds: (jets: Int32Array, length: number) => Record<string, ArrayLike<number>>,
): Examples {
  return {
    labels: jets.map((jet) => labels[jet]),
    lengths: jets.map((jet) => offsets[jet + 1] - offsets[jet]),
    feeds: (indices, length) =>
      feeds(
        indices.map((index) => jets[index]),
        length,
      ),
  };
}

export interface FrozenBackbone {
  readonly config: JetModelConfig;
  /** Under the names of the model. */
  readonly parameters: NamedArrays;
  readonly causal: boolean;
}

/** Jets of a batch when states are computed. */
const ROWS = 32;
/** Numbers of all states; 4 GB. */
const MOST_NUMBERS = 2 ** 30;

/** States of these jets; those of others stay 0. @throws GlueballError jetlm/too-many-states, exit code 3 */
export async function frozenStates(
  context: RunContext,
  { config, parameters, causal }: FrozenBackbone,
  inputs: JetInputs,
  jets: Int32Array,
): Promise<JetStates> {
  const { width } = config;
  requireMemory(inputs, width);
  const data = new Float32Array(inputs.ids.length * width);
  const examples = tokenExamples(inputs, jets);
  const batches = orderedBatches(examples, programLengths(config), ROWS);
  const programs = new Map<number, Program>();
  for (const [done, { length, indices }] of batches.entries()) {
    const program = programs.get(length) ?? (await compileStates({ config, parameters, causal }, length, context));
    programs.set(length, program);
    const states = (await program.run(examples.feeds(indices, length)))["states"] as Float32Array;
    indices.forEach((index, row) => {
      const [from, to] = [inputs.offsets[jets[index]], inputs.offsets[jets[index] + 1]];
      const count = Math.min(to - from, length);
      data.set(states.subarray(row * length * width, (row * length + count) * width), from * width);
    });
    context.progress({ stage: "states of the frozen backbone", done: done + 1, total: batches.length });
    context.signal.throwIfAborted();
  }
  for (const program of programs.values()) await program.release();
  return { inputs, width, data };
}

async function compileStates(
  { config, parameters, causal }: FrozenBackbone,
  length: number,
  { threads, device }: RunContext,
): Promise<Program> {
  const states = backboneStates(Scope.create(), packedInputs(ROWS, length, config), config, { causal });
  const program = await Program.compile({ outputs: { states } }, { threads, device });
  for (const { name } of program.inputs) {
    const array = parameters.get(name);
    if (array !== undefined) program.feed(name, array.data);
  }
  return program;
}

function requireMemory({ ids }: JetInputs, width: number): void {
  const numbers = ids.length * width;
  if (numbers <= MOST_NUMBERS) return;
  throw new GlueballError(
    {
      code: "jetlm/too-many-states",
      what: "the states of all jets do not fit into memory",
      found: `${(numbers * 4) / 1e9} GB`,
      expected: `at most ${(MOST_NUMBERS * 4) / 1e9} GB`,
      hint: "Take fewer jets, or leave out the modes fixed and probe",
    },
    EXIT.tooLarge,
  );
}

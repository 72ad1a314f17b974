/**
 * A trained autoencoder (vqNetwork.ts) as a tokeniser. The conditional one sees whole jets: a particle's code depends on
 * its jet, and encoding a decoded jet need not give the same codes.
 *
 * Jets are taken in batches of similar length, because the cost of attention is that of the slots, filled or not.
 */
import { createHash } from "node:crypto";
import { quantise, stageCodes } from "../../nets/index.ts";
import { input, Program, Scope } from "../../tensor/index.ts";
import type { Execution, NamedArrays, Tensor } from "../../tensor/index.ts";
import { jetCount, packJets } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import { hashParameters } from "./tokeniser.ts";
import type { CodeCounts, CodedJets, QuantisedJets, Tokeniser } from "./tokeniser.ts";
import { feedParameters, slotInputs } from "./vqBatches.ts";
import { constituentsIn, jetSlots, LARGEST_ANGLE } from "./vqFeatures.ts";
import { autoencode, decodeCodes, encodeLatents } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

/** Slots of the batches; a longer jet gets the next power of two. */
const SHORTEST = 32;
/** Slots of a batch, all jets together. */
const BATCH_SLOTS = 4096;
/** The largest angle of a decoded constituent. */
const BORDER = LARGEST_ANGLE * (1 - 2 ** -20);

/** The tokeniser of a trained network; programs are compiled when they are first needed, and kept. */
export function learntTokeniser(config: VqNetworkConfig, values: NamedArrays): Tokeniser {
  const weights = ownValues(config, values);
  const perStage = stageCodes(config.quantiser);
  const stages = perStage.length;
  const parameters = { kind: config.quantiser.kind, network: config };
  const encoders = programs((slots) => encoderOutputs(config, slots), weights);
  const decoders = programs((slots) => decoderOutputs(config, slots, stages), weights);

  async function encode(
    execution: Execution,
    jets: RelativeJets,
    cap: number,
    counts: CodeCounts,
  ): Promise<QuantisedJets> {
    const inside = countInside(jets);
    const kept = inside.map((count) => Math.min(count, cap));
    noteCounts(jets, inside, cap, counts);
    const offsets = offsetsOf(kept, stages);
    const codes = new Int32Array(offsets[jetCount(jets)]);
    for (const { slots, members } of batchesByLength(kept)) {
      const program = await encoders(execution, slots);
      const out = await program.run({ ...jetSlots(jets, members, slots) });
      const found = out["codes"] as Int32Array;
      members.forEach((jet, row) => {
        if (jet < 0) return;
        const length = offsets[jet + 1] - offsets[jet];
        const from = row * slots * stages;
        for (let i = 0; i < length; i++) codes[offsets[jet] + i] = found[from + i] + (i % stages) * perStage[0];
      });
    }
    return { offsets, codes, cut: Uint8Array.from(inside, (count) => Number(count > cap)) };
  }

  async function decode(execution: Execution, { offsets, codes }: CodedJets): Promise<RelativeJets> {
    const lengths = Int32Array.from(offsets.subarray(1), (end, jet) => (end - offsets[jet]) / stages);
    const jets = new Array<Constituents>(lengths.length);
    for (const { slots, members } of batchesByLength(lengths)) {
      const feed = new Int32Array(members.length * slots * stages).fill(-1);
      members.forEach((jet, row) => {
        if (jet < 0) return;
        const own = codes.subarray(offsets[jet], offsets[jet + 1]);
        own.forEach((code, i) => (feed[row * slots * stages + i] = code % perStage[0]));
      });
      const program = await decoders(execution, slots);
      const x = (await program.run({ codes: feed }))["features"] as Float32Array;
      const valid = Uint8Array.from({ length: members.length * slots }, (_, slot) => Number(feed[slot * stages] >= 0));
      members.forEach((jet, row) => {
        if (jet >= 0) jets[jet] = insideAngles(constituentsIn({ x, valid }, row, slots));
      });
    }
    return packJets(jets, undefined);
  }

  return {
    kind: parameters.kind,
    codes: stages * perStage[0],
    stages,
    parameters,
    weights,
    hash: hashWeights(hashParameters(parameters), weights),
    angle: LARGEST_ANGLE,
    grid: undefined,
    encode,
    decode,
  };
}

/** The parameters of the network. */
export function parametersOf(config: VqNetworkConfig): Scope {
  const scope = Scope.create();
  const { x, valid } = slotInputs({ jets: 1, slots: 1 });
  autoencode(scope, x, valid, config);
  return scope;
}

/** Those of `values` that the network has outside training. */
function ownValues(config: VqNetworkConfig, values: NamedArrays): NamedArrays {
  const names = new Set(parametersOf(config).parameters.map(({ name }) => name));
  return new Map([...values].filter(([name]) => names.has(name)));
}

/** int32 codes [jets, slots, S], -1 on padding. */
function encoderOutputs(config: VqNetworkConfig, slots: number): Record<string, Tensor> {
  const { x, valid } = slotInputs({ jets: jetsOf(slots), slots });
  const scope = Scope.create();
  const latents = encodeLatents(scope, x, valid, config);
  return { codes: quantise(scope.child("quantiser"), latents, config.quantiser, valid).codes };
}

function decoderOutputs(config: VqNetworkConfig, slots: number, stages: number): Record<string, Tensor> {
  const codes = input("codes", [jetsOf(slots), slots, stages], "int32");
  return { features: decodeCodes(Scope.create(), codes, config) };
}

/** Jets of a batch. */
function jetsOf(slots: number): number {
  return Math.max(1, BATCH_SLOTS / slots);
}

type Compiled = (execution: Execution, slots: number) => Promise<Program>;

/** Programs with the weights in them, one for each number of slots. */
function programs(outputs: (slots: number) => Record<string, Tensor>, weights: NamedArrays): Compiled {
  const compiled = new Map<string, Promise<Program>>();
  return (execution, slots) => {
    const key = `${execution.device} ${execution.threads} ${slots}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const program = Program.compile({ outputs: outputs(slots) }, execution);
    const ready = program.then((it) => (feedParameters(it, weights), it));
    compiled.set(key, ready);
    return ready;
  };
}

interface LengthBatch {
  readonly slots: number;
  /** Jets, and -1 where the last batch of its length has none. */
  readonly members: Int32Array;
}

/** Jets that are not empty, those of similar length together. */
function* batchesByLength(lengths: Int32Array): Generator<LengthBatch> {
  const bySlots = new Map<number, number[]>();
  lengths.forEach((length, jet) => {
    if (length === 0) return;
    const slots = Math.max(SHORTEST, 2 ** Math.ceil(Math.log2(length)));
    const members = bySlots.get(slots);
    if (members === undefined) bySlots.set(slots, [jet]);
    else members.push(jet);
  });
  for (const [slots, jets] of bySlots) {
    const size = jetsOf(slots);
    for (let from = 0; from < jets.length; from += size) {
      const members = new Int32Array(size).fill(-1);
      members.set(jets.slice(from, from + size));
      yield { slots, members };
    }
  }
}

/** Constituents of each jet inside the angular range. */
function countInside({ offsets, etaRel, phiRel }: RelativeJets): Int32Array {
  const counts = new Int32Array(offsets.length - 1);
  for (let jet = 0; jet < counts.length; jet++) {
    for (let i = offsets[jet]; i < offsets[jet + 1]; i++) {
      if (Math.abs(etaRel[i]) < LARGEST_ANGLE && Math.abs(phiRel[i]) < LARGEST_ANGLE) counts[jet]++;
    }
  }
  return counts;
}

function noteCounts({ pt }: RelativeJets, inside: Int32Array, cap: number, counts: CodeCounts): void {
  const all = inside.reduce((sum, count) => sum + count, 0);
  counts.constituents += pt.length;
  counts.outsideAngles += pt.length - all;
  for (const count of inside) {
    counts.beyondCap += Math.max(0, count - cap);
    counts.cappedJets += Number(count > cap);
  }
}

function offsetsOf(lengths: Int32Array, stages: number): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, jet) => (offsets[jet + 1] = offsets[jet] + length * stages));
  return offsets;
}

/** A network's answer outside the range of the jets it was trained on is moved to its border. */
function insideAngles(jet: Constituents): Constituents {
  const inside = (angle: number) => Math.min(Math.max(angle, -BORDER), BORDER);
  return { pt: jet.pt, etaRel: jet.etaRel.map(inside), phiRel: jet.phiRel.map(inside) };
}

function hashWeights(ofParameters: string, weights: NamedArrays): string {
  const hash = createHash("sha256").update(ofParameters);
  for (const [name, { data }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

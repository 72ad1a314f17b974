/**
 * A trained ParticleNet as a judge of jets. Shapes of a program are fixed, so jets are sorted by multiplicity into
 * programs of 32, 48, 64, ... slots: at a mean of 40 constituents, filling all jets up to 128 would cost three times as
 * much. Cost: 6 MFLOP a slot with the preset "kin".
 */
import { GlueballError } from "../base/index.ts";
import { Program, Scope } from "../tensor/index.ts";
import type { Execution } from "../tensor/index.ts";
import { kinInputs, particleNet } from "./particleNet.ts";
import { kinBatch, MOST_CONSTITUENTS } from "./particleNetFeatures.ts";
import type { JetColumns } from "./particleNetFeatures.ts";
import type { TrainedParticleNet } from "./particleNetWeights.ts";

/** Jets in one run of a program: their edges stay in the processor's cache. */
const BATCH = 8;
const SLOT_STEP = 16;

export interface JetClassification {
  /** [jets, classes], in the order of the network's classes. */
  readonly logits: Float32Array;
  /** [jets, classes]; each row adds up to 1. */
  readonly probabilities: Float32Array;
  /** Jets with more than 128 constituents, of which the network saw the hardest 128. */
  readonly cut: number;
}

/**
 * Class probabilities of jets.
 * @throws GlueballError nets/jet-without-constituents; nets/impossible-constituent
 */
export async function classifyJets(
  net: TrainedParticleNet,
  jets: JetColumns,
  execution: Execution,
): Promise<JetClassification> {
  const classes = net.config.classes;
  const logits = new Float32Array((jets.offsets.length - 1) * classes);
  const { bySlots, cut } = sortBySlots(jets.offsets, net.config.neighbours);
  for (const [slots, members] of bySlots) {
    const program = await compile(net, slots, execution);
    try {
      for (let start = 0; start < members.length; start += BATCH) {
        const batch = members.slice(start, start + BATCH);
        const { logits: found } = await program.run({ ...kinBatch(jets, batch, BATCH, slots) });
        batch.forEach((jet, row) => logits.set(found.subarray(row * classes, (row + 1) * classes), jet * classes));
      }
    } finally {
      await program.release();
    }
  }
  return { logits, probabilities: softmaxRows(logits, classes), cut };
}

/** Numbers of the jets by the slots of the program that takes them. */
function sortBySlots(offsets: ArrayLike<number>, neighbours: number) {
  const fewest = Math.ceil((neighbours + 1) / SLOT_STEP) * SLOT_STEP;
  const bySlots = new Map<number, number[]>();
  let cut = 0;
  for (let jet = 0; jet + 1 < offsets.length; jet++) {
    const count = offsets[jet + 1] - offsets[jet];
    if (!(count > 0)) {
      throw new GlueballError({
        code: "nets/jet-without-constituents",
        what: "a jet without constituents has no class",
        place: `jet ${jet}`,
        found: `entries [${offsets[jet]}, ${offsets[jet + 1]})`,
        hint: "Skip and count such jets before they are judged.",
      });
    }
    if (count > MOST_CONSTITUENTS) cut++;
    const used = Math.min(count, MOST_CONSTITUENTS);
    const slots = Math.max(fewest, Math.ceil(used / SLOT_STEP) * SLOT_STEP);
    const members = bySlots.get(slots);
    if (members === undefined) bySlots.set(slots, [jet]);
    else members.push(jet);
  }
  return { bySlots, cut };
}

async function compile({ config, parameters }: TrainedParticleNet, slots: number, execution: Execution) {
  const logits = particleNet(Scope.create(), kinInputs(BATCH, slots), config);
  const program = await Program.compile({ outputs: { logits } }, execution);
  for (const [name, { data }] of parameters) program.feed(name, data);
  return program;
}

function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = Array.from(row, (logit) => Math.exp(logit - top));
    const total = weights.reduce((a, b) => a + b);
    for (let c = 0; c < classes; c++) out[start + c] = weights[c] / total;
  }
  return out;
}

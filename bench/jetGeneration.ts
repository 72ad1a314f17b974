/**
 * The claim: a model of OmniJet-alpha's size (6,570,498 parameters, 8192 codes) generates 100 jets/s or more on two cores.
 * Its weights are random, and the end is let in where a real jet ends: lengths are those of the 500 JetClass jets of the
 * shared data (39.1 constituents in the mean, at most 80), over and over.
 *
 *     node bench/jetGeneration.ts [--jets 512] [--batch 128] [--threads 2]
 *
 * Prints the jets per second, the share of the time spent on drawing tokens (outside the program), and the processor time of
 * a jet, which says more than the clock when other programs run.
 */
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { openJets } from "../src/jetlm/index.ts";
import { ARCHITECTURES } from "../src/jetlm/architectures.ts";
import { decoderConfig, nextTokenLoss, packedInputs } from "../src/jetlm/model.ts";
import { decoderStepper, generate } from "../src/nets/index.ts";
import { conditions, createContext, describeMachine } from "../src/run/index.ts";
import { Scope } from "../src/tensor/index.ts";

const { values: flags } = parseArgs({
  options: {
    jets: { type: "string", default: "512" },
    batch: { type: "string", default: "128" },
    threads: { type: "string", default: "2" },
  },
});
const [count, batch, threads] = [Number(flags.jets), Number(flags.batch), Number(flags.threads)];
const [CODES, CAP] = [8192, 128];
const END = CODES + 1;

const { jets } = await openJets(createContext({ threads }), "jetclass500");
const lengthOf = (index: number) => {
  const jet = index % (jets.offsets.length - 1);
  return Math.min(CAP, jets.offsets[jet + 1] - jets.offsets[jet]);
};
const config = { ...ARCHITECTURES["omnijet-alpha"], cap: CAP, vocabulary: CODES + 2 };
const scope = Scope.create();
nextTokenLoss(scope, packedInputs(1, 2), config);
const values = scope.initialValues(createRng(1));
const stepper = await decoderStepper(Scope.create(), decoderConfig(config), values, batch, {
  device: "cpu",
  threads,
});

let inProgram = 0;
const timed: typeof stepper = {
  ...stepper,
  step: async (tokens, positions) => {
    const start = performance.now();
    const next = await stepper.step(tokens, positions);
    inProgram += performance.now() - start;
    return next;
  },
};
const started = new Map<Int32Array["buffer"], number>(); // a sequence grows in a buffer of its own
let next = 0;
const [start, used] = [performance.now(), process.cpuUsage()];
const sequences = await generate(timed, {
  count,
  prompt: () => [0],
  end: END,
  maxLength: CAP + 2,
  rng: createRng(2),
  constrain: (logits, sequence) => {
    if (!started.has(sequence.buffer)) started.set(sequence.buffer, lengthOf(next++));
    logits[0] = -Infinity;
    const ends = sequence.length > started.get(sequence.buffer)!;
    if (ends) logits.fill(-Infinity, 0, END);
    else logits[END] = -Infinity;
  },
});
const seconds = (performance.now() - start) / 1e3;
const { user, system } = process.cpuUsage(used);
await stepper.release();

const tokens = sequences.reduce((sum, { tokens: ids }) => sum + ids.length - 1, 0);
console.log(`${conditions(describeMachine())}; ${threads} threads, ${batch} jets side by side`);
console.log(`${scope.count()} parameters; ${count} jets of ${(tokens / count).toFixed(1)} ids`);
console.log(
  `${(count / seconds).toFixed(1)} jets/s, ${((1e6 * seconds) / tokens).toFixed(0)} us a token; ` +
    `${(100 * (1 - inProgram / 1e3 / seconds)).toFixed(0)} % of it drawing; ` +
    `${((user + system) / 1e3 / count).toFixed(1)} ms of processor time a jet`,
);

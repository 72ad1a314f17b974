/**
 * The claim: FPND and FPD of 10,000 jets in under 30 s on two cores. FPND: activations of JetNet's network and the Frechet
 * distance to its published statistics of tops. FPD: 36 energy flow polynomials of the jets and of 10,000 reference jets, and
 * the extrapolation over 400 batches.
 *
 *     node bench/fpndFpd.ts [--jets 10000] [--threads 2]
 *
 * Measured on two cores of a quiet Xeon with AVX-512: 19.2 and 19.7 s with two threads, 27.8 s with one. FPND takes 11.4 s of
 * the 19.2, the polynomials of both samples 4.7 s, the extrapolation, on one thread, 2.7 s.
 *
 * The jets are the 2000 top-tagging and the 2000 quark/gluon jets of the shared data, over and over: their number of
 * constituents (48.6 and 43.7 in the mean) decides the time, not what they are.
 */
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { energyFlowOf } from "../src/jetlm/compare/energyFlow.ts";
import { fpndOf, publishedMoments } from "../src/jetlm/compare/fpnd.ts";
import { selectJets, type RelativeJets } from "../src/jetlm/features.ts";
import { openJets } from "../src/jetlm/index.ts";
import { conditions, createContext, describeMachine, requireData } from "../src/run/index.ts";
import { featureMoments, frechetDistance, frechetPhysicsDistance } from "../src/stats/index.ts";

const { values: flags } = parseArgs({
  options: { jets: { type: "string", default: "10000" }, threads: { type: "string", default: "2" } },
});
const [count, threads] = [Number(flags.jets), Number(flags.threads)];
const context = createContext({ threads });
const folder = requireData("jet-foundation/fpnd");

async function jetsOf(name: string): Promise<RelativeJets> {
  const { jets } = await openJets(context, name);
  const all = jets.offsets.length - 1;
  return selectJets(
    jets,
    Array.from({ length: count }, (_, jet) => jet % all),
  );
}

interface Stage {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const stages: Stage[] = [];
async function timed<Value>(name: string, run: () => Value | Promise<Value>): Promise<Value> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const value = await run();
  const { user, system } = process.cpuUsage(used);
  stages.push({ name, seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6 });
  return value;
}

const [generated, reference] = [await jetsOf("top2000"), await jetsOf("qg2000")];
const activations = await timed("FPND: activations", () => fpndOf(context, generated, "jets", folder));
const fpnd = await timed("FPND: distance", () =>
  frechetDistance(featureMoments(activations), publishedMoments(folder, "t")),
);
const own = await timed("FPD: polynomials of the jets", () => energyFlowOf(context, generated, "jets"));
const real = await timed("FPD: polynomials of the reference", () => energyFlowOf(context, reference, "reference"));
const fpd = await timed("FPD: extrapolated distance", () => frechetPhysicsDistance(real, own, { rng: createRng(1) }));

console.log(`${conditions(describeMachine())}; ${count} jets, ${threads} threads`);
for (const { name, seconds, cpuSeconds } of stages) {
  console.log(
    `${name.padEnd(34)}${seconds.toFixed(1).padStart(7)} s${cpuSeconds.toFixed(1).padStart(8)} s of processors`,
  );
}
const total = (key: "seconds" | "cpuSeconds") => stages.reduce((sum, stage) => sum + stage[key], 0).toFixed(1);
console.log(
  `${"together".padEnd(34)}${total("seconds").padStart(7)} s${total("cpuSeconds").padStart(8)} s of processors`,
);
console.log(`FPND to JetNet's tops ${fpnd.toFixed(1)}, FPD ${fpd.value.toPrecision(3)} +- ${fpd.error.toPrecision(1)}`);

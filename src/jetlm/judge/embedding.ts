/**
 * What ParticleNet "kin" knows of a jet: the 256 numbers in front of the ReLU of its last hidden layer, and from these the
 * logits of its classes. The network is compiled with that layer as its output; the last layer is done here.
 */
import { loadParticleNetKin, classifyJets } from "../../nets/index.ts";
import type { JetColumns, TrainedParticleNet } from "../../nets/index.ts";

/** A function that gives the embeddings of jets, [jets, width], by the network in `folder` on one thread. */
export function embedder(folder: string): (jets: JetColumns) => Promise<Float32Array> {
  const body = withoutLastLayer(loadParticleNetKin(folder));
  return async (jets) => (await classifyJets(body, jets, { device: "cpu", threads: 1 })).logits;
}

/** The network whose "classes" are the numbers of its last hidden layer, before their ReLU. */
function withoutLastLayer({ config, parameters, classes }: TrainedParticleNet): TrainedParticleNet {
  const { hidden } = config;
  const last = lastLayer(hidden.length);
  const kept = [...parameters].filter(([name]) => !name.startsWith(last));
  return {
    config: { ...config, hidden: hidden.slice(0, -1), classes: hidden[hidden.length - 1], dropout: 0 },
    parameters: new Map(kept),
    classes,
  };
}

/** Logits [jets, classes] of embeddings. */
export function logitsOf({ config, parameters }: TrainedParticleNet, embeddings: ArrayLike<number>): Float64Array {
  const [weight, bias] = ["weight", "bias"].map((name) => parameters.get(lastLayer(config.hidden.length) + name)!.data);
  const [width, { classes }] = [config.hidden[config.hidden.length - 1], config];
  const logits = new Float64Array((embeddings.length / width) * classes);
  for (let at = 0; at < logits.length; at++) {
    const [start, own] = [Math.floor(at / classes) * width, at % classes];
    let sum = bias[own];
    for (let k = 0; k < width; k++) sum += weight[own * width + k] * Math.max(0, embeddings[start + k]);
    logits[at] = sum;
  }
  return logits;
}

function lastLayer(hidden: number): string {
  return `head.${hidden}.`;
}

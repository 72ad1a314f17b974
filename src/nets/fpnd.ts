/**
 * The network of the Frechet ParticleNet distance FPND (Kansal et al., NeurIPS 2021, arXiv 2106.11535): a ParticleNet on
 * the 30 hardest particles of a jet, trained by JetNet's authors to tell g, q, t, W and Z jets apart. FPND is the Frechet
 * distance of its activations in front of the last layer between generated and real jets.
 *
 * It differs from weaver's ParticleNet (particleNet.ts): empty slots take part as particles of pT 0 in the jet's axis;
 * a particle is not its own neighbour, whatever lies at the same place; maps have a bias; a block has no shortcut, its
 * output is put in front of its input; the mean is over all 30 slots. Neighbours of the first block are looked for in
 * etarel and phirel only.
 *
 * B jets, P = 30 slots, C features.
 */
import { batchNorm, constant, fanInUniform, input, linear, range, zerosInit } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";
import { distancesByDifference, distancesByProduct } from "./edgeConv.ts";

export const FPND_SLOTS = 30;
/** etarel, phirel, ptrel. */
export const FPND_FEATURES = 3;
export const FPND_ACTIVATIONS = 256;

const NEIGHBOURS = 16;
const BLOCKS = [64, 128, 256];
const MAPS_PER_BLOCK = 3;
/** Of JetNet's labels; weights exist for these. */
const CLASSES = 5;

/** JetNet divides the features by their largest values in its training set and shifts ptrel by -1/2. */
const LARGEST = [1.6211985, 0.5207249, 0.8934717];
const SHIFTS = [0, 0, -0.5];

/** Puts a particle behind all others as a neighbour of itself. */
const FAR = 1e18;

/** The input: etarel, phirel, ptrel of each slot, zero where there is no particle. */
export function fpndInput(jets: number): Tensor {
  return input("particles", [jets, FPND_SLOTS, FPND_FEATURES]);
}

/** activations [B, 256] and logits [B, 5]. Parameters block.<n>.<k>, activations, logits. */
export function fpndNet(scope: Scope, particles: Tensor): { readonly activations: Tensor; readonly logits: Tensor } {
  const normal = particles.div(constant(LARGEST, [FPND_FEATURES])).add(constant(SHIFTS, [FPND_FEATURES]));
  const last = BLOCKS.reduce((x, width, n) => {
    // Two of the three coordinates, or all the features.
    const distances = n === 0 ? distancesByDifference(x.narrow(2, 0, 2)) : distancesByProduct(x);
    return edgeBlock(scope.child("block").child(n), x, distances, width);
  }, normal);
  const activations = linear(scope.child("activations"), last.mean(1), FPND_ACTIVATIONS); // B 256
  return { activations, logits: linear(scope.child("logits"), activations.relu(), CLASSES) };
}

/** The mean message of the 16 nearest other slots, in front of x [B, P, C] -> [B, P, width + C]. */
function edgeBlock(scope: Scope, x: Tensor, distances: Tensor, width: number): Tensor {
  const [jets, slots, features] = x.shape;
  const rows = x.reshape([jets * slots, features]);
  let messages = firstMap(scope.child(0), rows, nearestOthers(distances), width); // B*P*k width
  for (let map = 1; map < MAPS_PER_BLOCK; map++) {
    const layer = scope.child(map);
    messages = batchNorm(layer.child("norm"), linear(layer, messages, width)).relu();
  }
  const mean = messages.reshape([jets, slots, NEIGHBOURS, width]).mean(2); // B P width
  return mean.concat([x], 2);
}

/** distances [B, P, P] -> rows of the flattened slots, int32 [B P, k]. Equal distances: lower slot first. */
function nearestOthers(distances: Tensor): Tensor {
  const [jets, slots] = distances.shape;
  const own = Float64Array.from({ length: slots * slots }, (_, at) => (at % (slots + 1) === 0 ? FAR : 0));
  const { indices } = distances.add(constant(own, [slots, slots])).topK(NEIGHBOURS, 2, { largest: false });
  const firstRow = range(jets).mul(slots).reshape([jets, 1, 1]);
  return indices.add(firstRow).reshape([jets * slots, NEIGHBOURS]);
}

/** The normalised W [x_i, x_j - x_i] + b of every edge, by its parts as in edgeConv.ts: [M, C] -> [M k, width]. */
function firstMap(scope: Scope, rows: Tensor, neighbours: Tensor, width: number): Tensor {
  const features = rows.shape[1];
  const weight = scope.parameter("weight", [width, 2 * features], fanInUniform);
  const bias = scope.parameter("bias", [width], zerosInit);
  const [own, difference] = weight.split([features, features], 1);
  const ofPoint = rows.linear(own.sub(difference), bias).unsqueeze(1); // M 1 width
  const ofNeighbour = rows.linear(difference).gather(neighbours); // M k width
  return batchNorm(scope.child("norm"), ofNeighbour.add(ofPoint).reshape([-1, width])).relu();
}

/**
 * Edge convolution over a cloud of points (Wang et al., arXiv 1801.07829), in the form of ParticleNet (Qu and Gouskos,
 * arXiv 1902.08570, section III):
 *
 *     x_i' = ReLU( BN(S x_i) + 1/k sum_{j in N(i)} h(x_i, x_j - x_i) )
 *
 * with N(i) the k nearest neighbours of i and h a stack of (linear map, batch normalisation, ReLU). The first map of h is
 * linear in both arguments, W [x_i, x_j - x_i] = (A - B) x_i + B x_j with W = [A, B], so it is applied to the P points
 * and only its results are gathered: P C 2N products instead of P k 2C N.
 *
 * Cost: P^2 C for the distances and P k N^2 for each further map, per cloud.
 *
 * B clouds, P slots (some of them padding), C features. What leaves a function is zero on padding.
 */
import { fanInUniform, range } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";
import { normalisedMap, normaliseRows } from "./rowNorm.ts";

/** Added to the square distance of padding: behind every real point, and equal for all padding in float32. */
const FAR = 1e18;

/** Square distances by differences, coordinate by coordinate: exact for coincident points. [B, P, D] -> [B, P, P] */
export function distancesByDifference(points: Tensor): Tensor {
  const coordinates = points.split(new Array<number>(points.shape[2]).fill(1), 2); // D times B P 1
  const squares = coordinates.map((coordinate) => {
    const difference = coordinate.sub(coordinate.transpose([0, 2, 1])); // B P P
    return difference.mul(difference);
  });
  return squares.reduce((sum, square) => sum.add(square));
}

/**
 * Square distances |x|^2 + |y|^2 - 2 x y as one matrix product, for many features: [B, P, C] -> [B, P, P]. The features
 * are taken around their mean first, else the three terms are far larger than the distance between them, and float32
 * orders near neighbours wrongly (seen in one of 500 jets).
 */
export function distancesByProduct(features: Tensor): Tensor {
  const x = features.sub(features.mean(1, true)); // B P C
  const squares = x.mul(x).sum(2, true); // B P 1
  const products = x.matmul(x, { transposeB: true }); // B P P
  return squares.add(squares.transpose([0, 2, 1])).sub(products.mul(2));
}

/**
 * The `count` nearest neighbours of each point as rows of the flattened clouds: distances [B, P, P], valid [B, P] (1 or
 * 0) -> int32 [B, P, count]. Equal distances: lower slot first.
 *
 * A point is taken for its own nearest neighbour and the first of count + 1 is dropped, as in weaver, whose networks run
 * here: of two coincident points this drops the one in the lower slot, for both. A cloud of fewer than count + 1 points
 * has padding among its neighbours.
 */
export function nearestNeighbours(distances: Tensor, valid: Tensor, count: number): Tensor {
  const [clouds, slots] = valid.shape;
  const padding = valid.mul(-FAR).add(FAR).unsqueeze(1); // B 1 P
  const { indices } = distances.add(padding).topK(count + 1, 2, { largest: false });
  const firstRow = range(clouds).mul(slots).reshape([clouds, 1, 1]);
  return indices.narrow(2, 1, count + 1).add(firstRow);
}

/**
 * One block. x [B, P, C], zero on padding; neighbours int32 [B, P, k]; valid [B, P] -> [B, P, last of widths].
 * Parameters convolution.<n> and shortcut, each with weight and norm.
 */
export function edgeConv(
  scope: Scope,
  x: Tensor,
  neighbours: Tensor,
  valid: Tensor,
  widths: readonly number[],
): Tensor {
  const [clouds, slots, features] = x.shape;
  const [points, k] = [clouds * slots, neighbours.shape[2]];
  const rows = x.reshape([points, features]);
  const real = valid.reshape([points]);
  const edges = real.unsqueeze(1).broadcastTo([points, k]).reshape([-1]); // B*P*k
  const convolution = (n: number) => scope.child("convolution").child(n);
  const first = edgeMap(convolution(0), rows, neighbours.reshape([points, k]), widths[0], edges).relu();
  const messages = widths
    .slice(1)
    .reduce((h, width, n) => normalisedMap(convolution(n + 1), h, width, edges).relu(), first); // B*P*k N
  const width = widths.at(-1)!;
  const shortcut = normalisedMap(scope.child("shortcut"), rows, width, real);
  const sum = messages.reshape([points, k, width]).mean(1).add(shortcut); // B*P N
  return sum.relu().mul(real.unsqueeze(1)).reshape([clouds, slots, width]);
}

/** The normalised W [x_i, x_j - x_i] of every edge: rows [M, C], neighbours [M, k], edges [M k] -> [M k, width]. */
function edgeMap(scope: Scope, rows: Tensor, neighbours: Tensor, width: number, edges: Tensor): Tensor {
  const features = rows.shape[1];
  const weight = scope.parameter("weight", [width, 2 * features], fanInUniform);
  const [own, difference] = weight.split([features, features], 1);
  const ofPoint = rows.linear(own.sub(difference)).unsqueeze(1); // M 1 N
  const ofNeighbour = rows.linear(difference).gather(neighbours); // M k N
  return normaliseRows(scope.child("norm"), ofNeighbour.add(ofPoint).reshape([-1, width]), edges);
}

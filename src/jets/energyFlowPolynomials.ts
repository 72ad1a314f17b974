/**
 * Energy flow polynomials: a basis of all infrared- and collinear-safe functions of a jet, one for each multigraph G
 * (Komiske, Metodiev, Thaler, arXiv:1712.07124, equation 1):
 *
 *   EFP_G = sum over tuples (i_1, ..., i_n) of z_i1 ... z_in prod_{edges (k, l)} theta(i_k, i_l)^beta
 *
 * with z = pt / sum pt or pt, and the distance in (y, phi) as theta. A graph of several parts is the product of these.
 *
 * Evaluation by elimination of vertices (section 5 there): the vertex with the fewest neighbours is summed over first,
 * and what is left of it is a factor of its neighbours. With one neighbour that costs constituents^2, with two
 * constituents^3, instead of constituents^n for the definition. No graph of up to 5 edges needs more.
 */
import { GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { constituentsOf, pairDistances } from "./constituents.ts";
import { componentsOf, multigraphName, type Edge, type Multigraph } from "./multigraphs.ts";

export interface EnergyFlowOptions {
  /** Power of the distance; 1 by default. */
  readonly beta?: number;
  /** Whether z is the fraction of the summed pt, the default, or pt itself in GeV. */
  readonly normalised?: boolean;
}

/** EFP of one graph, given by its edges; none is the single vertex. Undefined for a jet without pt. */
export function energyFlowPolynomial(
  particles: MomentumColumns,
  edges: readonly Edge[],
  options: EnergyFlowOptions = {},
): number | undefined {
  const graph = { vertices: edges.flat().reduce((most, vertex) => Math.max(most, vertex + 1), 1), edges };
  requireGraph(graph);
  return evaluator(particles, options)?.(graph);
}

/** EFPs of one jet, in the order of the graphs (`multigraphsUpTo(4)`), whose common parts are summed once. Undefined for a jet without pt. */
export function energyFlowPolynomials(
  particles: MomentumColumns,
  graphs: readonly Multigraph[],
  options: EnergyFlowOptions = {},
): Float64Array | undefined {
  const evaluate = evaluator(particles, options);
  return evaluate && Float64Array.from(graphs, evaluate);
}

/** Values of graphs for one jet; those of connected parts are remembered. */
function evaluator(
  particles: MomentumColumns,
  { beta = 1, normalised = true }: EnergyFlowOptions,
): ((graph: Multigraph) => number) | undefined {
  requireBeta(beta);
  const constituents = constituentsOf(particles);
  const { pt, sumPt } = constituents;
  if (sumPt === 0) return undefined;
  const z = normalised ? pt.map((value) => value / sumPt) : pt;
  const distances = pairDistances(constituents);
  const angles = beta === 1 ? distances : distances.map((distance) => distance ** beta);
  const jet: Jet = { z, angles: [angles], results: new Map(), numbers: new Map() };
  const known = new Map<string, number>();
  const connected = (part: Multigraph) => {
    const name = multigraphName(part);
    const value = known.get(name) ?? eliminate(part, jet);
    known.set(name, value);
    return value;
  };
  return (graph) => componentsOf(graph).reduce((product, part) => product * connected(part), 1);
}

/** What the graphs of one jet share. */
interface Jet {
  readonly z: Float64Array;
  /** theta^beta of all pairs, entry [k] of k + 1 edges; symmetric matrices. */
  readonly angles: Float64Array[];
  /** Results of operations by name and operands, whose numbers are below: graphs have most of their parts in common. */
  readonly results: Map<string, Float64Array>;
  readonly numbers: Map<Float64Array, number>;
}

function once(
  { results, numbers }: Jet,
  operation: string,
  operands: readonly Float64Array[],
  compute: () => Float64Array,
): Float64Array {
  let key = operation;
  for (const operand of operands) {
    const number = numbers.get(operand) ?? numbers.size;
    numbers.set(operand, number);
    key += ` ${number}`;
  }
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = compute();
  results.set(key, result);
  return result;
}

/**
 * A connected graph while its vertices are summed over. Arrays are never changed, since graphs share them.
 * The factor of a pair has `row` as its row, and stands under both.
 */
interface Contraction {
  readonly z: Float64Array[];
  readonly factors: (Factor | undefined)[][];
}

interface Factor {
  readonly row: number;
  readonly matrix: Float64Array;
  /** As powers of angles are; products need not be. */
  readonly symmetric: boolean;
}

function eliminate(graph: Multigraph, jet: Jet): number {
  const contraction = startContraction(graph, jet);
  const left = new Set(contraction.z.keys());
  const neighbours = (vertex: number) => [...left].filter((other) => contraction.factors[vertex][other] !== undefined);
  // Of vertices with as many neighbours the one with the fewest edges, merged factors too: its product is most likely known.
  const degrees = Array.from(contraction.z, (_, vertex) => graph.edges.filter((edge) => edge.includes(vertex)).length);
  const cost = (vertex: number) => neighbours(vertex).length * (graph.edges.length + 1) + degrees[vertex];
  let value = 1;
  while (left.size > 0) {
    const next = [...left].reduce((best, vertex) => (cost(vertex) < cost(best) ? vertex : best));
    const around = neighbours(next);
    if (around.length > 2) throw tooConnected(graph);
    left.delete(next);
    if (around.length === 0) value *= sumOf(contraction.z[next]);
    else if (around.length === 1) sumIntoVertex(contraction, jet, next, around[0]);
    else sumIntoPair(contraction, jet, next, around[0], around[1]);
    for (const vertex of around) degrees[vertex]++;
  }
  return value;
}

function startContraction({ vertices, edges }: Multigraph, jet: Jet): Contraction {
  const multiplicity = Array.from({ length: vertices }, () => new Array<number>(vertices).fill(0));
  for (const [a, b] of edges) {
    multiplicity[a][b]++;
    multiplicity[b][a]++;
  }
  const factors = multiplicity.map((row, a) =>
    row.map((count) => (count === 0 ? undefined : { row: a, matrix: powerOf(jet, count), symmetric: true })),
  );
  return { z: Array.from({ length: vertices }, () => jet.z), factors };
}

/** theta^beta to the power of the number of edges between two vertices. */
function powerOf(jet: Jet, edges: number): Float64Array {
  const { angles } = jet;
  while (angles.length < edges) angles.push(entryProduct(jet, angles[angles.length - 1], angles[0]));
  return angles[edges - 1];
}

/** Sums over a vertex with one neighbour: z_a <- z_a sum_b factor_ab z_b. */
function sumIntoVertex({ z, factors }: Contraction, jet: Jet, vertex: number, neighbour: number): void {
  const own = z[vertex];
  const factor = withRow(factors[neighbour][vertex]!, neighbour, own.length);
  const image = once(jet, "image", [factor, own], () => imageOf(factor, own));
  z[neighbour] = entryProduct(jet, z[neighbour], image);
}

/** Sums over a vertex with two neighbours: their factor gets sum_c factor_ac z_c factor_cb. */
function sumIntoPair({ z, factors }: Contraction, jet: Jet, vertex: number, one: number, other: number): void {
  const weights = z[vertex];
  const [toOne, toOther, before] = [factors[one][vertex]!, factors[vertex][other]!, factors[one][other]];
  const left = withRow(toOne, one, weights.length);
  const right = withRow(toOther, vertex, weights.length);
  const symmetric = left === right && toOne.symmetric;
  const product = once(jet, "product", [left, weights, right], () => pairProduct(left, weights, right, symmetric));
  const merged =
    before === undefined
      ? { row: one, matrix: product, symmetric }
      : {
          row: one,
          matrix: entryProduct(jet, product, withRow(before, one, weights.length)),
          symmetric: symmetric && before.symmetric,
        };
  factors[one][other] = merged;
  factors[other][one] = merged;
}

/** sum_b matrix_ab own_b. */
function imageOf(matrix: Float64Array, own: Float64Array): Float64Array {
  const count = own.length;
  const image = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    let sum = 0;
    for (let b = 0; b < count; b++) sum += matrix[a * count + b] * own[b];
    image[a] = sum;
  }
  return image;
}

/** sum_c left_ac weights_c right_cb, two c at a time; of a symmetric result one half is copied from the other. */
function pairProduct(left: Float64Array, weights: Float64Array, right: Float64Array, symmetric: boolean): Float64Array {
  const count = weights.length;
  const result = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    const row = a * count;
    const end = symmetric ? a + 1 : count;
    for (let c = 0; c + 1 < count; c += 2) {
      const [first, second] = [left[row + c] * weights[c], left[row + c + 1] * weights[c + 1]];
      const [at, next] = [c * count, (c + 1) * count];
      for (let b = 0; b < end; b++) result[row + b] += first * right[at + b] + second * right[next + b];
    }
    if (count % 2 === 1) {
      const last = left[row + count - 1] * weights[count - 1];
      for (let b = 0; b < end; b++) result[row + b] += last * right[(count - 1) * count + b];
    }
    if (symmetric) for (let b = 0; b < a; b++) result[b * count + a] = result[row + b];
  }
  return result;
}

/** The matrix of a factor with this vertex as its row. */
function withRow({ row, matrix, symmetric }: Factor, vertex: number, count: number): Float64Array {
  if (row === vertex || symmetric) return matrix;
  const turned = new Float64Array(matrix.length);
  for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) turned[b * count + a] = matrix[a * count + b];
  return turned;
}

function entryProduct(jet: Jet, first: Float64Array, second: Float64Array): Float64Array {
  return once(jet, "times", [first, second], () => {
    const product = new Float64Array(first.length);
    for (let at = 0; at < product.length; at++) product[at] = first[at] * second[at];
    return product;
  });
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function requireBeta(beta: number): void {
  if (beta > 0 && Number.isFinite(beta)) return;
  throw badGraph("no such energy flow polynomial", `beta ${beta}`, "a positive power");
}

/** Vertices must be whole numbers, each with an edge; loops give 0 and are refused as a slip. */
function requireGraph(graph: Multigraph): void {
  const used = new Set(graph.edges.flat());
  const complete = graph.edges.length === 0 || used.size === graph.vertices;
  const whole = [...used].every((vertex) => Number.isInteger(vertex) && vertex >= 0);
  if (complete && whole && graph.edges.every(([a, b]) => a !== b)) return;
  throw badGraph("no such multigraph", multigraphName(graph), "edges between different vertices 0, 1, ..., each used");
}

function tooConnected(graph: Multigraph): GlueballError {
  return badGraph(
    "this multigraph is too connected",
    multigraphName(graph),
    "vertices that can be summed pair by pair",
  );
}

function badGraph(what: string, found: string, expected: string): GlueballError {
  return new GlueballError({ code: "jets/bad-multigraph", what, found, expected });
}

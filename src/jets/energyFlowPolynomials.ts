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
  const angles = pairDistances(constituents).map((distance) => distance ** beta);
  const known = new Map<string, number>();
  const connected = (part: Multigraph) => {
    const name = multigraphName(part);
    const value = known.get(name) ?? eliminate(part, z, angles);
    known.set(name, value);
    return value;
  };
  return (graph) => componentsOf(graph).reduce((product, part) => product * connected(part), 1);
}

/** A connected graph while its vertices are summed over. */
interface Contraction {
  readonly z: Float64Array[];
  /** Factor of a pair of neighbours, stored for both orders: entry [a][b] has a as row. */
  readonly factors: (Float64Array | undefined)[][];
}

function eliminate(graph: Multigraph, z: Float64Array, angles: Float64Array): number {
  const contraction = startContraction(graph, z, angles);
  const left = new Set(contraction.z.keys());
  const neighbours = (vertex: number) => [...left].filter((other) => contraction.factors[vertex][other] !== undefined);
  let value = 1;
  while (left.size > 0) {
    const next = [...left].reduce((best, vertex) =>
      neighbours(vertex).length < neighbours(best).length ? vertex : best,
    );
    const around = neighbours(next);
    if (around.length > 2) throw tooConnected(graph);
    left.delete(next);
    if (around.length === 0) value *= contraction.z[next].reduce((sum, weight) => sum + weight, 0);
    else if (around.length === 1) sumIntoVertex(contraction, next, around[0]);
    else sumIntoPair(contraction, next, around[0], around[1]);
  }
  return value;
}

function startContraction({ vertices, edges }: Multigraph, z: Float64Array, angles: Float64Array): Contraction {
  const contraction: Contraction = {
    z: Array.from({ length: vertices }, () => z.slice()),
    factors: Array.from({ length: vertices }, () => Array.from({ length: vertices }, () => undefined)),
  };
  for (const [a, b] of edges) multiplyInto(contraction, a, b, angles);
  return contraction;
}

/** Multiplies the factor of a pair by a matrix with `a` as row. */
function multiplyInto({ factors }: Contraction, a: number, b: number, matrix: Float64Array): void {
  const before = factors[a][b];
  const product = before === undefined ? matrix : before.map((value, at) => value * matrix[at]);
  factors[a][b] = product;
  factors[b][a] = transposed(product);
}

/** Sums over a vertex with one neighbour: z_a <- z_a sum_b factor_ab z_b. */
function sumIntoVertex({ z, factors }: Contraction, vertex: number, neighbour: number): void {
  const [own, weights, factor] = [z[vertex], z[neighbour], factors[neighbour][vertex]!];
  const count = own.length;
  for (let a = 0; a < count; a++) {
    let sum = 0;
    for (let b = 0; b < count; b++) sum += factor[a * count + b] * own[b];
    weights[a] *= sum;
  }
}

/** Sums over a vertex with two neighbours: their factor gets sum_c factor_ac z_c factor_cb. */
function sumIntoPair(contraction: Contraction, vertex: number, one: number, other: number): void {
  const own = contraction.z[vertex];
  const [left, right] = [contraction.factors[one][vertex]!, contraction.factors[vertex][other]!];
  const count = own.length;
  const product = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let c = 0; c < count; c++) {
      const weight = left[a * count + c] * own[c];
      for (let b = 0; b < count; b++) product[a * count + b] += weight * right[c * count + b];
    }
  }
  multiplyInto(contraction, one, other, product);
}

function transposed(matrix: Float64Array): Float64Array {
  const count = Math.sqrt(matrix.length);
  return matrix.map((_, at) => matrix[(at % count) * count + Math.floor(at / count)]);
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

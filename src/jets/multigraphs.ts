/**
 * Multigraphs without loops, the labels of energy flow polynomials, one of each isomorphism class.
 *
 * Connected ones of d edges come from those of d - 1 by one more edge, between two vertices or to a new one: take an
 * edge away that is not needed for the connection, or the edge of a leaf, and a connected graph is left. All graphs are
 * multisets of connected ones. Counts are those of Komiske, Metodiev, Thaler, arXiv:1712.07124, table 2: connected
 * 1, 1, 2, 5, 12, 33 and all 1, 1, 3, 8, 23, 66 of 0 to 5 edges.
 *
 * Cost: (d + 1)! orderings of the vertices for each candidate; milliseconds up to 5 edges.
 */
import { GlueballError } from "../base/index.ts";

export type Edge = readonly [number, number];

/** Vertices are numbered from 0; an edge is listed as often as it occurs. */
export interface Multigraph {
  readonly vertices: number;
  readonly edges: readonly Edge[];
}

/** The most edges that are enumerated; up to here every graph can be summed in constituents^3. */
const MOST_EDGES = 5;

const POINT: Multigraph = { vertices: 1, edges: [] };

/** The connected multigraphs with this many edges, fewest vertices first. Throws `jets/too-many-edges`. */
export function connectedMultigraphs(edges: number): Multigraph[] {
  requireEdgeCount(edges);
  let graphs = [POINT];
  for (let count = 1; count <= edges; count++) {
    const found = new Map<string, Multigraph>();
    for (const grown of graphs.flatMap(withOneMoreEdge)) {
      const canonical = canonicalForm(grown);
      found.set(multigraphName(canonical), canonical);
    }
    graphs = [...found.values()];
  }
  return graphs.sort((a, b) => a.vertices - b.vertices || (multigraphName(a) < multigraphName(b) ? -1 : 1));
}

/** All multigraphs with this many edges and no isolated vertex, the connected ones first. Throws `jets/too-many-edges`. */
export function multigraphs(edges: number): Multigraph[] {
  requireEdgeCount(edges);
  if (edges === 0) return [POINT];
  const connected = Array.from({ length: edges + 1 }, (_, count) => (count === 0 ? [] : connectedMultigraphs(count)));
  const all = connected.flat();
  const unions: Multigraph[][] = [];
  const extend = (parts: readonly Multigraph[], left: number, first: number) => {
    if (left === 0) unions.push([...parts]);
    for (let next = first; next < all.length; next++) {
      if (all[next].edges.length <= left) extend([...parts, all[next]], left - all[next].edges.length, next);
    }
  };
  extend([], edges, 0);
  return unions.sort((a, b) => a.length - b.length).map(disjointUnion);
}

/** All multigraphs with up to this many edges, by rising number: 36 for 4. Throws `jets/too-many-edges`. */
export function multigraphsUpTo(mostEdges: number): Multigraph[] {
  requireEdgeCount(mostEdges);
  return Array.from({ length: mostEdges + 1 }, (_, edges) => multigraphs(edges)).flat();
}

/** Edges in order, such as "0-1,0-1,2-3"; "0" is the single vertex. */
export function multigraphName({ edges }: Multigraph): string {
  return edges.length === 0 ? "0" : edges.map(([a, b]) => `${a}-${b}`).join(",");
}

/** The connected parts of a graph, their vertices renumbered from 0. */
export function componentsOf({ vertices, edges }: Multigraph): Multigraph[] {
  const part = Array.from({ length: vertices }, (_, vertex) => vertex);
  for (const [a, b] of edges) {
    const [into, from] = [part[a], part[b]];
    part.forEach((own, vertex) => {
      if (own === from) part[vertex] = into;
    });
  }
  return [...new Set(part)].map((own) => {
    const members = part.flatMap((of, vertex) => (of === own ? [vertex] : []));
    const inside = edges.filter(([a]) => part[a] === own);
    return {
      vertices: members.length,
      edges: inside.map(([a, b]) => [members.indexOf(a), members.indexOf(b)] as const),
    };
  });
}

function disjointUnion(parts: readonly Multigraph[]): Multigraph {
  return parts.reduce((whole, part) => ({
    vertices: whole.vertices + part.vertices,
    edges: [...whole.edges, ...part.edges.map(([a, b]) => [a + whole.vertices, b + whole.vertices] as const)],
  }));
}

function withOneMoreEdge({ vertices, edges }: Multigraph): Multigraph[] {
  const grown: Multigraph[] = [];
  for (let a = 0; a < vertices; a++) {
    for (let b = a + 1; b <= vertices; b++) {
      grown.push({ vertices: Math.max(vertices, b + 1), edges: [...edges, [a, b]] });
    }
  }
  return grown;
}

/** The same graph for all numberings of its vertices: the one whose name comes first. */
function canonicalForm(graph: Multigraph): Multigraph {
  let best: Multigraph | undefined;
  for (const order of orderings(graph.vertices)) {
    const edges = graph.edges.map(([a, b]) => [Math.min(order[a], order[b]), Math.max(order[a], order[b])] as const);
    const candidate = { vertices: graph.vertices, edges: edges.sort((e, f) => e[0] - f[0] || e[1] - f[1]) };
    if (best === undefined || multigraphName(candidate) < multigraphName(best)) best = candidate;
  }
  return best ?? graph;
}

function orderings(count: number): number[][] {
  if (count === 0) return [[]];
  const shorter = orderings(count - 1);
  return shorter.flatMap((order) => Array.from({ length: count }, (_, at) => order.toSpliced(at, 0, count - 1)));
}

function requireEdgeCount(edges: number): void {
  if (Number.isInteger(edges) && edges >= 0 && edges <= MOST_EDGES) return;
  throw new GlueballError({
    code: "jets/too-many-edges",
    what: "multigraphs of so many edges are not listed",
    found: edges,
    expected: `0 to ${MOST_EDGES} edges`,
  });
}

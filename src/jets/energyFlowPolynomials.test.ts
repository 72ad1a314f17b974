import fc from "fast-check";
import { expect, test } from "vitest";
import { deltaR, fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";
import { constituentsOf } from "./constituents.ts";
import { ecf } from "./energyCorrelators.ts";
import { energyFlowPolynomial, energyFlowPolynomials } from "./energyFlowPolynomials.ts";
import { randomJets } from "./groomingTrial.ts";
import {
  componentsOf,
  connectedMultigraphs,
  multigraphName,
  multigraphs,
  multigraphsUpTo,
  type Multigraph,
} from "./multigraphs.ts";
import { reordered } from "./substructureTrial.ts";

/** Relative: rounding of sums of positive terms. */
const EXACT = 1e-11;
const GRAPHS = multigraphsUpTo(4);

test("numbers of multigraphs with 0 to 5 edges: connected, all, and by vertices (arXiv:1712.07124, table 2)", () => {
  const edges = [0, 1, 2, 3, 4, 5];
  expect(edges.map((count) => connectedMultigraphs(count).length)).toEqual([1, 1, 2, 5, 12, 33]);
  expect(edges.map((count) => multigraphs(count).length)).toEqual([1, 1, 3, 8, 23, 66]);
  expect(GRAPHS).toHaveLength(36);
  const ofVertices = (vertices: number) =>
    connectedMultigraphs(4).filter((graph) => graph.vertices === vertices).length;
  expect([2, 3, 4, 5].map(ofVertices)).toEqual([1, 3, 5, 3]);
  expect(new Set(GRAPHS.map(multigraphName)).size).toBe(36);
  for (const graph of GRAPHS)
    expect(new Set(graph.edges.flat()).size).toBe(graph.edges.length === 0 ? 0 : graph.vertices);
});

test("the parts of a graph, renumbered", () => {
  const graph = {
    vertices: 5,
    edges: [
      [0, 3],
      [1, 4],
      [4, 2],
      [0, 3],
    ],
  } as const;
  expect(componentsOf(graph).map(multigraphName)).toEqual(["0-1,0-1", "0-2,2-1"]);
});

/** All tuples of constituents: the definition itself. */
function byDefinition(particles: FourMomentumColumns, { vertices, edges }: Multigraph, beta: number): number {
  const { pt, rapidity, phi, sumPt, count } = constituentsOf(particles);
  const theta = (i: number, j: number) => deltaR(rapidity[i], phi[i], rapidity[j], phi[j]) ** beta;
  const tuple = new Array<number>(vertices).fill(0);
  let sum = 0;
  for (let number = 0; number < count ** vertices; number++) {
    let rest = number;
    for (let vertex = 0; vertex < vertices; vertex++) {
      tuple[vertex] = rest % count;
      rest = Math.floor(rest / count);
    }
    const weight = tuple.reduce((product, i) => (product * pt[i]) / sumPt, 1);
    sum += edges.reduce((product, [a, b]) => product * theta(tuple[a], tuple[b]), weight);
  }
  return sum;
}

test("every polynomial of up to 4 edges is its definition, tuple by tuple, and so is the square with a diagonal", () => {
  const chorded: Multigraph = {
    vertices: 4,
    edges: [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
      [0, 2],
    ],
  };
  const small = [...GRAPHS, chorded].filter(({ vertices }) => vertices <= 6);
  const property = fc.property(
    randomJets(4),
    fc.constantFrom(...small),
    fc.constantFrom(0.5, 1, 2),
    (particles, graph, beta) => {
      const expected = byDefinition(particles, graph, beta);
      const found = energyFlowPolynomial(particles, graph.edges, { beta })!;
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(EXACT * expected);
    },
  );
  fc.assert(property, { seed: 7, numRuns: 150 });
});

test("known answers: two equal particles at distance d; complete graphs are energy correlators", () => {
  const d = 0.3;
  const two = fromPtEtaPhiMassColumns([7, 7], [0, d], [1, 1], [0, 0]);
  // A connected graph needs its neighbours on different particles: 2 of the 2^n tuples if it has two colours, else none.
  for (const graph of connectedMultigraphs(4)) {
    const twoColours = !graph.edges.some(([a, b]) => graph.edges.some(([c, e]) => c === b && hasEdge(graph, a, e)));
    const expected = twoColours ? (2 / 2 ** graph.vertices) * d ** 4 : 0;
    expect(energyFlowPolynomial(two, graph.edges)).toBeCloseTo(expected, 14);
  }
  expect(energyFlowPolynomial(two, [])).toBeCloseTo(1, 14);
  expect(energyFlowPolynomial(two, [], { normalised: false })).toBeCloseTo(14, 12);
  const property = fc.property(randomJets(12), (particles) => {
    const unnormalised = { beta: 1, normalised: false };
    const triangle = energyFlowPolynomial(
      particles,
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      unnormalised,
    )!;
    const three = 6 * ecf(particles, 3, 1)!;
    expect(Math.abs(triangle - three)).toBeLessThanOrEqual(EXACT * three);
    const line = energyFlowPolynomial(particles, [[0, 1]], unnormalised)!;
    expect(Math.abs(line - 2 * ecf(particles, 2, 1)!)).toBeLessThanOrEqual(EXACT * line);
  });
  fc.assert(property, { seed: 8, numRuns: 50 });
});

const hasEdge = ({ edges }: Multigraph, a: number, b: number) =>
  edges.some(([c, d]) => (a === c && b === d) || (a === d && b === c));

test("all 36 are invariant under rotation in (y, phi), order, unit of momentum, collinear split and soft particles", () => {
  const property = fc.property(randomJets(10), fc.double({ noNaN: true, min: 0, max: 6 }), (particles, turn) => {
    const { pt, rapidity, phi, count } = constituentsOf(particles);
    const values = energyFlowPolynomials(particles, GRAPHS)!;
    const same = (changed: FourMomentumColumns) => {
      const others = energyFlowPolynomials(changed, GRAPHS)!;
      values.forEach((value, at) => expect(Math.abs(others[at] - value)).toBeLessThanOrEqual(1e-9 * value + 1e-15));
    };
    // All azimuths lie within 0.7 of 0, so that a turn in the plane stays away from the seam.
    const azimuth = phi.map((angle) => (angle > Math.PI ? angle - 2 * Math.PI : angle));
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const massless = (y: Float64Array, angle: Float64Array) =>
      fromPtEtaPhiMassColumns(pt, y, angle, new Float64Array(count));
    same(
      massless(
        rapidity.map((y, i) => cos * y - sin * azimuth[i]),
        azimuth.map((angle, i) => sin * rapidity[i] + cos * angle),
      ),
    );
    same(
      reordered(
        particles,
        Array.from(pt, (_, i) => count - 1 - i),
      ),
    );
    const each = (change: (column: Float64Array) => Float64Array): FourMomentumColumns => {
      const { px, py, pz, energy } = particles;
      return { px: change(px), py: change(py), pz: change(pz), energy: change(energy) };
    };
    same(each((column) => column.map((value) => 8 * value)));
    same(each((column) => Float64Array.from([...column.map((v, i) => (i === 0 ? 0.7 * v : v)), 0.3 * column[0]])));
    same(each((column) => Float64Array.from([...column, 1e-15 * column[0]])));
  });
  fc.assert(property, { seed: 9, numRuns: 40 });
});

test("an empty jet has none; graphs that are none, and powers, are refused", () => {
  const none = { px: [], py: [], pz: [], energy: [] };
  const one = { px: [1], py: [0], pz: [0], energy: [1] };
  expect(energyFlowPolynomials(none, GRAPHS)).toBeUndefined();
  expect([...energyFlowPolynomials(one, GRAPHS)!]).toEqual([1, ...new Array(35).fill(0)]);
  expect(() => energyFlowPolynomial(one, [[0, 0]])).toThrow(/found "0-0", expected edges between different vertices/);
  expect(() => energyFlowPolynomial(one, [[0, 2]])).toThrow(expect.objectContaining({ code: "jets/bad-multigraph" }));
  const complete = [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ] as const;
  expect(() => energyFlowPolynomial(one, complete)).toThrow(/too connected: found "0-1,0-2,0-3,1-2,1-3,2-3"/);
  expect(() => energyFlowPolynomial(one, [[0, 1]], { beta: 0 })).toThrow(/found "beta 0", expected a positive power/);
  for (const edges of [6, -1, 1.5]) {
    expect(() => multigraphsUpTo(edges)).toThrow(expect.objectContaining({ code: "jets/too-many-edges" }));
  }
});

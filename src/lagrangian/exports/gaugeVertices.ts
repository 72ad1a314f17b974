/**
 * The vertices of the kinetic terms, with D = d - i g A and A hermitian:
 *
 *     i x+ sigma D x        ->  g x+ sigma A x
 *     (D X)+ (D X)          ->  g A (p_X - p_X+) X+ T X + g^2 X+ A A X, half of both for a real field
 *     -1/2 tr F F           ->  three and four vectors
 *
 * A right-handed spinor p = x* turns the current around: x+_r sigma x_s = - p~_s gamma P_R p_r.
 */
import type { ColourTensor, ColourTerm } from "./colourStrings.ts";
import type { Complex } from "../complexNumbers.ts";
import { complexSize, multiplyComplex, scaleComplex, subtractComplex } from "../complexNumbers.ts";
import type { Occurrence } from "./componentTerms.ts";
import type { BosonComponent, GaugeBosons } from "./gaugeBosons.ts";
import { bosonMatrix } from "./gaugeBosons.ts";
import type { ParticleTable } from "./particles.ts";
import type { VertexTable } from "./vertexTable.ts";

interface GaugeContext {
  readonly table: ParticleTable;
  readonly bosons: GaugeBosons;
  readonly vertices: VertexTable;
}

/** All vertices with gauge bosons. */
export function addGaugeVertices(context: GaugeContext): void {
  context.table.fields.forEach(({ field }, k) => {
    if (field.twiceHelicity === 0) addScalarVertices(context, k);
    else addCurrents(context, k);
  });
  addVectorVertices(context);
}

const NO_COLOUR: ColourTerm = { factor: [1, 0], tensors: [] };

/** Powers of the coupling orders of a product of couplings. */
function ordersOf(components: readonly BosonComponent[]): Record<string, number> {
  const orders: Record<string, number> = {};
  for (const { factor } of components) {
    const name = factor.kind === "colour" ? "QCD" : "QED";
    orders[name] = (orders[name] ?? 0) + 1;
  }
  return orders;
}

function productText(components: readonly BosonComponent[]): string {
  const counts = Map.groupBy(components, ({ coupling }) => coupling);
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, own]) => (own.length === 1 ? name : `${name}**${own.length}`)).join("*");
}

/** The vector of a boson component as a particle of the vertex table. */
function vectorOf({ table }: GaugeContext, { boson, anti }: BosonComponent): Occurrence {
  return { particle: table.particles.length + boson, anti };
}

/** The generator of colour between a conjugate field at place `row` and the field at place `column`. */
function generatorOf(colour: number, vector: number, row: number, column: number): ColourTerm {
  const triplet = (name: "T" | "T6"): ColourTerm =>
    colour > 0
      ? { factor: [1, 0], tensors: [{ name, places: [vector, column, row] }] }
      : { factor: [-1, 0], tensors: [{ name, places: [vector, row, column] }] };
  if (Math.abs(colour) === 3) return triplet("T");
  return Math.abs(colour) === 6
    ? triplet("T6")
    : { factor: [0, 1], tensors: [{ name: "f", places: [vector, row, column] }] };
}

/** What joins the colour of a conjugate field and of the field where no gluon does. */
function identityOf(colour: number, row: number, column: number): ColourTerm {
  return colour === 1 ? NO_COLOUR : { factor: [1, 0], tensors: [{ name: "Identity", places: [row, column] }] };
}

function addCurrents(context: GaugeContext, field: number): void {
  const { table, bosons, vertices } = context;
  const { colour, copies } = table.fields[field];
  for (const component of bosons.components) {
    for (const { row, column, value } of bosonMatrix(table, field, component)) {
      for (let generation = 0; generation < copies; generation++) {
        const [bra, ket] = [table.find(field, row, generation), table.find(field, column, generation)];
        const right = bra.anti;
        // Places: 1 and 2 hold x+ and x in this order for left-handed spinors, exchanged for right-handed ones.
        const [rowPlace, columnPlace] = right ? [2, 1] : [1, 2];
        const pair = [{ ...bra, anti: !bra.anti }, ket];
        vertices.add({
          particles: [...(right ? pair.toReversed() : pair), vectorOf(context, component)],
          coefficient: scaleComplex(value, right ? -1 : 1),
          parameter: component.coupling,
          colour:
            component.factor.kind === "colour"
              ? generatorOf(colour, 3, rowPlace, columnPlace)
              : identityOf(colour, rowPlace, columnPlace),
          lorentz: { kind: "current", left: !right },
          orders: ordersOf([component]),
        });
      }
    }
  }
}

function addScalarVertices(context: GaugeContext, field: number): void {
  const { table, bosons, vertices } = context;
  const { colour, copies } = table.fields[field];
  const half = table.fields[field].field.real ? 1 / 2 : 1;
  const actions = bosons.components.map((component) => ({ component, entries: bosonMatrix(table, field, component) }));
  for (let generation = 0; generation < copies; generation++) {
    const pairOf = (row: number, column: number): Occurrence[] => {
      const bra = table.find(field, row, generation);
      return [{ ...bra, anti: !bra.anti }, table.find(field, column, generation)];
    };
    for (const { component, entries } of actions) {
      for (const { row, column, value } of entries) {
        vertices.add({
          particles: [vectorOf(context, component), ...pairOf(row, column)],
          coefficient: scaleComplex(value, half),
          parameter: component.coupling,
          colour: component.factor.kind === "colour" ? generatorOf(colour, 1, 2, 3) : identityOf(colour, 2, 3),
          lorentz: { kind: "momenta", plus: 3, minus: 2, vector: 1 },
          orders: ordersOf([component]),
        });
      }
    }
    for (const first of actions) {
      for (const second of actions) {
        const pair = [first.component, second.component];
        for (const { row, column, value } of matrixProduct(first.entries, second.entries)) {
          vertices.add({
            particles: [...pair.map((component) => vectorOf(context, component)), ...pairOf(row, column)],
            coefficient: scaleComplex(value, half),
            parameter: productText(pair),
            colour: twoGenerators(colour, pair),
            lorentz: { kind: "metric", pairs: [[1, 2]] },
            orders: ordersOf(pair),
          });
        }
      }
    }
  }
}

type Entries = readonly { readonly row: number; readonly column: number; readonly value: Complex }[];

function matrixProduct(first: Entries, second: Entries): Entries {
  return first.flatMap((a) =>
    second
      .filter(({ row }) => row === a.column)
      .map((b) => ({ row: a.row, column: b.column, value: multiplyComplex(a.value, b.value) })),
  );
}

/** Vectors at the places 1 and 2, the conjugate scalar at 3, the scalar at 4. */
function twoGenerators(colour: number, [first, second]: readonly BosonComponent[]): ColourTerm {
  const [one, two] = [first, second].map(({ factor }) => factor.kind === "colour");
  if (!one && !two) return identityOf(colour, 3, 4);
  if (!one || !two) return generatorOf(colour, one ? 1 : 2, 3, 4);
  const [left, right] = [generatorOf(colour, 1, 3, -1), generatorOf(colour, 2, -1, 4)];
  return { factor: multiplyComplex(left.factor, right.factor), tensors: [...left.tensors, ...right.tensors] };
}

/** Of every factor that is not abelian. */
function addVectorVertices(context: GaugeContext): void {
  const factors = Map.groupBy(context.bosons.components, ({ coupling }) => coupling);
  for (const components of factors.values()) {
    const [{ factor }] = components;
    if (factor.kind === "colour") addGluons(context, components[0]);
    if (factor.kind === "SU") addComponentVectors(context, components);
  }
}

/** f changes sign in UFO's basis of octets (colourStrings.ts). */
function addGluons(context: GaugeContext, gluon: BosonComponent): void {
  const particle = vectorOf(context, gluon);
  const colour = (tensors: readonly ColourTensor[]): ColourTerm => ({ factor: [1, 0], tensors });
  context.vertices.add({
    particles: [particle, particle, particle],
    // The vertex, i times L, is real; six equal ways to lay the term.
    coefficient: [0, 1 / 6],
    parameter: gluon.coupling,
    colour: colour([{ name: "f", places: [1, 2, 3] }]),
    lorentz: { kind: "threeVectors" },
    orders: { QCD: 1 },
  });
  context.vertices.add({
    particles: [particle, particle, particle, particle],
    coefficient: [-1 / 4, 0],
    parameter: `${gluon.coupling}**2`,
    colour: colour([
      { name: "f", places: [1, 2, -1] },
      { name: "f", places: [3, 4, -1] },
    ]),
    lorentz: {
      kind: "metric",
      pairs: [
        [1, 3],
        [2, 4],
      ],
    },
    orders: { QCD: 2 },
  });
}

/**
 * -1/2 tr F F with F = dA - dA - i g [A, A]: the cubic term is i g tr((d_m A_n - d_n A_m) [A^m, A^n]), whose vertex of
 * three components is f = -2i tr([M1, M2] M3) times the structure of three vectors; the quartic g^2/2 tr [A_m, A_n]^2.
 */
function addComponentVectors(context: GaugeContext, components: readonly BosonComponent[]): void {
  const matrices = components.map(({ factor }) => (factor.kind === "SU" ? factor.matrix : []));
  const commutators = matrices.map((a) => matrices.map((b) => commutator(a, b)));
  components.forEach((first, a) =>
    components.forEach((second, b) => {
      components.forEach((third, c) => {
        const f = multiplyComplex([0, -2], trace(commutators[a][b], matrices[c]));
        if (complexSize(f) < 1e-12) return;
        context.vertices.add({
          particles: [first, second, third].map((own) => vectorOf(context, own)),
          coefficient: scaleComplex(multiplyComplex([0, -1], f), 1 / 6),
          parameter: first.coupling,
          colour: NO_COLOUR,
          lorentz: { kind: "threeVectors" },
          orders: { QED: 1 },
        });
      });
      components.forEach((third, c) =>
        components.forEach((fourth, d) => {
          const value = scaleComplex(trace(commutators[a][b], commutators[c][d]), 1 / 2);
          if (complexSize(value) < 1e-12) return;
          context.vertices.add({
            particles: [first, second, third, fourth].map((own) => vectorOf(context, own)),
            coefficient: value,
            parameter: `${first.coupling}**2`,
            colour: NO_COLOUR,
            lorentz: {
              kind: "metric",
              pairs: [
                [1, 3],
                [2, 4],
              ],
            },
            orders: { QED: 2 },
          });
        }),
      );
    }),
  );
}

type Matrix = readonly (readonly Complex[])[];

function commutator(a: Matrix, b: Matrix): Complex[][] {
  return a.map((_, row) =>
    a.map((_, column) => subtractComplex(entryOf(a, b, row, column), entryOf(b, a, row, column))),
  );
}

function entryOf(a: Matrix, b: Matrix, row: number, column: number): Complex {
  let [re, im] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const product = multiplyComplex(a[row][k], b[k][column]);
    re += product[0];
    im += product[1];
  }
  return [re, im];
}

function trace(a: Matrix, b: Matrix): Complex {
  let [re, im] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = entryOf(a, b, k, k);
    re += x;
    im += y;
  }
  return [re, im];
}
